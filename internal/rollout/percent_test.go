package rollout

import (
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func TestPercentOfAnAllowance(t *testing.T) {
	amount := decimal.RequireFromString
	for _, tt := range []struct {
		spent, budget string
		levels        []string // amounts
		want          string
	}{
		{"1258", "2000", nil, "63"},
		{"1250", "2000", nil, "63"}, // 62.5 %
		{"1249.99", "2000", nil, "62"},
		{"1", "3", nil, "33"},
		{"0", "2000", nil, "0"},
		{"-0.01", "2000", nil, "0"},
		{"-30", "2000", nil, "-1"}, // -1.5 %: half up
		{"-31", "2000", nil, "-2"},
		{"5000", "2000", nil, "250"},
		{"2050", "2000", nil, "103"},

		{"1992", "2000", nil, "99.6"},
		{"1999.99", "2000", nil, "99.9"},
		{"2000", "2000", nil, "100"},
		{"2000.01", "2000", nil, "100"},
		{"2008", "2000", nil, "100.4"},

		{"1592", "2000", []string{"1600"}, "79.6"},
		{"1599.9999", "2000", []string{"1600"}, "79.9"},
		{"1600", "2000", []string{"1600"}, "80"},
		{"1608", "2000", []string{"1600"}, "80"},
		{"1610", "2000", []string{"1600"}, "81"},
		{"1592", "2000", []string{"1000"}, "80"},
		{"1492", "2000", []string{"1500"}, "74.6"}, // the plan names the amount
		{"1599.991", "1999.99", []string{"1599.992"}, "79.9"},
		{"2392", "2000", []string{"2400"}, "119.6"},
	} {
		a := Allowance{Has: true, Quantity: Quantity{Amount: amount(tt.budget), Currency: "USD"}}
		for _, l := range tt.levels {
			a.Marks = append(a.Marks, amount(l))
		}
		if got, ok := a.Percent(a.With(amount(tt.spent))); !ok || got != tt.want {
			t.Errorf("%s of %s with levels at %v is %s %%, want %s %%", tt.spent, tt.budget, tt.levels, got, tt.want)
		}
	}
	dollars := Allowance{Has: true, Quantity: Quantity{Amount: amount("1"), Currency: "USD"}}
	if _, ok := dollars.Percent(Quantity{Amount: amount("1"), Unit: "credits"}); ok {
		t.Error("credits are a percentage of dollars")
	}
	if _, ok := (Allowance{}).Percent(Quantity{}); ok {
		t.Error("there is a percentage of no budget")
	}
}

// Whatever is spent, no level is said to be reached that is not, and the figure is
// less than a whole percent off.
func TestPercentNeverSaysMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cents := func(name string, least int64) decimal.Decimal {
			return decimal.New(rapid.Int64Range(least, 1_000_000).Draw(t, name), -2)
		}
		a := Allowance{Has: true, Quantity: Quantity{Amount: cents("budget", 1), Currency: "USD"}, Marks: []decimal.Decimal{cents("level", 0)}}
		spent := cents("spent", -1000)
		words, _ := a.Percent(a.With(spent))
		shown := decimal.RequireFromString(words).Mul(a.Amount).Shift(-2)
		for _, level := range append(a.Marks, a.Amount) {
			if spent.LessThan(level) && !shown.LessThan(level) {
				t.Fatalf("%s of %s is shown as %s %%, as if %s were reached", spent, a.Amount, words, level)
			}
		}
		if off := shown.Sub(spent).Abs(); !off.LessThan(a.Amount.Shift(-2)) {
			t.Fatalf("%s of %s is shown as %s %%", spent, a.Amount, words)
		}
	})
}
