package rollout_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rolloutbot/rollout/internal/rollout"
	"pgregory.net/rapid"
)

func day(t testing.TB, s string) rollout.Day {
	t.Helper()
	d, err := rollout.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestTimetable shows the first occurrences of each cadence in a plan of
// Berlin that is imported on Wednesday, 22 July 2026.
func TestTimetable(t *testing.T) {
	tests := []struct {
		cadence rollout.Cadence
		words   string
		want    []string // period, due, time
	}{
		{
			rollout.Cadence{Every: 1, Unit: "day"},
			"every day",
			[]string{"2026-07-23 Thu 07-23 09:00", "2026-07-24 Fri 07-24 09:00", "2026-07-27 Mon 07-27 09:00"},
		},
		{
			rollout.Cadence{Every: 10, Unit: "day", At: "16:30"},
			"every 10 days at 16:30",
			[]string{"2026-07-23/2026-08-01 Mon 08-03 16:30", "2026-08-02/2026-08-11 Tue 08-11 16:30", "2026-08-12/2026-08-21 Fri 08-21 16:30"},
		},
		{
			rollout.Cadence{Every: 1, Unit: "week"},
			"every week",
			[]string{"2026-W31 Mon 08-03 09:00", "2026-W32 Mon 08-10 09:00", "2026-W33 Mon 08-17 09:00"},
		},
		{
			rollout.Cadence{Every: 2, Unit: "week"},
			"every 2 weeks",
			[]string{"2026-W31/2026-W32 Mon 08-10 09:00", "2026-W33/2026-W34 Mon 08-24 09:00", "2026-W35/2026-W36 Mon 09-07 09:00"},
		},
		{
			rollout.Cadence{Every: 1, Unit: "week", Weekday: "tuesday", At: "10:00"},
			"every week on tuesday at 10:00",
			[]string{"2026-W31 Tue 07-28 10:00", "2026-W32 Tue 08-04 10:00"},
		},
		{
			rollout.Cadence{Every: 2, Unit: "week", Weekday: "sunday", While: "during rollout waves"},
			"every 2 weeks on sunday (during rollout waves)",
			[]string{"2026-W31/2026-W32 Sun 08-02 09:00", "2026-W33/2026-W34 Sun 08-16 09:00"},
		},
		{
			rollout.Cadence{Every: 1, Unit: "month"},
			"every month",
			[]string{"2026-08 Mon 09-07 09:00", "2026-09 Wed 10-07 09:00", "2026-10 Fri 11-06 09:00"},
		},
		{
			rollout.Cadence{Every: 1, Unit: "month", Weekday: "monday", Nth: 1},
			"every month on the 1st monday",
			[]string{"2026-08 Mon 08-03 09:00", "2026-09 Mon 09-07 09:00", "2026-10 Mon 10-05 09:00"},
		},
		{
			rollout.Cadence{Every: 1, Unit: "month", Weekday: "friday", Nth: -1},
			"every month on the last friday",
			[]string{"2026-08 Fri 08-28 09:00", "2026-09 Fri 09-25 09:00", "2026-10 Fri 10-30 09:00"},
		},
		{
			rollout.Cadence{Every: 1, Unit: "month", Day: 31},
			"every month on the 31st",
			[]string{"2026-08 Mon 08-31 09:00", "2026-09 Wed 09-30 09:00", "2026-10 Sat 10-31 09:00"},
		},
		{
			rollout.Cadence{Every: 6, Unit: "month", Day: 30},
			"every 6 months on the 30th",
			[]string{"2026-08/2027-01 Sun 08-30 09:00", "2027-02/2027-07 Sun 02-28 09:00"},
		},
		{
			rollout.Cadence{Every: 1, Unit: "quarter"},
			"every quarter",
			[]string{"2026-Q4 Thu 01-14 09:00", "2027-Q1 Wed 04-14 09:00"},
		},
		{
			rollout.Cadence{Every: 1, Unit: "quarter", Weekday: "thursday", Nth: -1},
			"every quarter on the last thursday",
			[]string{"2026-Q4 Thu 12-31 09:00", "2027-Q1 Thu 03-25 09:00"},
		},
		{
			rollout.Cadence{Every: 2, Unit: "quarter"},
			"every 2 quarters",
			[]string{"2026-Q4/2027-Q1 Wed 04-14 09:00"},
		},
		{
			rollout.Cadence{Every: 1, Unit: "year"},
			"every year",
			[]string{"2027 Fri 01-14 09:00", "2028 Fri 01-12 09:00"},
		},
		{rollout.Cadence{Every: 0}, "as needed", nil},
		{
			rollout.Cadence{Cron: "0 9 * * 1"},
			"cron 0 9 * * 1",
			[]string{"2026-07-27 09:00 Mon 07-27 09:00", "2026-08-03 09:00 Mon 08-03 09:00"},
		},
		{
			rollout.Cadence{Cron: "30 8 29 2 *"},
			"cron 30 8 29 2 *",
			[]string{"2028-02-29 08:30 Tue 02-29 08:30", "2032-02-29 08:30 Sun 02-29 08:30"},
		},
	}
	imported := wall(t, "Europe/Berlin", "2026-07-22 11:20")
	for _, tt := range tests {
		t.Run(tt.words, func(t *testing.T) {
			if got := tt.cadence.String(); got != tt.words {
				t.Errorf("it is called %q", got)
			}
			table, err := tt.cadence.In("Europe/Berlin", rollout.BusinessHours("Europe/Berlin"), imported)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			o, ok := table.First()
			for ; ok && len(got) < len(tt.want); o, ok = table.Next(o.At) {
				if rollout.DayOf(o.At, o.At.Location()) != o.Due {
					t.Errorf("due on %s, at %s", o.Due, o.At)
				}
				got = append(got, o.Period+" "+o.At.Format("Mon 01-02 15:04"))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if len(tt.want) == 0 && ok {
				t.Errorf("it comes round at %s", o.At)
			}
		})
	}
}

func TestTimetableEdges(t *testing.T) {
	berlin := rollout.BusinessHours("Europe/Berlin")
	first := func(c rollout.Cadence, calendar rollout.Calendar, since string) string {
		t.Helper()
		table, err := c.In(calendar.Zone, calendar, wall(t, calendar.Zone, since))
		if err != nil {
			t.Fatal(err)
		}
		o, _ := table.First()
		return o.Period + " due " + o.Due.String()
	}
	monthly, weekly, daily := rollout.Cadence{Every: 1, Unit: "month"}, rollout.Cadence{Every: 1, Unit: "week"}, rollout.Cadence{Every: 1, Unit: "day"}
	closed := berlin
	for d := day(t, "2026-12-19"); d.Before(day(t, "2027-01-07")); d = d.AddDays(1) {
		closed.Closed = append(closed.Closed, d)
	}
	for _, tt := range []struct{ name, got, want string }{
		{"imported at midnight, the month is whole", first(monthly, berlin, "2026-08-01 00:00"), "2026-08 due 2026-09-07"},
		{"imported a minute later it is not", first(monthly, berlin, "2026-08-01 00:01"), "2026-09 due 2026-10-07"},
		{"imported on a Monday morning", first(weekly, berlin, "2026-07-20 08:00"), "2026-W31 due 2026-08-03"},
		{"on the last day of a leap February", first(rollout.Cadence{Every: 1, Unit: "month", Day: 31}, berlin, "2028-01-15 08:00"), "2028-02 due 2028-02-29"},
		{"of another February", first(rollout.Cadence{Every: 1, Unit: "month", Day: 29}, berlin, "2026-01-15 08:00"), "2026-02 due 2026-02-28"},
		{"a year that begins in the week of the old one", first(weekly, berlin, "2026-12-22 08:00"), "2026-W53 due 2027-01-04"},
		{"weeks over a long closure are due once", first(weekly, closed, "2026-12-08 08:00"), "2026-W53 due 2027-01-07"},
		{"days over a long closure too", first(daily, closed, "2026-12-18 08:00"), "2027-01-07 due 2027-01-07"},
		{"the zone decides what day it is", first(daily, rollout.BusinessHours("Pacific/Auckland"), "2026-07-22 00:10"), "2026-07-23 due 2026-07-23"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, tt.got, tt.want)
		}
	}

	table, err := weekly.In("Europe/Berlin", berlin, wall(t, "Europe/Berlin", "2026-07-22 11:20"))
	if err != nil {
		t.Fatal(err)
	}
	var due []string
	for _, o := range table.Occurrences(wall(t, "Europe/Berlin", "2026-08-03 09:00"), wall(t, "Europe/Berlin", "2026-08-17 09:00")) {
		due = append(due, o.Period)
	}
	if want := []string{"2026-W31", "2026-W32"}; !slices.Equal(due, want) {
		t.Errorf("from its own time up to another's: %v, want %v", due, want)
	}
	if got := table.Occurrences(wall(t, "Europe/Berlin", "2020-01-01 00:00"), wall(t, "Europe/Berlin", "2026-08-01 00:00")); got != nil {
		t.Errorf("overdue at import: %v", got)
	}
}

func TestCadenceProblems(t *testing.T) {
	for _, tt := range []struct {
		cadence rollout.Cadence
		want    string
	}{
		{rollout.Cadence{Every: -1, Unit: "week"}, "Nothing can come round every -1 weeks. Use a number from 1 to 1000."},
		{rollout.Cadence{Every: 1001, Unit: "year"}, "Nothing can come round every 1001 years. Use a number from 1 to 1000."},
		{rollout.Cadence{Every: 1, Unit: "fortnight"}, `“fortnight” is not a unit of a cadence. Use day, week, month, quarter or year.`},
		{rollout.Cadence{Every: 1}, `“” is not a unit of a cadence. Use day, week, month, quarter or year.`},
		{rollout.Cadence{Every: 1, Unit: "week", Weekday: "Monday"}, `“Monday” is not a day of the week. Use monday to sunday.`},
		{rollout.Cadence{Every: 1, Unit: "week", At: "25:00"}, `“25:00” is not a time of day. Write it like 09:30.`},
		{rollout.Cadence{Every: 1, Unit: "week", At: "9:30"}, `“9:30” is not a time of day. Write it like 09:30.`},
		{rollout.Cadence{Every: 1, Unit: "month", Weekday: "monday", Nth: 5}, "5 is not the number of a weekday within a month. Use 1 to 4, or -1 for the last."},
		{rollout.Cadence{Every: 1, Unit: "week", Weekday: "monday", Nth: 1}, "1 counts weekdays, but there is none to count. Name a weekday of a month, such as the first Monday."},
		{rollout.Cadence{Every: 1, Unit: "month", Weekday: "monday"}, "A month has more than one monday. Say which, such as the first."},
		{rollout.Cadence{Every: 1, Unit: "day", Weekday: "monday"}, "Something daily cannot keep to a monday. Say week instead of day, or leave the weekday out."},
		{rollout.Cadence{Every: 1, Unit: "month", Day: 32}, "32 is not a day of a month. Use 1 to 31."},
		{rollout.Cadence{Every: 1, Unit: "week", Day: 3}, "The day 3 is not the day of a month here. Use it with months, quarters or years, and without a weekday."},
		{rollout.Cadence{Every: 1, Unit: "week", Cron: "0 9 * * 1"}, `The cron line “0 9 * * 1” stands beside another cadence. Leave one of them out.`},
	} {
		err := tt.cadence.Check()
		var problem *rollout.Problem
		if !errors.As(err, &problem) || err.Error() != tt.want {
			t.Errorf("%+v\ngot  %v\nwant %s", tt.cadence, err, tt.want)
		}
		if _, err := tt.cadence.In("UTC", rollout.BusinessHours("UTC"), time.Time{}); err == nil {
			t.Errorf("%+v has a timetable", tt.cadence)
		}
	}
	never := rollout.Calendar{Zone: "UTC"}
	if _, err := (rollout.Cadence{Every: 1, Unit: "month"}).In("UTC", never, time.Time{}); err == nil ||
		err.Error() != "every month has no day to be due on: the calendar has no working days. Give the calendar open hours, or the cadence a day." {
		t.Errorf("without working days: %v", err)
	}
	if _, err := (rollout.Cadence{Every: 1, Unit: "month", Day: 1}).In("UTC", never, time.Time{}); err != nil {
		t.Errorf("a stated day needs no working days, got %v", err)
	}
	if _, err := (rollout.Cadence{Every: 1, Unit: "month"}).In("Local", rollout.BusinessHours("UTC"), time.Time{}); err == nil {
		t.Error("the machine's zone is taken for a plan's")
	}
}

// slowTimetable is the oracle: it walks day by day and keeps lists.
func slowTimetable(c rollout.Cadence, zone *time.Location, calendar rollout.Calendar, since time.Time, until rollout.Day) []rollout.Occurrence {
	unit := func(d rollout.Day) string {
		at := time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC)
		switch c.Unit {
		case "week":
			y, w := at.ISOWeek()
			return fmt.Sprintf("%04d-W%02d", y, w)
		case "month":
			return at.Format("2006-01")
		case "quarter":
			return fmt.Sprintf("%d-Q%d", d.Year, (int(d.Month)-1)/3+1)
		case "year":
			return at.Format("2006")
		}
		return d.String()
	}
	midnight := func(d rollout.Day) time.Time { return firstMinuteOf(zone, d, 0) }
	var units [][]rollout.Day
	today := rollout.DayOf(since, zone)
	begun := false // a unit that began before since is not whole
	for d := today; d.Before(until); d = d.AddDays(1) {
		if unit(d) != unit(d.AddDays(-1)) && !midnight(d).Before(since) {
			begun = true
			units = append(units, nil)
		}
		if begun {
			units[len(units)-1] = append(units[len(units)-1], d)
		}
	}
	units = units[:max(0, len(units)-1)] // the walk ends within the last
	weekday := func(d rollout.Day) string { return strings.ToLower(d.Weekday().String()) }
	working := func(d rollout.Day) bool {
		return len(calendar.Week[d.Weekday()]) > 0 && !slices.Contains(calendar.Closed, d)
	}
	var out []rollout.Occurrence
	for i := 0; i+c.Every <= len(units); i += c.Every {
		period := slices.Concat(units[i : i+c.Every]...)
		var due rollout.Day
		switch {
		case c.Nth != 0:
			of := slices.DeleteFunc(slices.Clone(period), func(d rollout.Day) bool { return weekday(d) != c.Weekday })
			due = of[len(of)-1]
			if c.Nth > 0 {
				due = of[c.Nth-1]
			}
		case c.Weekday != "":
			due = period[slices.IndexFunc(period, func(d rollout.Day) bool { return weekday(d) == c.Weekday })]
		case c.Day != 0:
			for _, d := range period {
				if d.Year == period[0].Year && d.Month == period[0].Month && d.Day <= c.Day {
					due = d
				}
			}
		default:
			left := map[string]int{"day": 1, "week": 1, "month": 5, "quarter": 10, "year": 10}[c.Unit]
			due = period[len(period)-1]
			if c.Unit != "day" {
				due = due.AddDays(1)
			}
			for ; ; due = due.AddDays(1) {
				if working(due) {
					left--
				}
				if left == 0 {
					break
				}
			}
		}
		at := 9 * 60
		if c.At != "" {
			parsed, _ := time.Parse("15:04", c.At)
			at = parsed.Hour()*60 + parsed.Minute()
		}
		name := unit(period[0])
		if c.Every > 1 {
			name += "/" + unit(period[len(period)-1])
		}
		o := rollout.Occurrence{Period: name, Due: due, At: firstMinuteOf(zone, due, at)}
		if !o.At.After(since) {
			continue
		}
		if last := len(out) - 1; last >= 0 && out[last].At.Equal(o.At) {
			out[last] = o
		} else {
			out = append(out, o)
		}
	}
	return out
}

// firstMinuteOf looks for the first minute at which the wall shows a minute of
// a day or a later one: hour by hour, then back by more than clocks are turned
// back and minute by minute.
func firstMinuteOf(zone *time.Location, d rollout.Day, minute int) time.Time {
	want := time.Date(d.Year, d.Month, d.Day, 0, minute, 0, 0, time.UTC)
	reached := func(at time.Time) bool {
		at = at.In(zone)
		y, m, dd := at.Date()
		return !time.Date(y, m, dd, at.Hour(), at.Minute(), 0, 0, time.UTC).Before(want)
	}
	at := want.Add(-26 * time.Hour)
	for !reached(at) {
		at = at.Add(time.Hour)
	}
	for at = at.Add(-3 * time.Hour); !reached(at); {
		at = at.Add(time.Minute)
	}
	return at
}

func drawCadence(t *rapid.T) rollout.Cadence {
	c := rollout.Cadence{Every: rapid.IntRange(1, 3).Draw(t, "every"), Unit: rapid.SampledFrom([]string{"day", "week", "month", "quarter", "year"}).Draw(t, "unit")}
	weekday := rapid.SampledFrom([]string{"monday", "wednesday", "saturday", "sunday"}).Draw(t, "weekday")
	if rapid.Bool().Draw(t, "at") {
		c.At = rapid.SampledFrom([]string{"00:00", "01:30", "02:30", "10:00", "23:59"}).Draw(t, "time")
	}
	switch rapid.IntRange(0, 2).Draw(t, "stated") {
	case 1:
		switch c.Unit {
		case "day":
		case "week":
			c.Weekday = weekday
		default:
			c.Day = rapid.IntRange(1, 31).Draw(t, "day")
		}
	case 2:
		if c.Unit != "day" && c.Unit != "week" {
			c.Weekday, c.Nth = weekday, rapid.SampledFrom([]int{1, 2, 3, 4, -1}).Draw(t, "nth")
		}
	}
	return c
}

func TestTimetableAgainstTheOracle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCadence(t)
		name := drawZone(t)
		zone, err := rollout.LoadZone(name)
		if err != nil {
			t.Fatal(err)
		}
		since := drawInstant(t, name)
		calendar := rollout.BusinessHours(name)
		closedFrom := rollout.DayOf(since, zone).AddDays(rapid.IntRange(0, 200).Draw(t, "closed from"))
		for i := range rapid.IntRange(0, 25).Draw(t, "closed") {
			calendar.Closed = append(calendar.Closed, closedFrom.AddDays(i))
		}
		days := map[string]int{"day": 60, "week": 250, "month": 500, "quarter": 900, "year": 3300}[c.Unit]
		want := slowTimetable(c, zone, calendar, since, rollout.DayOf(since, zone).AddDays(days))
		if len(want) < 2 {
			t.Skip("too short a walk")
		}
		want = want[:len(want)-1] // the last may share its instant with one beyond the walk
		table, err := c.In(name, calendar, since)
		if err != nil {
			t.Fatal(err)
		}
		var got []rollout.Occurrence
		for o, ok := table.First(); ok && len(got) < len(want); o, ok = table.Next(o.At) {
			got = append(got, o)
		}
		same := cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })
		if diff := cmp.Diff(want, got, same); diff != "" {
			t.Fatalf("%s in %s since %s (-oracle +got):\n%s", c, name, since, diff)
		}
		i := rapid.IntRange(0, len(want)-1).Draw(t, "i")
		if o, ok := table.Next(want[i].At.Add(-1)); !ok || o.Period != want[i].Period {
			t.Fatalf("just before %s comes %s", want[i].Period, o.Period)
		}
	})
}

func TestCadenceFor(t *testing.T) {
	weekly, monthly, quarterly := rollout.Cadence{Every: 1, Unit: "week"}, rollout.Cadence{Every: 1, Unit: "month"}, rollout.Cadence{Every: 1, Unit: "quarter"}
	while := func(c rollout.Cadence, phase string) rollout.Cadence {
		c.While = phase
		return c
	}
	pilotThenLive := []rollout.Cadence{while(weekly, "during pilot"), while(monthly, "after release")}
	byWave := []rollout.Cadence{while(weekly, "wave 1"), while(monthly, "wave 2"), quarterly}
	tests := []struct {
		name  string
		list  []rollout.Cadence
		stage rollout.Stage
		wave  string
		want  string
	}{
		{"one for every phase", []rollout.Cadence{monthly}, rollout.Live, "", "every month"},
		{"none at all", nil, rollout.Live, "", ""},
		{"the pilot runs", pilotThenLive, rollout.RollingOut, "Pilot", "every week (during pilot)"},
		{"another wave runs", pilotThenLive, rollout.RollingOut, "2", "every week (during pilot)"},
		{"live", pilotThenLive, rollout.Live, "", "every month (after release)"},
		{"retiring is live to its users", pilotThenLive, rollout.Retiring, "", "every month (after release)"},
		{"a draft has no phase, so the tightest", pilotThenLive, rollout.Draft, "", "every week (during pilot)"},
		{"wave 1", byWave, rollout.RollingOut, "1", "every week (wave 1)"},
		{"wave 2", byWave, rollout.RollingOut, "2", "every month (wave 2)"},
		{"wave 12 is not wave 1", byWave, rollout.Live, "12", "every quarter"},
		{"unresolved, so the tighter", []rollout.Cadence{quarterly, monthly}, rollout.Live, "", "every month"},
		{"as needed is never the tighter", []rollout.Cadence{{}, quarterly}, rollout.Live, "", "every quarter"},
		{"a cron line against a month", []rollout.Cadence{monthly, {Cron: "0 9 * * 1"}}, rollout.Live, "", "cron 0 9 * * 1"},
		{"office hours while waves run", []rollout.Cadence{while(weekly, "during rollout waves")}, rollout.RollingOut, "3", "every week (during rollout waves)"},
		{"and no longer", []rollout.Cadence{while(weekly, "during rollout waves")}, rollout.Live, "", ""},
		{"until live is not live", []rollout.Cadence{while(weekly, "until live")}, rollout.Live, "", ""},
		{"after the pilot, in the pilot", []rollout.Cadence{while(weekly, "after pilot")}, rollout.RollingOut, "Pilot", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := rollout.CadenceFor(tt.list, tt.stage, tt.wave)
			if ok != (tt.want != "") || ok && got.String() != tt.want {
				t.Errorf("got %q, %v; want %q", got, ok, tt.want)
			}
		})
	}
}

func BenchmarkNext(b *testing.B) {
	at := time.Date(2031, 7, 20, 10, 0, 0, 0, time.UTC)
	since := time.Date(2026, 7, 22, 10, 0, 0, 0, time.UTC)
	for _, c := range []rollout.Cadence{{Every: 1, Unit: "week"}, {Every: 1, Unit: "quarter"}, {Every: 1, Unit: "month", Day: 31}, {Cron: "30 8 29 2 *"}} {
		b.Run(c.String(), func(b *testing.B) {
			table, err := c.In("Europe/Berlin", rollout.BusinessHours("Europe/Berlin"), since)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				table.Next(at)
			}
		})
	}
}
