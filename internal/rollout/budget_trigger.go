package rollout

import (
	"regexp"

	"github.com/shopspring/decimal"
)

var (
	ofBudget    = regexp.MustCompile(`(?i)\bbudgets?\b|\b(?:spend|spending|costs?)\b.*(?:%|percent\b|per cent\b)`)
	percentIn   = regexp.MustCompile(`(?i)(\d{1,4}(?:\.\d{1,2})?)\s*(?:%|percent\b|per cent\b)`)
	overBudget  = regexp.MustCompile(`(?i)\b(?:over|above|beyond|exceed(?:s|ed|ing)?)\b.*\bbudget|\bbudget\b.*\b(?:exceeded|overrun|used up)\b`)
	otherBudget = regexp.MustCompile(`(?i)\b(?:below|under|less|remaining|left|forecasts?|forecasted|daily|per day|a day|weeks?|weekly|per task|per user|tokens?)\b`)
)

// triggerLevels are the levels at which spend may meet a pause trigger of the plan
// that speaks of the budget: "spend over 120% of the monthly budget", "spend over
// 120% of the month", "the budget is exceeded". Like every link of a trigger it is an assumed one: it offers to ask
// for a pause and does nothing else. Triggers of another measure ("per task",
// "weekly", "forecast") are left alone.
func triggerLevels(p Plan, a Allowance) []Level {
	if !a.Has || !p.Pause.Triggers.Acts() {
		return nil
	}
	var all []Level
	for _, t := range p.Pause.Triggers.Value {
		if !ofBudget.MatchString(t.Text) || otherBudget.MatchString(t.Text) {
			continue
		}
		percent := decimal.NewFromInt(100)
		switch m := percentIn.FindAllStringSubmatch(t.Text, -1); {
		case len(m) == 1:
			percent = decimal.RequireFromString(m[0][1])
		case len(m) > 1 || !overBudget.MatchString(t.Text):
			continue
		}
		if percent.IsPositive() {
			l := levelAt(a, percent)
			l.Trigger = t.Text
			all = append(all, l)
		}
	}
	return all
}

// levelAt is the level of so many percent of an allowance.
func levelAt(a Allowance, percent decimal.Decimal) Level {
	return Level{
		Key: percent.String() + "% of " + a.Record(), Percent: &percent,
		At: a.With(a.Amount.Mul(percent).Shift(-2)),
	}
}
