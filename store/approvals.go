package store

import "github.com/rolloutbot/rollout/internal/rollout"

// Approval returns an approval by its id ("APR-12"), or ErrNotFound.
func Approval(tx Tx, id string) (rollout.Approval, error) {
	return get[rollout.Approval](tx, kindApproval, id)
}

// OpenApprovals lists a plan's approvals that wait to be decided, oldest first.
func OpenApprovals(tx Tx, plan rollout.PlanID) ([]rollout.Approval, error) {
	return byIndex[rollout.Approval](tx, kindApproval, Range{Prefix: "open/" + string(plan) + "/"})
}

// PlansAsking lists the plans of which something waits to be decided, by id. It
// loads nothing of them.
func PlansAsking(tx Tx) ([]rollout.PlanID, error) { return plansIn(tx, kindApproval, "open/") }

var kindApproval = rollout.Approval{}.Kind()

// EveryOpenApproval lists the approvals that wait to be decided of one plan, or
// of all plans when it is "", by plan. It costs what is open, however many plans
// there are.
func EveryOpenApproval(tx Tx, plan rollout.PlanID) ([]rollout.Approval, error) {
	if plan != "" {
		return OpenApprovals(tx, plan)
	}
	return byIndex[rollout.Approval](tx, kindApproval, Range{Prefix: "open/"})
}
