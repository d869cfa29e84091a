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
	over, e := rollout.Expire(a, now)
	shown, err := store.DigestsAsking(tx, a.Kind(), a.ID)
	if err != nil {
		return rollout.Effects{}, err
	}
	e.Put = append(e.Put, rollout.SettledItems(shown, over, string(over.State), over.By, now)...)
	return e, nil
}

// approvalItems are the requests that a person can decide.
func approvalItems(tx store.Tx, s rollout.State, a rollout.Asked) ([]rollout.DigestItem, error) {
	open, err := store.OpenApprovals(tx, s.Plan)
	if err != nil {
		return nil, err
	}
	var items []rollout.DigestItem
	for _, ap := range open {
		duty, err := store.DutyOf(tx, s.Plan, ap.Roles)
		if err != nil {
			return nil, err
		}
		items = append(items, rollout.ApprovalDigest(s, ap, duty, a)...)
	}
	return items, nil
}

// waveItems are the dates of waves that the rollout lead is reminded of, and the
// word that owners are asked for before these begin.
func waveItems(tx store.Tx, s rollout.State, a rollout.Asked) ([]rollout.DigestItem, error) {
	if some, err := store.AsksOfWaves(tx, s, a); err != nil || !some {
		return nil, err
	}
	p, err := store.Plan(tx, s.Plan)
	if err != nil {
		return nil, err
	}
	runs, err := store.Waves(tx, s.Plan)
	if err != nil {
		return nil, err
	}
	duty, err := store.DutyOf(tx, s.Plan, p.TickRoles())
	if err != nil {
		return nil, err
	}
	return append(rollout.WaveDigest(p, s, runs, a), rollout.TickDigest(p, s, runs, duty, a)...), nil
}
