package rollout

import (
	"fmt"
	"math/bits"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// longestCron is far more than five fields need.
const longestCron = 100

// cronFields are the fields of a line in order, with what they hold.
var cronFields = []struct{ name, holds string }{
	{"a minute", "0 to 59"},
	{"an hour", "0 to 23"},
	{"a day of the month", "1 to 31"},
	{"a month", "1 to 12 or jan to dec"},
	{"a day of the week", "0 to 6 or sun to sat"},
}

const cronExample = "Write five fields, such as 0 9 * * 1 for Mondays at 09:00."

// cronLine is a cron line that has passed every check.
type cronLine struct{ schedule *cron.SpecSchedule }

// CheckCron is a Problem, naming the word, unless spec is a cron line of five
// fields that runs at some time and not more than once within an hour. It has
// no zone: it runs in the plan's.
func CheckCron(spec string) error {
	_, err := parseCron(spec)
	return err
}

func parseCron(spec string) (*cronLine, error) {
	no := func(next, format string, args ...any) (*cronLine, error) {
		return nil, Problemf(Invalid, next, format, args...)
	}
	if len(spec) > longestCron {
		return no(cronExample, "The cron line %s is too long.", quoted(spec))
	}
	fields := strings.Fields(spec)
	for _, f := range fields {
		switch {
		case strings.Contains(f, "="):
			return no("Leave it out: a cron line runs in the plan's time zone.", "%s does not belong in a cron line.", quoted(f))
		case strings.HasPrefix(f, "@"):
			return no(cronExample, "%s is not a field of a cron line.", quoted(f))
		}
	}
	if len(fields) != len(cronFields) {
		return no(cronExample, "The cron line %s has %s instead of 5.", quoted(spec), plural(len(fields), "field"))
	}
	for i, f := range fields {
		alone := []string{"*", "*", "*", "*", "*"}
		alone[i] = f
		if _, err := parseSchedule(alone); err != nil {
			return no(fmt.Sprintf("Use %s.", cronFields[i].holds), "%s is not %s of a cron line.", quoted(f), cronFields[i].name)
		}
	}
	schedule, err := parseSchedule(fields)
	if err != nil {
		return no(cronExample, "The cron line %s cannot be read.", quoted(spec))
	}
	const star = 1 << 63 // set by the parser beside the minutes that a star means
	if bits.OnesCount64(schedule.Minute&^star) != 1 {
		return no("Name one minute, such as 0.", "With the minute %s it runs more than once within an hour.", quoted(fields[0]))
	}
	line := &cronLine{schedule}
	if line.nominal(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return no("Choose a day that exists.", "The cron line %s never runs: no such month has a day %s.", quoted(spec), quoted(fields[2]))
	}
	return line, nil
}

// parseSchedule asks the library, which panics over some words that people type.
func parseSchedule(fields []string) (s *cron.SpecSchedule, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("cron parser: %v", r)
		}
	}()
	const five = cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow
	parsed, err := cron.NewParser(five).Parse(strings.Join(fields, " "))
	if err != nil {
		return nil, err
	}
	s, ok := parsed.(*cron.SpecSchedule)
	if !ok {
		return nil, fmt.Errorf("cron parser: %T is not a schedule of fields", parsed)
	}
	s.Location = time.UTC
	return s, nil
}

// nominal is the next time on the wall, written as if the wall were in UTC, so
// that the library meets no change of the clocks; zero when there is none.
func (l *cronLine) nominal(after time.Time) time.Time {
	next := l.schedule.Next(after)
	if next.IsZero() {
		// It looks five years ahead; over a century's end 29 February is eight away.
		next = l.schedule.Next(after.AddDate(5, 0, 0))
	}
	return next
}

// next is the first time after an instant that the line comes round in a zone;
// false when it does not. A time that the spring gap skips comes at the end of the
// gap, one that the autumn fold shows twice comes at its first showing.
func (l *cronLine) next(zone *time.Location, after time.Time) (Occurrence, bool) {
	local := after.In(zone)
	_, offset := local.Zone()
	wall := time.Unix(local.Unix()+int64(offset), 0).UTC()
	for {
		if wall = l.nominal(wall); wall.IsZero() || wall.Unix() >= horizon {
			return Occurrence{}, false
		}
		// In the second showing of an hour, times of the first are behind us.
		if at := firstShowing(wall.Unix(), zone); at.After(after) {
			return Occurrence{Period: wall.Format("2006-01-02 15:04"), Due: DayOf(wall, time.UTC), At: at}, true
		}
	}
}
