package engine

import (
	"errors"
	"strings"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// loadBudget tells the levels of spend that waited for the morning.
func loadBudget(tx store.Tx, t rollout.Timer, now time.Time) (rollout.Effects, error) {
	p, err := store.Plan(tx, t.Plan)
	if errors.Is(err, store.ErrNotFound) {
		return rollout.Effects{}, nil
	}
	if err != nil {
		return rollout.Effects{}, err
	}
	s, err := store.State(tx, t.Plan)
	if err != nil {
		return rollout.Effects{}, err
	}
	_, period, _ := strings.Cut(t.Subject, "/")
	total, err := store.SpendTotal(tx, t.Plan, rollout.Period(period))
	if err != nil {
		return rollout.Effects{}, err
	}
	duty, err := store.DutyOf(tx, t.Plan, p.Cost.Owner.Value)
	if err != nil {
		return rollout.Effects{}, err
	}
	return rollout.WakeBudget(p, s, total, duty, now), nil
}
