package planfile

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

const dateFix = "Write the day as 2026-07-22, a range as “2026-07-22 to 2026-08-05”."

var months = map[string]time.Month{
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
	"january": 1, "february": 2, "march": 3, "april": 4, "june": 6, "july": 7, "august": 8, "september": 9, "october": 10, "november": 11, "december": 12,
	"januar": 1, "jänner": 1, "februar": 2, "märz": 3, "mai": 5, "juni": 6, "juli": 7, "oktober": 10, "okt": 10, "dezember": 12, "dez": 12, "mrz": 3,
}

var weekdays = map[string]time.Weekday{
	"mon": 1, "monday": 1, "tue": 2, "tues": 2, "tuesday": 2, "wed": 3, "wednesday": 3, "thu": 4, "thur": 4, "thurs": 4, "thursday": 4,
	"fri": 5, "friday": 5, "sat": 6, "saturday": 6, "sun": 0, "sunday": 0,
}

var (
	isoDay      = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})$`)
	dayFirst    = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th|\.)?(?: of)? ?([a-zäö]+)\.?,? (\d{4})$`)
	monthFirst  = regexp.MustCompile(`^([a-zäö]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$`)
	slashDay    = regexp.MustCompile(`^(\d{1,2})([/.-])(\d{1,2})[/.-](\d{4})$`)
	yearSlash   = regexp.MustCompile(`^(\d{4})[/.](\d{1,2})[/.](\d{1,2})$`)
	noYear      = regexp.MustCompile(`^(?:\d{1,2}(?:st|nd|rd|th|\.)?(?: of)? ?[a-zäö]+|[a-zäö]+ \d{1,2}(?:st|nd|rd|th)?)$`)
	dotNoYear   = regexp.MustCompile(`^(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])$`)
	weekOf      = regexp.MustCompile(`^(?:w/c|w\.c\.|wc|w/b|week (?:commencing|beginning|starting|of)):? +(?:the )?`)
	weekdayMark = regexp.MustCompile(`^(mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\.?,? +`)
	rangeSep    = regexp.MustCompile(`^(.*?\S)(?: +(?:to|until|till|through|bis) +| +-+>? +| *→ *)(\S.*)$`)
	shortRange  = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th|\.)?(?: [a-zäö]+\.?)? ?- ?(\d{1,2}.*)$`)
	usRange     = regexp.MustCompile(`^([a-zäö]+\.? )(\d{1,2}) ?- ?(\d{1,2}),? (\d{4})$`)
	dateWord    = regexp.MustCompile(`^(?:on|from|starting|starts|start|begins|begin|go-live|as of|planned(?: for)?|target(?:ed)?|date)[: ]+`)
)

type dayFault int

const (
	dayOK dayFault = iota
	dayNone
	dayAmbiguous
	dayImpossible
	dayNoYear
	dayWeekday
)

// oneDay reads a single day. guessed says that day-before-month was assumed.
func oneDay(s string) (d rollout.Day, guessed bool, fault dayFault) {
	weekday := ""
	if m := weekdayMark.FindStringSubmatch(s); m != nil {
		weekday, s = m[1], s[len(m[0]):]
	}
	var y, m, n int
	if x := isoDay.FindStringSubmatch(s); x != nil {
		y, m, n = atoi(x[1]), atoi(x[2]), atoi(x[3])
	} else if x := yearSlash.FindStringSubmatch(s); x != nil {
		y, m, n = atoi(x[1]), atoi(x[2]), atoi(x[3])
	} else if x := dayFirst.FindStringSubmatch(s); x != nil && months[x[2]] != 0 {
		y, m, n = atoi(x[3]), int(months[x[2]]), atoi(x[1])
	} else if x := monthFirst.FindStringSubmatch(s); x != nil && months[x[1]] != 0 {
		y, m, n = atoi(x[3]), int(months[x[1]]), atoi(x[2])
	} else if x := slashDay.FindStringSubmatch(s); x != nil {
		a, b := atoi(x[1]), atoi(x[3])
		y = atoi(x[4])
		switch {
		case a > 12 && b > 12 || a == 0 || b == 0:
			return d, false, dayImpossible
		case b > 12:
			m, n = a, b
		case a > 12 || a == b:
			m, n = b, a
		case x[2] == ".": // written with dots, the day comes first
			m, n, guessed = b, a, true
		default:
			return d, false, dayAmbiguous
		}
	} else if noYear.MatchString(s) && hasMonth(s) || dotNoYear.MatchString(s) {
		return d, false, dayNoYear
	} else {
		return d, false, dayNone
	}
	d = rollout.Day{Year: y, Month: time.Month(m), Day: n}
	if back := d.AddDays(0); back != d || y < 1990 || y > 2199 {
		return rollout.Day{}, false, dayImpossible
	}
	if weekday != "" && d.Weekday() != weekdays[weekday] {
		return rollout.Day{}, false, dayWeekday
	}
	return d, guessed, dayOK
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s) // only called on matched digits
	return n
}

func hasMonth(s string) bool {
	for _, w := range strings.Fields(strings.NewReplacer(".", " ", ",", " ").Replace(s)) {
		if months[w] != 0 {
			return true
		}
	}
	return false
}

// Dates reads a date or a range of dates. What is no date of the calendar
// ("Q3 2026", "after wave 1") stays text and unscheduled.
func Dates(text string) (rollout.Cell[rollout.DayRange], []rollout.Finding) {
	if nothing(text) {
		return empty[rollout.DayRange](text)
	}
	if long(text) {
		return unclear[rollout.DayRange](text, "date-unscheduled", quote(text)+" is no date; nothing is scheduled for it.", dateFix)
	}
	s := dateWord.ReplaceAllString(lower(text), "")
	from, to, guessed, fault := dayRange(s)
	week := weekOf.FindString(s)
	if week != "" {
		from, guessed, fault = oneDay(s[len(week):])
		to = from
	}
	switch fault {
	case dayOK:
	case dayAmbiguous:
		words, fix := twoDays(s[len(week):])
		return unclear[rollout.DayRange](text, "date-ambiguous", quote(text)+" "+words+".", fix)
	case dayImpossible:
		return unclear[rollout.DayRange](text, "date-impossible", quote(text)+" is no day of the calendar.", dateFix)
	case dayNoYear:
		return unclear[rollout.DayRange](text, "date-year", quote(text)+" has no year.", "Write the year too, as in 2026-07-22 or “22 July 2026”.")
	case dayWeekday:
		return unclear[rollout.DayRange](text, "date-weekday", quote(text)+": the weekday and the date do not agree.", dateFix)
	default:
		return unclear[rollout.DayRange](text, "date-unscheduled", quote(text)+" is no date; nothing is scheduled for it.", dateFix)
	}
	moved := false
	if week != "" {
		back := (int(from.Weekday()) + 6) % 7 // days since Monday
		from, moved = from.AddDays(-back), back > 0
		to = from.AddDays(6)
	}
	v := rollout.DayRange{From: from, To: to}
	if to.Before(from) {
		return unclear[rollout.DayRange](text, "date-order", quote(text)+" ends before it begins.", dateFix)
	}
	reading := dayWords(from)
	if from != to {
		reading += " to " + dayWords(to)
	}
	if moved {
		return assumed(text, reading, v, finding("date-week", quote(text)+" names no Monday; it is read as the week of that day: "+reading+".", dateFix))
	}
	if guessed {
		return assumed(text, reading, v, finding("date-ambiguous", quote(text)+" is read with the day first: "+reading+".", dateFix))
	}
	return understood(text, reading, v)
}

// twoDays says which two days "05/08/2026" can be, and how to write each.
func twoDays(s string) (words, fix string) {
	m := slashDay.FindStringSubmatch(weekdayMark.ReplaceAllString(s, ""))
	if m == nil { // one end of a range
		return "can be read with the day or the month first", dateFix
	}
	a := rollout.Day{Year: atoi(m[4]), Month: time.Month(atoi(m[3])), Day: atoi(m[1])}
	b := rollout.Day{Year: a.Year, Month: time.Month(a.Day), Day: int(a.Month)}
	return fmt.Sprintf("can be %d %s or %d %s %d", a.Day, a.Month, b.Day, b.Month, a.Year), "Write " + a.String() + " or " + b.String() + "."
}

func dayRange(s string) (from, to rollout.Day, guessed bool, fault dayFault) {
	if from, guessed, fault = oneDay(s); fault != dayNone {
		return from, from, guessed, fault
	}
	var a, b string
	if m := usRange.FindStringSubmatch(s); m != nil { // July 22-26, 2026
		a, b = m[1]+m[2]+" "+m[4], m[1]+m[3]+" "+m[4]
	} else if m := rangeSep.FindStringSubmatch(s); m != nil {
		a, b = strings.TrimSpace(strings.TrimPrefix(m[1], "between ")), m[2]
	} else if m := shortRange.FindStringSubmatch(s); m != nil { // 22-26 July 2026, 22 Jul-5 Aug 2026
		at := strings.LastIndex(s[:len(s)-len(m[2])], "-")
		a, b = strings.TrimSpace(s[:at]), m[2]
	} else {
		return from, from, false, dayNone
	}
	to, g2, fault := oneDay(b)
	if fault != dayOK {
		return from, to, false, fault
	}
	from, g1, fault := oneDay(a)
	if fault == dayNoYear {
		from, g1, fault = oneDay(strings.TrimRight(a, ". ") + " " + strconv.Itoa(to.Year))
	}
	if n := strings.TrimRight(a, "."); fault == dayNone && len(n) <= 2 && strings.Trim(n, "0123456789") == "" {
		from = rollout.Day{Year: to.Year, Month: to.Month, Day: atoi(n)}
		if fault = dayOK; from.AddDays(0) != from {
			fault = dayImpossible
		}
	}
	return from, to, g1 || g2, fault
}

// dayWords is the reading of a day: "Wed 22 July 2026".
func dayWords(d rollout.Day) string {
	return d.Weekday().String()[:3] + " " + strconv.Itoa(d.Day) + " " + d.Month.String() + " " + strconv.Itoa(d.Year)
}
