package commands

import (
	"strings"
	"testing"
	"time"
)

func TestReadTime(t *testing.T) {
	zone := func(name string) *time.Location {
		z, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		return z
	}
	berlin, kathmandu := zone("Europe/Berlin"), zone("Asia/Kathmandu")
	tuesday := time.Date(2026, 7, 14, 10, 0, 0, 0, berlin)
	springEve := time.Date(2026, 3, 28, 20, 0, 0, 0, berlin)
	autumn := time.Date(2026, 10, 24, 20, 0, 0, 0, berlin)
	tests := []struct {
		name, words string
		now         time.Time
		zone        *time.Location
		want        string // RFC 3339 in UTC, or words of the refusal
	}{
		{"later today", "14:05", tuesday, berlin, "2026-07-14T12:05:00Z"},
		{"this very minute", "10:00", tuesday, berlin, "2026-07-14T08:00:00Z"},
		{"passed today is tomorrow", "09:59", tuesday, berlin, "2026-07-15T07:59:00Z"},
		{"one digit", "9:05", tuesday, berlin, "2026-07-15T07:05:00Z"},
		{"in the asker's zone", "14:05", tuesday, kathmandu, "2026-07-14T08:20:00Z"},
		{"the day there is another", "01:00", time.Date(2026, 7, 14, 22, 0, 0, 0, time.UTC), kathmandu, "2026-07-15T19:15:00Z"},
		{"today, passed", "today 08:00", tuesday, berlin, "2026-07-14T06:00:00Z"},
		{"tomorrow", "tomorrow 9:00", tuesday, berlin, "2026-07-15T07:00:00Z"},
		{"a weekday", "sat 22:00", tuesday, berlin, "2026-07-18T20:00:00Z"},
		{"a weekday in full", "saturday 22:00", tuesday, berlin, "2026-07-18T20:00:00Z"},
		{"today's name, to come", "tue 22:00", tuesday, berlin, "2026-07-14T20:00:00Z"},
		{"today's name, passed", "tue 09:00", tuesday, berlin, "2026-07-21T07:00:00Z"},
		{"a date", "2026-12-24 18:00", tuesday, berlin, "2026-12-24T17:00:00Z"},
		{"a date that has passed", "2020-02-29 18:00", tuesday, berlin, "2020-02-29T17:00:00Z"},
		{"before the clocks go forward", "01:59", springEve, berlin, "2026-03-29T00:59:00Z"},
		{"an hour that is left out", "02:30", springEve, berlin, "There is no 02:30 on 2026-03-29 in Europe/Berlin"},
		{"left out, by its day", "sun 02:00", springEve, berlin, "There is no 02:00"},
		{"after they went", "sun 03:00", springEve, berlin, "2026-03-29T01:00:00Z"},
		{"an hour that comes twice is its first", "02:30", autumn, berlin, "2026-10-25T00:30:00Z"},
		{"nothing", "", tuesday, berlin, "not a time I can read"},
		{"a day alone", "sat", tuesday, berlin, "not a time I can read"},
		{"nonsense", "noonish", tuesday, berlin, "not a time I can read"},
		{"25 o'clock", "25:00", tuesday, berlin, "not a time I can read"},
		{"24 o'clock", "24:00", tuesday, berlin, "not a time I can read"},
		{"61 minutes", "10:61", tuesday, berlin, "not a time I can read"},
		{"a day that is not", "2026-02-30 10:00", tuesday, berlin, "not a time I can read"},
		{"a date to be asked about", "05/08/2026 10:00", tuesday, berlin, "not a time I can read"},
		{"half a day's name", "satu 10:00", tuesday, berlin, "not a time I can read"},
		{"too much", "sat 22:00 please", tuesday, berlin, "not a time I can read"},
		{"the other way round", "22:00 sat", tuesday, berlin, "not a time I can read"},
		{"very long", strings.Repeat("x", 10000), tuesday, berlin, "not a time I can read"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			at, err := readTime(strings.Fields(tt.words), tt.now, tt.zone)
			got := at.UTC().Format(time.RFC3339)
			if err != nil {
				got = err.Error()
				if !strings.Contains(got, "othing was looked up") || len(got) > 400 {
					t.Errorf("refused with %q", got)
				}
			}
			if !strings.HasPrefix(got, tt.want) && (err == nil || !strings.Contains(got, tt.want)) {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}
