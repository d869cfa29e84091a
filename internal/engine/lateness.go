package engine

import (
	"slices"
	"sync"
	"time"
)

// kept is how many of the newest timers the figures of lateness speak of.
const kept = 1024

// lateness keeps how late the newest timers were made durable after they were
// due.
type lateness struct {
	mu    sync.Mutex
	ring  [kept]time.Duration
	fired uint64
	worst time.Duration // since the start
}

// Lateness says how late timers are.
type Lateness struct {
	Fired uint64        // since the start
	P50   time.Duration // of the newest 1,024
	P99   time.Duration
	Worst time.Duration // since the start
}

func (l *lateness) add(d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ring[l.fired%kept] = d
	l.fired++
	l.worst = max(l.worst, d)
}

func (l *lateness) figures() Lateness {
	l.mu.Lock()
	defer l.mu.Unlock()
	f := Lateness{Fired: l.fired, Worst: l.worst}
	if l.fired == 0 {
		return f
	}
	newest := slices.Clone(l.ring[:min(l.fired, kept)])
	slices.Sort(newest)
	f.P50 = newest[len(newest)/2]
	f.P99 = newest[(len(newest)-1)*99/100]
	return f
}
