package store

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// kindNext holds the last number that Next gave, by kind.
const kindNext = "next"

// overlay holds writes that are not in the database yet, above a Base. Each
// closure of a batch runs on it in turn; mark and rollback take back exactly
// what one closure wrote.
type overlay struct {
	base  Base
	kinds map[string]*layer
	undo  []undone
}

// layer is the writes of one kind: keys in order beside their newest value.
type layer struct {
	keys []string
	vals map[string]entry
}

type entry struct {
	value []byte
	gone  bool
}

// undone is what a key was in the overlay before a write.
type undone struct {
	l   *layer
	key string
	had bool
	old entry
}

func newOverlay(b Base) *overlay {
	return &overlay{base: b, kinds: make(map[string]*layer)}
}

// keep forgets how to take back what has been written so far.
func (o *overlay) keep() {
	clear(o.undo)
	o.undo = o.undo[:0]
}

// rollback takes back everything since keep.
func (o *overlay) rollback() {
	for _, u := range slices.Backward(o.undo) {
		if u.had {
			u.l.vals[u.key] = u.old
			continue
		}
		delete(u.l.vals, u.key)
		if i, ok := slices.BinarySearch(u.l.keys, u.key); ok {
			u.l.keys = slices.Delete(u.l.keys, i, i+1)
		}
	}
	o.keep()
}

// changes are all writes, by kind and key, so that a database with ordered
// pages touches each page once.
func (o *overlay) changes() []Change {
	var out []Change
	for _, kind := range slices.Sorted(maps.Keys(o.kinds)) {
		l := o.kinds[kind]
		for _, k := range l.keys {
			e := l.vals[k]
			out = append(out, Change{Kind: kind, Key: k, Value: e.value, Delete: e.gone})
		}
	}
	return out
}

// peek returns a value without a copy.
func (o *overlay) peek(kind, key string) ([]byte, error) {
	if l := o.kinds[kind]; l != nil {
		if e, ok := l.vals[key]; ok {
			if e.gone {
				return nil, ErrNotFound
			}
			return e.value, nil
		}
	}
	v, ok, err := o.base.Get(kind, key)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, ErrNotFound
	}
	return v, nil
}

func (o *overlay) set(kind, key string, e entry) {
	l := o.kinds[kind]
	if l == nil {
		l = &layer{vals: make(map[string]entry)}
		o.kinds[kind] = l
	}
	old, had := l.vals[key]
	o.undo = append(o.undo, undone{l, key, had, old})
	l.vals[key] = e
	if had {
		return
	}
	if n := len(l.keys); n == 0 || l.keys[n-1] < key {
		l.keys = append(l.keys, key)
		return
	}
	i, _ := slices.BinarySearch(l.keys, key)
	l.keys = slices.Insert(l.keys, i, key)
}

// list merges the overlay's keys into the database's.
func (o *overlay) list(kind string, r Range) ([]Item, error) {
	lo, hi := r.bounds()
	if hi != "" && lo >= hi {
		return nil, nil
	}
	var own []string
	l := o.kinds[kind]
	if l != nil {
		own = within(l.keys, lo, hi)
		if r.Reverse {
			own = slices.Clone(own)
			slices.Reverse(own)
		}
	}
	c := collector{r: r}
	addOwn := func(k string) bool {
		if e := l.vals[k]; !e.gone {
			return c.add(k, e.value)
		}
		return true
	}
	full := false
	err := o.base.Scan(kind, lo, hi, r.Reverse, r.KeysOnly, func(k, v []byte) bool {
		key := string(k)
		for len(own) > 0 && own[0] != key && (own[0] < key) != r.Reverse {
			if full = !addOwn(own[0]); full {
				return false
			}
			own = own[1:]
		}
		if len(own) > 0 && own[0] == key {
			full = !addOwn(key)
			own = own[1:]
			return !full
		}
		full = !c.add(key, v)
		return !full
	})
	if err != nil {
		return nil, err
	}
	for _, k := range own {
		if full || !addOwn(k) {
			break
		}
	}
	return c.items, nil
}

func within(keys []string, lo, hi string) []string {
	i, _ := slices.BinarySearch(keys, lo)
	j := len(keys)
	if hi != "" {
		j, _ = slices.BinarySearch(keys, hi)
	}
	return keys[i:j]
}

// collector copies items until the limit is reached.
type collector struct {
	r     Range
	items []Item
}

func (c *collector) add(key string, value []byte) bool {
	it := Item{Key: key}
	if !c.r.KeysOnly {
		it.Value = clone(value)
	}
	c.items = append(c.items, it)
	return c.r.Limit <= 0 || len(c.items) < c.r.Limit
}

// clone never returns nil: an empty value is a value.
func clone(b []byte) []byte {
	if len(b) == 0 {
		return []byte{}
	}
	return bytes.Clone(b)
}

// writeTx is the Tx of one run of one closure.
type writeTx struct {
	o     *overlay
	cache *cache
	seed  [32]byte
	over  bool
}

// Seed is 32 random bytes of this Update, the same when its closure is run
// again. Audit salts are made from it.
func (t *writeTx) Seed() [32]byte { return t.seed }

func (t *writeTx) decoded() *cache { return t.cache }

func (t *writeTx) Get(kind, key string) ([]byte, error) {
	v, err := t.peek(kind, key)
	if err != nil {
		return nil, err
	}
	return clone(v), nil
}

// peek is Get without a copy: the bytes are valid only until the next write.
func (t *writeTx) peek(kind, key string) ([]byte, error) {
	if err := t.ready(kind, key); err != nil {
		return nil, err
	}
	return t.o.peek(kind, key)
}

func (t *writeTx) Put(kind, key string, value []byte) error {
	if err := t.ready(kind, key); err != nil {
		return err
	}
	if len(value) > MaxValue {
		return fmt.Errorf("store: a value has at most %d bytes; kind %q, key %q has %d", MaxValue, kind, key, len(value))
	}
	t.o.set(kind, key, entry{value: clone(value)})
	return nil
}

func (t *writeTx) Delete(kind, key string) error {
	if err := t.ready(kind, key); err != nil {
		return err
	}
	if _, err := t.o.peek(kind, key); errors.Is(err, ErrNotFound) {
		return nil
	}
	t.o.set(kind, key, entry{gone: true})
	return nil
}

func (t *writeTx) List(kind string, r Range) ([]Item, error) {
	if err := t.ready(kind, "-"); err != nil {
		return nil, err
	}
	return t.o.list(kind, r)
}

func (t *writeTx) Next(kind string) (uint64, error) {
	if err := t.ready(kindNext, kind); err != nil {
		return 0, err
	}
	n, err := lastNumber(t, kind)
	if err != nil {
		return 0, err
	}
	t.o.set(kindNext, kind, entry{value: strconv.AppendUint(nil, n+1, 10)})
	return n + 1, nil
}

func (t *writeTx) ready(kind, key string) error {
	if t.over {
		return ErrTxDone
	}
	return checkKey(kind, key)
}

// lastNumber is the newest number that Next gave for kind, 0 before the first.
func lastNumber(tx Tx, kind string) (uint64, error) {
	b, err := tx.Get(kindNext, kind)
	if errors.Is(err, ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseUint(string(b), 10, 64)
	if err != nil {
		return 0, &DamageError{kindNext, kind, "not a number"}
	}
	return n, nil
}

// viewTx reads a Base without an overlay.
type viewTx struct {
	base  Base
	cache *cache
	over  bool
}

func (t *viewTx) decoded() *cache { return t.cache }

func (t *viewTx) Get(kind, key string) ([]byte, error) {
	v, err := t.peek(kind, key)
	if err != nil {
		return nil, err
	}
	return clone(v), nil
}

// peek is Get without a copy: the bytes are valid only until the View ends.
func (t *viewTx) peek(kind, key string) ([]byte, error) {
	if t.over {
		return nil, ErrTxDone
	}
	if err := checkKey(kind, key); err != nil {
		return nil, err
	}
	v, ok, err := t.base.Get(kind, key)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, ErrNotFound
	}
	return v, nil
}

func (t *viewTx) List(kind string, r Range) ([]Item, error) {
	c := collector{r: r}
	err := t.scan(kind, r, func(k, v []byte) bool { return c.add(string(k), v) })
	if err != nil {
		return nil, err
	}
	return c.items, nil
}

// count is how many items List would return, without a copy of any.
func (t *viewTx) count(kind string, r Range) (n int, err error) {
	r.KeysOnly = true
	err = t.scan(kind, r, func(_, _ []byte) bool { n++; return n != r.Limit })
	return n, err
}

func (t *viewTx) scan(kind string, r Range, fn func(key, value []byte) bool) error {
	if t.over {
		return ErrTxDone
	}
	if err := checkKey(kind, "-"); err != nil {
		return err
	}
	lo, hi := r.bounds()
	if hi != "" && lo >= hi {
		return nil
	}
	return t.base.Scan(kind, lo, hi, r.Reverse, r.KeysOnly, fn)
}

func (t *viewTx) Put(string, string, []byte) error { return ErrReadOnly }
func (t *viewTx) Delete(string, string) error      { return ErrReadOnly }
func (t *viewTx) Next(string) (uint64, error)      { return 0, ErrReadOnly }
