package store

import (
	"errors"
	"strconv"
)

// rebuild gives every record the index entries and running counts that it calls
// for. It is the migration to a layout whose records call for more than before.
// Entries that no record calls for any more are left to Check.
func rebuild(tx Tx) error {
	for _, r := range records {
		counts := map[string]int{}
		for from := ""; ; {
			items, err := tx.List(r.kind, Range{From: from, Limit: pageSize})
			if err != nil {
				return err
			}
			for _, it := range items {
				rec, err := r.decode(it.Value)
				if err != nil {
					return &DamageError{r.kind, it.Key, err.Error()}
				}
				for _, x := range rec.Index() {
					if _, err := tx.Get(kindIndex, entryKey(r.kind, x, it.Key)); err == nil {
						continue
					} else if !errors.Is(err, ErrNotFound) {
						return err
					}
					if err := addEntry(tx, r.kind, x, it.Key); err != nil {
						return err
					}
				}
				for _, name := range countsOf(rec) {
					counts[name]++
				}
				from = it.Key + "\x00"
			}
			if len(items) < pageSize {
				break
			}
		}
		for name, n := range counts {
			if err := tx.Put(kindCount, countKey(r.kind, name), strconv.AppendInt(nil, int64(n), 10)); err != nil {
				return err
			}
		}
	}
	return nil
}
