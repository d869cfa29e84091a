package store

// Backend is what a database does for a Group. It knows nothing of closures,
// overlays or callers.
type Backend interface {
	// View runs fn over a snapshot.
	View(fn func(Base) error) error

	// Commit runs fn over the newest state and then writes what fn returns, all
	// of it in one durable transaction; no changes need no transaction. An
	// error that wraps ErrCommit leaves the outcome unknown; after any other,
	// nothing was written and fn may be run again. Only one goroutine calls it.
	Commit(fn func(Base) ([]Change, error)) error

	// Close releases the database. No call is running and none follows.
	Close() error
}

// Base is one unchanging state, as a Backend has it. Slices it hands out are
// valid only during the call that hands them out or, from Get, until the Base
// ends; the caller copies.
type Base interface {
	Get(kind, key string) (value []byte, ok bool, err error)

	// Scan calls fn for each key in [lo, hi), in order or in reverse, until fn
	// returns false. hi "" has no end. With keysOnly the value is nil.
	Scan(kind, lo, hi string, reverse, keysOnly bool, fn func(key, value []byte) bool) error
}

// Change is one key as it shall be.
type Change struct {
	Kind, Key string
	Value     []byte
	Delete    bool
}
