package store

import (
	"errors"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// dueIndex orders timers by when they are due.
const dueIndex = "due/"

// Timer returns the timer with that key, or ErrNotFound: settled or never armed.
func Timer(tx Tx, key string) (rollout.Timer, error) { return get[rollout.Timer](tx, kindTimer, key) }

// Due returns the timers that are due at now, the longest due first; limit 0
// means all.
func Due(tx Tx, now time.Time, limit int) ([]rollout.Timer, error) {
	return byIndex[rollout.Timer](tx, kindTimer, Range{
		Prefix: dueIndex, To: dueIndex + instant(now) + sep + "\xff", Limit: limit,
	})
}

// NextDue is when the earliest timer is due; false when none is armed.
func NextDue(tx Tx) (time.Time, bool, error) {
	ts, err := byIndex[rollout.Timer](tx, kindTimer, Range{Prefix: dueIndex, Limit: 1})
	if err != nil || len(ts) == 0 {
		return time.Time{}, false, err
	}
	return ts[0].Due, true, nil
}

// arm stores a timer, in place of one with the same key.
func arm(tx Tx, t rollout.Timer) error {
	if t.Key == "" || t.Kind == "" || t.Due.IsZero() {
		return errors.New("store: a timer needs a key, a kind and a due time")
	}
	t.Due = t.Due.UTC().Round(0)
	old, ok, err := maybe[rollout.Timer](tx, kindTimer, t.Key)
	if err != nil {
		return err
	}
	if ok && !old.Due.Equal(t.Due) {
		if err := dropEntry(tx, kindTimer, dueIndex+instant(old.Due), t.Key); err != nil {
			return err
		}
	}
	if err := addEntry(tx, kindTimer, dueIndex+instant(t.Due), t.Key); err != nil {
		return err
	}
	return put(tx, kindTimer, t.Key, t)
}

// disarm removes a timer; one that is not there is settled already.
func disarm(tx Tx, key string) error {
	old, ok, err := maybe[rollout.Timer](tx, kindTimer, key)
	if err != nil || !ok {
		return err
	}
	if err := dropEntry(tx, kindTimer, dueIndex+instant(old.Due), key); err != nil {
		return err
	}
	return tx.Delete(kindTimer, key)
}
