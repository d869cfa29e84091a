package view

import "github.com/rolloutbot/rollout/internal/rollout"

// approvalItem words a request in the digests of those who can decide it.
func approvalItem(it rollout.DigestItem) string {
	f := facts(it.Facts)
	asks := Person(f.user(rollout.FactAsker)) + " asks to " + ApprovalPhrase(rollout.Approval{For: rollout.ApprovalKind(f[rollout.FactFor]), Facts: it.Facts})
	lead := dots("*"+Line(it.Subject)+"*", asks, Excerpt(it.Agent, 80))
	if it.Settled != "" {
		return lead
	}
	expires := ""
	if at := f.time(rollout.FactExpires); !at.IsZero() {
		expires = "Without an answer it expires " + Time(at) + "."
	}
	return joined([]string{lead, "Why: " + Excerpt(f[rollout.FactBecause], 200), expires}, "\n")
}
