package rollout

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func day(t *testing.T, s string) Day {
	t.Helper()
	d, err := ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func reviewOf(c Cadence, since string) Review {
	at, err := time.Parse(time.DateTime, since)
	if err != nil {
		panic(err)
	}
	r := Review{Schema: 1, Plan: "hr", Row: "R2", Agent: "HR", Item: "Access review", Owners: []string{"Security"}, Cadence: c, Zone: "Europe/Berlin", Since: at}
	return r.rest(at)
}

// The ladder of each kind of cadence, from activation on: every day on which
// the owner or the plan owner is asked.
func TestLadder(t *testing.T) {
	tests := []struct {
		name  string
		c     Cadence
		since string
		to    string
		want  string // "DAY owner", "DAY owner+plan owner"
	}{
		{
			"monthly: a week, a day and no day before the 5th working day, then late",
			Cadence{Every: 1, Unit: EveryMonth},
			"2027-01-12 08:00:00", "2027-04-02",
			// February is the first full month; its 5th working day behind is Friday 5 March.
			"2027-02-26 owner, 2027-03-04 owner, 2027-03-05 owner, 2027-03-08 owner, 2027-03-10 plan owner, 2027-03-15 owner, " +
				"2027-03-17 plan owner, 2027-03-22 owner, 2027-03-24 plan owner, 2027-03-29 owner, 2027-03-31 plan owner",
		},
		{
			"weekly: a week before is longer than half the period",
			Cadence{Every: 1, Unit: EveryWeek},
			"2027-01-12 08:00:00", "2027-02-02",
			// Due on Monday; the day before is a Sunday, so Friday.
			"2027-01-22 owner, 2027-01-25 owner, 2027-01-26 owner, 2027-01-28 plan owner, 2027-02-01 owner, 2027-02-02 owner",
		},
		{
			"daily: only the day itself",
			Cadence{Every: 1, Unit: EveryDay},
			"2027-01-13 08:00:00", "2027-01-19",
			"2027-01-14 owner, 2027-01-15 owner, 2027-01-18 owner, 2027-01-19 owner",
		},
		{
			"a stated Sunday is asked for on the Friday before",
			Cadence{Cron: "0 9 28 2 *"},
			"2027-01-12 08:00:00", "2027-03-04",
			"2027-02-19 owner, 2027-02-26 owner, 2027-03-01 owner, 2027-03-03 plan owner",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := reviewOf(tt.c, tt.since)
			var got []string
			first := Day{}
			for d := r.Today(r.Since); !day(t, tt.to).Before(d); d = d.AddDays(1) {
				at, ok := r.Standing(d)
				if !ok {
					t.Fatal("it never comes due")
				}
				owner, planOwner := at.Asks(d, d)
				switch {
				case owner && planOwner:
					got = append(got, d.String()+" owner+plan owner")
				case owner:
					got = append(got, d.String()+" owner")
				case planOwner:
					got = append(got, d.String()+" plan owner")
				}
				if first.IsZero() && (owner || planOwner) {
					first = d
				}
			}
			if s := strings.Join(got, ", "); s != tt.want {
				t.Errorf("got  %s\nwant %s", s, tt.want)
			}
			if r.Wake != first {
				t.Errorf("it wakes %s and is first spoken of %s", r.Wake, first)
			}
		})
	}
}

func TestWhatTheCalendarSays(t *testing.T) {
	r := reviewOf(Cadence{Every: 1, Unit: EveryMonth}, "2027-01-12 08:00:00")
	tests := []struct {
		today, want string
	}{
		{"2027-01-12", "2027-02 scheduled due 2027-03-05"},
		{"2027-02-25", "2027-02 scheduled due 2027-03-05"},
		{"2027-02-26", "2027-02 due soon due 2027-03-05"},
		{"2027-03-05", "2027-02 due due 2027-03-05"},
		{"2027-03-08", "2027-02 overdue due 2027-03-05, 3 days late"},
		{"2027-04-06", "2027-02 overdue due 2027-03-05, 32 days late"},
		{"2027-04-07", "2027-03 due due 2027-04-07"}, // February's is missed
		{"2029-04-09", "2029-03 overdue due 2029-04-06, 3 days late"},
	}
	for _, tt := range tests {
		t.Run(tt.today, func(t *testing.T) {
			at, _ := r.Standing(day(t, tt.today))
			got := fmt.Sprintf("%s %s due %s", at.Open.Period, at.State, at.Due)
			if at.Late > 0 {
				got += fmt.Sprintf(", %d days late", at.Late)
			}
			if got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
	if missed := r.History(nil, day(t, "2027-05-10").At(600, time.UTC), 10); len(missed) != 2 || missed[0].Period != "2027-03" || missed[1].Period != "2027-02" {
		t.Errorf("missed by May: %+v", missed)
	}
}

func person(u UserID) Actor {
	return Actor{User: u, Person: Person{ID: u, Account: Member}, Via: ByCommand}
}

func problemOf(t *testing.T, err error) string {
	t.Helper()
	var p *Problem
	if !errors.As(err, &p) {
		t.Fatalf("no problem but %v", err)
	}
	if !strings.Contains(p.Text, "othing was changed") || p.Next == "" {
		t.Errorf("%q does not say what is unchanged, or what to type next", p)
	}
	return p.Text
}

// A review is done once, late stays late, and the next one is the calendar's.
func TestReviewIsSettledOnce(t *testing.T) {
	r := reviewOf(Cadence{Every: 1, Unit: EveryMonth}, "2027-01-12 08:00:00")
	early := day(t, "2027-02-10").At(600, time.UTC)
	if _, _, err := DoReview(r, "", Reviewed{Outcome: Accepted}, nil, nil, person("sam"), early); !strings.Contains(problemOf(t, err), "is not due: the next one is due Fri 5 Mar 2027") {
		t.Error(err)
	}
	now := day(t, "2027-03-08").At(600, time.UTC)
	digest := Digest{User: "sam", Day: day(t, "2027-03-08"), Items: []DigestItem{{Of: "occurrence", Subject: "hr/R2/2027-02"}, {Of: "occurrence", Subject: "hr/R3/2027-02"}}}
	did, e, err := DoReview(r, "", Reviewed{AcceptedActions, "https://example.com/1", "two accounts closed"}, nil, []Digest{digest}, person("sam"), now)
	if err != nil {
		t.Fatal(err)
	}
	o := did.Occurrence
	if o.Period != "2027-02" || o.Late != 3 || o.Outcome != AcceptedActions || o.By != "sam" || did.Next != day(t, "2027-04-07") {
		t.Errorf("%+v", did)
	}
	if len(e.Log) != 1 || e.Log[0].Subject != "hr/R2/2027-02" || len(e.Put) != 3 {
		t.Errorf("%+v", e)
	}
	if g := e.Put[2].(Digest); g.Items[0].Settled != "accepted with actions" || g.Items[1].Settled != "" || len(g.Index()) != 1 {
		t.Errorf("the digest: %+v", g)
	}
	if digest.Items[0].Settled != "" {
		t.Error("the rule wrote into what it was given")
	}
	again, e, err := DoReview(did.Review, "2027-02", Reviewed{Outcome: Rejected}, []ReviewOccurrence{o}, nil, person("maya"), now)
	if err != nil || again.Changed || again.Occurrence.By != "sam" || len(e.Put)+len(e.Log) > 0 {
		t.Errorf("again: %+v %+v %v", again, e, err)
	}
	_, _, err = DoReview(did.Review, "", Reviewed{Outcome: Accepted}, []ReviewOccurrence{o}, nil, person("sam"), now)
	if text := problemOf(t, err); !strings.Contains(text, "The last one, for February 2027, was accepted with actions.") {
		t.Error(text)
	}
	// The next one by its name, before it is due; then the one after is open.
	march, _, err := DoReview(did.Review, "2027-03", Reviewed{Outcome: Accepted}, nil, nil, person("sam"), now)
	if err != nil || march.Next != day(t, "2027-05-07") {
		t.Errorf("%+v %v", march, err)
	}
}

func TestReviewRefusals(t *testing.T) {
	r := reviewOf(Cadence{Every: 1, Unit: EveryMonth}, "2027-01-12 08:00:00")
	now := day(t, "2027-03-04").At(600, time.UTC)
	long := strings.Repeat("x", 3001)
	tests := []struct {
		name string
		run  func() error
		want string
	}{
		{"an outcome of one's own", func() error { return did(DoReview(r, "", Reviewed{Outcome: "fine"}, nil, nil, person("sam"), now)) }, "is no outcome"},
		{"a text without end", func() error { return did(DoReview(r, "", Reviewed{Accepted, "", long}, nil, nil, person("sam"), now)) }, "3,000 are kept"},
		{"a link that is none", func() error {
			return did(DoReview(r, "", Reviewed{Accepted, "javascript:alert(1)", ""}, nil, nil, person("sam"), now))
		}, "is no address"},
		{"a period that never was", func() error {
			return did(DoReview(r, "2026-07", Reviewed{Outcome: Accepted}, nil, nil, person("sam"), now))
		}, "has no open review for July 2026"},
		{"the next one before the open one", func() error {
			return did(DoReview(r, "2027-03", Reviewed{Outcome: Accepted}, nil, nil, person("sam"), now))
		}, "is still open for February 2027"},
		{"skipped without a reason", func() error { return did(SkipReview(r, "", " ", nil, nil, person("sam"), now)) }, "is empty"},
		{"put off without a reason", func() error { return did(SnoozeReview(r, "", 3, "", nil, nil, person("sam"), now)) }, "is empty"},
		{"put off to yesterday", func() error { return did(SnoozeReview(r, "", -1, "ill", nil, nil, person("sam"), now)) }, "cannot be put off by -1 days"},
		{"put off beyond the next one", func() error { return did(SnoozeReview(r, "", 40, "ill", nil, nil, person("sam"), now)) }, "the next one falls due Wed 7 Apr 2027"},
		{"put off to a day before it is due", func() error {
			return did(SnoozeReview(r, "", 1, "ill", nil, nil, person("sam"), day(t, "2027-02-26").At(600, time.UTC)))
		}, "which is later than"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if text := problemOf(t, tt.run()); !strings.Contains(text, tt.want) {
				t.Errorf("got %q, want %q", text, tt.want)
			}
		})
	}
}

func did(_ ReviewDid, e Effects, err error) error {
	if err != nil && len(e.Put)+len(e.Log)+len(e.Notices) > 0 {
		return errors.New("a refusal with effects")
	}
	return err
}

// In time it moves the day; late stays late, and only its owner has peace.
func TestReviewIsPutOff(t *testing.T) {
	r := reviewOf(Cadence{Every: 1, Unit: EveryMonth}, "2027-01-12 08:00:00")
	moved, _, err := SnoozeReview(r, "", 7, "the auditor is ill", nil, nil, person("sam"), day(t, "2027-03-04").At(600, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	at, _ := moved.Review.Standing(day(t, "2027-03-11"))
	if at.State != ReviewDue || at.Due != day(t, "2027-03-11") || len(moved.Occurrence.Moves) != 1 {
		t.Errorf("%+v", at)
	}
	if o, p := at.Asks(day(t, "2027-03-05"), day(t, "2027-03-10")); o || p {
		t.Error("somebody is asked before the day it was moved to")
	}

	late, _, err := SnoozeReview(r, "", 8, "the auditor is ill", nil, nil, person("sam"), day(t, "2027-03-08").At(600, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	at, _ = late.Review.Standing(day(t, "2027-03-10"))
	if at.Late != 5 {
		t.Errorf("%d days late", at.Late)
	}
	if o, p := at.Asks(day(t, "2027-03-09"), day(t, "2027-03-15")); o || !p {
		t.Errorf("until the 16th: owner %v, plan owner %v", o, p)
	}
	if o, _ := at.Asks(day(t, "2027-03-16"), day(t, "2027-03-16")); !o {
		t.Error("the owner is not asked on the day it was put off to")
	}
}

func planWithReviews() (Plan, State) {
	cell := func(s string) Cell[string] { return Cell[string]{Text: s, Status: Understood, Value: s} }
	every := func(unit string) Cell[[]Cadence] {
		return Cell[[]Cadence]{Text: unit, Status: Assumed, Value: []Cadence{{Every: 1, Unit: unit}}}
	}
	owner := func(roles ...string) Cell[[]string] {
		return Cell[[]string]{Text: "x", Status: Understood, Value: roles}
	}
	p := Plan{
		ID: "hr", Version: 1, Reviews: []ReviewItem{
			{ID: "R1", Item: cell("Access review"), Cadence: every(EveryMonth), Owner: owner("Security")},
			{ID: "R2", Item: cell("Cost review"), Owner: owner("Finance")},
			{ID: "R3", Item: cell("Retirement review"), Cadence: Cell[[]Cadence]{Text: "as needed", Status: Understood, Value: []Cadence{{}}}},
			{ID: "R4", Item: cell("Prompt review"), Cadence: Cell[[]Cadence]{Text: "soon", Status: Unclear}},
			{ID: "R5", Item: cell("Risk review"), Cadence: Cell[[]Cadence]{
				Text: "x", Status: Understood,
				Value: []Cadence{{Every: 1, Unit: EveryWeek, While: "during the pilot"}, {Every: 1, Unit: EveryMonth, While: "after release"}},
			}},
		},
		Cost: Cost{Cadence: every(EveryQuarter), Owner: owner("Finance")},
	}
	return p, State{Plan: "hr", Agent: "HR", Stage: RollingOut, Zone: "Europe/Berlin", PlanOwner: "maya"}
}

func reviewsOf(e Effects) (have []Review, missed []ReviewOccurrence) {
	for _, rec := range e.Put {
		switch rec := rec.(type) {
		case Review:
			have = append(have, rec)
		case ReviewOccurrence:
			missed = append(missed, rec)
		}
	}
	return have, missed
}

// What a plan says comes round, and what an edit of it changes.
func TestSchedulesFollowThePlan(t *testing.T) {
	p, s := planWithReviews()
	now := day(t, "2027-01-12").At(600, time.UTC)
	draft := s
	draft.Stage = Draft
	if e := ScheduleReviews(p, draft, "", nil, now); len(e.Put) > 0 {
		t.Errorf("a draft schedules %+v", e.Put)
	}
	have, _ := reviewsOf(ScheduleReviews(p, s, "", nil, now))
	var got []string
	for _, r := range have {
		got = append(got, string(r.Row)+" "+r.Cadence.String())
		if at, ok := r.Standing(r.Today(now)); !ok || at.State != ReviewScheduled {
			t.Errorf("%s is %s at the start", r.Row, at.State)
		}
	}
	if want := "R1 every month, R2 every quarter, R5 every week"; strings.Join(got, ", ") != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if e := ScheduleReviews(p, s, "", have, now.AddDate(0, 3, 0)); len(e.Put)+len(e.Log) > 0 {
		t.Errorf("nothing changed, and yet %+v", e)
	}

	// The plan goes live: the weekly one was due, and stays open and late until
	// the first full month's falls due.
	s.Stage = Live
	later := day(t, "2027-02-03").At(600, time.UTC)
	changed, past := reviewsOf(ScheduleReviews(p, s, "", have, later))
	if len(changed) != 1 || changed[0].Cadence.Unit != EveryMonth || len(past) > 0 {
		t.Fatalf("live: %+v %+v", changed, past)
	}
	standing := func(r Review, d string) string {
		at, ok := r.Standing(day(t, d))
		if !ok {
			return "none"
		}
		return fmt.Sprint(at.Open.Period, " ", at.State, " ", at.Late)
	}
	weekly := changed[0]
	for d, want := range map[string]string{
		"2027-02-03": "2027-W04 overdue 2", "2027-03-04": "2027-W04 overdue 31", "2027-03-05": "2027-02 due 0", "2027-03-06": "2027-02 overdue 1",
	} {
		if got := standing(weekly, d); got != want {
			t.Errorf("on %s it is %s, want %s", d, got, want)
		}
	}
	if h := weekly.History(nil, day(t, "2027-03-06").At(600, time.UTC), 9); len(h) != 1 || h[0].Period != "2027-W04" || h[0].Outcome != Missed {
		t.Errorf("once it is overtaken: %+v", h)
	}
	did, e, err := DoReview(weekly, "", Reviewed{Outcome: Accepted}, nil, nil, who("lee"), later)
	if err != nil || did.Occurrence.Period != "2027-W04" || did.Occurrence.Late != 2 || did.Next != day(t, "2027-03-05") {
		t.Errorf("settled late: %+v %v", did, err)
	}
	if settled, _ := reviewsOf(e); standing(settled[0], "2027-03-04") != "2027-02 due soon 0" {
		t.Errorf("and then: %s", standing(settled[0], "2027-03-04"))
	}

	// There and back: nothing is lost, and no period left out.
	s.Stage = RollingOut
	back, _ := reviewsOf(ScheduleReviews(p, s, "", append(slices.Clone(have[:2]), weekly), later))
	for d, want := range map[string]string{"2027-02-03": "2027-W04 overdue 2", "2027-02-07": "2027-W04 overdue 6", "2027-02-08": "2027-W05 due 0"} {
		if got := standing(back[0], d); got != want {
			t.Errorf("there and back, on %s it is %s, want %s", d, got, want)
		}
	}
	s.Stage = Live

	// The owner changes: the schedule goes on.
	p.Reviews[0].Owner.Value = []string{"Risk"}
	changed, _ = reviewsOf(ScheduleReviews(p, s, "", have[:1], later))
	if len(changed) == 0 || changed[0].Since != have[0].Since || changed[0].Owners[0] != "Risk" {
		t.Errorf("another owner: %+v", changed)
	}

	// The row goes: it does not come round any more, and what was settled stays.
	p.Reviews = p.Reviews[1:]
	gone, _ := reviewsOf(ScheduleReviews(p, s, "", have[:1], later))
	if off := gone[len(gone)-1]; !off.Off || len(off.Index()) > 0 {
		t.Errorf("gone: %+v", off)
	}
	if _, ok := gone[len(gone)-1].Standing(day(t, "2027-09-01")); ok {
		t.Error("a row that is gone comes round")
	}
}

func TestCostReviewOfSectionFive(t *testing.T) {
	p, _ := planWithReviews()
	p.Reviews = p.Reviews[:1]
	items := p.ReviewItems()
	if last := items[len(items)-1]; last.ID != CostRow || last.Owner.Value[0] != "Finance" || last.Cadence.Value[0].Unit != EveryQuarter {
		t.Errorf("without a row: %+v", last)
	}
	p.Cost.Cadence = Cell[[]Cadence]{Status: Empty}
	if len(p.ReviewItems()) != 1 {
		t.Error("no cadence in section 5, and yet a cost review")
	}
}

// While the agent is paused nobody is asked what it is worth; who may reach what
// is looked at all the same.
func TestReviewsWhilePaused(t *testing.T) {
	value, access := reviewOf(Cadence{Every: 1, Unit: EveryMonth}, "2027-01-12 08:00:00"), reviewOf(Cadence{Every: 1, Unit: EveryMonth}, "2027-01-12 08:00:00")
	value.Item, value.Row = "Business value", "R1"
	s := State{Plan: "hr", PlanOwner: "maya", Stage: Live}
	d := Duty{Roles: map[string][]Place{"security": {"@sam"}}, PlanOwner: "maya"}
	today := day(t, "2027-03-08")
	asked := Asked{User: "sam", From: today, To: today}
	names := func() (got []string) {
		for _, it := range ReviewDigest([]Review{value, access}, s, d, asked) {
			got = append(got, it.Facts[FactItem])
		}
		for _, o := range OwedReviews([]Review{value, access}, s, d, today) {
			got = append(got, "owed "+o.Review.Item)
		}
		return got
	}
	if got, want := strings.Join(names(), ", "), "Business value, Access review, owed Business value, owed Access review"; got != want {
		t.Errorf("running: %s, want %s", got, want)
	}
	s.Pause = &PauseMark{State: PausePaused}
	if got, want := strings.Join(names(), ", "), "Access review, owed Access review"; got != want {
		t.Errorf("paused: %s, want %s", got, want)
	}
	if _, _, err := DoReview(value, "", Reviewed{Outcome: Accepted}, nil, nil, person("sam"), today.At(600, time.UTC)); err != nil {
		t.Errorf("it cannot be settled while paused: %v", err)
	}
}

// A correction says what was found instead; when it was done, whether it was late
// and what comes next stay as they are.
func TestCorrectReview(t *testing.T) {
	r := reviewOf(Cadence{Every: 1, Unit: EveryMonth}, "2027-01-12 08:00:00")
	march := time.Date(2027, 3, 8, 9, 0, 0, 0, time.UTC)
	did, _, err := DoReview(r, "", Reviewed{Outcome: Accepted, Text: "all well"}, nil, nil, who("lee"), march)
	if err != nil || did.Occurrence.Late == 0 {
		t.Fatal(did, err)
	}
	r = did.Review
	had := []ReviewOccurrence{did.Occurrence}
	for _, tt := range []struct {
		name, period string
		to           Outcome
		because      string
		want         string
	}{
		{"no reason", "", Rejected, "", "Say why"},
		{"no outcome", "", Skipped, "x", "no outcome of a review"},
		{"never settled", "2027-03", Rejected, "x", "was not settled for March 2027"},
	} {
		_, e, err := CorrectReview(r, tt.period, tt.to, tt.because, had, who("maya"), march)
		if err == nil || len(e.Put)+len(e.Log) > 0 || !strings.Contains(err.Error()+problemNext(err), tt.want) {
			t.Errorf("%s: %v, %v", tt.name, err, e)
		}
	}
	same, e, err := CorrectReview(r, "2027-02", Accepted, "x", had, who("maya"), march)
	if err != nil || same.Changed || len(e.Put)+len(e.Log) > 0 {
		t.Errorf("the same outcome: %v, %v, %v", same, e, err)
	}
	fixed, e, err := CorrectReview(r, "", Rejected, "the list was of May", had, who("maya"), march.Add(time.Hour))
	if err != nil || len(e.Put) != 1 || len(e.Log) != 1 || e.Log[0].Verb != VerbReviewCorrect {
		t.Fatal(e, err)
	}
	if n := e.Notices; len(n) != 1 || n[0].Kind != NoticeCorrected || len(n[0].To) != 1 || n[0].To[0].To != DM("lee") || n[0].Facts[FactBecause] != "the list was of May" {
		t.Errorf("who settled it hears %+v", n)
	}
	for _, tt := range []struct {
		by   UserID
		want []Place
	}{{"lee", []Place{DM("maya")}}, {"maya", []Place{DM("lee")}}, {"sam", []Place{DM("lee"), DM("maya")}}} {
		_, e, err := CorrectReview(r, "", Accepted, "it was right", []ReviewOccurrence{fixed.Occurrence}, who(tt.by), march)
		var told []Place
		for _, n := range e.Notices {
			for _, to := range n.To {
				told = append(told, to.To)
			}
		}
		if err != nil || !slices.Equal(told, tt.want) {
			t.Errorf("%s corrects it again: %v hear of it, %v", tt.by, told, err)
		}
	}
	if _, e, err := CorrectReview(r, "", Rejected, "my own mistake", had, who("lee"), march); err != nil || len(e.Put) != 1 || len(e.Notices) > 0 {
		t.Errorf("their own word: %v, %+v", err, e.Notices)
	}
	o := fixed.Occurrence
	c := Correction{From: Accepted, To: Rejected, Because: "the list was of May", By: "maya", At: march.Add(time.Hour)}
	if o.Outcome != Rejected || len(o.Corrected) != 1 || o.Corrected[0] != c {
		t.Errorf("corrected to %+v", o)
	}
	if o.By != "lee" || !o.At.Equal(march) || o.Late != did.Occurrence.Late || o.Text != "all well" || len(had[0].Corrected) != 0 {
		t.Errorf("what was said first became %+v", o)
	}
}

func problemNext(err error) string {
	var p *Problem
	if errors.As(err, &p) {
		return " " + p.Next
	}
	return ""
}
