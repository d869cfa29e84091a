package play

import (
	"sync"
	"time"
)

// Clock is a clock that can be moved forward: the computer's time plus an
// offset, or, frozen, an instant that only moves when it is told to.
type Clock struct {
	mu      sync.Mutex
	offset  time.Duration
	frozen  bool
	at      time.Time
	waiting map[*waiter]bool
}

// waiter is somebody who asked to be told at due.
type waiter struct {
	due   time.Time
	out   chan time.Time
	timer *time.Timer // nil on a frozen clock
}

// NewClock is a clock that runs with the computer's, offset ahead of it.
func NewClock(offset time.Duration) *Clock {
	return &Clock{offset: offset, waiting: map[*waiter]bool{}}
}

// NewFrozenClock is a clock that stands at an instant.
func NewFrozenClock(at time.Time) *Clock {
	return &Clock{frozen: true, at: at, waiting: map[*waiter]bool{}}
}

// Now is the clock's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

func (c *Clock) now() time.Time {
	if c.frozen {
		return c.at
	}
	return time.Now().Round(0).Add(c.offset)
}

// Offset is how far a running clock is ahead of the computer's.
func (c *Clock) Offset() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.offset
}

// Advance moves the clock to t. It never goes back.
func (c *Clock) Advance(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	d := t.Sub(c.now())
	if d <= 0 {
		return
	}
	c.offset += d
	c.at = c.at.Add(d)
	now := c.now()
	for w := range c.waiting {
		if !now.Before(w.due) {
			c.fire(w, now)
		} else if w.timer != nil {
			w.timer.Reset(w.due.Sub(now))
		}
	}
}

// After fires when the clock has moved on by d, by itself or because it was
// told to.
func (c *Clock) After(d time.Duration) <-chan time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	w := &waiter{due: c.now().Add(d), out: make(chan time.Time, 1)}
	c.waiting[w] = true
	if d <= 0 {
		c.fire(w, c.now())
	} else if !c.frozen {
		w.timer = time.AfterFunc(d, func() {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.fire(w, c.now())
		})
	}
	return w.out
}

// fire tells a waiter, once.
func (c *Clock) fire(w *waiter, now time.Time) {
	if !c.waiting[w] {
		return
	}
	delete(c.waiting, w)
	if w.timer != nil {
		w.timer.Stop()
	}
	w.out <- now
}
