package rollout

import "time"

// Desk is what lies before a rule about something of a plan, beside the record
// it is about: the plan as it reads, how it stands, who is on duty for it, who
// acts and when. Duty holds the roles that the rule names as those it needs.
type Desk struct {
	Plan  Plan
	State State
	Duty  Duty
	By    Actor
	Now   time.Time
}
