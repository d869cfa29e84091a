package app

import "time"

// Clock is the only now of the program. It drives timers, outbox, leases and
// cadence; what is about the wire (signatures, deadlines of calls) stays on the
// computer's own clock.
type Clock interface {
	Now() time.Time
	After(d time.Duration) <-chan time.Time
}

// WallClock is the computer's clock.
type WallClock struct{}

// Now is the computer's time, without its monotonic part: what is stored and
// compared are instants of the wall.
func (WallClock) Now() time.Time { return time.Now().Round(0) }

// After is time.After.
func (WallClock) After(d time.Duration) <-chan time.Time { return time.After(d) }
