package rollout_test

import (
	"errors"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

func business(amount string) rollout.Span {
	return rollout.Span{Amount: amount, Calendar: rollout.Business}
}

func onTheWall(amount string) rollout.Span {
	return rollout.Span{Amount: amount, Calendar: rollout.Wall}
}

func TestSpan(t *testing.T) {
	c := rollout.BusinessHours("Europe/Berlin")
	tests := []struct {
		span     rollout.Span
		words    string
		length   time.Duration // 0: it has none
		from     string
		deadline string
	}{
		{business("PT4H"), "4 business hours", 4 * time.Hour, "2026-07-20 15:00", "2026-07-21 11:00"},
		{business("PT1H"), "1 business hour", time.Hour, "2026-07-20 16:00", "2026-07-20 17:00"},
		{business("PT90M"), "90 business minutes", 90 * time.Minute, "2026-07-20 03:00", "2026-07-20 10:30"},
		{business("P1D"), "1 business day", 8 * time.Hour, "2026-07-24 11:00", "2026-07-27 11:00"},
		{business("P2D"), "2 business days", 16 * time.Hour, "2026-07-24 11:00", "2026-07-28 11:00"},
		{business("P1W"), "1 business week", 40 * time.Hour, "2026-07-20 11:00", "2026-07-27 11:00"},
		{business("P1DT4H"), "1 business day 4 business hours", 12 * time.Hour, "2026-07-20 09:00", "2026-07-21 13:00"},
		{onTheWall("PT15M"), "15 min", 15 * time.Minute, "2026-07-25 23:50", "2026-07-26 00:05"},
		{onTheWall("PT1H"), "1 h", time.Hour, "2026-03-29 01:30", "2026-03-29 03:30"},
		{onTheWall("PT1H30M"), "1 h 30 min", 90 * time.Minute, "2026-07-20 12:00", "2026-07-20 13:30"},
		{onTheWall("PT30S"), "30 s", 30 * time.Second, "2026-07-20 12:00", "2026-07-20 12:00:30"},
		{onTheWall("P1D"), "1 day", 24 * time.Hour, "2026-10-24 12:00", "2026-10-25 11:00"},
		{onTheWall("P2W"), "2 weeks", 14 * 24 * time.Hour, "2026-07-06 12:00", "2026-07-20 12:00"},
		{rollout.Span{Amount: rollout.EndOfBusinessDay}, "same business day", 0, "2026-07-24 20:00", "2026-07-27 17:00"},
		{rollout.Span{Amount: rollout.EndOfNextBusinessDay}, "next business day", 0, "2026-07-24 10:00", "2026-07-27 17:00"},
		{rollout.Span{Amount: rollout.EndOfBusinessDay, Calendar: rollout.Wall}, "same business day", 0, "2026-07-24 10:00", "2026-07-24 17:00"},
	}
	for _, tt := range tests {
		t.Run(tt.words, func(t *testing.T) {
			if got := tt.span.String(); got != tt.words {
				t.Errorf("it is called %q, want %q", got, tt.words)
			}
			if got, ok := tt.span.Length(c); got != tt.length || ok != (tt.length > 0) {
				t.Errorf("its length is %s, %v; want %s", got, ok, tt.length)
			}
			got, err := tt.span.Deadline(wall(t, c.Zone, tt.from), c)
			if want := wall(t, c.Zone, tt.deadline); err != nil || !got.Equal(want) {
				t.Errorf("from %s it ends at %s, %v; want %s", tt.from, got, err, want)
			}
		})
	}
}

func TestSpanProblems(t *testing.T) {
	open, never := rollout.BusinessHours("Europe/Berlin"), rollout.Calendar{Zone: "Europe/Berlin"}
	tests := []struct {
		name     string
		span     rollout.Span
		calendar rollout.Calendar
		want     string
	}{
		{"nothing", rollout.Span{Calendar: rollout.Wall}, open, `“” is not a duration: it does not begin with P. Write it like PT4H, PT90M, P2D or P1W.`},
		{"no clock", rollout.Span{Amount: "PT4H"}, open, `“PT4H” does not say which clock it runs on. Say "business" or "wall".`},
		{"a month", onTheWall("P1M"), open, `“P1M” is not a duration: years and months have no fixed length. Write it like PT4H, PT90M, P2D or P1W.`},
		{"a fraction", onTheWall("PT1.5H"), open, `“PT1.5H” is not a duration: fractions are not read. Write it like PT4H, PT90M, P2D or P1W.`},
		{"never open", business("PT4H"), never, `“4 business hours” never ends: its calendar has no open hours for it. Give it open hours, or state the time without business hours.`},
		{"no time in a calendar never open", business("PT0S"), never, `“no time” never ends: its calendar has no open hours for it. Give it open hours, or state the time without business hours.`},
		{"the end of a day that never opens", rollout.Span{Amount: rollout.EndOfBusinessDay}, never, `“same business day” never ends: its calendar has no open hours for it. Give it open hours, or state the time without business hours.`},
		{"an unknown zone", business("PT4H"), rollout.BusinessHours("Europe/Berln"), `“Europe/Berln” is not a time zone I know. Use a name such as Europe/Berlin or UTC.`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.span.Deadline(time.Date(2026, 7, 20, 10, 0, 0, 0, time.UTC), tt.calendar)
			var problem *rollout.Problem
			if !errors.As(err, &problem) || err.Error() != tt.want {
				t.Errorf("got  %v (%s)\nwant %s", err, got, tt.want)
			}
		})
	}
}

func TestParseISODuration(t *testing.T) {
	good := map[string]rollout.Lapse{
		"PT4H":          {Hours: 4},
		"PT90M":         {Minutes: 90},
		"PT30S":         {Seconds: 30},
		"P2D":           {Days: 2},
		"P1W":           {Weeks: 1},
		"P1W2DT3H4M5S":  {Weeks: 1, Days: 2, Hours: 3, Minutes: 4, Seconds: 5},
		"PT0S":          {},
		"P0D":           {},
		"PT0001H":       {Hours: 1},
		"P18300D":       {Days: 18300},
		"PT1581120000S": {Seconds: 1581120000},
	}
	for s, want := range good {
		if got, err := rollout.ParseISODuration(s); err != nil || got != want {
			t.Errorf("%q is %+v, %v; want %+v", s, got, err, want)
		}
	}
	for _, s := range []string{
		"", "P", "PT", "T4H", "4H", "PT4", "P4H", "PTH", "pt4h", "PT4H ", " PT4H", "-PT4H", "PT-4H", "+PT4H", "P1Y", "P1M", "PT4H4H",
		"PT4M4H", "P1D1W", "P1DT", "PT4HT4M", "PTT4H", "P1DT1D", "PT1.5H", "PT1,5H", "PT٤H", "P20000D", "PT1581120001S",
		"PT99999999999999999999H", "P3000W", "PT999999999H", "P1000W7000DT150000H9000000M540000000S",
	} {
		if got, err := rollout.ParseISODuration(s); err == nil {
			t.Errorf("%q is read as %+v", s, got)
		}
	}
}

// FuzzISODuration: what is read has a length and a calendar can count it; what
// is not read says so in a Problem.
func FuzzISODuration(f *testing.F) {
	for _, s := range []string{"PT4H", "P1W2DT3H4M5S", "P1Y", "PT1.5H", "P", "PT99999999999999999999H", "P18300D", "end-of-business-day"} {
		f.Add(s)
	}
	c := rollout.BusinessHours("Europe/Berlin")
	from := time.Date(2026, 7, 20, 10, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, s string) {
		l, err := rollout.ParseISODuration(s)
		if err != nil {
			var problem *rollout.Problem
			if !errors.As(err, &problem) || problem.Next == "" {
				t.Fatalf("%q: %#v is no Problem that helps", s, err)
			}
			return
		}
		if l.Wall() < 0 || l.Business(c) < 0 || l.Business(c) > l.Wall() {
			t.Fatalf("%q is %s on the wall, %s in business hours", s, l.Wall(), l.Business(c))
		}
		for _, span := range []rollout.Span{business(s), onTheWall(s)} {
			due, err := span.Deadline(from, c)
			if err != nil || due.Before(from) {
				t.Fatalf("%q ends at %s, %v", s, due, err)
			}
			if span.String() == s {
				t.Fatalf("%q has no words", s)
			}
		}
	})
}
