package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/rolloutbot/rollout/store"
)

var txTests = []test{
	{"keys are in the order of their bytes", byteOrder},
	{"ranges go both ways, limited, over written and unwritten keys", ranges},
	{"a missing key is ErrNotFound, an empty value is a value", missing},
	{"values are copied in and out", copied},
	{"a closure reads its own writes", ownWrites},
	{"what an error leaves behind is nothing", rollback},
	{"keys and kinds that no database could hold are refused", badKeys},
	{"a value of a mebibyte comes back", bigValue},
	{"a view cannot write", viewWrites},
	{"a view sees one state, whatever is written meanwhile", viewIsolation},
	{"numbers have no gap", gapFree},
	{"a transaction is over when its closure is", txDone},
	{"kinds are apart", kindsApart},
}

func byteOrder(t *testing.T, s store.Store) {
	keys := []string{"\x01", " ", "-", "A", "B", "a", "a\x00", "a\x00b", "aa", "b", "é", "漢", "\xf0\x9f\x98\x80", "\xfe", "\xff", "\xff\xff"}
	update(t, s, func(tx store.Tx) error {
		for i := range keys { // not in order
			if err := tx.Put("k", keys[(i*7)%len(keys)], []byte("v")); err != nil {
				return err
			}
		}
		items, err := tx.List("k", store.Range{})
		if err != nil {
			return err
		}
		return sameKeys(items, keys)
	})
	view(t, s, func(tx store.Tx) error {
		items, err := tx.List("k", store.Range{})
		if err != nil {
			return err
		}
		return sameKeys(items, keys)
	})
}

func sameKeys(items []store.Item, keys []string) error {
	var got []string
	for _, it := range items {
		got = append(got, it.Key)
	}
	if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", keys) {
		return fmt.Errorf("keys\n got %q\nwant %q", got, keys)
	}
	return nil
}

func ranges(t *testing.T, s store.Store) {
	// Half of the keys are in the database and half in the overlay; "b2" is
	// deleted and "a1" overwritten there.
	update(t, s, func(tx store.Tx) error {
		for _, k := range []string{"a1", "a3", "b2", "c1"} {
			if err := tx.Put("k", k, []byte("old")); err != nil {
				return err
			}
		}
		return nil
	})
	write := func(tx store.Tx) error {
		return errors.Join(
			tx.Put("k", "a1", []byte("new")), tx.Put("k", "a2", []byte("new")), tx.Put("k", "b1", []byte("new")),
			tx.Delete("k", "b2"), tx.Put("k", "d1", []byte("new")), tx.Delete("k", "nothing"),
		)
	}
	cases := []struct {
		name string
		r    store.Range
		want string
	}{
		{"all", store.Range{}, "a1=new a2=new a3=old b1=new c1=old d1=new "},
		{"all, reversed", store.Range{Reverse: true}, "d1=new c1=old b1=new a3=old a2=new a1=new "},
		{"a prefix", store.Range{Prefix: "a"}, "a1=new a2=new a3=old "},
		{"a prefix, reversed", store.Range{Prefix: "a", Reverse: true}, "a3=old a2=new a1=new "},
		{"a prefix of which all is deleted", store.Range{Prefix: "b2"}, ""},
		{"from is included", store.Range{From: "a3"}, "a3=old b1=new c1=old d1=new "},
		{"to is not", store.Range{To: "b1"}, "a1=new a2=new a3=old "},
		{"to is not, reversed", store.Range{To: "b1", Reverse: true}, "a3=old a2=new a1=new "},
		{"from and to", store.Range{From: "a2", To: "c1"}, "a2=new a3=old b1=new "},
		{"from and to, reversed", store.Range{From: "a2", To: "c1", Reverse: true}, "b1=new a3=old a2=new "},
		{"from after to", store.Range{From: "c", To: "b"}, ""},
		{"a prefix with from inside", store.Range{Prefix: "a", From: "a2"}, "a2=new a3=old "},
		{"a prefix with from before", store.Range{Prefix: "b", From: "a"}, "b1=new "},
		{"a prefix with to inside", store.Range{Prefix: "a", To: "a2"}, "a1=new "},
		{"a prefix with to after", store.Range{Prefix: "a", To: "d"}, "a1=new a2=new a3=old "},
		{"the first one", store.Range{Limit: 1}, "a1=new "},
		{"the last one", store.Range{Limit: 1, Reverse: true}, "d1=new "},
		{"three", store.Range{Limit: 3}, "a1=new a2=new a3=old "},
		{"three, reversed", store.Range{Limit: 3, Reverse: true}, "d1=new c1=old b1=new "},
		{"a limit over a deleted key", store.Range{Prefix: "b", Limit: 1}, "b1=new "},
		{"a limit above what there is", store.Range{Prefix: "c", Limit: 9}, "c1=old "},
		{"behind everything", store.Range{From: "e"}, ""},
		{"behind everything, reversed", store.Range{From: "e", Reverse: true}, ""},
		{"to behind everything, reversed", store.Range{To: "z", Reverse: true, Limit: 1}, "d1=new "},
	}
	check := func(tx store.Tx, when string) error {
		for _, c := range cases {
			got, err := list(tx, "k", c.r)
			if err != nil {
				return err
			}
			equal(t, when+", "+c.name, got, c.want)
		}
		return nil
	}
	update(t, s, func(tx store.Tx) error {
		if err := write(tx); err != nil {
			return err
		}
		return check(tx, "before the commit")
	})
	view(t, s, func(tx store.Tx) error { return check(tx, "after it") })
	view(t, s, func(tx store.Tx) error {
		items, err := tx.List("k", store.Range{KeysOnly: true, Limit: 2})
		if err == nil && (len(items) != 2 || items[0].Key != "a1" || items[0].Value != nil) {
			t.Errorf("keys only: %v", items)
		}
		return err
	})
	update(t, s, func(tx store.Tx) error {
		err := errors.Join(tx.Put("\xffkind", "\xff\xff", nil), tx.Put("\xffkind", "\xff\xfe", nil))
		if err != nil {
			return err
		}
		got, err := list(tx, "\xffkind", store.Range{Prefix: "\xff\xff"})
		equal(t, "a prefix without an end", got, "\xff\xff= ")
		return err
	})
}

func missing(t *testing.T, s store.Store) {
	view(t, s, func(tx store.Tx) error {
		if _, err := tx.Get("nobody", "nothing"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a kind without records: %v", err)
		}
		got, err := list(tx, "nobody", store.Range{})
		equal(t, "the list of a kind without records", got, "")
		return err
	})
	check := func(tx store.Tx) error {
		for _, k := range []string{"empty", "nil"} {
			if v, err := tx.Get("k", k); err != nil || v == nil || len(v) != 0 {
				t.Errorf("%s: %v, %v", k, v, err)
			}
		}
		if _, err := tx.Get("k", "other"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a key that is not there: %v", err)
		}
		items, err := tx.List("k", store.Range{})
		if len(items) != 2 || items[0].Value == nil {
			t.Errorf("list: %v", items)
		}
		return err
	}
	update(t, s, func(tx store.Tx) error {
		return errors.Join(tx.Put("k", "empty", []byte{}), tx.Put("k", "nil", nil), check(tx))
	})
	view(t, s, check)
}

func copied(t *testing.T, s store.Store) {
	mine := []byte("kept")
	update(t, s, func(tx store.Tx) error {
		if err := tx.Put("k", "a", mine); err != nil {
			return err
		}
		copy(mine, "gone")
		v, err := tx.Get("k", "a")
		copy(v, "gone")
		items, err2 := tx.List("k", store.Range{})
		copy(items[0].Value, "gone")
		return errors.Join(err, err2)
	})
	view(t, s, func(tx store.Tx) error {
		v, err := tx.Get("k", "a")
		equal(t, "the value", string(v), "kept")
		copy(v, "gone")
		items, err2 := tx.List("k", store.Range{})
		equal(t, "the value, listed", string(items[0].Value), "kept")
		copy(items[0].Value, "gone")
		v, err3 := tx.Get("k", "a")
		equal(t, "the value, again", string(v), "kept")
		return errors.Join(err, err2, err3)
	})
}

func ownWrites(t *testing.T, s store.Store) {
	update(t, s, func(tx store.Tx) error { return tx.Put("k", "a", []byte("1")) })
	update(t, s, func(tx store.Tx) error {
		if err := tx.Put("k", "a", []byte("2")); err != nil {
			return err
		}
		v, err := tx.Get("k", "a")
		equal(t, "overwritten", string(v), "2")
		if err := errors.Join(err, tx.Delete("k", "a")); err != nil {
			return err
		}
		if _, err := tx.Get("k", "a"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("deleted: %v", err)
		}
		if err := tx.Put("k", "a", []byte("3")); err != nil {
			return err
		}
		got, err := list(tx, "k", store.Range{})
		equal(t, "put again", got, "a=3 ")
		return err
	})
}

func rollback(t *testing.T, s store.Store) {
	update(t, s, func(tx store.Tx) error {
		return errors.Join(tx.Put("k", "a", []byte("1")), tx.Put("k", "b", []byte("1")))
	})
	no := errors.New("no")
	err := s.Update(context.Background(), func(tx store.Tx) error {
		return errors.Join(tx.Put("k", "a", []byte("2")), tx.Delete("k", "b"), tx.Put("k", "c", nil), tx.Put("new", "x", nil), no)
	})
	if !errors.Is(err, no) || errors.Is(err, store.ErrUnknown) {
		t.Errorf("the closure's error comes back as %v", err)
	}
	view(t, s, func(tx store.Tx) error {
		got, err := list(tx, "k", store.Range{})
		equal(t, "what is left", got, "a=1 b=1 ")
		other, err2 := list(tx, "new", store.Range{})
		equal(t, "the other kind", other, "")
		return errors.Join(err, err2)
	})
}

func badKeys(t *testing.T, s store.Store) {
	long := strings.Repeat("k", store.MaxKey)
	for _, c := range []struct{ name, kind, key string }{
		{"an empty key", "k", ""},
		{"an empty kind", "", "a"},
		{"a key that is too long", "k", long + "k"},
		{"a kind that is too long", strings.Repeat("k", store.MaxKind+1), "a"},
	} {
		put := s.Update(context.Background(), func(tx store.Tx) error { return tx.Put(c.kind, c.key, nil) })
		del := s.Update(context.Background(), func(tx store.Tx) error { return tx.Delete(c.kind, c.key) })
		get := s.View(context.Background(), func(tx store.Tx) error { _, err := tx.Get(c.kind, c.key); return err })
		if put == nil || del == nil || get == nil || errors.Is(get, store.ErrNotFound) {
			t.Errorf("%s: Put %v, Delete %v, Get %v", c.name, put, del, get)
		}
	}
	update(t, s, func(tx store.Tx) error { return tx.Put("k", long, []byte("v")) })
	view(t, s, func(tx store.Tx) error {
		v, err := tx.Get("k", long)
		equal(t, "the longest key's value", string(v), "v")
		return err
	})
}

func bigValue(t *testing.T, s store.Store) {
	big := bytes.Repeat([]byte("0123456789abcdef"), 1<<16)
	update(t, s, func(tx store.Tx) error { return tx.Put("k", "big", big) })
	update(t, s, func(tx store.Tx) error { return tx.Put("k", "small", []byte("s")) })
	view(t, s, func(tx store.Tx) error {
		v, err := tx.Get("k", "big")
		if !bytes.Equal(v, big) {
			t.Errorf("a value of %d bytes came back with %d", len(big), len(v))
		}
		return err
	})
}

func viewWrites(t *testing.T, s store.Store) {
	view(t, s, func(tx store.Tx) error {
		_, next := tx.Next("k")
		for what, err := range map[string]error{"Put": tx.Put("k", "a", nil), "Delete": tx.Delete("k", "a"), "Next": next} {
			if !errors.Is(err, store.ErrReadOnly) {
				t.Errorf("%s in a View: %v", what, err)
			}
		}
		return nil
	})
}

func viewIsolation(t *testing.T, s store.Store) {
	update(t, s, func(tx store.Tx) error { return tx.Put("k", "a", []byte("old")) })
	view(t, s, func(tx store.Tx) error {
		update(t, s, func(tx store.Tx) error {
			return errors.Join(tx.Put("k", "a", []byte("new")), tx.Put("k", "b", []byte("new")))
		})
		got, err := list(tx, "k", store.Range{})
		equal(t, "the older view", got, "a=old ")
		view(t, s, func(tx store.Tx) error {
			got, err := list(tx, "k", store.Range{})
			equal(t, "a view begun later", got, "a=new b=new ")
			return err
		})
		return err
	})
}

func gapFree(t *testing.T, s store.Store) {
	var got []string
	for i := range 6 {
		fail := i%2 == 1
		err := s.Update(context.Background(), func(tx store.Tx) error {
			n, err := tx.Next("INC")
			if err != nil {
				return err
			}
			m, err := tx.Next("INC")
			if err != nil {
				return err
			}
			if fail {
				return errors.New("refused")
			}
			got = append(got, fmt.Sprint(n, " ", m))
			return nil
		})
		if (err != nil) != fail {
			t.Fatalf("Update: %v", err)
		}
	}
	equal(t, "numbers", strings.Join(got, ", "), "1 2, 3 4, 5 6")
	n := change(t, s, func(tx store.Tx) (uint64, error) { return tx.Next("other") })
	equal(t, "another kind's first number", n, 1)
}

func txDone(t *testing.T, s store.Store) {
	var kept []store.Tx
	update(t, s, func(tx store.Tx) error { kept = append(kept, tx); return tx.Put("k", "a", nil) })
	view(t, s, func(tx store.Tx) error { kept = append(kept, tx); return nil })
	for _, tx := range kept {
		_, get := tx.Get("k", "a")
		_, list := tx.List("k", store.Range{})
		if !errors.Is(get, store.ErrTxDone) || !errors.Is(list, store.ErrTxDone) {
			t.Errorf("%T used afterwards: Get %v, List %v", tx, get, list)
		}
		if err := tx.Put("k", "a", nil); err == nil {
			t.Errorf("%T used afterwards: Put succeeds", tx)
		}
	}
}

func kindsApart(t *testing.T, s store.Store) {
	update(t, s, func(tx store.Tx) error {
		return errors.Join(tx.Put("a", "bc", []byte("1")), tx.Put("ab", "c", []byte("2")), tx.Put("a/b", "c", []byte("3")))
	})
	view(t, s, func(tx store.Tx) error {
		one, err := list(tx, "a", store.Range{})
		two, err2 := list(tx, "ab", store.Range{})
		three, err3 := list(tx, "a/b", store.Range{})
		equal(t, "three kinds", one+"| "+two+"| "+three, "bc=1 | c=2 | c=3 ")
		return errors.Join(err, err2, err3)
	})
}
