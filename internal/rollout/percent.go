package rollout

import "github.com/shopspring/decimal"

// Percent is how many percent of the allowance an amount is, for people: a whole
// number, rounded half up, "63". It is cut to one decimal place, "79.6", where that
// would say that a level, or all of it, is reached which is not, or that it is
// exactly all when it is more. Levels are judged by Level, never by this. false when they
// are not of one thing, and when there is no allowance.
func (a Allowance) Percent(of Quantity) (string, bool) {
	if !a.Has || !of.Same(a.Quantity) || !a.Amount.IsPositive() {
		return "", false
	}
	two := decimal.NewFromInt(2)
	rounded := cutDown(of.Amount.Shift(2).Mul(two).Add(a.Amount), a.Amount.Mul(two), 0)
	shown := a.Amount.Mul(rounded).Shift(-2) // the amount that it would be said to be
	misleads := of.Amount.GreaterThan(a.Amount) && shown.Equal(a.Amount)
	for _, level := range append(a.Marks[:len(a.Marks):len(a.Marks)], a.Amount) {
		misleads = misleads || of.Amount.LessThan(level) && !shown.LessThan(level)
	}
	if misleads {
		return cutDown(of.Amount.Shift(2), a.Amount, 1).String(), true
	}
	return rounded.String(), true
}

// cutDown is a divided by b, which is above zero, cut downwards to so many decimal
// places.
func cutDown(a, b decimal.Decimal, places int32) decimal.Decimal {
	quotient, rest := a.QuoRem(b, places)
	if rest.IsNegative() { // QuoRem cuts towards zero
		quotient = quotient.Sub(decimal.New(1, -places))
	}
	return quotient
}
