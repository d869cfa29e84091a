package rollout

import "slices"

// MaySee reports whether somebody may see what an incident says. Everybody sees
// a public one. A private one is for its reporter, whoever was told of it or
// fills a role of its policy, the plan owner, administrators, and what is asked
// in a private channel that it stands in or that fills one of those roles.
// Status, list, show, card, note and acknowledge all ask here.
//
// Duty.Private must know the channels of the policy's roles and of in.Places: a
// channel it does not call private shows nothing.
func MaySee(in Incident, v Viewer, d Duty) bool {
	if !in.Policy.Private {
		return true
	}
	here := In(v.Channel)
	open := v.Channel != "" && d.Private[v.Channel]
	if open && slices.Contains(in.Places, here) {
		return true
	}
	if v.User != "" {
		if v.Admin || d.House.IsAdmin(v.User) || v.User == in.Reporter || v.User == d.PlanOwner {
			return true
		}
		if slices.ContainsFunc(in.Told, func(t Told) bool { return t.Place == DM(v.User) }) {
			return true
		}
	}
	return slices.ContainsFunc(in.Policy.Roles(), func(role string) bool {
		places := fills(d, role)
		return v.User != "" && slices.Contains(places, DM(v.User)) || open && slices.Contains(places, here)
	})
}

// PrivateIncident is all that is said of an incident to those who may not see
// it.
const PrivateIncident = "private incident"

// Masked is what those who may not see a private incident get of it: that there
// is one, of which agent, and whether it is over. Not its number, its severity
// or anybody's name. A public one is returned as it is.
func Masked(in Incident) Incident {
	if !in.Policy.Private {
		return in
	}
	return Incident{
		Schema: in.Schema, Plan: in.Plan, Agent: in.Agent, State: in.State, Text: PrivateIncident,
		Policy: Policy{Area: PrivateIncident, Private: true},
	}
}
