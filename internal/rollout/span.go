package rollout

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Lapse is an ISO 8601 duration of weeks, days and a time, kept apart because
// a calendar gives weeks and days their length.
type Lapse struct {
	Weeks, Days             int
	Hours, Minutes, Seconds int
}

// longestLapse is more than any promise needs, and little enough that the sum of
// a lapse's five parts is still a Duration.
const longestLapse = 50 * 366 * 24 * time.Hour

type lapseUnit struct {
	letter byte
	part   *int
}

// ParseISODuration reads an ISO 8601 duration such as "PT4H", "PT1H30M", "P2D",
// "P1W" or "P1DT12H". Years and months have no fixed length and are refused, as
// are fractions, signs and anything beyond fifty years. The error is a
// Problem.
func ParseISODuration(s string) (Lapse, error) {
	bad := func(why string) (Lapse, error) {
		return Lapse{}, Problemf(Invalid, "Write it like PT4H, PT90M, P2D or P1W.", "%s is not a duration: %s.", quoted(s), why)
	}
	rest, ok := strings.CutPrefix(s, "P")
	if !ok {
		return bad("it does not begin with P")
	}
	var l Lapse
	units, inTime := []lapseUnit{{'W', &l.Weeks}, {'D', &l.Days}}, false
	count := 0
	for ; rest != ""; count++ {
		if !inTime && rest[0] == 'T' {
			units, inTime = []lapseUnit{{'H', &l.Hours}, {'M', &l.Minutes}, {'S', &l.Seconds}}, true
			rest = rest[1:]
		}
		digits := 0
		for digits < len(rest) && rest[digits] >= '0' && rest[digits] <= '9' {
			digits++
		}
		if digits == 0 || digits == len(rest) {
			return bad("it needs a whole number and a unit after it")
		}
		n, err := strconv.Atoi(rest[:digits])
		if err != nil || time.Duration(n) > longestLapse/time.Second {
			return bad("it is too long")
		}
		letter := rest[digits]
		i := slices.IndexFunc(units, func(u lapseUnit) bool { return u.letter == letter })
		switch {
		case i >= 0:
		case letter == '.' || letter == ',':
			return bad("fractions are not read")
		case !inTime && (letter == 'Y' || letter == 'M'):
			return bad("years and months have no fixed length")
		default:
			return bad("its units are W and D, and after a T H, M and S, in that order and once each")
		}
		*units[i].part = n
		units, rest = units[i+1:], rest[digits+1:]
	}
	if count == 0 {
		return bad("it has no number")
	}
	if time.Duration(l.Weeks) > longestLapse/(7*24*time.Hour) || time.Duration(l.Days) > longestLapse/(24*time.Hour) ||
		time.Duration(l.Hours) > longestLapse/time.Hour || time.Duration(l.Minutes) > longestLapse/time.Minute || l.Wall() > longestLapse {
		return bad("it is too long")
	}
	return l, nil
}

// Wall is the lapse on a clock that always runs: a day is 24 hours.
func (l Lapse) Wall() time.Duration {
	return time.Duration(7*l.Weeks+l.Days)*24*time.Hour + l.clock()
}

// Business is the lapse on a clock that runs in the calendar's open hours: a
// day is its DayLength, a week its WeekLength.
func (l Lapse) Business(c Calendar) time.Duration {
	d := l.clock()
	if l.Days != 0 {
		d += time.Duration(l.Days) * c.DayLength()
	}
	if l.Weeks != 0 {
		d += time.Duration(l.Weeks) * c.WeekLength()
	}
	return d
}

func (l Lapse) clock() time.Duration {
	return time.Duration(l.Hours)*time.Hour + time.Duration(l.Minutes)*time.Minute + time.Duration(l.Seconds)*time.Second
}

// Deadline is the instant at which the span, begun at from, is over: on the
// wall, in the calendar's open hours, or the end of a day of the calendar. It
// never lies before from. A span that cannot be read, or a calendar in which
// it never ends, is a Problem.
func (s Span) Deadline(from time.Time, c Calendar) (time.Time, error) {
	l, err := s.lapse()
	if err != nil {
		return time.Time{}, err
	}
	if s.Calendar == Wall && !s.ends() {
		return from.Add(l.Wall()), nil
	}
	if err := c.Check(); err != nil {
		return time.Time{}, err
	}
	var due time.Time
	switch {
	case s.Amount == EndOfBusinessDay:
		due = c.EndOfDay(from)
	case s.Amount == EndOfNextBusinessDay:
		due = c.EndOfNextDay(from)
	case c.WeekLength() > 0:
		due = c.Add(from, l.Business(c))
	}
	if due.IsZero() {
		return time.Time{}, Problemf(Invalid, "Give it open hours, or state the time without business hours.",
			"%s never ends: its calendar has no open hours for it.", quoted(s.String()))
	}
	return due, nil
}

// Length is how much time the span's clock counts until it is over: for
// business days that many times the calendar's DayLength. False for the ends of
// day, which are moments, for a span that cannot be read, and for business time
// in a calendar that is never open.
func (s Span) Length(c Calendar) (time.Duration, bool) {
	l, err := s.lapse()
	switch {
	case err != nil || s.ends():
		return 0, false
	case s.Calendar == Wall:
		return l.Wall(), true
	}
	return l.Business(c), c.WeekLength() > 0
}

// Check is a Problem when the span cannot be read.
func (s Span) Check() error {
	_, err := s.lapse()
	return err
}

// String is the span in words: "4 business hours", "15 min", "2 business days",
// "same business day". A span that cannot be read is its amount as it stands.
func (s Span) String() string {
	switch s.Amount {
	case EndOfBusinessDay:
		return "same business day"
	case EndOfNextBusinessDay:
		return "next business day"
	}
	l, err := s.lapse()
	if err != nil {
		return s.Amount
	}
	var words []string
	say := func(n int, wall, business string) {
		switch {
		case n == 0:
		case s.Calendar == Business:
			words = append(words, plural(n, "business "+business))
		case len(wall) > 3: // day and week; the rest are abbreviations, which have no plural
			words = append(words, plural(n, wall))
		default:
			words = append(words, fmt.Sprintf("%d %s", n, wall))
		}
	}
	say(l.Weeks, "week", "week")
	say(l.Days, "day", "day")
	say(l.Hours, "h", "hour")
	say(l.Minutes, "min", "minute")
	say(l.Seconds, "s", "second")
	if len(words) == 0 {
		return "no time"
	}
	return strings.Join(words, " ")
}

// ends reports whether the span is the end of a day rather than a length.
func (s Span) ends() bool { return s.Amount == EndOfBusinessDay || s.Amount == EndOfNextBusinessDay }

// lapse is what the amount says; zero for the ends of day.
func (s Span) lapse() (Lapse, error) {
	if s.ends() {
		return Lapse{}, nil
	}
	if s.Calendar != Business && s.Calendar != Wall {
		return Lapse{}, Problemf(Invalid, `Say "business" or "wall".`,
			"%s does not say which clock it runs on.", quoted(s.Amount))
	}
	return ParseISODuration(s.Amount)
}

// plural counts things whose plural ends in s.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// quoted is somebody's words inside a sentence, cut where they would drown it.
func quoted(s string) string {
	const enough = 60
	if r := []rune(s); len(r) > enough {
		s = string(r[:enough]) + "…"
	}
	return "“" + strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s) + "”"
}
