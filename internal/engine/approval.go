package engine

import (
	"errors"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// loadApproval ends an approval that nobody decided.
func loadApproval(tx store.Tx, t rollout.Timer, now time.Time) (rollout.Effects, error) {
	a, err := store.Approval(tx, t.Subject)
	if errors.Is(err, store.ErrNotFound) || err == nil && a.Gen != t.Gen {
		return rollout.Effects{}, nil
	}
	if err != nil {
		return rollout.Effects{}, err
	}
	_, e := rollout.Expire(a, now)
	return e, nil
}

// waveItems are the dates of waves that the rollout lead is reminded of.
func waveItems(tx store.Tx, s rollout.State, a rollout.Asked) ([]rollout.DigestItem, error) {
	if a.User != s.RolloutLead() {
		return nil, nil
	}
	p, err := store.Plan(tx, s.Plan)
	if err != nil {
		return nil, err
	}
	runs, err := store.Waves(tx, s.Plan)
	if err != nil {
		return nil, err
	}
	return rollout.WaveDigest(p, s, runs, a), nil
}
