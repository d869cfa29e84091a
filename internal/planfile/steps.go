package planfile

import (
	"regexp"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/rolloutbot/rollout/internal/rollout"
)

var (
	stepSep    = regexp.MustCompile(`\s*(?:;|\n|→|->|=>)\s*`)
	sentence   = regexp.MustCompile(`[.!]\s+`)
	stepComma  = regexp.MustCompile(`,\s+`)
	dependent  = regexp.MustCompile(`(?i)^(?:if|when|once|after|before|in case|as soon as|unless|where|for|on|at|within|until)\b`)
	clause     = regexp.MustCompile(`(?i)^(?:which|who|whose|including|such as|e\.g\.?|i\.e\.?|if|when|unless|after|before|because|so|while|until|as|where|with|without|even|except|but|not|or both|too)\b`)
	conjoined  = regexp.MustCompile(`(?i)^(?:and(?: then)?|then|finally|next|first|afterwards|lastly)\s+`)
	orAgain    = regexp.MustCompile(`(?i)^or\s+`)
	waitStep   = regexp.MustCompile(`(?i)^(?:then )?(?:wait|hold|pause|allow)(?: for| at least)*\s+(\S+)[\s-]*(minutes?|mins?|hours?|hrs?|h|(?:business |working |calendar )?days?|weeks?|months?|quarters?)\b`)
	ownerTail  = regexp.MustCompile(`^(.*\S)\s*(?:\(\s*(?i:owner:?|by|who:?)?\s*([^()]+)\)|\s[–—-]{1,2}\s+(?i:owner:\s*)?([^()–—]+)|\s(@[\w.-]+)|[,;]?\s+(?i:owner|responsible|by):\s*(.+))$`)
	ownerFirst = regexp.MustCompile(`^(@[\w.-]+|\p{Lu}[^:,.;]{2,40}):\s+(\S.*)$`)
)

// Steps reads a procedure: items in order, with the role that does each and
// the waits between them. ", or …" is another way of doing the same step.
func Steps(text string) (rollout.Cell[[]rollout.PlanStep], []rollout.Finding) {
	return steps(text, false)
}

// Triggers reads pause triggers, each of which is enough alone.
func Triggers(text string) (rollout.Cell[[]rollout.PlanStep], []rollout.Finding) {
	return steps(text, true)
}

func steps(text string, alone bool) (rollout.Cell[[]rollout.PlanStep], []rollout.Finding) {
	type P = []rollout.PlanStep
	switch {
	case nothing(text) || lower(text) == "none":
		return empty[P](strings.TrimSpace(text))
	case undecided(text):
		return unclear[P](text, "steps-unclear", quote(text)+" holds no step yet.", "Write one step a line.")
	}
	var out P
	for _, t := range stepTexts(text, alone) {
		out = append(out, oneStep(t))
	}
	if len(out) == 0 {
		return unclear[P](text, "steps-unclear", quote(text)+" holds no step that is read.", "Write one step a line.")
	}
	var words []string
	for _, s := range out {
		w := s.Text
		if s.Owner != "" {
			w += " (" + s.Owner + ")"
		}
		words = append(words, w)
	}
	return understood(text, plural(len(out), "item")+": "+strings.Join(words, "; "), out)
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
		if p = strings.TrimRight(conjoined.ReplaceAllString(p, ""), " .,;"); p != "" {
			out = append(out, p)
		}
	}
	return out
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

func oneStep(t string) rollout.PlanStep {
	s := rollout.PlanStep{Text: t}
	if m := ownerTail.FindStringSubmatch(t); m != nil {
		if who := strings.TrimSpace(m[2] + m[3] + m[4] + m[5]); isStepOwner(who) {
			s.Text, s.Owner = strings.TrimSpace(m[1]), roleName(who)
		}
	}
	if m := ownerFirst.FindStringSubmatch(t); s.Owner == "" && m != nil && isStepOwner(m[1]) {
		s.Text, s.Owner = m[2], roleName(m[1])
	}
	if m := waitStep.FindStringSubmatch(s.Text); m != nil {
		s.Wait = isoWait(strings.ToLower(m[1]), strings.ToLower(m[2]))
	}
	return s
}

// isStepOwner accepts a role of a few words that begins like a name, so that
// "(see the support runbook)" is no owner.
func isStepOwner(s string) bool {
	if strings.HasPrefix(s, "@") {
		return true
	}
	f := strings.Fields(s)
	if len(f) == 0 || len(f) > 5 || strings.ContainsAny(s, "0123456789%$€") {
		return false
	}
	first := []rune(f[0])[0]
	return isRole(s) && strings.ToUpper(string(first)) == string(first)
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
