package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// The store's own kinds of record. Records of package rollout have the kinds
// they name themselves; see records.
const (
	kindMeta  = "meta"  // what belongs to the whole: schema, secret, team
	kindIndex = "index" // other orders of records, cards, timers and inbox rows
	kindTimer = "timer"
	kindCard  = "card"
	kindInbox = "inbox"
	kindRow   = "outbox"
	kindQueue = "queue" // the orders in which outbox rows are taken
	kindCount = "count" // running counts
	kindAudit = "audit" // the chain
	kindBody  = "body"  // what the chain's hashes are of
)

// AppendOnly reports whether keys of a kind are only ever added in rising
// order and values never changed, so that a database may fill its pages.
func AppendOnly(kind string) bool {
	switch kind {
	case kindAudit, kindBody, rollout.Note{}.Kind(), rollout.Document{}.Kind():
		return true
	}
	return false
}

// record is what the store must know of a kind that Apply may put.
type record struct {
	kind   string
	decode func([]byte) (rollout.Record, error)
}

// records lists the kinds. A new type of record needs one line here, so that
// its index is kept and checked.
var records = []record{
	of[rollout.Approval](),
	of[rollout.Channel](),
	of[rollout.Digest](),
	of[rollout.Document](),
	of[rollout.House](),
	of[rollout.Incident](),
	of[rollout.Monthly](),
	of[rollout.Note](),
	of[rollout.Pause](),
	of[rollout.Person](),
	of[rollout.Plan](),
	of[rollout.Review](),
	of[rollout.ReviewOccurrence](),
	of[rollout.Role](),
	of[rollout.Spend](),
	of[rollout.SpendTotal](),
	of[rollout.State](),
	of[rollout.Summary](),
	of[rollout.WaveRun](),
}

var recordOf = func() map[string]record {
	m := make(map[string]record, len(records))
	for _, r := range records {
		m[r.kind] = r
	}
	return m
}()

func of[T rollout.Record]() record {
	var zero T
	return record{zero.Kind(), func(b []byte) (rollout.Record, error) {
		var v T
		err := json.Unmarshal(b, &v)
		return v, err
	}}
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// encoded calls fn with the JSON of v as it is stored: compact, and readable in
// a dump. The bytes are fn's only until it returns.
func encoded(v any, fn func([]byte) error) error {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	defer buffers.Put(b)
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("store: %T cannot be stored: %w", v, err)
	}
	return fn(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}

func encode(v any) (out []byte, err error) {
	err = encoded(v, func(b []byte) error { out = bytes.Clone(b); return nil })
	return out, err
}

func put(tx Tx, kind, key string, v any) error {
	return encoded(v, func(b []byte) error { return tx.Put(kind, key, b) })
}

// get loads one value; ErrNotFound names what is missing.
func get[T any](tx Tx, kind, key string) (T, error) {
	v, err := load[T](tx, kind, key)
	if errors.Is(err, ErrNotFound) {
		return v, fmt.Errorf("%w: %s %q", ErrNotFound, kind, key)
	}
	return v, err
}

// maybe loads one value, the zero value and false when there is none.
func maybe[T any](tx Tx, kind, key string) (T, bool, error) {
	v, err := load[T](tx, kind, key)
	if errors.Is(err, ErrNotFound) {
		return v, false, nil
	}
	return v, err == nil, err
}

func load[T any](tx Tx, kind, key string) (v T, err error) {
	if key == "" {
		return v, ErrNotFound
	}
	if c, ok := tx.(cacher); ok && kept[kind] > 0 {
		return cached[T](c, kind, key)
	}
	b, err := peek(tx, kind, key)
	if err != nil {
		return v, err
	}
	return v, decode(kind, key, b, &v)
}

// peek is tx.Get for who only reads, and before anything is written: where it can
// be it is no copy.
func peek(tx Tx, kind, key string) ([]byte, error) {
	if c, ok := tx.(cacher); ok {
		return c.peek(kind, key)
	}
	return tx.Get(kind, key)
}

func decode(kind, key string, b []byte, v any) error {
	if err := json.Unmarshal(b, v); err != nil {
		return &DamageError{kind, key, err.Error()}
	}
	return nil
}

// all loads the values of a range.
func all[T any](tx Tx, kind string, r Range) ([]T, error) {
	items, err := tx.List(kind, r)
	if err != nil || len(items) == 0 {
		return nil, err
	}
	out := make([]T, len(items))
	for i, it := range items {
		if err := decode(kind, it.Key, it.Value, &out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Record loads the record of any kind, or ErrNotFound. It is for callers that
// learn from a row or card what it is about.
func Record(tx Tx, kind, key string) (rollout.Record, error) {
	known, ok := recordOf[kind]
	if !ok || key == "" {
		return nil, fmt.Errorf("%w: %s %q", ErrNotFound, kind, key)
	}
	b, err := peek(tx, kind, key)
	if err != nil {
		return nil, err
	}
	return cachedRecord(tx, known, key, b)
}
