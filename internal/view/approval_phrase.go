package view

import "github.com/rolloutbot/rollout/internal/rollout"

func waiverPhrase(f facts) string {
	return "waive " + Line(f[rollout.FactKey]) + " of " + Line(f[rollout.FactWave]) + ", " + Quote(f[rollout.FactCriterion], 200) +
		" (" + joined([]string{Line(f[rollout.FactGate]), Line(f[rollout.FactVerdict])}, ", ") + ")"
}
