package rollout

// SetUp is what is still open of a plan before all of it acts.
type SetUp struct {
	Draft    bool
	Unclear  int // fields that do not act until somebody mends them
	Assumed  int // readings that a person has not confirmed
	Unfilled int // roles that nobody fills
}

// SetUpWaiting is what a plan's setting up wants of its owner: one thing, however
// much of it is open. It is due by no day, and comes behind all that is. Of a plan
// that is on its way out nothing is wanted.
func SetUpWaiting(s State, u UserID, open SetUp) []Waiting {
	open.Draft = s.Stage == Draft
	if u == "" || u != s.PlanOwner || s.Stage == Retiring || s.Stage == Retired || open == (SetUp{}) {
		return nil
	}
	return []Waiting{{Todo: TodoSetUp, Plan: s.Plan, Agent: s.Agent, Subject: s.Key(), Urgency: UrgentNever, SetUp: &open}}
}
