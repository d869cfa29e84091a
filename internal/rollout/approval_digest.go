package rollout

import "slices"

// ApprovalDigest is what the digest says to whoever can decide what is asked for
// and has not been: on the first working day after the one on which it was asked,
// when they were told, and then weekly. duty holds the roles of the approval.
func ApprovalDigest(s State, ap Approval, d Duty, a Asked) []DigestItem {
	if ap.State != ApprovalOpen || !slices.Contains(ap.Deciders(d), a.User) || !waitsOn(DayOf(ap.Asked, s.zone()), s, a) {
		return nil
	}
	item := DigestItem{
		Plan: ap.Plan, Agent: ap.Agent, Of: ap.Kind(), Subject: ap.ID, What: "approval", Urgency: UrgentSoon,
		Facts: ap.facts(), Button: "See it", Line: "in " + string(ap.Plan) + " approvals",
	}
	item.Facts[FactItem] = ap.ID
	if !ap.Expires.IsZero() {
		item.Due = DayOf(ap.Expires, s.zone())
	}
	return []DigestItem{item}
}

// waitsOn reports whether a digest speaks of what has waited since a day.
func waitsOn(since Day, s State, a Asked) bool {
	c := BusinessHours(s.zone().String())
	for raw := since.AddDays(1); !a.To.Before(raw); raw = raw.AddDays(7) {
		if d, ok := c.NthWorkingDay(raw, 1); ok && !d.Before(a.From) && !a.To.Before(d) {
			return true
		}
	}
	return false
}
