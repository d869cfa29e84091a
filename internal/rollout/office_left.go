package rollout

import (
	"slices"
	"strings"
)

// Facts of an office whose holder is gone.
const (
	FactAgents = "agents" // names of the plans' agents, a line each, at most some
	FactMore   = "more"   // how many more agents there are
)

// AccountClosed tells the administrators that the account of somebody who owns
// plans or leads their rollouts is no longer in use: what would be asked of them,
// and of whoever is asked when a role is empty, reaches nobody. held are the
// states of the plans in which they hold something. One message, once.
func AccountClosed(was, is Person, held []State, h House) Effects {
	if is.Account != Deactivated || was.Account == Deactivated || len(h.Admins) == 0 {
		return Effects{}
	}
	left := slices.DeleteFunc(slices.Clone(held), func(s State) bool { return s.Stage == Retired || len(s.Offices(is.ID)) == 0 })
	if len(left) == 0 {
		return Effects{}
	}
	const named = 10
	var names []string
	for _, s := range left[:min(named, len(left))] {
		names = append(names, s.Agent)
	}
	s := left[0]
	n := Notice{
		Kind: NoticeOfficeVacant, Plan: s.Plan, Subject: string(s.Plan),
		Facts: map[string]string{
			FactTo: string(DM(is.ID)), FactIn: string(s.Plan), FactOffices: strings.Join(s.Offices(is.ID), ", "),
			FactAgents: strings.Join(names, "\n"), FactMore: number(len(left) - len(names)),
		},
	}
	for _, u := range h.Admins {
		if u != is.ID {
			n.To = append(n.To, Target{To: DM(u), Routes: []Place{In(h.Fallback)}})
		}
	}
	if len(n.To) == 0 {
		n.To = []Target{{To: In(h.Fallback)}}
	}
	return Effects{Notices: []Notice{n}}
}
