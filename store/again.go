package store

import "github.com/rolloutbot/rollout/internal/rollout"

// showsAtOnce bounds how many cards one accepted message brings back.
const showsAtOnce = 64

// refused notes that a place would not take a card, so that the card is shown
// again once the place takes anything: a bot that was removed from a channel and
// invited again must not leave cards there that nobody can believe. A card that
// was brought back so and refused again is not noted a second time.
func (q *outbox) refused(r *Row) error {
	if r.Kind != CardRow || r.Class != rollout.SendPermanent || r.Again || r.To.ID() == "" {
		return nil
	}
	return q.set(qRefused + string(r.To) + sep + digits(r.Seq))
}

// takesAgain shows the cards that a place refused before it took a new message.
func (q *outbox) takesAgain(place rollout.Place) error {
	items, err := q.tx.List(kindQueue, Range{Prefix: qRefused + string(place) + sep, Limit: showsAtOnce})
	if err != nil {
		return err
	}
	for _, it := range items {
		seq, err := number(kindQueue, it.Key, leadsTo(it.Key))
		if err != nil {
			return err
		}
		old, err := q.row(seq)
		if err != nil {
			return err
		}
		if err := q.replace(old); err != nil {
			return err
		}
		waits, err := q.waits(old.Card)
		if err != nil {
			return err
		}
		if waits {
			continue
		}
		err = q.add(&Row{Kind: CardRow, Of: old.Of, Plan: old.Plan, Subject: old.Subject, To: old.To, Card: old.Card, Again: true})
		if err != nil {
			return err
		}
	}
	return nil
}

// replace ends a parked row in whose place another one is sent.
func (q *outbox) replace(r *Row) error {
	if err := q.unparked(r); err != nil {
		return err
	}
	r.State, r.Ended = RowSuperseded, q.now
	if err := q.set(qDone + instant(q.now) + sep + digits(r.Seq)); err != nil {
		return err
	}
	return q.save(r)
}

// unparked takes a row off the lists of those that were given up.
func (q *outbox) unparked(r *Row) error {
	q.counts.Parked--
	if err := q.tx.Delete(kindQueue, qParked+digits(r.Seq)); err != nil {
		return err
	}
	return q.tx.Delete(kindQueue, qRefused+string(r.To)+sep+digits(r.Seq))
}
