package commands

import (
	"strings"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// readTime reads a moment as people type it, in zone: "14:05", "tomorrow 9:00",
// "sat 22:00", "2026-07-22 14:05". A time of day that has passed today is
// tomorrow's. A day without a time is refused: nobody is told "on Saturday"; so
// is a time that the clocks of that day leave out.
func readTime(words []string, now time.Time, zone *time.Location) (time.Time, error) {
	bad := rollout.Problemf(rollout.Invalid, "Write it like `at 14:05`, `at tomorrow 09:00`, `at sat 22:00` or `at 2026-07-22 14:05`.",
		"“%s” is not a time I can read, so nothing was looked up.", clip(strings.Join(words, " "), 60))
	if len(words) == 0 || len(words) > 2 {
		return time.Time{}, bad
	}
	clock, err := time.Parse("15:04", words[len(words)-1])
	if err != nil {
		return time.Time{}, bad
	}
	today := rollout.DayOf(now, zone)
	day, err := dayOf(words[:len(words)-1], today, clock, now, zone)
	if err != nil {
		return time.Time{}, bad
	}
	t := on(day, clock, zone)
	if t.Hour() != clock.Hour() || t.Minute() != clock.Minute() {
		return time.Time{}, rollout.Problemf(rollout.Invalid, "Ask about a time before or after.",
			"There is no %s on %s in %s: the clocks go forward there. Nothing was looked up.", clock.Format("15:04"), day, zone)
	}
	return t, nil
}

func on(d rollout.Day, clock time.Time, zone *time.Location) time.Time {
	return d.At(clock.Hour()*60+clock.Minute(), zone)
}

// dayOf reads the word for a day; without one it is the next day on which the
// time is still to come.
func dayOf(words []string, today rollout.Day, clock, now time.Time, zone *time.Location) (rollout.Day, error) {
	if len(words) == 0 {
		if on(today, clock, zone).Before(now) {
			return today.AddDays(1), nil
		}
		return today, nil
	}
	word := words[0]
	switch word {
	case "today":
		return today, nil
	case "tomorrow":
		return today.AddDays(1), nil
	}
	for i := range 8 { // today's name a week ahead, when the time has passed
		d := today.AddDays(i)
		name := strings.ToLower(d.Weekday().String())
		if (word == name || word == name[:3]) && !on(d, clock, zone).Before(now) {
			return d, nil
		}
	}
	return rollout.ParseDay(word)
}
