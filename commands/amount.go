package commands

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

// countedUnits are things that are counted and that no rate turns into money.
var countedUnits = []string{"call", "conversation", "credit", "hour", "message", "point", "query", "request", "run", "session", "task", "token", "unit"}

// factorWords change an amount that stands before them, so that they cannot be the
// beginning of a note.
var factorWords = strings.Fields("k thousand thousands tsd m million millions mio mn bn billion billions lakh lakhs crore hundred hundreds dozen cent cents pence penny p ct cts rappen")

// choose is the answer to a line that can be read in several ways.
type choose struct {
	question string
	choices  []view.Choice
}

func (a *choose) Error() string { return a.question }

func (a *choose) card() view.Card { return view.Pick(a.question, a.choices) }

// typedAmount is an amount as it stands at a line's front.
type typedAmount struct {
	number string             // as typed
	all    []rollout.Quantity // its readings; of nothing where the line names nothing
	doubt  string             // the word that names the currency, where it may be a word of the note
}

// takeAmount takes an amount from the line's front, with its currency or unit
// before or behind it. What stands right behind it must be read for certain: a
// second number, or a word that could say what it is an amount of, is never left
// to the note.
func (c *Call) takeAmount(k desk, budget rollout.Quantity) (a typedAmount, err error) {
	word := c.Line.Word()
	what, number := takeCurrency(word)
	if number == "" && what.Of() != "" { // "USD 1240"
		var behind rollout.Quantity
		behind, number = takeCurrency(c.Line.Word())
		if behind.Of() != "" && !behind.Same(what) {
			return a, twoThings(what, behind)
		}
	}
	a.number = number
	readings := rollout.ReadAmount(number)
	if len(readings) == 0 {
		return a, badAmount(cmp.Or(number, word))
	}
	if err := c.secondNumber(k, number, what, budget); err != nil {
		return a, err
	}
	for _, r := range readings {
		a.all = append(a.all, budget.With(r))
	}
	if what, err = c.takeBehind(k, &a, what, budget); err != nil {
		return a, err
	}
	for i, q := range a.all {
		a.all[i] = what.With(q.Amount)
	}
	return a, c.secondNumber(k, "", what, budget)
}

// takeBehind takes what says behind a number what it is an amount of. a has its
// readings as amounts of the budget.
func (c *Call) takeBehind(k desk, a *typedAmount, what, budget rollout.Quantity) (rollout.Quantity, error) {
	code, sure, n := c.Line.currency()
	word := c.Line.peekRaw()
	switch {
	case slices.Contains(factorWords, strings.TrimRight(strings.ToLower(word), ".,")):
		return what, rollout.Problemf(rollout.Invalid, "Write the whole amount in digits, such as `/rollout spend 5000` or `/rollout spend 0.50`.",
			"“%s %s” is not read, so nothing was booked.", clip(a.number, 40), clip(word, 20))
	case code != "" && what.Of() == "":
		if !sure {
			a.doubt = word
		}
		c.Line.Drop(n)
		what = rollout.Quantity{Currency: code}
		if other, sure, _ := c.Line.currency(); sure && other != code {
			return what, twoThings(what, rollout.Quantity{Currency: other})
		}
		return what, nil
	case code != "" && what.Currency == code:
		c.Line.Drop(n)
		return what, nil
	case code != "" && sure:
		return what, twoThings(what, rollout.Quantity{Currency: code})
	case what.Of() != "":
		return what, nil
	}
	if unit := nameWords(budget.Unit); len(unit) > 1 && startsWith(c.Line.Words(), unit) {
		c.Line.Drop(len(unit))
		return budget, nil
	}
	if unit := unitOf(c.Line.Peek(), budget); unit != "" {
		c.Line.Word()
		return rollout.Quantity{Unit: unit}, nil
	}
	if mayBeUnit(word) && budget.Of() != "" {
		return what, c.noteOrUnit(k, a.all, word)
	}
	return budget, nil
}

func twoThings(one, other rollout.Quantity) error {
	return rollout.Problemf(rollout.Invalid, "Name one currency: `/rollout spend 1240.50 USD`.",
		"“%s” and “%s” are two currencies. Nothing was booked.", one.Of(), other.Of())
}

func badAmount(word string) error {
	return rollout.Problemf(rollout.Invalid, "Write it like `/rollout spend 1240.50 on yesterday for licences`.",
		"“%s” is no amount, so nothing was booked.", clip(word, 60))
}

// noteOrUnit asks whether a note begins with a word that may say what the amount
// before it is an amount of.
func (c *Call) noteOrUnit(k desk, readings []rollout.Quantity, word string) error {
	a := &choose{question: "“" + clip(word, 20) + "” may be a currency or a unit that I do not know. Nothing was booked yet. Is it the beginning of a note?"}
	for _, q := range readings {
		a.choices = append(a.choices, view.Choice{
			Text: q.String() + ", note “" + clip(plainText(c.Line.Left()), 40) + "”",
			Line: "in " + string(k.plan.ID) + " spend " + q.Typed() + " note " + c.Line.Left(),
		})
	}
	return a.fits()
}

func startsWith(words, with []string) bool {
	return len(with) <= len(words) && slices.Equal(with, words[:len(with)])
}

var (
	firstGroup = regexp.MustCompile(`^\d{1,3}$`)
	nextGroup  = regexp.MustCompile(`^\d{3}$`)
	lastGroup  = regexp.MustCompile(`^\d{3}[.,]\d{1,2}$`)
)

// secondNumber refuses a number right behind an amount. Where both may be one
// whose thousands are parted by blanks ("1 500"), it asks; number is then what
// stands before.
func (c *Call) secondNumber(k desk, number string, what, budget rollout.Quantity) error {
	next := c.Line.peekRaw()
	if first, _ := utf8.DecodeRuneInString(next); !unicode.IsDigit(first) || c.Line.bareDay(rollout.DayOf(c.Now, k.zone())) > 0 {
		return nil
	}
	rest, joined := *c.Line, number
	for firstGroup.MatchString(number) {
		sign, group := takeCurrency(rest.peekRaw())
		last := lastGroup.MatchString(group)
		if !last && !nextGroup.MatchString(group) || what.Of() != "" && sign.Of() != "" && !sign.Same(what) {
			break
		}
		joined += group
		rest.Word()
		if sign.Of() != "" {
			what = sign
		}
		if last || sign.Of() != "" {
			break
		}
	}
	if what.Of() == "" {
		what = budget
	}
	note := clip(plainText(c.Line.Left()), 40)
	readings := rollout.ReadAmount(joined)
	if joined == number || number == "" || len(readings) != 1 {
		return rollout.Problemf(rollout.Invalid, "Write the amount without blanks, and what belongs to the note behind `note`: `/rollout spend 20 note 3 licences`.",
			"A second number, “%s”, stands behind the amount, so nothing was booked.", clip(next, 40))
	}
	whole := what.With(readings[0])
	part := what.With(rollout.ReadAmount(number)[0])
	a := &choose{question: "“" + clip(number+" "+note, 60) + "” can be read in two ways. Which amount is it? Nothing was booked yet."}
	in := "in " + string(k.plan.ID) + " spend "
	a.choices = []view.Choice{
		{Text: whole.String(), Line: strings.TrimSpace(in + whole.Typed() + " " + rest.Left())},
		{Text: part.String() + ", note “" + note + "”", Line: in + part.Typed() + " note " + c.Line.Left()},
	}
	return a.fits()
}

// takeCurrency parts a word into what it is an amount of and the number: a sign,
// a name or a code before or behind it ("€5", "5EUR", "5Euro").
func takeCurrency(word string) (rollout.Quantity, string) {
	if code, _ := rollout.ReadCurrency(word); code != "" {
		return rollout.Quantity{Currency: code}, ""
	}
	digit := func(r rune) bool { return unicode.IsDigit(r) || r == '-' || r == '−' }
	from, to := strings.IndexFunc(word, digit), strings.LastIndexFunc(word, unicode.IsDigit)
	if from < 0 || to < from {
		return rollout.Quantity{}, word
	}
	before, number, behind := word[:from], word[from:to+1], word[to+1:]
	one, _ := rollout.ReadCurrency(before)
	other, _ := rollout.ReadCurrency(behind)
	switch {
	case one != "" && behind == "":
		return rollout.Quantity{Currency: one}, number
	case other != "" && before == "":
		return rollout.Quantity{Currency: other}, number
	case one != "" && one == other:
		return rollout.Quantity{Currency: one}, number
	}
	return rollout.Quantity{}, word
}

// currency is the currency that the line's next words name, whether they can mean
// nothing else, and how many they are; the longest first.
func (l *Line) currency() (code string, sure bool, n int) {
	next := *l
	first := next.Word()
	if second := next.peekRaw(); second != "" {
		if code, sure = rollout.ReadCurrency(first + " " + strings.TrimRight(second, ".,:;")); code != "" {
			return code, sure, 2
		}
	}
	for _, word := range []string{first, strings.TrimRight(first, ".,:;")} {
		if code, sure = rollout.ReadCurrency(word); code != "" {
			return code, sure, 1
		}
	}
	return "", false, 0
}

// mayBeUnit reports whether a word behind an amount may say what it is an amount
// of although it is not known: a short one in capitals, with a sign of money, a
// full stop or a letter of another script, or without a vowel ("XYZ", "kr", "Fr.").
func mayBeUnit(word string) bool {
	if strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(unicode.Sc, r) }) {
		return true
	}
	letters := strings.TrimRight(word, ".")
	n := utf8.RuneCountInString(letters)
	if n < 1 || n > 4 || strings.ContainsFunc(letters, func(r rune) bool { return !unicode.IsLetter(r) }) {
		return false
	}
	lower := strings.ToLower(letters)
	switch {
	case slices.Contains([]string{"a", "by", "my", "on", "for", "note"}, lower):
		return false
	case letters != word, letters == strings.ToUpper(letters), len(letters) != n:
		return true
	}
	return !strings.ContainsAny(lower, "aeiou")
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
