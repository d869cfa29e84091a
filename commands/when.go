package commands

import (
	"strings"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// readTime reads a moment as people type it, in zone: "14:05", "tomorrow 9:00",
// "sat 22:00", "2026-07-22 14:05". A time of day that has passed today is
// tomorrow's. A day without a time is refused: nobody is told "on Saturday".
func readTime(words []string, now time.Time, zone *time.Location) (time.Time, error) {
	bad := rollout.Problemf(rollout.Invalid, "Write it like `at 14:05`, `at tomorrow 09:00`, `at sat 22:00` or `at 2026-07-22 14:05`.",
		"“%s” is not a time I can read, so nothing was looked up.", strings.Join(words, " "))
	if len(words) == 0 || len(words) > 2 {
		return time.Time{}, bad
	}
	clock, err := time.Parse("15:04", words[len(words)-1])
	if err != nil {
		return time.Time{}, bad
	}
	today := rollout.DayOf(now, zone)
	on := func(d rollout.Day) time.Time {
		return time.Date(d.Year, d.Month, d.Day, clock.Hour(), clock.Minute(), 0, 0, zone)
	}
	if len(words) == 1 {
		if t := on(today); !t.Before(now) {
			return t, nil
		}
		return on(today.AddDays(1)), nil
	}
	switch word := words[0]; word {
	case "today":
		return on(today), nil
	case "tomorrow":
		return on(today.AddDays(1)), nil
	default:
		if d, err := rollout.ParseDay(word); err == nil {
			return on(d), nil
		}
		for i := range 7 {
			d := today.AddDays(i)
			name := strings.ToLower(d.Weekday().String())
			if word != name && word != name[:3] {
				continue
			}
			if t := on(d); !t.Before(now) {
				return t, nil
			}
			return on(d.AddDays(7)), nil
		}
	}
	return time.Time{}, bad
}
