package store

import (
	"errors"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// TakeUp takes up again the parked ones of rows, by rollout's rule, and says what
// became of each: it is ready as if it had never been tried, or over, because it is
// needed no more. The rows that were sent in place of one, and that were given up
// as well, end with it: its routes are tried anew.
func TakeUp(tx Tx, now time.Time, seqs ...uint64) ([]rollout.Retried, error) {
	q := open(tx, now)
	var out []rollout.Retried
	for _, seq := range seqs {
		r, err := q.row(seq)
		if err != nil {
			return nil, err
		}
		if r.State != RowParked {
			continue
		}
		did, err := q.takeUp(r)
		if err != nil {
			return nil, err
		}
		out = append(out, did...)
	}
	return out, q.close()
}

func (q *outbox) takeUp(r *Row) ([]rollout.Retried, error) {
	tried, told, err := q.stead(r)
	if err != nil {
		return nil, err
	}
	if r.To.ID() == "" && len(tried) > 0 && !told {
		// It was never sent: the first that was is taken up in its place.
		if err := q.replace(r); err != nil {
			return nil, err
		}
		more, err := q.takeUp(tried[0])
		return append([]rollout.Retried{{Plan: r.Plan, Fate: rollout.RetryTold}}, more...), err
	}
	g := rollout.GivenUp{To: r.To, Told: told}
	if r.Kind == CardRow {
		if g.Newer, err = q.waits(r.Card); err != nil {
			return nil, err
		}
	}
	out := []rollout.Retried{{Plan: r.Plan, Fate: g.Retry()}}
	if out[0].Fate != rollout.RetryAgain {
		return out, q.replace(r)
	}
	for _, next := range tried {
		out = append(out, rollout.Retried{Plan: next.Plan, Fate: rollout.RetryTold})
		if err := q.replace(next); err != nil {
			return nil, err
		}
	}
	return out, q.unpark(r)
}

// stead are the rows that were sent in place of a parked one and were given up in
// turn, and whether the last of them was not: its place took it, or may yet. A row
// that is gone has arrived or was superseded, since parked ones are kept.
func (q *outbox) stead(r *Row) (tried []*Row, told bool, err error) {
	for r.Instead != 0 {
		next, err := q.row(r.Instead)
		switch {
		case errors.Is(err, ErrNotFound):
			return tried, true, nil
		case err != nil:
			return nil, false, err
		case next.State != RowParked:
			return tried, true, nil
		}
		tried = append(tried, next)
		r = next
	}
	return tried, false, nil
}

// unpark makes a parked row ready, in its place of its lane. What may have arrived
// before it was given up says so.
func (q *outbox) unpark(r *Row) error {
	if err := q.unparked(r); err != nil {
		return err
	}
	r.MayRepeat = r.MayRepeat || r.Class == rollout.SendAmbiguous && !r.editing()
	r.State, r.Ended = RowReady, time.Time{}
	r.Attempt, r.Failed, r.Panics, r.Instead = 0, 0, 0, 0
	r.First, r.NotBefore = time.Time{}, time.Time{}
	return q.enter(r)
}
