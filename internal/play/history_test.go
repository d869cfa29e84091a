package play

import (
	"context"
	"regexp"
	"testing"
	"time"
)

// TestHistoryKeepsWorkingHours holds, all through a month with a change
// of the clocks, that the samples' past ends before now, goes one way, and that
// nobody works at night or at a weekend.
func TestHistoryKeepsWorkingHours(t *testing.T) {
	local, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	first := time.Date(2027, 3, 20, 0, 20, 0, 0, local)
	for now := first; now.Before(first.AddDate(0, 1, 0)); now = now.Add(90 * time.Minute) {
		past, err := readHistory(now.UTC())
		if err != nil {
			t.Fatalf("at %s: %v", now, err)
		}
		for i, l := range past {
			clock := l.at.In(local).Format("15:04")
			if !isWorkingDay(l.at.In(local)) || clock < "09:00" || clock > "16:30" {
				t.Fatalf("opened at %s, %s types at %s", now, l.user, l.at)
			}
			if l.at.After(now) || i > 0 && l.at.Before(past[i-1].at) {
				t.Fatalf("opened at %s, %q is typed at %s", now, l.text, l.at)
			}
		}
		if last := past[len(past)-1].at; now.Sub(last) > 4*24*time.Hour {
			t.Fatalf("opened at %s, nothing happened since %s", now, last)
		}
	}
}

// TestHistoryIsShort holds that a newcomer can read the past of each sample.
func TestHistoryIsShort(t *testing.T) {
	past, err := readHistory(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	typed := map[string]int{}
	for _, l := range past {
		typed[l.channel]++
	}
	if len(typed) != len(Samples()) {
		t.Errorf("%d samples, and things happen in %v", len(Samples()), typed)
	}
	for channel, n := range typed {
		if n > 40 {
			t.Errorf("%d lines are typed in #%s", n, channel)
		}
	}
}

// TestTheSamplesOpen lets the whole past happen as on several days of the
// week, and looks for lines that the bot did not take.
func TestTheSamplesOpen(t *testing.T) {
	local, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	for name, now := range map[string]time.Time{
		"today":             {},
		"on a Tuesday noon": time.Date(2027, 6, 8, 12, 0, 0, 0, local),
		"on a Sunday night": time.Date(2027, 1, 10, 23, 30, 0, 0, local),
	} {
		t.Run(name, func(t *testing.T) {
			w := openSamples(t, now)
			if v := w.Slack.Violations(); len(v) > 0 {
				t.Errorf("Slack would refuse: %q", v)
			}
			for _, channel := range []string{"agent-hr", "agent-it", "ops"} {
				for _, user := range []string{"maya", "dana", "sam", "lee", "priya", "ada"} {
					said, err := w.Client().Messages(t.Context(), user, channel)
					if err != nil {
						t.Fatal(err)
					}
					for _, m := range said {
						if m.Ephemeral && refusal.MatchString(m.Text) {
							t.Errorf("%s was refused in #%s: %s", user, channel, m.Text)
						}
					}
				}
			}
		})
	}
}

// refusal finds the words in which the bot says no.
var refusal = regexp.MustCompile(`(?i)stays as it is|nothing (was|is) (changed|booked|done|imported)|cannot|did you mean|type .*/rollout help|may not|only the|there is no|is closed now`)

// openSamples opens the playground at a time, or as a newcomer does.
func openSamples(t *testing.T, now time.Time) *World {
	t.Helper()
	o := Options{Listen: "127.0.0.1:0", Fatal: func(err error) { t.Error(err) }}
	var w *World
	var err error
	if now.IsZero() {
		began := time.Now()
		if w, err = New(t.Context(), o, nil); err != nil {
			t.Fatal(err)
		}
		// A newcomer waits two seconds at most; a busy computer may take longer.
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("open after %s", took)
		}
		now = time.Now()
	} else {
		past, err := readHistory(now)
		if err != nil {
			t.Fatal(err)
		}
		o.Clock = NewFrozenClock(past[0].at)
		if w, err = Open(t.Context(), o); err != nil {
			t.Fatal(err)
		}
		if err := w.replay(t.Context(), past, now); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(func() {
		if err := w.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	if d := w.Clock.Now().Sub(now).Abs(); d > time.Minute {
		t.Errorf("the clock is %s off", d)
	}
	return w
}
