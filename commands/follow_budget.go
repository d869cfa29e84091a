package commands

import (
	"errors"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// followBudget tells the levels that the spend of the period stands at when a plan
// begins to run, whose owner has heard of none so far, and when its document is
// imported again, whose budget may be lower than what is spent.
func followBudget(tx store.Tx, p rollout.Plan, s rollout.State, e rollout.Effects, now time.Time) (rollout.Effects, error) {
	cause := rollout.CauseBooked
	for _, rec := range e.Put {
		if read, ok := rec.(rollout.Plan); ok && read.ID == p.ID {
			cause = rollout.CauseImported
		}
	}
	was, err := store.State(tx, p.ID)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return rollout.Effects{}, nil
	case err != nil:
		return rollout.Effects{}, err
	case was.Stage == rollout.Draft:
		cause = rollout.CauseActivated
	}
	if cause == rollout.CauseBooked {
		return rollout.Effects{}, nil
	}
	d, err := dutyOf(tx, p)
	if err != nil {
		return rollout.Effects{}, err
	}
	a := rollout.AllowanceOf(p, rollout.DayOf(now, desk{state: s}.zone()))
	total, err := store.SpendTotal(tx, p.ID, a.Period)
	if err != nil {
		return rollout.Effects{}, err
	}
	return rollout.JudgeBudget(p, s, total, d, cause, now), nil
}
