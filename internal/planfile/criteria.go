package planfile

import (
	"regexp"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
)

const criteriaFix = "Write one criterion a line, each with what must be true: “85 % accepted answers”, “no open sev1”, “Training done”."

var (
	hardSep  = regexp.MustCompile(`\s*(?:;|\n)\s*`)
	softSep  = regexp.MustCompile(`,?\s+(?:and|&|und)\s+|,\s+`)
	none     = regexp.MustCompile(`^(?:no|zero|0|without)\b`)
	accepted = regexp.MustCompile(`\b(?:accepted|approved|passed|complete[d]?|done|signed[ -]off|closed|held|finished)\b`)
	reviewIt = regexp.MustCompile(`\b(?:lifecycle|business value|access|risk|control|risk/control|prompt|prompt and instruction|data source|cost|retirement) reviews?\b`)
	noTarget = regexp.MustCompile(`\b(?:within|on|meets?|reach(?:es|ed)?|above|below|at|under|over|hits?) (?:the |its |our |agreed |all )?(?:targets?|thresholds?|baseline|limits?|budget|plan|sla|expectations?)\b|\b(?:not|no) (?:worse|better|lower|higher|slower|more|less) than\b|\b(?:stable|acceptable|improves?|improved|improving|declin(?:es|ed|ing)|low|normal)\b`)
	dateCrit = regexp.MustCompile(`^(?:not before|no earlier than|on or after|from|after|by|until|before|no later than)?\s*(.*\d{4}.*)$`)
	factWord = regexp.MustCompile(`\b(?:[a-z-]{2,}ed|met|done|open|ready|complete|live|in place|set up|available|green|held|sent|built|given|run|signed|gone|known|shown|made|written|found|working|works|exists?|on duty|staffed|closed|stays?|remains?|trusted|current|confirmed)\b`)
	signOff  = regexp.MustCompile(`\b(?:sign[ -]?offs?|go-ahead|approvals?|consent)\b`)
)

// Criteria reads a gate. Each criterion is judged by a metric, a wave, a
// review, incidents or a date; what is none of these, a person attests.
// reviews are the plan's own review items.
func Criteria(text string, reviews ...string) (rollout.Cell[[]rollout.Criterion], []rollout.Finding) {
	return criteria(text, reviews, false)
}

// ExitCriteria is Criteria for the exit of a wave, where "2 weeks of use" are
// those since the wave began.
func ExitCriteria(text string, reviews ...string) (rollout.Cell[[]rollout.Criterion], []rollout.Finding) {
	return criteria(text, reviews, true)
}

func criteria(text string, reviews []string, exit bool) (rollout.Cell[[]rollout.Criterion], []rollout.Finding) {
	type C = []rollout.Criterion
	switch {
	case nothing(text):
		return empty[C](text)
	case undecided(text) || rollout.NoCriteria(plainLines(text)):
		return unclear[C](text, "criteria-unclear", quote(text)+" is no criterion yet; an empty gate never passes.", criteriaFix)
	}
	var out C
	var readings []string
	var doubts []rollout.Finding
	for _, p := range criterionTexts(text) {
		c, reading, doubt := oneCriterion(p, reviews)
		if undecided(p) || rollout.NoCriteria(p) {
			doubt = rollout.Finding{Code: "criterion-undecided", Text: quote(p) + " is no criterion yet.", Fix: criteriaFix}
		}
		if doubt.Code != "" {
			doubts = append(doubts, doubt)
		}
		if exit {
			reading = sinceStart(&c) + reading
		}
		out = append(out, c)
		readings = append(readings, reading)
	}
	reading := strings.Join(readings, "; ")
	if len(doubts) > 0 {
		return assumed(text, reading, out, doubts...)
	}
	return understood(text, reading, out)
}

// criterionTexts splits at ";", line ends and list marks, and at "and" and ","
// only where a complete criterion stands on both sides.
func criterionTexts(text string) []string {
	var out []string
	for _, line := range splitTop(plainLines(text), hardSep) {
		for _, item := range inlineNumbers(strings.TrimSpace(itemMark.ReplaceAllString(line, ""))) {
			from := 0
			item = strings.TrimRight(strings.TrimSpace(item), ". ")
			for _, x := range softCuts(item) {
				if whole(near(item[from:x[0]], false)) && whole(near(item[x[1]:], true)) && balanced(item[from:x[0]]) {
					out = append(out, strings.TrimSpace(item[from:x[0]]))
					from = x[1]
				}
			}
			if rest := strings.TrimSpace(item[from:]); rest != "" {
				out = append(out, rest)
			}
		}
	}
	return out
}

// softCuts are the places where "and" or a comma may part two criteria. An item
// of many hundred characters, or with dozens of commas, is prose, which nobody
// would want cut.
func softCuts(item string) [][]int {
	if long(item) {
		return nil
	}
	cuts := softSep.FindAllStringIndex(item, 25)
	if len(cuts) == 25 {
		return nil
	}
	return cuts
}

// near is the part of a stretch that lies next to a cut.
func near(s string, front bool) string {
	const window = 160
	switch {
	case len(s) <= window:
		return s
	case front:
		return s[:window]
	}
	return s[len(s)-window:]
}

// plainLines is plain for a text of several lines.
func plainLines(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = plain(lines[i])
	}
	return strings.Join(lines, "\n")
}

// inlineNumbers splits "1. disable 2. tell the desk".
func inlineNumbers(s string) []string {
	if !numberMark.MatchString(s) && !strings.HasPrefix(s, "(1") {
		return []string{s}
	}
	if n := nonblank(numbers.Split(s, -1)); len(n) > 1 {
		return n
	}
	return []string{numberMark.ReplaceAllString(s, "")}
}

func balanced(s string) bool { return strings.Count(s, "(") == strings.Count(s, ")") }

// whole reports whether a stretch can stand alone as a criterion: a figure or
// "no" with its noun, or a subject with what has happened to it.
func whole(s string) bool {
	s = lower(s)
	f := strings.Fields(s)
	if len(f) < 2 {
		return false
	}
	if none.MatchString(s) || len(numbersIn(s)) > 0 || incidents.MatchString(s) {
		return true
	}
	if waveMet.MatchString(s) || signOff.MatchString(s) {
		return true
	}
	return lastMatch(factWord, s) > 0 && !strings.HasSuffix(f[0], "ed") && f[0] != "and" && f[0] != "or"
}

func oneCriterion(text string, reviews []string) (c rollout.Criterion, reading string, doubt rollout.Finding) {
	c = rollout.Criterion{Kind: rollout.Attested, Text: text}
	if long(text) {
		return c, "a person confirms: " + quote(text), doubt
	}
	s := lower(text)
	if wave, left, ok := waveCriterion(text); ok {
		c.Kind, c.Wave = rollout.ByWave, wave
		reading = "wave " + wave + " is done"
		return c, reading, leftOut(text, reading, left)
	}
	switch {
	case (none.MatchString(s) || len(numbersIn(s)) > 0) && (incidents.MatchString(s) || incWords.MatchString(s)):
		return incidentCriterion(c, s)
	}
	if b, reading, ok := budgetCriterion(c, s); ok {
		return b, reading, doubt
	}
	if d, op, ok := dateCriterion(s); ok {
		c.Kind, c.Op, c.Date = rollout.ByDate, op, &d
		return c, map[string]string{">=": "from ", "<=": "until "}[op] + dayWords(d), doubt
	}
	if accepted.MatchString(s) && isReview(s, reviews) {
		c.Kind = rollout.ByReview
		return c, "reviewed: " + text, doubt
	}
	if anyOf.MatchString(orMore.ReplaceAllString(s, "")) {
		return c, "a person confirms: " + text, doubt // one of several: nothing but a person can judge it
	}
	if len(numbersIn(windowless(s))) == 1 || none.MatchString(s) && direction(s) != 0 {
		if t, d, bad := asWritten(s); bad.words == "" && (len(numbersIn(windowless(s))) == 0 || isMetric(t)) {
			c.Kind, c.Op, c.Unit = rollout.ByMetric, t.Op, t.Unit
			c.Number = &t.Number
			reading = thresholdWords(t)
			if d.words != "" {
				doubt = d.finding(quote(text), t)
			}
			return c, reading, doubt
		} else if bad == askDirection && isMetric(t) {
			c.Kind, c.Unit = rollout.ByMetric, t.Unit
			c.Number = &t.Number
			return c, "a reading of " + amountWords(t.Number, t.Unit), finding(codeDirection, quote(text)+" "+bad.words+"; the gate cannot judge it.", bad.fix)
		}
	}
	if noTarget.MatchString(s) && direction(s) != 0 {
		c.Kind = rollout.ByMetric
		return c, "a metric without a number: " + text, finding("criterion-target", quote(text)+" names no number; the gate cannot judge it.", thresholdFix)
	}
	return c, "a person confirms: " + text, doubt
}

var anyOf = regexp.MustCompile(`\bor\b`)

// asWritten reads a figure of a gate. A gate says what must be true, so that
// its sign is never turned round: a retirement may ask for few users.
func asWritten(s string) (t rollout.Threshold, doubt, bad remark) {
	t, doubt, bad = oneThreshold(s, "", false)
	rest, _ := saidBetter(s)
	if m, ok := measureOf(rest); ok && m.op != "" && m.above == "" && bad.words == "" {
		t.Op, doubt = m.op, remark{}
	}
	return t, doubt, bad
}

// isMetric keeps "50 managers trained" a fact that a person attests: a figure
// is a metric's when it has a unit of measure or a sign.
func isMetric(t rollout.Threshold) bool {
	switch t.Unit {
	case "%", "s", "ms":
		return true
	}
	return strings.HasPrefix(t.Unit, "/") || len(t.Unit) == 3 && strings.ToUpper(t.Unit) == t.Unit || direction(t.Of) < 0 || t.Op == ">" || t.Op == "<" || t.Op == "=" || t.Op == ">=" && !factWord.MatchString(t.Of)
}

func dateCriterion(s string) (d rollout.Day, op string, ok bool) {
	m := dateCrit.FindStringSubmatch(s)
	if m == nil {
		return d, "", false
	}
	d, guessed, fault := oneDay(m[1])
	op = ">="
	for _, p := range []string{"by ", "until ", "before ", "no later"} {
		if strings.HasPrefix(s, p) {
			op = "<="
		}
	}
	return d, op, fault == dayOK && !guessed
}

func isReview(s string, reviews []string) bool {
	if reviewIt.MatchString(s) {
		return true
	}
	for _, r := range reviews {
		if r = fold(r); r != "" && strings.Contains(s, r) {
			return true
		}
	}
	return false
}
