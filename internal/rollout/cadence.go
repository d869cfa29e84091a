package rollout

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Units of a cadence.
const (
	EveryDay     = "day"
	EveryWeek    = "week"
	EveryMonth   = "month"
	EveryQuarter = "quarter"
	EveryYear    = "year"
)

// dueMinute is the minute of the day at which something is due that states no
// time: 09:00, when people are asked.
const dueMinute = 9 * 60

// Occurrence is one time that a cadence comes round. Period names what it is
// about and is its only key ("2026-07-22", "2026-W31", "2026-07", "2026-Q3",
// "2026"; "2026-07/2026-08" when a period is more than one unit; "2026-07-22
// 09:00" for a cron line), so that an hour which the wall shows twice happens
// once.
type Occurrence struct {
	Period string    `json:"period"`
	Due    Day       `json:"due"` // in the timetable's zone
	At     time.Time `json:"at"`  // the instant of Due and the time of day; never before it on a wall
}

// Timetable is a cadence in its place: made by Cadence.In, a value, without a
// clock of its own.
//
// Periods are calendar days, weeks from Monday, months, quarters and years of
// the zone; "every 2 weeks" joins two of them. The first is the next full one
// after the instant since, so nothing is overdue when a plan arrives; the count
// of longer periods begins there.
//
// With a stated day the due day is that day of the period: the weekday of its
// first week, the nth weekday of the period, the day of its first month, a
// short month's last day standing in for the 29th to 31st. Stated days are kept
// on weekends and closed days as well. Without one, it is a working day of the
// calendar: for days the period's last, or the next working day; for weeks the
// first after the period, for months the 5th, for quarters and years the 10th.
// Where closed days push several periods onto one instant, only the last of
// them occurs.
type Timetable struct {
	cadence  Cadence
	zone     *time.Location
	calendar Calendar
	since    time.Time
	cron     *cronLine // nil unless the cadence is one
	minute   int       // of the day
	weekday  time.Weekday
	first    Day // the first period's first day
}

// In places the cadence: a plan's zone, the calendar whose working days count,
// and the instant from which it holds, such as the plan's import. A cadence
// that cannot be is a Problem, and so is one that needs working days in a
// calendar without any.
func (c Cadence) In(zone string, calendar Calendar, since time.Time) (Timetable, error) {
	if err := c.Check(); err != nil {
		return Timetable{}, err
	}
	loc, err := LoadZone(zone)
	if err != nil {
		return Timetable{}, err
	}
	t := Timetable{cadence: c, zone: loc, calendar: calendar, since: since, minute: dueMinute}
	switch {
	case c.Cron != "":
		t.cron, err = parseCron(c.Cron)
		return t, err
	case c.Every == 0:
		return t, nil
	case !c.stated() && calendar.WeekLength() == 0:
		return Timetable{}, Problemf(Invalid, "Give the calendar open hours, or the cadence a day.",
			"%s has no day to be due on: the calendar has no working days.", c)
	}
	if c.At != "" {
		at, _ := time.Parse(clockLayout, c.At) // checked above
		t.minute = at.Hour()*60 + at.Minute()
	}
	t.weekday, _ = weekdayNamed(c.Weekday)
	t.first = unitStart(c.Unit, DayOf(since, loc))
	if t.first.At(0, loc).Before(since) {
		t.first = unitAdd(c.Unit, t.first, 1)
	}
	return t, nil
}

const clockLayout = "15:04"

// Check is a Problem when the cadence says something that cannot be, naming the
// word.
func (c Cadence) Check() error {
	no := func(next, format string, args ...any) error { return Problemf(Invalid, next, format, args...) }
	if c.Cron != "" {
		if c.Every != 0 || c.Unit != "" || c.stated() || c.At != "" {
			return no("Leave one of them out.", "The cron line %s stands beside another cadence.", quoted(c.Cron))
		}
		return CheckCron(c.Cron)
	}
	if c.Every == 0 {
		return nil
	}
	const most = 1000
	if c.Every < 0 || c.Every > most {
		return no(fmt.Sprintf("Use a number from 1 to %d.", most), "Nothing can come round every %d %ss.", c.Every, c.Unit)
	}
	if !slices.Contains([]string{EveryDay, EveryWeek, EveryMonth, EveryQuarter, EveryYear}, c.Unit) {
		return no("Use day, week, month, quarter or year.", "%s is not a unit of a cadence.", quoted(c.Unit))
	}
	months := c.Unit != EveryDay && c.Unit != EveryWeek
	if _, ok := weekdayNamed(c.Weekday); !ok && c.Weekday != "" {
		return no("Use monday to sunday.", "%s is not a day of the week.", quoted(c.Weekday))
	}
	if _, err := time.Parse(clockLayout, c.At); c.At != "" && (err != nil || len(c.At) != len(clockLayout)) {
		return no("Write it like 09:30.", "%s is not a time of day.", quoted(c.At))
	}
	switch {
	case c.Nth < -1 || c.Nth > 4:
		return no("Use 1 to 4, or -1 for the last.", "%d is not the number of a weekday within a month.", c.Nth)
	case c.Nth != 0 && (c.Weekday == "" || !months):
		return no("Name a weekday of a month, such as the first Monday.", "%d counts weekdays, but there is none to count.", c.Nth)
	case c.Weekday != "" && months && c.Nth == 0:
		return no("Say which, such as the first.", "A %s has more than one %s.", c.Unit, c.Weekday)
	case c.Weekday != "" && c.Unit == EveryDay:
		return no("Say week instead of day, or leave the weekday out.", "Something daily cannot keep to a %s.", c.Weekday)
	case c.Day < 0 || c.Day > 31:
		return no("Use 1 to 31.", "%d is not a day of a month.", c.Day)
	case c.Day != 0 && (!months || c.Weekday != ""):
		return no("Use it with months, quarters or years, and without a weekday.", "The day %d is not the day of a month here.", c.Day)
	}
	return nil
}

// Never reports whether the cadence never comes due: "as needed".
func (c Cadence) Never() bool { return c.Every == 0 && c.Cron == "" }

// stated reports whether the cadence itself says on which day it is due.
func (c Cadence) stated() bool { return c.Weekday != "" || c.Nth != 0 || c.Day != 0 }

// String is the cadence in words: "every 2 weeks on thursday at 10:00".
func (c Cadence) String() string {
	if c.Cron != "" {
		return "cron " + c.Cron
	}
	if c.Never() {
		return "as needed"
	}
	words := "every " + c.Unit
	if c.Every != 1 {
		words = fmt.Sprintf("every %d %ss", c.Every, c.Unit)
	}
	switch {
	case c.Nth == -1:
		words += " on the last " + c.Weekday
	case c.Nth > 0:
		words += " on the " + Ordinal(c.Nth) + " " + c.Weekday
	case c.Weekday != "":
		words += " on " + c.Weekday
	case c.Day > 0:
		words += " on the " + Ordinal(c.Day)
	}
	if c.At != "" {
		words += " at " + c.At
	}
	if c.While != "" {
		words += " (" + c.While + ")"
	}
	return words
}

// Ordinal is a number's place in a row: "1st", "12th", "23rd".
func Ordinal(n int) string {
	suffix := "th"
	if n/10%10 != 1 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return fmt.Sprintf("%d%s", n, suffix)
}

// First is the first occurrence of all, always after since; false when it never
// comes round.
func (t Timetable) First() (Occurrence, bool) { return t.Next(t.since) }

// Next is the first occurrence of which At is after an instant; false when
// there is none until the year 9999. Given the occurrence before, it is the one
// after.
func (t Timetable) Next(after time.Time) (Occurrence, bool) {
	if after.Before(t.since) {
		after = t.since
	}
	switch {
	case t.cron != nil:
		return t.cron.next(t.zone, after)
	case t.cadence.Never():
		return Occurrence{}, false
	}
	// An occurrence lies at most some weeks after its period's beginning, and
	// none before it.
	k := max(0, t.index(DayOf(after, t.zone)))
	for k > 0 && t.at(k-1).After(after) {
		k--
	}
	for !t.at(k).After(after) {
		k++
	}
	for t.at(k + 1).Equal(t.at(k)) {
		k++
	}
	o := Occurrence{Period: t.period(k), Due: t.due(k), At: t.at(k)}
	return o, o.At.Unix() < horizon
}

// Occurrences are those due from one instant up to and without another, oldest
// first.
func (t Timetable) Occurrences(from, to time.Time) []Occurrence {
	var out []Occurrence
	for o, ok := t.Next(from.Add(-1)); ok && o.At.Before(to); o, ok = t.Next(o.At) {
		out = append(out, o)
	}
	return out
}

// start is the first day of period k, counted from 0.
func (t Timetable) start(k int) Day { return unitAdd(t.cadence.Unit, t.first, k*t.cadence.Every) }

// index is the period that holds a day; negative before the first.
func (t Timetable) index(d Day) int {
	return int(floorDiv(int64(unitsBetween(t.cadence.Unit, t.first, unitStart(t.cadence.Unit, d))), int64(t.cadence.Every)))
}

func (t Timetable) at(k int) time.Time { return t.due(k).At(t.minute, t.zone) }

// due is the day on which period k is due.
func (t Timetable) due(k int) Day {
	c, start, after := t.cadence, t.start(k), t.start(k+1)
	switch {
	case c.Nth != 0:
		return nthWeekday(start, after, t.weekday, c.Nth)
	case c.Weekday != "":
		return start.AddDays((int(t.weekday) + 6) % 7) // weeks start on Monday
	case c.Day != 0:
		return Day{start.Year, start.Month, min(c.Day, daysIn(start.Year, start.Month))}
	}
	n := 1
	switch c.Unit {
	case EveryDay:
		after = after.AddDays(-1)
	case EveryMonth:
		n = 5
	case EveryQuarter, EveryYear:
		n = 10
	}
	due, _ := t.calendar.NthWorkingDay(after, n) // there are some: In has looked
	return due
}

// period is the name of period k.
func (t Timetable) period(k int) string {
	name := unitName(t.cadence.Unit, t.start(k))
	if t.cadence.Every == 1 {
		return name
	}
	return name + "/" + unitName(t.cadence.Unit, unitAdd(t.cadence.Unit, t.start(k+1), -1))
}

// unitStart is the first day of the day, week, month, quarter or year that
// holds d.
func unitStart(unit string, d Day) Day {
	switch unit {
	case EveryWeek:
		return d.AddDays(-(int(d.Weekday()) + 6) % 7)
	case EveryMonth:
		return Day{d.Year, d.Month, 1}
	case EveryQuarter:
		return Day{d.Year, (d.Month-1)/3*3 + 1, 1}
	case EveryYear:
		return Day{d.Year, time.January, 1}
	}
	return d
}

// unitAdd is n units after the start of one.
func unitAdd(unit string, start Day, n int) Day {
	switch unit {
	case EveryWeek:
		return start.AddDays(7 * n)
	case EveryMonth, EveryQuarter, EveryYear:
		months := n * monthsOf(unit)
		return DayOf(time.Date(start.Year, start.Month+time.Month(months), 1, 0, 0, 0, 0, time.UTC), time.UTC)
	}
	return start.AddDays(n)
}

// unitsBetween counts the units from one start to another.
func unitsBetween(unit string, a, b Day) int {
	switch unit {
	case EveryWeek:
		return (b.unix() - a.unix()) / 7
	case EveryMonth, EveryQuarter, EveryYear:
		return ((b.Year-a.Year)*12 + int(b.Month-a.Month)) / monthsOf(unit)
	}
	return b.unix() - a.unix()
}

func monthsOf(unit string) int {
	switch unit {
	case EveryQuarter:
		return 3
	case EveryYear:
		return 12
	}
	return 1
}

// unitName is how a unit is called by its first day.
func unitName(unit string, start Day) string {
	switch unit {
	case EveryWeek:
		year, week := time.Date(start.Year, start.Month, start.Day, 0, 0, 0, 0, time.UTC).ISOWeek()
		return fmt.Sprintf("%04d-W%02d", year, week)
	case EveryMonth:
		return fmt.Sprintf("%04d-%02d", start.Year, start.Month)
	case EveryQuarter:
		return fmt.Sprintf("%04d-Q%d", start.Year, (start.Month+2)/3)
	case EveryYear:
		return fmt.Sprintf("%04d", start.Year)
	}
	return start.String()
}

// nthWeekday is the nth such weekday from start on, or the last before after.
func nthWeekday(start, after Day, weekday time.Weekday, nth int) Day {
	if nth < 0 {
		last := after.AddDays(-1)
		return last.AddDays(-(int(last.Weekday()-weekday) + 7) % 7)
	}
	return start.AddDays((int(weekday-start.Weekday())+7)%7 + 7*(nth-1))
}

func daysIn(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// weekdayNamed is the day of an English name in lower case.
func weekdayNamed(name string) (time.Weekday, bool) {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if strings.ToLower(d.String()) == name {
			return d, true
		}
	}
	return 0, false
}
