package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// Words in which the tests are told. They fail the test at once; inside a
// closure, errors are returned instead.

// noon is when the stories begin.
var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func update(t testing.TB, s store.Store, fn func(tx store.Tx) error) {
	t.Helper()
	if err := s.Update(context.Background(), fn); err != nil {
		t.Fatalf("Update: %v", err)
	}
}

func view(t testing.TB, s store.Store, fn func(tx store.Tx) error) {
	t.Helper()
	if err := s.View(context.Background(), fn); err != nil {
		t.Fatalf("View: %v", err)
	}
}

// read is one loader in a View of its own.
func read[T any](t testing.TB, s store.Store, fn func(tx store.Tx) (T, error)) T {
	t.Helper()
	var v T
	view(t, s, func(tx store.Tx) (err error) {
		v, err = fn(tx)
		return err
	})
	return v
}

// change is one function with a result in an Update of its own.
func change[T any](t testing.TB, s store.Store, fn func(tx store.Tx) (T, error)) T {
	t.Helper()
	var v T
	update(t, s, func(tx store.Tx) (err error) {
		v, err = fn(tx)
		return err
	})
	return v
}

func apply(t testing.TB, s store.Store, now time.Time, e rollout.Effects) {
	t.Helper()
	update(t, s, func(tx store.Tx) error { return store.Apply(tx, maya, now, e) })
}

// list shows the keys of a range, and their values when they are short.
func list(tx store.Tx, kind string, r store.Range) (string, error) {
	items, err := tx.List(kind, r)
	if err != nil {
		return "", err
	}
	out := ""
	for _, it := range items {
		out += fmt.Sprintf("%s=%s ", it.Key, it.Value)
	}
	return out, nil
}

func equal[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s\n got %v\nwant %v", what, got, want)
	}
}

// sound fails the test when anything in the store does not fit together.
func sound(t testing.TB, s store.Store) {
	t.Helper()
	view(t, s, func(tx store.Tx) error {
		report, err := store.Check(tx)
		for _, d := range report.Damage {
			t.Errorf("the store does not fit together: %s", d)
		}
		return err
	})
}

// People and things of the stories. Everybody is invented.
var (
	maya = rollout.Actor{
		User: "U1MAYA", Via: rollout.ByCommand,
		Person: rollout.Person{ID: "U1MAYA", Name: "Maya Lindqvist", Account: rollout.Member},
	}
	ops  = rollout.In("C1OPS")
	omar = rollout.DM("U2OMAR")
	ines = rollout.DM("U3INES")
)

const lamp = rollout.PlanID("lamp-desk")

// incident is a live incident of the lamp desk whose card stands at places.
func incident(num uint64, gen uint64, places ...rollout.Place) rollout.Incident {
	return rollout.Incident{
		Schema: 1, ID: fmt.Sprintf("INC-%d", num), Num: num, Plan: lamp, Sev: 3, Gen: gen,
		Text: "the lamp is dark", State: rollout.IncidentOpen, Opened: noon, Home: ops, Places: places,
	}
}

// house has two admins and a fallback channel.
func house() rollout.House {
	return rollout.House{Schema: 1, Admins: []rollout.UserID{"U8ADA", "U9ABE"}, Fallback: "C9FALL"}
}

// told is an urgent notice of INC-num, which is kept as a card.
func told(num, gen uint64, to ...rollout.Target) rollout.Notice {
	return rollout.Notice{
		Kind: rollout.NoticeTold, Plan: lamp, Subject: fmt.Sprintf("INC-%d", num), Gen: gen, To: to,
		Facts: map[string]string{"text": "the lamp is dark"},
	}
}

// line is a routine notice in a thread.
func line(num uint64, to rollout.Place, words string) rollout.Notice {
	return rollout.Notice{
		Kind: rollout.NoticeLine, Plan: lamp, Subject: fmt.Sprintf("INC-%d", num),
		To: []rollout.Target{{To: to, Thread: true}}, Facts: map[string]string{"text": words},
	}
}

func notices(n ...rollout.Notice) rollout.Effects { return rollout.Effects{Notices: n} }
