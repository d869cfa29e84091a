package storetest

import (
	"context"
	"slices"
	"sync/atomic"

	"github.com/rolloutbot/rollout/store"
)

// Memory is a store that forgets everything when it is closed: the group
// commit and the overlay of package store over sorted slices. It is for tests,
// of which some only make sense when the disk is left out.
func Memory() store.Store {
	return over(&state{})
}

// Fork is a store of its own that holds what s holds now. s comes from Memory or
// Fork, and may be closed.
func Fork(s store.Store) store.Store { return over(s.(*grouped).backend.now.Load()) }

func over(now *state) store.Store {
	b := new(memory)
	b.now.Store(now)
	g := &grouped{store.NewGroup(b, nil), b}
	if err := store.Prepare(context.Background(), g, func(int) error { return nil }); err != nil {
		panic(err) // nothing in it can fail
	}
	return g
}

// grouped is a memory behind its group commit.
type grouped struct {
	*store.Group
	backend *memory
}

// memory is a store.Backend. A state never changes once it is published, so a
// View needs no lock.
type memory struct{ now atomic.Pointer[state] }

type state map[string]table

// table is one kind, ordered by key.
type table []store.Item

func (m *memory) View(fn func(store.Base) error) error { return fn(*m.now.Load()) }
func (m *memory) Close() error                         { return nil }

func (m *memory) Commit(fn func(store.Base) ([]store.Change, error)) error {
	old := *m.now.Load()
	changes, err := fn(old)
	if err != nil || len(changes) == 0 {
		return err
	}
	next := make(state, len(old)+1)
	for kind, t := range old {
		next[kind] = t
	}
	for len(changes) > 0 {
		kind := changes[0].Kind
		n := 0
		for n < len(changes) && changes[n].Kind == kind {
			n++
		}
		next[kind] = next[kind].with(changes[:n])
		changes = changes[n:]
	}
	m.now.Store(&next)
	return nil
}

// with is a new table; changes are in order.
func (t table) with(changes []store.Change) table {
	out := make(table, 0, len(t)+len(changes))
	for _, c := range changes {
		i, found := t.find(c.Key)
		out = append(out, t[:i]...)
		t = t[i:]
		if found {
			t = t[1:]
		}
		if !c.Delete {
			out = append(out, store.Item{Key: c.Key, Value: slices.Clone(c.Value)})
		}
	}
	return append(out, t...)
}

func (t table) find(key string) (int, bool) {
	return slices.BinarySearchFunc(t, key, func(it store.Item, k string) int {
		switch {
		case it.Key < k:
			return -1
		case it.Key > k:
			return 1
		}
		return 0
	})
}

func (s state) Get(kind, key string) ([]byte, bool, error) {
	t := s[kind]
	i, ok := t.find(key)
	if !ok {
		return nil, false, nil
	}
	return t[i].Value, true, nil
}

func (s state) Scan(kind, lo, hi string, reverse, keysOnly bool, fn func(key, value []byte) bool) error {
	t := s[kind]
	i, _ := t.find(lo)
	j := len(t)
	if hi != "" {
		j, _ = t.find(hi)
	}
	t = t[i:max(i, j)]
	for n := range t {
		it := t[n]
		if reverse {
			it = t[len(t)-1-n]
		}
		v := it.Value
		if keysOnly {
			v = nil
		}
		if !fn([]byte(it.Key), v) {
			return nil
		}
	}
	return nil
}
