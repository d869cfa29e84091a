package engine

import (
	"context"
	"time"

	"github.com/rolloutbot/rollout/store"
)

// Health is how the engine is doing, for readiness, metrics and doctor.
type Health struct {
	Running bool
	Tick    time.Time // the longest ago that a loop went round: at most 15 s unless something is wrong
	Trouble error     // why a loop cannot work; nil

	Queue   store.QueueCounts
	Unsent  time.Duration // age of the oldest message that is not delivered; 0: none
	Sending int           // calls on their way
	Held    int           // places left alone for now
	Circuit CircuitState

	Timers  Lateness
	Sick    int           // timers whose rule failed and is tried again
	Overdue time.Duration // of the longest due timer; 0: none is due
}

// Health looks at the store and at the engine itself. With an error, what the
// store says is missing from it.
func (e *Engine) Health(ctx context.Context) (Health, error) {
	now := e.opt.Clock.Now()
	h := Health{
		Running: e.phase.Load() == running,
		Sending: e.sending.count(),
		Held:    len(e.holds.held(now)),
		Circuit: e.circuit.state(),
		Timers:  e.late.figures(),
		Sick:    e.sick.count(),
	}
	h.Tick, h.Trouble = e.activity.last()
	err := e.opt.Store.View(ctx, func(tx store.Tx) (err error) {
		if h.Queue, err = store.Queue(tx); err != nil {
			return err
		}
		if !h.Queue.Oldest.IsZero() {
			h.Unsent = max(0, now.Sub(h.Queue.Oldest))
		}
		due, some, err := store.NextDue(tx)
		if some {
			h.Overdue = max(0, now.Sub(due))
		}
		return err
	})
	return h, err
}
