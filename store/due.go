package store

import (
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// OutboxDue is when the outbox has something to do next for a sender that leaves
// some places alone for a while: held says until when, the zero time not at all.
// What waits for a held place is due when its hold ends; a time that is not after
// now means now. false when nothing waits.
func OutboxDue(tx Tx, held func(rollout.Place) time.Time) (next time.Time, some bool, err error) {
	sooner := func(t time.Time) {
		if !some || t.Before(next) {
			next, some = t, true
		}
	}
	wait, err := tx.List(kindQueue, Range{Prefix: qWait, Limit: 1})
	if err != nil {
		return next, false, err
	}
	if len(wait) > 0 {
		t, _, err := waitEntry(wait[0].Key)
		if err != nil {
			return next, false, err
		}
		sooner(t)
	}
	for from := ""; ; {
		heads, err := tx.List(kindQueue, Range{Prefix: qHead, From: from, Limit: lookAhead})
		if err != nil || len(heads) == 0 {
			return next, some, err
		}
		for _, it := range heads {
			from = it.Key + "\x00"
			r, err := get[Row](tx, kindRow, it.Key[len(qHead)+1:])
			if err != nil {
				return next, false, err
			}
			until := held(r.To)
			if until.IsZero() { // now: nothing is sooner that matters
				sooner(r.Queued)
				return next, true, nil
			}
			sooner(until)
		}
	}
}
