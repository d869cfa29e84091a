package commands

import (
	"regexp"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// Severity takes a severity from the line's front: sev1 … sev4, "sev 2", s1,
// p1 and critical. One that does not exist, such as sev5 or p0, is a Problem:
// taken for a part of the text it would become the default severity unnoticed.
func (l *Line) Severity() (rollout.Severity, bool, error) {
	s, n, err := severityAt(l.Words())
	if err == nil {
		l.Drop(n)
	}
	return s, n > 0, err
}

var notSeverity = regexp.MustCompile(`^(?:sev(?:erity)?[0-9]+|[ps]0)$`)

// severityAt reads a severity at the front of words and says how many words it
// takes; 0 when none stands there.
func severityAt(words []string) (s rollout.Severity, n int, err error) {
	if len(words) == 0 {
		return 0, 0, nil
	}
	word := severityWord(words[0])
	if (word == "sev" || word == "severity") && len(words) > 1 && bareNumber.MatchString(severityWord(words[1])) {
		s, n, err = severityAt([]string{"sev" + words[1]})
		return s, 2 * n, err
	}
	if s, ok := asSeverity(word); ok {
		return s, 1, nil
	}
	if notSeverity.MatchString(word) {
		return 0, 0, rollout.Problemf(rollout.Invalid, "Use sev1 (worst) to sev4, or leave it out.",
			"There is no severity “%s”, so nothing was done.", clip(word, 20))
	}
	return 0, 0, nil
}

func severityWord(w string) string { return strings.TrimRight(w, ":,.") }

// asSeverity reads one word.
func asSeverity(w string) (rollout.Severity, bool) {
	if w == "critical" || w == "crit" {
		return 1, true
	}
	for _, prefix := range []string{"severity", "sev", "s", "p"} {
		if d, ok := strings.CutPrefix(w, prefix); ok && len(d) == 1 && d >= "1" && d <= "4" {
			return rollout.Severity(d[0] - '0'), true
		}
	}
	return 0, false
}
