package store

import (
	"slices"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// Person returns what is known of an account, or ErrNotFound.
func Person(tx Tx, id rollout.UserID) (rollout.Person, error) {
	return get[rollout.Person](tx, kindPerson, string(id))
}

// ClosedAccounts lists the people whose account is not in use any more.
func ClosedAccounts(tx Tx) ([]rollout.UserID, error) {
	gone, err := found(tx, kindPerson, Range{Prefix: string(rollout.Deactivated) + sep})
	var all []rollout.UserID
	for _, it := range gone {
		all = append(all, rollout.UserID(leadsTo(it.Key)))
	}
	return all, err
}

// Channel returns what is known of a channel, or ErrNotFound.
func Channel(tx Tx, id rollout.ChannelID) (rollout.Channel, error) {
	return get[rollout.Channel](tx, kindChannel, string(id))
}

// House returns what the installation says of itself; the zero House before the
// first start.
func House(tx Tx) (rollout.House, error) {
	h, _, err := maybe[rollout.House](tx, kindHouse, rollout.House{}.Key())
	return h, err
}

// Role returns who fills a role of a plan: the plan's own record, else the one
// for all plans, else a Role that nobody fills. Plan owner and rollout lead
// live in State; DutyOf knows them.
func Role(tx Tx, plan rollout.PlanID, name string) (rollout.Role, error) {
	r := rollout.Role{Plan: plan, Name: name}
	for _, p := range [...]rollout.PlanID{plan, rollout.AllPlans} {
		got, ok, err := maybe[rollout.Role](tx, kindRole, rollout.Role{Plan: p, Name: name}.Key())
		if err != nil {
			return r, err
		}
		if ok && (len(got.Fills) > 0 || p == rollout.AllPlans) {
			return got, nil
		}
		if ok {
			r = got
		}
	}
	return r, nil
}

// Roles lists the roles of a plan by name, then those for all plans that the
// plan does not fill itself.
func Roles(tx Tx, plan rollout.PlanID) ([]rollout.Role, error) {
	own, err := all[rollout.Role](tx, kindRole, Range{Prefix: string(plan) + "/"})
	if err != nil || plan == rollout.AllPlans {
		return own, err
	}
	every, err := all[rollout.Role](tx, kindRole, Range{Prefix: string(rollout.AllPlans) + "/"})
	if err != nil {
		return nil, err
	}
	for _, r := range every {
		filled := func(o rollout.Role) bool {
			return rollout.RoleKey(o.Name) == rollout.RoleKey(r.Name) && len(o.Fills) > 0
		}
		if !slices.ContainsFunc(own, filled) {
			own = append(own, r)
		}
	}
	return own, nil
}

// RolesFilledBy lists roles that a place fills, of all plans, at most limit of
// them; limit 0 means all.
func RolesFilledBy(tx Tx, p rollout.Place, limit int) ([]rollout.Role, error) {
	return byIndex[rollout.Role](tx, kindRole, Range{Prefix: rollout.FillsIndex(p) + sep, Limit: limit})
}

// DutyOf resolves roles of a plan to the places that fill them now, for the
// rule that decides in the same transaction. Deactivated people are left out.
// The plan must have a State, else ErrNotFound.
func DutyOf(tx Tx, plan rollout.PlanID, roles []string) (rollout.Duty, error) {
	s, err := State(tx, plan)
	if err != nil {
		return rollout.Duty{}, err
	}
	d := rollout.Duty{
		Roles:   make(map[string][]rollout.Place, len(roles)),
		Private: make(map[rollout.ChannelID]bool),
		Home:    s.Home,
		Zones:   make(map[rollout.UserID]string),
	}
	if d.House, err = House(tx); err != nil {
		return rollout.Duty{}, err
	}
	owner, err := reachable(tx, d, []rollout.Place{rollout.DM(s.PlanOwner)})
	if err != nil {
		return rollout.Duty{}, err
	}
	if len(owner) > 0 {
		d.PlanOwner = s.PlanOwner
	}
	places := []rollout.Place{rollout.In(s.Home), rollout.In(d.House.Fallback)}
	for _, name := range roles {
		key := rollout.RoleKey(name)
		if _, done := d.Roles[key]; done {
			continue
		}
		fills, err := fillsOf(tx, s, name)
		if err == nil {
			fills, err = reachable(tx, d, fills)
		}
		if err != nil {
			return rollout.Duty{}, err
		}
		d.Roles[key] = fills
		places = append(places, fills...)
	}
	for _, p := range places {
		c := p.Channel()
		if c == "" {
			continue
		}
		known, _, err := maybe[rollout.Channel](tx, kindChannel, string(c))
		if err != nil {
			return rollout.Duty{}, err
		}
		if known.Private {
			d.Private[c] = true
		}
	}
	return d, nil
}

// Keys of the roles that a plan's state keeps.
var (
	planOwnerKey   = rollout.RoleKey(rollout.RolePlanOwner)
	rolloutLeadKey = rollout.RoleKey(rollout.RoleRolloutLead)
)

// fillsOf are the places that fill a role, whoever they are.
func fillsOf(tx Tx, s rollout.State, name string) ([]rollout.Place, error) {
	switch rollout.RoleKey(name) {
	case planOwnerKey:
		return []rollout.Place{rollout.DM(s.PlanOwner)}, nil
	case rolloutLeadKey:
		return []rollout.Place{rollout.DM(s.RolloutLead())}, nil
	}
	r, err := Role(tx, s.Plan, name)
	return r.Fills, err
}

// reachable leaves out places that name nobody and people who are deactivated, and
// notes for the duty on which wall the others look.
func reachable(tx Tx, d rollout.Duty, places []rollout.Place) ([]rollout.Place, error) {
	var out []rollout.Place
	for _, p := range places {
		if p.User() == "" && p.Channel() == "" || slices.Contains(out, p) {
			continue
		}
		if u := p.User(); u != "" {
			who, _, err := maybe[rollout.Person](tx, kindPerson, string(u))
			if err != nil {
				return nil, err
			}
			if who.Account == rollout.Deactivated {
				continue
			}
			if who.Zone != "" {
				d.Zones[u] = who.Zone
			}
		}
		out = append(out, p)
	}
	return out, nil
}
