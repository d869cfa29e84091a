package rollout

import (
	"cmp"
	"strings"
	"testing"
	"time"
)

// What stood still during a pause is due again with the days that were left.
func TestReviewsAfterAPause(t *testing.T) {
	p, s, _ := summaryPlan()
	s.Activated = time.Date(2026, 7, 14, 8, 0, 0, 0, time.UTC)
	for i, item := range []string{"Prompt review", "Access review"} {
		p.Reviews = append(p.Reviews, ReviewItem{
			ID: RowID([]string{"R1", "R2"}[i]), Item: understood(item, item), Owner: roles("Lead"),
			Cadence: understood("Monthly", []Cadence{{Every: 1, Unit: EveryMonth}}),
		})
	}
	var all []ReviewPast // due on Monday 7 September, then on Wednesday 7 October
	for _, rec := range ScheduleReviews(p, s, "", nil, s.Activated).Put {
		all = append(all, ReviewPast{Review: rec.(Review)})
	}
	at := func(day string) time.Time {
		d, err := ParseDay(day)
		if err != nil {
			t.Fatal(err)
		}
		return d.At(10*60, s.zone())
	}
	for _, tt := range []struct {
		name            string
		paused, resumed string
		state           PauseState // before the resume
		due             string     // "": as before
		late            int
	}{
		{"before it is due", "2026-08-20", "2026-08-24", PauseResumeAsked, "", 0},
		{"a day before it is due", "2026-08-20", "2026-09-04", PauseResumeAsked, "2026-09-11", 0},
		{"a week late", "2026-08-20", "2026-09-14", PauseResumeAsked, "2026-09-21", 0},
		{"two days were left", "2026-09-05", "2026-09-14", PausePaused, "2026-09-16", 0},
		{"paused on the day", "2026-09-07", "2026-09-14", PausePaused, "2026-09-14", 0},
		{"late before the pause", "2026-09-08", "2026-09-14", PausePaused, "", 7},
		{"two days before the next one", "2026-08-20", "2026-10-05", PausePaused, "2026-10-06", 0},
		{"the next one has come", "2026-08-20", "2026-10-08", PausePaused, "2026-10-15", 0},
		{"only asked for, never paused", "2026-08-20", "2026-09-14", PauseRequested, "", 7},
	} {
		t.Run(tt.name, func(t *testing.T) {
			was, now := s, at(tt.resumed)
			was.Pause = &PauseMark{State: tt.state, Since: at(tt.paused)}
			e := ThawReviews(was, s, all, now)
			if tt.due == "" {
				if len(e.Put)+len(e.Log) > 0 {
					t.Errorf("%+v", e)
				}
				return
			}
			n := len(e.Put)
			if n < 2 || len(e.Log) != n-1 {
				t.Fatalf("%+v", e)
			}
			r, o := e.Put[n-2].(Review), e.Put[n-1].(ReviewOccurrence)
			got, _ := r.Standing(r.Today(now))
			if r.Item != "Prompt review" || got.Due.String() != tt.due || got.Late != tt.late {
				t.Errorf("%s is due %s, %d days late", r.Item, got.Due, got.Late)
			}
			if o.Key() != OccurrenceKey(r.Key(), got.Open.Period) || len(o.Moves) != 1 || o.Outcome != "" {
				t.Errorf("%+v", o)
			}
		})
	}
	still := s
	still.Pause = &PauseMark{State: PausePaused, Since: at("2026-08-20")}
	if e := ThawReviews(still, still, all, at("2026-09-14")); len(e.Put) > 0 {
		t.Errorf("it is paused still: %+v", e)
	}
	if e := ThawReviews(s, s, all, at("2026-09-14")); len(e.Put) > 0 {
		t.Errorf("it never was: %+v", e)
	}
}

// A weekly review stands still through a pause of four weeks: what was overtaken
// is skipped and not missed, unless somebody did it all the same.
func TestReviewsOvertakenByAPause(t *testing.T) {
	now := day(t, "2027-03-03").At(600, time.UTC) // a Wednesday
	was := State{Plan: "hr", Zone: "Europe/Berlin", Pause: &PauseMark{ID: "PAU-3", State: PauseResumeAsked, Since: day(t, "2027-02-04").At(600, time.UTC)}}
	resumed := State{Plan: "hr", Zone: "Europe/Berlin"}
	var long []ReviewOccurrence
	for _, period := range []string{"2027-W07", "2027-W06", "2027-W04", "2027-W03", "2027-W02", "2027-W01", "2026-W53", "2026-W52"} {
		long = append(long, ReviewOccurrence{Period: period, Outcome: Accepted, Due: day(t, "2027-02-15")})
	}
	for _, tt := range []struct {
		name, item string
		had        []ReviewOccurrence
		want       string
	}{
		{"nobody touched it", "Value review", nil, "2027-W07 skipped, 2027-W06 skipped, 2027-W05 skipped, 2027-W08 open"},
		{"one was done meanwhile", "Prompt review", []ReviewOccurrence{{Period: "2027-W06", Outcome: Accepted}}, "2027-W07 skipped, 2027-W05 skipped, 2027-W08 open"},
		{"nobody knows of what is far back", "Prompt review", long, "2027-W08 open"},
		{"it went on", "Access review", nil, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := reviewOf(Cadence{Every: 1, Unit: EveryWeek}, "2027-01-12 08:00:00")
			r.Item = tt.item
			r.Settled = day(t, "2027-02-01").At(600, time.UTC) // week 4, in time
			var got []string
			for _, rec := range ThawReviews(was, resumed, []ReviewPast{{r, tt.had}}, now).Put {
				if o, ok := rec.(ReviewOccurrence); ok {
					got = append(got, o.Period+" "+cmp.Or(string(o.Outcome), "open"))
				}
			}
			if s := strings.Join(got, ", "); s != tt.want {
				t.Errorf("got %q, want %q", s, tt.want)
			}
		})
	}
}

// A review that somebody had put off before keeps that in its history.
func TestReviewsAfterAPauseKeepTheirMoves(t *testing.T) {
	p, s, _ := summaryPlan()
	s.Activated = time.Date(2026, 7, 14, 8, 0, 0, 0, time.UTC)
	p.Reviews = []ReviewItem{{
		ID: "R1", Item: understood("Value", "Value"), Owner: roles("Lead"), Cadence: understood("Monthly", []Cadence{{Every: 1, Unit: EveryMonth}}),
	}}
	r := ScheduleReviews(p, s, "", nil, s.Activated).Put[0].(Review)
	did, _, err := SnoozeReview(r, "", 4, "the auditor is ill", nil, nil, Actor{User: "lee"}, time.Date(2026, 9, 4, 9, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	was := s
	was.Pause = &PauseMark{State: PausePaused, Since: time.Date(2026, 9, 5, 9, 0, 0, 0, time.UTC)}
	now := time.Date(2026, 9, 14, 9, 0, 0, 0, time.UTC)
	e := ThawReviews(was, s, []ReviewPast{{did.Review, []ReviewOccurrence{did.Occurrence}}}, now)
	if len(e.Put) != 2 {
		t.Fatalf("%+v", e)
	}
	if o := e.Put[1].(ReviewOccurrence); len(o.Moves) != 2 || o.Moves[0].By != "lee" || o.Moves[1].To.String() != "2026-09-17" {
		t.Errorf("%+v", o.Moves)
	}
}
