package commands

import (
	"github.com/rolloutbot/rollout/internal/rollout"
)

// may refuses what the asker has no right to. The table is in rollout.
func (c *Call) may(r rollout.Right, s rollout.State, d rollout.Duty) error {
	return rollout.May(r, c.standing(s, d))
}

// standing is who the asker is to one plan.
func (c *Call) standing(s rollout.State, d rollout.Duty) rollout.Standing {
	return rollout.Standing{
		Account: c.Person.Account, Admin: d.House.IsAdmin(c.Person.ID),
		PlanOwner: c.Person.ID == s.PlanOwner, Lead: c.Person.ID == s.RolloutLead(),
		Holders: rollout.HoldersOf(s, d),
	}
}

// people are the users among places.
func people(places []rollout.Place) (all []rollout.UserID) {
	for _, p := range places {
		if u := p.User(); u != "" {
			all = append(all, u)
		}
	}
	return all
}

// mayUse refuses an account that could use a command in no plan at all. Help
// shows the others. What hangs on a plan or an incident is asked with it.
func (c *Call) mayUse(cmd *Command) error {
	return rollout.May(cmd.Needs, rollout.Standing{Account: c.Person.Account, PlanOwner: true, Lead: true, Owner: true, Admin: true})
}
