package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

var deliveryTests = []test{
	{"each class of outcome has its way", classes},
	{"delays double up to five minutes, give or take a fifth", backoff},
	{"twelve refusals park", twelveRefusals},
	{"an outage of an hour parks nothing, a day does", outage},
	{"a renderer that fails parks its row after five tries, and the lane goes on", renderFails},
	{"a refused installation costs no attempt", installation},
	{"an unknown routine outcome waits, an urgent one does not", ambiguous},
	{"a lease that ran out is an unknown outcome", leaseOver},
	{"an outcome under an old token changes nothing", staleToken},
	{"a late outcome of the newest attempt still counts", lateOutcome},
	{"a card that somebody deleted is posted anew", gone},
	{"a notice that the record outran is settled afterwards", outrun},
	{"waking up at the right time", nextWake},
	{"an acceptance without a timestamp is refused", noTimestamp},
}

func out(class rollout.SendClass) store.Outcome { return store.Outcome{Class: class, Error: "because"} }

func classes(t *testing.T, s store.Store) {
	for i, c := range []struct {
		name    string
		urgent  bool
		outcome store.Outcome
		state   store.RowState
		min     time.Duration
		max     time.Duration
		repeat  bool
	}{
		{"accepted", false, store.Outcome{Class: rollout.SendAccepted, Ref: rollout.MessageRef{Channel: "C", TS: "1.0"}}, store.RowDone, 0, 0, false},
		{"retry", false, out(rollout.SendRetry), store.RowReady, 800 * time.Millisecond, 1200 * time.Millisecond, false},
		{"retry, as Slack asked", false, store.Outcome{Class: rollout.SendRetry, RetryAfter: 7 * time.Minute}, store.RowReady, 7 * time.Minute, 7 * time.Minute, false},
		{"unreachable", false, out(rollout.SendUnreachable), store.RowReady, 800 * time.Millisecond, 1200 * time.Millisecond, false},
		{"permanent", false, out(rollout.SendPermanent), store.RowParked, 0, 0, false},
		{"a first post that is gone", false, out(rollout.SendGone), store.RowParked, 0, 0, false},
		{"installation", false, out(rollout.SendInstallation), store.RowReady, time.Minute, time.Minute, false},
		{"ambiguous", false, out(rollout.SendAmbiguous), store.RowUnknown, 2 * time.Minute, 2 * time.Minute, false},
		{"ambiguous, urgent", true, out(rollout.SendAmbiguous), store.RowReady, 3 * time.Second, 3 * time.Second, true},
		{"render", false, out(rollout.SendRender), store.RowReady, 800 * time.Millisecond, 1200 * time.Millisecond, false},
	} {
		num := uint64(i + 1)
		if c.urgent {
			apply(t, s, noon, notices(told(num, 1, rollout.Target{To: ops})))
		} else {
			apply(t, s, noon, notices(line(num, ops, "a")))
		}
		r := claim(t, s, noon, 1)[0]
		equal(t, c.name+": on its way", row(t, s, r.Seq).State, store.RowSending)
		finish(t, s, noon, r, c.outcome)
		got := row(t, s, r.Seq)
		equal(t, c.name+": state", got.State, c.state)
		equal(t, c.name+": class and error", string(got.Class)+got.Error, string(c.outcome.Class)+c.outcome.Error)
		equal(t, c.name+": may repeat", got.MayRepeat, c.repeat)
		wait := got.NotBefore.Sub(noon)
		if c.min == 0 {
			wait = 0
		}
		if wait < c.min || wait > c.max {
			t.Errorf("%s: waits %v, want %v to %v", c.name, wait, c.min, c.max)
		}
	}
	apply(t, s, noon, notices(line(99, ines, "a")))
	r := claim(t, s, noon, 1)[0]
	err := s.Update(context.Background(), func(tx store.Tx) error {
		return store.Finish(tx, noon, r.Seq, r.LeaseToken, out("who knows"))
	})
	if err == nil {
		t.Error("an unknown class is recorded")
	}
	sound(t, s)
}

// attempts lets a row fail with o, each time as soon as it may go, until it is
// over or n attempts were made. It returns the delays.
func attempts(t *testing.T, s store.Store, now *time.Time, n int, o store.Outcome) []time.Duration {
	t.Helper()
	var waits []time.Duration
	for range n {
		var next time.Time
		some := false
		update(t, s, func(tx store.Tx) error {
			rows, err := store.Claim(tx, *now, 1, nil)
			if err != nil || len(rows) == 0 {
				return err
			}
			if err := store.Finish(tx, *now, rows[0].Seq, rows[0].LeaseToken, o); err != nil {
				return err
			}
			next, some, err = store.OutboxDue(tx, noHolds)
			return err
		})
		if !some {
			break
		}
		waits = append(waits, next.Sub(*now))
		*now = next
	}
	return waits
}

func backoff(t *testing.T, s store.Store) {
	now := noon
	apply(t, s, noon, notices(line(1, ops, "a")))
	waits := attempts(t, s, &now, 11, out(rollout.SendRetry))
	equal(t, "delays", len(waits), 11)
	exact := true
	for i, w := range waits {
		want := min(time.Second<<i, 5*time.Minute)
		if w < want*8/10 || w > want*12/10 {
			t.Errorf("delay %d is %v, want %v ± 20 %%", i+1, w, want)
		}
		exact = exact && w == want
	}
	if exact {
		t.Error("no jitter")
	}
}

func twelveRefusals(t *testing.T, s store.Store) {
	now := noon
	apply(t, s, noon, notices(line(1, ops, "a"), line(1, ops, "b")))
	attempts(t, s, &now, 11, out(rollout.SendRetry))
	equal(t, "after eleven", row(t, s, 1).State, store.RowReady)
	attempts(t, s, &now, 1, out(rollout.SendRetry))
	equal(t, "after twelve", row(t, s, 1).State, store.RowParked)
	equal(t, "the lane goes on", deliver(t, s, now), "2:line>#C1OPS")
	sound(t, s)
}

func outage(t *testing.T, s store.Store) {
	for i, class := range []rollout.SendClass{rollout.SendUnreachable, rollout.SendAmbiguous} {
		now := noon.Add(time.Duration(i) * 100 * time.Hour)
		began := now
		subject := uint64(i + 1)
		apply(t, s, now, notices(line(subject, ops, "a")))
		seq := rowsOf(t, s)[i].Seq
		for now.Before(began.Add(time.Hour)) {
			if len(attempts(t, s, &now, 1, out(class))) == 0 {
				t.Fatalf("%s: nothing is waiting %v after the outage began", class, now.Sub(began))
			}
		}
		if n := row(t, s, seq).Attempt; n < 12 || n > 40 {
			t.Errorf("%s: %d attempts in an hour", class, n)
		}
		if late := now.Sub(began.Add(time.Hour)); late > 6*time.Minute {
			t.Errorf("%s: the next attempt comes %v after the outage", class, late)
		}
		for now.Before(began.Add(25 * time.Hour)) {
			if len(attempts(t, s, &now, 1, out(class))) == 0 {
				break
			}
		}
		equal(t, string(class)+": after a day", row(t, s, seq).State, store.RowParked)
		if now.Sub(began) < 23*time.Hour {
			t.Errorf("%s: parked after %v", class, now.Sub(began))
		}
	}
	sound(t, s)
}

func renderFails(t *testing.T, s store.Store) {
	now := noon
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{house()}})
	apply(t, s, noon, notices(told(1, 1, rollout.Target{To: ops, Routes: []rollout.Place{ines}}), line(1, ops, "b")))
	attempts(t, s, &now, 4, out(rollout.SendRender))
	equal(t, "after four", row(t, s, 1).State, store.RowReady)
	attempts(t, s, &now, 1, out(rollout.SendRender))
	equal(t, "after five", row(t, s, 1).State, store.RowParked)
	equal(t, "no other route would render it; the admins hear", deliver(t, s, now), "3:undelivered>@U8ADA 4:undelivered>@U9ABE 2:line>#C1OPS")
	sound(t, s)
}

func installation(t *testing.T, s store.Store) {
	now := noon
	apply(t, s, noon, notices(line(1, ops, "a")))
	waits := attempts(t, s, &now, 30, out(rollout.SendInstallation))
	equal(t, "probes", len(waits), 30)
	got := row(t, s, 1)
	equal(t, "attempts that count", fmt.Sprint(got.Attempt, got.First.IsZero(), got.State), "0 trueready")
	now = now.Add(48 * time.Hour)
	equal(t, "two days later", deliver(t, s, now), "1:line>#C1OPS")
	sound(t, s)
}

func ambiguous(t *testing.T, s store.Store) {
	apply(t, s, noon, notices(line(1, ops, "a"), told(2, 1, rollout.Target{To: omar})))
	for _, r := range claim(t, s, noon, 9) {
		finish(t, s, noon, r, out(rollout.SendAmbiguous))
	}
	equal(t, "at once", shown(claim(t, s, noon.Add(2*time.Second), 9)), "")
	urgent := claim(t, s, noon.Add(store.UrgentWait), 9)
	equal(t, "urgent", shown(urgent), "2:told>@U2OMAR")
	equal(t, "urgent, may repeat", urgent[0].MayRepeat, true)
	finish(t, s, noon.Add(store.UrgentWait), urgent[0], accepted(urgent[0]))
	equal(t, "routine, before two minutes", shown(claim(t, s, noon.Add(store.UnknownWait-1), 9)), "")
	routine := claim(t, s, noon.Add(store.UnknownWait), 9)
	equal(t, "after two minutes", shown(routine), "1:line>#C1OPS")
	equal(t, "routine, may repeat", routine[0].MayRepeat, false)

	// An edit can be repeated without anybody noticing.
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{incident(3, 1, ines)}})
	deliver(t, s, noon)
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{incident(3, 2, ines)}})
	edit := claim(t, s, noon, 1)[0]
	finish(t, s, noon, edit, out(rollout.SendAmbiguous))
	got := row(t, s, edit.Seq)
	if got.State != store.RowReady || got.MayRepeat || got.NotBefore.Sub(noon) > 2*time.Second {
		t.Errorf("an edit of unknown outcome: %+v", got)
	}
	sound(t, s)
}

func leaseOver(t *testing.T, s store.Store) {
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{incident(3, 1, ines)}})
	deliver(t, s, noon)
	apply(t, s, noon, rollout.Effects{
		Put:     []rollout.Record{incident(3, 2, ines)},
		Notices: []rollout.Notice{line(1, ops, "a"), told(2, 1, rollout.Target{To: omar})},
	})
	equal(t, "three are claimed, and their sender dies", len(claim(t, s, noon, 9)), 3)
	equal(t, "while the lease runs", shown(claim(t, s, noon.Add(store.Lease-1), 9)), "")
	over := noon.Add(store.Lease)
	again := claim(t, s, over, 9)
	equal(t, "when it is over: the urgent row and the edit", shown(again), "4:told>@U2OMAR 2:card>@U3INES")
	equal(t, "may repeat", fmt.Sprint(again[0].MayRepeat, again[1].MayRepeat), "true false")
	equal(t, "the tokens", fmt.Sprint(again[0].LeaseToken, again[1].LeaseToken), "2 2")
	routine := row(t, s, 3)
	equal(t, "the routine row", fmt.Sprint(routine.State, routine.NotBefore.Sub(over)), "unknown2m0s")
	sound(t, s)

	// A row that takes its sender down each time is not sent for ever.
	now := over
	for range 30 {
		now = now.Add(10 * time.Minute)
		claim(t, s, now, 9)
	}
	equal(t, "after many lost leases", string(row(t, s, 3).State+" "+row(t, s, 4).State), "parked parked")
	sound(t, s)
}

func staleToken(t *testing.T, s store.Store) {
	apply(t, s, noon, notices(told(2, 1, rollout.Target{To: omar})))
	first := claim(t, s, noon, 1)[0]
	now := noon.Add(store.Lease)
	second := claim(t, s, now, 1)[0]
	stale := func(r store.Row, o store.Outcome) {
		t.Helper()
		before := row(t, s, r.Seq)
		err := s.Update(context.Background(), func(tx store.Tx) error { return store.Finish(tx, now, r.Seq, r.LeaseToken, o) })
		if !errors.Is(err, store.ErrStale) {
			t.Errorf("Finish: %v", err)
		}
		if after := row(t, s, r.Seq); fmt.Sprint(after) != fmt.Sprint(before) {
			t.Errorf("a stale outcome changed\n%+v into\n%+v", before, after)
		}
	}
	stale(first, accepted(first))
	stale(first, out(rollout.SendPermanent))
	finish(t, s, now, second, accepted(second))
	stale(second, out(rollout.SendRetry))
	err := s.Update(context.Background(), func(tx store.Tx) error { return store.Finish(tx, now, 404, 1, out(rollout.SendRetry)) })
	if !errors.Is(err, store.ErrStale) {
		t.Errorf("Finish of no row: %v", err)
	}
	sound(t, s)
}

func lateOutcome(t *testing.T, s store.Store) {
	apply(t, s, noon, notices(line(1, ops, "a"), line(1, ops, "b")))
	r := claim(t, s, noon, 1)[0]
	now := noon.Add(time.Minute)
	equal(t, "the lease is over, its outcome in doubt", shown(claim(t, s, now, 9)), "")
	equal(t, "unknown", row(t, s, 1).State, store.RowUnknown)
	finish(t, s, now, r, accepted(r))
	equal(t, "it did arrive", row(t, s, 1).State, store.RowDone)
	equal(t, "the lane goes on", deliver(t, s, now), "2:line>#C1OPS")
	sound(t, s)
}

func gone(t *testing.T, s store.Store) {
	apply(t, s, noon, rollout.Effects{
		Put: []rollout.Record{incident(7, 1, ops)}, Notices: []rollout.Notice{told(7, 1, rollout.Target{To: omar})},
	})
	deliver(t, s, noon)
	settled := incident(7, 2, ops)
	settled.State = rollout.IncidentAcked
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{settled}})
	for _, r := range claim(t, s, noon, 9) {
		finish(t, s, noon, r, out(rollout.SendGone))
	}
	anew := claim(t, s, noon, 9)
	equal(t, "the record's own card", shown(anew), "3:card>#C1OPS")
	equal(t, "is a first post", anew[0].Ref, rollout.MessageRef{})
	finish(t, s, noon, anew[0], accepted(anew[0]))
	cards := read(t, s, func(tx store.Tx) ([]store.Card, error) { return store.Cards(tx, "incident", "INC-7") })
	equal(t, "cards that are left", len(cards), 1)
	equal(t, "where it stands now", cards[0].TS, "100.3")
	sound(t, s)
}

func outrun(t *testing.T, s store.Store) {
	in := incident(7, 1)
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{in}, Notices: []rollout.Notice{told(7, 1, rollout.Target{To: omar})}})
	r := claim(t, s, noon, 1)[0]
	in.Gen, in.State = 2, rollout.IncidentAcked
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{in}})
	equal(t, "no card yet, so nothing to edit", len(rowsOf(t, s)), 1)
	finish(t, s, noon, r, accepted(r))
	edit := claim(t, s, noon, 9)
	equal(t, "its buttons are taken away", shown(edit), "2:card>@U2OMAR")
	equal(t, "on the message itself", edit[0].Ref.TS, "100.1")
	finish(t, s, noon, edit[0], accepted(edit[0]))
	equal(t, "and that is all", len(rowsOf(t, s)), 2)
	sound(t, s)
}

// noHolds is a sender that leaves no place alone.
func noHolds(rollout.Place) time.Time { return time.Time{} }

func nextWake(t *testing.T, s store.Store) {
	next := func() string {
		var at time.Time
		var ok bool
		view(t, s, func(tx store.Tx) (err error) { at, ok, err = store.OutboxDue(tx, noHolds); return err })
		if !ok {
			return "nothing"
		}
		return at.Sub(noon).String()
	}
	equal(t, "an empty outbox", next(), "nothing")
	apply(t, s, noon, notices(line(1, ops, "a"), line(2, omar, "b")))
	equal(t, "something is queued", next(), "0s")
	rows := claim(t, s, noon.Add(time.Second), 9)
	equal(t, "both are on their way", next(), "21s")
	finish(t, s, noon.Add(time.Second), rows[0], store.Outcome{Class: rollout.SendRetry, RetryAfter: 5 * time.Second})
	equal(t, "one must be tried again", next(), "6s")
	finish(t, s, noon.Add(time.Second), rows[1], out(rollout.SendAmbiguous))
	again := claim(t, s, noon.Add(6*time.Second), 9)
	finish(t, s, noon.Add(6*time.Second), again[0], accepted(again[0]))
	equal(t, "the unknown one", next(), "2m1s")
	again = claim(t, s, noon.Add(5*time.Minute), 9)
	finish(t, s, noon.Add(5*time.Minute), again[0], out(rollout.SendPermanent))
	equal(t, "nothing is left but a parked row", next(), "nothing")
}

func noTimestamp(t *testing.T, s store.Store) {
	apply(t, s, noon, notices(line(1, ops, "a")))
	r := claim(t, s, noon, 1)[0]
	err := s.Update(context.Background(), func(tx store.Tx) error {
		return store.Finish(tx, noon, r.Seq, r.LeaseToken, out(rollout.SendAccepted))
	})
	if err == nil || row(t, s, 1).State != store.RowSending {
		t.Errorf("Finish: %v, the row is %s", err, row(t, s, 1).State)
	}
}
