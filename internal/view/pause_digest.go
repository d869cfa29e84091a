package view

import "github.com/rolloutbot/rollout/internal/rollout"

// pauseItem words a pause that lasts in the digests of plan owner and rollout
// lead: a line a week, and once the question what is to become of the agent.
func pauseItem(it rollout.DigestItem) string {
	f := facts(it.Facts)
	lasts := "paused for " + count(f.number(rollout.FactDays), "day", "days")
	by := dots("since "+f.day(rollout.FactDay)+" by "+Person(f.user(rollout.FactBy)), Line(f[rollout.FactID]))
	asks := f[rollout.FactAsks] != ""
	lead := dots("*"+sentence(lasts)+"*", Excerpt(it.Agent, 80), by)
	if asks {
		lead = dots("*Resume or retire?*", Excerpt(it.Agent, 80), lasts, by)
	}
	if it.Settled != "" {
		return lead
	}
	var more []string
	if text := f[rollout.FactText]; text != "" {
		more = append(more, "Why: "+Excerpt(text, 200))
	}
	if f[rollout.FactResume] != "" {
		more = append(more, Person(f.user(rollout.FactAsker))+" asks to resume it, and "+Line(f[rollout.FactResume])+" waits to be decided.")
	}
	if asks {
		more = append(more, retireWords(f))
	}
	return joined(append([]string{lead}, more...), "\n")
}

// retireWords say who decides on retiring the agent.
func retireWords(f facts) string {
	if f[rollout.FactReview] == "" {
		return "Ask to resume it, and somebody else decides. No review of the plan speaks of retiring it: write one into its section 6 to have that looked at."
	}
	return "Ask to resume it, and somebody else decides. Retiring is for the review " + Quote(f[rollout.FactReview], 100) +
		", due " + f.day(rollout.FactDue) + ", to look at: " + Code("review")
}
