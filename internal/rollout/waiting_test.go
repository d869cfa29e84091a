package rollout

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// names are what waits, in order: "decide pause PAU-1".
func waitNames(all []Waiting) []string {
	var out []string
	for _, w := range all {
		out = append(out, string(w.Todo)+" "+w.Subject)
	}
	return out
}

// What waits comes worst first, over all plans, however it was collected.
func TestWorstFirst(t *testing.T) {
	at := func(h int) time.Time { return monday.Add(time.Duration(h) * time.Hour) }
	want := []Waiting{
		{Todo: TodoDecidePause, Subject: "PAU-2", Urgency: UrgentNow, Since: at(-5)},
		{Todo: TodoPauseStep, Subject: "PAU-1/1", Urgency: UrgentNow, Since: at(-1)},
		{Todo: TodoAcknowledge, Subject: "INC-9", Urgency: UrgentNow, Grave: 1, Due: at(3)},
		{Todo: TodoAcknowledge, Subject: "INC-1", Urgency: UrgentNow, Grave: 1, Since: at(-90)},
		{Todo: TodoAcknowledge, Subject: "INC-8", Urgency: UrgentNow, Grave: 2, Due: at(-80)},
		{Todo: TodoReview, Subject: "p/R1", Urgency: UrgentLate, Due: at(-72)},
		{Todo: TodoAcknowledge, Subject: "INC-3", Urgency: UrgentLate, Due: at(-2)},
		{Todo: TodoDecide, Subject: "APR-1", Urgency: UrgentToday, Due: at(2)},
		{Todo: TodoResolve, Subject: "INC-2", Urgency: UrgentToday, Since: at(-9)},
		{Todo: TodoDecide, Subject: "APR-2", Urgency: UrgentToday, Since: at(-8)},
		{Todo: TodoTick, Subject: "p/W1/W1.1", Urgency: UrgentSoon, Due: at(30), Agent: "alpha"},
		{Todo: TodoWave, Subject: "p/W1", Urgency: UrgentSoon, Due: at(30), Agent: "Beta"},
		{Todo: TodoReview, Subject: "p/R2", Urgency: UrgentSoon, Due: at(30), Agent: "Beta"},
		{Todo: TodoReview, Subject: "p/R3", Urgency: UrgentSoon, Due: at(30), Agent: "Beta"},
		{Todo: TodoWave, Subject: "q/W2", Urgency: UrgentSoon},
		{Todo: TodoResolve, Subject: "INC-4", Urgency: UrgentNever},
	}
	for seed := range uint64(20) {
		got := slices.Clone(want)
		rand.New(rand.NewPCG(seed, 1)).Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
		WorstFirst(got)
		if g, w := waitNames(got), waitNames(want); !slices.Equal(g, w) {
			t.Fatalf("got\n%s\nwant\n%s", strings.Join(g, "\n"), strings.Join(w, "\n"))
		}
	}
}

func TestIncidentsWaitOnThoseWhoWereToldOrAlarmed(t *testing.T) {
	_, s := supportPlan()
	told := []Told{{Place: "@lee", Role: "Data Lead", At: monday}}
	in := func(sev Severity, change func(*Incident)) Incident {
		i := Incident{ID: "INC-7", Plan: s.Plan, Agent: s.Agent, Sev: sev, State: IncidentOpen, Opened: monday, AnswerBy: monday.Add(4 * time.Hour), Told: told}
		if change != nil {
			change(&i)
		}
		return i
	}
	unheard := func(i *Incident) { i.Told, i.Exhausted = nil, true }
	for _, tt := range []struct {
		name string
		in   Incident
		who  Viewer
		at   time.Duration
		want string // what to do and how urgent; "": nothing
	}{
		{"told of it", in(3, nil), Viewer{User: "lee"}, time.Hour, "acknowledge today 14:00"},
		{"not told of it", in(1, nil), Viewer{User: "dana"}, time.Hour, ""},
		{"the plan owner is not alarmed yet", in(1, nil), Viewer{User: "maya"}, time.Hour, ""},
		{"sev1 and sev2 are for now", in(2, nil), Viewer{User: "lee"}, time.Hour, "acknowledge now/2 14:00"},
		{"late", in(4, nil), Viewer{User: "lee"}, 5 * time.Hour, "acknowledge late 14:00"},
		{"to be answered on another day", in(4, func(i *Incident) { i.AnswerBy = monday.Add(30 * time.Hour) }), Viewer{User: "lee"}, 0, "acknowledge soon 16:00"},
		{"best effort", in(4, func(i *Incident) { i.AnswerBy = time.Time{} }), Viewer{User: "lee"}, 0, "acknowledge today"},
		{"nobody answered: the plan owner was alarmed", in(3, func(i *Incident) { i.Exhausted = true }), Viewer{User: "maya"}, time.Hour, "acknowledge late 14:00"},
		{"nobody answered: administrators were not", in(3, func(i *Incident) { i.Exhausted = true }), Viewer{User: "ada", Admin: true}, time.Hour, ""},
		{"a sev1 that reaches nobody, to the plan owner", in(1, unheard), Viewer{User: "maya"}, 0, "acknowledge now/1 14:00"},
		{"a sev1 that reaches nobody, to an administrator", in(1, unheard), Viewer{User: "ada", Admin: true}, 0, "acknowledge now/1 14:00"},
		{"a sev1 that reaches nobody, to anybody else", in(1, unheard), Viewer{User: "lee"}, 0, ""},
		{"somebody has it", in(2, func(i *Incident) { i.State, i.AckBy = IncidentAcked, "dana" }), Viewer{User: "lee"}, 0, ""},
		{"yours, grave", in(2, func(i *Incident) { i.State, i.AckBy = IncidentAcked, "dana" }), Viewer{User: "dana"}, 0, "resolve today"},
		{"yours", in(3, func(i *Incident) { i.State, i.AckBy = IncidentAcked, "dana" }), Viewer{User: "dana"}, 0, "resolve today"},
		{"yours, small", in(4, func(i *Incident) { i.State, i.AckBy = IncidentAcked, "dana" }), Viewer{User: "dana"}, 0, "resolve no day"},
		{"released: its clock has stopped", in(3, func(i *Incident) { i.FirstAt = monday }), Viewer{User: "lee"}, 9 * time.Hour, "acknowledge today"},
		{"resolved", in(1, func(i *Incident) { i.State = IncidentResolved }), Viewer{User: "lee"}, 0, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			if w, ok := IncidentWaiting(tt.in, s, tt.who, monday.Add(tt.at)); ok {
				got = waitText(w)
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// A path that reaches nobody really does alarm those whom the list then names.
func TestWhoIsAlarmedFindsItInTheirList(t *testing.T) {
	p, s := supportPlan(SupportRow{Area: area("Security incident"), Owner: roles("Nobody At All"), SLA: sla("PT15M", Wall), Path: path("No One")})
	w := open(t, p, s, priya, Report{Sev: 1}, duty(), monday)
	var alarmed []UserID
	for _, n := range w.said {
		for _, to := range n.n.To {
			if n.n.Kind == NoticeUnreachable && to.To.User() != "" {
				alarmed = append(alarmed, to.To.User())
			}
		}
	}
	if !slices.Equal(alarmed, []UserID{"maya", "ada"}) {
		t.Fatalf("alarmed %v", alarmed)
	}
	for _, u := range alarmed {
		if _, ok := IncidentWaiting(w.in, s, Viewer{User: u, Admin: w.duty.House.IsAdmin(u)}, w.now); !ok {
			t.Errorf("%s was alarmed, and nothing waits on them", u)
		}
	}
}

func TestPausesWaitOnThoseWhoMayStop(t *testing.T) {
	w := newPauseWorld(
		t, PlanStep{Text: "Switch it off", Owner: "Platform"}, PlanStep{Text: "Tell the users", Owner: "Quality Lead"},
	)
	w.ask("priya")
	list := func(u UserID) string {
		v := Viewer{User: u}
		who := Standing{Account: Member, PlanOwner: u == "maya", Lead: u == "lena", Owner: MayStop(w.p, w.d, v)}
		var out []string
		for _, x := range PauseWaiting(w.pa, w.s, who, v, w.d, w.now) {
			out = append(out, waitText(x)+" "+x.Subject)
		}
		return strings.Join(out, ", ")
	}
	for u, want := range map[UserID]string{"maya": "decide pause now/0 PAU-1", "dana": "decide pause now/0 PAU-1", "priya": "", "lee": ""} {
		if got := list(u); got != want {
			t.Errorf("requested: %s has %q, want %q", u, got, want)
		}
	}
	pa, e := ApprovePause(w.desk("maya"), w.pa, "")
	w.took(pa, e, nil)
	stops := map[bool]string{true: "now/0", false: "today"}
	want := map[UserID]string{
		"lee":   "pause step " + stops[w.pa.Steps[0].Stops] + " PAU-1/1",
		"quinn": "pause step " + stops[w.pa.Steps[1].Stops] + " PAU-1/2",
		"maya":  "",
	}
	if !w.pa.Steps[0].Stops {
		t.Fatal("the first step does not stop the agent")
	}
	for u, want := range want {
		if got := list(u); got != want {
			t.Errorf("stopping: %s has %q, want %q", u, got, want)
		}
	}
}

// Whoever is told that a stop is not confirmed finds that in their list too, and
// so does whoever is told that an agent stays paused.
func TestAStopThatNobodyConfirmsWaitsOnThoseWhoWereTold(t *testing.T) {
	w := newPauseWorld(t, PlanStep{Text: "Switch it off", Owner: "Platform"}, PlanStep{Text: "Disable the agent", Owner: "Platform"})
	pa, e, err := PauseNow(w.desk("dana"), Pause{}, 1, "it leaks names")
	w.took(pa, e, err)
	list := func(u UserID) string {
		v := Viewer{User: u, Admin: u == "ada"}
		who := Standing{Account: Member, PlanOwner: u == "maya", Lead: u == "lena", Admin: v.Admin, Owner: MayStop(w.p, w.d, v)}
		var out []string
		for _, x := range PauseWaiting(w.pa, w.s, who, v, w.d, w.now) {
			text := waitText(x) + " " + x.Subject
			if x.Asks {
				text += " asks"
			}
			out = append(out, text)
		}
		return strings.Join(out, ", ")
	}
	expect := func(when string, want map[UserID]string) {
		t.Helper()
		for _, u := range []UserID{"lee", "maya", "lena", "dana", "ada", "priya"} {
			if got := list(u); got != want[u] {
				t.Errorf("%s: %s has %q, want %q", when, u, got, want[u])
			}
		}
	}
	steps := "pause step now/0 PAU-1/1, pause step now/0 PAU-1/2"
	expect("its owners were asked", map[UserID]string{"lee": steps})
	w.wake(TimerPauseTell, 0)
	told := w.told(NoticePauseStalled)
	if !strings.Contains(told, "@maya") {
		t.Fatalf("told %s", told)
	}
	unconfirmed := map[UserID]string{"lee": steps, "maya": "stop now/0 PAU-1", "lena": "stop now/0 PAU-1", "dana": "stop now/0 PAU-1", "ada": "stop now/0 PAU-1"}
	expect("nobody confirmed it", unconfirmed)
	w.confirm(1, "lee")
	unconfirmed["lee"] = "pause step now/0 PAU-1/2"
	expect("one of two steps", unconfirmed)
	w.confirm(2, "maya")
	expect("it is off", nil)
	w.now = w.now.AddDate(0, 0, 7)
	expect("a week", nil)
	w.now = w.now.AddDate(0, 0, 1)
	expect("longer", map[UserID]string{"maya": "paused no day PAU-1", "lena": "paused no day PAU-1"})
	w.now = w.now.AddDate(0, 0, 22)
	expect("30 days", map[UserID]string{"maya": "paused today PAU-1 asks", "lena": "paused no day PAU-1"})
}

func TestApprovalsWaitOnThoseWhoDecide(t *testing.T) {
	a, d := asked(t)
	_, s := threeWaves()
	a.Expires = monday.Add(time.Hour)
	for_ := func(u UserID, a Approval) string {
		var out []string
		for _, w := range ApprovalWaiting([]Approval{a}, s, d, u, monday) {
			out = append(out, waitText(w))
		}
		return strings.Join(out, ", ")
	}
	decider := a.Deciders(d)[0]
	resume := a
	resume.Expires = time.Time{}
	over := a
	over.State = ApprovalExpired
	for _, tt := range []struct {
		name string
		who  UserID
		a    Approval
		want string
	}{
		{"who decides", decider, a, "decide today 11:00"},
		{"what never expires", decider, resume, "decide today"},
		{"the asker", a.Asker, a, ""},
		{"one that is over", decider, over, ""},
	} {
		if got := for_(tt.who, tt.a); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestAHoldWaitsOnWhoHoldsAndWhoLeads(t *testing.T) {
	s := State{Plan: "p", Agent: "Helper", PlanOwner: "maya", Lead: "lena", Hold: &Hold{By: "ada", At: monday}}
	for u, want := range map[UserID]int{"lena": 1, "ada": 1, "maya": 0} {
		if got := HoldWaiting(s, u); len(got) != want {
			t.Errorf("%s has %v", u, got)
		}
	}
	s.Hold = nil
	if got := HoldWaiting(s, "lena"); len(got) > 0 {
		t.Errorf("without a hold there is %v", got)
	}
}

func TestWavesWaitOnTheLeadAndOnOwners(t *testing.T) {
	p, s := threeWaves()
	p.Enablement.CommunicationOwner = understood("Comms", []string{"Comms"})
	p.Waves[0].Date = understood("2026-07-22", DayRange{From: Day{2026, 7, 22}, To: Day{2026, 7, 23}})
	d := duty("Comms=@dana")
	f := GateFacts{Runs: Waves{}}
	list := func(u UserID, now time.Time) string { return wavesWaiting(p, s, f, d, u, now) }
	expect := func(name string, u UserID, now time.Time, want string) {
		t.Helper()
		if got := list(u, now); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	expect("three weeks before", "dana", monday.AddDate(0, 0, -21), "")
	expect("two weeks before: an owner's word", "dana", monday.AddDate(0, 0, -9), "tick soon W1")
	expect("not ready, and not near: nothing of the lead", "maya", monday.AddDate(0, 0, -9), "")
	expect("a week before, as the digest says it", "maya", monday.AddDate(0, 0, -5), "wave soon W1")
	expect("on its last day", "dana", monday.AddDate(0, 0, 3), "tick today W1")
	expect("late, to the lead", "maya", monday.AddDate(0, 0, 4), "wave late W1")
	expect("late, to the owner", "dana", monday.AddDate(0, 0, 4), "tick late W1")

	// Every wave whose day is near or has passed is said, not only the next one.
	p.Waves[1].Date = understood("2026-07-23", DayRange{From: Day{2026, 7, 23}, To: Day{2026, 7, 23}})
	expect("two late, to the lead", "maya", monday.AddDate(0, 0, 4), "wave late W1, wave late W2")
	expect("two late, to the owner", "dana", monday.AddDate(0, 0, 4), "tick late W1, tick late W2")
	f.Runs["W1"] = WaveRun{Plan: p.ID, Wave: "W1", State: WaveRunning, Started: monday}
	expect("one runs, the next is late", "maya", monday.AddDate(0, 0, 4), "wave late W2")
	expect("one runs: the word on the next", "dana", monday.AddDate(0, 0, 4), "tick late W2")
	p.Waves[1].Date = nothing[DayRange]()
	expect("the next has no day", "dana", monday.AddDate(0, 0, 4), "")
	delete(f.Runs, "W1")

	led := s
	led.Lead = "dana"
	for days, want := range map[int]string{7: "", 8: "wave late W1"} {
		at := p.Waves[0].lastDay().AddDays(days).At(600, time.UTC)
		if got := wavesWaiting(p, led, f, duty(), "maya", at); got != want {
			t.Errorf("%d days late, led by dana, of the plan owner: got %q, not %q", days, got, want)
		}
	}
	ticked(t, p, s, &f, "W1")
	expect("ready", "maya", monday.AddDate(0, 0, -9), "wave soon W1")
	expect("ticked", "dana", monday, "")
	s.Hold = &Hold{By: "maya", At: monday}
	expect("on hold: the waves stand still", "maya", monday, "")
	s.Hold, s.Pause = nil, &PauseMark{State: PausePaused}
	expect("paused: the waves stand still", "maya", monday, "")
}

// wavesWaiting is what all waves want of somebody: what to do, how urgent it is,
// and the wave.
func wavesWaiting(p Plan, s State, f GateFacts, d Duty, u UserID, now time.Time) string {
	turn, _, _ := p.CurrentWave(f.Runs)
	var out []string
	for _, w := range WavesAsking(p, s, f.Runs, now) {
		run := f.Runs.Of(p, w)
		at := WaveStanding{Wave: w, Run: run, Turn: turn.ID == w.ID, Late: w.Late(run, DayOf(now, s.zone())), Gate: JudgeGate(p, s, w, run.Next(), f, now)}
		for _, x := range WaveWaiting(p, s, at, d, u, now) {
			x.Due = time.Time{}
			out = append(out, waitText(x)+" "+string(w.ID))
		}
	}
	return strings.Join(out, ", ")
}

// A wave that is ready holds nobody up as long as it is not its turn.
func TestAWaveThatIsNotAtTurnIsNotSaidToBeReady(t *testing.T) {
	p, s := threeWaves()
	p.Waves[1].Date = understood("2026-07-30", DayRange{From: Day{2026, 7, 30}, To: Day{2026, 7, 30}})
	f := GateFacts{Runs: Waves{"W1": {Plan: p.ID, Wave: "W1", State: WaveRunning, Started: monday}}}
	ticked(t, p, s, &f, "W2")
	if got := wavesWaiting(p, s, f, duty(), "maya", monday); strings.Contains(got, "W2") {
		t.Errorf("got %q", got)
	}
}

func TestReviewsWaitOnTheirOwnerThenOnThePlanOwner(t *testing.T) {
	today := DayOf(monday, time.UTC)
	s := State{PlanOwner: "maya", Zone: "UTC"}
	r := reviewOf(Cadence{Every: 1, Unit: "month"}, "2026-01-01 00:00:00")
	owed := func(state ReviewState, due Day, late int) OwedReview {
		return OwedReview{ReviewStanding{Review: r, Due: due, State: state, Late: late}, []UserID{"dana"}}
	}
	for _, tt := range []struct {
		name string
		o    OwedReview
		who  UserID
		want string
	}{
		{"due in two days", owed(ReviewDueSoon, today.AddDays(2), 0), "dana", "review soon 23:59"},
		{"due today", owed(ReviewDue, today, 0), "dana", "review today 23:59"},
		{"late", owed(ReviewOverdue, today.AddDays(-1), 1), "dana", "review late 23:59"},
		{"late since yesterday, to the plan owner", owed(ReviewOverdue, today.AddDays(-1), 1), "maya", ""},
		{"late for a week, to the plan owner", owed(ReviewOverdue, today.AddDays(-7), 7), "maya", "review late 23:59"},
		{"somebody else's", owed(ReviewOverdue, today.AddDays(-7), 7), "lee", ""},
	} {
		got := ""
		for _, w := range ReviewWaiting([]OwedReview{tt.o}, s, tt.who, monday) {
			got += waitText(w)
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// waitText is what is asked, how urgent it is, and when it is due.
func waitText(w Waiting) string {
	urgency := map[Urgency]string{UrgentNow: fmt.Sprintf("now/%d", w.Grave), UrgentLate: "late", UrgentToday: "today", UrgentSoon: "soon", UrgentNever: "no day"}
	text := string(w.Todo) + " " + urgency[w.Urgency]
	if !w.Due.IsZero() {
		text += " " + w.Due.UTC().Format("15:04")
	}
	return text
}
