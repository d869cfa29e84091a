package store

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// change is what became of one record in one Apply.
type change struct {
	rec           rollout.Record
	was           rollout.Record // nil: there was none, or it is the same
	before, after []byte         // before nil: there was none
	changed       bool
}

type recordName struct{ kind, key string }

// Apply makes a rule's effects true: the only writer of records, index, audit,
// timers and outbox. All of it is in tx, so it happens with the caller's
// transaction or not at all. now is the one now of the action.
//
// Timers are disarmed before others are armed, so that effects that do both for
// one key leave it armed. Cards that show a changed record are queued before
// the notices, so that a card stands before what is said in its thread.
func Apply(tx Tx, by rollout.Actor, now time.Time, e rollout.Effects) error {
	now = now.UTC()
	for _, key := range e.Disarm {
		if err := disarm(tx, key); err != nil {
			return err
		}
	}
	for _, t := range e.Arm {
		if err := arm(tx, t); err != nil {
			return err
		}
	}
	changes := make(map[recordName]*change, len(e.Put))
	order := make([]*change, 0, len(e.Put))
	for _, rec := range e.Put {
		c, err := putRecord(tx, rec)
		if err != nil {
			return err
		}
		name := recordName{rec.Kind(), rec.Key()}
		if first := changes[name]; first != nil { // put twice in one action
			first.rec, first.after = rec, c.after
			first.changed = !bytes.Equal(first.before, c.after)
			continue
		}
		changes[name] = c
		order = append(order, c)
	}
	if err := logEntries(tx, by, now, e.Log, changes); err != nil {
		return err
	}
	q := open(tx, now)
	for _, c := range order {
		if rec, ok := c.rec.(rollout.Carded); ok && c.changed {
			was, _ := c.was.(rollout.Carded) // nil for a new record
			moved := was == nil || was.CardStanding() != rec.CardStanding()
			if err := q.showAgain(rec, moved); err != nil {
				return err
			}
		}
	}
	for _, n := range e.Notices {
		if err := q.notify(n); err != nil {
			return err
		}
	}
	return q.close()
}

// putRecord stores one record and keeps its index entries in step.
func putRecord(tx Tx, rec rollout.Record) (*change, error) {
	if rec == nil {
		return nil, errors.New("store: effects put a nil record")
	}
	kind, key := rec.Kind(), rec.Key()
	known, ok := recordOf[kind]
	if !ok {
		return nil, fmt.Errorf("store: %T has the kind %q, which is not in store/records.go", rec, kind)
	}
	after, err := encode(rec)
	if err != nil {
		return nil, err
	}
	before, err := tx.Get(kind, key)
	var was rollout.Record
	var old []string
	switch {
	case errors.Is(err, ErrNotFound):
		before = nil
	case err != nil:
		return nil, err
	case bytes.Equal(before, after):
		return &change{rec: rec, before: before, after: after}, nil
	default:
		if was, err = cachedRecord(tx, known, key, before); err != nil {
			return nil, err
		}
		old = was.Index()
	}
	if err := reindex(tx, kind, key, old, rec.Index()); err != nil {
		return nil, err
	}
	if err := recount(tx, kind, was, rec); err != nil {
		return nil, err
	}
	if err := tx.Put(kind, key, after); err != nil {
		return nil, err
	}
	return &change{rec: rec, was: was, before: before, after: after, changed: true}, nil
}
