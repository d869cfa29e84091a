package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

var auditTests = []test{
	{"an entry says who, why, before and after", auditEntry},
	{"the chain verifies, page by page, and extends every earlier head", auditChain},
	{"whatever is changed in it is found", auditTamper},
	{"a forgotten body leaves the chain whole", auditForgotten},
	{"a failed action leaves no entry", auditFailed},
	{"salts differ between updates and within one", auditSalts},
}

func entry(verb rollout.Verb, subject string) rollout.Entry {
	return rollout.Entry{Verb: verb, Plan: lamp, Kind: "incident", Subject: subject, Why: "because"}
}

func auditEntry(t *testing.T, s store.Store) {
	first, second := incident(7, 1), incident(7, 2)
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{first}, Log: []rollout.Entry{entry("incident.open", "INC-7")}})
	private := entry("incident.ack", "INC-7")
	private.Audience = "private/INC-7"
	apply(t, s, noon.Add(time.Minute), rollout.Effects{
		Put: []rollout.Record{second}, Log: []rollout.Entry{private, {Verb: "note", Subject: "INC-8", Kind: "incident"}},
	})
	view(t, s, func(tx store.Tx) error {
		log, err := store.Audit(tx, 0, 0)
		if err != nil || len(log) != 3 {
			return fmt.Errorf("%d entries, %w", len(log), err)
		}
		e := log[1]
		equal(t, "who", fmt.Sprint(e.User, e.Name, e.Via), "U1MAYAMaya Lindqvistcommand")
		equal(t, "what", fmt.Sprint(e.Seq, e.Verb, e.Subject, e.Plan, e.Kind, e.Why, e.Audience, e.Forgotten), "2incident.ackINC-7lamp-deskincidentbecauseprivate/INC-7false")
		equal(t, "when", e.At, noon.Add(time.Minute))
		equal(t, "which of them one action wrote", fmt.Sprint(log[0].Action, log[1].Action, log[2].Action), "1 2 2")
		var before, after rollout.Incident
		if err := errors.Join(json.Unmarshal(e.Before, &before), json.Unmarshal(e.After, &after)); err != nil {
			return err
		}
		equal(t, "before and after", fmt.Sprint(before.Gen, after.Gen), "1 2")
		equal(t, "before the first", string(log[0].Before), "")
		equal(t, "an entry about a record that was not put", string(log[2].Before)+string(log[2].After), "")

		page, err := store.Audit(tx, 1, 1)
		equal(t, "the entry after the first", page[0].Seq, 2)
		back, err2 := store.AuditBack(tx, 0, 2)
		equal(t, "the newest two", fmt.Sprint(back[0].Seq, back[1].Seq), "3 2")
		back, err3 := store.AuditBack(tx, 2, 5)
		equal(t, "before the second", len(back), 1)
		return errors.Join(err, err2, err3)
	})
	sound(t, s)
}

// write appends n entries, in updates of one and of three.
func write(t *testing.T, s store.Store, n int) {
	for n > 0 {
		k := min(n, 1+n%2*2)
		var e rollout.Effects
		for range k {
			e.Log = append(e.Log, entry("incident.note", "INC-7"))
		}
		apply(t, s, noon, e)
		n -= k
	}
}

// verify walks the chain in pages.
func verify(s store.Store, from store.Head, page int) (n int, head store.Head, err error) {
	head = from
	err = s.View(context.Background(), func(tx store.Tx) error {
		for {
			k, h, err := store.VerifyChain(tx, head, page)
			n, head = n+k, h
			if err != nil || k == 0 {
				return err
			}
		}
	})
	return n, head, err
}

func auditChain(t *testing.T, s store.Store) {
	if n, head, err := verify(s, store.Head{}, 10); n != 0 || head != (store.Head{}) || err != nil {
		t.Errorf("an empty chain: %d, %v, %v", n, head, err)
	}
	var heads []store.Head
	for range 5 {
		write(t, s, 9)
		heads = append(heads, read(t, s, store.AuditHead))
	}
	for _, page := range []int{1, 7, 45, 100} {
		n, head, err := verify(s, store.Head{}, page)
		if n != 45 || head != heads[4] || err != nil {
			t.Errorf("in pages of %d: %d, %v, %v", page, n, head, err)
		}
	}
	for i, h := range heads {
		if n, head, err := verify(s, h, 10); n != 45-9*(i+1) || head != heads[4] || err != nil {
			t.Errorf("from head %d: %d, %v, %v", i, n, head, err)
		}
	}
	forged := heads[2]
	forged.Hash = heads[1].Hash
	var broken *store.ChainError
	if _, _, err := verify(s, forged, 10); !errors.As(err, &broken) || broken.Seq != 28 {
		t.Errorf("from a head that never was: %v", err)
	}
}

// auditTamper writes below Apply what an attacker with the file could write.
func auditTamper(t *testing.T, s store.Store) {
	write(t, s, 6)
	const third, last = "000000000003", "000000000006"
	swap := func(kind, key, old, new string) func(tx store.Tx) error {
		return func(tx store.Tx) error {
			b, err := tx.Get(kind, key)
			if err != nil {
				return err
			}
			if !strings.Contains(string(b), old) {
				return fmt.Errorf("%s has no %q: %s", key, old, b)
			}
			return tx.Put(kind, key, []byte(strings.Replace(string(b), old, new, 1)))
		}
	}
	field := func(key, name string) string { // the value of a field of the chained part
		b := read(t, s, func(tx store.Tx) ([]byte, error) { return tx.Get("audit", key) })
		var m map[string]any
		if err := json.Unmarshal(b, &m); err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(m[name])
	}
	flip := func(hex string) string { // another hash
		if hex[0] == '0' {
			return "1" + hex[1:]
		}
		return "0" + hex[1:]
	}
	drop := func(kind, key string) func(store.Tx) error {
		return func(tx store.Tx) error { return tx.Delete(kind, key) }
	}
	for _, c := range []struct {
		name   string
		tamper func(store.Tx) error
		at     uint64 // where it is found
	}{
		{"the time", swap("audit", third, "2026-03-02T12", "2026-03-02T13"), 4},
		{"the verb", swap("audit", third, "incident.note", "incident.nope"), 4},
		{"the subject", swap("audit", third, "INC-7", "INC-8"), 4},
		{"the sequence", swap("audit", third, `"seq":3`, `"seq":9`), 3},
		{"the hash of the body", swap("audit", third, field(third, "body"), flip(field(third, "body"))), 3},
		{"the hash of the entry before", swap("audit", third, field(third, "prev"), flip(field(third, "prev"))), 3},
		{"white space", swap("audit", third, `,"verb"`, `, "verb"`), 4},
		{"the last entry", swap("audit", last, "incident.note", "incident.nope"), 7},
		{"the reason", swap("body", third, "because", "just so"), 3},
		{"the person", swap("body", third, "U1MAYA", "U2OMAR"), 3},
		{"the salt", swap("body", third, `"salt":"`, `"salt":"00`), 3},
		{"an entry that is gone", drop("audit", third), 3},
		{"the last entry, gone", drop("audit", last), 6},
		{"all entries gone", func(tx store.Tx) error {
			for n := 1; n <= 6; n++ {
				if err := tx.Delete("audit", fmt.Sprintf("%012d", n)); err != nil {
					return err
				}
			}
			return nil
		}, 1},
		{"the head", swap("meta", "audit-head", `"seq":6`, `"seq":5`), 7},
		{"the head, gone", drop("meta", "audit-head"), 7},
		{"a whole entry made anew", func(tx store.Tx) error {
			b, err := tx.Get("audit", "000000000002")
			return errors.Join(err, tx.Put("audit", third, b))
		}, 3},
		{"bytes that are no JSON", func(tx store.Tx) error { return tx.Put("audit", third, []byte("{")) }, 3},
		{"a body that is no JSON", func(tx store.Tx) error { return tx.Put("body", third, []byte("{")) }, 3},
	} {
		var found error
		err := s.Update(context.Background(), func(tx store.Tx) error {
			if err := c.tamper(tx); err != nil {
				return err
			}
			head, n := store.Head{}, 1
			for n > 0 && found == nil {
				n, head, found = store.VerifyChain(tx, head, 4)
			}
			return errUndo
		})
		if !errors.Is(err, errUndo) {
			t.Fatalf("%s: %v", c.name, err)
		}
		var broken *store.ChainError
		if !errors.As(found, &broken) || broken.Seq != c.at {
			t.Errorf("%s changed: %v, want it found at entry %d", c.name, found, c.at)
		}
	}
	sound(t, s)
}

// errUndo takes a closure's writes back.
var errUndo = errors.New("undo")

func auditForgotten(t *testing.T, s store.Store) {
	write(t, s, 5)
	update(t, s, func(tx store.Tx) error { return tx.Delete("body", "000000000002") })
	if n, _, err := verify(s, store.Head{}, 3); n != 5 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	log := read(t, s, func(tx store.Tx) ([]store.AuditEntry, error) { return store.Audit(tx, 1, 2) })
	equal(t, "the forgotten one", fmt.Sprint(log[0].Seq, log[0].Forgotten, log[0].Subject, log[0].User, log[0].Why), "2 trueINC-7")
	equal(t, "the next one", fmt.Sprint(log[1].Forgotten, log[1].Why), "falsebecause")
	report := read(t, s, store.Check)
	equal(t, "forgotten, in the report", report.Forgotten, 1)
	sound(t, s)
}

func auditFailed(t *testing.T, s store.Store) {
	write(t, s, 2)
	_ = s.Update(context.Background(), func(tx store.Tx) error {
		return errors.Join(store.Apply(tx, maya, noon, rollout.Effects{Log: []rollout.Entry{entry("incident.note", "INC-7")}}), errors.New("refused"))
	})
	write(t, s, 2)
	if n, _, err := verify(s, store.Head{}, 10); n != 4 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
}

func auditSalts(t *testing.T, s store.Store) {
	for range 3 {
		e := entry("incident.note", "INC-7")
		apply(t, s, noon, rollout.Effects{Log: []rollout.Entry{e, e}})
	}
	view(t, s, func(tx store.Tx) error {
		items, err := tx.List("body", store.Range{})
		salts := make(map[string]bool)
		for _, it := range items {
			var b struct{ Salt string }
			if err := json.Unmarshal(it.Value, &b); err != nil {
				return err
			}
			equal(t, "hex digits of a salt", len(b.Salt), 32)
			salts[b.Salt] = true
		}
		equal(t, "different salts of six equal entries", len(salts), 6)
		return err
	})
}
