package rollout

import (
	"fmt"
	"time"
)

// Day is a date of the calendar without a zone, such as a wave's start.
type Day struct {
	Year  int
	Month time.Month
	Day   int
}

// DayOf is the date that t shows on a wall in zone.
func DayOf(t time.Time, zone *time.Location) Day {
	y, m, d := t.In(zone).Date()
	return Day{y, m, d}
}

// ParseDay reads an ISO date, "2026-07-22", and refuses days that do not exist.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Day{}, fmt.Errorf("%q is not a date like 2026-07-22", s)
	}
	return DayOf(t, time.UTC), nil
}

// IsZero reports whether no day was given.
func (d Day) IsZero() bool { return d == Day{} }

// String is the ISO form, "2026-07-22".
func (d Day) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day) }

// Words are the day as people read it, "Mon 7 Sep 2026"; of the zero Day "never".
func (d Day) Words() string {
	if d.IsZero() {
		return "never"
	}
	return d.At(0, time.UTC).Format("Mon 2 Jan 2006")
}

// Before reports whether d lies before e.
func (d Day) Before(e Day) bool { return d.number() < e.number() }

// AddDays counts n calendar days on; n may be negative.
func (d Day) AddDays(n int) Day {
	return DayOf(time.Date(d.Year, d.Month, d.Day+n, 0, 0, 0, 0, time.UTC), time.UTC)
}

// Weekday is the day's name in the week.
func (d Day) Weekday() time.Weekday {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Weekday()
}

// At is the first instant at which a wall in zone shows that minute of the day,
// or later. A minute that the spring gap skips is therefore the end of the gap;
// a minute that the autumn fold shows twice is its first showing. Minute 1440
// is the next day's midnight.
func (d Day) At(minute int, zone *time.Location) time.Time {
	return firstShowing(int64(d.unix())*secondsPerDay+int64(minute)*60, zone)
}

// MarshalText writes the ISO form; the zero Day is empty.
func (d Day) MarshalText() ([]byte, error) {
	if d.IsZero() {
		return nil, nil
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads what MarshalText writes.
func (d *Day) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Day{}
		return nil
	}
	v, err := ParseDay(string(b))
	if err == nil {
		*d = v
	}
	return err
}

const secondsPerDay = 24 * 60 * 60

// unix numbers the days from 1970-01-01, a Thursday.
func (d Day) unix() int {
	return int(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay)
}

// dayOfUnix is the day with that number.
func dayOfUnix(n int) Day { return DayOf(time.Unix(int64(n)*secondsPerDay, 0), time.UTC) }

// firstShowing is the first instant at which a wall in zone shows wall, in
// seconds since 1970-01-01 00:00 on that wall, or later.
func firstShowing(wall int64, zone *time.Location) time.Time {
	const widest = 26 * 60 * 60 // no zone is further from UTC
	for at := wall - widest; ; {
		offset, until := steady(at, zone)
		if t := max(wall-offset, at); t < until {
			return time.Unix(t, 0).In(zone)
		}
		at = until
	}
}

func (d Day) number() int { return d.Year*10000 + int(d.Month)*100 + d.Day }
