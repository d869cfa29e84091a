package commands

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// takeDay takes a date behind "on". A date that can be read as two days is asked
// about, and so is one that leaves its year in doubt.
func takeDay(l *Line, today rollout.Day) (said, error) {
	words := l.Words()
	for n := min(dayLongest, len(words)); n > 0; n-- {
		s := readDay(dayText(words[:n]), today, behind)
		if len(s.days) == 0 && n == 1 {
			s = readDotted(dayText(words[:n]), today, behind)
		}
		if len(s.days) > 0 {
			s.ended = strings.TrimRight(words[n-1], ".,;)") != words[n-1]
			l.Drop(n)
			return s, nil
		}
	}
	word := ""
	if len(words) > 0 {
		word = words[0]
	}
	return said{}, rollout.Problemf(rollout.Invalid,
		fmt.Sprintf("Write it like `on %s`, `on %d %s` or `on yesterday`; what it was for goes behind `for`.", today, today.Day, today.Month),
		"“%s” is not a date, so nothing was booked.", clip(word, 60))
}

// dayLongest is how many words a day has at most: "Mon 2 Nov 2026".
const dayLongest = 4

// dayText is a day in words as they are typed, without the mark behind it and the
// brackets around it.
func dayText(words []string) string {
	text := strings.TrimRight(strings.Join(words, " "), ".,;")
	if inner, ok := strings.CutPrefix(text, "("); ok && strings.HasSuffix(inner, ")") {
		return strings.TrimRight(strings.TrimSuffix(inner, ")"), ".,;")
	}
	return text
}

// side is on which side of today a day lies that is named without its year or
// its date.
type side int

const (
	behind side = -1 // what was done: "on Friday" is the last one
	ahead  side = +1 // what is planned: the next one
)

// A day without its year that lies further off than this is asked about: on
// 2 December "15 December" is rather a slip than last year's.
const (
	farBehind = 60 // days
	farAhead  = 10 // months
)

// said is what a day was read as.
type said struct {
	days []rollout.Day // the day, or both where it can be read as two; nil where it is none
	far  bool          // its year was not said and is in doubt
	this rollout.Day   // with far: this year's, where that lies on the other side of today

	year  string // its year where two digits say it, which may belong to a note
	text  string // with year: the day without it
	ended bool   // a mark behind it says that it ends there
}

// doubt is a question about the year of a day that is far off; "" of another.
// unchanged ends it.
func (s said) doubt(today rollout.Day, unchanged string) string {
	if !s.far {
		return ""
	}
	d := s.days[0]
	text := fmt.Sprintf("%d %s", d.Day, d.Month)
	switch {
	case s.this.IsZero() && d.Before(today):
		return fmt.Sprintf("“%s” says no year, and the last one was %s, more than %d days ago. Is it that one? %s", text, d.Words(), farBehind, unchanged)
	case s.this.IsZero():
		return fmt.Sprintf("“%s” says no year, and %s is more than %d months ahead. Is it that one? %s", text, d.Words(), farAhead, unchanged)
	case d.Before(today):
		return fmt.Sprintf("“%s” has not come yet this year: today is %s. Is it the last one, %s? %s", text, today.Words(), d.Words(), unchanged)
	}
	return fmt.Sprintf("“%s” has passed this year: today is %s. Is it the next one, %s? %s", text, today.Words(), d.Words(), unchanged)
}

// readDay reads a day as people say it, in small letters.
func readDay(text string, today rollout.Day, to side) said {
	var s said
	switch text {
	case "today":
		s.days = []rollout.Day{today}
		return s
	case "yesterday":
		s.days = []rollout.Day{today.AddDays(-1)}
		return s
	case "tomorrow":
		s.days = []rollout.Day{today.AddDays(1)}
		return s
	}
	if d, err := rollout.ParseDay(text); err == nil {
		s.days = []rollout.Day{d}
		return s
	}
	if s.days = readWeekday(text, today, to); len(s.days) > 0 {
		return s
	}
	if first, rest, ok := strings.Cut(text, " "); ok {
		if name, ok := weekdayOf(first); ok {
			return readDay(rest, today, to).on(name)
		}
	}
	text = strings.Join(strings.Fields(strings.NewReplacer(",", " ", ".", " ", "'", "").Replace(text)), " ")
	for _, layout := range []string{"2/1/2006", "1/2/2006", "2/1/06", "1/2/06", "2 1 2006"} {
		if t, err := time.Parse(layout, text); err == nil {
			if d := rollout.DayOf(t, time.UTC); !slices.Contains(s.days, d) {
				s.days = append(s.days, d)
			}
		}
	}
	for _, layout := range []string{"2 Jan 2006", "2 January 2006", "Jan 2 2006", "January 2 2006"} {
		if t, err := time.Parse(layout, text); err == nil {
			s.days = []rollout.Day{rollout.DayOf(t, time.UTC)}
			return s
		}
	}
	for _, layout := range []string{"2 Jan 06", "2 January 06", "Jan 2 06", "January 2 06"} {
		if t, err := time.Parse(layout, text); err == nil {
			cut := strings.LastIndexByte(text, ' ')
			s.days, s.text, s.year = []rollout.Day{thisCentury(t)}, text[:cut], text[cut+1:]
			return s
		}
	}
	for _, layout := range []string{"2 Jan", "2 January", "Jan 2", "January 2"} {
		if t, err := time.Parse(layout, text); err == nil && s.yearless(t, today, to) {
			return s
		}
	}
	return s
}

// thisCentury is a day whose year was said with two digits.
func thisCentury(t time.Time) rollout.Day {
	return rollout.DayOf(time.Date(2000+t.Year()%100, t.Month(), t.Day(), 0, 0, 0, 0, time.UTC), time.UTC)
}

// on leaves those readings that fall on a day of the week.
func (s said) on(name time.Weekday) said {
	s.days = slices.DeleteFunc(s.days, func(d rollout.Day) bool { return d.Weekday() != name })
	if len(s.days) == 0 {
		return said{}
	}
	if !s.this.IsZero() && s.this.Weekday() != name {
		s.this = rollout.Day{}
	}
	return s
}

// readDotted reads "30.11" or "30.11.26". Only what stands right behind "on" is
// read so: elsewhere it is rather a version or an amount.
func readDotted(text string, today rollout.Day, to side) (s said) {
	if t, err := time.Parse("2.1.06", text); err == nil {
		s.days = []rollout.Day{thisCentury(t)}
	} else if t, err := time.Parse("2.1", text); err == nil {
		s.yearless(t, today, to)
	}
	return s
}

// yearless reads a day of the year: its nearest one on that side of today.
func (s *said) yearless(t time.Time, today rollout.Day, to side) bool {
	for n := range 5 { // 29 February comes every four years
		d := rollout.DayOf(time.Date(today.Year+int(to)*n, t.Month(), t.Day(), 0, 0, 0, 0, time.UTC), time.UTC)
		if d.Day != t.Day() {
			continue
		}
		if passed := d.Before(today); d != today && passed != (to == behind) {
			s.this = d
			continue
		}
		s.days = []rollout.Day{d}
		most := rollout.DayOf(time.Date(today.Year, today.Month+farAhead, today.Day, 0, 0, 0, 0, time.UTC), time.UTC)
		s.far = d.Before(today.AddDays(-farBehind)) || most.Before(d)
		if !s.far {
			s.this = rollout.Day{}
		}
		return true
	}
	return false
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
