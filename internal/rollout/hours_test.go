package rollout_test

import (
	"hash/fnv"
	"math"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"pgregory.net/rapid"
)

// oddZones do everything that zones can do: half-hour summer time, days without
// midnight, a day that never was, offsets of 45 minutes, summer time the wrong
// way round, changes at midnight in both directions.
var oddZones = []string{
	"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "Pacific/Apia",
	"Asia/Kathmandu", "Africa/Casablanca", "Europe/Dublin", "America/St_Johns", "Asia/Beirut", "Africa/Cairo",
	"America/Havana", "America/Santiago", "Antarctica/Troll", "Asia/Gaza", "America/Scoresbysund", "UTC",
}

func everyDay(zone string, windows ...rollout.Window) rollout.Calendar {
	c := rollout.Calendar{Zone: zone}
	for d := range c.Week {
		c.Week[d] = windows
	}
	return c
}

func aroundTheClock(zone string) rollout.Calendar {
	return everyDay(zone, rollout.Window{From: 0, To: 1440})
}

func nights(zone string) rollout.Calendar {
	return everyDay(zone, rollout.Window{From: 22 * 60, To: 1440}, rollout.Window{From: 0, To: 6 * 60})
}

// slivers has windows that begin and end inside the hours that clock changes
// skip and repeat.
func slivers(zone string) rollout.Calendar {
	return everyDay(zone, rollout.Window{From: 23*60 + 40, To: 1440}, rollout.Window{From: 15, To: 50},
		rollout.Window{From: 90, To: 135}, rollout.Window{From: 150, To: 200})
}

func wall(t testing.TB, zone, s string) time.Time {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02 15:04:05.999", "2006-01-02 15:04 -0700"} {
		if at, err := time.ParseInLocation(layout, s, loc); err == nil {
			return at
		}
	}
	t.Fatalf("%q is not a time", s)
	return time.Time{}
}

func TestAddNamedDays(t *testing.T) {
	always := aroundTheClock
	closed := func(c rollout.Calendar, days ...string) rollout.Calendar {
		for _, s := range days {
			d, err := rollout.ParseDay(s)
			if err != nil {
				t.Fatal(err)
			}
			c.Closed = append(c.Closed, d)
		}
		return c
	}
	tests := []struct {
		name     string
		calendar rollout.Calendar
		from     string
		add      time.Duration
		want     string
	}{
		{"inside a day", rollout.BusinessHours("Europe/Berlin"), "2026-07-20 10:00", 4 * time.Hour, "2026-07-20 14:00"},
		{"up to closing time is closing time", rollout.BusinessHours("Europe/Berlin"), "2026-07-20 16:00", time.Hour, "2026-07-20 17:00"},
		{"one second more is the next morning", rollout.BusinessHours("Europe/Berlin"), "2026-07-20 16:00", time.Hour + time.Second, "2026-07-21 09:00:01"},
		{"at closing time the day is over", rollout.BusinessHours("Europe/Berlin"), "2026-07-20 17:00", time.Hour, "2026-07-21 10:00"},
		{"parts of a second are kept", rollout.BusinessHours("Europe/Berlin"), "2026-07-20 16:59:59.5", time.Second, "2026-07-21 09:00:00.5"},
		{"over the weekend", rollout.BusinessHours("Europe/Berlin"), "2026-07-24 16:30", 4 * time.Hour, "2026-07-27 12:30"},
		{"from the night", rollout.BusinessHours("Europe/Berlin"), "2026-07-20 03:00", 15 * time.Minute, "2026-07-20 09:15"},
		{"over closed days", closed(rollout.BusinessHours("Europe/Berlin"), "2026-12-25", "2026-12-24"), "2026-12-23 16:00", 2 * time.Hour, "2026-12-28 10:00"},
		{"no time is no wait", rollout.BusinessHours("Europe/Berlin"), "2026-07-25 12:00", 0, "2026-07-25 12:00"},
		{"nothing is added backwards", rollout.BusinessHours("Europe/Berlin"), "2026-07-25 12:00", -time.Hour, "2026-07-25 12:00"},
		{"ten thousand hours", rollout.BusinessHours("UTC"), "2026-01-05 09:00", 10_000 * time.Hour, "2030-10-18 17:00"},

		{"Berlin, the missing hour is not counted", always("Europe/Berlin"), "2026-03-29 01:30", time.Hour, "2026-03-29 03:30"},
		{"Berlin, a window inside the gap does not happen", everyDay("Europe/Berlin", rollout.Window{From: 150, To: 170}), "2026-03-28 12:00", 10 * time.Minute, "2026-03-30 02:40"},
		{"Berlin, a window out of the gap is short", everyDay("Europe/Berlin", rollout.Window{From: 150, To: 240}), "2026-03-28 12:00", time.Hour, "2026-03-29 04:00"},
		{"Berlin, both showings of an hour count", always("Europe/Berlin"), "2026-10-25 01:00", 3 * time.Hour, "2026-10-25 03:00"},
		{"Berlin, a window in the fold opens twice", everyDay("Europe/Berlin", rollout.Window{From: 120, To: 150}), "2026-10-25 00:00", time.Hour, "2026-10-25 02:30 +0100"},
		{"New York, spring", always("America/New_York"), "2026-03-08 01:59", 2 * time.Minute, "2026-03-08 03:01"},
		{"New York, autumn", always("America/New_York"), "2026-11-01 00:30", 2 * time.Hour, "2026-11-01 01:30 -0500"},
		{"New York, a weekday window knows nothing of it", rollout.BusinessHours("America/New_York"), "2026-03-06 16:00", 2 * time.Hour, "2026-03-09 10:00"},
		{"Lord Howe, half an hour goes", always("Australia/Lord_Howe"), "2026-10-04 01:45", 30 * time.Minute, "2026-10-04 02:45"},
		{"Lord Howe, half an hour comes back", always("Australia/Lord_Howe"), "2026-04-05 01:15", 90 * time.Minute, "2026-04-05 02:15"},
		{"Sao Paulo, a day without midnight", everyDay("America/Sao_Paulo", rollout.Window{From: 0, To: 120}), "2018-11-03 12:00", time.Hour, "2018-11-04 02:00"},
		{"Sao Paulo, an evening twice", everyDay("America/Sao_Paulo", rollout.Window{From: 23 * 60, To: 23*60 + 30}), "2018-02-17 12:00", time.Hour, "2018-02-17 23:30 -0300"},
		{"Apia, the Friday that never was", rollout.BusinessHours("Pacific/Apia"), "2011-12-29 16:00", 2 * time.Hour, "2012-01-02 10:00"},
		{"Apia, one hour from day to day after next", always("Pacific/Apia"), "2011-12-29 23:30", time.Hour, "2011-12-31 00:30"},
		{"Kathmandu", rollout.BusinessHours("Asia/Kathmandu"), "2026-07-20 16:45", 30 * time.Minute, "2026-07-21 09:15"},
		{"Casablanca, the month of Ramadan begins", always("Africa/Casablanca"), "2026-02-15 01:30", 2 * time.Hour, "2026-02-15 02:30"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			from, want := wall(t, tt.calendar.Zone, tt.from), wall(t, tt.calendar.Zone, tt.want)
			got := tt.calendar.Add(from, tt.add)
			if !got.Equal(want) {
				t.Errorf("Add(%s, %s) = %s, want %s", from, tt.add, got, want)
			}
			if counted := tt.calendar.Counted(from, got); counted != max(tt.add, 0) {
				t.Errorf("Counted(%s, %s) = %s, want %s", from, got, counted, tt.add)
			}
		})
	}
}

func TestEndsOfDay(t *testing.T) {
	lunch := everyDay("Europe/Berlin", rollout.Window{From: 13 * 60, To: 17 * 60}, rollout.Window{From: 9 * 60, To: 12 * 60})
	tests := []struct {
		name       string
		calendar   rollout.Calendar
		from       string
		same, next string
	}{
		{"while open", rollout.BusinessHours("Europe/Berlin"), "2026-07-20 10:00", "2026-07-20 17:00", "2026-07-21 17:00"},
		{"before opening", rollout.BusinessHours("Europe/Berlin"), "2026-07-20 06:00", "2026-07-20 17:00", "2026-07-21 17:00"},
		{"at closing", rollout.BusinessHours("Europe/Berlin"), "2026-07-20 17:00", "2026-07-21 17:00", "2026-07-21 17:00"},
		{"on a Friday evening", rollout.BusinessHours("Europe/Berlin"), "2026-07-24 20:00", "2026-07-27 17:00", "2026-07-27 17:00"},
		{"on a Friday morning", rollout.BusinessHours("Europe/Berlin"), "2026-07-24 09:00", "2026-07-24 17:00", "2026-07-27 17:00"},
		{"on a Saturday", rollout.BusinessHours("Europe/Berlin"), "2026-07-25 12:00", "2026-07-27 17:00", "2026-07-27 17:00"},
		{"at lunch the day is not over", lunch, "2026-07-20 12:30", "2026-07-20 17:00", "2026-07-21 17:00"},
		{"around the clock", aroundTheClock("Europe/Berlin"), "2026-07-20 12:30", "2026-07-21 00:00", "2026-07-22 00:00"},
		{"the date is the calendar's", rollout.BusinessHours("Pacific/Auckland"), "2026-07-20 00:30", "2026-07-20 17:00", "2026-07-21 17:00"},
		{"the day that comes back for an hour", aroundTheClock("Asia/Beirut"), "2026-10-24 12:00", "2026-10-25 00:00", "2026-10-26 00:00"},
		{"one minute of tomorrow, then today again", aroundTheClock("America/St_Johns"), "2010-11-06 12:00", "2010-11-07 00:00 -0330", "2010-11-08 00:00"},
		{"the Friday that never was", rollout.BusinessHours("Pacific/Apia"), "2011-12-29 10:00", "2011-12-29 17:00", "2012-01-02 17:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			zone := tt.calendar.Zone
			from := wall(t, zone, tt.from)
			if got, want := tt.calendar.EndOfDay(from), wall(t, zone, tt.same); !got.Equal(want) {
				t.Errorf("EndOfDay(%s) = %s, want %s", from, got, want)
			}
			if got, want := tt.calendar.EndOfNextDay(from), wall(t, zone, tt.next); !got.Equal(want) {
				t.Errorf("EndOfNextDay(%s) = %s, want %s", from, got, want)
			}
		})
	}
}

func TestNeverOpen(t *testing.T) {
	at := time.Date(2026, 7, 20, 10, 0, 0, 0, time.UTC)
	calendars := map[string]rollout.Calendar{
		"the zero calendar":  {},
		"no windows":         {Zone: "Europe/Berlin"},
		"empty windows":      everyDay("Europe/Berlin", rollout.Window{From: 540, To: 540}),
		"backward windows":   everyDay("Europe/Berlin", rollout.Window{From: 1020, To: 540}),
		"windows past a day": everyDay("Europe/Berlin", rollout.Window{From: 1440, To: 2000}),
		"an unknown zone":    rollout.BusinessHours("Mars/Olympus_Mons"),
		"no zone":            rollout.BusinessHours(""),
		"the machine's zone": rollout.BusinessHours("Local"),
	}
	for name, c := range calendars {
		t.Run(name, func(t *testing.T) {
			if c.IsOpen(at) {
				t.Error("it is open")
			}
			for what, got := range map[string]time.Time{
				"NextOpen": c.NextOpen(at), "Add": c.Add(at, time.Minute), "EndOfDay": c.EndOfDay(at), "EndOfNextDay": c.EndOfNextDay(at),
			} {
				if !got.IsZero() {
					t.Errorf("%s = %s, want the zero time", what, got)
				}
			}
			if got := c.Counted(at, at.AddDate(1, 0, 0)); got != 0 {
				t.Errorf("a year counts %s", got)
			}
		})
	}
	t.Run("more than there is until the year 10000", func(t *testing.T) {
		c := rollout.Calendar{Zone: "Europe/Berlin"}
		c.Week[time.Monday] = []rollout.Window{{From: 540, To: 541}}
		if got := c.Add(at, math.MaxInt64); !got.IsZero() {
			t.Errorf("Add = %s, want the zero time", got)
		}
		if got, want := c.Add(at, 1000*time.Minute), time.Date(2045, 9, 18, 7, 1, 0, 0, time.UTC); !got.Equal(want) {
			t.Errorf("a thousand Mondays end at %s, want %s", got.UTC(), want)
		}
	})
	t.Run("a thousand years of nothing but time", func(t *testing.T) {
		c := aroundTheClock("UTC")
		if got := c.Counted(at, at.AddDate(1000, 0, 0)); got != math.MaxInt64 {
			t.Errorf("Counted = %s, want the longest duration", got)
		}
	})
}

func TestCalendarCheck(t *testing.T) {
	tests := []struct {
		name     string
		calendar rollout.Calendar
		want     string
	}{
		{"business hours", rollout.BusinessHours("Europe/Berlin"), ""},
		{"never open", rollout.Calendar{Zone: "UTC"}, ""},
		{"unknown zone", rollout.BusinessHours("Europe/Berln"), `“Europe/Berln” is not a time zone I know. Use a name such as Europe/Berlin or UTC.`},
		{"no zone", rollout.Calendar{}, "There is no time zone. Name one, such as Europe/Berlin or UTC."},
		{"backward", everyDay("UTC", rollout.Window{From: 1020, To: 540}), "The hours 17:00 to 09:00 on Sunday are not hours of a day. Give a start and a later end between 00:00 and 24:00."},
		{"too late", everyDay("UTC", rollout.Window{From: 1380, To: 1500}), "The hours 23:00 to 25:00 on Sunday are not hours of a day. Give a start and a later end between 00:00 and 24:00."},
		{"31 April", rollout.Calendar{Zone: "UTC", Closed: []rollout.Day{{Year: 2026, Month: 4, Day: 31}}}, "The closed day 2026-04-31 does not exist. Give a date such as 2026-12-24."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			if err := tt.calendar.Check(); err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestDayLength(t *testing.T) {
	short := rollout.BusinessHours("UTC")
	short.Week[time.Friday] = []rollout.Window{{From: 9 * 60, To: 15 * 60}}
	split := everyDay("UTC", rollout.Window{From: 13 * 60, To: 17 * 60}, rollout.Window{From: 9 * 60, To: 12 * 60})
	overlapping := everyDay("UTC", rollout.Window{From: 9 * 60, To: 12 * 60}, rollout.Window{From: 11 * 60, To: 17 * 60})
	two := rollout.Calendar{Zone: "UTC"}
	two.Week[time.Monday] = []rollout.Window{{From: 0, To: 60}}
	two.Week[time.Tuesday] = []rollout.Window{{From: 0, To: 120}}
	tests := []struct {
		name      string
		calendar  rollout.Calendar
		day, week time.Duration
	}{
		{"business hours", rollout.BusinessHours("UTC"), 8 * time.Hour, 40 * time.Hour},
		{"a short Friday", short, 8 * time.Hour, 38 * time.Hour},
		{"a lunch break", split, 7 * time.Hour, 49 * time.Hour},
		{"overlapping windows", overlapping, 8 * time.Hour, 56 * time.Hour},
		{"a tie takes the longest", two, 2 * time.Hour, 3 * time.Hour},
		{"around the clock", aroundTheClock("UTC"), 24 * time.Hour, 168 * time.Hour},
		{"never open", rollout.Calendar{Zone: "UTC"}, 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.calendar.DayLength(); got != tt.day {
				t.Errorf("a day is %s, want %s", got, tt.day)
			}
			if got := tt.calendar.WeekLength(); got != tt.week {
				t.Errorf("a week is %s, want %s", got, tt.week)
			}
		})
	}
}

// TestClockChanges holds every rule against the wall, minute by minute, around
// the changes of some zones; of all of them when ROLLOUT_FULL is set.
func TestClockChanges(t *testing.T) {
	zones, years := oddZones, []int{2011, 2026} // Apia lost its day in 2011
	step := 35
	if full() {
		step = 5
		zones, years = rollout.Zones(), []int{2011, 2018, 2024, 2025, 2026, 2027, 2037}
	} else {
		for _, z := range rollout.Zones() {
			h := fnv.New32()
			h.Write([]byte(z))
			if h.Sum32()%120 == 0 {
				zones = append(zones, z)
			}
		}
	}
	for _, zone := range zones {
		t.Run(zone, func(t *testing.T) {
			t.Parallel()
			// A leap year's last day is where time.ZoneBounds is at a loss.
			seams := append(changes(t, zone, years...), time.Date(2040, 12, 31, 0, 0, 0, 0, time.UTC))
			for _, change := range seams {
				from := change.Add(-26 * time.Hour).Truncate(time.Hour)
				minutes := wallMinutes(t, zone, from, 6)
				compareDays(t, zone, from, minutes, step)
				for _, c := range []rollout.Calendar{rollout.BusinessHours(zone), aroundTheClock(zone), nights(zone), slivers(zone)} {
					f := shoot(c, from, minutes)
					for i := 0; i < 52*60; i += step {
						if c.IsOpen(f.at(i)) != f.open[i] {
							t.Fatalf("%s: open at %s is %v", zone, f.at(i), !f.open[i])
						}
						f.compareAdd(t, 0, f.counted[i])
					}
					for i := 0; i < 52*60; i += 9*step + 2 {
						f.compare(t, i)
						f.compareAdd(t, i, 61)
					}
					if t.Failed() {
						return
					}
				}
			}
		})
	}
}

func drawZone(t *rapid.T) string {
	if rapid.Bool().Draw(t, "odd") {
		return rapid.SampledFrom(oddZones).Draw(t, "zone")
	}
	return rapid.SampledFrom(rollout.Zones()).Draw(t, "zone")
}

// drawInstant prefers the days around a change of the zone.
func drawInstant(t *rapid.T, zone string) time.Time {
	loc, err := rollout.LoadZone(zone)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(rapid.IntRange(1995, 2040).Draw(t, "year"), 1, 1, 0, 0, 0, 0, time.UTC)
	at = at.AddDate(0, 0, rapid.IntRange(0, 365).Draw(t, "day"))
	if _, end := at.In(loc).ZoneBounds(); !end.IsZero() && rapid.Bool().Draw(t, "at change") {
		at = end.Add(-2 * 24 * time.Hour).Truncate(time.Minute).UTC()
	}
	return at.Add(time.Duration(rapid.IntRange(0, 3*24*60).Draw(t, "minute")) * time.Minute)
}

func drawCalendar(t *rapid.T, zone string, near time.Time) rollout.Calendar {
	c := rollout.Calendar{Zone: zone}
	minute := rapid.OneOf(rapid.IntRange(0, 1440), rapid.SampledFrom([]int{0, 30, 60, 90, 120, 150, 180, 540, 1020, 1380, 1410, 1440}))
	for d := range c.Week {
		for range rapid.IntRange(0, 3).Draw(t, "windows") {
			a, b := minute.Draw(t, "a"), minute.Draw(t, "b")
			c.Week[d] = append(c.Week[d], rollout.Window{From: min(a, b), To: max(a, b)})
		}
	}
	for range rapid.IntRange(0, 3).Draw(t, "closed") {
		c.Closed = append(c.Closed, rollout.DayOf(near, time.UTC).AddDays(rapid.IntRange(-2, 9).Draw(t, "closed day")))
	}
	return c
}

func TestCalendarAgainstTheWall(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		zone := drawZone(rt)
		from := drawInstant(rt, zone)
		c := drawCalendar(rt, zone, from)
		f := shoot(c, from, wallMinutes(t, zone, from, 7))
		for range 4 {
			i := rapid.IntRange(0, 3*24*60).Draw(rt, "i")
			f.compare(rt, i)
			f.compareAdd(rt, i, rapid.IntRange(0, max(1, f.counted[len(f.open)]-f.counted[i])).Draw(rt, "n"))
		}
	})
}

func TestCalendarLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone := drawZone(t)
		at := drawInstant(t, zone).Add(time.Duration(rapid.Int64Range(0, int64(time.Minute)).Draw(t, "ns")))
		c := drawCalendar(t, zone, at)
		length := rapid.OneOf(rapid.Int64Range(0, int64(3*time.Hour)), rapid.Int64Range(0, int64(3000*time.Hour)))
		a, b := time.Duration(length.Draw(t, "a")), time.Duration(length.Draw(t, "b"))
		if c.WeekLength() == 0 {
			if !c.Add(at, a+1).IsZero() || !c.NextOpen(at).IsZero() {
				t.Fatal("a calendar that is never open has open time")
			}
			return
		}
		afterA := c.Add(at, a)
		afterBoth := c.Add(afterA, b)
		if got := c.Add(at, a+b); !got.Equal(afterBoth) {
			t.Fatalf("Add(Add(t,a),b) = %s, Add(t,a+b) = %s", afterBoth, got)
		}
		if got := c.Counted(at, afterA); got != a {
			t.Fatalf("Counted(t, Add(t,a)) = %s, want %s", got, a)
		}
		if afterA.Before(at) || afterBoth.Before(afterA) {
			t.Fatalf("time runs backwards: %s, %s, %s", at, afterA, afterBoth)
		}
		later := at.Add(b)
		if c.Add(later, a).Before(afterA) {
			t.Fatalf("begun later it ends earlier: %s is before %s", c.Add(later, a), afterA)
		}
		counted := c.Counted(at, later)
		if counted < 0 || counted > b {
			t.Fatalf("%s of %s are open", counted, b)
		}
		if back := c.Add(at, counted); back.After(later) {
			t.Fatalf("Add(t, Counted(t,u)) = %s is after u = %s", back, later)
		}
		if sum := c.Counted(at, later) + c.Counted(later, later.Add(a)); sum != c.Counted(at, later.Add(a)) {
			t.Fatalf("the parts count %s, the whole %s", sum, c.Counted(at, later.Add(a)))
		}
		open := c.NextOpen(at)
		if !c.IsOpen(open) || open.Before(at) || c.Counted(at, open) != 0 || !c.NextOpen(open).Equal(open) {
			t.Fatalf("NextOpen(%s) = %s", at, open)
		}
		end, next := c.EndOfDay(at), c.EndOfNextDay(at)
		// At St. John's clocks were turned back at one minute past midnight, so that
		// for an hour it was yesterday again.
		if !end.After(open) || next.Before(end) && zone != "America/St_Johns" && zone != "Canada/Newfoundland" {
			t.Fatalf("open %s, end of day %s, end of next day %s", open, end, next)
		}
	})
}

func BenchmarkAdd(b *testing.B) {
	at := time.Date(2026, 7, 20, 10, 0, 0, 0, time.UTC)
	for _, d := range []time.Duration{4 * time.Hour, 100 * time.Hour, 10_000 * time.Hour} {
		b.Run(d.String(), func(b *testing.B) {
			c := rollout.BusinessHours("Europe/Berlin")
			b.ReportAllocs()
			for b.Loop() {
				c.Add(at, d)
			}
		})
	}
}
