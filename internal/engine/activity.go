package engine

import (
	"errors"
	"sync"
	"time"
)

// activity knows whether anything is being worked on. Settle needs more than a
// count: work hands itself on through the store (a timer writes a row, the row
// becomes a call), and between two looks it must not have slipped past. So
// every beginning also raises an epoch.
type activity struct {
	mu      sync.Mutex
	working int
	epoch   uint64
	moved   chan struct{}   // closed at the next end
	loops   map[string]tick // how each loop's newest round went
}

func (a *activity) begin() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.working++
	a.epoch++
}

func (a *activity) end() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.working--
	if a.moved != nil {
		close(a.moved)
		a.moved = nil
	}
}

// tick is how a loop's newest round went.
type tick struct {
	at  time.Time
	err error
}

// looked keeps how a loop's newest round went, and returns how the one before
// did.
func (a *activity) looked(loop string, err error, now time.Time) (before error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.loops == nil {
		a.loops = map[string]tick{}
	}
	before, a.loops[loop] = a.loops[loop].err, tick{now, err}
	return before
}

// last is the longest ago that a loop has gone round; zero before the first
// time.
func (a *activity) last() (time.Time, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	var (
		at  time.Time
		err error
	)
	for _, t := range a.loops {
		if at.IsZero() || t.at.Before(at) {
			at = t.at
		}
		err = errors.Join(err, t.err)
	}
	return at, err
}

// moment is what activity looked like at one time.
type moment struct {
	idle  bool
	epoch uint64
	moved <-chan struct{}
	err   error
}

func (a *activity) now() moment {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.moved == nil {
		a.moved = make(chan struct{})
	}
	var err error
	for _, t := range a.loops {
		err = errors.Join(err, t.err)
	}
	return moment{a.working == 0, a.epoch, a.moved, err}
}
