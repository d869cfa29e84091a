package rollout

import (
	"cmp"
	"math"
	"slices"
	"time"
)

const (
	secondsPerWeek = 7 * secondsPerDay
	// horizon is the end of the year 9999, the last that RFC 3339 can write.
	horizon int64 = 253402300800
	longest       = time.Duration(math.MaxInt64)
)

// hours is a calendar made ready for walking.
type hours struct {
	week   [7][]Window // in order, disjoint and inside the day
	daily  [7]time.Duration
	weekly time.Duration
	closed []int // days by number, in order
}

func (c Calendar) compile() *hours {
	h := &hours{week: c.Week}
	for wd, windows := range c.Week {
		if !orderly(windows) {
			h.week[wd] = normal(windows)
		}
		for _, w := range h.week[wd] {
			h.daily[wd] += time.Duration(w.To-w.From) * time.Minute
		}
		h.weekly += h.daily[wd]
	}
	for _, d := range c.Closed {
		h.closed = append(h.closed, d.unix())
	}
	slices.Sort(h.closed)
	return h
}

func orderly(windows []Window) bool {
	reached := 0
	for _, w := range windows {
		if w.From < reached || w.From >= w.To || w.To > minutesPerDay {
			return false
		}
		reached = w.To
	}
	return true
}

// normal joins windows that overlap and drops what is not part of a day.
func normal(windows []Window) []Window {
	sorted := slices.SortedFunc(slices.Values(windows), func(a, b Window) int { return cmp.Compare(a.From, b.From) })
	var out []Window
	for _, w := range sorted {
		w = Window{max(w.From, 0), min(w.To, minutesPerDay)}
		if last := len(out) - 1; last >= 0 && w.From <= out[last].To {
			out[last].To = max(out[last].To, w.To)
		} else if w.From < w.To {
			out = append(out, w)
		}
	}
	return out
}

// stretch is a piece of open time within one day of the wall: [start, end) in
// Unix seconds. Zones change at whole seconds, so no finer unit is needed.
type stretch struct {
	start, end int64
	day        int
}

func (s stretch) length() time.Duration { return time.Duration(s.end-s.start) * time.Second }

// walker yields the open stretches of a calendar one after another. Between two
// changes of the zone's offset, wall and time run side by side, and there the
// hours of a week are plain arithmetic; the changes are the only other seam.
type walker struct {
	hours  *hours
	zone   *time.Location
	at     int64 // everything before is behind us
	offset int64 // of the wall, from at
	until  int64 // the zone's next change
	lead   time.Duration
}

// walk begins at t's whole second; false when the calendar is never open. The
// open time of that second which lies before t is the walker's lead.
func (c Calendar) walk(t time.Time) (*walker, bool) {
	zone, err := c.Load()
	if err != nil {
		return nil, false
	}
	w := &walker{hours: c.compile(), zone: zone}
	if w.hours.weekly == 0 {
		return nil, false
	}
	w.enter(t.Unix())
	if c.IsOpen(t) {
		w.lead = time.Duration(t.Nanosecond())
	}
	return w, true
}

// enter moves to an instant and learns the offset that holds from there.
func (w *walker) enter(at int64) {
	w.at = at
	w.offset, w.until = steady(at, w.zone)
}

// next is the next stretch at or after the walker, which then stands at its
// end; false when the horizon is reached.
func (w *walker) next() (stretch, bool) {
	for w.at < horizon {
		if w.at >= w.until {
			w.enter(w.at)
		}
		day := floorDiv(w.at+w.offset, secondsPerDay)
		midnight := day*secondsPerDay - w.offset
		for _, win := range w.hours.on(int(day)) {
			start := max(midnight+int64(win.From)*60, w.at)
			end := min(midnight+int64(win.To)*60, w.until)
			if start < end {
				w.at = end
				return stretch{start, end, int(day)}, true
			}
		}
		w.at = min(midnight+secondsPerDay, w.until)
	}
	return stretch{}, false
}

// skipWeeks moves on by up to most whole weeks which lie before the zone's next
// change and the next closed day, and says by how many. Each of them holds the
// same open time wherever in the week it begins.
func (w *walker) skipWeeks(most int64) int64 {
	if most <= 0 || w.at >= w.until {
		return 0
	}
	limit := w.until
	today := int(floorDiv(w.at+w.offset, secondsPerDay))
	if i, _ := slices.BinarySearch(w.hours.closed, today); i < len(w.hours.closed) {
		limit = min(limit, int64(w.hours.closed[i])*secondsPerDay-w.offset)
	}
	weeks := min(most, (limit-w.at)/secondsPerWeek)
	if weeks <= 0 {
		return 0
	}
	w.at += weeks * secondsPerWeek
	return weeks
}

// on is the windows of the day with that number.
func (h *hours) on(day int) []Window {
	if len(h.closed) > 0 {
		if _, closed := slices.BinarySearch(h.closed, day); closed {
			return nil
		}
	}
	return h.week[(day%7+7+4)%7] // day 0 was a Thursday
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
