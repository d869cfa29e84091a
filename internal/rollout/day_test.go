package rollout_test

import (
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// TestDayAt: the first instant at which the wall shows a minute, or later.
func TestDayAt(t *testing.T) {
	tests := []struct {
		name, zone, day string
		minute          int
		want            string // RFC 3339
	}{
		{"an ordinary morning", "Europe/Berlin", "2026-07-20", 540, "2026-07-20T09:00:00+02:00"},
		{"in the gap", "Europe/Berlin", "2026-03-29", 150, "2026-03-29T03:00:00+02:00"},
		{"the gap's end", "Europe/Berlin", "2026-03-29", 180, "2026-03-29T03:00:00+02:00"},
		{"in the fold", "Europe/Berlin", "2026-10-25", 150, "2026-10-25T02:30:00+02:00"},
		{"after the fold", "Europe/Berlin", "2026-10-25", 180, "2026-10-25T03:00:00+01:00"},
		{"New York, gap", "America/New_York", "2026-03-08", 120, "2026-03-08T03:00:00-04:00"},
		{"New York, fold", "America/New_York", "2026-11-01", 90, "2026-11-01T01:30:00-04:00"},
		{"Lord Howe, gap", "Australia/Lord_Howe", "2026-10-04", 135, "2026-10-04T02:30:00+11:00"},
		{"no midnight", "America/Sao_Paulo", "2018-11-04", 0, "2018-11-04T01:00:00-02:00"},
		{"no midnight, named from the day before", "America/Sao_Paulo", "2018-11-03", 1440, "2018-11-04T01:00:00-02:00"},
		{"no such day", "Pacific/Apia", "2011-12-30", 540, "2011-12-31T00:00:00+14:00"},
		{"where time.ZoneBounds is at a loss", "Europe/Berlin", "2040-12-31", 540, "2040-12-31T09:00:00+01:00"},
		{"and the morning after", "Europe/Berlin", "2041-01-01", 540, "2041-01-01T09:00:00+01:00"},
		{"far from Greenwich", "Pacific/Kiritimati", "2026-07-20", 0, "2026-07-20T00:00:00+14:00"},
		{"long ago", "Europe/Berlin", "1800-01-01", 0, "1800-01-01T00:00:00+00:53"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			zone, err := rollout.LoadZone(tt.zone)
			if err != nil {
				t.Fatal(err)
			}
			day, err := rollout.ParseDay(tt.day)
			if err != nil {
				t.Fatal(err)
			}
			if got := day.At(tt.minute, zone).Format(time.RFC3339); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}
