package engine

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// callDeadline is how long one call to the chat may take. A lease is twice
// that, so that its outcome is recorded before anybody else takes the row.
const callDeadline = store.Lease / 2

// deliver makes one attempt at a claimed row and records what became of it.
func (e *Engine) deliver(ctx context.Context, r store.Row) {
	o := e.attempt(ctx, r)
	now := e.opt.Clock.Now()
	switch o.Class {
	case rollout.SendAccepted, rollout.SendPermanent, rollout.SendGone:
		if e.circuit.close() {
			e.log.Info("the chat takes messages again")
		}
	case rollout.SendInstallation:
		if e.circuit.trip(now, o.Error) {
			e.log.Error("the chat refuses this installation: nothing can be delivered until an administrator acts", "err", o.Error)
		}
	case rollout.SendRetry:
		if o.RetryAfter > 0 {
			e.holds.hold(r.To, now.Add(o.RetryAfter))
		}
	}
	err := e.opt.Store.Update(ctx, func(tx store.Tx) error {
		return store.Finish(tx, now, r.Seq, r.LeaseToken, o)
	})
	switch {
	case errors.Is(err, store.ErrStale):
		e.log.Warn("an outcome came after its lease and was not recorded", "row", r.Seq, "class", o.Class)
	case err != nil:
		e.log.Error("an outcome could not be recorded; the lease will run out", "row", r.Seq, "class", o.Class, "err", err)
	case o.Class != rollout.SendAccepted:
		e.log.Warn("a message was not delivered", "row", r.Seq, "kind", r.Kind, "to", r.To, "attempt", r.Attempt, "class", o.Class, "err", o.Error)
	}
}

// attempt words a row and calls the chat, unless the card shows it already.
func (e *Engine) attempt(ctx context.Context, r store.Row) store.Outcome {
	d, err := e.render(ctx, r)
	if err != nil {
		ref := newRef()
		e.log.Error("a message could not be worded", "ref", ref, "row", r.Seq, "kind", r.Kind, "err", err, "stack", stackOf(err))
		return store.Outcome{Class: rollout.SendRender, Error: "the words could not be made (ref " + ref + ")"}
	}
	if d.shown {
		return store.Outcome{Class: rollout.SendAccepted, Ref: r.Ref, Hash: d.hash}
	}
	if d.secret {
		if refused, public := e.wentPublic(ctx, r.To); public {
			return refused
		}
	}
	ctx, cancel := context.WithTimeout(ctx, callDeadline)
	defer cancel()
	ref, err := e.post(ctx, d.message)
	return outcome(ref, d.hash, err)
}

// post shields the engine from a transport that panics: a call was on its way,
// so nobody knows how far it came.
func (e *Engine) post(ctx context.Context, m Message) (ref rollout.MessageRef, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("the call panicked: %v", v)
			e.log.Error("a call to the chat panicked", "panic", v, "stack", string(debug.Stack()))
		}
	}()
	return e.opt.Poster.Post(ctx, m)
}

func outcome(ref rollout.MessageRef, hash string, err error) store.Outcome {
	var f *rollout.SendFailure
	switch {
	case err == nil && ref.TS != "" && ref.Channel != "":
		return store.Outcome{Class: rollout.SendAccepted, Ref: ref, Hash: hash}
	case err == nil:
		return store.Outcome{Class: rollout.SendAmbiguous, Error: "the chat said yes without saying where the message stands"}
	case errors.As(err, &f) && f.Class != "" && f.Class != rollout.SendAccepted:
		return store.Outcome{Class: f.Class, RetryAfter: max(0, f.RetryAfter), Error: errText(f.Err)}
	}
	return store.Outcome{Class: rollout.SendAmbiguous, Error: errText(err)}
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
