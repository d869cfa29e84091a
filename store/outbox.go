package store

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// CardRow is the kind of a row that shows a record's newest state. Rows of all
// other kinds are notices.
const CardRow rollout.NoticeKind = "card"

// Times of delivery; finish.go says which outcome waits for which.
const (
	Lease       = 20 * time.Second // twice the deadline of a call to Slack
	UnknownWait = 2 * time.Minute  // before a routine message of unknown outcome is sent again
	UrgentWait  = 3 * time.Second  // the same for an urgent one
	ProbeWait   = time.Minute      // while the installation itself is refused
	backoffMax  = 5 * time.Minute
	GiveUpAfter = 24 * time.Hour // since the first try
	maxFailed   = 12             // definite refusals by Slack, and leases that ran out
	maxPanics   = 5              // of the renderer
	DoneKept    = 7 * 24 * time.Hour
)

// RowState is where a message stands on its way.
type RowState string

// The states of an outbox row. The last three are ends; only a parked row can
// be taken up again.
const (
	RowReady      RowState = "ready"
	RowSending    RowState = "sending"
	RowUnknown    RowState = "unknown" // an attempt whose outcome nobody knows
	RowDone       RowState = "done"
	RowParked     RowState = "parked" // given up, for a person to look at
	RowSuperseded RowState = "superseded"
)

// Over reports whether nothing more happens to a row by itself.
func (s RowState) Over() bool { return s == RowDone || s == RowParked || s == RowSuperseded }

// Row is one message owed to one recipient.
type Row struct {
	Schema  int                `json:"schema"`
	Seq     uint64             `json:"seq"`
	Kind    rollout.NoticeKind `json:"kind"`         // CardRow, or the notice's
	Of      string             `json:"of,omitempty"` // the kind of the record that Subject names; "": of none that is looked at
	Plan    rollout.PlanID     `json:"plan,omitempty"`
	Subject string             `json:"subject"`
	Gen     uint64             `json:"gen,omitempty"`
	To      rollout.Place      `json:"to"`
	Thread  bool               `json:"thread,omitempty"` // in the thread of the subject's card there
	Lane    string             `json:"lane"`             // subject and place: rows of a lane go in order
	Urgent  bool               `json:"urgent,omitempty"`
	Private bool               `json:"private,omitempty"`
	Facts   map[string]string  `json:"facts,omitempty"`
	Routes  []rollout.Place    `json:"routes,omitempty"` // where to try next, in order
	Card    string             `json:"card,omitempty"`   // key of the Card that it creates or edits
	Key     string             `json:"key"`              // delivery key, hex: sent as metadata of a first post
	Queued  time.Time          `json:"queued"`

	State      RowState           `json:"state"`
	Attempt    int                `json:"attempt,omitempty"`
	First      time.Time          `json:"first,omitzero"` // attempts
	Last       time.Time          `json:"last,omitzero"`
	NotBefore  time.Time          `json:"not_before,omitzero"`
	LeaseToken uint64             `json:"lease_token,omitempty"` // one more with each claim
	LeaseUntil time.Time          `json:"lease_until,omitzero"`
	MayRepeat  bool               `json:"may_repeat,omitempty"` // sent again without knowing; the message says so
	Ref        rollout.MessageRef `json:"ref,omitzero"`         // card rows: the message to edit; done rows: where it stands
	Class      rollout.SendClass  `json:"class,omitempty"`      // of the last outcome
	Error      string             `json:"error,omitempty"`
	Failed     int                `json:"failed,omitempty"` // refusals, and leases that ran out
	Panics     int                `json:"panics,omitempty"` // of the renderer
	Ended      time.Time          `json:"ended,omitzero"`
	Again      bool               `json:"again,omitempty"`   // a card row in place of one that was given up
	Instead    uint64             `json:"instead,omitempty"` // of one that was given up: the row by which the next of its routes was tried

	// Against is the hash of the subject's record at the claim, so that a
	// notice kept as a card is settled when the record changed meanwhile.
	Against string `json:"against,omitempty"`
	// Filed is the queue's entry for this row while it is its lane's first.
	Filed string `json:"filed,omitempty"`
}

// About is the kind of the record that a row speaks of, "" for none. Rows of an
// older version do not say it themselves.
func (r Row) About() string { return cmp.Or(r.Of, rollout.NoticeRules[r.Kind].Of) }

// lane is subject and place.
func lane(subject string, to rollout.Place) string { return subject + " " + string(to) }

// QueueCounts is what doctor and the metrics say of the outbox.
type QueueCounts struct {
	Ready   int `json:"ready"`
	Sending int `json:"sending"`
	Unknown int `json:"unknown"`
	Parked  int `json:"parked"`

	Oldest time.Time `json:"-"` // when the oldest unfinished row was queued; zero: none
}

// Queue returns the running counts. It costs the same however many rows there
// are.
func Queue(tx Tx) (QueueCounts, error) {
	c, _, err := maybe[QueueCounts](tx, kindCount, kindRow)
	if err != nil {
		return c, err
	}
	first, err := tx.List(kindQueue, Range{Prefix: qOpen, Limit: 1})
	if err != nil || len(first) == 0 {
		return c, err
	}
	r, err := get[Row](tx, kindRow, first[0].Key[len(qOpen):])
	c.Oldest = r.Queued
	return c, err
}

// OutboxRow returns one row, or ErrNotFound.
func OutboxRow(tx Tx, seq uint64) (Row, error) { return get[Row](tx, kindRow, digits(seq)) }

// OutboxAfter lists rows in the order in which they were queued, from above
// seq; limit 0 means all.
func OutboxAfter(tx Tx, seq uint64, limit int) ([]Row, error) {
	return all[Row](tx, kindRow, Range{From: digits(seq + 1), Limit: limit})
}

// Parked lists rows that were given up, oldest first, from the number seq on; limit
// 0 means all.
func Parked(tx Tx, seq uint64, limit int) ([]Row, error) {
	items, err := tx.List(kindQueue, Range{Prefix: qParked, From: qParked + digits(seq), Limit: limit})
	if err != nil {
		return nil, err
	}
	out := make([]Row, len(items))
	for i, it := range items {
		if out[i], err = get[Row](tx, kindRow, it.Key[len(qParked):]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// PruneOutbox removes up to limit rows that were done or superseded more than
// DoneKept before now, and says how many. Parked rows stay.
func PruneOutbox(tx Tx, now time.Time, limit int) (int, error) {
	old, err := tx.List(kindQueue, Range{Prefix: qDone, To: qDone + instant(now.Add(-DoneKept)), Limit: limit})
	if err != nil {
		return 0, err
	}
	for _, it := range old {
		if err := tx.Delete(kindRow, leadsTo(it.Key)); err != nil {
			return 0, err
		}
		if err := tx.Delete(kindQueue, it.Key); err != nil {
			return 0, err
		}
	}
	return len(old), nil
}

// notify queues one row for each distinct place of a notice.
func (q *outbox) notify(n rollout.Notice) error {
	if _, ok := rollout.NoticeRules[n.Kind]; !ok {
		return fmt.Errorf("store: the notice kind %q has no row in rollout.NoticeRules", n.Kind)
	}
	if n.Subject == "" {
		return fmt.Errorf("store: a notice %q without a subject", n.Kind)
	}
	var told []rollout.Place
	for _, t := range n.To {
		if slices.Contains(told, t.To) {
			continue
		}
		told = append(told, t.To)
		err := q.add(&Row{
			Kind: n.Kind, Of: cmp.Or(n.Of, rollout.NoticeRules[n.Kind].Of), Plan: n.Plan, Subject: n.Subject, Gen: n.Gen, Private: n.Private,
			To: t.To, Thread: t.Thread, Routes: t.Routes, Facts: n.Facts,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// showAgain queues an edit of every card that shows a record: its own card at
// each of its places and, when its standing moved, the notices that are kept as
// cards.
func (q *outbox) showAgain(rec rollout.Carded, moved bool) error {
	kind, subject := rec.Kind(), rec.Key()
	var shown []rollout.Place
	for _, p := range rec.CardPlaces() {
		if slices.Contains(shown, p) || p.ID() == "" {
			continue
		}
		shown = append(shown, p)
		if err := q.show(kind, subject, rec.CardPlan(), p, CardKey(subject, p)); err != nil {
			return err
		}
	}
	if !moved {
		return nil
	}
	keys, err := cardKeys(q.tx, kind, subject)
	if err != nil {
		return err
	}
	for _, key := range keys {
		c, err := CardByKey(q.tx, key)
		if err != nil {
			return err
		}
		if c.Notice == "" {
			continue // a record's own card
		}
		if err := q.show(kind, subject, c.Plan, c.Place, key); err != nil {
			return err
		}
	}
	return nil
}

// show queues one card row, unless one that nobody has tried yet is waiting: it
// will render the newest state anyway.
func (q *outbox) show(kind, subject string, plan rollout.PlanID, to rollout.Place, card string) error {
	waits, err := q.waits(card)
	if err != nil || waits {
		return err
	}
	return q.add(&Row{Kind: CardRow, Of: kind, Plan: plan, Subject: subject, To: to, Card: card})
}

// waits reports whether a row that nobody has tried yet will show a card.
func (q *outbox) waits(card string) (bool, error) {
	seq, err := q.tx.Get(kindQueue, qCard+card)
	if err != nil {
		return false, ignoreMissing(err)
	}
	n, err := number(kindQueue, qCard+card, string(seq))
	if err != nil {
		return false, err
	}
	r, err := q.row(n)
	return err == nil && r.State == RowReady && r.Attempt == 0, err
}

// add gives a row its number and its delivery key, and queues it. A row whose
// place names nobody is parked at once, which tries its routes.
func (q *outbox) add(r *Row) error {
	seq, err := q.tx.Next(kindRow)
	if err != nil {
		return err
	}
	rule := rollout.NoticeRules[r.Kind]
	r.Schema, r.Seq, r.Queued, r.State = 1, seq, q.now, RowReady
	r.Lane, r.Urgent = lane(r.Subject, r.To), rule.Urgent
	if rule.Card {
		r.Card = noticeCard(seq)
	}
	if q.secret == nil {
		if q.secret, err = q.tx.Get(kindMeta, metaSecret); err != nil {
			return fmt.Errorf("store: the secret of the store: %w", err)
		}
	}
	r.Key = deliveryKey(q.secret, seq)
	if err := q.enter(r); err != nil {
		return err
	}
	if r.To.ID() == "" {
		return q.park(r, rollout.SendPermanent, "the message names no place")
	}
	return nil
}
