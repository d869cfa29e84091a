package commands

import (
	"slices"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

// signs are what people write for a currency beside its code, the longest first.
var signs = []struct{ sign, code string }{
	{"US$", "USD"},
	{"CA$", "CAD"},
	{"C$", "CAD"},
	{"AU$", "AUD"},
	{"A$", "AUD"},
	{"NZ$", "NZD"},
	{"HK$", "HKD"},
	{"S$", "SGD"},
	{"$", "USD"},
	{"€", "EUR"},
	{"£", "GBP"},
	{"₹", "INR"},
	{"₩", "KRW"},
}

// spokenCodes are currencies that are recognised in small letters too; most
// codes are words of some language ("all", "top", "try").
var spokenCodes = []string{"aud", "cad", "chf", "cny", "eur", "gbp", "inr", "jpy", "usd"}

// countedUnits are things that are counted and that no rate turns into money.
var countedUnits = []string{"call", "conversation", "credit", "hour", "message", "point", "query", "request", "run", "session", "task", "token", "unit"}

// choose is the answer to a line that can be read in several ways.
type choose struct {
	question string
	choices  []view.Choice
}

func (a *choose) Error() string { return a.question }

func (a *choose) card() view.Card { return view.Pick(a.question, a.choices) }

// takeAmount takes an amount from the line's front, with its currency or unit
// before or behind it; without one it is the budget's. Two readings are two
// quantities; number is what was typed.
func (c *Call) takeAmount(budget rollout.Quantity) (all []rollout.Quantity, number string, err error) {
	what, number := takeSign(c.Line.Word())
	if number == "" && what.Of() != "" { // "USD 1240"
		var behind rollout.Quantity
		behind, number = takeSign(c.Line.Word())
		if behind.Of() != "" && !behind.Same(what) {
			return nil, number, badAmount(number)
		}
	}
	readings := rollout.ReadAmount(number)
	if len(readings) == 0 {
		return nil, number, badAmount(number)
	}
	if next, rest := takeSign(c.Line.peekRaw()); next.Of() != "" && rest == "" {
		if what.Of() != "" && !what.Same(next) {
			return nil, number, rollout.Problemf(rollout.Invalid, "Name one currency: `/rollout spend 1240.50 USD`.",
				"“%s” and “%s” are two currencies. Nothing was booked.", what.Of(), next.Of())
		}
		what = next
		c.Line.Word()
	} else if unit := unitOf(c.Line.Peek(), budget); unit != "" && what.Of() == "" {
		what.Unit = unit
		c.Line.Word()
	}
	if what.Of() == "" {
		what = budget
	}
	for _, r := range readings {
		all = append(all, what.With(r))
	}
	return all, number, nil
}

func badAmount(word string) error {
	return rollout.Problemf(rollout.Invalid, "Write it like `/rollout spend 1240.50 on 2026-07-22 for licences`.",
		"“%s” is no amount, so nothing was booked.", clip(word, 60))
}

// takeSign parts a word into what it is an amount of and the number.
func takeSign(word string) (rollout.Quantity, string) {
	for _, s := range signs {
		if rest, ok := strings.CutPrefix(word, s.sign); ok {
			return rollout.Quantity{Currency: s.code}, rest
		}
		if rest, ok := strings.CutSuffix(word, s.sign); ok {
			return rollout.Quantity{Currency: s.code}, rest
		}
	}
	letters := func(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' }
	for _, code := range []string{word[:min(3, len(word))], word[max(0, len(word)-3):]} {
		if len(code) < 3 || strings.IndexFunc(code, func(r rune) bool { return !letters(r) }) >= 0 {
			continue
		}
		if !rollout.KnownCurrency(code) && !slices.Contains(spokenCodes, code) {
			continue
		}
		rest := strings.TrimSuffix(strings.TrimPrefix(word, code), code)
		if strings.IndexFunc(rest, letters) < 0 {
			return rollout.Quantity{Currency: strings.ToUpper(code)}, rest
		}
	}
	return rollout.Quantity{}, word
}

// unitOf is the unit that a word names: the budget's own, as the plan writes it,
// or one that is counted, in the plural.
func unitOf(word string, budget rollout.Quantity) string {
	one := strings.TrimSuffix(word, "s")
	switch {
	case one == "":
		return ""
	case budget.Unit != "" && strings.TrimSuffix(strings.ToLower(budget.Unit), "s") == one:
		return budget.Unit
	case slices.Contains(countedUnits, one):
		return one + "s"
	}
	return ""
}

// peekRaw is the next word as typed, without taking it.
func (l *Line) peekRaw() string {
	w, _ := l.split()
	return plainText(w)
}
