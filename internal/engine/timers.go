package engine

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

const (
	// timersRunning is how many timers are run together. They share commits; more
	// of them would share more, but what somebody types waits behind those that
	// run, and a digest over thousands of plans takes its time.
	timersRunning = store.MaxBatch / 4

	// timersListed is how many due ones are read at once.
	timersListed = 8 * store.MaxBatch
)

// A loader reads what a timer of one kind is about, in the transaction that
// fires it, and lets the rule decide. A subject that is gone, or has moved on
// to another generation, decides nothing.
type loader func(tx store.Tx, t rollout.Timer, now time.Time) (rollout.Effects, error)

// loaders has a row for every kind of timer; a test lists kinds without one.
var loaders = map[rollout.TimerKind]loader{
	rollout.TimerStep:   loadIncident,
	rollout.TimerRemind: loadIncident,
	rollout.TimerDaily:  loadIncident,
	rollout.TimerLate:   loadIncident,
	rollout.TimerClose:  loadIncident,
	rollout.TimerDigest: loadDigest,

	rollout.TimerSummary: loadSummary,

	rollout.TimerApproval: loadApproval,

	rollout.TimerMonthly: loadMonthly,
	rollout.TimerBudget:  loadBudget,

	rollout.TimerPauseTell: loadPause,
	rollout.TimerPauseWait: loadPause,
}

func loadIncident(tx store.Tx, t rollout.Timer, now time.Time) (rollout.Effects, error) {
	in, err := store.Incident(tx, t.Subject)
	if errors.Is(err, store.ErrNotFound) || err == nil && in.Gen != t.Gen {
		return rollout.Effects{}, nil
	}
	if err != nil {
		return rollout.Effects{}, err
	}
	duty, err := store.DutyOf(tx, in.Plan, in.Policy.Roles())
	if err != nil {
		return rollout.Effects{}, err
	}
	_, effects := rollout.Wake(in, t, duty, now)
	return effects, nil
}

// endOfTime is later than anything is due.
var endOfTime = time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC)

// actor is who acts when nobody types.
var actor = rollout.Actor{Via: rollout.ByTimer}

// sickTimers are timers whose rule failed: they are tried again later and
// later, and meanwhile stand in nobody's way. A restart tries them at once.
type sickTimers struct {
	mu    sync.Mutex
	until map[string]time.Time
	tries map[string]int
}

func (s *sickTimers) fail(key string, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.until == nil {
		s.until, s.tries = map[string]time.Time{}, map[string]int{}
	}
	s.until[key] = now.Add(backOff(s.tries[key]))
	s.tries[key]++
}

func (s *sickTimers) heal(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.until, key)
	delete(s.tries, key)
}

// wake is when a timer that is due then may run.
func (s *sickTimers) wake(t rollout.Timer) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	if until := s.until[t.Key]; until.After(t.Due) {
		return until
	}
	return t.Due
}

// keep forgets timers that are not among due, which holds all that is due now:
// somebody has settled them.
func (s *sickTimers) keep(due []rollout.Timer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.until) == 0 {
		return
	}
	there := make(map[string]bool, len(due))
	for _, t := range due {
		there[t.Key] = true
	}
	for key := range s.until {
		if !there[key] {
			delete(s.until, key)
			delete(s.tries, key)
		}
	}
}

func (s *sickTimers) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.until)
}

// backOff is 1 s, 2 s, 4 s … up to 5 min.
func backOff(tries int) time.Duration {
	const most = 5 * time.Minute
	if tries > 8 {
		return most
	}
	return min(time.Second<<tries, most)
}

// runTimers fires what is due, until ctx ends.
func (e *Engine) runTimers(ctx context.Context) error {
	return e.loop(ctx, "timers", e.wakeTimers, e.nextTimer, e.fireDue)
}

// nextTimer is when the next timer may run.
func (e *Engine) nextTimer(tx store.Tx) (next time.Time, some bool, err error) {
	// No more than the sick ones stand before the first healthy one.
	limit := e.sick.count() + 1
	ts, err := store.Due(tx, endOfTime, limit)
	if err != nil {
		return next, false, err
	}
	if len(ts) < limit || ts[limit-1].Due.After(e.opt.Clock.Now()) {
		e.sick.keep(ts)
	}
	for _, t := range ts {
		if at := e.sick.wake(t); !some || at.Before(next) {
			next, some = at, true
		}
	}
	return next, some, err
}

// fireDue runs timers that are due: many, not always all.
func (e *Engine) fireDue(ctx context.Context) error {
	now := e.opt.Clock.Now()
	var due []rollout.Timer
	err := e.opt.Store.View(ctx, func(tx store.Tx) error {
		// Sick timers are the oldest, so look past them.
		all, err := store.Due(tx, now, e.listed+e.sick.count())
		if err != nil {
			return err
		}
		for _, t := range all {
			if !e.sick.wake(t).After(now) {
				due = append(due, t)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	due = due[:min(len(due), e.listed)]
	ended := make([]error, len(due))
	var commit sync.WaitGroup
	slots := make(chan struct{}, timersRunning)
	for i, t := range due {
		slots <- struct{}{}
		commit.Go(func() {
			ended[i] = e.fire(ctx, t, now)
			<-slots
		})
	}
	commit.Wait()
	wake(e.wakeOutbox)
	for _, err := range ended {
		if err != nil {
			return err
		}
	}
	return nil
}

// fire runs one timer: the step it takes, the timer that follows and the
// messages it owes are one commit. Trouble of one timer is kept and logged; an
// error means that the store takes nothing any more.
func (e *Engine) fire(ctx context.Context, due rollout.Timer, now time.Time) error {
	fired, spins := false, false
	err := e.opt.Store.Update(ctx, func(tx store.Tx) (err error) {
		fired, spins = false, false
		defer func() { // a rule's panic is this timer's trouble alone
			if v := recover(); v != nil {
				err = &store.PanicError{Value: v, Stack: debug.Stack()}
			}
		}()
		t, err := store.Timer(tx, due.Key)
		if errors.Is(err, store.ErrNotFound) || err == nil && t.Due.After(now) {
			return nil // settled or put off since it was listed
		}
		if err != nil {
			return err
		}
		load := e.loaders[t.Kind]
		if load == nil {
			return fmt.Errorf("no loader for timers of kind %q", t.Kind)
		}
		effects, err := load(tx, t, now)
		if err != nil {
			return err
		}
		again := func(n rollout.Timer) bool { return n.Key == t.Key }
		effects.Disarm = append(effects.Disarm, t.Key) // armed again below, when the rule says so
		at := slices.IndexFunc(effects.Arm, again)
		spins = at >= 0 && !effects.Arm[at].Due.After(now)
		fired = true
		return store.Apply(tx, actor, now, effects)
	})
	switch {
	case err == nil:
		if fired {
			e.late.add(max(0, e.opt.Clock.Now().Sub(due.Due)))
		}
		if !spins {
			e.sick.heal(due.Key)
			return nil
		}
		e.sick.fail(due.Key, now)
		e.log.Error("a timer armed itself again without moving on", "timer", due.Key, "due", due.Due)
	case errors.Is(err, store.ErrStopped), errors.Is(err, store.ErrClosed):
		return err
	case ctx.Err() != nil: // stopping; the timer is still in the store, or was fired
	default:
		e.sick.fail(due.Key, now)
		e.log.Error("a timer failed and is tried again", "ref", newRef(), "timer", due.Key, "due", due.Due, "err", err, "stack", stackOf(err))
	}
	return nil
}

func stackOf(err error) string {
	var p *store.PanicError
	if errors.As(err, &p) {
		return string(p.Stack)
	}
	return ""
}
