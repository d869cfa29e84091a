package view

import "github.com/rolloutbot/rollout/internal/rollout"

func waiverPhrase(f facts) string {
	return "waive " + Line(f[rollout.FactKey]) + " of " + Line(f[rollout.FactWave]) + ", " + Quote(f[rollout.FactCriterion], 200) +
		" (" + joined([]string{Line(f[rollout.FactGate]), Line(f[rollout.FactVerdict]), waivedCount(f)}, ", ") + ")"
}

// waivedCount is what was counted when a waiver was asked for, which is what it
// covers; "" where nothing was.
func waivedCount(f facts) string {
	n := f[rollout.FactCount]
	switch {
	case n == "":
		return ""
	case f[rollout.FactOpen] != "":
		return Line(n) + " open"
	}
	return Line(n) + " opened"
}
