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

// ThawReviews takes up the reviews that stood still while an agent was paused,
// now that it is resumed. What fell due meanwhile and was overtaken is skipped,
// not missed. What would fall due at once, or be late, is put off by as many days
// as were left when it was paused, a week at most. What was late before the pause
// stays late, and nothing is put off behind the next one. was is the state before
// the resume.
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
		if !ok || !r.Still(was) {
			continue
		}
		e.Join(past.skipSince(paused, now))
		if at.Due.Before(paused) {
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

// skipSince settles the occurrences that fell due from a day on, and were
// overtaken, as skipped. Those so far back that nobody can say whether they were
// done stay as they are.
func (past ReviewPast) skipSince(from Day, now time.Time) Effects {
	var e Effects
	r := past.Review
	for _, o := range r.overtaken(now, MostThawed) {
		had := storedOf(past.Stored, o.Period)
		unknown := len(past.Stored) >= NearPast && o.Due.Before(past.Stored[len(past.Stored)-1].Due)
		if o.Due.Before(from) || unknown || had != nil && had.Outcome != "" {
			continue
		}
		e.Put = append(e.Put, ReviewOccurrence{
			Schema: 1, Plan: r.Plan, Row: r.Row, Agent: r.Agent, Item: r.Item, Period: o.Period, Due: o.Due,
			Outcome: Skipped, At: now, Text: thawed,
		})
	}
	if len(e.Put) > 0 {
		e.Log = []Entry{{Verb: VerbReviewSkip, Plan: r.Plan, Kind: r.Kind(), Subject: r.Key(), Why: thawed}}
	}
	return e
}

// MostThawed bounds how many occurrences of one review are skipped for a pause:
// more than a year of weekly ones.
const MostThawed = 60
