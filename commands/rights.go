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
	lead := s.Lead
	if lead == "" {
		lead = s.PlanOwner
	}
	return rollout.Standing{
		Account: c.Person.Account, Admin: d.House.IsAdmin(c.Person.ID),
		PlanOwner: c.Person.ID == s.PlanOwner, Lead: c.Person.ID == lead,
	}
}

// mayUse says whether help shows a command to the asker: whether there is any
// plan in which they might use it.
func (c *Call) mayUse(cmd *Command) bool {
	return rollout.May(cmd.Needs, rollout.Standing{Account: c.Person.Account, PlanOwner: true, Lead: true, Admin: true}) == nil
}
