package planfile

import (
	"regexp"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/rolloutbot/rollout/internal/rollout"
)

const (
	budgetFix = "Write one amount with its currency, such as “$2,000” or “EUR 1500”, or a quantity such as “25000 credits”."
	codes     = `aed|ars|aud|bhd|brl|cad|chf|clp|cny|cop|crc|czk|dkk|egp|eur|gbp|gel|ghs|hkd|huf|idr|ils|inr|isk|jod|jpy|kes|krw|kwd|kzt|lkr|mad|mxn|myr|ngn|nok|nzd|omr|pen|php|pkr|pln|qar|ron|rsd|sar|sek|sgd|thb|tnd|try|twd|uah|usd|uyu|uzs|vnd|zar`
)

// moneyText finds a figure with a currency before or behind it, in small letters.
// Of the codes only those are looked for that budgets are written in; most others
// are words ("all", "top").
var moneyText = regexp.MustCompile(`(?:(` + sign + `|\b(?:` + codes + `)\b)\s*)?(` + figure + `)(?:\s?(k|m|thousand|million|mio|tsd)\b)?(?:\s*(` + sign + `|\b(?:` + codes + `|` + plainNames + `)\b|` + otherNames + `))?`)

var (
	sign                   = alternatives(rollout.CurrencySigns())
	plainNames, otherNames = namesOfCurrencies()
)

// namesOfCurrencies are patterns of the names that a word's boundary ends, and of
// those with letters that regular expressions take for none.
func namesOfCurrencies() (plain, other string) {
	var a, b []string
	for _, name := range rollout.CurrencyWords() {
		if strings.IndexFunc(name, func(r rune) bool { return r != ' ' && (r < 'a' || r > 'z') }) < 0 {
			a = append(a, name)
		} else {
			b = append(b, name)
		}
	}
	return alternatives(a), alternatives(b)
}

func alternatives(texts []string) string {
	quoted := make([]string, len(texts))
	for i, t := range texts {
		quoted[i] = regexp.QuoteMeta(t)
	}
	return strings.Join(quoted, "|")
}

// amount is a sum of money, or of something else, found in a text.
type amount struct {
	number   decimal.Decimal
	raw      string // the figure as written
	currency string // "" when none is written
	sure     bool   // the separators can be read in one way only
	at, end  int
}

// amountsIn finds the figures of a lowered text.
func amountsIn(s string) []amount {
	var as []amount
	for _, m := range moneyText.FindAllStringSubmatchIndex(s, -1) {
		if m[0] > 0 && isWord(s[m[0]-1]) {
			continue
		}
		raw := strings.TrimRight(group1(s, m, 2), ".,' ")
		n, sure, ok := decimalOf(raw)
		a := amount{number: n, raw: raw, sure: sure && ok, at: m[0], end: m[1]}
		switch group1(s, m, 3) {
		case "k", "thousand", "tsd":
			a.number, a.sure = n.Mul(decimal.NewFromInt(1000)), ok
		case "m", "million", "mio":
			a.number, a.sure = n.Mul(decimal.NewFromInt(1_000_000)), ok
		}
		before, after := currencyOf(group1(s, m, 1)), currencyOf(group1(s, m, 4))
		a.currency = before
		if before == "" {
			a.currency = after
		} else if after != "" && after != before {
			a.currency = "" // "$2,000 EUR"
		}
		if !a.sure && ok && raw == group1(s, m, 2) && strings.Contains(raw, ",") && (a.currency != "EUR" && a.currency != "") {
			a.sure = true // $2,000: where these currencies are written, a comma parts thousands
		}
		as = append(as, a)
	}
	return as
}

func currencyOf(s string) string {
	code, _ := rollout.ReadCurrency(s)
	return code
}

var (
	perText     = regexp.MustCompile(`(?:\b(?:per|a|each|every)\s+|/\s*)(month|mo|day|working day|year|annum|quarter|week|user|seat|task)\b|\b(monthly|p\.?m\.?|daily|annually|yearly|p\.?a\.?)(?:\b|$)`)
	budgetNoise = regexp.MustCompile(`^(?:[\s,;:.()]|\b(?:up to|max|maximum|at most|limit|limited to|budget|capped at|cap|total|in total|of|the|is|incl|including|excl|excluding|vat|tax|taxes|net|gross|plus|all|in|for|from|and|model|usage|costs?|agent|spend|approved|currently|per|month)\b)*$`)
	roughly     = regexp.MustCompile(`\b(?:about|around|approx(?:imately)?|circa|ca|roughly|estimated|est)\b|~`)
	quantity    = regexp.MustCompile(`^(` + figure + `)\s?(k|m|million)?\s+([a-z][a-z -]*[a-z])$`)
	quantityOK  = regexp.MustCompile(`\b(?:credits?|tokens?|messages?|requests?|tasks?|units?|calls?|sessions?|conversations?|hours?|points?|queries|runs)\b`)
	multiplier  = regexp.MustCompile(`\b(?:or|vs)\b|\bto\b|-|/\s*\S*\d`)
)

// Money reads a budget: an exact amount with its currency, or a quantity with
// its unit, per month unless the text says otherwise. Ranges, alternatives and
// sums of two units are asked about.
func Money(text string) (rollout.Cell[rollout.Budget], []rollout.Finding) {
	type B = rollout.Budget
	switch {
	case nothing(text):
		return empty[B](text)
	case long(text):
		return unclear[B](text, "budget-missing", quote(text)+" is too long to be read; it is kept as text.", budgetFix)
	case undecided(text):
		return unclear[B](text, "budget-missing", quote(text)+" is no budget yet; nothing is watched.", budgetFix)
	}
	s := lower(text)
	per, rest, bad := period(s)
	if bad != "" {
		return unclear[B](text, "budget-period", quote(text)+" is a budget per "+bad+"; a budget is per month, year or day.", budgetFix)
	}
	as := amountsIn(rest)
	switch {
	case len(as) == 0:
		return unclear[B](text, "budget-missing", quote(text)+" holds no amount; nothing is watched.", budgetFix)
	case len(as) > 1:
		return unclear[B](text, "budget-range", quote(text)+" gives more than one amount; which one is the budget?", budgetFix)
	case as[0].at > 0 && strings.HasSuffix(strings.TrimSpace(rest[:as[0].at]), "-"):
		return unclear[B](text, "budget-amount", quote(text)+" is below zero.", budgetFix)
	}
	a := as[0]
	b := B{Amount: a.number, Currency: a.currency, Per: per}
	around := strings.TrimSpace(rest[:a.at]) + " " + strings.TrimSpace(rest[a.end:])
	if a.currency == "" {
		m := quantity.FindStringSubmatch(strings.TrimSpace(strings.TrimPrefix(rest, "up to ")))
		if m == nil || !quantityOK.MatchString(m[3]) {
			return unclear[B](text, "budget-currency", quote(text)+" does not say which currency or unit.", budgetFix)
		}
		b.Unit, around, a.sure = m[3], "", a.sure || strings.Contains(m[1], ",")
	}
	if b.Currency != "" {
		if err := (rollout.Money{Amount: b.Amount, Currency: b.Currency}).Check(); err != nil {
			return unclear[B](text, "budget-amount", quote(text)+": "+err.Error(), budgetFix)
		}
	}
	switch {
	case !a.sure && !strings.Contains(rest[a.at:a.end], ","):
		words, fix := twoReadings(a.raw, orElse(b.Currency, b.Unit))
		return unclear[B](text, "budget-separator", quote(text)+" "+words+".", orElse(fix, budgetFix))
	case b.Amount.Sign() <= 0:
		return unclear[B](text, "budget-amount", quote(text)+" is not more than zero.", budgetFix)
	case multiplier.MatchString(around) && strings.ContainsAny(around, "0123456789"):
		return unclear[B](text, "budget-range", quote(text)+" gives more than one amount; which one is the budget?", budgetFix)
	}
	reading := budgetWords(b)
	if !a.sure {
		return assumed(text, reading, b, finding("budget-separator", quote(text)+" is read as "+reading+", the comma between thousands.", "Write it without the comma, or with the cents."))
	}
	rough := roughly.MatchString(around)
	if rough || !budgetNoise.MatchString(strings.TrimSpace(roughly.ReplaceAllString(around, ""))) {
		return assumed(text, reading, b, finding("budget-words", "Of "+quote(text)+" only this is read: "+reading+".", budgetFix))
	}
	return understood(text, reading, b)
}

// period finds what a budget is for, month when nothing is said. bad is a
// period that no budget has.
func period(s string) (per, rest, bad string) {
	m := perText.FindStringSubmatchIndex(s)
	if m == nil {
		return "month", s, ""
	}
	rest = strings.TrimSpace(s[:m[0]] + " " + s[m[1]:])
	switch w := group1(s, m, 1) + strings.ReplaceAll(group1(s, m, 2), ".", ""); w {
	case "month", "mo", "monthly", "pm":
		return "month", rest, ""
	case "day", "daily":
		return "day", rest, ""
	case "year", "annum", "yearly", "annually", "pa":
		return "year", rest, ""
	default:
		return "", rest, w
	}
}

func budgetWords(b rollout.Budget) string {
	if b.Currency == "" {
		return group(b.Amount) + " " + b.Unit + " per " + b.Per
	}
	return b.Currency + " " + group(b.Amount) + " per " + b.Per
}
