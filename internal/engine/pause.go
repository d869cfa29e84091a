package engine

import (
	"errors"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

func loadPause(tx store.Tx, t rollout.Timer, now time.Time) (rollout.Effects, error) {
	pa, err := store.Pause(tx, t.Subject)
	if errors.Is(err, store.ErrNotFound) || err == nil && pa.Gen != t.Gen {
		return rollout.Effects{}, nil
	}
	if err != nil {
		return rollout.Effects{}, err
	}
	p, err := store.Plan(tx, pa.Plan)
	if err != nil {
		return rollout.Effects{}, err
	}
	s, err := store.State(tx, pa.Plan)
	if err != nil {
		return rollout.Effects{}, err
	}
	duty, err := store.DutyOf(tx, pa.Plan, rollout.PauseRoles(p, pa))
	if err != nil {
		return rollout.Effects{}, err
	}
	_, effects := rollout.WakePause(rollout.Desk{Plan: p, State: s, Duty: duty, Now: now}, pa, t)
	return effects, nil
}

// pauseItems are what is said of an agent that stays paused.
func pauseItems(tx store.Tx, s rollout.State, a rollout.Asked) ([]rollout.DigestItem, error) {
	if s.Pause == nil || !s.Pause.Off || a.User != s.PlanOwner && a.User != s.RolloutLead() {
		return nil, nil
	}
	pa, err := store.Pause(tx, s.Pause.ID)
	if err != nil {
		return nil, err
	}
	reviews, err := store.Reviews(tx, s.Plan)
	if err != nil {
		return nil, err
	}
	return rollout.PauseDigest(s, pa, reviews, a), nil
}
