package store

import (
	"fmt"
	"slices"
	"strings"
)

// Index entries carry no value: the key says it all, and leads to a record.

// entryKey is the key of one index entry.
func entryKey(kind, index, key string) string { return kind + "/" + index + sep + key }

func addEntry(tx Tx, kind, index, key string) error {
	if strings.Contains(index, sep) || strings.Contains(key, sep) {
		return fmt.Errorf("store: kind %q, key %q: an index holds the control character 0x1f", kind, key)
	}
	return tx.Put(kindIndex, entryKey(kind, index, key), nil)
}

func dropEntry(tx Tx, kind, index, key string) error {
	return tx.Delete(kindIndex, entryKey(kind, index, key))
}

// reindex makes the entries of a record right, touching only what differs.
func reindex(tx Tx, kind, key string, old, now []string) error {
	for _, x := range old {
		if !slices.Contains(now, x) {
			if err := dropEntry(tx, kind, x, key); err != nil {
				return err
			}
		}
	}
	for _, x := range now {
		if !slices.Contains(old, x) {
			if err := addEntry(tx, kind, x, key); err != nil {
				return err
			}
		}
	}
	return nil
}

// found lists the index entries of a kind; r.Prefix, From and To are within its
// index ("live/policy-assistant/").
func found(tx Tx, kind string, r Range) ([]Item, error) {
	return tx.List(kindIndex, ofKind(kind, r))
}

// countFound is how many entries found would list.
func countFound(tx Tx, kind string, r Range) (int, error) {
	if t, ok := tx.(*viewTx); ok {
		return t.count(kindIndex, ofKind(kind, r))
	}
	items, err := found(tx, kind, r)
	return len(items), err
}

func ofKind(kind string, r Range) Range {
	r.Prefix = kind + "/" + r.Prefix
	if r.From != "" {
		r.From = kind + "/" + r.From
	}
	if r.To != "" {
		r.To = kind + "/" + r.To
	}
	return r
}

// byIndex loads the records that a range of index entries leads to.
func byIndex[T any](tx Tx, kind string, r Range) ([]T, error) {
	entries, err := found(tx, kind, r)
	if err != nil {
		return nil, err
	}
	out := make([]T, 0, len(entries))
	for _, it := range entries {
		key := leadsTo(it.Key)
		v, ok, err := maybe[T](tx, kind, key)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, &DamageError{kindIndex, it.Key, "it leads to no record"}
		}
		out = append(out, v)
	}
	return out, nil
}
