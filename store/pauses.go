package store

import "github.com/rolloutbot/rollout/internal/rollout"

var kindPause = rollout.Pause{}.Kind()

// Pause returns a pause by its id ("PAU-3"), or ErrNotFound.
func Pause(tx Tx, id string) (rollout.Pause, error) { return get[rollout.Pause](tx, kindPause, id) }

// LastPause returns a plan's newest pause, over or not, or ErrNotFound.
func LastPause(tx Tx, plan rollout.PlanID) (rollout.Pause, error) {
	all, err := byIndex[rollout.Pause](tx, kindPause, Range{Prefix: "plan/" + string(plan) + "/", Limit: 1, Reverse: true})
	if err != nil {
		return rollout.Pause{}, err
	}
	if len(all) == 0 {
		return rollout.Pause{}, ErrNotFound
	}
	return all[0], nil
}
