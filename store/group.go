package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// MaxBatch is how many updates share one commit at most.
const MaxBatch = 256

// Group makes a Store of a Backend. One goroutine writes: it takes whatever
// Updates wait, runs their closures one after the other over one overlay, and
// commits them together. There is no waiting window: while one commit syncs,
// the next batch gathers, and a lone caller never waits for company.
type Group struct {
	b     Backend
	fatal func(error)
	cache cache

	mu      sync.Mutex
	queue   []*request
	closed  bool
	stopped error // set once a commit's outcome is unknown

	wake  chan struct{}
	ended chan struct{}
	once  sync.Once
	views sync.WaitGroup
	err   error // of closing
}

// request is one Update on its way.
type request struct {
	ctx   context.Context
	fn    func(Tx) error
	seed  [32]byte
	state atomic.Int32
	err   error // of the closure, then of the whole; read after done
	done  chan struct{}
}

const (
	waiting = iota
	taken   // by the writer: from now on only it knows the outcome
	left    // by its caller, before it was run
)

// errGone is what a closure earns that calls runtime.Goexit (t.Fatal does).
var errGone = errors.New("store: not saved: a closure ended the writer's goroutine")

// NewGroup starts the writer of a store over b. fatal, which may be nil, is
// called once, on the writer's goroutine, when a commit returned an error: what
// is in the database is then unknown, and the program should exit and look. It
// must not call Close.
func NewGroup(b Backend, fatal func(error)) *Group {
	g := &Group{b: b, fatal: fatal, wake: make(chan struct{}, 1), ended: make(chan struct{})}
	go g.write()
	return g
}

// View implements Store.
func (g *Group) View(ctx context.Context, fn func(Tx) error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("store: not read: %w", err)
	}
	g.mu.Lock()
	if g.closed {
		g.mu.Unlock()
		return ErrClosed
	}
	g.views.Add(1)
	g.mu.Unlock()
	defer g.views.Done()
	return g.b.View(func(b Base) error {
		tx := &viewTx{base: b, cache: &g.cache}
		defer func() { tx.over = true }()
		return fn(tx)
	})
}

// Update implements Store.
func (g *Group) Update(ctx context.Context, fn func(Tx) error) error {
	if err := ctx.Err(); err != nil {
		return notRun(err)
	}
	r := &request{ctx: ctx, fn: fn, done: make(chan struct{})}
	_, _ = rand.Read(r.seed[:]) // never returns an error
	g.mu.Lock()
	if g.closed || g.stopped != nil {
		err := g.stopped
		g.mu.Unlock()
		if err != nil {
			return err
		}
		return ErrClosed
	}
	g.queue = append(g.queue, r)
	g.mu.Unlock()
	g.rouse()

	select {
	case <-r.done:
		return r.err
	case <-ctx.Done():
	}
	if r.state.CompareAndSwap(waiting, left) {
		return notRun(ctx.Err())
	}
	select {
	case <-r.done:
		return r.err
	default:
		return fmt.Errorf("%w: stopped waiting for the commit: %w", ErrUnknown, ctx.Err())
	}
}

// Close implements Store. It may be called more than once.
func (g *Group) Close() error {
	g.once.Do(func() {
		g.mu.Lock()
		g.closed = true
		g.mu.Unlock()
		g.rouse()
		<-g.ended
		g.views.Wait()
		g.err = g.b.Close()
	})
	return g.err
}

func notRun(err error) error { return fmt.Errorf("store: not saved: %w", err) }

func (g *Group) rouse() {
	select {
	case g.wake <- struct{}{}:
	default:
	}
}

// write is the writer's goroutine.
func (g *Group) write() {
	ended := false
	defer func() {
		if ended {
			close(g.ended)
		} else { // a closure called runtime.Goexit, as t.Fatal does
			go g.write()
		}
	}()
	debug.SetPanicOnFault(true) // a file cut off beneath us is an error, not the end
	for {
		batch, last := g.take(MaxBatch)
		if len(batch) > 0 {
			g.commit(batch)
			continue
		}
		if last {
			ended = true
			return
		}
		<-g.wake
	}
}

// take removes up to n requests from the queue; last says that no more come.
func (g *Group) take(n int) (batch []*request, last bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	n = min(n, len(g.queue))
	if n == len(g.queue) {
		batch, g.queue = g.queue, nil
	} else {
		batch, g.queue = g.queue[:n:n], g.queue[n:]
	}
	return batch, g.closed
}

// commit runs pending, and whoever comes meanwhile, in one transaction.
func (g *Group) commit(pending []*request) {
	defer func() { settle(pending, errGone) }() // on the normal way nobody is left
	ran := 0
	err := g.b.Commit(func(base Base) ([]Change, error) {
		o := newOverlay(base)
		for ran < len(pending) {
			for _, r := range pending[ran:] {
				r.run(o, &g.cache)
			}
			ran = len(pending)
			if more, _ := g.take(MaxBatch - ran); len(more) > 0 {
				pending = append(pending[:ran:ran], more...)
			}
		}
		return o.changes(), nil
	})
	if err == nil || errors.Is(err, ErrCommit) || len(pending) == 1 {
		settle(pending, g.outcome(err))
		pending = nil
		return
	}
	// Nothing was written: something that one of them needs is broken. Alone,
	// the others are saved.
	for len(pending) > 0 {
		err := g.halted()
		if err == nil {
			err = g.outcome(g.b.Commit(func(base Base) ([]Change, error) {
				o := newOverlay(base)
				pending[0].run(o, &g.cache)
				return o.changes(), nil
			}))
		}
		settle(pending[:1], err)
		pending = pending[1:]
	}
}

// outcome is what a caller whose closure succeeded is told.
func (g *Group) outcome(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrCommit):
		g.stop(err)
		return fmt.Errorf("%w: %w", ErrUnknown, err)
	default:
		return fmt.Errorf("store: not saved: %w", err)
	}
}

// settle tells callers how it ended. A closure's own error says more.
func settle(batch []*request, err error) {
	for _, r := range batch {
		if r.err == nil {
			r.err = err
		}
		close(r.done)
	}
}

func (g *Group) halted() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.stopped
}

// stop refuses everything from now on: the file is in an unknown state.
func (g *Group) stop(err error) {
	g.mu.Lock()
	first := g.stopped == nil
	if first {
		g.stopped = fmt.Errorf("%w: %w", ErrStopped, err)
	}
	queue := g.queue
	g.queue = nil
	stopped := g.stopped
	g.mu.Unlock()
	for _, r := range queue {
		r.state.CompareAndSwap(waiting, taken)
	}
	settle(queue, stopped)
	if first && g.fatal != nil {
		g.fatal(err)
	}
}

// run runs the closure once over o, and takes its writes back when it fails.
func (r *request) run(o *overlay, c *cache) {
	if r.state.Load() != taken && !r.state.CompareAndSwap(waiting, taken) {
		return // its caller has left; nobody reads err
	}
	r.err = nil
	if err := r.ctx.Err(); err != nil {
		r.err = notRun(err)
		return
	}
	tx := &writeTx{o: o, cache: c, seed: r.seed}
	ok := false
	defer func() {
		tx.over = true
		if ok {
			o.keep()
			return
		}
		o.rollback()
		if v := recover(); v != nil {
			r.err = &PanicError{Value: v, Stack: debug.Stack()}
		} else if r.err == nil {
			r.err = errGone
		}
	}()
	r.err = r.fn(tx)
	ok = r.err == nil
}
