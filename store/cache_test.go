package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
	"github.com/rolloutbot/rollout/store/bolt"
)

// A value decoded in an Update that was taken back, or before a change, never
// shows in a later transaction.
func TestCacheShowsOnlyWhatIsThere(t *testing.T) {
	db, err := bolt.Open(t.TempDir()+"/rollout.db", bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	ctx, now := context.Background(), time.Date(2026, 7, 14, 8, 0, 0, 0, time.UTC)
	put := func(name string, fail error) error {
		return db.Update(ctx, func(tx store.Tx) error {
			p := rollout.Person{Schema: 1, ID: "U1", Name: name}
			if err := store.Apply(tx, rollout.Actor{}, now, rollout.Effects{Put: []rollout.Record{p}}); err != nil {
				return err
			}
			if got, err := store.Person(tx, "U1"); err != nil || got.Name != name {
				t.Errorf("inside its own update it is %q, %v; want %q", got.Name, err, name)
			}
			return fail
		})
	}
	seen := func(want string) {
		t.Helper()
		err := db.View(ctx, func(tx store.Tx) error {
			got, err := store.Person(tx, "U1")
			if got.Name != want {
				t.Errorf("got %q, want %q", got.Name, want)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := put("Lee", nil); err != nil {
		t.Fatal(err)
	}
	seen("Lee")
	seen("Lee")
	if err := put("Somebody else", errors.New("taken back")); err == nil {
		t.Fatal("the update was to fail")
	}
	seen("Lee")
	if err := put("Lee Parkway", nil); err != nil {
		t.Fatal(err)
	}
	seen("Lee Parkway")
}

// A cache makes room and goes on to show what is there.
func TestCacheMakesRoom(t *testing.T) {
	db, err := bolt.Open(t.TempDir()+"/rollout.db", bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	ctx, now := context.Background(), time.Date(2026, 7, 14, 8, 0, 0, 0, time.UTC)
	incident := func(n int, text string) rollout.Incident {
		return rollout.Incident{Schema: 1, ID: fmt.Sprint("INC-", n), Num: uint64(n), Plan: "hr", Sev: 3, State: rollout.IncidentOpen, Opened: now, Text: text}
	}
	const many, long = 60, 40_000 // bytes: twice what a cache keeps of incidents
	for _, text := range []string{strings.Repeat("a", long), strings.Repeat("b", long)} {
		err := db.Update(ctx, func(tx store.Tx) error {
			var e rollout.Effects
			for n := range many {
				e.Put = append(e.Put, incident(n, text))
			}
			return store.Apply(tx, rollout.Actor{}, now, e)
		})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			err = db.View(ctx, func(tx store.Tx) error {
				for n := range many {
					in, err := store.Incident(tx, fmt.Sprint("INC-", n))
					if err != nil || in.Text != text {
						t.Fatalf("INC-%d says %.5q…, %v", n, in.Text, err)
					}
					rec, err := store.Record(tx, "incident", in.ID)
					if got, ok := rec.(rollout.Incident); err != nil || !ok || got.Text != text {
						t.Fatalf("the record INC-%d says %.5q…, %v", n, got.Text, err)
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}
