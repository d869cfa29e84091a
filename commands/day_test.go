package commands

import (
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// Days as people say them, on Wednesday 15 July 2026: what is planned lies ahead,
// what was done behind, and what can be read as two days is both.
func TestReadDay(t *testing.T) {
	today := rollout.Day{Year: 2026, Month: time.July, Day: 15}
	for _, tt := range []struct {
		text          string
		ahead, behind string
	}{
		{"today", "2026-07-15", "2026-07-15"},
		{"tomorrow", "2026-07-16", "2026-07-16"},
		{"yesterday", "2026-07-14", "2026-07-14"},
		{"2027-02-08", "2027-02-08", "2027-02-08"},
		{"2027-02-30", "", ""},
		{"friday", "2026-07-17", "2026-07-10"},
		{"fri", "2026-07-17", "2026-07-10"},
		{"wednesday", "2026-07-22", "2026-07-08"},
		{"next friday", "2026-07-17 2026-07-24", ""},
		{"next monday", "2026-07-20", ""},
		{"last monday", "", "2026-07-13 2026-07-06"},
		{"last friday", "", "2026-07-10"},
		{"8 march", "2027-03-08", "2026-03-08"},
		{"15 july", "2026-07-15", "2026-07-15"},
		{"16 july", "2026-07-16", "2025-07-16"},
		{"29 february", "2028-02-29", "2024-02-29"},
		{"30 february", "", ""},
		{"8 mar 2027", "2027-03-08", "2027-03-08"},
		{"mar 8, 2027", "2027-03-08", "2027-03-08"},
		{"05/08/2026", "2026-08-05 2026-05-08", "2026-08-05 2026-05-08"},
		{"05/05/2026", "2026-05-05", "2026-05-05"},
		{"25/08/2026", "2026-08-25", "2026-08-25"},
		{"12.3.2027", "2027-03-12", "2027-03-12"},
		{"fr", "", ""},
		{"", "", ""},
	} {
		for to, want := range map[side]string{ahead: tt.ahead, behind: tt.behind} {
			got := ""
			for i, d := range readDay(tt.text, today, to) {
				if i > 0 {
					got += " "
				}
				got += d.String()
			}
			if got != want {
				t.Errorf("%q on side %d is %q, want %q", tt.text, to, got, want)
			}
		}
	}
}
