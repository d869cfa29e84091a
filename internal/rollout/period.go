package rollout

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

var weekPeriod = regexp.MustCompile(`^([0-9]{4})-W([0-9]{2})$`)

// PeriodWords are the name of a period as people read it: "February 2027",
// "Q1 2027", "the week of Mon 25 Jan 2027". What it does not know it leaves as it is.
func PeriodWords(p string) string {
	if from, to, ok := strings.Cut(p, "/"); ok {
		first, one := mondayOfWeek(from)
		last, other := mondayOfWeek(to)
		if one && other {
			return "the weeks of " + first.Words() + " to " + last.Words()
		}
		return PeriodWords(from) + " to " + PeriodWords(to)
	}
	for layout, words := range map[string]string{"2006-01": "January 2006", time.DateOnly: "Mon 2 Jan 2006", "2006-01-02 15:04": "Mon 2 Jan 2006 15:04"} {
		if t, err := time.Parse(layout, p); err == nil {
			return t.Format(words)
		}
	}
	if monday, ok := mondayOfWeek(p); ok {
		return "the week of " + monday.Words()
	}
	if year, q, ok := strings.Cut(p, "-Q"); ok {
		return "Q" + q + " " + year
	}
	return p
}

// mondayOfWeek is the first day of a week as a period names it, "2027-W04".
func mondayOfWeek(p string) (Day, bool) {
	m := weekPeriod.FindStringSubmatch(p)
	if m == nil {
		return Day{}, false
	}
	year, _ := strconv.Atoi(m[1])
	n, _ := strconv.Atoi(m[2])
	monday := mondayOf(Day{year, time.January, 4}).AddDays(7 * (n - 1)) // the 4th is in week 1 of every year
	if y, week := monday.At(0, time.UTC).ISOWeek(); y != year || week != n {
		return Day{}, false
	}
	return monday, true
}
