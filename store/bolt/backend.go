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

// seals makes and checks the checksums that follow the values of one kind. They
// are of the kind, the key and the value, with a zero between each.
type seals struct {
	kind  string
	begun uint32 // the checksum up to the key
}

var zero = []byte{0}

func sealsOf(kind string) seals {
	return seals{kind, crc32.Update(crc32.Checksum([]byte(kind), castagnoli), castagnoli, zero)}
}

func (s seals) sum(key, value []byte) uint32 {
	return crc32.Update(crc32.Update(crc32.Update(s.begun, castagnoli, key), castagnoli, zero), castagnoli, value)
}

// seal appends the checksum to a copy of a value.
func (s seals) seal(key, value []byte) []byte {
	out := make([]byte, 0, len(value)+4)
	return binary.BigEndian.AppendUint32(append(out, value...), s.sum(key, value))
}

// unseal checks a stored value and takes the checksum off.
func (s seals) unseal(key, stored []byte) ([]byte, error) {
	n := len(stored) - 4
	if n < 0 || binary.BigEndian.Uint32(stored[n:]) != s.sum(key, stored[:n]) {
		return nil, &store.DamageError{Kind: s.kind, Key: string(key), What: "the checksum does not match"}
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
	var of seals
	var bucket *bbolt.Bucket
	for _, c := range changes {
		if c.Kind != of.kind {
			of = sealsOf(c.Kind)
			bucket, err = tx.CreateBucketIfNotExists([]byte(b.prefix + c.Kind))
			if err != nil {
				return fmt.Errorf("kind %q: %w", c.Kind, err)
			}
			if store.AppendOnly(c.Kind) {
				bucket.FillPercent = fillAppended
			}
		}
		key := []byte(c.Key)
		if c.Delete {
			err = bucket.Delete(key)
		} else {
			err = bucket.Put(key, of.seal(key, c.Value))
		}
		if err != nil {
			return fmt.Errorf("kind %q, key %q: %w", c.Kind, c.Key, err)
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
	opened []opened // each kind that was asked for, once
}

// opened is a kind's bucket, nil when there is none.
type opened struct {
	seals
	*bbolt.Bucket
}

// of opens a kind, once in a transaction; nil when there is nothing of it.
func (b *base) of(kind string) *opened {
	for i := range b.opened {
		if o := &b.opened[i]; o.kind == kind {
			return o.there()
		}
	}
	b.opened = append(b.opened, opened{sealsOf(kind), b.tx.Bucket([]byte(b.prefix + kind))})
	return b.opened[len(b.opened)-1].there()
}

func (o *opened) there() *opened {
	if o.Bucket == nil {
		return nil
	}
	return o
}

func (b *base) Get(kind, key string) (value []byte, ok bool, err error) {
	defer damage(&err, kind, key)
	o := b.of(kind)
	if o == nil {
		return nil, false, nil
	}
	k := []byte(key)
	v := o.Get(k)
	if v == nil {
		return nil, false, nil
	}
	value, err = o.unseal(k, v)
	return value, err == nil, err
}

func (b *base) Scan(kind, lo, hi string, reverse, keysOnly bool, fn func(key, value []byte) bool) (err error) {
	defer damage(&err, kind, lo)
	o := b.of(kind)
	if o == nil {
		return nil
	}
	c := o.Cursor()
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
			if value, err = o.unseal(k, v); err != nil {
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
