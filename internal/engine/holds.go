package engine

import (
	"sync"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// holds remembers which places must not be written to before when: after a 429
// until the end of its Retry-After, and with pacing until a place's turn comes
// again. It lives in memory: what a restart forgets, the chat's next 429 says
// again, and the refused row itself has its time in the store.
type holds struct {
	mu    sync.Mutex
	until map[rollout.Place]time.Time
}

// hold keeps p free of calls before t; an earlier t than the one held changes
// nothing.
func (h *holds) hold(p rollout.Place, t time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.until == nil {
		h.until = map[rollout.Place]time.Time{}
	}
	if t.After(h.until[p]) {
		h.until[p] = t
	}
}

// held is until when each place that is held now must be left alone. Holds that
// have ended are dropped on the way, so that the map does not grow with every
// place ever seen.
func (h *holds) held(now time.Time) map[rollout.Place]time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	live := make(map[rollout.Place]time.Time, len(h.until))
	for p, t := range h.until {
		if t.After(now) {
			live[p] = t
		} else {
			delete(h.until, p)
		}
	}
	return live
}
