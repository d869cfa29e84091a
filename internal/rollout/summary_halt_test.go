package rollout

import (
	"testing"
	"time"
)

// A pause or a hold that began or ended since the last summary is news; one that
// stands is said beside other news, and one that was over before is not.
func TestHaltsOfAWeek(t *testing.T) {
	at := func(days int) time.Time { return monday9.AddDate(0, 0, days) }
	pause := func(state PauseState, asked, decided, off, resumed int) Pause {
		pa := Pause{ID: "PAU-1", State: state, Asked: at(asked)}
		for when, days := range map[*time.Time]int{&pa.DecidedAt: decided, &pa.PausedAt: off, &pa.ResumedAt: resumed} {
			if days != 0 {
				*when = at(days)
			}
		}
		return pa
	}
	for _, tt := range []struct {
		name     string
		pause    Pause
		hold     *Hold
		held     *PastHold
		news     bool
		from, to int // of what is said, in days from today; 0: never
	}{
		{name: "nothing"},
		{name: "asked for", pause: pause(PauseRequested, -2, 0, 0, 0), news: true, from: -2},
		{name: "asked for before", pause: pause(PauseRequested, -9, 0, 0, 0), from: -9},
		{name: "declined", pause: pause(PauseDeclined, -2, -1, 0, 0), news: true, from: -2, to: -1},
		{name: "asked for before, declined", pause: pause(PauseDeclined, -9, -1, 0, 0), news: true, from: -9, to: -1},
		{name: "declined before", pause: pause(PauseDeclined, -9, -8, 0, 0)},
		{name: "being stopped", pause: pause(PauseStopping, -9, -3, 0, 0), news: true, from: -3},
		{name: "off", pause: pause(PausePaused, -9, -9, -2, 0), news: true, from: -2},
		{name: "off before", pause: pause(PausePaused, -9, -9, -8, 0), from: -8},
		{name: "resume asked for", pause: pause(PauseResumeAsked, -9, -9, -8, 0), from: -8},
		{name: "off and on", pause: pause(PauseResumed, -4, -4, -3, -2), news: true, from: -3, to: -2},
		{name: "on", pause: pause(PauseResumed, -9, -9, -8, -2), news: true, from: -8, to: -2},
		{name: "on before", pause: pause(PauseResumed, -12, -12, -11, -9)},
		{name: "never off", pause: pause(PauseResumed, -4, -4, 0, -2), news: true, from: -4, to: -2},
		{name: "on hold", hold: &Hold{At: at(-2)}, news: true, from: -2},
		{name: "on hold before", hold: &Hold{At: at(-9)}, from: -9},
		{name: "held and let go", held: &PastHold{Hold{At: at(-3)}, at(-1)}, news: true, from: -3, to: -1},
		{name: "let go before", held: &PastHold{Hold{At: at(-20)}, at(-8)}},
		{name: "held again", hold: &Hold{At: at(-2)}, held: &PastHold{Hold{At: at(-5)}, at(-3)}, news: true, from: -2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, s, last := summaryPlan()
			s.Hold, s.Held = tt.hold, tt.held
			w := makeWeek(p, s, last, WeekFacts{Pause: tt.pause}, monday9)
			var from, to time.Time
			if w.Pause != nil {
				from, to = w.Pause.From, w.Pause.To
			}
			if w.Hold != nil {
				from, to = w.Hold.From, w.Hold.To
			}
			is := func(got time.Time, days int) bool {
				return days == 0 && got.IsZero() || days != 0 && got.Equal(at(days))
			}
			if w.News != tt.news || w.empty() == tt.news || !is(from, tt.from) || !is(to, tt.to) {
				t.Errorf("news %v, from %v to %v", w.News, from, to)
			}
		})
	}
}
