package planfile

import (
	"regexp"
	"strings"
)

const waveVerb = `met|completed?|done|finished|passed|closed|accepted|signed off|successful(?:ly)?`

var (
	waveMet   = regexp.MustCompile(`(?i)\b(?:wave|phase|stage)\s+([a-z0-9]+)\b.*?\b(?:` + waveVerb + `)\b|^(.{2,40}?) exit (?:criteria |gate )?(?:met|completed?|done|passed|finished)$|^(pilot) (?:criteria )?(?:met|completed?|done|finished)$|^after (?:wave|phase|stage) ([a-z0-9]+)$`)
	waveTo    = regexp.MustCompile(`(?i)^.*?\b(?:wave|phase|stage)\s+[a-z0-9]+\b(.*?)\b(?:` + waveVerb + `)\b`)
	waveNoise = regexp.MustCompile(`(?i)\b(?:` + waveVerb + `|the|previous|after|once|when|is|was|are|were|has|have|been|be|exit|entry|gate|criteria|criterion|all|its|fully|formally|and|rollout)\b`)
)

// waveCriterion finds the wave that must be done, and what else the text says.
// "Wave 1 issues closed" is about the issues: no wave.
func waveCriterion(text string) (wave, left string, ok bool) {
	at := waveMet.FindStringSubmatchIndex(text)
	if at == nil {
		return "", "", false
	}
	m := waveMet.FindStringSubmatch(text)
	wave = m[1] + m[2] + m[3] + m[4]
	if m[1] == "" {
		return wave, "", true
	}
	if to := waveTo.FindStringSubmatch(text); to == nil || without(to[1], waveNoise) != "" {
		return "", "", false
	}
	before := text[:at[0]]
	if left = without(before, waveNoise); left != "" {
		left = strings.TrimSpace(before)
	}
	after := strings.Trim(text[at[1]:], " ,;.")
	if without(after, waveNoise) != "" {
		left = strings.TrimSpace(left + " " + after)
	}
	return wave, left, true
}
