package commands

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// takeDay takes a date behind "on". A date that can be read as two days is asked
// about; the days are then both.
func takeDay(l *Line, today rollout.Day) ([]rollout.Day, error) {
	words := l.Words()
	for n := min(3, len(words)); n > 0; n-- {
		if days := readDay(strings.Join(words[:n], " "), today, behind); len(days) > 0 {
			l.Drop(n)
			return days, nil
		}
	}
	word := ""
	if len(words) > 0 {
		word = words[0]
	}
	return nil, rollout.Problemf(rollout.Invalid,
		fmt.Sprintf("Write it like `on %s`, `on %d %s` or `on yesterday`; what it was for goes behind `for`.", today, today.Day, today.Month),
		"“%s” is not a date, so nothing was booked.", clip(word, 60))
}

// side is on which side of today a day lies that is named without its year or
// its date.
type side int

const (
	behind side = -1 // what was done: "on Friday" is the last one
	ahead  side = +1 // what is planned: the next one
)

// readDay reads a day as people say it, in small letters: the day itself, or
// both where it can be read as two.
func readDay(text string, today rollout.Day, to side) []rollout.Day {
	switch text {
	case "today":
		return []rollout.Day{today}
	case "yesterday":
		return []rollout.Day{today.AddDays(-1)}
	case "tomorrow":
		return []rollout.Day{today.AddDays(1)}
	}
	if d, err := rollout.ParseDay(text); err == nil {
		return []rollout.Day{d}
	}
	if days := readWeekday(text, today, to); len(days) > 0 {
		return days
	}
	text = strings.Join(strings.Fields(strings.NewReplacer(",", " ", ".", " ").Replace(text)), " ")
	var days []rollout.Day
	for _, layout := range []string{"2/1/2006", "1/2/2006", "2 1 2006"} {
		if t, err := time.Parse(layout, text); err == nil {
			if d := rollout.DayOf(t, time.UTC); !slices.Contains(days, d) {
				days = append(days, d)
			}
		}
	}
	for _, layout := range []string{"2 Jan 2006", "2 January 2006", "Jan 2 2006", "January 2 2006"} {
		if t, err := time.Parse(layout, text); err == nil {
			return []rollout.Day{rollout.DayOf(t, time.UTC)}
		}
	}
	for _, layout := range []string{"2 Jan", "2 January", "Jan 2", "January 2"} {
		t, err := time.Parse(layout, text)
		if err != nil {
			continue
		}
		for n := range 5 { // 29 February comes every four years
			d := rollout.DayOf(time.Date(today.Year+int(to)*n, t.Month(), t.Day(), 0, 0, 0, 0, time.UTC), time.UTC)
			if passed := d.Before(today); d.Day == t.Day() && (d == today || passed == (to == behind)) {
				return []rollout.Day{d}
			}
		}
	}
	return days
}

// readWeekday reads "friday", "next friday" or "last friday". With next or last
// in front it may be the one of this week or the one of the week beside it.
func readWeekday(text string, today rollout.Day, to side) []rollout.Day {
	word, beside := strings.CutPrefix(text, map[side]string{behind: "last ", ahead: "next "}[to])
	for n := 1; n <= 7; n++ {
		d := today.AddDays(int(to) * n)
		name := strings.ToLower(d.Weekday().String())
		if word != name && word != name[:3] {
			continue
		}
		week := func(d rollout.Day) rollout.Day { return d.AddDays(-int(d.Weekday()+6) % 7) } // its Monday
		if beside && week(d) == week(today) {
			return []rollout.Day{d, d.AddDays(int(to) * 7)}
		}
		return []rollout.Day{d}
	}
	return nil
}
