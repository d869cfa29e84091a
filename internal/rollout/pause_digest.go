package rollout

import "time"

// Facts of a pause's item in a digest, beside those of its messages.
const (
	FactReview = "review" // the review that looks at retiring the agent; missing: the plan has none
	FactResume = "resume" // the approval by which it may be resumed; missing: nobody asks for it
	FactAsks   = "asks"   // "yes": the plan owner is asked whether it is resumed or retired
)

// When a pause that lasts is spoken of, in days after the one on which the agent
// was off: over a week, then once a week; after 30 days the plan owner is asked
// what is to become of it, and from then on it is once a week again.
const (
	longPause  = 8
	askedPause = 30
)

// PauseDigest is what the digests of plan owner and rollout lead say of an agent
// that stays paused: a line a week, and once the question whether it is resumed
// or retired. reviews are the plan's; the one that speaks of retiring is named.
// A step that falls on a closed day is the next working day's. It ends with the
// pause.
func PauseDigest(s State, pa Pause, reviews []Review, a Asked) []DigestItem {
	if s.Pause == nil || !s.Pause.Off || s.Pause.ID != pa.ID || a.User != s.PlanOwner && a.User != s.RolloutLead() {
		return nil
	}
	since := DayOf(pa.PausedAt, s.zone())
	said, asks := longPauseSteps(since, s.Zone, a)
	if !said {
		return nil
	}
	it := DigestItem{
		Plan: s.Plan, Agent: s.Agent, Of: pa.Kind(), Subject: pa.ID, What: "pause", Urgency: UrgentNever,
		Facts: map[string]string{
			FactID: pa.ID, FactItem: s.Agent, FactDays: number(a.To.unix() - since.unix()), FactDay: since.String(), FactBy: string(pa.DecidedBy),
		},
	}
	put(it.Facts, FactText, pa.Text)
	if pa.State == PauseResumeAsked {
		it.Facts[FactResume], it.Facts[FactAsker] = pa.Resume, string(pa.ResumeAsker)
	} else {
		it.Button, it.Line = "Ask to resume", "in "+string(s.Plan)+" resume "+pa.ID
	}
	if asks && a.User == s.PlanOwner {
		it.Facts[FactAsks], it.Due, it.Urgency = yes, a.To, UrgentToday
		if name, due, ok := retiringReview(reviews, a.To); ok {
			it.Facts[FactReview], it.Facts[FactDue] = name, due.String()
		}
	}
	return []DigestItem{it}
}

// lasts reports whether the agent has stayed paused for so long that the digests
// of plan owner and rollout lead speak of it, and whether the plan owner is asked
// by now what is to become of it.
func (p Pause) lasts(s State, u UserID, now time.Time) (lasts, asks bool) {
	if u == "" || u != s.PlanOwner && u != s.RolloutLead() || !p.Live() || p.PausedAt.IsZero() {
		return false, false
	}
	days := DayOf(now, s.zone()).unix() - DayOf(p.PausedAt, s.zone()).unix()
	return days >= longPause, days >= askedPause && u == s.PlanOwner && p.State == PausePaused
}

// longPauseSteps reports whether a pause is spoken of on one of the days that
// are asked about, and whether the question is among that.
func longPauseSteps(since Day, zone string, a Asked) (said, asks bool) {
	c := BusinessHours(zone)
	for n := longPause; ; n += 7 {
		if n < askedPause && n+7 > askedPause { // two in two days would be one too many
			n = askedPause
		}
		raw := since.AddDays(n)
		if a.To.Before(raw) {
			return said, asks
		}
		if d, ok := c.NthWorkingDay(raw, 1); ok && !d.Before(a.From) && !a.To.Before(d) {
			said, asks = true, asks || n == askedPause
		}
	}
}

// retireWords name the review that looks at whether an agent is retired.
var retireWords = []string{"retire", "retired", "retirement", "retiring", "decommission", "decommissioning", "sunset"}

// retiringReview is the review of a plan that speaks of retiring, and when it is
// due next.
func retiringReview(reviews []Review, today Day) (name string, due Day, ok bool) {
	for _, r := range reviews {
		if at, comes := r.Standing(today); comes && saysOneOf(r.Item, retireWords) {
			return r.Item, at.Due, true
		}
	}
	return "", Day{}, false
}
