package store_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
	"github.com/rolloutbot/rollout/store/bolt"
)

// A store of the first layout gets what the second one calls for when it is
// opened, after a copy was made of it.
func TestStoreOfTheFirstLayoutIsMigrated(t *testing.T) {
	path := t.TempDir() + "/rollout.db"
	ctx, now := context.Background(), time.Date(2026, 7, 14, 8, 0, 0, 0, time.UTC)
	open := func() *bolt.Store {
		db, err := bolt.Open(path, bolt.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return db
	}
	update := func(db store.Store, fn func(tx store.Tx) error) {
		t.Helper()
		if err := db.Update(ctx, fn); err != nil {
			t.Fatal(err)
		}
	}
	db := open()
	update(db, func(tx store.Tx) error {
		var e rollout.Effects
		for n := range uint64(1200) { // more than are read at once
			in := rollout.Incident{Schema: 1, ID: "INC-" + string(rune('a'+n%26)) + time.Duration(n).String(), Num: n, Plan: "hr", Sev: 3, State: rollout.IncidentAcked, AckBy: "U1", Opened: now}
			if n%3 == 0 {
				in.State = rollout.IncidentClosed
			}
			e.Put = append(e.Put, in)
		}
		e.Put = append(e.Put, rollout.State{Schema: 1, Plan: "hr", Agent: "HR Helper"}, rollout.Person{Schema: 1, ID: "U9", Account: rollout.Deactivated})
		return store.Apply(tx, rollout.Actor{User: "U1"}, now, e)
	})
	update(db, func(tx store.Tx) error { // as the first layout has it
		items, err := tx.List("index", store.Range{KeysOnly: true})
		if err != nil {
			return err
		}
		for _, it := range items {
			for _, added := range []string{"/waits/", "/called/", "/goes-by/", "/homeless", "/deactivated"} {
				if strings.Contains(it.Key, added) {
					err = tx.Delete("index", it.Key)
				}
			}
			if err != nil {
				return err
			}
		}
		if err := tx.Delete("count", "incident/live/hr"); err != nil {
			return err
		}
		return tx.Put("meta", "schema", []byte("1"))
	})
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db = open()
	defer func() { _ = db.Close() }()
	err := db.View(ctx, func(tx store.Tx) error {
		report, err := store.Check(tx)
		for _, d := range report.Damage {
			t.Errorf("after the migration: %s", d)
		}
		if n, err := store.LiveCount(tx, "hr"); err != nil || n != 800 {
			t.Errorf("%d are live, %v", n, err)
		}
		if s, n, err := store.PlanCalled(tx, []string{"hr", "helper"}); err != nil || n != 2 || s.Plan != "hr" {
			t.Errorf("the plan by name: %q, %d, %v", s.Plan, n, err)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if old, err := bolt.Open(path+".schema-1", bolt.Options{}); err != nil {
		t.Errorf("the copy: %v", err)
	} else {
		_ = old.Close()
	}
}

// A count that is not what a recount gives is found, and does no more harm.
func TestWrongCountIsFound(t *testing.T) {
	db, err := bolt.Open(t.TempDir()+"/rollout.db", bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	ctx, now := context.Background(), time.Date(2026, 7, 14, 8, 0, 0, 0, time.UTC)
	for _, stored := range []string{"2", "x", ""} {
		err := db.Update(ctx, func(tx store.Tx) error {
			in := rollout.Incident{Schema: 1, ID: "INC-1", Num: 1, Plan: "hr", Sev: 3, State: rollout.IncidentOpen, Opened: now}
			if err := store.Apply(tx, rollout.Actor{User: "U1"}, now, rollout.Effects{Put: []rollout.Record{in}}); err != nil {
				return err
			}
			if stored == "" {
				return tx.Delete("count", "incident/live/hr")
			}
			return tx.Put("count", "incident/live/hr", []byte(stored))
		})
		if err != nil {
			t.Fatal(err)
		}
		err = db.View(ctx, func(tx store.Tx) error {
			report, err := store.Check(tx)
			if len(report.Damage) != 1 || !strings.Contains(report.Damage[0].Where, "count") {
				t.Errorf("a count of %q: %v", stored, report.Damage)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
