package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
	"pgregory.net/rapid"
)

var countTests = []test{
	{"a count follows every way into and out of it", countFollows},
	{"what was taken back was never counted", countTakenBack},
	{"incidents are found by whom they wait on", incidentsOf},
	{"late answers are counted alike for who reads and who writes", lateAlike},
}

func liveCounts(t testing.TB, s store.Store) string {
	return fmt.Sprint(read(t, s, store.LiveCounts))
}

func countFollows(t *testing.T, s store.Store) {
	one, two, other := incident(1, 1), incident(2, 1), incident(3, 1)
	other.Plan = lamp + "-two"
	two.Policy.Private = true // counted, although few may see it
	put := func(ins ...rollout.Incident) {
		var e rollout.Effects
		for _, in := range ins {
			e.Put = append(e.Put, in)
		}
		apply(t, s, noon, e)
	}
	put(one, two, other)
	equal(t, "three are open", liveCounts(t, s), "map[lamp-desk:2 lamp-desk-two:1]")
	one.State = rollout.IncidentAcked
	put(one)
	equal(t, "one is somebody's", liveCounts(t, s), "map[lamp-desk:2 lamp-desk-two:1]")
	one.State, other.State = rollout.IncidentResolved, rollout.IncidentClosed
	put(one, other)
	equal(t, "two are over", liveCounts(t, s), "map[lamp-desk:1]")
	one.State, two.Plan = rollout.IncidentOpen, other.Plan
	put(one, two)
	equal(t, "one is open again, one another plan's", liveCounts(t, s), "map[lamp-desk:1 lamp-desk-two:1]")
	again := one
	again.State = rollout.IncidentResolved
	put(one, again, one)
	equal(t, "put three times in one action", liveCounts(t, s), "map[lamp-desk:1 lamp-desk-two:1]")
	sound(t, s)
}

func countTakenBack(t *testing.T, s store.Store) {
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{incident(1, 1)}})
	errs := crowd(t, s, 30, func(i int, tx store.Tx) error {
		err := store.Apply(tx, maya, noon, rollout.Effects{Put: []rollout.Record{incident(uint64(i)+2, 1)}})
		if i%3 == 0 {
			return errors.Join(err, errors.New("taken back"))
		}
		return err
	})
	kept := 1
	for _, err := range errs {
		if err == nil {
			kept++
		}
	}
	equal(t, "kept", kept, 21)
	equal(t, "the count", read(t, s, func(tx store.Tx) (int, error) { return store.LiveCount(tx, lamp) }), kept)
	sound(t, s)
}

func incidentsOf(t *testing.T, s store.Store) {
	told := func(in rollout.Incident, to ...rollout.Place) rollout.Incident {
		for _, p := range to {
			in.Told = append(in.Told, rollout.Told{Place: p})
		}
		return in
	}
	mine := func(u rollout.UserID) string {
		return read(t, s, func(tx store.Tx) (string, error) {
			plans, err := store.PlansWaitingOn(tx, u)
			out := ""
			for _, p := range plans {
				ins, err2 := store.IncidentsOf(tx, u, p, 0)
				out += fmt.Sprint(p, ": ", ids(ins), "; ")
				err = errors.Join(err, err2)
			}
			return out, err
		})
	}
	one, two, three := told(incident(1, 1), omar, ines, omar, ops), told(incident(2, 1), omar), told(incident(3, 1), omar)
	two.Sev, three.Plan = 1, lamp+"-two"
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{one, two, three}})
	equal(t, "told, worst first", mine("U2OMAR"), "lamp-desk: INC-2 INC-1; lamp-desk-two: INC-3; ")
	equal(t, "told too", mine("U3INES"), "lamp-desk: INC-1; ")
	one.State, one.AckBy = rollout.IncidentAcked, "U3INES"
	two.State = rollout.IncidentClosed
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{one, two}})
	equal(t, "somebody else has one, one is over", mine("U2OMAR"), "lamp-desk-two: INC-3; ")
	equal(t, "who has it", mine("U3INES"), "lamp-desk: INC-1; ")
	equal(t, "somebody whose id begins alike", mine("U3"), "")
	sound(t, s)
}

func lateAlike(t *testing.T, s store.Store) {
	var e rollout.Effects
	for n := range uint64(5) {
		in := incident(n+1, 1)
		in.AnswerBy = noon.Add(time.Duration(n) * time.Minute)
		e.Put = append(e.Put, in)
	}
	other := incident(6, 1)
	other.Plan, other.AnswerBy = lamp+"-two", noon
	e.Put = append(e.Put, other)
	apply(t, s, noon, e)
	for _, c := range []struct {
		at         time.Time
		most, want int
	}{{noon, 9, 0}, {noon.Add(150 * time.Second), 9, 3}, {noon.Add(time.Hour), 9, 5}, {noon.Add(time.Hour), 2, 2}, {noon.Add(time.Hour), 5, 5}, {noon.Add(time.Hour), 0, 5}} {
		late := func(tx store.Tx) (int, error) { return store.LateCount(tx, lamp, c.at, c.most) }
		what := fmt.Sprintf("at most %d at %s", c.most, c.at)
		equal(t, what, read(t, s, late), c.want)
		err := s.Update(context.Background(), func(tx store.Tx) error {
			n, err := late(tx)
			if n != c.want {
				return fmt.Errorf("%s: %d for who writes, not %d", what, n, c.want)
			}
			return err
		})
		equal(t, what, err, nil)
	}
}

// countMachine compares the running counts with a recount after every random
// transaction, of which some fail.
func countMachine(t *testing.T, open func(t testing.TB) store.Store) {
	s := open(t)
	states := []rollout.IncidentState{rollout.IncidentOpen, rollout.IncidentAcked, rollout.IncidentResolved, rollout.IncidentClosed}
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(rt, "puts")
		var e rollout.Effects
		for range n {
			in := incident(uint64(rapid.IntRange(1, 5).Draw(rt, "number")), 1)
			in.State = rapid.SampledFrom(states).Draw(rt, "state")
			in.Plan = rapid.SampledFrom([]rollout.PlanID{lamp, "b"}).Draw(rt, "plan")
			e.Put = append(e.Put, in)
		}
		var refused error
		if rapid.IntRange(0, 3).Draw(rt, "fails") == 0 {
			refused = errors.New("refused")
		}
		err := s.Update(context.Background(), func(tx store.Tx) error {
			if err := store.Apply(tx, maya, noon, e); err != nil {
				return err
			}
			return refused
		})
		if !errors.Is(err, refused) {
			rt.Fatal(err)
		}
		err = s.View(context.Background(), func(tx store.Tx) error {
			for _, plan := range []rollout.PlanID{lamp, "b"} {
				kept, err := store.LiveCount(tx, plan)
				if err != nil {
					return err
				}
				live, err := store.LiveIncidents(tx, plan, 0)
				if err != nil {
					return err
				}
				if kept != len(live) {
					return fmt.Errorf("%s: the count says %d, there are %d", plan, kept, len(live))
				}
			}
			return nil
		})
		if err != nil {
			rt.Fatal(err)
		}
	})
	sound(t, s)
}
