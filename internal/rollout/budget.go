package rollout

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// maxLines is how many names of lines a total keeps apart. Amounts under later
// names are counted together, so that a total stays small however a feed names
// its lines.
const maxLines = 40

// OtherLines is where amounts go that name no line of their own.
const OtherLines = ""

// SpendTotal is the running total of a plan's month or year. It changes in the
// transaction that books, so that reading it costs the same after any history.
type SpendTotal struct {
	Schema  int        `json:"schema"`
	Plan    PlanID     `json:"plan"`
	Period  Period     `json:"period"`
	Sums    []Sum      `json:"sums,omitempty"`    // one for each currency or unit: these are never added
	Lines   []Sum      `json:"lines,omitempty"`   // the same by name, at most maxLines; the rest is in the sums alone
	Crossed []Crossing `json:"crossed,omitempty"` // levels that were reached, in order; see Crossing
	Limit   *Quantity  `json:"limit,omitempty"`   // the plan's budget for the period, as it read when this was written
}

// Sum is how much of one thing was booked, and in how many lines that count.
type Sum struct {
	Name string `json:"name,omitempty"` // of a line; "" in a total's sums
	Quantity
	Count int `json:"count"`
}

// Kind is the total's kind of record.
func (t SpendTotal) Kind() string { return "spend-total" }

// Key is plan and period: "policy-assistant/2026-07".
func (t SpendTotal) Key() string { return string(t.Plan) + "/" + string(t.Period) }

// Index finds the plans that are over their budget in a period. Else totals are
// found by plan and period.
func (t SpendTotal) Index() []string {
	if t.Limit == nil || !t.Of(*t.Limit).Amount.GreaterThan(t.Limit.Amount) {
		return nil
	}
	return []string{OverBudgetIndex(t.Period)}
}

// OverBudgetIndex finds the plans that are over their budget in a period.
func OverBudgetIndex(p Period) string { return "over/" + string(p) }

// Within is the total with the budget that holds for it, and whether that is
// another one than it had.
func (t SpendTotal) Within(a Allowance) (SpendTotal, bool) {
	had := t.Limit
	t.Limit = nil
	if a.Has && a.Period == t.Period {
		t.Limit = &a.Quantity
	}
	same := had == nil && t.Limit == nil || had != nil && t.Limit != nil && had.Same(*t.Limit) && had.Amount.Equal(t.Limit.Amount)
	return t, !same
}

// Of is what was booked of the same thing as q.
func (t SpendTotal) Of(q Quantity) Sum {
	if i := slices.IndexFunc(t.Sums, q.of); i >= 0 {
		return t.Sums[i]
	}
	return Sum{Quantity: q.With(decimal.Decimal{})}
}

func (q Quantity) of(s Sum) bool { return s.Same(q) }

// add counts a line in; count is -1 for one that takes another back.
func (t SpendTotal) add(s Spend, count int) SpendTotal {
	t.Sums = plus(t.Sums, "", s.Quantity, count, 0)
	t.Lines = plus(t.Lines, lineName(s.Line), s.Quantity, count, maxLines)
	return t
}

// plus adds to the sum of that name and thing. Beyond most names (0: any
// number) a new one is not kept apart.
func plus(sums []Sum, name string, q Quantity, count, most int) []Sum {
	sums = slices.Clone(sums)
	i := slices.IndexFunc(sums, func(s Sum) bool { return strings.EqualFold(s.Name, name) && s.Same(q) })
	switch {
	case i >= 0:
		sums[i].Amount = sums[i].Amount.Add(q.Amount)
		sums[i].Count += count
	case most == 0 || len(sums) < most:
		sums = append(sums, Sum{Name: name, Quantity: q, Count: count})
	}
	return sums
}

// lineName folds the blanks of a line's name.
func lineName(name string) string { return strings.Join(strings.Fields(name), " ") }

// Books are the running totals that an action changes, by period.
type Books map[Period]SpendTotal

func (b Books) clone() Books { return maps.Clone(b) }

func (b Books) periods() []Period { return slices.Sorted(maps.Keys(b)) }

func (b Books) add(plan PlanID, s Spend, count int) {
	for _, p := range PeriodsOf(s.On) {
		t := b[p]
		t.Schema, t.Plan, t.Period = 1, plan, p
		b[p] = t.add(s, count)
	}
}

// Budget per what.
const (
	perDay  = "day"
	perYear = "year"
)

// BudgetOf is what a plan may spend, in which currency or unit; false when the
// document gives no amount that acts.
func BudgetOf(p Plan) (Quantity, bool) {
	b := p.Cost.Budget
	if !b.Acts() || !b.Value.Amount.IsPositive() || b.Value.Currency == "" && b.Value.Unit == "" {
		return Quantity{}, false
	}
	return Quantity{b.Value.Amount, b.Value.Currency, b.Value.Unit}, true
}

// Allowance is what a plan may spend in the period that a day lies in.
type Allowance struct {
	Period Period // the month, or the year of a yearly budget
	Quantity
	Has   bool     // false: the plan has no budget; amounts are booked and shown
	Daily Quantity // of a daily budget, which is taken times the month's days
	Days  int      // how many; 0 when the budget is not daily
	// Marks are the amounts at which somebody hears, so that no figure says that one
	// was reached which was not.
	Marks []decimal.Decimal `json:",omitempty"`
}

// Exceeded reports whether more was spent in the allowance's period than it is.
func (a Allowance) Exceeded(judged SpendTotal) bool {
	return a.Has && judged.Period == a.Period && judged.Of(a.Quantity).Amount.GreaterThan(a.Amount)
}

// AllowanceOf is the budget for the month of a day. A daily budget is judged by
// the month, times its days; a yearly one by the year.
func AllowanceOf(p Plan, on Day) Allowance {
	a := allowanceOf(p, on)
	if !a.Has {
		return a
	}
	levels, _ := levelsOf(p, a)
	for _, l := range levels {
		if l.At.Same(a.Quantity) {
			a.Marks = append(a.Marks, l.At.Amount)
		}
	}
	return a
}

func allowanceOf(p Plan, on Day) Allowance {
	a := Allowance{Period: MonthOf(on)}
	a.Quantity, a.Has = BudgetOf(p)
	if !a.Has {
		return a
	}
	switch p.Cost.Budget.Value.Per {
	case perYear:
		a.Period = YearOf(on)
	case perDay:
		a.Daily, a.Days = a.Quantity, daysIn(on.Year, on.Month)
		a.Amount = a.Amount.Mul(decimal.NewFromInt(int64(a.Days)))
	}
	return a
}

// Level is an amount at which the budget owner hears how much was spent.
type Level struct {
	// Key is the same for as long as the level means the same amount: a level of
	// a raised budget is a new one.
	Key     string
	At      Quantity
	Percent *decimal.Decimal // nil: the plan names the amount itself
	Pause   bool             // the plan wants a pause there; people decide it
	Trigger string           // the pause trigger that it may meet, as written
}

// Unjudged is an alert threshold that the plan names and nobody watches.
type Unjudged struct {
	Threshold AlertThreshold
	Why       string
}

// Levels are the alert thresholds for the period of a day, and what its pause
// triggers say of the budget, lowest first; and the thresholds that cannot be
// judged, with the reason.
func Levels(p Plan, on Day) (levels []Level, unjudged []Unjudged) {
	return levelsOf(p, allowanceOf(p, on))
}

func levelsOf(p Plan, a Allowance) (levels []Level, unjudged []Unjudged) {
	var thresholds []AlertThreshold
	if p.Cost.Thresholds.Acts() {
		thresholds = p.Cost.Thresholds.Value
	}
	for _, t := range thresholds {
		l := Level{Pause: t.Action == "pause"}
		switch {
		case t.Basis == "forecast":
			unjudged = append(unjudged, Unjudged{t, "there is no forecast yet"})
			continue
		case t.Percent != nil && !a.Has:
			unjudged = append(unjudged, Unjudged{t, "the plan has no budget"})
			continue
		case t.Percent != nil:
			l = levelAt(a, *t.Percent)
			l.Pause = t.Action == "pause"
		case t.Amount == nil:
			continue
		default:
			l.At = Quantity{Amount: *t.Amount, Currency: t.Currency}
			l.Key = l.At.Record()
			if a.Has && !l.At.Same(a.Quantity) {
				unjudged = append(unjudged, Unjudged{t, "the budget is in " + a.Of()})
				continue
			}
		}
		if !slices.ContainsFunc(levels, func(have Level) bool { return have.Key == l.Key }) {
			levels = append(levels, l)
		}
	}
	for _, l := range triggerLevels(p, a) {
		if i := slices.IndexFunc(levels, func(have Level) bool { return have.At.Amount.Equal(l.At.Amount) }); i >= 0 {
			levels[i].Trigger = l.Trigger
			continue
		}
		levels = append(levels, l)
	}
	slices.SortStableFunc(levels, func(a, b Level) int { return a.At.Amount.Cmp(b.At.Amount) })
	return levels, unjudged
}

// Words name a level: "80 % ($1,600)", "$1,500".
func (l Level) Words() string {
	if l.Percent == nil {
		return l.At.String()
	}
	return fmt.Sprintf("%s %% (%s)", l.Percent, l.At)
}
