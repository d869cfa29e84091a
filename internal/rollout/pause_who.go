package rollout

import (
	"slices"
	"strings"
)

// PauseRoles are the roles that a rule about a pause needs on Duty: whoever is
// asked, decides, or does a step.
func PauseRoles(p Plan, pa Pause) []string {
	names := slices.Concat(BuiltIn(), stopRoles(p), resumeRoles(p))
	for _, s := range pa.Steps {
		if s.Owner != "" {
			names = append(names, s.Owner)
		}
	}
	return names
}

// MayStop reports whether v decides on a pause, beside plan owner, rollout lead
// and administrators: whoever owns or is on duty for the security and behaviour
// areas, or owns a safety metric. What is asked in a private channel that fills
// such a role is asked by one of its people.
func MayStop(p Plan, d Duty, v Viewer) bool {
	return slices.ContainsFunc(stopRoles(p), func(role string) bool { return standsFor(d, role, v) })
}

// MayConfirm reports whether v does one of the steps numbered, from 1: they are
// among its confirmers.
func (p Pause) MayConfirm(n int, d Duty, v Viewer) bool {
	return n >= 1 && n <= len(p.Steps) && standsAmong(p.Steps[n-1].confirmers(d), d, v)
}

// confirmers are those who can say that the step is done: the people of its
// role, and the private channels that fill it, for one of their people. Anybody
// can walk into a public channel, so where nobody else fills the role, as where
// nobody does, it is the plan owner, and without one the administrators.
func (s PauseStep) confirmers(d Duty) []Place {
	places := slices.DeleteFunc(slices.Clone(fills(d, s.role())), func(p Place) bool { return isPublic(d, p) })
	if len(places) == 0 {
		places = fills(d, RolePlanOwner)
	}
	if len(places) == 0 {
		for _, a := range d.House.Admins {
			places = append(places, DM(a))
		}
	}
	return places
}

// isPublic reports whether a place is a channel that anybody can walk into.
func isPublic(d Duty, p Place) bool { return p.Channel() != "" && !d.Private[p.Channel()] }

// role is the role that does the step.
func (s PauseStep) role() string {
	if s.Owner == "" {
		return RolePlanOwner
	}
	return s.Owner
}

func standsFor(d Duty, role string, v Viewer) bool { return standsAmong(fills(d, role), d, v) }

// standsAmong reports whether v is one of the places, or acts in a private
// channel among them.
func standsAmong(places []Place, d Duty, v Viewer) bool {
	return v.User != "" && slices.Contains(places, DM(v.User)) ||
		v.Channel != "" && d.Private[v.Channel] && slices.Contains(places, In(v.Channel))
}

// securityRoles are the owner and the path of the security areas.
func securityRoles(p Plan) []string { return areaRoles(p, Policy.Roles, Security) }

// stopRoles are those who may stop the agent by their place in the plan.
func stopRoles(p Plan) []string {
	return append(areaRoles(p, Policy.Roles, Security, Behaviour), safetyRoles(p)...)
}

// resumeRoles decide on a resumption: the owners that the plan names for the
// security areas and for the safety metrics.
func resumeRoles(p Plan) []string {
	owners := func(pol Policy) []string {
		if pol.IsDefault("owner") {
			return nil
		}
		return pol.Steps[0].Roles
	}
	return append(areaRoles(p, owners, Security), safetyRoles(p)...)
}

func areaRoles(p Plan, of func(Policy) []string, kinds ...AreaKind) []string {
	var names []string
	for _, a := range Areas(p) {
		if slices.Contains(kinds, a.Kind) {
			names = append(names, of(PolicyFor(p, State{}, a.Row, DefaultSeverity))...)
		}
	}
	return namedRoles(names)
}

func safetyRoles(p Plan) []string {
	var names []string
	for _, m := range p.Metrics {
		if about := strings.ToLower(m.Area.Text + " " + m.Metric.Text); strings.Contains(about, "safety") && m.Owner.Acts() {
			names = append(names, m.Owner.Value...)
		}
	}
	return namedRoles(names)
}
