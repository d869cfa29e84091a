package view

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// List joins names as people do: "Maya, Lee and Dana"; beyond max names it
// counts the rest: "Maya, Lee and 2 more".
func List(names []string, max int) string {
	if len(names) > max && max > 0 {
		names = append(names[:max:max], strconv.Itoa(len(names)-max)+" more")
	}
	switch n := len(names); n {
	case 0:
		return "nobody"
	case 1:
		return names[0]
	default:
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
}

// count is a number with its noun: "1 question", "3 questions".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// Duration words a length of time with its two largest units: "40 s",
// "15 min", "3 h 10 min", "1 d 2 h". A day is 24 hours.
func Duration(d time.Duration) string {
	if d < 0 {
		d = -d
	}
	s := int64(d / time.Second)
	days, hours, minutes, seconds := s/86400, s/3600%24, s/60%60, s%60
	switch {
	case days > 0:
		return pair(days, "d", hours, "h")
	case hours > 0:
		return pair(hours, "h", minutes, "min")
	case minutes > 0:
		return pair(minutes, "min", seconds, "s")
	default:
		return fmt.Sprintf("%d s", seconds)
	}
}

func pair(a int64, unit string, b int64, small string) string {
	if b == 0 {
		return fmt.Sprintf("%d %s", a, unit)
	}
	return fmt.Sprintf("%d %s %d %s", a, unit, b, small)
}

// Promise words an answer time: "4 business hours", "15 min", "same business
// day"; nil is "best effort".
func Promise(s *rollout.Span) string {
	if s == nil {
		return "best effort"
	}
	return Line(s.String())
}

// Time shows an instant in each reader's own zone, with UTC for those whose
// client cannot.
func Time(t time.Time) string { return date(t, "{date_short_pretty} {time}", "2 Jan 15:04 UTC") }

// Clock is Time without the date, for moments of the same day.
func Clock(t time.Time) string { return date(t, "{time}", "15:04 UTC") }

// When is Clock for a moment less than twelve hours from another that the
// reader knows, else Time. An answer is read at once and counts from now; a card
// stands for days and counts from the opening that it shows.
func When(t, from time.Time) string {
	if t.Sub(from).Abs() < 12*time.Hour {
		return Clock(t)
	}
	return Time(t)
}

func date(t time.Time, token, layout string) string {
	t = t.UTC()
	return "<!date^" + strconv.FormatInt(t.Unix(), 10) + "^" + token + "|" + t.Format(layout) + ">"
}

// sentence makes the first letter a capital.
func sentence(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return string(s[0]-'a'+'A') + s[1:]
}
