package rollout

import (
	"slices"
	"strings"
)

// routes are where a message goes that p cannot be given: the area's channel,
// the plan's, the fallback channel. A private one stays in the area's private
// channel and with the plan owner.
func (m *move) routes(p Place) []Place {
	var all []Place
	add := func(r Place) {
		if r.ID() != "" && r != p && !slices.Contains(all, r) {
			all = append(all, r)
		}
	}
	for _, role := range m.in.Policy.Steps[0].Roles {
		places, _ := m.who(role)
		for _, r := range places {
			if r.Channel() != "" {
				add(r)
			}
		}
	}
	if m.in.Policy.Private {
		add(DM(m.d.PlanOwner))
		return all
	}
	add(In(m.d.Home))
	add(In(m.d.House.Fallback))
	return all
}

// who fills a role now. Of a private incident a public channel is left out: it
// counts as nobody.
func (m *move) who(role string) (places, left []Place) {
	for _, p := range fills(m.d, role) {
		if c := p.Channel(); c != "" && m.in.Policy.Private && !m.d.Private[c] {
			left = append(left, p)
			continue
		}
		places = append(places, p)
	}
	return places, left
}

// fills are the places of a role; the plan owner's is known even when no
// record of the role says so.
func fills(d Duty, role string) []Place {
	if p := d.Places(role); len(p) > 0 {
		return p
	}
	if RoleKey(role) == RoleKey(RolePlanOwner) && d.PlanOwner != "" {
		return []Place{DM(d.PlanOwner)}
	}
	return nil
}

// reaches reports whether anybody fills a role of step n.
func (m *move) reaches(n int) bool {
	return slices.ContainsFunc(m.in.Policy.Steps[n].Roles, func(role string) bool {
		places, _ := m.who(role)
		return len(places) > 0
	})
}

// reached reports whether anybody was told in this round.
func (m *move) reached() bool {
	return slices.ContainsFunc(m.in.Told, m.thisRound)
}

// thisRound is about the generation too: what was told before somebody took
// the incident and gave it back is told again.
func (m *move) thisRound(t Told) bool { return t.Gen == m.in.Gen && t.Round == m.in.Round }

func (m *move) toldThisRound(p Place) bool {
	return slices.ContainsFunc(m.in.Told, func(t Told) bool { return t.Place == p && m.thisRound(t) })
}

// toldPlaces are all that were ever told, once each.
func (m *move) toldPlaces() []Place {
	var all []Place
	for _, t := range m.in.Told {
		if !slices.Contains(all, t.Place) {
			all = append(all, t.Place)
		}
	}
	return all
}

// words are places as a fact holds them: "@U1 #C2".
func words(places []Place) string {
	all := make([]string, len(places))
	for i, p := range places {
		all[i] = string(p)
	}
	return strings.Join(all, " ")
}
