package storetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

var timerTests = []test{
	{"timers come in the order of their times, never early", timersDue},
	{"arming again replaces", timersReplace},
	{"disarming removes, also what is not there", timersDisarm},
	{"one effect that does both leaves the timer armed", timersBoth},
	{"the generation comes back", timersGeneration},
	{"times far away keep their order", timersFar},
}

func timer(subject string, gen uint64, due time.Time) rollout.Timer {
	return rollout.Timer{
		Key: rollout.TimerKey(rollout.TimerStep, subject), Kind: rollout.TimerStep,
		Plan: lamp, Subject: subject, Gen: gen, Due: due,
	}
}

func arm(ts ...rollout.Timer) rollout.Effects { return rollout.Effects{Arm: ts} }

func due(t *testing.T, s store.Store, now time.Time, limit int) string {
	t.Helper()
	ts := read(t, s, func(tx store.Tx) ([]rollout.Timer, error) { return store.Due(tx, now, limit) })
	out := ""
	for _, d := range ts {
		out += d.Subject + " "
	}
	return out
}

func timersDue(t *testing.T, s store.Store) {
	var ts []rollout.Timer
	for i := range 50 {
		ts = append(ts, timer(fmt.Sprintf("INC-%02d", i), 1, noon.Add(time.Duration(i)*time.Minute)))
	}
	r := rand.New(rand.NewPCG(1, 2))
	r.Shuffle(len(ts), func(i, j int) { ts[i], ts[j] = ts[j], ts[i] })
	apply(t, s, noon, arm(ts...))
	equal(t, "a nanosecond early", due(t, s, noon.Add(-1), 0), "")
	equal(t, "at noon", due(t, s, noon, 0), "INC-00 ")
	equal(t, "a nanosecond before the third", due(t, s, noon.Add(2*time.Minute-1), 0), "INC-00 INC-01 ")
	equal(t, "limited", due(t, s, noon.Add(time.Hour), 3), "INC-00 INC-01 INC-02 ")
	all := read(t, s, func(tx store.Tx) ([]rollout.Timer, error) { return store.Due(tx, noon.Add(time.Hour), 0) })
	if len(all) != 50 || !slices.IsSortedFunc(all, func(a, b rollout.Timer) int { return a.Due.Compare(b.Due) }) {
		t.Errorf("all: %d, not in order", len(all))
	}
	view(t, s, func(tx store.Tx) error {
		next, ok, err := store.NextDue(tx)
		if !ok || !next.Equal(noon) {
			t.Errorf("NextDue = %v, %v", next, ok)
		}
		return err
	})
	sound(t, s)
}

func timersReplace(t *testing.T, s store.Store) {
	apply(t, s, noon, arm(timer("INC-1", 1, noon.Add(time.Minute))))
	apply(t, s, noon, arm(timer("INC-1", 2, noon.Add(time.Hour))))
	equal(t, "at the first time", due(t, s, noon.Add(time.Minute), 0), "")
	equal(t, "at the second", due(t, s, noon.Add(time.Hour), 0), "INC-1 ")
	apply(t, s, noon, arm(timer("INC-1", 3, noon.Add(time.Hour)), timer("INC-1", 4, noon)))
	equal(t, "after two in one action", due(t, s, noon, 0), "INC-1 ")
	equal(t, "it is one timer", due(t, s, noon.Add(24*time.Hour), 0), "INC-1 ")
	sound(t, s)
}

func timersDisarm(t *testing.T, s store.Store) {
	a := timer("INC-1", 1, noon)
	apply(t, s, noon, arm(a, timer("INC-2", 1, noon)))
	apply(t, s, noon, rollout.Effects{Disarm: []string{a.Key, a.Key, "incident.step/INC-404"}})
	equal(t, "what is left", due(t, s, noon, 0), "INC-2 ")
	view(t, s, func(tx store.Tx) error {
		if _, err := store.Timer(tx, a.Key); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("the disarmed timer: %v", err)
		}
		return nil
	})
	apply(t, s, noon, rollout.Effects{Disarm: []string{timer("INC-2", 0, noon).Key}})
	view(t, s, func(tx store.Tx) error {
		if next, ok, err := store.NextDue(tx); ok || err != nil {
			t.Errorf("NextDue of nothing = %v, %v, %v", next, ok, err)
		}
		return nil
	})
	sound(t, s)
}

func timersBoth(t *testing.T, s store.Store) {
	a := timer("INC-1", 1, noon)
	apply(t, s, noon, arm(a))
	a.Due = noon.Add(time.Minute)
	apply(t, s, noon, rollout.Effects{Arm: []rollout.Timer{a}, Disarm: []string{a.Key}})
	equal(t, "the step that fired arms the next", due(t, s, noon.Add(time.Minute), 0), "INC-1 ")
	sound(t, s)
}

func timersGeneration(t *testing.T, s store.Store) {
	berlin := time.FixedZone("somewhere", 3600)
	apply(t, s, noon, arm(timer("INC-1", 41, noon.In(berlin))))
	got := read(t, s, func(tx store.Tx) (rollout.Timer, error) { return store.Timer(tx, "incident.step/INC-1") })
	equal(t, "the generation", got.Gen, 41)
	equal(t, "the instant, in UTC", got.Due.String(), noon.String())
}

func timersFar(t *testing.T, s store.Store) {
	apply(t, s, noon, arm(
		timer("far", 1, time.Date(9000, 1, 1, 0, 0, 0, 0, time.UTC)), timer("now", 1, noon),
		timer("before 1970", 1, time.Date(1950, 1, 1, 0, 0, 0, 0, time.UTC)),
		timer("long ago", 1, time.Date(100, 1, 1, 0, 0, 0, 0, time.UTC)),
	))
	equal(t, "due now", due(t, s, noon, 0), "long ago before 1970 now ")
	equal(t, "due at the end", due(t, s, time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), 0), "long ago before 1970 now far ")
	sound(t, s)
}
