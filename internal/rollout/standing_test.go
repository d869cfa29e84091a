package rollout

import (
	"slices"
	"testing"

	"github.com/shopspring/decimal"
)

// A review is found by the first day on which something was due that nobody has
// settled, whatever day it is.
func TestReviewsAreFoundByWhatWasDueFirst(t *testing.T) {
	r := reviewOf(Cadence{Every: 1, Unit: EveryMonth}, "2026-01-14 08:00:00")
	index := func(r Review) string {
		for _, k := range r.Index() {
			if len(k) > len(ReviewDueIndex) && k[:len(ReviewDueIndex)] == ReviewDueIndex {
				return k
			}
		}
		return ""
	}
	at, _ := r.Standing(day(t, "2026-02-20"))
	if got := index(r); got != "due/"+at.Due.String()+"/hr" {
		t.Errorf("at first %q, due %s", got, at.Due)
	}
	later, _ := r.Standing(day(t, "2026-06-20"))
	if later.Due == at.Due {
		t.Fatal("nothing falls due any more")
	}
	moved := r
	moved.Moved = &Move{Period: at.Open.Period, To: day(t, "2026-03-20")}
	if got := index(moved); got != "due/2026-03-20/hr" {
		t.Errorf("moved in time: %q", got)
	}
	moved.Moved.Late = true
	if got := index(moved); got != "due/"+at.Due.String()+"/hr" {
		t.Errorf("moved when late: %q", got)
	}
	settled := r
	settled.Settled = at.Open.At
	if got := index(settled); got == index(r) || got == "" {
		t.Errorf("settled: %q", got)
	}
	off := r
	off.Off = true
	if got := index(off); got != "" {
		t.Errorf("off: %q", got)
	}
}

func TestTotalsOverTheirBudgetAreFound(t *testing.T) {
	of := func(n int64) Quantity { return Quantity{Amount: decimal.NewFromInt(n), Currency: "USD"} }
	total := SpendTotal{Plan: "p", Period: "2026-07", Sums: []Sum{{Quantity: of(120), Count: 1}}}
	for _, tt := range []struct {
		name string
		a    Allowance
		over bool
	}{
		{"no budget", Allowance{Period: "2026-07"}, false},
		{"over", Allowance{Period: "2026-07", Has: true, Quantity: of(100)}, true},
		{"all of it", Allowance{Period: "2026-07", Has: true, Quantity: of(120)}, false},
		{"within", Allowance{Period: "2026-07", Has: true, Quantity: of(200)}, false},
		{"a yearly budget is not the month's", Allowance{Period: "2026", Has: true, Quantity: of(100)}, false},
		{"another currency", Allowance{Period: "2026-07", Has: true, Quantity: Quantity{Amount: decimal.NewFromInt(1), Currency: "EUR"}}, false},
	} {
		got, _ := total.Within(tt.a)
		if over := slices.Contains(got.Index(), "over/2026-07"); over != tt.over || over != tt.a.Exceeded(got) {
			t.Errorf("%s: found %v, exceeded %v", tt.name, over, tt.a.Exceeded(got))
		}
		if _, again := got.Within(tt.a); again {
			t.Errorf("%s: the same budget again is a change", tt.name)
		}
	}
}
