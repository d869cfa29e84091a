package rollout

import (
	"slices"
	"time"
)

// ReviewPast is a review and what was done about it lately, the newest period
// first and at most NearPast of them.
type ReviewPast struct {
	Review
	Stored []ReviewOccurrence
}

// NearPast is how many of a review's periods a rule looks back on.
const NearPast = 8

// thawed is why a review that stood still was put off.
const thawed = "the agent was paused"

// ThawReviews puts off the reviews that stood still while an agent was paused
// and that would fall due at once, or be late, now that it is resumed: by as many
// days as were left when it was paused, a week at most. What was late before the
// pause stays late, and nothing is put off behind the next one. was is the state
// before the resume.
func ThawReviews(was, s State, reviews []ReviewPast, now time.Time) Effects {
	var e Effects
	if !was.Halted() || s.Halted() {
		return e
	}
	now = wholeSecond(now)
	paused := DayOf(was.Pause.Since, s.zone())
	for _, past := range reviews {
		r, c := past.Review, BusinessHours(past.Zone)
		at, ok := r.Standing(r.Today(now))
		if !ok || !r.Still(was) || at.Due.Before(paused) {
			continue
		}
		to, _ := c.NthWorkingDay(r.Today(now).AddDays(min(at.Due.unix()-paused.unix(), 7)), 1)
		if at.Next.Period != "" && !to.Before(at.Next.Due) {
			to = workingDayBy(c, at.Next.Due.AddDays(-1))
		}
		if !at.Due.Before(to) || to.Before(r.Today(now)) {
			continue
		}
		m := Move{Period: at.Open.Period, To: to, Because: thawed, At: now}
		o := at.occurrence(storedOf(past.Stored, at.Open.Period), "")
		o.Late, o.Moves = 0, append(slices.Clone(o.Moves), m)
		r.Moved = &m
		e.Put = append(e.Put, r, o)
		e.Log = append(e.Log, Entry{Verb: VerbReviewSnooze, Plan: r.Plan, Kind: o.Kind(), Subject: o.Key(), Why: thawed})
	}
	return e
}
