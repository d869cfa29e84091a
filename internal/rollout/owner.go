package rollout

import (
	"slices"
	"time"
)

// VerbOwnerSet is filled roles in the audit record.
const VerbOwnerSet Verb = "owner.set"

// Fill says who fills a role from now on. Role is the name as the plan has it;
// people and channels are the facts of those in to.
type Fill struct {
	Role     string
	To       []Place
	People   []Person
	Channels []Channel
}

// SetOwner fills a role. Plan owner and rollout lead are one person each and
// live in the plan's state; every other role is a record of its own. Owners of
// a plan that is no draft hear what is theirs, once; who was plan owner or rollout
// lead before hears who is now. Who does it is not told of it.
func SetOwner(p Plan, s State, old Role, f Fill, by Actor, now time.Time) (Effects, error) {
	f.To = once(f.To)
	if err := f.check(); err != nil {
		return Effects{}, err
	}
	if slices.Equal(old.Fills, f.To) {
		return Effects{}, nil
	}
	switch RoleKey(f.Role) {
	case RoleKey(RolePlanOwner), RoleKey(RoleRolloutLead):
		if len(f.To) != 1 || f.To[0].User() == "" {
			return Effects{}, Problemf(Invalid, "Name one person: `/rollout owner set "+f.Role+" @name`.",
				"The %s is one person, so nothing was changed.", f.Role)
		}
		was := s
		if RoleKey(f.Role) == RoleKey(RolePlanOwner) {
			if s.PlanOwner == f.To[0].User() && !s.Acting {
				return Effects{}, nil
			}
			s.PlanOwner, s.Acting = f.To[0].User(), false
		} else {
			if s.Lead == f.To[0].User() {
				return Effects{}, nil
			}
			s.Lead = f.To[0].User()
		}
		return Effects{
			Put:     []Record{s},
			Log:     []Entry{{Verb: VerbOwnerSet, Plan: s.Plan, Kind: s.Kind(), Subject: s.Key(), Why: f.Role}},
			Notices: officeNews(was, s, by),
		}, nil
	}
	role := Role{Schema: 1, Plan: s.Plan, Name: f.Role, Fills: f.To, By: by.User, At: now}
	e := Effects{
		Put: []Record{role},
		Log: []Entry{{Verb: VerbOwnerSet, Plan: s.Plan, Kind: role.Kind(), Subject: role.Key(), Why: f.Role}},
	}
	if s.Stage == Draft {
		return e, nil
	}
	for _, use := range p.Roles() {
		if use.Key() != RoleKey(f.Role) {
			continue
		}
		for _, place := range f.To {
			if u := place.User(); u != "" && u != by.User && !slices.Contains(old.Fills, place) {
				e.Notices = append(e.Notices, owns(s, Holding{User: u, Owns: use.Owns}))
			}
		}
	}
	return e, nil
}

// check refuses who cannot act when they are told: somebody who may change
// nothing would let an escalation die with them.
func (f Fill) check() error {
	if len(f.To) == 0 {
		return Problemf(Invalid, "Type `/rollout owner set "+f.Role+" @name` or `#channel`.",
			"Nobody was named for %s, so nothing was changed.", f.Role)
	}
	for _, p := range f.People {
		why := ""
		switch p.Account {
		case Guest:
			why = "is a guest here"
		case External:
			why = "belongs to another workspace"
		case Bot:
			why = "is a bot"
		case Deactivated:
			why = "is deactivated"
		case Unknown:
			why = "is not known to me: I could not look this account up just now"
		case Member:
			continue
		}
		return Problemf(Refused, "Name a full member of this workspace.",
			"%s %s and could not answer when told, so %s stays as it is.", p.Name, why, f.Role)
	}
	for _, c := range f.Channels {
		switch {
		case c.Archived:
			return Problemf(Refused, "Name another channel.", "%s is archived, so %s stays as it is.", c.called(), f.Role)
		case c.Name == "":
			return Problemf(Refused, "Invite me there with `/invite @rollout`, then name it again.",
				"I cannot see that channel and could not post there, so %s stays as it is.", f.Role)
		}
	}
	return nil
}

// once drops repeats: "@lee @lee" is told once.
func once(places []Place) []Place {
	var out []Place
	for _, p := range places {
		if !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}
