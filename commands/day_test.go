package commands

import (
	"strings"
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
			for i, d := range readDay(tt.text, today, to).days {
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

// A day without its year that is far off is in doubt, and so is said which it would
// be and whether this year's has come. It is 2 December 2026.
func TestReadDayInDoubt(t *testing.T) {
	today := rollout.Day{Year: 2026, Month: time.December, Day: 2}
	for _, tt := range []struct {
		text string
		to   side
		want string // the question
	}{
		{"15 dec", behind, "“15 December” has not come yet this year: today is Wed 2 Dec 2026. Is it the last one, Mon 15 Dec 2025? No."},
		{"31 december", behind, "“31 December” has not come yet this year: today is Wed 2 Dec 2026. Is it the last one, Wed 31 Dec 2025? No."},
		{"2 dec", behind, ""},
		{"3 oct", behind, ""},
		{"2 oct", behind, "“2 October” says no year, and the last one was Fri 2 Oct 2026, more than 60 days ago. Is it that one? No."},
		{"15 dec 2025", behind, ""},
		{"2025-12-15", behind, ""},
		{"friday", behind, ""},
		{"15 nov", ahead, "“15 November” has passed this year: today is Wed 2 Dec 2026. Is it the next one, Mon 15 Nov 2027? No."},
		{"2 oct", ahead, ""},
		{"3 oct", ahead, "“3 October” has passed this year: today is Wed 2 Dec 2026. Is it the next one, Sun 3 Oct 2027? No."},
		{"15 dec", ahead, ""},
		{"15 nov 2027", ahead, ""},
	} {
		if got := readDay(tt.text, today, tt.to).doubt(today, "No."); got != tt.want {
			t.Errorf("%q on side %d asks %q, want %q", tt.text, tt.to, got, tt.want)
		}
	}
	newYear := rollout.Day{Year: 2027, Month: time.January, Day: 5}
	if got := readDay("15 dec", newYear, behind); got.far || got.days[0].String() != "2026-12-15" {
		t.Errorf("in January 15 December is %+v", got)
	}
	newYear.Year = 2026
	if got := readDay("1 dec", newYear, ahead).doubt(newYear, ""); !strings.Contains(got, "more than 10 months ahead") {
		t.Errorf("in January 1 December asks %q", got)
	}
}
