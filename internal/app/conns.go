package app

import (
	"net"
	"net/http"
	"sync"
)

// unused are connections on which no request has come yet. An orderly shutdown
// would wait five seconds for each, although nobody waits for an answer there.
type unused struct {
	mu    sync.Mutex
	conns map[net.Conn]bool
}

// track is for http.Server.ConnState.
func (u *unused) track(c net.Conn, state http.ConnState) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if state == http.StateNew {
		if u.conns == nil {
			u.conns = map[net.Conn]bool{}
		}
		u.conns[c] = true
		return
	}
	delete(u.conns, c)
}

func (u *unused) close() {
	u.mu.Lock()
	defer u.mu.Unlock()
	for c := range u.conns {
		_ = c.Close()
	}
}
