package commands_test

import (
	"strings"
	"testing"
)

// A line that names two days books nothing, wherever the second one stands, except
// behind the word "note". It is 14 July 2026.
func TestASecondDayIsRefused(t *testing.T) {
	for _, line := range []string{
		"5 2 Jul 3 Jul", "5 on 2 Jul 3 Jul", "5 on 2 Jul on 3 Jul", "5 on 2 Jul lunch on 3 Jul", "5 on 2026-07-03 2026-07-04",
		"5 yesterday today", "5 lunch yesterday today", "5 on 2 Jul and 3 Jul", "5 on 2 Jul - 3 Jul", "5 on 2 Jul until 3 Jul monthly",
		"5 on 2 Jul for lunch 3 Jul", "5 on 2 Jul for lunch fish on 3 Jul", "5 on 2 Jul fish on 3 Jul for Azure OpenAI", "5 lunch on 2 Jul, 3 Jul",
		"5 lunch 2 Jul on 3 Jul monthly", "5 on 2 Jul lunch 3 Jul", "5 on 2 Jul lunch (on 3 Jul)", "5 on 2 Jul lunch on friday",
		"5 on 15 Dec 3 Jul", "5 on 15 Dec lunch on 3 Jul", "5 on 05/07/2026 3 Jul", "5 on 2 Jul friday", "5 on mon 3 Jul",
	} {
		t.Run(line, func(t *testing.T) {
			h := spending(t)
			h.want("maya", `spend 5 for "Azure OpenAI"`, "SP-1")
			before := h.dump()
			h.want("maya", "spend "+line, "Two days are named, so nothing was booked.\nName one day")
			if h.dump() != before {
				t.Error("something was booked")
			}
		})
	}
	for line, want := range map[string]string{
		"5 on 2 Jul note lunch on 3 Jul":       "on 2 Jul 2026 · SP-1 · note “lunch on 3 Jul”",
		"5 on 2 Jul note 3 Jul":                "on 2 Jul 2026 · SP-1 · note “3 Jul”",
		"5 on 2 Jul bill of 3 Jul":             "on 2 Jul 2026 · SP-1 · note “bill of 3 Jul”",
		"5 on 2 Jul friday drinks":             "on 2 Jul 2026 · SP-1 · note “friday drinks”",
		"5 on 2 Jul bread for the fair friday": "on 2 Jul 2026 · SP-1 · note “bread for the fair friday”",
		"5 on Thu 2 Jul lunch":                 "on 2 Jul 2026 · SP-1 · note “lunch”",
		"5 Thursday, 2 July 2026 lunch":        "on 2 Jul 2026 · SP-1 · note “lunch”",
	} {
		t.Run(line, func(t *testing.T) { spending(t).want("maya", "spend "+line, want) })
	}
}

// A year of two digits is a year and no note, a day may stand in brackets or with
// dots, and a month names no day. It is 14 July 2026.
func TestDaysWrittenShort(t *testing.T) {
	const vague = "names no day. Which one is it? Any other goes behind “on”. Nothing was booked yet."
	for _, tt := range []struct {
		line string
		want []string
	}{
		{"5 on 2 Nov 25", []string{"on 2 Nov 2025 · SP-1\n"}},
		{"5 on Nov 2 25", []string{"on 2 Nov 2025 · SP-1\n"}},
		{"5 2 Dec 25", []string{"on 2 Dec 2025 · SP-1\n"}},
		{"5 2 Dec '25 for licences", []string{"on 2 Dec 2025 for “licences” · SP-1\n"}},
		{"5 2 Dec 25, licences", []string{"on 2 Dec 2025 · SP-1 · note “licences”"}},
		{"5 on 02/12/25 for licences", []string{"[2 Dec 2025] [12 Feb 2025]"}},
		{"5 licences on 2 Dec 25", []string{"on 2 Dec 2025 · SP-1 · note “licences”"}},
		{"5 on 2 Dec 25 monthly", []string{"$5 every month on the 2nd"}},
		{"5 on 2 Jul 12", []string{"2012-07-02 is more than 400 days ago. Was another year meant? Nothing was booked yet.\n[2 Jul 2026]"}},
		{"5 on 2 Dec 26", []string{"2026-12-02 has not come yet", "Was another year meant? Nothing was booked yet.\n[2 Dec 2025]"}},
		{"5 on 2 Dec 27 monthly", []string{"2027-12-02", "Nothing was booked"}},
		{"5 on 2 Jul 25 seats", []string{"“25” may be the year or the beginning of the note.", "[$5 on 2 Jul 2025, “seats”] [$5 on 2 Jul 2026, note “25 seats”]"}},
		{"5 on 2 Jul 12 seats", []string{"on 2 Jul 2026 · SP-1 · note “12 seats”"}},

		{"5 on 1.7.", []string{"on 1 Jul 2026 · SP-1\n"}},
		{"5 on 01.07. for licences", []string{"on 1 Jul 2026 for “licences” · SP-1\n"}},
		{"5 on 1.7.26", []string{"on 1 Jul 2026 · SP-1\n"}},
		{"5 on 30.11.", []string{"“30 November” has not come yet this year", "[30 Nov 2025]"}},
		{"5 licences on 1.7.", []string{"“on 1.7.” may be a part of the note.", "[$5 on 1 Jul 2026, note “licences”] [$5 on 14 Jul 2026, note “licences on 1.7.”]"}},
		{"5 upgrade to 4.2", []string{"on 14 Jul 2026 · SP-1 · note “upgrade to 4.2”"}},

		{"5 (2 Jul)", []string{"on 2 Jul 2026 · SP-1\n"}},
		{"5 on (2 Jul 2026), lunch", []string{"on 2 Jul 2026 · SP-1 · note “lunch”"}},
		{"5 lunch (2 Jul)", []string{"“(2 Jul)” may be a part of the note.", "[$5 on 2 Jul 2026, note “lunch”]"}},
		{"5 lunch (on 2 Jul)", []string{"on 2 Jul 2026 · SP-1 · note “lunch”"}},

		{"12 last month", []string{"“last month” " + vague, "[1 Jun 2026] [30 Jun 2026] [$12 on 14 Jul 2026, note “last month”]"}},
		{"12 for last month", []string{"“for last month” " + vague, "[1 Jun 2026] [30 Jun 2026] [$12 on 14 Jul 2026, note “for last month”]"}},
		{"12 hosting for last month", []string{"on 14 Jul 2026 · SP-1 · note “hosting for last month”"}},
		{"12 in total", []string{"on 14 Jul 2026 · SP-1 · note “in total”"}},
		{"12 last week, licences", []string{"“last week” " + vague, "[6 Jul 2026] [12 Jul 2026] [$12 on 14 Jul 2026, note “last week, licences”]"}},
		{"12 this month", []string{"[1 Jul 2026] [14 Jul 2026]"}},
		{"12 in march", []string{"“in march” " + vague, "[1 Mar 2026] [31 Mar 2026] [$12 on 14 Jul 2026, note “in march”]"}},
		{"12 in March 2026 for licences", []string{"“in March 2026” " + vague, "[1 Mar 2026] [31 Mar 2026]"}},
		{"12 in 2019", []string{"“in 2019” " + vague, "\n[$12 on 14 Jul 2026, note “in 2019”]"}},
		{"12 licences last month", []string{"“last month” " + vague, "[$12 on 1 Jun 2026, note “licences”] [$12 on 30 Jun 2026, note “licences”] [$12 on 14 Jul 2026, note “licences last month”]"}},
		{"12 licences in march", []string{"“in march” " + vague, "[$12 on 31 Mar 2026, note “licences”]"}},
		{"12 hosting of last month", []string{"on 14 Jul 2026 · SP-1 · note “hosting of last month”"}},
		{"12 stand at the fair in may 2027", []string{"on 14 Jul 2026 · SP-1 · note “stand at the fair in may 2027”"}},
		{"12 note last month", []string{"on 14 Jul 2026 · SP-1 · note “last month”"}},
		{"12 last minute tickets", []string{"on 14 Jul 2026 · SP-1 · note “last minute tickets”"}},
		{"12 march invoice", []string{"on 14 Jul 2026 · SP-1 · note “march invoice”"}},
	} {
		t.Run(tt.line, func(t *testing.T) {
			h := spending(t)
			before := h.dump()
			got := h.want("maya", "spend "+tt.line, tt.want...)
			if asks := strings.Contains(got, "Nothing was booked"); asks == (h.dump() != before) {
				t.Errorf("what is booked is not what is said: %s", got)
			}
		})
	}
	pressing(t, []pressed{
		{"5 on 2 Dec 26", "2 Dec 2025", "on 2 Dec 2025 · SP-1\n"},
		{"5 on 2 Jul 25 seats", "$5 on 2 Jul 2025, “seats”", "on 2 Jul 2025 · SP-1 · note “seats”"},
		{"5 on 2 Jul 25 seats", "$5 on 2 Jul 2026, note “25 seats”", "on 2 Jul 2026 · SP-1 · note “25 seats”"},
		{"12 last month for licences", "30 Jun 2026", "on 30 Jun 2026 for “licences” · SP-1\n"},
		{"12 licences last month", "$12 on 14 Jul 2026, note “licences last month”", "on 14 Jul 2026 · SP-1 · note “licences last month”"},
	})
}
