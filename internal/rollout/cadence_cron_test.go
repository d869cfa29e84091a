package rollout_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"pgregory.net/rapid"
)

func TestCheckCron(t *testing.T) {
	const example = " Write five fields, such as 0 9 * * 1 for Mondays at 09:00."
	tests := []struct{ name, spec, want string }{
		{"Mondays", "0 9 * * 1", ""},
		{"names", "0 9 1 JAN,jul MON-fri", ""},
		{"hourly", "0 * * * *", ""},
		{"blanks around and between", "  0  9\t* * 1 ", ""},
		{"29 February", "0 9 29 2 *", ""},
		{"30 February or Mondays in February", "0 9 30 2 1", ""},
		{"the 31st", "0 9 31 * *", ""},

		{"nothing", "", `The cron line “” has 0 fields instead of 5.` + example},
		{"one word", "daily", `The cron line “daily” has 1 field instead of 5.` + example},
		{"seconds too", "0 0 9 * * 1", `The cron line “0 0 9 * * 1” has 6 fields instead of 5.` + example},
		{"a macro", "@hourly", `“@hourly” is not a field of a cron line.` + example},
		{"an interval", "@every 1s", `“@every” is not a field of a cron line.` + example},
		{"a zone", "CRON_TZ=Asia/Tokyo 0 9 * * 1", `“CRON_TZ=Asia/Tokyo” does not belong in a cron line. Leave it out: a cron line runs in the plan's time zone.`},
		{"the word that makes the library panic", "TZ=0", `“TZ=0” does not belong in a cron line. Leave it out: a cron line runs in the plan's time zone.`},
		{"31 February", "0 9 31 2 *", `The cron line “0 9 31 2 *” never runs: no such month has a day “31”. Choose a day that exists.`},
		{"30 or 31 February, any weekday", "0 9 30,31 feb ?", `The cron line “0 9 30,31 feb ?” never runs: no such month has a day “30,31”. Choose a day that exists.`},
		{"every minute", "* * * * *", `With the minute “*” it runs more than once within an hour. Name one minute, such as 0.`},
		{"every half hour", "0,30 9 * * 1", `With the minute “0,30” it runs more than once within an hour. Name one minute, such as 0.`},
		{"minute 61", "61 9 * * 1", `“61” is not a minute of a cron line. Use 0 to 59.`},
		{"hour 24", "0 24 * * 1", `“24” is not an hour of a cron line. Use 0 to 23.`},
		{"day 0", "0 9 0 * *", `“0” is not a day of the month of a cron line. Use 1 to 31.`},
		{"month 13", "0 9 1 13 *", `“13” is not a month of a cron line. Use 1 to 12 or jan to dec.`},
		{"Sunday as 7", "0 9 * * 7", `“7” is not a day of the week of a cron line. Use 0 to 6 or sun to sat.`},
		{"the last", "0 9 L * *", `“L” is not a day of the month of a cron line. Use 1 to 31.`},
		{"the second Monday", "0 9 * * 1#2", `“1#2” is not a day of the week of a cron line. Use 0 to 6 or sun to sat.`},
		{"no step", "0 */0 * * *", `“*/0” is not an hour of a cron line. Use 0 to 23.`},
		{"long", strings.Repeat("0,", 60) + "0 9 * * 1", `The cron line “0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,…” is too long.` + example},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := rollout.CheckCron(tt.spec)
			got := ""
			if err != nil {
				got = err.Error()
				var problem *rollout.Problem
				if !errors.As(err, &problem) {
					t.Errorf("%#v is no Problem", err)
				}
			}
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestCronNext(t *testing.T) {
	tests := []struct {
		name, zone, spec, after string
		want                    []string
	}{
		{
			"the spring gap: at its end", "Europe/Berlin", "30 2 * * *", "2026-03-28 12:00",
			[]string{"2026-03-29 02:30 at 2026-03-29T03:00:00+02:00", "2026-03-30 02:30 at 2026-03-30T02:30:00+02:00"},
		},
		{
			"the autumn fold: once", "Europe/Berlin", "30 2 * * *", "2026-10-24 12:00",
			[]string{"2026-10-25 02:30 at 2026-10-25T02:30:00+02:00", "2026-10-26 02:30 at 2026-10-26T02:30:00+01:00"},
		},
		{
			"hourly through the fold", "Europe/Berlin", "0 * * * *", "2026-10-25 01:30",
			[]string{"2026-10-25 02:00 at 2026-10-25T02:00:00+02:00", "2026-10-25 03:00 at 2026-10-25T03:00:00+01:00"},
		},
		{
			"asked in the hour's second showing", "Europe/Berlin", "30 2 * * *", "2026-10-25 02:10 +0100",
			[]string{"2026-10-26 02:30 at 2026-10-26T02:30:00+01:00"},
		},
		{
			"hourly through the gap: two at one instant are one", "Europe/Berlin", "0 * * * *", "2026-03-29 01:00",
			[]string{"2026-03-29 02:00 at 2026-03-29T03:00:00+02:00", "2026-03-29 04:00 at 2026-03-29T04:00:00+02:00"},
		},
		{
			"New York, gap", "America/New_York", "0 2 * * *", "2026-03-07 12:00",
			[]string{"2026-03-08 02:00 at 2026-03-08T03:00:00-04:00", "2026-03-09 02:00 at 2026-03-09T02:00:00-04:00"},
		},
		{
			"New York, fold", "America/New_York", "30 1 * * *", "2026-10-31 12:00",
			[]string{"2026-11-01 01:30 at 2026-11-01T01:30:00-04:00", "2026-11-02 01:30 at 2026-11-02T01:30:00-05:00"},
		},
		{
			"Sao Paulo, a day without midnight", "America/Sao_Paulo", "0 0 * * *", "2018-11-03 12:00",
			[]string{"2018-11-04 00:00 at 2018-11-04T01:00:00-02:00", "2018-11-05 00:00 at 2018-11-05T00:00:00-02:00"},
		},
		{
			"Lord Howe, half an hour is missing", "Australia/Lord_Howe", "15 2 * * *", "2026-10-03 12:00",
			[]string{"2026-10-04 02:15 at 2026-10-04T02:30:00+11:00"},
		},
		{
			"Apia, Fridays", "Pacific/Apia", "0 9 * * 5", "2011-12-29 12:00",
			[]string{"2011-12-30 09:00 at 2011-12-31T00:00:00+14:00", "2012-01-06 09:00 at 2012-01-06T09:00:00+14:00"},
		},
		{
			"29 February over a century's end", "UTC", "0 9 29 2 *", "2095-01-01 00:00",
			[]string{"2096-02-29 09:00 at 2096-02-29T09:00:00Z", "2104-02-29 09:00 at 2104-02-29T09:00:00Z"},
		},
		{
			"the moment itself is not after it", "UTC", "0 9 * * *", "2026-07-20 09:00",
			[]string{"2026-07-21 09:00 at 2026-07-21T09:00:00Z"},
		},
		{
			"a part of a second before it is", "UTC", "0 9 * * *", "2026-07-20 08:59:59.999",
			[]string{"2026-07-20 09:00 at 2026-07-20T09:00:00Z"},
		},
		{
			"day of the month or day of the week", "UTC", "0 9 13 * 5", "2026-11-08 00:00",
			[]string{"2026-11-13 09:00 at 2026-11-13T09:00:00Z", "2026-11-20 09:00 at 2026-11-20T09:00:00Z"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			zone, err := rollout.LoadZone(tt.zone)
			if err != nil {
				t.Fatal(err)
			}
			at := wall(t, tt.zone, tt.after)
			for _, want := range tt.want {
				o, err := rollout.CronNext(tt.spec, zone, at)
				if got := o.Period + " at " + o.At.Format(time.RFC3339); err != nil || got != want {
					t.Fatalf("after %s: got %s, %v; want %s", at, got, err, want)
				}
				at = o.At
			}
		})
	}
	if _, err := rollout.CronNext("0 9 31 2 *", time.UTC, time.Time{}); err == nil {
		t.Error("31 February comes round")
	}
	if o, err := rollout.CronNext("0 9 * * *", time.UTC, time.Date(9999, 12, 31, 12, 0, 0, 0, time.UTC)); err == nil {
		t.Errorf("time goes on after the year 9999: %s", o.At)
	}
}

// TestCronAgainstTheWall looks for every time on the wall itself.
func TestCronAgainstTheWall(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		name := drawZone(rt)
		zone, err := rollout.LoadZone(name)
		if err != nil {
			t.Fatal(err)
		}
		from := drawInstant(rt, name)
		minute := rapid.SampledFrom([]int{0, 1, 15, 30, 59}).Draw(rt, "minute")
		hours := rapid.SliceOfNDistinct(rapid.IntRange(0, 23), 1, 6, rapid.ID[int]).Draw(rt, "hours")
		weekdays := rapid.SliceOfNDistinct(rapid.IntRange(0, 6), 1, 7, rapid.ID[int]).Draw(rt, "weekdays")
		list := func(of []int) string { return strings.Trim(strings.ReplaceAll(fmt.Sprint(of), " ", ","), "[]") }
		spec := fmt.Sprintf("%d %s * * %s", minute, list(hours), list(weekdays))

		var want []time.Time
		film := wallMinutes(t, name, from.AddDate(0, 0, -2), 12)
		for d := film[0].day.AddDays(1); d.Before(film[len(film)-1].day); d = d.AddDays(1) {
			if !slices.Contains(weekdays, int(d.Weekday())) {
				continue
			}
			for _, h := range slices.Sorted(slices.Values(hours)) {
				i := slices.IndexFunc(film, func(m wallMinute) bool {
					return d.Before(m.day) || d == m.day && m.minute >= h*60+minute
				})
				at := from.AddDate(0, 0, -2).Add(time.Duration(i) * time.Minute)
				if at.After(from) && (len(want) == 0 || at.After(want[len(want)-1])) {
					want = append(want, at)
				}
			}
		}
		at := from
		for _, w := range want {
			o, err := rollout.CronNext(spec, zone, at)
			if err != nil || !o.At.Equal(w) {
				t.Fatalf("%s in %s after %s: %s, %v; the wall says %s", spec, name, at, o.At, err, w)
			}
			at = o.At
		}
	})
}

// FuzzCron: nothing panics, what is refused says why and what to do, and what
// is taken comes round after the given time and at most once within an hour of
// the wall.
func FuzzCron(f *testing.F) {
	for _, spec := range []string{
		"0 9 * * 1", "TZ=0", "CRON_TZ= 0 9 * * 1", "@every -1s", "0 9 31 2 *", "*/7 * * * *", "0 9 */2 * MON", "0 9 29 2 *", "59 23 31 12 ?",
		"0-0/0 0 0 0 0", "0 9 1-4294967295 * *", "1,1 1 * * *", "0 0-23/1 * * 0-6",
	} {
		f.Add(spec)
	}
	zone, err := rollout.LoadZone("Europe/Berlin")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, spec string) {
		if err := rollout.CheckCron(spec); err != nil {
			var problem *rollout.Problem
			if !errors.As(err, &problem) || problem.Text == "" || problem.Next == "" {
				t.Fatalf("%q: %#v is no Problem that helps", spec, err)
			}
			return
		}
		at := time.Date(2026, 3, 28, 20, 0, 0, 0, time.UTC)
		shown := ""
		for range 10 {
			o, err := rollout.CronNext(spec, zone, at)
			if err != nil || !o.At.After(at) || o.Period <= shown {
				t.Fatalf("%q after %s (%s): %s, %v", spec, at, shown, o.At, err)
			}
			if shown != "" && o.Period[:13] == shown[:13] {
				t.Fatalf("%q runs twice within the hour of %s", spec, shown)
			}
			at, shown = o.At, o.Period
		}
	})
}
