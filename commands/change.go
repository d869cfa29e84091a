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
// key seen before, or a question that was answered, changes nothing and gives the
// receipt of the first time.
func (c *Call) Change(fn func(store.Tx) (rollout.Receipt, rollout.Effects, error)) (Reply, error) {
	// The closure may outlive an Update whose outcome is unknown: what it says
	// is read only after a plain yes or no.
	said := new(struct {
		receipt rollout.Receipt
		already bool // a question was answered before
	})
	err := c.d.commit(c.ctx, c.Actor(), c.Now, func(tx store.Tx) (did outcome, err error) {
		var again bool
		if said.receipt, again, err = c.seenIn(tx); err != nil || again {
			return did, err
		}
		if said.receipt, said.already, err = c.answeredIn(tx); err != nil || said.already {
			return did, err
		}
		if said.receipt, did.effects, err = fn(tx); err != nil {
			return did, err
		}
		if c.Key != "" {
			did.answers = append(did.answers, answered{c.Key, c.body, said.receipt})
		}
		if c.answers != "" {
			key := c.answerKey()
			key.receipt = said.receipt
			did.answers = append(did.answers, key)
		}
		return did, nil
	})
	if err != nil {
		return Reply{}, err
	}
	c.saved = true
	if said.already {
		return c.already(said.receipt)
	}
	return c.answer(said.receipt)
}
