package storetest

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
	"pgregory.net/rapid"
)

// outboxMachine lets changes, senders that die, a chat that answers anything
// and a clock that jumps work on one outbox, and looks after each step whether
// everything still fits together. In the end the chat behaves and the outbox
// must empty, each lane in its order.
func outboxMachine(t *testing.T, open func(t testing.TB) store.Store) {
	checks := flag.Lookup("rapid.checks")
	if given := checks.Value.String(); given == checks.DefValue { // a check is long: thirty steps and their commits
		if err := checks.Value.Set("30"); err != nil {
			t.Fatal(err)
		}
		defer func() { _ = checks.Value.Set(given) }()
	}
	rapid.Check(t, func(rt *rapid.T) {
		w := &world{t: rt, s: open(t), now: noon, inFlight: map[uint64]store.Row{}, last: map[string]uint64{}, unparked: map[uint64]bool{}}
		w.update(func(tx store.Tx) error {
			return store.Apply(tx, maya, noon, rollout.Effects{Put: []rollout.Record{house(), rollout.Channel{Schema: 1, ID: "C2SEC", Private: true}}})
		})
		rt.Repeat(map[string]func(*rapid.T){
			"change":  w.change,
			"claim":   w.claim,
			"answer":  w.answer,
			"answer2": w.answer,
			"wait":    w.wait,
			"take up": w.takeUp,
			"": func(t *rapid.T) {
				if w.steps%3 == 0 {
					w.check(t)
				}
			},
		})
		w.settle()
		_ = w.s.Close()
	})
}

type world struct {
	t        *rapid.T
	s        store.Store
	now      time.Time
	gen      [4]uint64
	inFlight map[uint64]store.Row
	last     map[string]uint64 // the newest row that arrived, by lane
	unparked map[uint64]bool
	steps    int
}

func (w *world) update(fn func(tx store.Tx) error) {
	w.t.Helper()
	if err := w.s.Update(context.Background(), fn); err != nil {
		w.t.Fatalf("Update: %v", err)
	}
}

// twice runs fn in a transaction that is undone and again in one that is kept:
// a closure that is run again must do the same.
func (w *world) twice(fn func(tx store.Tx) error) error {
	if w.steps++; w.steps%4 != 0 { // looking costs more than doing
		return w.s.Update(context.Background(), fn)
	}
	var first, second string
	err := w.s.Update(context.Background(), func(tx store.Tx) (err error) {
		if err := fn(tx); err != nil {
			return err
		}
		first, err = dump(tx)
		return errors.Join(err, errUndo)
	})
	if err == nil || !errors.Is(err, errUndo) {
		return err
	}
	err = w.s.Update(context.Background(), func(tx store.Tx) (err error) {
		if err := fn(tx); err != nil {
			return err
		}
		second, err = dump(tx)
		return err
	})
	if first != second {
		w.t.Fatalf("the closure, run again, wrote\n%s\ninstead of\n%s", second, first)
	}
	return err
}

func dump(tx store.Tx) (string, error) {
	out := ""
	for _, kind := range []string{"outbox", "queue", "count", "card", "index", "next"} {
		items, err := list(tx, kind, store.Range{})
		if err != nil {
			return "", err
		}
		out += kind + ": " + items + "\n"
	}
	return out, nil
}

func (w *world) change(t *rapid.T) {
	places := []rollout.Place{ops, omar, ines, rollout.In("C2SEC"), "@"}
	place := rapid.SampledFrom(places)
	n := rapid.IntRange(1, len(w.gen)-1).Draw(t, "incident")
	num := uint64(n)
	if rapid.Bool().Draw(t, "moves on") {
		w.gen[n]++
	}
	var e rollout.Effects
	if rapid.Bool().Draw(t, "put") {
		in := incident(num, w.gen[n], ops)
		in.Text = rapid.StringMatching(`[a-c]`).Draw(t, "text")
		e.Put = append(e.Put, in)
	}
	if rapid.Bool().Draw(t, "tell") {
		tell := told(num, w.gen[n], rollout.Target{To: place.Draw(t, "to"), Routes: []rollout.Place{place.Draw(t, "route")}})
		tell.Private = rapid.Bool().Draw(t, "private")
		e.Notices = append(e.Notices, tell)
	}
	if rapid.Bool().Draw(t, "say") {
		e.Notices = append(e.Notices, line(num, ops, "said"))
	}
	if err := w.twice(func(tx store.Tx) error { return store.Apply(tx, maya, w.now, e) }); err != nil {
		t.Fatalf("Apply: %v", err)
	}
}

func (w *world) claim(t *rapid.T) {
	limit := rapid.IntRange(1, 4).Draw(t, "limit")
	busy := rapid.SampledFrom([]rollout.Place{"", ops, omar}).Draw(t, "busy")
	var rows []store.Row
	err := w.twice(func(tx store.Tx) (err error) {
		rows, err = store.Claim(tx, w.now, limit, func(p rollout.Place) bool { return p == busy })
		return err
	})
	if err != nil {
		t.Fatalf("Claim: %v", err)
	}
	w.claimed(rows, limit)
	for _, r := range rows {
		if r.To == busy {
			t.Fatalf("row %d was claimed for a busy place", r.Seq)
		}
		w.inFlight[r.Seq] = r // an older lease of it is lost
	}
}

func (w *world) claimed(rows []store.Row, limit int) {
	lanes := map[string]bool{}
	urgent := true
	for _, r := range rows {
		if lanes[r.Lane] || len(rows) > limit {
			w.t.Fatalf("claimed %s", shown(rows))
		}
		lanes[r.Lane] = true
		urgent = urgent && r.Urgent
		if r.State != store.RowSending || !r.LeaseUntil.After(w.now) || r.NotBefore.After(w.now) {
			w.t.Fatalf("claimed at %v: %+v", w.now, r)
		}
	}
}

func (w *world) answer(t *rapid.T) {
	if len(w.inFlight) == 0 {
		t.Skip("nothing is on its way")
	}
	var seqs []uint64
	for seq := range uint64(200) {
		if _, ok := w.inFlight[seq]; ok {
			seqs = append(seqs, seq)
		}
	}
	r := w.inFlight[rapid.SampledFrom(seqs).Draw(t, "row")]
	o := accepted(r)
	if rapid.IntRange(0, 2).Draw(t, "fail") == 0 {
		o = out(rapid.SampledFrom([]rollout.SendClass{
			rollout.SendRetry, rollout.SendUnreachable, rollout.SendPermanent, rollout.SendGone,
			rollout.SendInstallation, rollout.SendAmbiguous, rollout.SendRender,
		}).Draw(t, "class"))
	}
	w.finish(r, o)
}

func (w *world) finish(r store.Row, o store.Outcome) {
	delete(w.inFlight, r.Seq)
	err := w.twice(func(tx store.Tx) error { return store.Finish(tx, w.now, r.Seq, r.LeaseToken, o) })
	if errors.Is(err, store.ErrStale) {
		return
	}
	if err != nil {
		w.t.Fatalf("Finish of %d with %s: %v", r.Seq, o.Class, err)
	}
	if o.Class != rollout.SendAccepted {
		return
	}
	if !w.unparked[r.Seq] {
		if r.Seq < w.last[r.Lane] {
			w.t.Fatalf("in lane %s row %d arrived after row %d", r.Lane, r.Seq, w.last[r.Lane])
		}
		w.last[r.Lane] = r.Seq
	}
}

func (w *world) wait(t *rapid.T) {
	w.now = w.now.Add(rapid.SampledFrom([]time.Duration{
		time.Millisecond, time.Second, 10 * time.Second, time.Minute, 10 * time.Minute, 7 * time.Hour,
	}).Draw(t, "for"))
}

func (w *world) takeUp(t *rapid.T) {
	parked := w.parked()
	if len(parked) == 0 {
		t.Skip("nothing is parked")
	}
	r := rapid.SampledFrom(parked).Draw(t, "row")
	if err := w.twice(func(tx store.Tx) error { _, err := store.TakeUp(tx, w.now, r.Seq); return err }); err != nil {
		t.Fatalf("TakeUp of %d: %v", r.Seq, err)
	}
	still := map[uint64]bool{}
	for _, p := range w.parked() {
		still[p.Seq] = true
	}
	if still[r.Seq] {
		t.Fatalf("row %d was taken up and is on the list still", r.Seq)
	}
	for _, p := range parked {
		if !still[p.Seq] {
			w.unparked[p.Seq] = true
		}
	}
}

func (w *world) parked() (rows []store.Row) {
	w.view(func(tx store.Tx) (err error) { rows, err = store.Parked(tx, 0, 0); return err })
	return rows
}

func (w *world) view(fn func(tx store.Tx) error) {
	w.t.Helper()
	if err := w.s.View(context.Background(), fn); err != nil {
		w.t.Fatalf("View: %v", err)
	}
}

func (w *world) check(t *rapid.T) {
	w.view(func(tx store.Tx) error {
		report, err := store.Check(tx)
		for _, d := range report.Damage {
			t.Errorf("%s", d)
		}
		return err
	})
	if t.Failed() {
		t.FailNow()
	}
}

// settle: from now on the chat accepts everything.
func (w *world) settle() {
	for range 1000 {
		var next time.Time
		var ok bool
		w.view(func(tx store.Tx) (err error) { next, ok, err = store.OutboxDue(tx, noHolds); return err })
		if !ok {
			var c store.QueueCounts
			w.view(func(tx store.Tx) (err error) { c, err = store.Queue(tx); return err })
			if c.Ready+c.Sending+c.Unknown > 0 || !c.Oldest.IsZero() {
				w.t.Fatalf("nothing has a time, but %+v", c)
			}
			w.check(w.t)
			return
		}
		if next.After(w.now) {
			w.now = next
		}
		var rows []store.Row
		w.update(func(tx store.Tx) (err error) { rows, err = store.Claim(tx, w.now, 3, nil); return err })
		w.claimed(rows, 3)
		for _, r := range rows {
			w.finish(r, accepted(r))
		}
	}
	w.t.Fatal(fmt.Sprint("the outbox does not empty; at ", w.now))
}
