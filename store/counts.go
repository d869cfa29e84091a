package store

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// Running counts are kept beside the records that they count, in the same
// transaction. A count of 0 has no entry.

func countKey(kind, name string) string { return kind + "/" + name }

// countsOf are the counts that a record is in; none of nil.
func countsOf(rec rollout.Record) []string {
	if c, ok := rec.(rollout.Counted); ok {
		return c.Counts()
	}
	return nil
}

// recount makes the counts right of a record that was was, nil for none, and is
// now.
func recount(tx Tx, kind string, was, now rollout.Record) error {
	diff := map[string]int{}
	for _, name := range countsOf(was) {
		diff[name]--
	}
	for _, name := range countsOf(now) {
		diff[name]++
	}
	for name, n := range diff {
		if n == 0 {
			continue
		}
		before, err := runningCount(tx, kind, name)
		if err != nil {
			return err
		}
		key := countKey(kind, name)
		switch n += before; {
		case n < 0:
			return &DamageError{kindCount, key, "it would be below zero"}
		case n == 0:
			err = tx.Delete(kindCount, key)
		default:
			err = tx.Put(kindCount, key, strconv.AppendInt(nil, int64(n), 10))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func runningCount(tx Tx, kind, name string) (int, error) {
	key := countKey(kind, name)
	b, err := tx.Get(kindCount, key)
	if errors.Is(err, ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return readCount(key, b)
}

func readCount(key string, b []byte) (int, error) {
	n, err := strconv.Atoi(string(b))
	if err != nil || n < 1 {
		return 0, &DamageError{kindCount, key, "not a count"}
	}
	return n, nil
}

// runningCounts are the counts of a kind whose names begin with prefix, by the
// rest of their names.
func runningCounts(tx Tx, kind, prefix string) (map[string]int, error) {
	items, err := tx.List(kindCount, Range{Prefix: countKey(kind, prefix)})
	if err != nil {
		return nil, err
	}
	out := make(map[string]int, len(items))
	for _, it := range items {
		n, err := readCount(it.Key, it.Value)
		if err != nil {
			return nil, err
		}
		out[it.Key[len(countKey(kind, prefix)):]] = n
	}
	return out, nil
}

// counts checks that the running counts of a kind are what a recount gives.
func (c *checker) counts(kind string, want map[string]int) {
	have, err := runningCounts(c.tx, kind, "")
	if err != nil {
		c.trouble(kindCount, kind, err)
		return
	}
	for name, n := range want {
		if have[name] != n {
			c.found(at(kindCount, countKey(kind, name)), fmt.Sprintf("it says %d, there are %d", have[name], n), doReport)
		}
		delete(have, name)
	}
	for name, n := range have {
		c.found(at(kindCount, countKey(kind, name)), fmt.Sprintf("it says %d, there are none", n), doReport)
	}
}
