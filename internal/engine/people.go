package engine

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// Directory says who an account is and what a channel is. It asks the chat.
type Directory interface {
	Person(ctx context.Context, id rollout.UserID) (rollout.Person, error)
	Channel(ctx context.Context, id rollout.ChannelID) (rollout.Channel, error)
}

const (
	freshFor      = 24 * time.Hour   // facts older than this are asked for again
	refreshEvery  = 10 * time.Minute // how often the store is searched for them
	refreshMost   = 100              // asked for in one search
	refreshAtOnce = 2                // at the same time
	refreshAgain  = time.Hour        // one that could not be had is asked for again
	failedFor     = time.Minute      // a lookup that failed is not tried again before
	privateFor    = 10 * time.Minute // how long a channel is believed to be private
	lookupCall    = 10 * time.Second // deadline of one call
)

var errNoDirectory = errors.New("the engine has no directory to ask")

// LookupPerson is what is known of an account: the record, however old, else
// what the chat says within timeout, which is then kept. With an error the
// person has an id and nothing else (rollout.Unknown). However many ask, one
// call per account is on its way; one that failed is not repeated for a minute.
func (e *Engine) LookupPerson(ctx context.Context, id rollout.UserID, timeout time.Duration) (rollout.Person, error) {
	unknown := rollout.Person{Schema: 1, ID: id}
	known := unknown
	err := e.opt.Store.View(ctx, func(tx store.Tx) (err error) {
		known, err = store.Person(tx, id)
		return err
	})
	if err == nil && known.Account != rollout.Unknown {
		return known, nil
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return unknown, err
	}
	r, err := e.lookups.ask(ctx, e, rollout.DM(id), timeout)
	if p, ok := r.(rollout.Person); ok && err == nil {
		return p, nil
	}
	return unknown, err
}

// LookupChannel is LookupPerson for a channel. A channel that the bot was not in
// is asked about again after a minute: it may have been invited since, and what
// needs it there should work at once. A private one is asked about again after
// ten: the chat does not say when it is made public.
func (e *Engine) LookupChannel(ctx context.Context, id rollout.ChannelID, timeout time.Duration) (rollout.Channel, error) {
	known := rollout.Channel{Schema: 1, ID: id}
	err := e.opt.Store.View(ctx, func(tx store.Tx) error {
		c, err := store.Channel(tx, id)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		known = c
		return err
	})
	age := e.opt.Clock.Now().Sub(known.Seen)
	settled := known.BotIn && (!known.Private || age < privateFor)
	if err != nil || settled || !known.Seen.IsZero() && age < failedFor {
		return known, err
	}
	r, err := e.lookups.ask(ctx, e, rollout.In(id), timeout)
	if c, ok := r.(rollout.Channel); ok && err == nil {
		return c, nil
	}
	return known, err
}

// lookups are the questions to the directory that are on their way, and those
// that failed lately. Accounts and channels are told apart by their place.
type lookups struct {
	mu     sync.Mutex
	going  map[rollout.Place]*lookup
	failed map[rollout.Place]failedLookup
}

type lookup struct {
	done chan struct{}
	r    rollout.Record // read after done
	err  error
}

type failedLookup struct {
	at  time.Time
	err error
}

// ask waits at most timeout for the answer about p. The call itself goes on
// when nobody waits any longer, so that the next one finds it answered.
func (l *lookups) ask(ctx context.Context, e *Engine, p rollout.Place, timeout time.Duration) (rollout.Record, error) {
	if e.opt.Directory == nil {
		return nil, errNoDirectory
	}
	call, err := l.join(ctx, e, p)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	select {
	case <-call.done:
		return call.r, call.err
	case <-ctx.Done():
		return nil, fmt.Errorf("no answer about %s in time: %w", p, ctx.Err())
	}
}

// join is the call about p that is on its way, or a new one.
func (l *lookups) join(ctx context.Context, e *Engine, p rollout.Place) (*lookup, error) {
	now := e.opt.Clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	if call := l.going[p]; call != nil {
		return call, nil
	}
	if f, ok := l.failed[p]; ok {
		// A clock that was set back must not keep a failure for longer.
		if age := now.Sub(f.at); age >= 0 && age < failedFor {
			return nil, f.err
		}
		delete(l.failed, p)
	}
	call := &lookup{done: make(chan struct{})}
	if l.going == nil {
		l.going, l.failed = map[rollout.Place]*lookup{}, map[rollout.Place]failedLookup{}
	}
	l.going[p] = call
	go func() {
		// Whoever asked first may leave; the others still wait.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookupCall)
		defer cancel()
		defer close(call.done)
		call.r, call.err = e.fetch(ctx, p)
		l.end(p, call.err, e.opt.Clock.Now())
	}()
	return call, nil
}

func (l *lookups) end(p rollout.Place, err error, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.going, p)
	for q, f := range l.failed { // few: no more than were asked for in a minute
		if now.Sub(f.at) >= failedFor {
			delete(l.failed, q)
		}
	}
	if err != nil {
		l.failed[p] = failedLookup{now, err}
	}
}

// fetch asks the directory about p and keeps the answer.
func (e *Engine) fetch(ctx context.Context, p rollout.Place) (r rollout.Record, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("asking about %s panicked: %v", p, v)
		}
	}()
	if u := p.User(); u != "" {
		person, err := e.opt.Directory.Person(ctx, u)
		if err != nil {
			return nil, err
		}
		person.Schema, person.ID, person.Seen = 1, u, e.opt.Clock.Now()
		return person, e.keep(ctx, person)
	}
	channel, err := e.opt.Directory.Channel(ctx, p.Channel())
	if err != nil {
		return nil, err
	}
	channel.Schema, channel.ID, channel.Seen = 1, p.Channel(), e.opt.Clock.Now()
	return channel, e.keep(ctx, channel)
}

// KeepPerson keeps what the chat says of an account by itself.
func (e *Engine) KeepPerson(ctx context.Context, p rollout.Person) error {
	p.Schema, p.Seen = 1, e.opt.Clock.Now()
	return e.keep(ctx, p)
}

func (e *Engine) keep(ctx context.Context, r rollout.Record) error {
	now := e.opt.Clock.Now()
	return e.opt.Store.Update(ctx, func(tx store.Tx) error {
		effects := rollout.Effects{Put: []rollout.Record{r}}
		if p, ok := r.(rollout.Person); ok && p.Account == rollout.Deactivated {
			told, err := closed(tx, p)
			if err != nil {
				return err
			}
			effects.Join(told)
		}
		return store.Apply(tx, actor, now, effects)
	})
}

// closed is what follows when an account turns out to be closed.
func closed(tx store.Tx, p rollout.Person) (rollout.Effects, error) {
	was, err := store.Person(tx, p.ID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return rollout.Effects{}, err
	}
	plans, err := store.PlansOf(tx, p.ID)
	if err != nil {
		return rollout.Effects{}, err
	}
	var held []rollout.State
	for _, id := range plans {
		s, err := store.State(tx, id)
		if err != nil {
			return rollout.Effects{}, err
		}
		held = append(held, s)
	}
	house, err := store.House(tx)
	return rollout.AccountClosed(was, p, held, house), err
}

// runPeople asks again for people and channels whose facts are older than a
// day, a few at a time, until ctx ends.
func (e *Engine) runPeople(ctx context.Context) error {
	if e.opt.Directory == nil {
		return nil
	}
	tried := map[rollout.Place]time.Time{} // what could not be had, and when
	for ctx.Err() == nil {
		now := e.opt.Clock.Now()
		stale, err := e.stale(ctx, now, tried)
		if err != nil && ctx.Err() == nil {
			e.log.Error("people could not be read for refreshing", "err", err)
		}
		e.refresh(ctx, stale, now, tried)
		select {
		case <-e.opt.Clock.After(refreshEvery):
		case <-ctx.Done():
		}
	}
	return nil
}

// stale lists whom to ask about again, the longest unseen first. One that
// could not be had lately is left alone for a while.
func (e *Engine) stale(ctx context.Context, now time.Time, tried map[rollout.Place]time.Time) ([]rollout.Place, error) {
	maps.DeleteFunc(tried, func(_ rollout.Place, at time.Time) bool { return now.Sub(at) >= refreshAgain })
	var all []rollout.Place
	err := e.opt.Store.View(ctx, func(tx store.Tx) (err error) {
		all, err = store.Stale(tx, now.Add(-freshFor))
		return err
	})
	all = slices.DeleteFunc(all, func(p rollout.Place) bool { _, ok := tried[p]; return ok })
	return all[:min(len(all), refreshMost)], err
}

func (e *Engine) refresh(ctx context.Context, stale []rollout.Place, now time.Time, tried map[rollout.Place]time.Time) {
	var (
		calls sync.WaitGroup
		mu    sync.Mutex
		first error
		bad   int
	)
	slots := make(chan struct{}, refreshAtOnce)
	for _, p := range stale {
		slots <- struct{}{}
		calls.Go(func() {
			defer func() { <-slots }()
			if ctx.Err() != nil {
				return
			}
			_, err := e.lookups.ask(ctx, e, p, lookupCall)
			if err == nil || ctx.Err() != nil {
				return
			}
			mu.Lock()
			defer mu.Unlock()
			tried[p] = now
			bad++
			if first == nil {
				first = fmt.Errorf("%s: %w", p, err)
			}
		})
	}
	calls.Wait()
	if bad > 0 {
		e.log.Warn("people or channels could not be refreshed", "failed", bad, "of", len(stale), "first", first)
	}
}
