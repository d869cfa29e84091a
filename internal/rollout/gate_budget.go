package rollout

import (
	"slices"
	"time"
)

// GatePeriod is the month or year of the budget whose spend a gate is judged by
// now; false when none of its criteria speaks of the budget.
func GatePeriod(p Plan, s State, w Wave, g Gate, now time.Time) (Period, bool) {
	ok := slices.ContainsFunc(w.writes(g), func(c Criterion) bool { return c.Budget })
	return allowanceOf(p, DayOf(now, s.zone())).Period, ok
}

// byBudget judges how much of the budget of now's month, or year, is spent. Where
// nothing is on record nobody knows: it is inconclusive.
func (j *Judged) byBudget(p Plan, s State, f GateFacts, now time.Time) {
	a := AllowanceOf(p, DayOf(now, s.zone()))
	c, spent := j.Criterion, f.Spent.Of(a.Quantity)
	j.Period = a.Period
	switch {
	case !a.Has:
		j.Reason = ReasonNoBudget
		return
	case f.Spent.Period != a.Period || spent.Count == 0:
		j.Reason = ReasonNoSpend
		return
	case c.Number == nil:
		j.Reason = ReasonNoNumber
		return
	}
	j.Reason, j.Verdict = ReasonBudget, NotMet
	a.Marks = append(a.Marks, c.Number.Mul(a.Amount).Shift(-2)) // never said to be reached when it is not
	j.Percent, _ = a.Percent(spent.Quantity)
	if compares(spent.Amount.Shift(2), c.Op, c.Number.Mul(a.Amount)) {
		j.Verdict = Met
	}
}
