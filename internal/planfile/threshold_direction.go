package planfile

import (
	"regexp"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// What a threshold's findings are called. Of the second and third the reading
// and the words pull in different ways.
const (
	codeDirection = "threshold-direction"
	codeAlarm     = "threshold-alarm"    // turned round: it is met where the text does not hold
	codeConflict  = "threshold-conflict" // as written, though the metric's words speak for the other way
)

// remark is what was assumed of a condition, or what is wrong with it: words
// that go on behind the quoted condition.
type remark struct {
	code  string
	words string // "" when there is nothing to remark
	fix   string // "": to write the reading, or what helps with every threshold
}

func (r remark) finding(quoted string, t rollout.Threshold) rollout.Finding {
	return finding(r.code, quoted+" "+r.words+": "+thresholdWords(t)+".", orElse(r.fix, "Write “"+clearWords(t)+"” if that is meant."))
}

var askDirection = remark{codeDirection, "does not say which way is better", "Write “at least …” or “at most …”, such as “at least 85 %” or “at most 2 %”."}

// lean is the direction that the words of a metric speak for: +1 more is
// better, -1 less, 0 they do not say.
type lean struct {
	better int
	sure   bool   // no reading of these words speaks for the other way
	words  string // they
}

// leaning is the direction of a metric's words. What it is counted by ("per
// answer") says nothing of it; an improvement can be of what should fall, and
// time or money that goes with a good thing may be saved or spent.
func leaning(words, unit string) lean {
	s := lower(words)
	if rest := strings.TrimSpace(perNoun.ReplaceAllString(s, " ")); rest != "" {
		s = rest
	}
	better := direction(s)
	return lean{better, better < 0 || better > 0 && !gains.MatchString(s) && !spent(unit), words}
}

// spent reports whether a unit is of time or money.
func spent(unit string) bool {
	switch unit {
	case "ms", "s", "min", "h", "d":
		return true
	}
	return len(unit) == 3 && strings.ToUpper(unit) == unit
}

var (
	saysLess = regexp.MustCompile(`[\s,;:(–-]*\b(?:the )?(?:lower|less|fewer|smaller|shorter|faster|cheaper)(?: (?:is|are|=)|,? the)? better\b\)?`)
	saysMore = regexp.MustCompile(`[\s,;:(–-]*\b(?:the )?(?:higher|more|greater|bigger|larger|longer)(?: (?:is|are|=)|,? the)? better\b\)?`)
	improves = regexp.MustCompile(`\bimprove`)
	goalOp   = map[int]string{1: ">=", -1: "<="}
)

// saidBetter takes "lower is better" off a condition: -1, or +1 for the other
// way, 0 when nothing is said.
func saidBetter(c string) (rest string, said int) {
	less, more := saysLess.FindStringIndex(c), saysMore.FindStringIndex(c)
	switch {
	case less != nil && more == nil:
		return strings.TrimSpace(c[:less[0]] + c[less[1]:]), -1
	case more != nil && less == nil:
		return strings.TrimSpace(c[:more[0]] + c[more[1]:]), 1
	}
	return c, 0
}

// alarmed turns a condition round: it says when to worry, not what to reach.
func alarmed(t rollout.Threshold) (rollout.Threshold, remark) {
	t.Op = inverse[t.Op]
	return t, remark{code: codeAlarm, words: "is worded as an alarm; it is met the other way round"}
}

// conflict says that the condition is read as written against other words.
func conflict(t rollout.Threshold, by lean, said int) remark {
	asks, speaks := "more", "less"
	if by.better > 0 {
		asks, speaks = speaks, asks
	}
	r := remark{
		code:  codeConflict,
		words: "asks for " + asks + ", while " + quote(by.words) + " speaks for " + speaks + "; it is read as written",
		fix:   "Confirm it if that is meant, or write “" + clearWords(t) + better(t.Op) + "”.",
	}
	if by.sure || said != 0 {
		turned := t
		turned.Op = goalOp[by.better]
		r.fix = "Confirm it if that is meant; else write “" + clearWords(turned) + "”."
	}
	return r
}

// directed decides which way a condition is met. What it says of that itself
// holds. The metric's words turn it round only where they are certain, and only
// a wording that nobody uses for a goal.
func directed(t rollout.Threshold, m measure, by lean, said int, alternatives bool) (_ rollout.Threshold, doubt, bad remark) {
	strict := t.Op == ">" || t.Op == "<"
	asks := -1
	if t.Op == ">" || t.Op == ">=" {
		asks = 1
	}
	against := by.better == -asks
	switch {
	case t.Op == "=":
	case t.Op == "":
		return undirected(t, m, by, said)
	case m.breach, said == -asks && strict:
		t, doubt = alarmed(t)
	case said == -asks:
		bad = remark{words: "says both that more and that less is better"}
	case said == asks && !(against && by.sure):
	case said == 0 && against && by.sure && !m.goal:
		t, doubt = alarmed(t)
	case said == 0 && by.better == 0 && (m.window != "" || alternatives) && strict:
		t, doubt = alarmed(t)
	case against:
		doubt = conflict(t, by, said)
	}
	return t, doubt, bad
}

// undirected is directed for a condition without a sign, "85 %".
func undirected(t rollout.Threshold, m measure, by lean, said int) (_ rollout.Threshold, doubt, bad remark) {
	doubt = remark{code: codeDirection, words: "does not say which way is better; it is read as"}
	switch {
	case said != 0 && !m.breach:
		t.Op, doubt = goalOp[said], remark{}
		if by.sure && by.better == -said {
			doubt = conflict(t, by, said)
		}
	case m.number.IsZero():
		if t.Op = "<="; by.better == 0 {
			doubt.words = "is read as a limit"
		}
	case by.better == 0 || improves.MatchString(lower(by.words)) && spent(m.unit):
		return t, remark{}, askDirection
	default:
		if t.Op = goalOp[by.better]; m.breach { // "alert at 5 %": the figure is the edge
			doubt.words = "is read as an alarm"
		}
	}
	return t, doubt, bad
}

// relativeThreshold reads "20 % above average".
func relativeThreshold(t rollout.Threshold, above bool, better int) (_ rollout.Threshold, doubt, bad remark) {
	doubt = remark{code: codeDirection, words: "is read as the point where the metric stops being met"}
	switch {
	case above && better <= 0:
		t.Op, doubt.code = "<=", codeAlarm
	case above, better < 0:
		t.Op = ">="
	case better > 0:
		t.Op, doubt.code = "<=", codeAlarm
	default:
		return t, remark{}, askDirection
	}
	return t, doubt, bad
}
