package planfile

import (
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/rolloutbot/rollout/internal/rollout"
)

var (
	deferred   = regexp.MustCompile(`^(?:(?:establish|set|collect|record|measure|track)? ?(?:a )?baseline(?: only| first| period| in \w+.*| during \w+.*)?|monitor(?:ing)?(?: only)?|track(?:ing)?(?: only)?|informational|within (?:target|budget|limits?|plan|range|tolerance|agreed limits|sla)|on target|as per sla|per contract|none|no threshold|no target)$`)
	condSep    = regexp.MustCompile(`\s*(?:;|\n)\s*|,\s+(?:and\s+|or\s+)?|\s+(?:and|or|&)\s+|\s+/\s+|(?:\d ?(?:%|ms|s|sec|min|h|hours|users|/5))(/)\s*`)
	listNames  = regexp.MustCompile(`\s*(?:,\s*and\s+|,\s*|\s+and\s+|\s+&\s+|/)\s*`)
	inBrackets = regexp.MustCompile(`\([^()]*\)|\[[^\[\]]*\]`)
)

const (
	thresholdFix = "Write when the metric is met, such as “at least 85 %”, “at most 2 %” or “P95 under 8 s”."
	shortOf      = "It is never shown green without one."
)

// Threshold reads when the metric named beside it is met. Alarms ("> 5 % over
// a 5-minute window") are turned round; a direction that only the noun gives
// is assumed.
func Threshold(text, metric string) (rollout.Cell[[]rollout.Threshold], []rollout.Finding) {
	type T = []rollout.Threshold
	no := func(code, why, fix string) (rollout.Cell[T], []rollout.Finding) {
		c, fs := unclear[T](text, code, why, fix)
		c.Value = T{} // "no threshold" is said, not left out
		return c, fs
	}
	if long(text) {
		return no("threshold-unclear", quote(text)+" is too long to be read as a threshold. "+shortOf, thresholdFix)
	}
	s := lower(text)
	switch {
	case nothing(text):
		return empty[T](text)
	case undecided(text) || deferred.MatchString(s):
		return no("threshold-missing", quote(text)+" defers the threshold. "+shortOf, thresholdFix)
	case len(numbersIn(windowless(s))) == 0 && !zero.MatchString(s):
		return no("threshold-missing", quote(text)+" holds no number. "+shortOf, thresholdFix)
	}
	conds, joined := conditions(s)
	var out T
	var readings []string
	var doubts []rollout.Finding
	for _, c := range conds {
		t, doubt, bad := oneThreshold(c, metric, joined == "or")
		if bad.words != "" {
			return no(orElse(bad.code, "threshold-unclear"), asIn(text, c)+" "+bad.words+".", orElse(bad.fix, thresholdFix))
		}
		if doubt.words != "" {
			doubts = append(doubts, doubt.finding(asIn(text, c), t))
		}
		out = append(out, t)
	}
	doubts = append(doubts, nameSeries(out, metric)...)
	for _, t := range out {
		readings = append(readings, thresholdWords(t))
	}
	reading := strings.Join(readings, "; ")
	if joined == "between" {
		reading = clearWords(out[0]) + ", " + clearWords(out[1])
	}
	if len(doubts) > 0 {
		return assumed(text, reading, out, doubts...)
	}
	return understood(text, reading, out)
}

// windowless takes the counts of periods and windows out, which are no values.
func windowless(s string) string {
	return windowText.ReplaceAllString(consec.ReplaceAllString(percentile.ReplaceAllString(s, " "), " "), " ")
}

var orMore = regexp.MustCompile(`\s+or\s+(?:more|less|better|higher|lower|above|below|fewer|greater|faster|over|under)\b`)

var zero = regexp.MustCompile(`^(?:no|zero|none|nil)\b`)

// conditions splits a text into conditions with one figure each. joined is
// "or" when alternatives are listed, "between" for two bounds of one figure.
func conditions(s string) (conds []string, joined string) {
	if m := between.FindStringSubmatch(s); m != nil {
		return []string{"at least " + withUnitOf(m[1], m[2]), "at most " + m[2]}, "between"
	}
	if orMore.MatchString(s) {
		return []string{s}, ""
	}
	const most = 12 // a threshold of more parts is prose
	cuts := condSep.FindAllStringSubmatchIndex(s, most+1)
	if len(cuts) > most {
		return []string{s}, ""
	}
	from := 0
	for _, x := range cuts {
		at, end := x[0], x[1]
		if x[2] >= 0 {
			at = x[2]
		}
		left, right := s[from:at], s[end:]
		sep := strings.TrimSpace(s[at:end])
		or := sep == "or" || strings.HasSuffix(sep, " or")
		if !complete(near(left, false)) || !complete(near(right, true)) && !or {
			continue
		}
		if or {
			joined = "or"
		}
		conds = append(conds, strings.TrimSpace(left))
		from = end
	}
	conds = append(conds, strings.TrimSpace(s[from:]))
	return conds, joined
}

// complete reports whether a stretch holds a figure of its own.
func complete(s string) bool {
	return len(numbersIn(windowless(s))) > 0 || zero.MatchString(strings.TrimSpace(s))
}

var bareNumber = regexp.MustCompile(`^\d+(?:[.,]\d+)?$`)

// withUnitOf gives "2" the unit of "5 s".
func withUnitOf(a, b string) string {
	if m := measureNum.FindStringSubmatchIndex(b); m != nil && bareNumber.MatchString(strings.TrimSpace(a)) {
		return a + b[m[5]:m[1]]
	}
	return a
}

// oneThreshold reads one condition: doubt is what was assumed of it, bad what
// is wrong with it.
func oneThreshold(c, metric string, alternatives bool) (t rollout.Threshold, doubt, bad remark) {
	c, said := saidBetter(c)
	if len(numbersIn(windowless(c))) == 0 {
		// "no policy violations", or an alarm that is the thing itself ("or P1 incident").
		noun := strings.TrimSpace(zero.ReplaceAllString(c, ""))
		t = rollout.Threshold{Op: "<=", Number: decimal.Zero, Unit: lastWord(noun), Of: noun}
		if !zero.MatchString(c) {
			doubt = remark{code: codeAlarm, words: "is read as an alarm"}
		}
		return t, doubt, bad
	}
	m, ok := measureOf(c)
	switch {
	case rangeDash.MatchString(percentile.ReplaceAllString(c, "")):
		return t, doubt, remark{words: "is a range; which end must be reached"}
	case !ok:
		return t, doubt, remark{words: "holds more than one number"}
	case !m.sure && m.unit != "%":
		words, fix := twoReadings(m.raw, m.unit)
		return t, doubt, remark{words: words, fix: fix}
	}
	t = rollout.Threshold{Op: m.op, Number: m.number, Unit: m.unit, Of: m.noun, Window: m.window, Periods: m.periods}
	by := leaning(m.noun, m.unit)
	if by.better == 0 || m.noun == "" {
		by = leaning(metric, m.unit)
	}
	if m.above != "" {
		t.Of = strings.TrimSpace(m.above + " " + m.noun)
		if said != 0 {
			by.better = said
		}
		return relativeThreshold(t, strings.HasPrefix(m.above, "above"), by.better)
	}
	return directed(t, m, by, said, alternatives)
}

func lastWord(s string) string { return s[strings.LastIndex(s, " ")+1:] }

// nameSeries gives each threshold the series it speaks of, where the metric
// names several ("P50/P95", "completion and rating").
func nameSeries(ts []rollout.Threshold, metric string) []rollout.Finding {
	series := seriesOf(metric)
	if len(series) < 2 {
		return nil
	}
	if len(ts) == len(series) {
		for i := range ts {
			if ts[i].Of == "" {
				ts[i].Of = series[i]
			}
		}
		return nil
	}
	for _, t := range ts {
		if t.Of == "" {
			return []rollout.Finding{finding("threshold-series", "The metric names "+list(series)+"; the threshold does not say which of them it is for.",
				"Write it beside the number, such as “"+series[0]+" "+clearWords(t)+"”.")}
		}
	}
	return nil
}

func seriesOf(metric string) []string {
	s := lower(metric)
	var out []string
	if ps := percentile.FindAllStringSubmatch(s, -1); len(ps) > 1 {
		for _, p := range ps {
			out = append(out, "P"+p[1])
		}
		return out
	}
	for _, p := range namesListed(s) {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// namesListed splits a list of names, but not what stands in brackets behind one.
func namesListed(s string) []string {
	spans := inBrackets.FindAllStringIndex(s, -1)
	var out []string
	from := 0
	for _, sep := range listNames.FindAllStringIndex(s, -1) {
		if !slices.ContainsFunc(spans, func(b []int) bool { return b[0] < sep[0] && sep[1] < b[1] }) {
			out = append(out, s[from:sep[0]])
			from = sep[1]
		}
	}
	return append(out, s[from:])
}

// thresholdWords is the reading: "at least 85 %, higher is better".
func thresholdWords(t rollout.Threshold) string {
	of := t.Of
	if of != "" && strings.HasSuffix(of, t.Unit) && t.Unit != "" { // "35 weekly active users"
		of = strings.TrimSpace(strings.TrimSuffix(of, t.Unit))
	}
	s := opWords[t.Op] + " "
	if t.Of == of || of == "" {
		s += amountWords(t.Number, t.Unit)
	} else {
		s += group(t.Number) + " " + t.Of
		of = ""
	}
	switch {
	case strings.HasPrefix(of, "P") && len(of) <= 5 || strings.HasPrefix(of, "p5") || strings.HasPrefix(of, "p9"):
		s = of + " " + s
	case strings.HasPrefix(of, "per "), strings.HasPrefix(of, "above ") || strings.HasPrefix(of, "below "):
		s += " " + of
	case of != "":
		s += " (" + of + ")"
	}
	if t.Periods > 1 {
		s += " in " + plural(t.Periods, "period") + " in a row"
	}
	if t.Window != "" {
		s += " over " + windowWords(t.Window)
	}
	return s + better(t.Op)
}

// clearWords is a threshold as it can be written into the cell.
func clearWords(t rollout.Threshold) string {
	t.Window, t.Periods = "", 0
	s, _, _ := strings.Cut(thresholdWords(t), ", ")
	return strings.NewReplacer("(", "", ")", "").Replace(s)
}

func windowWords(iso string) string {
	n := atoi(strings.Trim(iso, "PTMHDY"))
	switch {
	case strings.HasPrefix(iso, "PT"):
		return plural(n, map[byte]string{'M': "minute", 'H': "hour"}[iso[len(iso)-1]])
	case strings.HasSuffix(iso, "D"):
		return plural(n, "day")
	case strings.HasSuffix(iso, "Y"):
		return plural(n, "year")
	}
	return plural(n, "month")
}
