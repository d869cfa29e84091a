package engine

import (
	"context"
	"sync"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// sending is what this engine has claimed and not settled.
type sending struct {
	mu    sync.Mutex
	rows  map[uint64]store.Row
	group sync.WaitGroup
}

func (s *sending) add(r store.Row) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.rows == nil {
		s.rows = map[uint64]store.Row{}
	}
	s.rows[r.Seq] = r
}

func (s *sending) remove(r store.Row) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.rows, r.Seq)
}

func (s *sending) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.rows)
}

// overdue is where a call is still on its way although its lease is over, as
// when the clock has been moved on meanwhile: nothing else may be sent there
// before that call is back.
func (s *sending) overdue(now time.Time) map[rollout.Place]bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	var late map[rollout.Place]bool
	for _, r := range s.rows {
		if !r.LeaseUntil.After(now) {
			if late == nil {
				late = map[rollout.Place]bool{}
			}
			late[r.To] = true
		}
	}
	return late
}

// runOutbox delivers what is owed, until ctx ends.
func (e *Engine) runOutbox(ctx context.Context) error {
	return e.loop(ctx, "outbox", e.wakeOutbox, e.nextClaim, e.claim)
}

// nextClaim is nextRow while a sender is free. When none is, the first to come
// back wakes the loop.
func (e *Engine) nextClaim(tx store.Tx) (time.Time, bool, error) {
	if e.sending.count() >= e.opt.Senders {
		return time.Time{}, false, nil
	}
	return e.nextRow(tx)
}

// nextRow is when the next message may go.
func (e *Engine) nextRow(tx store.Tx) (next time.Time, some bool, err error) {
	now := e.opt.Clock.Now()
	held, late := e.holds.held(now), e.sending.overdue(now)
	next, some, err = store.OutboxDue(tx, func(p rollout.Place) time.Time {
		if late[p] {
			return now.Add(longest) // its call will wake the loop
		}
		return held[p]
	})
	if wait := e.circuit.wait(now); some && next.Before(wait) {
		next = wait
	}
	return next, some, err
}

// claim takes the messages that may go now, as many as there are senders free,
// and sends them on their way.
func (e *Engine) claim(ctx context.Context) error {
	now := e.opt.Clock.Now()
	limit := e.circuit.admit(e.opt.Senders-e.sending.count(), now)
	if limit <= 0 {
		return nil
	}
	held, late := e.holds.held(now), e.sending.overdue(now)
	var rows []store.Row
	// What is claimed must be sent, so the end of ctx does not leave it half-way.
	err := e.opt.Store.Update(context.WithoutCancel(ctx), func(tx store.Tx) (err error) {
		asked := map[rollout.Place]bool{}
		rows, err = store.Claim(tx, now, limit, func(p rollout.Place) bool {
			again := asked[p]
			asked[p] = e.opt.Pace > 0 // paced, a place gets one message at a time
			return again || late[p] || held[p].After(now)
		})
		return err
	})
	if err != nil {
		return err
	}
	if len(rows) > 0 {
		e.circuit.probing(now)
	}
	for _, r := range rows {
		if e.opt.Pace > 0 {
			e.holds.hold(r.To, now.Add(e.opt.Pace))
		}
		e.activity.begin()
		e.sending.add(r)
		e.sending.group.Go(func() {
			e.deliver(context.WithoutCancel(ctx), r)
			e.sending.remove(r)
			e.activity.end()
			wake(e.wakeOutbox)
		})
	}
	return nil
}
