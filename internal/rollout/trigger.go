package rollout

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Trigger finds the first pause trigger of the plan that an incident may meet,
// as its author wrote it; "" when none may. It only ever offers a button, so it
// says "may" rather than miss one:
//
//   - a trigger that names a severity ("any sev1 …", "P1", "critical") speaks of
//     incidents at least that bad, and of its area where it names one;
//   - one that names an area ("security …") speaks of that area's;
//   - any other speaks of a report that has two of its telling words, or its
//     only one;
//   - one that measures something ("below 70%", "over 120% of the budget")
//     speaks of a metric or of money, never of an incident.
//
// Common words tell nothing: incident, issue, user, data, agent, error, any.
func Trigger(p Plan, area AreaKind, sev Severity, report string) string {
	if !p.Pause.Triggers.Acts() {
		return ""
	}
	for _, t := range p.Pause.Triggers.Value {
		if meets(t.Text, area, sev, report) {
			return t.Text
		}
	}
	return ""
}

func meets(trigger string, area AreaKind, sev Severity, report string) bool {
	worst, named := severityNamed(trigger)
	if !named && measured.MatchString(trigger) {
		return false
	}
	words := tellingWords(trigger)
	kind := AreaKindOf(strings.Join(words, " "))
	switch {
	case named && sev > worst:
		return false
	case kind != OtherArea:
		return kind == area || !named && shared(words, tellingWords(report)) >= 2
	case named:
		return true
	}
	n := shared(words, tellingWords(report))
	return n >= 2 || n == 1 && len(words) == 1
}

var (
	measured = regexp.MustCompile(`(?i)[0-9][0-9.,]*\s*(?:%|percent|usd|eur|\$|€)|[$€£]\s*[0-9]|\b(?:above|below|over|under|exceeds?|more than|less than|at least|at most)\s+[$€£]?[0-9]`)
	severity = regexp.MustCompile(`(?i)\b(?:sev(?:erity)?|p|s)[\s-]?([1-4])\b`)
	critical = regexp.MustCompile(`(?i)\b(?:critical|high[ -]severity)\b`)
)

// severityNamed is the least bad severity that a trigger names.
func severityNamed(trigger string) (worst Severity, named bool) {
	for _, m := range severity.FindAllStringSubmatch(trigger, -1) {
		worst, named = max(worst, Severity(m[1][0]-'0')), true
	}
	if !named && critical.MatchString(trigger) {
		worst, named = 1, true
	}
	return worst, named
}

// commonWords tell nothing of what a trigger or a report is about.
var commonWords = strings.Fields(`incident incidents issue issues user users data agent agents error errors any all
	a an the of in on at to for from by with and or is are be been was were has have it its that this not no
	more than when if as into out one two confirmed repeated new open opened
	sev sev1 sev2 sev3 sev4 severity critical p1 p2 p3 p4 s1 s2 s3 s4 high`)

// tellingWords are the words of a text that say what it is about, once each,
// folded so that "leaks" and "leaked" are the same.
func tellingWords(text string) []string {
	var all []string
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if slices.Contains(commonWords, w) || len(w) < 3 {
			continue
		}
		if w = stem(w); !slices.Contains(all, w) {
			all = append(all, w)
		}
	}
	return all
}

// stem drops an ending that only bends a word.
func stem(w string) string {
	for _, end := range []string{"ations", "ation", "ings", "ing", "ies", "ed", "es", "s"} {
		if short, ok := strings.CutSuffix(w, end); ok && len(short) >= 4 {
			return short
		}
	}
	return w
}

func shared(a, b []string) int {
	n := 0
	for _, w := range a {
		if slices.Contains(b, w) {
			n++
		}
	}
	return n
}
