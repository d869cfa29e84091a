package bolt

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"runtime/debug"

	"github.com/rolloutbot/rollout/store"
	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// fillAppended leaves little room on pages to which nothing is added later.
const fillAppended = 0.9

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// sum is the checksum that follows a value.
func sum(kind string, key, value []byte) uint32 {
	c := crc32.Update(0, castagnoli, append([]byte(kind), 0))
	c = crc32.Update(c, castagnoli, key)
	c = crc32.Update(c, castagnoli, []byte{0})
	return crc32.Update(c, castagnoli, value)
}

// seal appends the checksum to a value.
func seal(kind string, key, value []byte) []byte {
	out := make([]byte, 0, len(value)+4)
	return binary.BigEndian.AppendUint32(append(out, value...), sum(kind, key, value))
}

// unseal checks a stored value and takes the checksum off.
func unseal(kind string, key, stored []byte) ([]byte, error) {
	n := len(stored) - 4
	if n < 0 || binary.BigEndian.Uint32(stored[n:]) != sum(kind, key, stored[:n]) {
		return nil, &store.DamageError{Kind: kind, Key: string(key), What: "the checksum does not match"}
	}
	return stored[:n:n], nil
}

// backend is a store.Backend over a bbolt database.
type backend struct {
	db     *bbolt.DB
	prefix string // of bucket names: "workspace/"
}

func (b *backend) View(fn func(store.Base) error) error {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	tx, err := b.db.Begin(false)
	if err != nil {
		return fmt.Errorf("store: not read: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	return fn(&base{tx: tx, prefix: b.prefix})
}

func (b *backend) Commit(fn func(store.Base) ([]store.Change, error)) error {
	tx, err := b.db.Begin(true)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	changes, err := fn(&base{tx: tx, prefix: b.prefix})
	if err != nil || len(changes) == 0 {
		return err
	}
	if err := b.write(tx, changes); err != nil {
		return err
	}
	return commit(tx)
}

// write puts the changes on pages in memory; damaged pages make bbolt panic.
func (b *backend) write(tx *bbolt.Tx, changes []store.Change) (err error) {
	defer damage(&err, "", "")
	kind := ""
	var bucket *bbolt.Bucket
	for _, c := range changes {
		if c.Kind != kind {
			kind = c.Kind
			bucket, err = tx.CreateBucketIfNotExists([]byte(b.prefix + kind))
			if err != nil {
				return fmt.Errorf("kind %q: %w", kind, err)
			}
			if store.AppendOnly(kind) {
				bucket.FillPercent = fillAppended
			}
		}
		key := []byte(c.Key)
		if c.Delete {
			err = bucket.Delete(key)
		} else {
			err = bucket.Put(key, seal(kind, key, c.Value))
		}
		if err != nil {
			return fmt.Errorf("kind %q, key %q: %w", kind, c.Key, err)
		}
	}
	return nil
}

// commit is tx.Commit, whose errors and panics all leave the outcome unknown.
func commit(tx *bbolt.Tx) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("%w: %v", store.ErrCommit, v)
		}
	}()
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("%w: %w", store.ErrCommit, err)
	}
	return nil
}

func (b *backend) Close() error {
	err := b.db.Close()
	if errors.Is(err, berrors.ErrDatabaseNotOpen) {
		return nil
	}
	return err
}

// base is a store.Base over one bbolt transaction.
type base struct {
	tx     *bbolt.Tx
	prefix string
	kind   string // whose bucket is at hand
	bucket *bbolt.Bucket
}

func (b *base) of(kind string) *bbolt.Bucket {
	if b.bucket == nil || b.kind != kind {
		b.kind, b.bucket = kind, b.tx.Bucket([]byte(b.prefix+kind))
	}
	return b.bucket
}

func (b *base) Get(kind, key string) (value []byte, ok bool, err error) {
	defer damage(&err, kind, key)
	bucket := b.of(kind)
	if bucket == nil {
		return nil, false, nil
	}
	k := []byte(key)
	v := bucket.Get(k)
	if v == nil {
		return nil, false, nil
	}
	value, err = unseal(kind, k, v)
	return value, err == nil, err
}

func (b *base) Scan(kind, lo, hi string, reverse, keysOnly bool, fn func(key, value []byte) bool) (err error) {
	defer damage(&err, kind, lo)
	bucket := b.of(kind)
	if bucket == nil {
		return nil
	}
	c := bucket.Cursor()
	next := c.Next
	var k, v []byte
	switch {
	case !reverse && lo == "":
		k, v = c.First()
	case !reverse:
		k, v = c.Seek([]byte(lo))
	case hi == "":
		k, v = c.Last()
		next = c.Prev
	default:
		if k, _ = c.Seek([]byte(hi)); k == nil {
			k, v = c.Last()
		} else {
			k, v = c.Prev()
		}
		next = c.Prev
	}
	for ; k != nil; k, v = next() {
		if reverse && string(k) < lo || !reverse && hi != "" && string(k) >= hi {
			return nil
		}
		var value []byte
		if !keysOnly {
			if value, err = unseal(kind, k, v); err != nil {
				return err
			}
		}
		if !fn(k, value) {
			return nil
		}
	}
	return nil
}

// damage turns bbolt's panic over a damaged page into an error.
func damage(err *error, kind, key string) {
	if v := recover(); v != nil {
		*err = &store.DamageError{Kind: kind, Key: key, What: fmt.Sprintf("the page cannot be read: %v", v)}
	}
}
