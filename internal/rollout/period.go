package rollout

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

var weekPeriod = regexp.MustCompile(`^([0-9]{4})-W([0-9]{2})$`)

// PeriodWords are the name of a period as people read it: "February 2027",
// "Q1 2027", "week 4 of 2027". What it does not know it leaves as it is.
func PeriodWords(p string) string {
	if from, to, ok := strings.Cut(p, "/"); ok {
		return PeriodWords(from) + " to " + PeriodWords(to)
	}
	for layout, words := range map[string]string{"2006-01": "January 2006", time.DateOnly: "Mon 2 Jan 2006", "2006-01-02 15:04": "Mon 2 Jan 2006 15:04"} {
		if t, err := time.Parse(layout, p); err == nil {
			return t.Format(words)
		}
	}
	if m := weekPeriod.FindStringSubmatch(p); m != nil {
		n, _ := strconv.Atoi(m[2])
		return fmt.Sprintf("week %d of %s", n, m[1])
	}
	if year, q, ok := strings.Cut(p, "-Q"); ok {
		return "Q" + q + " " + year
	}
	return p
}
