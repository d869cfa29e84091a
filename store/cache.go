package store

import (
	"bytes"
	"sync"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// seldom are the kinds that are read with nearly every request, or by everybody
// in turn, and change a few times a day. Decoding a plan's reading costs more than
// everything else that status does.
var seldom = map[string]bool{
	rollout.Plan{}.Kind(): true, rollout.State{}.Kind(): true, rollout.Role{}.Kind(): true,
	rollout.Person{}.Kind(): true, rollout.Channel{}.Kind(): true, rollout.House{}.Kind(): true,
	rollout.Review{}.Kind(): true,
}

// cacheLimit is how many bytes of records a cache stands for. Beyond it, some
// that happen to be there make room.
const cacheLimit = 32 << 20

// cache keeps decoded values beside the bytes they were made of. A value is
// used again only where the transaction's own bytes are the same, so that
// neither an Update that was taken back nor a newer state can show through.
// Values are shared: nobody changes what a loader returned.
type cache struct {
	mu   sync.RWMutex
	m    map[string]decoded
	size int
}

type decoded struct {
	raw []byte
	v   any
}

// cacher is a Tx that lets loaders see a value's own bytes and knows a cache.
type cacher interface {
	peek(kind, key string) ([]byte, error)
	decoded() *cache
}

func (c *cache) get(kind, key string, raw []byte) (any, bool) {
	c.mu.RLock()
	d, ok := c.m[kind+"/"+key]
	c.mu.RUnlock()
	return d.v, ok && bytes.Equal(d.raw, raw)
}

func (c *cache) put(kind, key string, raw []byte, v any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.m == nil {
		c.m = map[string]decoded{}
	}
	name := kind + "/" + key
	c.size += len(raw) - len(c.m[name].raw)
	for other, d := range c.m {
		if c.size <= cacheLimit {
			break
		}
		if other != name {
			c.size -= len(d.raw)
			delete(c.m, other)
		}
	}
	c.m[name] = decoded{bytes.Clone(raw), v}
}

// cached is get for the kinds that change seldom.
func cached[T any](tx cacher, kind, key string) (T, error) {
	var v T
	raw, err := tx.peek(kind, key)
	if err != nil {
		return v, err
	}
	if known, ok := tx.decoded().get(kind, key, raw); ok {
		if v, ok := known.(T); ok {
			return v, nil
		}
	}
	if err := decode(kind, key, raw, &v); err != nil {
		return v, err
	}
	tx.decoded().put(kind, key, raw, v)
	return v, nil
}
