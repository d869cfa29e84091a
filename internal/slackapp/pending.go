package slackapp

import (
	"context"
	"sync"
)

// pending counts deliveries that are acknowledged but not answered yet. Unlike
// a sync.WaitGroup it may be waited for by several at once while new ones come
// in: the playground waits after every line that somebody types. The zero value
// is ready to use.
type pending struct {
	mu   sync.Mutex
	n    int
	none chan struct{} // closed when n comes to 0; nil while nobody waits
}

func (p *pending) begin() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.n++
}

func (p *pending) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.n--
	if p.n == 0 && p.none != nil {
		close(p.none)
		p.none = nil
	}
}

// wait returns at a moment at which none is pending, or when ctx ends.
func (p *pending) wait(ctx context.Context) {
	p.mu.Lock()
	if p.n == 0 {
		p.mu.Unlock()
		return
	}
	if p.none == nil {
		p.none = make(chan struct{})
	}
	none := p.none
	p.mu.Unlock()
	select {
	case <-none:
	case <-ctx.Done():
	}
}
