package engine

import (
	"errors"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// loadMonthly books what is spent every month: all months that have come, also
// those that did while the bot was down.
func loadMonthly(tx store.Tx, t rollout.Timer, now time.Time) (rollout.Effects, error) {
	m, err := store.Monthly(tx, t.Subject)
	if errors.Is(err, store.ErrNotFound) || err == nil && (m.Gen != t.Gen || !m.Live()) {
		return rollout.Effects{}, nil
	}
	if err != nil {
		return rollout.Effects{}, err
	}
	p, err := store.Plan(tx, m.Plan)
	if err != nil {
		return rollout.Effects{}, err
	}
	s, err := store.State(tx, m.Plan)
	if err != nil {
		return rollout.Effects{}, err
	}
	duty, err := store.DutyOf(tx, m.Plan, p.Cost.Owner.Value)
	if err != nil {
		return rollout.Effects{}, err
	}
	days := m.DueDays(s, now)
	books, err := store.Books(tx, m.Plan, days...)
	if err != nil {
		return rollout.Effects{}, err
	}
	var nums []uint64
	if m.Fault(p, s, now) == nil { // numbers have no gaps: none is taken for what is not booked
		if nums, err = store.NextSpends(tx, len(days)); err != nil {
			return rollout.Effects{}, err
		}
	}
	_, e := rollout.BookMonthly(p, s, m, books, nums, duty, now)
	return e, nil
}
