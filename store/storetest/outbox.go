package storetest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

var outboxTests = []test{
	{"one row for each distinct recipient, its facts frozen", oneRowEach},
	{"rows of a lane go one after the other", laneOrder},
	{"urgent rows go first, then those queued first", urgentFirst},
	{"an urgent row hurries what stands before it in its lane", hurry},
	{"a busy place is passed over, whatever waits for it", busyPlace},
	{"a card is queued before the notices and shown at each of its places", cardRows},
	{"changes of a card wait together until one is tried", coalesced},
	{"an older edit is superseded by a newer one", olderEdit},
	{"a personal notice whose subject moved on is superseded", personal},
	{"a lane is claimed once, however many claim", claimedOnce},
	{"counts run along", queueCounts},
	{"done rows are pruned after a while, parked ones never", pruned},
	{"delivery keys differ and do not depend on the run", deliveryKeys},
	{"a message without a place is parked and seen", noPlace},
}

// claim takes rows, and shows them as "seq:kind>place".
func claim(t testing.TB, s store.Store, now time.Time, limit int) []store.Row {
	t.Helper()
	return change(t, s, func(tx store.Tx) ([]store.Row, error) { return store.Claim(tx, now, limit, nil) })
}

func shown(rows []store.Row) string {
	var out []string
	for _, r := range rows {
		_, kind, _ := strings.Cut(string(r.Kind), ".")
		if kind == "" {
			kind = string(r.Kind)
		}
		out = append(out, fmt.Sprintf("%d:%s>%s", r.Seq, kind, r.To))
	}
	return strings.Join(out, " ")
}

// finish settles one row.
func finish(t testing.TB, s store.Store, now time.Time, r store.Row, o store.Outcome) {
	t.Helper()
	update(t, s, func(tx store.Tx) error { return store.Finish(tx, now, r.Seq, r.LeaseToken, o) })
}

// accepted is Slack's yes to a row.
func accepted(r store.Row) store.Outcome {
	return store.Outcome{Class: rollout.SendAccepted, Ref: rollout.MessageRef{Channel: "C" + r.To.ID(), TS: fmt.Sprintf("100.%d", r.Seq)}, Hash: "h"}
}

// deliver sends everything that may be sent at now, one after the other, and
// says in which order.
func deliver(t testing.TB, s store.Store, now time.Time) string {
	t.Helper()
	var out []string
	for {
		rows := claim(t, s, now, 1)
		if len(rows) == 0 {
			return strings.Join(out, " ")
		}
		out = append(out, shown(rows))
		finish(t, s, now, rows[0], accepted(rows[0]))
	}
}

func row(t testing.TB, s store.Store, seq uint64) store.Row {
	t.Helper()
	return read(t, s, func(tx store.Tx) (store.Row, error) { return store.OutboxRow(tx, seq) })
}

func rowsOf(t testing.TB, s store.Store) []store.Row {
	t.Helper()
	return read(t, s, func(tx store.Tx) ([]store.Row, error) { return store.OutboxAfter(tx, 0, 0) })
}

func oneRowEach(t *testing.T, s store.Store) {
	facts := map[string]string{"text": "dark"}
	n := told(7, 1, rollout.Target{To: omar, Routes: []rollout.Place{ops}}, rollout.Target{To: ops, Thread: true}, rollout.Target{To: omar})
	n.Facts = facts
	apply(t, s, noon, notices(n, line(7, ops, "seen"), rollout.Notice{Kind: rollout.NoticeLine, Subject: "INC-7"}))
	facts["text"] = "changed"
	rows := rowsOf(t, s)
	equal(t, "rows", shown(rows), "1:told>@U2OMAR 2:told>#C1OPS 3:line>#C1OPS")
	equal(t, "lanes", rows[0].Lane+", "+rows[1].Lane, "INC-7 @U2OMAR, INC-7 #C1OPS")
	equal(t, "urgent", fmt.Sprint(rows[0].Urgent, rows[2].Urgent), "true false")
	equal(t, "the facts, frozen", rows[0].Facts["text"], "dark")
	equal(t, "in the thread", fmt.Sprint(rows[0].Thread, rows[1].Thread), "false true")
	equal(t, "routes", fmt.Sprint(rows[0].Routes, rows[1].Routes), "[#C1OPS] []")
	sound(t, s)
}

func laneOrder(t *testing.T, s store.Store) {
	for i := range 3 {
		apply(t, s, noon, notices(line(7, ops, fmt.Sprint(i)), line(8, ops, fmt.Sprint(i))))
	}
	first := claim(t, s, noon, 10)
	equal(t, "the first of each lane", shown(first), "1:line>#C1OPS 2:line>#C1OPS")
	equal(t, "nothing more while they are on their way", shown(claim(t, s, noon, 10)), "")
	finish(t, s, noon, first[0], accepted(first[0]))
	second := claim(t, s, noon, 10)
	equal(t, "the lane goes on", shown(second), "3:line>#C1OPS")
	finish(t, s, noon, second[0], store.Outcome{Class: rollout.SendRetry, RetryAfter: time.Minute})
	finish(t, s, noon, first[1], accepted(first[1]))
	equal(t, "a lane waits for its first", shown(claim(t, s, noon.Add(59*time.Second), 10)), "4:line>#C1OPS")
	sound(t, s)
}

func urgentFirst(t *testing.T, s store.Store) {
	apply(t, s, noon, notices(line(1, ops, "a"), line(2, ops, "b"), line(3, omar, "c")))
	apply(t, s, noon, notices(told(4, 1, rollout.Target{To: ines}), told(5, 1, rollout.Target{To: omar})))
	equal(t, "two at a time", shown(claim(t, s, noon, 2)), "4:told>@U3INES 5:told>@U2OMAR")
	equal(t, "the rest", shown(claim(t, s, noon, 9)), "1:line>#C1OPS 2:line>#C1OPS 3:line>@U2OMAR")
	equal(t, "a limit of nothing", shown(claim(t, s, noon, 0)), "")
	sound(t, s)
}

func hurry(t *testing.T, s store.Store) {
	apply(t, s, noon, notices(line(1, ines, "a"), line(2, ines, "b"), line(7, ops, "c"), line(7, ops, "d")))
	apply(t, s, noon, notices(told(7, 1, rollout.Target{To: ops})))
	sound(t, s)
	equal(t, "what went", deliver(t, s, noon), "3:line>#C1OPS 4:line>#C1OPS 5:told>#C1OPS 1:line>@U3INES 2:line>@U3INES")

	// A card whose first post is in doubt does not hold up for minutes what is
	// urgent behind it.
	apply(t, s, noon, notices(line(8, ops, "e")))
	r := claim(t, s, noon, 1)[0]
	finish(t, s, noon, r, store.Outcome{Class: rollout.SendAmbiguous})
	apply(t, s, noon, notices(told(8, 1, rollout.Target{To: ops})))
	later := noon.Add(store.UrgentWait)
	again := claim(t, s, later, 9)
	equal(t, "in a few seconds", shown(again), shown([]store.Row{r}))
	equal(t, "it may repeat", again[0].MayRepeat, true)
	sound(t, s)
}

func busyPlace(t *testing.T, s store.Store) {
	for n := range uint64(30) {
		apply(t, s, noon, notices(line(n+1, ops, "hot")))
	}
	apply(t, s, noon, notices(line(40, ines, "other"), told(41, 1, rollout.Target{To: ops}), line(42, omar, "other")))
	asked := 0
	rows := change(t, s, func(tx store.Tx) ([]store.Row, error) {
		asked = 0
		return store.Claim(tx, noon, 10, func(p rollout.Place) bool { asked++; return p == ops })
	})
	equal(t, "the others", shown(rows), "31:line>@U3INES 33:line>@U2OMAR")
	if asked > 4 {
		t.Errorf("busy was asked %d times for three places", asked)
	}
	one := change(t, s, func(tx store.Tx) ([]store.Row, error) {
		taken := map[rollout.Place]bool{}
		return store.Claim(tx, noon, 10, func(p rollout.Place) bool { was := taken[p]; taken[p] = true; return was })
	})
	equal(t, "one at a time to each place", shown(one), "32:told>#C1OPS")
	equal(t, "the rest, in order", len(claim(t, s, noon, 100)), 30)
	sound(t, s)
}

func cardRows(t *testing.T, s store.Store) {
	in := incident(7, 1, ops, omar, ops, "")
	apply(t, s, noon, rollout.Effects{
		Put:     []rollout.Record{in},
		Notices: []rollout.Notice{line(7, ops, "opened"), told(7, 1, rollout.Target{To: ines})},
	})
	rows := rowsOf(t, s)
	equal(t, "rows", shown(rows), "1:card>#C1OPS 2:card>@U2OMAR 3:line>#C1OPS 4:told>@U3INES")
	equal(t, "of what", rows[0].Of+" "+rows[0].Subject+" "+string(rows[0].Plan), "incident INC-7 lamp-desk")
	first := claim(t, s, noon, 9)
	equal(t, "a first post has nothing to edit", first[1].Ref, rollout.MessageRef{})
	for _, r := range first {
		finish(t, s, noon, r, accepted(r))
	}
	root := read(t, s, func(tx store.Tx) (store.Card, error) {
		c, ok, err := store.CardAt(tx, "INC-7", ops)
		equal(t, "the card is there", ok, true)
		return c, err
	})
	equal(t, "the card", fmt.Sprint(root.Kind, " ", root.Subject, " ", root.Place, " ", root.Channel, " ", root.TS, " ", root.Hash, " ", root.Revision), "incident INC-7 #C1OPS CC1OPS 100.1 h 1")
	equal(t, "the thread follows", deliver(t, s, noon), "3:line>#C1OPS")

	in.Gen, in.State = 2, rollout.IncidentAcked
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{in}})
	edits := claim(t, s, noon, 9)
	equal(t, "its own cards, and the notice that is kept as one", shown(edits), "5:card>#C1OPS 6:card>@U2OMAR 7:card>@U3INES")
	equal(t, "what they edit", fmt.Sprint(edits[0].Ref, edits[2].Ref), "{CC1OPS 100.1} {CU3INES 100.4}")
	notice := read(t, s, func(tx store.Tx) (store.Card, error) { return store.CardByKey(tx, edits[2].Card) })
	equal(t, "the notice, with its facts", fmt.Sprint(notice.Notice, notice.Facts["text"], notice.Seq), "incident.toldthe lamp is dark4")
	for _, r := range edits {
		finish(t, s, noon, r, accepted(r))
	}
	cards := read(t, s, func(tx store.Tx) ([]store.Card, error) { return store.Cards(tx, "incident", "INC-7") })
	equal(t, "cards", len(cards), 3)
	for _, c := range cards {
		equal(t, "revision", c.Revision, 2)
		if c.Place == ines {
			equal(t, "the notice's kind after an edit", c.Notice, rollout.NoticeTold)
		}
	}
	by := read(t, s, func(tx store.Tx) (store.Card, error) { return store.CardByTS(tx, "CU3INES", "100.7") })
	equal(t, "found by its timestamp", by.Notice, rollout.NoticeTold)

	in.Notes++
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{in}})
	equal(t, "a notice shows no notes", shown(claim(t, s, noon, 9)), "8:card>#C1OPS 9:card>@U2OMAR")
	sound(t, s)
}

func coalesced(t *testing.T, s store.Store) {
	in := incident(7, 1, ops)
	edit := func() {
		in.Gen++
		apply(t, s, noon, rollout.Effects{Put: []rollout.Record{in}, Notices: []rollout.Notice{line(7, ops, "more")}})
	}
	edit()
	edit()
	edit()
	equal(t, "one card and three lines", shown(rowsOf(t, s)), "1:card>#C1OPS 2:line>#C1OPS 3:line>#C1OPS 4:line>#C1OPS")
	r := claim(t, s, noon, 1)[0]
	edit()
	equal(t, "a card on its way is followed by another", len(rowsOf(t, s)), 6)
	edit()
	equal(t, "which waits for more", len(rowsOf(t, s)), 7)
	finish(t, s, noon, r, accepted(r))
	equal(t, "the rest", deliver(t, s, noon), "2:line>#C1OPS 3:line>#C1OPS 4:line>#C1OPS 5:card>#C1OPS 6:line>#C1OPS 7:line>#C1OPS")
	sound(t, s)
}

func olderEdit(t *testing.T, s store.Store) {
	in := incident(7, 1, ops)
	put := func() {
		in.Gen++
		apply(t, s, noon, rollout.Effects{Put: []rollout.Record{in}})
	}
	put()
	first := claim(t, s, noon, 1)[0]
	finish(t, s, noon, first, store.Outcome{Class: rollout.SendAmbiguous})
	put()
	again := claim(t, s, noon.Add(time.Hour), 9)
	equal(t, "a first post in doubt is not superseded", shown(again), "1:card>#C1OPS")
	finish(t, s, noon.Add(time.Hour), again[0], accepted(again[0]))
	now := noon.Add(2 * time.Hour)
	edit := claim(t, s, now, 9)[0]
	finish(t, s, now, edit, store.Outcome{Class: rollout.SendRetry})
	put()
	now = now.Add(time.Hour)
	newest := claim(t, s, now, 9)
	equal(t, "the newer edit goes instead", shown(newest), "3:card>#C1OPS")
	equal(t, "the older one", row(t, s, 2).State, store.RowSuperseded)
	sound(t, s)
}

func personal(t *testing.T, s store.Store) {
	apply(t, s, noon, rollout.Effects{
		Put: []rollout.Record{incident(7, 3), incident(8, 3)},
		Notices: []rollout.Notice{
			told(7, 3, rollout.Target{To: omar}, rollout.Target{To: ines}), told(8, 3, rollout.Target{To: omar}),
			line(7, ops, "not personal"), told(404, 1, rollout.Target{To: omar}),
		},
	})
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{incident(7, 4)}})
	equal(t, "who still hears of it", deliver(t, s, noon), "3:told>@U2OMAR 5:told>@U2OMAR 4:line>#C1OPS")
	equal(t, "the two others", string(row(t, s, 1).State+" "+row(t, s, 2).State), "superseded superseded")
	equal(t, "attempts at them", row(t, s, 1).Attempt, 0)
	sound(t, s)
}

func claimedOnce(t *testing.T, s store.Store) {
	for n := range uint64(20) {
		apply(t, s, noon, notices(line(n+1, ops, "a")))
	}
	seen := make([][]store.Row, 30)
	errs := crowd(t, s, 30, func(i int, tx store.Tx) (err error) {
		seen[i], err = store.Claim(tx, noon, 3, nil)
		return err
	})
	got := map[uint64]int{}
	for i, rows := range seen {
		if errs[i] != nil {
			t.Error(errs[i])
		}
		for _, r := range rows {
			got[r.Seq]++
			equal(t, "the token", r.LeaseToken, 1)
			equal(t, "the lease", r.LeaseUntil, noon.Add(store.Lease))
		}
	}
	equal(t, "rows handed out", len(got), 20)
	for seq, n := range got {
		equal(t, fmt.Sprint("times that row ", seq, " was handed out"), n, 1)
	}
	sound(t, s)
}

func queueCounts(t *testing.T, s store.Store) {
	counts := func() string {
		c := read(t, s, store.Queue)
		return fmt.Sprint(c.Ready, c.Sending, c.Unknown, c.Parked, " ", c.Oldest.Sub(noon))
	}
	equal(t, "of nothing", read(t, s, store.Queue), store.QueueCounts{})
	for n := range uint64(5) {
		apply(t, s, noon.Add(time.Duration(n)*time.Second), notices(line(n+1, ops, "a")))
	}
	equal(t, "queued", counts(), "5 0 0 0 0s")
	rows := claim(t, s, noon, 3)
	equal(t, "three on their way", counts(), "2 3 0 0 0s")
	finish(t, s, noon, rows[0], accepted(rows[0]))
	finish(t, s, noon, rows[1], store.Outcome{Class: rollout.SendPermanent})
	finish(t, s, noon, rows[2], store.Outcome{Class: rollout.SendAmbiguous})
	equal(t, "done, parked, unknown", counts(), "2 0 1 1 2s")
	sound(t, s)
}

func pruned(t *testing.T, s store.Store) {
	for n := range uint64(6) {
		apply(t, s, noon, notices(line(n+1, ops, "a")))
	}
	rows := claim(t, s, noon, 5)
	for i, r := range rows {
		o := accepted(r)
		if i == 1 {
			o = store.Outcome{Class: rollout.SendPermanent}
		}
		finish(t, s, noon.Add(time.Duration(i)*time.Hour), r, o)
	}
	prune := func(now time.Time, limit int) int {
		return change(t, s, func(tx store.Tx) (int, error) { return store.PruneOutbox(tx, now, limit) })
	}
	end := noon.Add(store.DoneKept)
	equal(t, "too early", prune(end, 9), 0)
	equal(t, "one at a time", prune(end.Add(2*time.Hour+1), 1), 1)
	equal(t, "the next", prune(end.Add(2*time.Hour+1), 9), 1)
	equal(t, "what is left", shown(rowsOf(t, s)), "2:line>#C1OPS 4:line>#C1OPS 5:line>#C1OPS 6:line>#C1OPS")
	sound(t, s)
}

func deliveryKeys(t *testing.T, s store.Store) {
	apply(t, s, noon, notices(line(1, ops, "a"), line(1, ops, "a")))
	rows := rowsOf(t, s)
	if len(rows[0].Key) != 32 || rows[0].Key == rows[1].Key || strings.Trim(rows[0].Key, "0123456789abcdef") != "" {
		t.Errorf("keys %q and %q", rows[0].Key, rows[1].Key)
	}
	r := claim(t, s, noon, 1)[0]
	finish(t, s, noon, r, store.Outcome{Class: rollout.SendAmbiguous})
	again := claim(t, s, noon.Add(time.Hour), 1)[0]
	equal(t, "the key of the second attempt", again.Key, rows[0].Key)
}

func noPlace(t *testing.T, s store.Store) {
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{house()}})
	apply(t, s, noon, notices(told(7, 1, rollout.Target{To: rollout.DM("")}, rollout.Target{To: "#", Routes: []rollout.Place{"@", omar}})))
	equal(t, "what goes out", deliver(t, s, noon), "2:undelivered>@U8ADA 3:undelivered>@U9ABE 5:told>@U2OMAR")
	parked := read(t, s, func(tx store.Tx) ([]store.Row, error) { return store.Parked(tx, 0, 0) })
	equal(t, "parked", shown(parked), "1:told>@ 4:told>#")
	sound(t, s)
}
