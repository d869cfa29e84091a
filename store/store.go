package store

import (
	"context"
	"errors"
	"fmt"
)

// Store is a database of records. It is safe for use by many goroutines.
type Store interface {
	// View runs fn over one unchanging state of the store. Writes inside are
	// refused with ErrReadOnly. Keep it short: copy out, then render.
	View(ctx context.Context, fn func(Tx) error) error

	// Update runs fn and makes everything it wrote durable, or nothing. nil
	// means durable. An error for which errors.Is(err, ErrUnknown) holds means
	// that nobody knows whether it was saved, so never say "not saved" then;
	// after any other error nothing was saved.
	//
	// fn must be pure and repeatable: no input or output, no clock, no
	// randomness, no Update inside. It runs on the writer's goroutine, and may
	// still be running when Update returns ErrUnknown because ctx ended: what it
	// assigns to the caller's variables must not be read then. A panic in fn
	// comes back as a *PanicError and harms nobody else.
	Update(ctx context.Context, fn func(Tx) error) error

	// Close finishes what Update has accepted and releases the database. View
	// and Update return ErrClosed afterwards.
	Close() error
}

// Tx is what a closure sees: one state of the store, and its own writes on top.
// It is valid only until the closure returns, and for one goroutine.
type Tx interface {
	// Get returns a copy of the value, or ErrNotFound.
	Get(kind, key string) ([]byte, error)

	// Put stores a copy of value under a key that is not empty. An empty value
	// is a value.
	Put(kind, key string, value []byte) error

	// Delete removes a key. A key that is not there is no error.
	Delete(kind, key string) error

	// List returns copies of the items of a range, in the order of their bytes
	// or against it. No cursor outlives the call.
	List(kind string, r Range) ([]Item, error)

	// Next counts from 1 without a gap: a closure that fails uses no number.
	Next(kind string) (uint64, error)
}

// Range says which keys of a kind are listed: those that begin with Prefix and
// lie in [From, To). Empty fields do not limit.
type Range struct {
	Prefix   string
	From, To string
	Limit    int  // 0: all
	Reverse  bool // the largest keys first
	KeysOnly bool // values are left out, and not checked
}

// Item is one key and its value.
type Item struct {
	Key   string
	Value []byte
}

// What a key and a value may be, equal in every database.
const (
	MaxKind  = 64       // bytes
	MaxKey   = 2048     // bytes
	MaxValue = 64 << 20 // bytes
)

// Errors that callers tell apart with errors.Is.
var (
	ErrNotFound = errors.New("store: not found")
	ErrReadOnly = errors.New("store: a view cannot write")
	ErrClosed   = errors.New("store: closed")
	ErrTxDone   = errors.New("store: the transaction is over")

	// ErrUnknown: nobody knows whether it was saved.
	ErrUnknown = errors.New("store: it is not known whether this was saved")

	// ErrCommit is wrapped by a Backend's Commit when the database's own commit
	// returned an error, after which the outcome is unknown.
	ErrCommit = errors.New("store: the commit returned an error")

	// ErrStopped: nothing was saved, because an earlier commit returned an
	// error and the program must start again to see what is in the file.
	ErrStopped = errors.New("store: no longer writing after a commit returned an error")
)

// PanicError is a panic of one closure, handed to its own caller.
type PanicError struct {
	Value any
	Stack []byte
}

func (e *PanicError) Error() string { return fmt.Sprintf("store: the closure panicked: %v", e.Value) }

// DamageError says that a stored value is not what was once written.
type DamageError struct {
	Kind, Key string
	What      string
}

func (e *DamageError) Error() string {
	return fmt.Sprintf("store: damaged record: kind %q, key %q: %s", e.Kind, e.Key, e.What)
}

func checkKey(kind, key string) error {
	switch {
	case kind == "" || len(kind) > MaxKind:
		return fmt.Errorf("store: a kind has 1 to %d bytes, %.80q has %d", MaxKind, kind, len(kind))
	case key == "":
		return fmt.Errorf("store: empty key of kind %q", kind)
	case len(key) > MaxKey:
		return fmt.Errorf("store: a key has at most %d bytes; the one of kind %q beginning %.40q has %d", MaxKey, kind, key, len(key))
	}
	return nil
}

// bounds turns a range into [lo, hi); hi "" has no end.
func (r Range) bounds() (lo, hi string) {
	lo, hi = r.From, r.To
	if r.Prefix != "" {
		lo = max(lo, r.Prefix)
		if end := prefixEnd(r.Prefix); hi == "" || end != "" && end < hi {
			hi = end
		}
	}
	return lo, hi
}

// prefixEnd is the smallest key above all that begin with p, "" when none is.
func prefixEnd(p string) string {
	b := []byte(p)
	for i := len(b) - 1; i >= 0; i-- {
		if b[i] != 0xff {
			b[i]++
			return string(b[:i+1])
		}
	}
	return ""
}
