package commands

import (
	"context"
	"runtime/debug"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// outcome is what one action does: what changes, and the requests that it answers.
type outcome struct {
	effects rollout.Effects
	answers []answered
}

// answered is a request and what it did: its key, the hash of what it asked, and
// the receipt that a repeat of it gets.
type answered struct {
	key, body string
	receipt   rollout.Receipt
}

// commit runs one action whoever asks for it, a person or a system: decide, add
// what follows, apply and remember, all in one transaction; then what became due
// is looked at. fn may run more than once and must depend on nothing but the
// transaction. Its panic is an error.
func (d *Dispatcher) commit(ctx context.Context, by rollout.Actor, now time.Time, fn func(store.Tx) (outcome, error)) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &store.PanicError{Value: v, Stack: debug.Stack()}
		}
	}()
	err = d.Store.Update(ctx, func(tx store.Tx) error {
		did, err := fn(tx)
		if err != nil {
			return err
		}
		e, err := follow(tx, did.effects, now)
		if err != nil {
			return err
		}
		if err := store.Apply(tx, by, now, e); err != nil {
			return err
		}
		for _, a := range did.answers {
			if err := store.Remember(tx, a.key, a.body, a.receipt, now); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && d.Nudge != nil {
		d.Nudge()
	}
	return err
}

// Change runs one action that somebody asks for, and words the receipt. A request
// key seen before changes nothing and gives the receipt of the first time.
func (c *Call) Change(fn func(store.Tx) (rollout.Receipt, rollout.Effects, error)) (Reply, error) {
	// The closure may outlive an Update whose outcome is unknown: what it says
	// is read only after a plain yes or no.
	said := new(rollout.Receipt)
	err := c.d.commit(c.ctx, c.Actor(), c.Now, func(tx store.Tx) (outcome, error) {
		r, again, err := c.seenIn(tx)
		if err != nil || again {
			*said = r
			return outcome{}, err
		}
		r, e, err := fn(tx)
		if err != nil {
			return outcome{}, err
		}
		*said = r
		did := outcome{effects: e}
		if c.Key != "" {
			did.answers = []answered{{c.Key, c.body, r}}
		}
		return did, nil
	})
	if err != nil {
		return Reply{}, err
	}
	c.saved = true
	return c.answer(*said)
}
