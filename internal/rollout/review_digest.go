package rollout

import (
	"cmp"
	"slices"
	"strings"
)

// Facts of a review in a digest or a list: plain data.
const (
	FactItem       = "item"        // as the plan calls it
	FactItemRow    = "item_row"    // "R3"
	FactItemPeriod = "item_period" // "2026-07"
	FactDays       = "days"        // days late
	FactEvidence   = "evidence"    // what the plan asks for
	FactOwners     = "owners"      // "@U1 @U2": whose it is, told to the plan owner
	FactUnfilled   = "unfilled"    // roles that no person fills: why the plan owner is asked
	FactChannels   = "channels"    // channels that do; missing: nobody fills them
)

// ReviewDigest makes the items that a person's digest has of one plan's reviews:
// those whose ladder has a step for them on the days asked about. awake are the
// plan's reviews of which something may be said by then, d who fills their roles.
func ReviewDigest(awake []Review, s State, d Duty, a Asked) []DigestItem {
	var out []DigestItem
	for _, r := range awake {
		mine := slices.Contains(ReviewersOf(r, d), a.User)
		if !mine && a.User != s.PlanOwner { // most are somebody else's
			continue
		}
		at, ok := r.Standing(a.To)
		if !ok || r.Still(s) {
			continue
		}
		owner, planOwner := at.Asks(a.From, a.To)
		if mine && owner || planOwner && a.User == s.PlanOwner {
			out = append(out, at.item(d, a.User))
		}
	}
	return out
}

// item is the open occurrence as a digest asks for it.
func (s ReviewStanding) item(d Duty, reader UserID) DigestItem {
	r := s.Review
	it := DigestItem{
		Plan: r.Plan, Agent: r.Agent, Of: ReviewOccurrence{}.Kind(), Subject: OccurrenceKey(r.Key(), s.Open.Period),
		What: "review", Due: s.Due, Button: "Review", Line: ReviewLine(r, s.Open.Period), Urgency: UrgentSoon,
		Facts: map[string]string{FactItem: r.Item, FactItemRow: string(r.Row), FactItemPeriod: s.Open.Period, FactDue: s.Due.String(), FactState: string(s.State)},
	}
	put(it.Facts, FactEvidence, r.Evidence)
	switch s.State {
	case ReviewOverdue:
		it.Urgency = UrgentLate
		it.Facts[FactDays] = number(s.Late)
	case ReviewDue:
		it.Urgency = UrgentToday
	}
	if whose := ReviewersOf(r, d); !slices.Contains(whose, reader) {
		places := make([]Place, len(whose))
		for i, u := range whose {
			places[i] = DM(u)
		}
		put(it.Facts, FactOwners, words(places))
	}
	var filled []Place
	for _, role := range r.Owners {
		filled = append(filled, fills(d, role)...)
	}
	if len(r.Owners) > 0 && !slices.ContainsFunc(filled, func(p Place) bool { return p.User() != "" }) {
		it.Facts[FactUnfilled] = strings.Join(r.Owners, ", ")
		put(it.Facts, FactChannels, words(once(filled)))
	}
	return it
}

// ReviewLine is the line that opens the form of one occurrence.
func ReviewLine(r Review, period string) string {
	return "in " + string(r.Plan) + " review done " + string(r.Row) + " " + period
}

// OwedReview is a review that is due soon, due or late, and who is asked for it.
type OwedReview struct {
	ReviewStanding
	Whose []UserID
}

// OwedReviews are those of a plan's reviews that are due soon, due or late on a
// day, worst first. d knows who fills their owners' roles.
func OwedReviews(reviews []Review, s State, d Duty, today Day) []OwedReview {
	var owed []OwedReview
	for _, r := range reviews {
		if at, ok := r.Standing(today); ok && at.State != ReviewScheduled && !r.Still(s) {
			owed = append(owed, OwedReview{at, ReviewersOf(r, d)})
		}
	}
	slices.SortStableFunc(owed, func(a, b OwedReview) int {
		return cmp.Or(cmp.Compare(a.Due.number(), b.Due.number()), strings.Compare(string(a.Review.Row), string(b.Review.Row)))
	})
	return owed
}

// Of reports whether the review waits on somebody: who is asked for it, and
// from some days late on the plan owner too.
func (o OwedReview) Of(u UserID, s State, today Day) bool {
	return slices.Contains(o.Whose, u) || u == s.PlanOwner && o.State == ReviewOverdue && o.WithPlanOwner(today)
}
