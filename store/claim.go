package store

import (
	"errors"
	"strconv"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// How much one Claim does beside the rows it hands out, so that it never holds
// the writer for long.
const (
	wakesAtOnce = 256
	lookAhead   = 64
)

// Claim leases up to limit rows that may be sent now: urgent ones first, then
// in the order in which they were queued, of each lane only its first
// unfinished row. busy, which may be nil, is asked before each row: true leaves
// that place's rows for later. It belongs to the closure, so what it counts
// must begin anew when the closure does.
//
// Claim first wakes what waited: delays that are over, and leases that ran out,
// which are attempts whose outcome nobody knows. A personal notice whose subject
// has moved on, an older edit of a card that is queued again, and word of a message
// that is no longer given up, are superseded here.
//
// A claimed row is the caller's until LeaseUntil; it must be sent within that
// time and settled by Finish with its LeaseToken. Ref.TS of a card row is the
// message to edit; without it the row is a first post. What it costs grows with
// the rows handed out and the places that are busy, not with the queue.
func Claim(tx Tx, now time.Time, limit int, busy func(rollout.Place) bool) ([]Row, error) {
	q := open(tx, now)
	if err := q.wake(); err != nil {
		return nil, err
	}
	var out []Row
	from, look, ended := "", 1, 0
	for len(out) < limit && ended < wakesAtOnce {
		heads, err := tx.List(kindQueue, Range{Prefix: qHead, From: from, Limit: look})
		if err != nil {
			return nil, err
		}
		if len(heads) == 0 {
			break
		}
		look = lookAhead
		for _, it := range heads {
			from = it.Key + "\x00"
			seq, err := number(kindQueue, it.Key, it.Key[len(qHead)+1:])
			if err != nil {
				return nil, err
			}
			r, err := q.row(seq)
			if err != nil {
				return nil, err
			}
			if busy != nil && busy(r.To) {
				continue
			}
			claimed, err := q.claim(r)
			if err != nil {
				return nil, err
			}
			if claimed {
				out = append(out, *r)
			} else {
				ended++
			}
			look = 1 // taking it brought another of its place forward, to a later turn
			break
		}
	}
	return out, q.close()
}

// claim leases a row, or ends one that nobody needs any more.
func (q *outbox) claim(r *Row) (bool, error) {
	stale, err := q.outdated(r)
	if err != nil {
		return false, err
	}
	if stale {
		return false, q.move(r, RowSuperseded)
	}
	r.Attempt++
	if r.First.IsZero() {
		r.First = q.now
	}
	r.Last = q.now
	r.LeaseToken++
	r.LeaseUntil = q.now.Add(Lease)
	r.NotBefore = time.Time{}
	if err := q.tried(r); err != nil {
		return false, err
	}
	return true, q.move(r, RowSending)
}

// outdated reports whether r need not be sent any more, and otherwise notes
// what it is about to show or to edit.
func (q *outbox) outdated(r *Row) (bool, error) {
	if r.Kind == CardRow {
		c, ok, err := maybe[Card](q.tx, kindCard, r.Card)
		if err != nil {
			return false, err
		}
		if !ok {
			r.Ref = rollout.MessageRef{}
			return false, nil
		}
		r.Ref = rollout.MessageRef{Channel: c.Channel, TS: c.TS}
		if r.Attempt == 0 {
			return false, nil
		}
		_, err = q.tx.Get(kindQueue, qCard+r.Card)
		return err == nil, ignoreMissing(err)
	}
	if over, err := q.mended(r); err != nil || over {
		return over, err
	}
	rule := rollout.NoticeRules[r.Kind]
	if !rule.Personal && !rule.Card {
		return false, nil
	}
	gen, sum, ok, err := subject(q.tx, r.About(), r.Subject)
	if err != nil || !ok {
		return false, err
	}
	r.Against = sum
	return rule.Personal && gen > r.Gen, nil
}

// mended reports whether a row tells of another one that was given up, and is no
// longer.
func (q *outbox) mended(r *Row) (bool, error) {
	if r.Kind != rollout.NoticeUndelivered && r.Kind != rollout.NoticeMaskedParked {
		return false, nil
	}
	seq, err := strconv.ParseUint(r.Facts[rollout.FactQueued], 10, 64)
	if err != nil { // it does not say which
		return false, nil
	}
	other, err := q.row(seq)
	if errors.Is(err, ErrNotFound) {
		return true, nil
	}
	return other.State != RowParked, err
}

// subject finds the generation of the record that a notice speaks of, and the
// hash of its stored bytes. A notice of no record has none.
func subject(tx Tx, kind, key string) (gen uint64, sum string, ok bool, err error) {
	if kind == "" {
		return 0, "", false, nil
	}
	b, err := peek(tx, kind, key)
	if err != nil {
		return 0, "", false, ignoreMissing(err)
	}
	var g struct {
		Gen uint64 `json:"gen"`
	}
	if err := decode(kind, key, b, &g); err != nil {
		return 0, "", false, err
	}
	return g.Gen, hash(b)[:16], true, nil
}

// wake brings forward what waited until now.
func (q *outbox) wake() error {
	items, err := q.tx.List(kindQueue, Range{Prefix: qWait, To: qWait + instant(q.now) + sep + "\xff", Limit: wakesAtOnce})
	if err != nil {
		return err
	}
	for _, it := range items {
		_, seq, err := waitEntry(it.Key)
		if err != nil {
			return err
		}
		r, err := q.row(seq)
		if err != nil {
			return err
		}
		if err := q.woken(r); err != nil {
			return err
		}
	}
	return nil
}

func (q *outbox) woken(r *Row) error {
	switch r.State {
	case RowSending: // the sender died, or its answer is late
		r.Class, r.Error = rollout.SendAmbiguous, "the lease ran out before an outcome was known"
		r.LeaseUntil = time.Time{}
		r.Failed++
		hurry, err := q.hurries(r.Lane)
		switch {
		case err != nil:
			return err
		case r.hopeless(q.now):
			return q.park(r, r.Class, r.Error)
		case r.editing():
			return q.again(r, q.now)
		case hurry:
			r.MayRepeat = true
			return q.again(r, q.now)
		}
		return q.doubt(r, q.now.Add(UnknownWait))
	case RowUnknown:
		// Nobody may look for it in the channel yet, so it is sent again.
		hurry, err := q.hurries(r.Lane)
		if err != nil {
			return err
		}
		r.MayRepeat = r.MayRepeat || hurry
		return q.move(r, RowReady)
	default:
		return q.move(r, r.State)
	}
}

// editing reports whether sending r again changes nothing for the reader.
func (r *Row) editing() bool { return r.Kind == CardRow && r.Ref.TS != "" }
