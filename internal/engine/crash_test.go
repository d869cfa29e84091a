package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
	"github.com/rolloutbot/rollout/store/bolt"
	"github.com/rolloutbot/rollout/store/storetest"
)

// TestCrashes kills engines at random moments while people report and
// acknowledge, incidents climb and the chat misbehaves, goes on with what is in
// the store, and holds that against the invariants of delivery.
func TestCrashes(t *testing.T) {
	for seed := range uint64(size(3, 20)) {
		t.Run(fmt.Sprintf("memory-%d", seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				st := storetest.Memory()
				defer st.Close()
				newWorld(t, seed, func() store.Store { return keepOpen{st} }).live(12)
			})
		})
	}
	// With a file that is opened again each time. Its syncs are real.
	t.Run("file", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "rollout.db")
		synctest.Test(t, func(t *testing.T) {
			newWorld(t, 99, func() store.Store {
				st, err := bolt.Open(path, bolt.Options{})
				if err != nil {
					t.Fatal(err)
				}
				return st
			}).live(3)
		})
	})
}

// keepOpen outlives the engines that work on it.
type keepOpen struct{ store.Store }

func (keepOpen) Close() error { return nil }

// world is one run of the crash test.
type world struct {
	t    *testing.T
	open func() store.Store
	rng  *rand.Rand
	st   store.Store
	chat *crashChat

	plan  rollout.Plan
	state rollout.State

	next  int
	acked map[string]rollout.Receipt // request key: the answer that somebody was given
	asked []string                   // request keys, answered or not
	done  map[uint64]rollout.MessageRef
	head  store.Head
}

// crashChat is a chat with faults that knows how often each delivery key may
// stand in it.
type crashChat struct {
	chat
	mu      sync.Mutex
	allowed map[string]int // more than the first
}

func newWorld(t *testing.T, seed uint64, open func() store.Store) *world {
	w := &world{
		t: t, open: open, rng: rand.New(rand.NewPCG(seed, 7)),
		chat:  &crashChat{allowed: map[string]int{}},
		acked: map[string]rollout.Receipt{}, done: map[uint64]rollout.MessageRef{},
	}
	dice := rand.New(rand.NewPCG(seed, 8)) // asked under the chat's lock
	w.chat.answers(func(m Message) answer {
		slow := time.Duration(dice.IntN(3000)) * time.Millisecond
		switch dice.IntN(14) {
		case 0:
			return answer{lost: true, err: limited(time.Duration(1+dice.IntN(20)) * time.Second)}
		case 1:
			return answer{lost: true, err: failure(rollout.SendUnreachable)}
		case 2:
			w.chat.allow(m.Key)
			return answer{lost: dice.IntN(2) == 0, err: failure(rollout.SendAmbiguous), after: slow}
		case 3:
			w.chat.allow(m.Key)
			return answer{lost: dice.IntN(2) == 0, after: time.Minute}
		case 4:
			return answer{lost: true, err: failure(rollout.SendInstallation)}
		case 5:
			w.chat.allow(m.Key)
			return answer{panic: true}
		}
		return answer{after: slow}
	})
	return w
}

func (c *crashChat) allow(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.allowed[key]++
}

// live goes through ages, each of which ends with a crash.
func (w *world) live(ages int) {
	w.st = w.open()
	var records []rollout.Record
	w.plan, w.state, records = helper()
	w.must(w.st.Update(w.t.Context(), func(tx store.Tx) error {
		return store.Apply(tx, rollout.Actor{}, time.Now(), rollout.Effects{Put: records})
	}))
	for range ages {
		w.age()
		w.must(w.st.Close())
		w.st = w.open()
		w.check()
	}
	// With the faults off, the queue empties.
	w.chat.answers(nil)
	e, _, end := w.engine()
	time.Sleep(30 * time.Minute)
	w.must(e.Settle(w.t.Context()))
	w.check()
	w.view(func(tx store.Tx) error {
		q, err := store.Queue(tx)
		if q.Ready+q.Sending+q.Unknown != 0 || !q.Oldest.IsZero() {
			w.t.Errorf("with the faults off the queue holds %+v", q)
		}
		if q.Parked != 0 {
			w.t.Errorf("%d messages were given up", q.Parked)
		}
		return err
	})
	end()
	w.must(w.st.Close())
}

// age is the life of one or two engines until all of them die at once.
func (w *world) age() {
	var cuts []*cut
	var ends []func()
	var engines []*Engine
	for range 1 + w.rng.IntN(2) {
		e, c, end := w.engine()
		engines, cuts, ends = append(engines, e), append(cuts, c), append(ends, end)
	}
	life := time.Duration(w.rng.IntN(int(25 * time.Minute)))
	for end := time.Now().Add(life); time.Now().Before(end); {
		switch w.rng.IntN(8) {
		case 0, 1:
			w.report(cuts[0])
		case 2:
			w.acknowledge(cuts[0])
		case 3:
			w.repeat(cuts[0])
		default:
			time.Sleep(time.Duration(w.rng.IntN(int(2 * time.Minute))))
		}
		for _, e := range engines {
			e.Nudge()
		}
	}
	time.Sleep(time.Duration(w.rng.IntN(int(5 * time.Second))))
	for _, c := range cuts {
		c.dead.Store(true)
	}
	for _, end := range ends {
		end()
	}
	// What was on its way has an outcome that nobody kept.
	w.view(func(tx store.Tx) error {
		rows, err := store.OutboxAfter(tx, 0, 0)
		for _, r := range rows {
			if r.State == store.RowSending {
				w.chat.allow(r.Key)
			}
		}
		return err
	})
}

func (w *world) engine() (*Engine, *cut, func()) {
	c := &cut{Store: w.st}
	e := New(Options{Store: c, Clock: bubbleClock{}, Poster: w.chat, Logger: slog.New(slog.DiscardHandler)})
	ctx, stop := context.WithCancel(w.t.Context())
	done := make(chan error)
	go func() { done <- e.Run(ctx) }()
	return e, c, func() {
		stop()
		w.must(<-done)
	}
}

// request is one change under a key, as a transport would make it.
func (w *world) request(st store.Store, key string, change func(tx store.Tx, now time.Time) (rollout.Receipt, rollout.Effects, error)) (receipt rollout.Receipt, err error) {
	now := time.Now()
	body := store.BodyHash(key)
	err = st.Update(w.t.Context(), func(tx store.Tx) error {
		seen, ok, err := store.Seen(tx, key, body)
		if err != nil || ok {
			receipt = seen
			return err
		}
		r, e, err := change(tx, now)
		if err != nil {
			return err
		}
		if err := store.Apply(tx, reporter, now, e); err != nil {
			return err
		}
		receipt = r
		return store.Remember(tx, key, body, r, now)
	})
	return receipt, err
}

func (w *world) report(st store.Store) {
	w.next++
	w.say(st, fmt.Sprintf("report-%d", w.next))
}

// repeat sends a request again, as senders do that did not hear the answer.
func (w *world) repeat(st store.Store) {
	if len(w.asked) > 0 {
		w.say(st, w.asked[w.rng.IntN(len(w.asked))])
	}
}

func (w *world) say(st store.Store, key string) {
	w.asked = append(w.asked, key)
	receipt, err := w.request(st, key, func(tx store.Tx, now time.Time) (rollout.Receipt, rollout.Effects, error) {
		duty, err := store.DutyOf(tx, "helper", []string{"Desk", "Lead"})
		if err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		num, err := tx.Next("incident")
		if err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		in, e, err := rollout.OpenIncident(w.plan, w.state, num, reporter, rollout.Report{Text: key, Area: "S1"}, duty, now)
		return rollout.Receipt{Verb: "incident.open", Subject: in.ID}, e, err
	})
	if err != nil {
		return
	}
	if old, ok := w.acked[key]; ok && old.Subject != receipt.Subject {
		w.t.Errorf("%s was answered with %s and then with %s", key, old.Subject, receipt.Subject)
	}
	w.acked[key] = receipt
}

func (w *world) acknowledge(st store.Store) {
	if w.next == 0 {
		return
	}
	id := fmt.Sprintf("INC-%d", 1+w.rng.IntN(w.next))
	now := time.Now()
	err := st.Update(w.t.Context(), func(tx store.Tx) error {
		in, err := store.Incident(tx, id)
		if err != nil {
			return err
		}
		_, e, err := rollout.Ack(in, acker, now)
		if err != nil {
			return err
		}
		return store.Apply(tx, acker, now, e)
	})
	if err != nil && !errors.Is(err, store.ErrNotFound) && !errors.Is(err, errCut) {
		w.t.Error(err)
	}
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) view(f func(tx store.Tx) error) {
	w.t.Helper()
	w.must(w.st.View(w.t.Context(), f))
}

// check holds the store against the chat. The numbers are those of the
// invariants in the design of delivery.
func (w *world) check() {
	w.t.Helper()
	w.view(func(tx store.Tx) error {
		report, err := store.Check(tx)
		if err != nil {
			return err
		}
		for _, d := range report.Damage { // 2, 3, 11: what must agree in a store
			w.t.Errorf("damage: %+v", d)
		}
		if _, w.head, err = store.VerifyChain(tx, w.head, 0); err != nil { // 11
			w.t.Errorf("the audit chain does not extend what was seen: %v", err)
		}
		rows, err := store.OutboxAfter(tx, 0, 0)
		if err != nil {
			return err
		}
		w.checkRows(rows)
		w.checkChat(rows)
		incidents, err := store.Incidents(tx, "helper", 0, 0)
		if err != nil {
			return err
		}
		entries, err := store.Audit(tx, 0, 0)
		if err != nil {
			return err
		}
		for _, in := range incidents {
			w.checkIncident(tx, in, rows, entries)
		}
		for key, receipt := range w.acked { // 1, 7
			seen, ok, err := store.Seen(tx, key, store.BodyHash(key))
			if err != nil || !ok || seen.Subject != receipt.Subject {
				w.t.Errorf("%s was answered with %s; the store has %+v %v %v", key, receipt.Subject, seen, ok, err)
			}
		}
		texts := map[string]string{}
		for _, in := range incidents { // 7: one effect for a key
			if other, twice := texts[in.Text]; twice {
				w.t.Errorf("%s made %s and %s", in.Text, other, in.ID)
			}
			texts[in.Text] = in.ID
		}
		return nil
	})
}

func (w *world) checkRows(rows []store.Row) {
	first := map[string]bool{}
	for _, r := range rows {
		if !r.State.Over() && !first[r.Lane] { // 3: the first of a lane has its place or time in the queue
			first[r.Lane] = true
			if r.Filed == "" {
				w.t.Errorf("row %d is %s and nothing wakes it", r.Seq, r.State)
			}
		}
		if old, was := w.done[r.Seq]; was && (r.State != store.RowDone || r.Ref != old) { // 12
			w.t.Errorf("row %d was done at %v and is now %s at %v", r.Seq, old, r.State, r.Ref)
		}
		if r.State == store.RowDone {
			w.done[r.Seq] = r.Ref
		}
	}
}

func (w *world) checkChat(rows []store.Row) {
	at, keys := map[string]said{}, map[string]int{}
	for _, s := range w.chat.said() {
		at[s.ts] = s
		keys[s.key]++
	}
	w.chat.mu.Lock()
	defer w.chat.mu.Unlock()
	for key, n := range keys { // 5: at most once but for outcomes that nobody knew
		if n > 1+w.chat.allowed[key] {
			w.t.Errorf("delivery key %s stands in the chat %d times, %d doubts explain it", key, n, w.chat.allowed[key])
		}
	}
	seq := map[string]uint64{}
	byKey := map[string]store.Row{}
	for _, r := range rows {
		byKey[r.Key] = r
		if r.State != store.RowDone {
			continue
		}
		if s, there := at[r.Ref.TS]; !there || s.to != r.To { // 4
			w.t.Errorf("row %d (%s to %s) is done, and the chat has %+v", r.Seq, r.Kind, r.To, s)
		}
	}
	first := map[string]bool{}
	for _, s := range w.chat.said() { // 6
		r, known := byKey[s.key]
		if !known || first[s.key] {
			continue
		}
		first[s.key] = true
		if r.Seq < seq[r.Lane] {
			w.t.Errorf("in lane %s row %d came after row %d", r.Lane, r.Seq, seq[r.Lane])
		}
		seq[r.Lane] = r.Seq
	}
}

func (w *world) checkIncident(tx store.Tx, in rollout.Incident, rows []store.Row, entries []store.AuditEntry) {
	opened := 0
	for _, e := range entries { // 2
		if e.Verb == rollout.VerbOpen && e.Subject == in.ID {
			opened++
		}
	}
	if opened != 1 {
		w.t.Errorf("%s was opened %d times by the audit record", in.ID, opened)
	}
	told := map[rollout.Place]int{}
	card := false
	for _, r := range rows {
		if r.Subject != in.ID {
			continue
		}
		card = card || r.Kind == store.CardRow && r.To == home
		if r.Kind != rollout.NoticeTold {
			continue
		}
		told[r.To]++
		if r.To == dana && r.Queued.Before(in.Opened.Add(time.Hour)) { // 9: never before it is due
			w.t.Errorf("%s was told to the lead %v after it was opened", in.ID, r.Queued.Sub(in.Opened))
		}
		if !in.AckAt.IsZero() && r.Queued.After(in.AckAt.Add(time.Second)) { // 9: never after it was settled
			w.t.Errorf("%s was told at %v and acknowledged at %v", in.ID, r.Queued, in.AckAt)
		}
	}
	if !card || told[lee] != 1 || told[dana] > 1 { // 2, 9: once each
		w.t.Errorf("%s: card %v, told %v", in.ID, card, told)
	}
	timer, err := store.Timer(tx, rollout.TimerKey(rollout.TimerStep, in.ID))
	if in.State == rollout.IncidentOpen && !in.NextAt.IsZero() {
		if err != nil || !timer.Due.Equal(in.NextAt) || timer.Gen != in.Gen { // 2
			w.t.Errorf("%s goes on at %v, and its timer is %+v %v", in.ID, in.NextAt, timer, err)
		}
	} else if !errors.Is(err, store.ErrNotFound) {
		w.t.Errorf("%s is %s and still has a timer: %+v %v", in.ID, in.State, timer, err)
	}
}
