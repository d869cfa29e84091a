package store

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// InboxKept is how long receipts are kept at least; some are kept for ever.
const InboxKept = 24 * time.Hour

// inboxIndex orders receipts by when the request was first seen.
const inboxIndex = "at/"

// inboxRow is a request that was accepted.
type inboxRow struct {
	Hash    string          `json:"hash"`
	Receipt rollout.Receipt `json:"receipt"`
	First   time.Time       `json:"first"`
}

// index orders the row by when it was first seen, so that it is removed in time.
// What was spent is remembered for ever: whoever sends it may send it again after
// any time.
func (r inboxRow) index() []string {
	if rollout.KeptForEver(r.Receipt.Verb) {
		return nil
	}
	return []string{inboxIndex + instant(r.First)}
}

// ConflictError says that a request key was used before for another request.
type ConflictError struct {
	Key   string
	First time.Time // when it was used first
}

func (e *ConflictError) Error() string {
	return fmt.Sprintf("store: the request key %q was used at %s for another request", e.Key, e.First.Format(time.RFC3339))
}

// BodyHash is the hash of what a request asks, by which a repeat is told from
// another request under the same key. Parts are kept apart.
func BodyHash(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write(strconv.AppendInt(nil, int64(len(p)), 10))
		h.Write([]byte{':'})
		h.Write([]byte(p))
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// Seen returns the receipt of an accepted request with that key, and whether
// there is one. The same key with another body hash is a *ConflictError. It
// writes nothing, so a View will do for requests that only read.
func Seen(tx Tx, key, bodyHash string) (rollout.Receipt, bool, error) {
	if key == "" {
		return rollout.Receipt{}, false, errors.New("store: a request without a key")
	}
	row, ok, err := maybe[inboxRow](tx, kindInbox, key)
	if err != nil || !ok {
		return rollout.Receipt{}, false, err
	}
	if row.Hash != bodyHash {
		return rollout.Receipt{}, false, &ConflictError{key, row.First}
	}
	return row.Receipt, true, nil
}

// Remember keeps the receipt of a request in the transaction that did what it
// asked. A key that is remembered already is a *ConflictError.
func Remember(tx Tx, key, bodyHash string, r rollout.Receipt, now time.Time) error {
	if key == "" {
		return errors.New("store: a request without a key")
	}
	row, ok, err := maybe[inboxRow](tx, kindInbox, key)
	if err != nil {
		return err
	}
	if ok {
		return &ConflictError{key, row.First}
	}
	row = inboxRow{bodyHash, r, now.UTC().Round(0)}
	if err := reindex(tx, kindInbox, key, nil, row.index()); err != nil {
		return err
	}
	return put(tx, kindInbox, key, row)
}

// PruneInbox removes up to limit receipts that were first seen more than
// InboxKept before now, oldest first, and says how many.
func PruneInbox(tx Tx, now time.Time, limit int) (int, error) {
	old, err := found(tx, kindInbox, Range{
		Prefix: inboxIndex, To: inboxIndex + instant(now.Add(-InboxKept)), Limit: limit,
	})
	if err != nil {
		return 0, err
	}
	for _, it := range old {
		if err := tx.Delete(kindInbox, leadsTo(it.Key)); err != nil {
			return 0, err
		}
		if err := tx.Delete(kindIndex, it.Key); err != nil {
			return 0, err
		}
	}
	return len(old), nil
}
