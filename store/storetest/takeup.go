package storetest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// takenUpTests are about messages that were given up and that somebody asks for
// again.
var takenUpTests = []test{
	{"a parked row can be taken up again, in its place", takenUpInPlace},
	{"what its subject has overtaken is not sent", takenUpStale},
	{"what another place was told is not told twice", takenUpTold},
	{"what no place took is tried on the whole way again", takenUpRoutes},
	{"a message to nobody goes to the first of its routes, or off the list", takenUpNobody},
	{"each card is shown once", takenUpCards},
	{"the admins do not hear of what is no longer given up", takenUpOver},
	{"what may have arrived says so", takenUpDoubt},
}

// takeUp asks for rows again and says what became of them.
func takeUp(t *testing.T, s store.Store, now time.Time, seqs ...uint64) string {
	t.Helper()
	var did []rollout.Retried
	err := s.Update(context.Background(), func(tx store.Tx) (err error) {
		did, err = store.TakeUp(tx, now, seqs...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	sound(t, s)
	var out []string
	for _, r := range did {
		out = append(out, string(r.Fate))
	}
	return strings.Join(out, ", ")
}

// parked are the numbers of the rows that were given up.
func parked(t *testing.T, s store.Store) (seqs []uint64) {
	t.Helper()
	for _, r := range read(t, s, func(tx store.Tx) ([]store.Row, error) { return store.Parked(tx, 0, 0) }) {
		seqs = append(seqs, r.Seq)
	}
	return seqs
}

// refuse has the next n rows refused for good, and says which.
func refuse(t *testing.T, s store.Store, now time.Time, n int) string {
	t.Helper()
	var out []string
	for range n {
		rows := claim(t, s, now, 1)
		out = append(out, shown(rows))
		finish(t, s, now, rows[0], store.Outcome{Class: rollout.SendPermanent, Error: "because"})
	}
	return strings.Join(out, " ")
}

func takenUpInPlace(t *testing.T, s store.Store) {
	apply(t, s, noon, notices(line(1, ops, "a"), line(1, ops, "b"), line(1, ops, "c")))
	refuse(t, s, noon, 1)
	b := claim(t, s, noon, 1)[0]
	equal(t, "taken up", takeUp(t, s, noon, 1), "again")
	equal(t, "while the next is on its way, it waits", shown(claim(t, s, noon, 9)), "")
	finish(t, s, noon, b, store.Outcome{Class: rollout.SendRetry, RetryAfter: time.Minute})
	sound(t, s)
	equal(t, "then it goes before it", deliver(t, s, noon.Add(time.Minute)), "1:line>#C1OPS 2:line>#C1OPS 3:line>#C1OPS")
	equal(t, "what is not given up", takeUp(t, s, noon, 1), "")
	err := s.Update(context.Background(), func(tx store.Tx) error { _, err := store.TakeUp(tx, noon, 404); return err })
	if err == nil {
		t.Error("a row that is not there was taken up")
	}
	// The same with nobody on their way; it has a whole day again.
	apply(t, s, noon, notices(line(2, ops, "a"), line(2, ops, "b")))
	refuse(t, s, noon, 1)
	later := noon.Add(30 * time.Hour)
	equal(t, "taken up a day later", takeUp(t, s, later, 4), "again")
	r := claim(t, s, later, 1)[0]
	finish(t, s, later, r, out(rollout.SendUnreachable))
	equal(t, "not given up at once", row(t, s, 4).State, store.RowReady)
	equal(t, "in its place", deliver(t, s, later.Add(time.Minute)), "4:line>#C1OPS 5:line>#C1OPS")
	sound(t, s)
}

// takenUpStale: somebody was told of an incident that has moved on since.
func takenUpStale(t *testing.T, s store.Store) {
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{incident(7, 1), incident(8, 1)}})
	apply(t, s, noon, notices(told(7, 1, rollout.Target{To: omar}), told(8, 1, rollout.Target{To: omar})))
	refuse(t, s, noon, 2)
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{incident(7, 2)}})
	equal(t, "both", takeUp(t, s, noon, parked(t, s)...), "again, again")
	equal(t, "what is sent", deliver(t, s, noon), "2:told>@U2OMAR")
	equal(t, "the other", row(t, s, 1).State, store.RowSuperseded)
	equal(t, "the list", fmt.Sprint(parked(t, s)), "[]")
}

func takenUpTold(t *testing.T, s store.Store) {
	apply(t, s, noon, notices(told(7, 1, rollout.Target{To: omar, Routes: []rollout.Place{ops}}), told(8, 1, rollout.Target{To: omar, Routes: []rollout.Place{ines}})))
	equal(t, "refused", refuse(t, s, noon, 2), "1:told>@U2OMAR 2:told>@U2OMAR")
	equal(t, "one went another way", shown(claim(t, s, noon, 1)), "3:told>#C1OPS")
	finish(t, s, noon, row(t, s, 3), accepted(row(t, s, 3)))
	equal(t, "the other is about to", row(t, s, 4).State, store.RowReady)
	equal(t, "both", takeUp(t, s, noon, parked(t, s)...), "told, told")
	equal(t, "what is sent", deliver(t, s, noon), "4:told>@U3INES")
	equal(t, "the list", fmt.Sprint(parked(t, s)), "[]")

	// The row by which it went is pruned long before somebody asks.
	apply(t, s, noon, notices(told(9, 1, rollout.Target{To: omar, Routes: []rollout.Place{ops}})))
	refuse(t, s, noon, 1)
	deliver(t, s, noon)
	later := noon.Add(store.DoneKept + time.Hour)
	if err := s.Update(context.Background(), func(tx store.Tx) error { _, err := store.PruneOutbox(tx, later, 99); return err }); err != nil {
		t.Fatal(err)
	}
	equal(t, "pruned", takeUp(t, s, later, parked(t, s)...), "told")
	equal(t, "nothing is sent", deliver(t, s, later), "")
}

func takenUpRoutes(t *testing.T, s store.Store) {
	apply(t, s, noon, notices(told(7, 1, rollout.Target{To: omar, Routes: []rollout.Place{ops, ines}})))
	equal(t, "no place takes it", refuse(t, s, noon, 3), "1:told>@U2OMAR 2:told>#C1OPS 3:told>@U3INES")
	deliver(t, s, noon)
	equal(t, "all", takeUp(t, s, noon, parked(t, s)...), "again, told, told")
	equal(t, "the list", fmt.Sprint(parked(t, s)), "[]")
	equal(t, "its first place still does not", refuse(t, s, noon, 1), "1:told>@U2OMAR")
	equal(t, "the next one does, once", deliver(t, s, noon), "4:told>#C1OPS")
	equal(t, "asked for again", takeUp(t, s, noon, parked(t, s)...), "told")

	// One place alone: what came before it is told by that.
	apply(t, s, noon, notices(told(8, 1, rollout.Target{To: omar, Routes: []rollout.Place{ops}})))
	refuse(t, s, noon, 2)
	deliver(t, s, noon)
	all := parked(t, s)
	equal(t, "the last", takeUp(t, s, noon, all[1]), "again")
	equal(t, "the first", takeUp(t, s, noon, all[0]), "told")
	equal(t, "once", deliver(t, s, noon), fmt.Sprintf("%d:told>#C1OPS", all[1]))
}

func takenUpNobody(t *testing.T, s store.Store) {
	apply(t, s, noon, notices(told(7, 1, rollout.Target{To: "@", Routes: []rollout.Place{ops, ines}})))
	refuse(t, s, noon, 2)
	deliver(t, s, noon)
	equal(t, "by its routes", takeUp(t, s, noon, parked(t, s)...), "told, again, told")
	equal(t, "once", deliver(t, s, noon), "2:told>#C1OPS")
	apply(t, s, noon, notices(line(8, "@", "a")))
	equal(t, "without any", takeUp(t, s, noon, parked(t, s)...), "nobody")
	equal(t, "the list", fmt.Sprint(parked(t, s)), "[]")
	equal(t, "nothing is sent", deliver(t, s, noon), "")
}

func takenUpCards(t *testing.T, s store.Store) {
	change := func(gen uint64) { apply(t, s, noon, rollout.Effects{Put: []rollout.Record{incident(7, gen, ops)}}) }
	change(1)
	equal(t, "posted", deliver(t, s, noon), "1:card>#C1OPS")
	for gen := range uint64(3) {
		change(gen + 2)
		refuse(t, s, noon, 1)
	}
	equal(t, "all", takeUp(t, s, noon, parked(t, s)...), "again, newer, newer")
	equal(t, "once", deliver(t, s, noon), "2:card>#C1OPS")
	change(5)
	refuse(t, s, noon, 1)
	change(6)
	equal(t, "while an edit waits", takeUp(t, s, noon, parked(t, s)...), "newer")
	equal(t, "that one", deliver(t, s, noon), "6:card>#C1OPS")
}

func takenUpOver(t *testing.T, s store.Store) {
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{house()}})
	apply(t, s, noon, notices(told(7, 1, rollout.Target{To: omar})))
	equal(t, "nobody can be told", refuse(t, s, noon, 3), "1:told>@U2OMAR 2:undelivered>@U8ADA 3:undelivered>@U9ABE")
	equal(t, "word of it while it is given up", takeUp(t, s, noon, 3), "again")
	refuse(t, s, noon, 1)
	equal(t, "all", takeUp(t, s, noon, parked(t, s)...), "again, again, again")
	equal(t, "what is sent", deliver(t, s, noon), "1:told>@U2OMAR")

	secret := told(8, 1, rollout.Target{To: omar})
	secret.Private = true
	apply(t, s, noon, notices(secret))
	equal(t, "of a private one the fallback channel hears too", refuse(t, s, noon, 4), "4:told>@U2OMAR 5:masked>#C9FALL 6:masked>@U8ADA 7:masked>@U9ABE")
	equal(t, "all of it", takeUp(t, s, noon, parked(t, s)...), "again, again, again, again")
	equal(t, "what is sent then", deliver(t, s, noon), "4:told>@U2OMAR")
}

func takenUpDoubt(t *testing.T, s store.Store) {
	apply(t, s, noon, notices(line(1, ops, "a"), line(2, omar, "b")))
	first := claim(t, s, noon, 2)
	late := noon.Add(store.GiveUpAfter)
	finish(t, s, late, first[0], out(rollout.SendAmbiguous))
	finish(t, s, late, first[1], out(rollout.SendPermanent))
	takeUp(t, s, late, parked(t, s)...)
	for _, r := range claim(t, s, late, 2) {
		equal(t, fmt.Sprintf("row %d may repeat", r.Seq), r.MayRepeat, r.Seq == 1)
	}
}
