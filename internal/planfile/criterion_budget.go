package planfile

import (
	"regexp"

	"github.com/shopspring/decimal"

	"github.com/rolloutbot/rollout/internal/rollout"
)

var (
	ofBudget   = regexp.MustCompile(`\bbudget\b`)
	shareNoise = regexp.MustCompile(`\b(?:budget|monthly|month|months?'s|our|total|spend|spending|spent|costs?|used|use|usage|consumed|consumption|burn|burned|so far|date|now|currently|was|been|has|have|this|per)\b`)
	inBudget   = regexp.MustCompile(`^(?:the |our |monthly )*(?:(?:spend|spending|costs?) (?:is |are |stays? |remains? |kept )*)?(?:within|under|below|in) (?:the |our |monthly )*budget$|^(?:the |our |monthly )*budget (?:is |was )?(?:not exceeded|kept)$`)
)

// budgetCriterion reads what is judged by the spend on record: how many percent
// of the budget may be spent. ok is false when the text speaks of anything else.
func budgetCriterion(c rollout.Criterion, s string) (_ rollout.Criterion, reading string, ok bool) {
	c.Kind, c.Unit, c.Budget = rollout.ByMetric, "%", true
	if inBudget.MatchString(s) {
		n := decimal.NewFromInt(100)
		c.Op, c.Number = "<=", &n
		return c, "at most 100 % of the budget is spent", true
	}
	if !ofBudget.MatchString(s) || len(numbersIn(s)) != 1 {
		return c, "", false
	}
	m, ok := measureOf(s)
	if !ok || m.unit != "%" || m.op == "" || m.breach || m.above != "" || m.window != "" && m.window != "P1M" || without(m.noun, shareNoise) != "" {
		return c, "", false
	}
	c.Op, c.Number = m.op, &m.number
	return c, opWords[m.op] + " " + group(m.number) + " % of the budget is spent", true
}
