package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

const (
	// longest is the longest that a loop sleeps. Timers of a process stand still
	// while the machine does, so the clock on the wall is read at least this often.
	longest = 15 * time.Second

	// afterTrouble is how long a loop waits when the store did not answer it.
	afterTrouble = time.Second
)

// Clock is the only now.
type Clock interface {
	Now() time.Time
	After(d time.Duration) <-chan time.Time
}

// Options says what an Engine works with. Store, Clock and Poster are needed.
type Options struct {
	Store     store.Store
	Clock     Clock
	Poster    Poster
	Directory Directory     // nil: people and channels are not kept fresh
	Logger    *slog.Logger  // nil: slog.Default
	Pace      time.Duration // least time between two calls about one place; 0: none
	Senders   int           // calls to the chat at once; 0: 16
}

// Engine does what happens when nobody types: it fires timers, delivers what
// is owed and keeps people fresh. What it knows is in the store: an engine that
// dies is followed by another, and several may work on one store.
type Engine struct {
	opt     Options
	log     *slog.Logger
	loaders map[rollout.TimerKind]loader
	listed  int // timers read at once
	notice  func(rollout.NoticeKind, map[string]string, rollout.Record, time.Time) (view.Card, error)

	phase    atomic.Int32
	activity activity

	wakeTimers chan struct{}
	wakeOutbox chan struct{}

	sick    sickTimers
	late    lateness
	sending sending
	holds   holds
	circuit circuit
	lookups lookups
}

// What Run is doing.
const (
	unborn int32 = iota
	running
	ended
)

// ErrEnded is what Settle says when something is due and Run has ended.
var ErrEnded = errors.New("engine: has ended")

// New makes an engine. Nothing happens before Run.
func New(o Options) *Engine {
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.Senders <= 0 {
		o.Senders = 16
	}
	return &Engine{
		opt: o, log: o.Logger, loaders: loaders, listed: timersListed, notice: view.Notice,
		wakeTimers: make(chan struct{}, 1), wakeOutbox: make(chan struct{}, 1),
	}
}

// Run works until ctx ends, and then waits for the calls that are on their way,
// so that their outcome is known; each has a deadline. What it leaves stays in
// the store for the next engine. It returns an error only when the store can no
// longer be used, and may be called once.
func (e *Engine) Run(ctx context.Context) error {
	if !e.phase.CompareAndSwap(unborn, running) {
		return errors.New("engine: Run was called before")
	}
	defer func() {
		e.phase.Store(ended)
		e.activity.begin() // so that whoever settles looks again
		e.activity.end()
	}()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var loops sync.WaitGroup
	for _, loop := range []func(context.Context) error{e.runTimers, e.runOutbox, e.runPeople, e.runPrune} {
		loops.Go(func() {
			if err := loop(ctx); err != nil {
				stop(err)
			}
		})
	}
	loops.Wait()
	e.sending.group.Wait()
	if err := context.Cause(ctx); errors.Is(err, store.ErrStopped) || errors.Is(err, store.ErrClosed) {
		return fmt.Errorf("engine: %w", err)
	}
	return nil
}

// loop goes round until ctx ends: look finds when there is something to do, and
// work does it when that is now; else the loop sleeps until then, a nudge, or
// 15 s. Only a store that will never answer again ends it with an error.
func (e *Engine) loop(ctx context.Context, name string, nudged <-chan struct{},
	look func(store.Tx) (time.Time, bool, error), work func(context.Context) error,
) error {
	for ctx.Err() == nil {
		e.activity.begin()
		wait, err := e.look(ctx, look)
		if err == nil && wait <= 0 {
			err = work(ctx)
		}
		before := e.activity.looked(name, err, e.opt.Clock.Now())
		e.activity.end()
		ears := nudged // deaf in trouble: a store that does not answer is not asked faster
		switch {
		case err == nil && before != nil:
			e.log.Info("the engine works again", "loop", name)
		case err == nil || ctx.Err() != nil:
		case errors.Is(err, store.ErrStopped), errors.Is(err, store.ErrClosed):
			return err
		default:
			if before == nil {
				e.log.Error("the engine cannot work and tries again", "loop", name, "err", err)
			}
			ears, wait = nil, afterTrouble
		}
		if wait <= 0 {
			continue
		}
		select {
		case <-e.opt.Clock.After(wait):
		case <-ears:
		case <-ctx.Done():
		}
	}
	return nil
}

// look is how long there is nothing to do, at most 15 s; none when it is due.
func (e *Engine) look(ctx context.Context, look func(store.Tx) (time.Time, bool, error)) (time.Duration, error) {
	wait := longest
	err := e.opt.Store.View(ctx, func(tx store.Tx) error {
		next, some, err := look(tx)
		if some {
			wait = min(wait, next.Sub(e.opt.Clock.Now()))
		}
		return err
	})
	return wait, err
}

// Nudge says that a commit may have made something due. It never blocks.
func (e *Engine) Nudge() {
	wake(e.wakeTimers)
	wake(e.wakeOutbox)
}

func wake(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// Settle returns when nothing is due now, by the Clock: no timer, no message,
// and no call is on its way. What waits for a later moment (a Retry-After, a
// place's turn, a timer whose rule failed) is not due now. It waits for Run to
// begin, and returns ErrEnded when Run has ended with something left to do.
func (e *Engine) Settle(ctx context.Context) error {
	for {
		before := e.activity.now()
		if before.idle {
			next, some, err := e.NextDue(ctx)
			switch {
			case err != nil:
				return fmt.Errorf("engine: cannot tell what is due: %w", err)
			case !some || next.After(e.opt.Clock.Now()):
				if after := e.activity.now(); after.idle && after.epoch == before.epoch {
					return nil
				}
				continue
			case e.phase.Load() == ended:
				return ErrEnded
			case before.err != nil:
				return fmt.Errorf("engine: what is due cannot be done: %w", before.err)
			}
			e.Nudge()
		}
		select {
		case <-before.moved:
		case <-ctx.Done():
			return fmt.Errorf("engine: not settled: %w", ctx.Err())
		}
	}
}

// NextDue is the earliest moment at which there is something to do: a timer, a
// message whose time comes, a lease that ends. It may lie in the past. False
// when nothing is ever due.
func (e *Engine) NextDue(ctx context.Context) (next time.Time, some bool, err error) {
	err = e.opt.Store.View(ctx, func(tx store.Tx) error {
		for _, look := range []func(store.Tx) (time.Time, bool, error){e.nextTimer, e.nextRow} {
			t, ok, err := look(tx)
			if err != nil {
				return err
			}
			if ok && (!some || t.Before(next)) {
				next, some = t, true
			}
		}
		return nil
	})
	return next, some, err
}
