package rollout

import (
	"fmt"
	"slices"
	"time"
)

// Calendar is when an area is open: half-open windows of wall time per weekday
// in an IANA zone, and days on which it is closed.
//
// An instant is open when a wall in Zone shows an open minute of an open day;
// nothing else decides. So a window that lies in the spring gap does not happen
// that day, one that reaches into it is shorter, and one that spans the autumn
// fold is open for as long as it truly lasts: both showings of an hour count.
// Windows may touch, overlap and stand in any order. A calendar without an open
// minute, or in a zone that is not known, is never open.
type Calendar struct {
	Zone   string      `json:"zone"`
	Week   [7][]Window `json:"week"` // by time.Weekday, Sunday first
	Closed []Day       `json:"closed,omitempty"`
}

// Window is a half-open stretch of a day, in minutes after midnight on the
// wall: [From, To). To may be 1440. A night is two windows.
type Window struct {
	From int `json:"from"`
	To   int `json:"to"`
}

const minutesPerDay = 24 * 60

// BusinessHours is the default calendar: Monday to Friday, 09:00 to 17:00.
func BusinessHours(zone string) Calendar {
	c := Calendar{Zone: zone}
	for d := 1; d <= 5; d++ {
		c.Week[d] = []Window{{9 * 60, 17 * 60}}
	}
	return c
}

// Load is the calendar's zone; a Problem when the zone is not known.
func (c Calendar) Load() (*time.Location, error) { return LoadZone(c.Zone) }

// Check is a Problem when the calendar says something that cannot be: a zone
// nobody knows, a window outside the day or the wrong way round, a closed day
// that does not exist. A calendar that is never open passes.
func (c Calendar) Check() error {
	if _, err := c.Load(); err != nil {
		return err
	}
	for wd, windows := range c.Week {
		for _, w := range windows {
			if w.From < 0 || w.To > minutesPerDay || w.From >= w.To {
				return Problemf(Invalid, "Give a start and a later end between 00:00 and 24:00.",
					"The hours %s to %s on %s are not hours of a day.", clockWords(w.From), clockWords(w.To), time.Weekday(wd))
			}
		}
	}
	for _, d := range c.Closed {
		if dayOfUnix(d.unix()) != d {
			return Problemf(Invalid, "Give a date such as 2026-12-24.", "The closed day %s does not exist.", d)
		}
	}
	return nil
}

// IsOpen reports whether t is open. Closing time itself is closed.
func (c Calendar) IsOpen(t time.Time) bool {
	zone, err := c.Load()
	if err != nil {
		return false
	}
	t = t.In(zone)
	hour, minute, _ := t.Clock()
	now := hour*60 + minute
	open := slices.ContainsFunc(c.Week[t.Weekday()], func(w Window) bool { return w.From <= now && now < w.To })
	return open && !slices.Contains(c.Closed, DayOf(t, zone))
}

// NextOpen is t when t is open, else the next opening; the zero time when the
// calendar never opens again.
func (c Calendar) NextOpen(t time.Time) time.Time {
	w, ok := c.walk(t)
	if !ok {
		return time.Time{}
	}
	s, ok := w.next()
	switch {
	case !ok:
		return time.Time{}
	case s.start <= t.Unix():
		return t
	}
	return time.Unix(s.start, 0).In(t.Location())
}

// Add is the instant by which d of open time has been counted from t: the first
// one for which Counted(t, it) is d. Closing time is as late as an open stretch
// goes (Monday 16:00 and an hour is Monday 17:00, not Tuesday 09:00), and no
// time, or less, is t itself. It is the zero time when the calendar does not
// have so much open time before the year 10000.
func (c Calendar) Add(t time.Time, d time.Duration) time.Time {
	if d <= 0 {
		return t
	}
	w, ok := c.walk(t)
	if !ok {
		return time.Time{}
	}
	left := min(d, longest-time.Second) + w.lead
	for {
		if left > w.hours.weekly {
			weeks := w.skipWeeks(int64((left - 1) / w.hours.weekly))
			left -= time.Duration(weeks) * w.hours.weekly
		}
		s, ok := w.next()
		if !ok {
			return time.Time{}
		}
		if length := s.length(); left > length {
			left -= length
			continue
		}
		return time.Unix(s.start, 0).Add(left).In(t.Location())
	}
}

// Counted is how much of the time from one instant to another is open; nothing
// when to is not after from. What no Duration can hold is the longest Duration.
func (c Calendar) Counted(from, to time.Time) time.Duration {
	w, ok := c.walk(from)
	if !ok || !from.Before(to) {
		return 0
	}
	var total time.Duration // with the lead, which is taken off at the end
	for {
		weeks := w.skipWeeks((to.Unix() - w.at) / secondsPerWeek)
		if weeks > 0 && w.hours.weekly > (longest-total)/time.Duration(weeks) {
			return longest
		}
		total += time.Duration(weeks) * w.hours.weekly
		s, ok := w.next()
		if !ok || s.start > to.Unix() {
			return total - w.lead
		}
		length := s.length()
		if s.end > to.Unix() {
			return total + to.Sub(time.Unix(s.start, 0)) - w.lead
		}
		if total > longest-length {
			return longest
		}
		total += length
	}
}

// EndOfDay is closing time of the open day to which t belongs: the day of the
// next open instant, t's own day until its last window closes, and otherwise
// the next open day ("same business day" for what is opened at night). The zero
// time when the calendar never opens again.
func (c Calendar) EndOfDay(t time.Time) time.Time {
	return c.closing(t, func(int) bool { return true })
}

// EndOfNextDay is closing time of the first open day after the date that t
// shows in the calendar's zone: never earlier than EndOfDay, and the same on a
// day that is not open. The zero time when the calendar never opens again.
func (c Calendar) EndOfNextDay(t time.Time) time.Time {
	zone, err := c.Load()
	if err != nil {
		return time.Time{}
	}
	today := DayOf(t, zone).unix()
	return c.closing(t, func(day int) bool { return day > today })
}

// closing is the end of the last open stretch of the first open day that is
// wanted.
func (c Calendar) closing(t time.Time, wanted func(day int) bool) time.Time {
	w, ok := c.walk(t)
	if !ok {
		return time.Time{}
	}
	s, ok := w.next()
	for ok && !wanted(s.day) {
		s, ok = w.next()
	}
	if !ok {
		return time.Time{}
	}
	day, end := s.day, s.end
	// A fold around midnight can show a day again after its successor has begun,
	// so only the day after the next is proof that it is over.
	for ok && s.day <= day+1 {
		if s.day == day {
			end = s.end
		}
		s, ok = w.next()
	}
	return time.Unix(end, 0).In(t.Location())
}

// DayLength is how long one business day is: as long as most open days of the
// week, the longest of them when several are as frequent. Nothing when the
// calendar is never open.
func (c Calendar) DayLength() time.Duration {
	h := c.compile()
	var best time.Duration
	often := 0
	for _, length := range h.daily {
		n := 0
		for _, other := range h.daily {
			if other == length {
				n++
			}
		}
		if length > 0 && (n > often || n == often && length > best) {
			best, often = length, n
		}
	}
	return best
}

// WeekLength is how long one business week is: the open time of a week without
// closed days.
func (c Calendar) WeekLength() time.Duration { return c.compile().weekly }

// WorkingDay reports whether the calendar is open at some time of d's weekday
// and d is not closed.
func (c Calendar) WorkingDay(d Day) bool {
	return !slices.Contains(c.Closed, d) &&
		slices.ContainsFunc(c.Week[d.Weekday()], func(w Window) bool { return max(w.From, 0) < min(w.To, minutesPerDay) })
}

// NthWorkingDay is the nth working day from the day d on, d included; false
// when the week has none. n counts from 1.
func (c Calendar) NthWorkingDay(d Day, n int) (Day, bool) {
	if c.WeekLength() == 0 {
		return Day{}, false
	}
	for ; ; d = d.AddDays(1) {
		if c.WorkingDay(d) {
			n--
		}
		if n <= 0 {
			return d, true
		}
	}
}

// clockWords is a minute of the day as a wall shows it, "09:00".
func clockWords(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }
