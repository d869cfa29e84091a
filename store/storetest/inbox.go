package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

var inboxTests = []test{
	{"a repeat gets the receipt of the first", inboxRepeat},
	{"the same key for another request is a conflict", inboxConflict},
	{"two requests with one key at once: one effect", inboxRace},
	{"receipts are kept for a day, then pruned little by little", inboxPrune},
	{"a receipt is not kept when the action failed", inboxFailed},
}

var receipt = rollout.Receipt{Verb: "incident.open", Subject: "INC-7", Facts: map[string]string{"area": "user support"}}

func remember(key, hash string, at time.Time) func(store.Tx) error {
	return func(tx store.Tx) error { return store.Remember(tx, key, hash, receipt, at) }
}

func inboxRepeat(t *testing.T, s store.Store) {
	seen := func() bool {
		var ok bool
		view(t, s, func(tx store.Tx) error {
			r, found, err := store.Seen(tx, "k1", "h1")
			if ok = found; ok {
				equal(t, "the receipt", fmt.Sprint(r), fmt.Sprint(receipt))
			}
			return err
		})
		return ok
	}
	equal(t, "before", seen(), false)
	update(t, s, remember("k1", "h1", noon))
	equal(t, "after", seen(), true)
	if err := s.Update(context.Background(), remember("", "h", noon)); err == nil {
		t.Error("a request without a key is remembered")
	}
	sound(t, s)
}

func inboxConflict(t *testing.T, s store.Store) {
	update(t, s, remember("k1", "h1", noon))
	var c *store.ConflictError
	err := s.View(context.Background(), func(tx store.Tx) error {
		_, _, err := store.Seen(tx, "k1", "h2")
		return err
	})
	if !errors.As(err, &c) || c.Key != "k1" || !c.First.Equal(noon) {
		t.Errorf("Seen with another body: %v", err)
	}
	if err := s.Update(context.Background(), remember("k1", "h1", noon)); !errors.As(err, &c) {
		t.Errorf("Remember again: %v", err)
	}
	if store.BodyHash("ab", "c") == store.BodyHash("a", "bc") || store.BodyHash("a") == store.BodyHash("a", "") {
		t.Error("the hash does not keep parts apart")
	}
}

func inboxRace(t *testing.T, s store.Store) {
	errs := crowd(t, s, 30, func(i int, tx store.Tx) error {
		key := fmt.Sprint("k", i%3)
		_, ok, err := store.Seen(tx, key, "h")
		if err != nil || ok {
			return err
		}
		n, err := tx.Next("INC")
		if err != nil {
			return err
		}
		if err := store.Apply(tx, maya, noon, rollout.Effects{Put: []rollout.Record{incident(n, 1)}}); err != nil {
			return err
		}
		return store.Remember(tx, key, "h", receipt, noon)
	})
	for _, err := range errs {
		if err != nil {
			t.Error(err)
		}
	}
	n := read(t, s, func(tx store.Tx) (int, error) { return store.LiveCount(tx, lamp) })
	equal(t, "incidents of three keys and thirty requests", n, 3)
}

func inboxPrune(t *testing.T, s store.Store) {
	for i := range 10 {
		update(t, s, remember(fmt.Sprint("k", i), "h", noon.Add(time.Duration(i)*time.Hour)))
	}
	prune := func(now time.Time, limit int) int {
		return change(t, s, func(tx store.Tx) (int, error) { return store.PruneInbox(tx, now, limit) })
	}
	day := noon.Add(store.InboxKept)
	equal(t, "exactly a day after the first", prune(day, 100), 0)
	equal(t, "five hours later, two at a time", prune(day.Add(5*time.Hour), 2), 2)
	equal(t, "again", prune(day.Add(5*time.Hour), 2), 2)
	equal(t, "again", prune(day.Add(5*time.Hour), 2), 1)
	equal(t, "nothing is left to do", prune(day.Add(5*time.Hour), 2), 0)
	view(t, s, func(tx store.Tx) error {
		_, four, err := store.Seen(tx, "k4", "h")
		_, five, err2 := store.Seen(tx, "k5", "h")
		equal(t, "the fifth", four, false)
		equal(t, "the sixth", five, true)
		return errors.Join(err, err2)
	})
	sound(t, s)
}

func inboxFailed(t *testing.T, s store.Store) {
	_ = s.Update(context.Background(), func(tx store.Tx) error {
		return errors.Join(store.Remember(tx, "k1", "h", receipt, noon), errors.New("refused"))
	})
	view(t, s, func(tx store.Tx) error {
		_, ok, err := store.Seen(tx, "k1", "h")
		equal(t, "remembered", ok, false)
		return err
	})
}
