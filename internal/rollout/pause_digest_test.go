package rollout

import (
	"fmt"
	"testing"
	"time"
)

// offSince is a plan whose agent is off since the morning of a Tuesday, 14 July
// 2026, and the pause.
func offSince(t *testing.T) (State, Pause, []Review) {
	w := newPauseWorld(t)
	w.now = time.Date(2026, 7, 14, 8, 0, 0, 0, time.UTC)
	pa, e, err := PauseNow(w.desk("dana"), Pause{}, 3, "it leaks names")
	w.took(pa, e, err)
	w.confirm(1, "maya")
	if !w.s.Pause.Off {
		t.Fatal("not paused")
	}
	w.s.Stage = RollingOut
	retire := Review{Plan: "helper", Row: "R7", Item: "Retirement review", Cadence: Cadence{Every: 1, Unit: EveryMonth}, Zone: "UTC", Since: w.now}
	return w.s, w.pa, []Review{{Item: "Access review", Cadence: Cadence{Every: 1, Unit: EveryMonth}, Zone: "UTC", Since: w.now}, retire}
}

func TestALongPauseIsSpokenOfWeekly(t *testing.T) {
	s, pa, reviews := offSince(t)
	first := DayOf(pa.PausedAt, s.zone())
	said := map[UserID]string{}
	for n := range 60 {
		day := first.AddDays(n)
		for _, u := range []UserID{"maya", "lena", "dana", "ada"} {
			for _, it := range PauseDigest(s, pa, reviews, Asked{User: u, From: day, To: day}) {
				word := fmt.Sprint(n)
				if it.Facts[FactAsks] != "" {
					word += "?"
				}
				said[u] += word + " "
			}
		}
	}
	if want := "8 15 22 30? 37 44 51 58 "; said["maya"] != want {
		t.Errorf("the plan owner reads on the days %q, want %q", said["maya"], want)
	}
	if want := "8 15 22 30 37 44 51 58 "; said["lena"] != want {
		t.Errorf("the rollout lead reads on the days %q, want %q", said["lena"], want)
	}
	if said["dana"]+said["ada"] != "" {
		t.Errorf("others read of it too: %v", said)
	}
}

func TestWhatALongPauseSays(t *testing.T) {
	s, pa, reviews := offSince(t)
	first := DayOf(pa.PausedAt, s.zone())
	asked := pa
	asked.State, asked.Resume, asked.ResumeAsker = PauseResumeAsked, "APR-4", "priya"
	weekend := pa
	weekend.PausedAt = pa.PausedAt.AddDate(0, 0, 3) // a Friday: eight days later is a Saturday
	for _, tt := range []struct {
		name     string
		pa       Pause
		reviews  []Review
		from, to int
		change   func(s *State)
		want     string // what, line, and the review that is named
	}{
		{name: "a week", pa: pa, reviews: reviews, from: 7, to: 7},
		{name: "over a week", pa: pa, reviews: reviews, from: 8, to: 8, want: "8 days, in helper resume PAU-3, "},
		{name: "told late", pa: pa, reviews: reviews, from: 7, to: 12, want: "12 days, in helper resume PAU-3, "},
		{name: "two weeks at once are one line", pa: pa, reviews: reviews, from: 8, to: 16, want: "16 days, in helper resume PAU-3, "},
		{name: "the question", pa: pa, reviews: reviews, from: 30, to: 30, want: "30 days, in helper resume PAU-3, asks Retirement review 2026-09-07"},
		{name: "the question, told late", pa: pa, reviews: reviews, from: 29, to: 40, want: "40 days, in helper resume PAU-3, asks Retirement review 2026-09-07"},
		{name: "the question where no review speaks of it", pa: pa, reviews: reviews[:1], from: 30, to: 30, want: "30 days, in helper resume PAU-3, asks  "},
		{name: "somebody asks for it already", pa: asked, reviews: reviews, from: 15, to: 15, want: "15 days, , APR-4 priya"},
		{name: "a Saturday", pa: weekend, reviews: reviews, from: 11, to: 11},
		{name: "the Monday behind it", pa: weekend, reviews: reviews, from: 13, to: 13, want: "10 days, in helper resume PAU-3, "},
		{name: "stopping", pa: pa, reviews: reviews, from: 8, to: 8, change: func(s *State) { s.Pause = &PauseMark{ID: "PAU-3", State: PauseStopping} }},
		{name: "over", pa: pa, reviews: reviews, from: 8, to: 8, change: func(s *State) { s.Pause = nil }},
		{name: "another pause", pa: pa, reviews: reviews, from: 8, to: 8, change: func(s *State) { s.Pause = &PauseMark{ID: "PAU-4", State: PausePaused, Off: true} }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := s
			if tt.change != nil {
				tt.change(&s)
			}
			items := PauseDigest(s, tt.pa, tt.reviews, Asked{User: "maya", From: first.AddDays(tt.from), To: first.AddDays(tt.to)})
			got := ""
			for _, it := range items {
				got += it.Facts[FactDays] + " days, " + it.Line + ", "
				if it.Facts[FactAsks] != "" {
					got += "asks " + it.Facts[FactReview] + " " + it.Facts[FactDue]
				}
				if it.Facts[FactResume] != "" {
					got += it.Facts[FactResume] + " " + it.Facts[FactAsker]
				}
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
