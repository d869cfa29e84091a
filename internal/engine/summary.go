package engine

import (
	"errors"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// loadSummary loads what a plan's Monday summary is made of.
func loadSummary(tx store.Tx, t rollout.Timer, now time.Time) (rollout.Effects, error) {
	s, err := store.State(tx, t.Plan)
	if errors.Is(err, store.ErrNotFound) {
		return rollout.Effects{}, nil
	}
	if err != nil {
		return rollout.Effects{}, err
	}
	p, err := store.Plan(tx, t.Plan)
	if err != nil {
		return rollout.Effects{}, err
	}
	last, err := store.Summary(tx, t.Plan)
	if err != nil {
		return rollout.Effects{}, err
	}
	facts, err := store.WeekFacts(tx, p, s, last, now)
	if err != nil {
		return rollout.Effects{}, err
	}
	duty, err := store.DutyOf(tx, t.Plan, nil)
	if err != nil {
		return rollout.Effects{}, err
	}
	return rollout.WakeSummary(p, s, last, facts, duty, now), nil
}
