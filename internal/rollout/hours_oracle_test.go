package rollout_test

import (
	"os"
	"slices"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// full reports whether the tests over every zone of the world should run.
func full() bool { return os.Getenv("ROLLOUT_FULL") != "" }

// film is what a wall shows in each minute of some days: the slow oracle, which
// knows no rule of clock changes and asks the wall instead.
type film struct {
	calendar rollout.Calendar
	from     time.Time
	minutes  []wallMinute
	open     []bool
	counted  []int // open minutes before each minute
}

type wallMinute struct {
	day     rollout.Day
	weekday time.Weekday
	minute  int
}

func wallMinutes(t testing.TB, zone string, from time.Time, days int) []wallMinute {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]wallMinute, days*24*60)
	for i := range out {
		at := from.Add(time.Duration(i) * time.Minute).In(loc)
		y, m, d := at.Date()
		out[i] = wallMinute{rollout.Day{Year: y, Month: m, Day: d}, at.Weekday(), at.Hour()*60 + at.Minute()}
	}
	return out
}

func shoot(c rollout.Calendar, from time.Time, minutes []wallMinute) *film {
	f := &film{calendar: c, from: from, minutes: minutes, open: make([]bool, len(minutes)), counted: make([]int, len(minutes)+1)}
	for i, m := range minutes {
		for _, w := range c.Week[m.weekday] {
			if w.From <= m.minute && m.minute < w.To && !slices.Contains(c.Closed, m.day) {
				f.open[i] = true
			}
		}
		f.counted[i+1] = f.counted[i]
		if f.open[i] {
			f.counted[i+1]++
		}
	}
	return f
}

func (f *film) at(i int) time.Time { return f.from.Add(time.Duration(i) * time.Minute) }

// nextOpen is the first open minute from i on; false when the film ends before.
func (f *film) nextOpen(i int) (int, bool) {
	for ; i < len(f.open); i++ {
		if f.open[i] {
			return i, true
		}
	}
	return 0, false
}

// add is the first minute by which n open ones have gone by.
func (f *film) add(i, n int) (int, bool) {
	j, _ := slices.BinarySearch(f.counted[i:], f.counted[i]+n)
	return i + j, i+j < len(f.counted)
}

// lastOf is the end of the last open minute of a day; false when the film is
// too short to be sure.
func (f *film) lastOf(day rollout.Day) (int, bool) {
	for i := len(f.open) - 1; i >= 0; i-- {
		if f.open[i] && f.minutes[i].day == day {
			return i + 1, i+3*24*60 < len(f.open)
		}
	}
	return 0, false
}

func (f *film) endOfDay(i int) (int, bool) {
	j, ok := f.nextOpen(i)
	if !ok {
		return 0, false
	}
	return f.lastOf(f.minutes[j].day)
}

func (f *film) endOfNextDay(i int) (int, bool) {
	for j := i; j < len(f.open); j++ {
		if f.open[j] && f.minutes[i].day.Before(f.minutes[j].day) {
			return f.lastOf(f.minutes[j].day)
		}
	}
	return 0, false
}

// compare holds the calendar against the film at minute i, and says whether it
// agreed.
func (f *film) compare(t interface {
	Helper()
	Errorf(string, ...any)
}, i int,
) {
	t.Helper()
	c, at := f.calendar, f.at(i)
	check := func(what string, got time.Time, want int, known bool) {
		t.Helper()
		if known && !got.Equal(f.at(want)) {
			t.Errorf("%s: %s of %s is %s, the wall says %s; calendar %+v", c.Zone, what, at, got.UTC(), f.at(want), c)
		}
	}
	if got := c.IsOpen(at); got != f.open[i] {
		t.Errorf("%s: open at %s is %v, the wall says %v; calendar %+v", c.Zone, at, got, f.open[i], c)
	}
	next, known := f.nextOpen(i)
	check("NextOpen", c.NextOpen(at), next, known)
	end, known := f.endOfDay(i)
	check("EndOfDay", c.EndOfDay(at), end, known)
	end, known = f.endOfNextDay(i)
	check("EndOfNextDay", c.EndOfNextDay(at), end, known)
}

// compareAdd holds Add and Counted against the film, from minute i on for n
// open minutes.
func (f *film) compareAdd(t interface {
	Helper()
	Errorf(string, ...any)
}, i, n int,
) {
	t.Helper()
	c, d := f.calendar, time.Duration(n)*time.Minute
	j, known := f.add(i, n)
	if !known {
		return
	}
	got := c.Add(f.at(i), d)
	if !got.Equal(f.at(j)) {
		t.Errorf("%s: Add(%s, %s) is %s, the wall says %s; calendar %+v", c.Zone, f.at(i), d, got.UTC(), f.at(j), c)
	}
	if got := c.Counted(f.at(i), f.at(j)); got != d {
		t.Errorf("%s: Counted(%s, %s) is %s, the wall says %s; calendar %+v", c.Zone, f.at(i), f.at(j), got, d, c)
	}
}

// compareDays holds Day.At against the wall: for every so many minutes of the
// days in between, the first minute in which the wall shows it or a later one.
func compareDays(t *testing.T, zone string, from time.Time, minutes []wallMinute, step int) {
	t.Helper()
	loc, err := rollout.LoadZone(zone)
	if err != nil {
		t.Fatal(err)
	}
	i := 0
	for d := minutes[0].day.AddDays(1); d.Before(minutes[len(minutes)-1].day); d = d.AddDays(1) {
		for minute := 0; minute < 24*60; minute += step {
			for minutes[i].day.Before(d) || minutes[i].day == d && minutes[i].minute < minute {
				i++
			}
			want := from.Add(time.Duration(i) * time.Minute)
			if got := d.At(minute, loc); !got.Equal(want) {
				t.Fatalf("%s: minute %d of %s is %s, the wall says %s", zone, minute, d, got, want)
			}
		}
	}
}

// changes are the instants at which a zone's offset changes within some years.
func changes(t testing.TB, zone string, years ...int) []time.Time {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	var out []time.Time
	for _, y := range years {
		at := time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC)
		for end := at.AddDate(1, 0, 0); at.Before(end); at = at.Add(time.Hour) {
			_, before := at.In(loc).Zone()
			if _, after := at.Add(time.Hour).In(loc).Zone(); before != after {
				out = append(out, at)
			}
		}
	}
	return out
}
