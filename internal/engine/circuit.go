package engine

import (
	"sync"
	"time"

	"github.com/rolloutbot/rollout/store"
)

// probeEvery is the most often that an installation known to be broken is tried.
const probeEvery = store.ProbeWait

// circuit stops deliveries while the installation itself is refused (token,
// scope): every message would fail alike. Rows stay ready; once a minute one
// of them is let through to see.
type circuit struct {
	mu     sync.Mutex
	open   bool
	since  time.Time
	probe  time.Time // when the next row may be let through
	reason string
}

// CircuitState is what is known of the installation's trouble.
type CircuitState struct {
	Open   bool
	Since  time.Time // when deliveries stopped
	Probe  time.Time // when the next attempt is made
	Reason string    // what the chat said
}

func (c *circuit) state() CircuitState {
	c.mu.Lock()
	defer c.mu.Unlock()
	return CircuitState{c.open, c.since, c.probe, c.reason}
}

// trip opens the circuit, or puts the next probe off when it is open already.
// It reports whether this was news.
func (c *circuit) trip(now time.Time, reason string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	news := !c.open
	if news {
		c.since = now
	}
	c.open, c.probe, c.reason = true, now.Add(probeEvery), reason
	return news
}

// close lets everything through again: the chat has answered as one that knows
// us. It reports whether this was news.
func (c *circuit) close() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	news := c.open
	c.open, c.since, c.probe, c.reason = false, time.Time{}, time.Time{}, ""
	return news
}

// admit is how many of n calls may be made now: all, or while the circuit is
// open the one of the probe.
func (c *circuit) admit(n int, now time.Time) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case !c.open:
		return n
	case now.Before(c.probe):
		return 0
	}
	return min(n, 1)
}

// probing says that a call was let through: while the circuit is open, the next
// one has to wait again.
func (c *circuit) probing(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open {
		c.probe = now.Add(probeEvery)
	}
}

// wait is when something may be let through again; zero: now.
func (c *circuit) wait(now time.Time) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open && now.Before(c.probe) {
		return c.probe
	}
	return time.Time{}
}
