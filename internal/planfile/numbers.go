package planfile

import (
	"html"
	"regexp"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// understood, assumed, unclear and empty make a Cell and its findings; a reader
// ends with one of them.
func understood[T any](text, reading string, v T) (rollout.Cell[T], []rollout.Finding) {
	return rollout.Cell[T]{Text: text, Status: rollout.Understood, Reading: reading, Value: v}, nil
}

func assumed[T any](text, reading string, v T, fs ...rollout.Finding) (rollout.Cell[T], []rollout.Finding) {
	return rollout.Cell[T]{Text: text, Status: rollout.Assumed, Reading: reading, Value: v}, fs
}

func unclear[T any](text, code, why, fix string) (rollout.Cell[T], []rollout.Finding) {
	return rollout.Cell[T]{Text: text, Status: rollout.Unclear}, []rollout.Finding{finding(code, why, fix)}
}

func empty[T any](text string) (rollout.Cell[T], []rollout.Finding) {
	return rollout.Cell[T]{Text: text, Status: rollout.Empty}, nil
}

func finding(code, text, fix string) rollout.Finding {
	return rollout.Finding{Code: code, Text: text, Fix: fix}
}

var dashes = strings.NewReplacer("–", "-", "—", "-", "−", "-", "‑", "-", "‐", "-", "’", "'", "‘", "'", "“", `"`, "”", `"`, "≥", ">=", "≤", "<=", "⩾", ">=", "⩽", "<=", "=>", ">=", "=<", "<=", "…", "...")

// lower is the form in which readers look for words and figures: plain, lower
// case, one kind of dash, quote and blank, no full stop at the end.
func lower(text string) string {
	s := dashes.Replace(strings.ToLower(html.UnescapeString(plain(text))))
	return strings.TrimRight(strings.TrimSpace(s), ". ")
}

// nothing reports whether a cell was left blank with a dash.
func nothing(text string) bool { return strings.Trim(text, " -–—_.…") == "" }

// long reports whether a text is longer than any value that a reader looks
// for. It is kept as text: searching it would cost time and find nothing that
// its author meant.
func long(text string) bool { return len(text) > 500 }

var toDecide = regexp.MustCompile(`^\(?(?:\.\.\.|\[.*\]|<.*>|as agreed|unassigned|nobody yet)\)?$`)

// undecided reports whether a text only says that it will be filled later, or
// still stands as the template or a placeholder has it.
func undecided(text string) bool {
	if len(text) > 100 {
		return false
	}
	s := lower(text)
	if rollout.Undecided(s) || toDecide.MatchString(s) {
		return true
	}
	for _, p := range []string{"tbd ", "tbc ", "tba ", "tbd:", "tbd,", "tbd(", "n/a ", "n/a(", "n/a:", "n/a,", "to be decided ", "to be determined ", "to be defined ", "to be confirmed ", "to be agreed "} {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

var words = map[string]int{
	"zero": 0, "one": 1, "a": 1, "an": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
	"eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
	"forty-five": 45, "sixty": 60, "ninety": 90,
}

// count reads a small number in digits or words.
func count(s string) (int, bool) {
	if n, ok := words[s]; ok {
		return n, true
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 0 && len(s) <= 6
}

// figure matches a number as people write it; decimalOf reads it.
const figure = `\d[\d.,' ]*\d|\d`

var (
	commaThousands = regexp.MustCompile(`^\d{1,3}(?:,\d{3})+(?:\.\d+)?$`)
	dotThousands   = regexp.MustCompile(`^\d{1,3}(?:\.\d{3})+,\d+$|^\d{1,3}(?:\.\d{3}){2,}$`)
	gapThousands   = regexp.MustCompile(`^\d{1,3}(?:[' ]\d{3})+(?:[.,]\d{1,2})?$`)
	plainNumber    = regexp.MustCompile(`^\d+(?:\.\d+)?$`)
	commaDecimal   = regexp.MustCompile(`^\d+,\d{1,2}$`)
	oneGroup       = regexp.MustCompile(`^[1-9]\d{0,2}[.,]\d{3}$`)
)

// decimalOf reads a figure. sure is false where a separator could mean either
// thousands or decimals ("1.500", "1,500"); the value is then the likelier one.
func decimalOf(s string) (d decimal.Decimal, sure, ok bool) {
	s = strings.TrimSpace(s)
	if len(s) > 24 {
		return d, false, false
	}
	sure = !oneGroup.MatchString(s)
	switch {
	case plainNumber.MatchString(s):
	case commaThousands.MatchString(s):
		s = strings.ReplaceAll(s, ",", "")
	case dotThousands.MatchString(s):
		s = strings.ReplaceAll(strings.ReplaceAll(s, ".", ""), ",", ".")
	case gapThousands.MatchString(s):
		s = strings.ReplaceAll(strings.NewReplacer("'", "", " ", "").Replace(s), ",", ".")
	case commaDecimal.MatchString(s):
		s = strings.ReplaceAll(s, ",", ".")
	default:
		return d, false, false
	}
	d, err := decimal.NewFromString(s)
	return d, sure, err == nil
}

// twoReadings says the two numbers that a figure of one group ("4.500") can
// be, and how to write each. unit is a currency or any other unit, or "".
func twoReadings(raw, unit string) (words, fix string) {
	raw = strings.TrimSpace(raw)
	at := strings.LastIndexAny(raw, ".,")
	if at < 0 {
		return "can be read as thousands or as decimals", ""
	}
	digits := strings.NewReplacer(".", "", ",", "").Replace(raw)
	small, err := decimal.NewFromString(raw[:at] + "." + raw[at+1:])
	if err != nil {
		return "can be read as thousands or as decimals", ""
	}
	short := small.String()
	if i := strings.Index(short, "."); i >= 0 && len(short)-i == 4 {
		short += "0" // three decimals would be read as thousands again
	}
	whole := decimal.RequireFromString(digits)
	return "can be read as thousands (" + group(whole) + ") or as decimals (" + small.String() + ")",
		"Write “" + amountWritten(digits, unit) + "” or “" + amountWritten(short, unit) + "”."
}

// amountWritten is a figure with its unit as it can be written into a cell.
func amountWritten(figure, unit string) string {
	switch {
	case unit == "" || len(unit) == 3 && strings.ToUpper(unit) == unit:
		return strings.TrimSpace(unit + " " + figure)
	case strings.HasPrefix(unit, "/"):
		return figure + unit
	}
	return figure + " " + unit
}

// asIn quotes a lowered part of a text as its author wrote it.
func asIn(text, part string) string {
	if low := strings.ToLower(text); len(low) == len(text) {
		if at := strings.Index(low, part); at >= 0 {
			return quote(text[at : at+len(part)])
		}
	}
	return quote(part)
}

// group writes a number for people, with thousands apart: 25,000.
func group(d decimal.Decimal) string {
	whole, frac, _ := strings.Cut(d.String(), ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if frac != "" {
		whole += "." + frac
	}
	return sign + whole
}

// list joins words as a sentence does: "a, b and c".
func list(items []string) string {
	switch len(items) {
	case 0:
		return ""
	case 1:
		return items[0]
	}
	return strings.Join(items[:len(items)-1], ", ") + " and " + items[len(items)-1]
}

// plural is "1 hour", "2 hours".
func plural(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return strconv.Itoa(n) + " " + unit + "s"
}
