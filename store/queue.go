package store

import (
	"errors"
	"strings"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// The orders of outbox rows, all in the kind "queue". Of each lane one unfinished
// row is filed, under exactly one of qReady (it may go now) or qWait (it has a
// time): the first, or, when a row before it was taken up again meanwhile, the
// one that is on its way. Of the rows that may go, only each place's first stands in
// qHead, so that a place which may not be written to now costs one look however
// many messages wait for it.
const (
	qOpen    = "a/" // seq: all unfinished rows
	qLane    = "l/" // lane, seq: the same by lane
	qUrgent  = "u/" // lane, seq: the urgent ones of them
	qReady   = "p/" // place, class, seq
	qHead    = "h/" // class, seq
	qWait    = "w/" // instant, seq: the end of a delay or of a lease
	qCard    = "c/" // card: the seq of a card row that nobody has tried
	qParked  = "x/" // seq
	qRefused = "r/" // place, seq: parked card rows that the place may take yet
	qDone    = "d/" // instant, seq: done and superseded
)

const (
	classUrgent  = "0"
	classRoutine = "1"
)

// outbox is the outbox within one transaction; close writes its counts.
type outbox struct {
	tx     Tx
	now    time.Time
	counts QueueCounts     // what is added to the stored counts
	secret []byte          // of the store, once it was needed
	rows   map[uint64]*Row // those that were looked at, so that each is read once
}

func open(tx Tx, now time.Time) *outbox { return &outbox{tx: tx, now: now.UTC().Round(0)} }

// close adds the running counts up.
func (q *outbox) close() error {
	if q.counts == (QueueCounts{}) {
		return nil
	}
	c, _, err := maybe[QueueCounts](q.tx, kindCount, kindRow)
	if err != nil {
		return err
	}
	c.Ready += q.counts.Ready
	c.Sending += q.counts.Sending
	c.Unknown += q.counts.Unknown
	c.Parked += q.counts.Parked
	q.counts = QueueCounts{}
	return put(q.tx, kindCount, kindRow, c)
}

func (q *outbox) count(s RowState, n int) {
	switch s {
	case RowReady:
		q.counts.Ready += n
	case RowSending:
		q.counts.Sending += n
	case RowUnknown:
		q.counts.Unknown += n
	case RowParked:
		q.counts.Parked += n
	}
}

// row is a row as it stands in this transaction: one and the same however often
// it is asked for, so that nobody works on an older state of it.
func (q *outbox) row(seq uint64) (*Row, error) {
	if r := q.rows[seq]; r != nil {
		return r, nil
	}
	r, err := OutboxRow(q.tx, seq)
	if err != nil {
		return &r, err
	}
	q.keep(&r)
	return &r, nil
}

func (q *outbox) keep(r *Row) {
	if q.rows == nil {
		q.rows = map[uint64]*Row{}
	}
	q.rows[r.Seq] = r
}

func (q *outbox) save(r *Row) error {
	q.keep(r)
	return put(q.tx, kindRow, digits(r.Seq), r)
}

// enter puts a ready row into its lane, at the place its number gives it.
func (q *outbox) enter(r *Row) error {
	seq := digits(r.Seq)
	first, err := q.first(r.Lane)
	if err != nil {
		return err
	}
	if err := q.set(qOpen + seq); err != nil {
		return err
	}
	if err := q.set(qLane + r.Lane + sep + seq); err != nil {
		return err
	}
	if r.Urgent {
		if err := q.set(qUrgent + r.Lane + sep + seq); err != nil {
			return err
		}
	}
	if r.Kind == CardRow {
		if err := q.tx.Put(kindQueue, qCard+r.Card, []byte(seq)); err != nil {
			return err
		}
	}
	q.count(RowReady, 1)
	switch {
	case first == nil:
		err = q.file(r)
	case r.Seq < first.Seq && first.State == RowReady: // taken up again
		if err = q.refile(first, q.unfile); err == nil {
			err = q.file(r)
		}
	case r.Urgent && strings.HasPrefix(first.Filed, qReady):
		// What stands before an urgent row hurries with it.
		err = q.refile(first, q.unfile, q.file)
	case r.Urgent && first.State == RowUnknown && first.NotBefore.After(q.now.Add(UrgentWait)):
		first.NotBefore = q.now.Add(UrgentWait)
		err = q.refile(first, q.unfile, q.file)
	}
	if err != nil {
		return err
	}
	return q.save(r)
}

func (q *outbox) refile(r *Row, steps ...func(*Row) error) error {
	for _, step := range steps {
		if err := step(r); err != nil {
			return err
		}
	}
	return q.save(r)
}

// move changes a filed row. While it is unfinished and its lane's first it is
// filed again, else the lane's first comes forward.
func (q *outbox) move(r *Row, to RowState) error {
	if err := q.unfile(r); err != nil {
		return err
	}
	q.count(r.State, -1)
	q.count(to, 1)
	r.State = to
	if to.Over() {
		if err := q.leave(r); err != nil {
			return err
		}
	}
	first, err := q.first(r.Lane)
	if err != nil {
		return err
	}
	if first != nil && first.Seq == r.Seq {
		return q.refile(r, q.file)
	}
	if err := q.save(r); err != nil || first == nil || first.Filed != "" {
		return err
	}
	return q.refile(first, q.file)
}

// leave takes a row that is over out of its lane.
func (q *outbox) leave(r *Row) error {
	r.Ended, r.LeaseUntil, r.NotBefore = q.now, time.Time{}, time.Time{}
	seq := digits(r.Seq)
	for _, key := range []string{qOpen + seq, qLane + r.Lane + sep + seq, qUrgent + r.Lane + sep + seq} {
		if err := q.tx.Delete(kindQueue, key); err != nil {
			return err
		}
	}
	if err := q.tried(r); err != nil {
		return err
	}
	if r.State == RowParked {
		return q.set(qParked + seq)
	}
	return q.set(qDone + instant(q.now) + sep + seq)
}

// tried ends the time in which later changes of a card can be left to r.
func (q *outbox) tried(r *Row) error {
	if r.Kind != CardRow {
		return nil
	}
	b, err := q.tx.Get(kindQueue, qCard+r.Card)
	if errors.Is(err, ErrNotFound) || err == nil && string(b) != digits(r.Seq) {
		return nil
	}
	if err != nil {
		return err
	}
	return q.tx.Delete(kindQueue, qCard+r.Card)
}

// first is a lane's first unfinished row, nil when there is none.
func (q *outbox) first(lane string) (*Row, error) {
	items, err := q.tx.List(kindQueue, Range{Prefix: qLane + lane + sep, Limit: 1})
	if err != nil || len(items) == 0 {
		return nil, err
	}
	seq, err := number(kindQueue, items[0].Key, leadsTo(items[0].Key))
	if err != nil {
		return nil, err
	}
	return q.row(seq)
}

// hurries reports whether an urgent row stands in a lane.
func (q *outbox) hurries(lane string) (bool, error) {
	items, err := q.tx.List(kindQueue, Range{Prefix: qUrgent + lane + sep, Limit: 1})
	return len(items) > 0, err
}

// file gives a lane's first row its entry: ready rows that may go now wait for
// their turn, all others for a time.
func (q *outbox) file(r *Row) error {
	wake := r.wakes()
	if r.State != RowReady || wake.After(q.now) {
		r.Filed = qWait + instant(wake) + sep + digits(r.Seq)
		return q.set(r.Filed)
	}
	hurry, err := q.hurries(r.Lane)
	if err != nil {
		return err
	}
	turn := classRoutine + digits(r.Seq)
	if hurry {
		turn = classUrgent + digits(r.Seq)
	}
	before, err := q.turn(r.To)
	if err != nil {
		return err
	}
	r.Filed = readyKey(r.To) + turn
	if err := q.set(r.Filed); err != nil {
		return err
	}
	if before != "" && before < turn {
		return nil
	}
	if before != "" {
		if err := q.tx.Delete(kindQueue, qHead+before); err != nil {
			return err
		}
	}
	return q.set(qHead + turn)
}

// unfile takes the entry of a lane's first row away.
func (q *outbox) unfile(r *Row) error {
	filed := r.Filed
	r.Filed = ""
	if filed == "" {
		return nil
	}
	if err := q.tx.Delete(kindQueue, filed); err != nil {
		return err
	}
	if !strings.HasPrefix(filed, qReady) {
		return nil
	}
	turn := leadsTo(filed)
	_, err := q.tx.Get(kindQueue, qHead+turn)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := q.tx.Delete(kindQueue, qHead+turn); err != nil {
		return err
	}
	next, err := q.turn(r.To)
	if err != nil || next == "" {
		return err
	}
	return q.set(qHead + next)
}

// turn is the class and number of a place's first row that may go, or "".
func (q *outbox) turn(p rollout.Place) (string, error) {
	items, err := q.tx.List(kindQueue, Range{Prefix: readyKey(p), Limit: 1})
	if err != nil || len(items) == 0 {
		return "", err
	}
	return leadsTo(items[0].Key), nil
}

func readyKey(p rollout.Place) string { return qReady + string(p) + sep }

func (q *outbox) set(key string) error { return q.tx.Put(kindQueue, key, nil) }

// waitEntry reads the key of a waiting row.
func waitEntry(key string) (time.Time, uint64, error) {
	at, seq, ok := strings.Cut(key[len(qWait):], sep)
	t, good := when(at)
	if !ok || !good {
		return t, 0, &DamageError{kindQueue, key, "not a time and a number"}
	}
	n, err := number(kindQueue, key, seq)
	return t, n, err
}
