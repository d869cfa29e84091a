package planfile

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/rolloutbot/rollout/internal/rollout"
)

var (
	stepSep   = regexp.MustCompile(`\s*(?:;|\n|→|->|=>)\s*`)
	sentence  = regexp.MustCompile(`[.!]\s+`)
	stepComma = regexp.MustCompile(`,\s+`)
	dependent = regexp.MustCompile(`(?i)^(?:if|when|once|after|before|in case|as soon as|unless|where|for|on|at|within|until)\b`)
	clause    = regexp.MustCompile(`(?i)^(?:which|who|whose|including|such as|e\.g\.?|i\.e\.?|if|when|unless|after|before|because|so|while|until|as|where|with|without|even|except|but|not|or both|too)\b`)
	conjoined = regexp.MustCompile(`(?i)^(?:and(?: then)?|then|finally|next|first|afterwards|lastly)\s+`)
	orAgain   = regexp.MustCompile(`(?i)^or\s+`)
	waitStep  = regexp.MustCompile(`(?i)^(?:then )?(?:wait|hold|pause|allow)(?: for| at least)*\s+(\S+)[\s-]*(minutes?|mins?|hours?|hrs?|h|(?:business |working |calendar )?days?|weeks?|months?|quarters?)\b`)
	waitThen  = regexp.MustCompile(`(?i)^(?:([^,]*?),?(?: and)? then |, and |, | and )\s*(\S+\s+\S.*)$`)
	waitFor   = regexp.MustCompile(`(?i)^[\s,]*(?:for\b[^,]*|at least|in total)?$`)
	ownLine   = regexp.MustCompile(`(?i)^\(?(?:owner|responsible)\s*:\s*\S`)
)

const stepFix = "Write who does it behind the step, such as “Switch the agent off (Owner: Platform Team)”."

// Steps reads a procedure: items in order, with the role that does each and
// the waits between them. ", or …" is another way of doing the same step.
// roles are those that the plan names elsewhere: by them an owner is known who
// stands in front of what is done. A step that begins with its owner keeps its
// words, and who that is, is assumed.
func Steps(text string, roles ...string) (rollout.Cell[[]rollout.PlanStep], []rollout.Finding) {
	c, fs := stepCell(text, false)
	if c.Status != rollout.Understood {
		return c, fs
	}
	assumedOwners := newStepOwners(roles).give(c.Value)
	c.Reading = stepsReading(c.Value)
	var doubts []rollout.Finding
	if len(assumedOwners) > 0 {
		doubts = append(doubts, finding("steps-owner", "Who does it is read from how the step is written: "+list(assumedOwners)+".", stepFix))
	}
	for i, s := range c.Value {
		if s.Wait != "" && !waitFor.MatchString(waitStep.ReplaceAllString(s.Text, "")) {
			doubts = append(doubts, finding("steps-wait", "Step "+strconv.Itoa(i+1)+" is read as a wait: nobody is asked to do anything of "+quote(s.Text)+".",
				"Write the wait and what is done after it as two steps, such as “Wait 30 min” and “Check that no answers come (Platform Team)”."))
		}
	}
	if len(doubts) > 0 {
		return assumed(text, c.Reading, c.Value, doubts...)
	}
	return c, nil
}

// Triggers reads pause triggers, each of which is enough alone.
func Triggers(text string) (rollout.Cell[[]rollout.PlanStep], []rollout.Finding) {
	c, fs := stepCell(text, true)
	if c.Status == rollout.Understood {
		newStepOwners(nil).give(c.Value)
		c.Reading = stepsReading(c.Value)
	}
	return c, fs
}

// stepCell splits a text into items, and finds the waits among them.
func stepCell(text string, alone bool) (rollout.Cell[[]rollout.PlanStep], []rollout.Finding) {
	type P = []rollout.PlanStep
	switch {
	case nothing(text) || lower(text) == "none":
		return empty[P](strings.TrimSpace(text))
	case undecided(text):
		return unclear[P](text, "steps-unclear", quote(text)+" holds no step yet.", "Write one step a line.")
	}
	var out P
	for _, t := range stepTexts(text, alone) {
		out = append(out, rollout.PlanStep{Text: t})
	}
	if len(out) == 0 {
		return unclear[P](text, "steps-unclear", quote(text)+" holds no step that is read.", "Write one step a line.")
	}
	return understood(text, "", out)
}

func stepsReading(steps []rollout.PlanStep) string {
	words := make([]string, len(steps))
	for i, s := range steps {
		words[i] = s.Text
		if s.Owner != "" {
			words[i] += " (" + s.Owner + ")"
		}
	}
	return plural(len(steps), "item") + ": " + strings.Join(words, "; ")
}

// stepTexts splits at lines, numbers, arrows and ";"; where there is none of
// these, at sentences, and a single sentence at its commas.
func stepTexts(text string, alone bool) []string {
	parts := nonblank(splitTop(plainLines(text), stepSep))
	if len(parts) == 1 {
		parts = inlineNumbers(parts[0])
	}
	if len(parts) == 1 {
		parts = nonblank(splitTop(parts[0], sentence))
	}
	if len(parts) == 1 {
		parts = clauses(parts[0], alone)
	}
	out := parts[:0:0]
	for _, p := range parts {
		p = strings.TrimSpace(numberMark.ReplaceAllString(strings.TrimSpace(itemMark.ReplaceAllString(p, "")), ""))
		if strings.HasSuffix(p, ":") && len(parts) > 1 && len(out) == 0 {
			continue // "Any of:" introduces the list
		}
		if ownLine.MatchString(p) && len(out) > 0 { // the owner of the step before
			out[len(out)-1] += ", " + strings.TrimRight(p, " .,;")
			continue
		}
		if p = strings.TrimRight(conjoined.ReplaceAllString(p, ""), " .,;"); p != "" {
			out = append(out, waitApart(p)...)
		}
	}
	return out
}

// waitApart parts "wait 30 min, then check" into the wait and what is done then.
func waitApart(p string) []string {
	at := waitStep.FindStringIndex(p)
	if at == nil {
		return []string{p}
	}
	m := waitThen.FindStringSubmatch(p[at[1]:])
	if m == nil || clause.MatchString(m[2]) || orAgain.MatchString(m[2]) {
		return []string{p}
	}
	return []string{p[:at[1]] + m[1], m[2]}
}

// clauses splits a sentence at the commas that part steps. A comma behind
// "if …", or before "which …", parts none. "or" joins alternatives, but where
// each item is enough alone the one before the last item only ends the list.
func clauses(s string, alone bool) []string {
	var out []string
	for _, p := range splitTop(s, stepComma) {
		p = strings.TrimSpace(p)
		k := len(out) - 1
		switch {
		case k >= 0 && (clause.MatchString(p) || dependent.MatchString(out[k]) && !strings.Contains(out[k], ", ")):
			out[k] += ", " + p
		case k >= 0 && orAgain.MatchString(p) && alone:
			out = append(out, orAgain.ReplaceAllString(p, ""))
		case k >= 0 && orAgain.MatchString(p):
			out[k] += ", " + p
		default:
			out = append(out, p)
		}
	}
	return out
}

// isoWait is the ISO duration of "30", "days"; "" when the number is none.
func isoWait(n, unit string) string {
	k, ok := count(n)
	if !ok || k == 0 || k > 10_000 {
		return ""
	}
	unit = unit[strings.LastIndex(unit, " ")+1:]
	d := decimal.NewFromInt(int64(k)).String()
	switch {
	case strings.HasPrefix(unit, "mo"):
		return "P" + d + "M"
	case strings.HasPrefix(unit, "mi"):
		return "PT" + d + "M"
	case strings.HasPrefix(unit, "h"):
		return "PT" + d + "H"
	case strings.HasPrefix(unit, "w"):
		return isoWindow(n, "week")
	case strings.HasPrefix(unit, "q"):
		return isoWindow(n, "quarter")
	}
	return "P" + d + "D"
}
