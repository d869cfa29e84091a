package planfile

import (
	"regexp"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// leftOut is the finding for a criterion that a record judges, of which words
// are left that no record holds; none where none are.
func leftOut(text, reading, left string) rollout.Finding {
	if left == "" {
		return rollout.Finding{}
	}
	return finding("criterion-words", "Of "+quote(text)+" only this is judged: "+reading+"; "+quote(left)+" is left out.",
		"Write what is left out as a criterion of its own, or take it out.")
}

var marks = regexp.MustCompile(`[\s,.:;()"\[\]/+*-]+`)

// without is what is left of a text when the words of noise and the marks
// between words are taken out.
func without(s string, noise *regexp.Regexp) string {
	return strings.TrimSpace(marks.ReplaceAllString(noise.ReplaceAllString(s, " "), " "))
}
