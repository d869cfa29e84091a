package store

import (
	"bytes"
	"sync"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// kept are the kinds that are read with nearly every request, or by everybody in
// turn, and change a few times a day, and incidents, of which every card and
// message is drawn anew; and for how many bytes of their records a cache stands.
// Beyond that, some that happen to be there make room. Decoding a plan's reading
// costs more than everything else that status does.
var kept = map[string]int{
	rollout.Plan{}.Kind():     16 << 20,
	rollout.State{}.Kind():    8 << 20,
	rollout.Role{}.Kind():     4 << 20,
	rollout.Review{}.Kind():   4 << 20,
	rollout.Person{}.Kind():   2 << 20,
	rollout.Channel{}.Kind():  2 << 20,
	rollout.Incident{}.Kind(): 1 << 20,
	rollout.House{}.Kind():    1 << 20,
}

// cache keeps decoded values beside the bytes they were made of. A value is
// used again only where the transaction's own bytes are the same, so that
// neither an Update that was taken back nor a newer state can show through.
// Values are shared: nobody changes what a loader returned.
type cache struct {
	mu   sync.RWMutex
	m    map[string]map[string]decoded // by kind and key
	size map[string]int                // bytes, by kind
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
	d, ok := c.m[kind][key]
	c.mu.RUnlock()
	return d.v, ok && bytes.Equal(d.raw, raw)
}

func (c *cache) put(kind, key string, raw []byte, v any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.m == nil {
		c.m, c.size = map[string]map[string]decoded{}, map[string]int{}
	}
	of := c.m[kind]
	if of == nil {
		of = map[string]decoded{}
		c.m[kind] = of
	}
	c.size[kind] += len(raw) - len(of[key].raw)
	for other, d := range of {
		if c.size[kind] <= kept[kind] {
			break
		}
		if other != key {
			c.size[kind] -= len(d.raw)
			delete(of, other)
		}
	}
	of[key] = decoded{bytes.Clone(raw), v}
}

// cachedRecord decodes the stored bytes of a record, unless it is known what they
// say.
func cachedRecord(tx Tx, known record, key string, raw []byte) (rollout.Record, error) {
	c, ok := tx.(cacher)
	if ok = ok && kept[known.kind] > 0; ok {
		if v, ok := c.decoded().get(known.kind, key, raw); ok {
			if rec, ok := v.(rollout.Record); ok {
				return rec, nil
			}
		}
	}
	rec, err := known.decode(raw)
	if err != nil {
		return nil, &DamageError{known.kind, key, err.Error()}
	}
	if ok {
		c.decoded().put(known.kind, key, raw, rec)
	}
	return rec, nil
}

// cached is get for the kinds that are kept.
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
