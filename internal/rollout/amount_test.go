package rollout

import (
	"fmt"
	"testing"
	"time"
)

func TestAmountsAsPeopleWriteThem(t *testing.T) {
	tests := []struct{ text, want string }{
		{"1240", "[1240]"},
		{"1240.50", "[1240.5]"},
		{"1,240.50", "[1240.5]"},
		{"1.240,50", "[1240.5]"},
		{"1'240.50", "[1240.5]"},
		{"1’240", "[1240]"},
		{"12,5", "[12.5]"},
		{"0.123", "[0.123]"},
		{"1,000,000", "[1000000]"},
		{"1.000.000", "[1000000]"},
		{"5k", "[5000]"},
		{"1.5k", "[1500]"},
		{"2M", "[2000000]"},
		{"-5", "[-5]"},
		{"1.500", "[1500 1.5]"},
		{"1,500", "[1500 1.5]"},
		{"12.345", "[12345 12.345]"},
		{"1.5000", "[1.5]"},
		{"1e9", "[]"},
		{"1,50,000", "[]"},
		{"1..5", "[]"},
		{".5", "[]"},
		{"five", "[]"},
		{"0x10", "[]"},
		{"", "[]"},
		{"١٢", "[]"},
		{"11111111111111111111111111111111111111111", "[]"},
	}
	for _, tt := range tests {
		if got := fmt.Sprint(ReadAmount(tt.text)); got != tt.want {
			t.Errorf("%q is read as %s, want %s", tt.text, got, tt.want)
		}
	}
}

// What a button carries is read in one way only, and as it was meant.
func TestTypedAmountsHaveOneReading(t *testing.T) {
	for _, text := range []string{"1500", "1.5", "1.505", "12.345", "0.0004", "999.999", "123456.789"} {
		q := usd(text)
		var number, code string
		if _, err := fmt.Sscan(q.Typed(), &number, &code); err != nil || code != "USD" {
			t.Fatalf("%q: %v", q.Typed(), err)
		}
		if got := ReadAmount(number); len(got) != 1 || !got[0].Equal(q.Amount) {
			t.Errorf("%s is typed as %q, which is read as %v", text, number, got)
		}
	}
}

func TestNumbersOfJSON(t *testing.T) {
	for text, want := range map[string]string{"1.500": "1.5", "1e3": "1000", "-0.5": "-0.5", "1E-3": "0.001"} {
		if d, ok := ReadNumber(text); !ok || d.String() != want {
			t.Errorf("%s is %s, %v", text, d, ok)
		}
	}
	for _, text := range []string{"1e999999999", "1e-999999999", "1e41", "1e99999999999999999999", "x", ""} {
		if d, ok := ReadNumber(text); ok {
			t.Errorf("%s is a number: exponent %d", text, d.Exponent())
		}
	}
}

func TestQuantitiesInWords(t *testing.T) {
	credits := Quantity{Amount: amountOf("25000.5"), Unit: "credits"}
	for _, tt := range []struct{ got, want string }{
		{credits.String(), "25,000.5 credits"},
		{credits.Record(), "credits 25000.5"},
		{credits.With(amountOf("-5")).String(), "-5 credits"},
		{usd("1240").String(), "$1,240"},
		{usd("1240").Record(), "USD 1240.00"},
	} {
		if tt.got != tt.want {
			t.Errorf("%q, want %q", tt.got, tt.want)
		}
	}
}

func TestPeriods(t *testing.T) {
	today := Day{2026, time.July, 14}
	for text, want := range map[string]string{
		"2026-07": "2026-07 2026-07-01", "2026-7": "2026-07 2026-07-01", "07/2026": "2026-07 2026-07-01", "7/2026": "2026-07 2026-07-01",
		"07.2026": "2026-07 2026-07-01", "july": "2026-07 2026-07-01", "Jul": "2026-07 2026-07-01", "JUNE": "2026-06 2026-06-01",
		"august": "2025-08 2025-08-01", "august 2026": "2026-08 2026-08-01", "Aug  2024": "2024-08 2024-08-01", "2026": "2026 2026-01-01",
		"this month": "2026-07 2026-07-14", "Last  Month": "2026-06 2026-06-01", "this year": "2026 2026-07-14", "last year": "2025 2025-01-01",
		"2026-13": "", "13/2026": "", "26": "", "2026-07-01": "", "": "", "0000": "", "0000-01": "", "wave": "", "august 26": "",
	} {
		p, d, ok := ReadPeriod(text, today)
		got := ""
		if ok {
			got = string(p) + " " + d.String()
		}
		if got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}
