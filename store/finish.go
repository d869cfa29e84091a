package store

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// Outcome is what became of one attempt.
type Outcome struct {
	Class      rollout.SendClass
	Ref        rollout.MessageRef // accepted: where Slack put it
	Hash       string             // accepted: of what a card shows now
	RetryAfter time.Duration      // retry: as Slack asked; 0: not said
	Error      string             // for people: never a message's text
}

// ErrStale: the row has been claimed again, or is over. The outcome is not
// recorded; the caller logs it.
var ErrStale = errors.New("store: the lease is over")

// Finish records the outcome of an attempt under the token of its claim.
//
//	accepted      done; what is kept as a card is remembered with its timestamp
//	retry         ready again, not before RetryAfter, else 1 s·2ⁿ up to 5 min ± 20 %;
//	              parked after 12 refusals
//	unreachable   ready again after the same delays, without counting
//	ambiguous     unknown: sent again after 2 min; urgent rows, and edits, which can
//	              be repeated, sooner
//	permanent     parked, and the next of its routes tried; a card is shown again
//	              when its place takes a new message
//	gone          a record's own card is posted anew; a notice's is forgotten
//	installation  ready again in a minute, without counting the attempt
//	render        ready again; parked after 5 tries
//
// Whatever is still undelivered a day after the first try is parked. Twelve
// attempts are not the end for attempts that Slack never answered, because with
// these delays they last 24 minutes: an outage of an hour would park everything.
func Finish(tx Tx, now time.Time, seq, token uint64, o Outcome) error {
	q := open(tx, now)
	r, err := q.row(seq)
	if errors.Is(err, ErrNotFound) {
		return ErrStale
	}
	if err != nil {
		return err
	}
	if r.LeaseToken != token || r.State.Over() {
		return ErrStale
	}
	r.Class, r.Error = o.Class, o.Error
	r.LeaseUntil = time.Time{}
	if err := q.finish(r, o); err != nil {
		return err
	}
	return q.close()
}

func (q *outbox) finish(r *Row, o Outcome) error {
	switch o.Class {
	case rollout.SendAccepted:
		return q.accepted(r, o)
	case rollout.SendPermanent:
		return q.park(r, o.Class, o.Error)
	case rollout.SendGone:
		return q.gone(r, o)
	case rollout.SendInstallation:
		r.Attempt--
		if r.Attempt == 0 {
			r.First = time.Time{}
		}
		return q.again(r, q.now.Add(ProbeWait))
	case rollout.SendRetry:
		r.Failed++
	case rollout.SendRender:
		r.Panics++
	case rollout.SendUnreachable, rollout.SendAmbiguous:
	default:
		return fmt.Errorf("store: unknown class of outcome %q", o.Class)
	}
	if r.hopeless(q.now) {
		return q.park(r, o.Class, o.Error)
	}
	wait := r.backoff()
	switch {
	case o.Class == rollout.SendRetry && o.RetryAfter > 0:
		wait = o.RetryAfter
	case o.Class == rollout.SendAmbiguous && !r.editing():
		hurry, err := q.hurries(r.Lane)
		if err != nil {
			return err
		}
		if !hurry {
			return q.doubt(r, q.now.Add(max(UnknownWait, wait)))
		}
		r.MayRepeat = true
		wait = max(UrgentWait, wait)
	}
	return q.again(r, q.now.Add(wait))
}

// hopeless reports whether trying again makes no sense.
func (r *Row) hopeless(now time.Time) bool {
	return r.Failed >= maxFailed || r.Panics >= maxPanics || now.Sub(r.First) >= GiveUpAfter
}

// again makes a row ready, not before a time.
func (q *outbox) again(r *Row, notBefore time.Time) error {
	r.NotBefore = notBefore
	return q.move(r, RowReady)
}

// doubt leaves a row alone until a time, because it may have arrived.
func (q *outbox) doubt(r *Row, until time.Time) error {
	r.NotBefore = until
	return q.move(r, RowUnknown)
}

// backoff is 1 s·2ⁿ up to 5 min, give or take a fifth which the delivery key
// and the attempt decide, so that rows which failed together do not come back
// together and a closure that is run again decides the same.
func (r *Row) backoff() time.Duration {
	d := backoffMax
	if n := max(r.Attempt-1, 0); n < 9 {
		d = min(d, time.Second<<n)
	}
	h := sha256.Sum256([]byte(r.Key + "/" + strconv.Itoa(r.Attempt)))
	x := time.Duration(binary.BigEndian.Uint16(h[:2]))
	return d*4/5 + d*2/5*x/65535
}

// accepted ends a row, and remembers the message where it is to be edited.
func (q *outbox) accepted(r *Row, o Outcome) error {
	if o.Ref.TS == "" || o.Ref.Channel == "" {
		return errors.New("store: accepted without Slack's channel and timestamp")
	}
	if !r.editing() {
		if err := q.takesAgain(r.To); err != nil {
			return err
		}
	}
	r.Ref = o.Ref
	if r.Card == "" {
		return q.move(r, RowDone)
	}
	c, _, err := maybe[Card](q.tx, kindCard, r.Card)
	if err != nil {
		return err
	}
	c.Schema, c.Subject, c.Place = 1, r.Subject, r.To
	c.Channel, c.TS, c.Hash = o.Ref.Channel, o.Ref.TS, o.Hash
	c.Revision++
	changed := false
	if r.Kind == CardRow {
		c.Kind = r.Of
	} else {
		c.Kind, c.Notice, c.Facts, c.Seq = r.About(), r.Kind, r.Facts, r.Seq
		_, sum, ok, err := subject(q.tx, c.Kind, r.Subject)
		if err != nil {
			return err
		}
		changed = ok && sum != r.Against
	}
	if r.Plan != "" {
		c.Plan = r.Plan
	}
	if err := putCard(q.tx, r.Card, c); err != nil {
		return err
	}
	if err := q.move(r, RowDone); err != nil {
		return err
	}
	if changed { // while it was on its way, so that no edit was queued for it
		return q.show(c.Kind, c.Subject, c.Plan, c.Place, r.Card)
	}
	return nil
}

// gone deals with an edit of a message that somebody deleted.
func (q *outbox) gone(r *Row, o Outcome) error {
	if !r.editing() {
		return q.park(r, o.Class, o.Error)
	}
	c, _, err := maybe[Card](q.tx, kindCard, r.Card)
	if err != nil {
		return err
	}
	if err := dropCard(q.tx, r.Card); err != nil {
		return err
	}
	r.Ref = rollout.MessageRef{}
	if c.Notice != "" {
		return q.move(r, RowSuperseded)
	}
	return q.again(r, q.now)
}

// park gives a row up, tries the next of its routes, and tells the admins when
// there is none and somebody had to hear it.
func (q *outbox) park(r *Row, class rollout.SendClass, why string) error {
	r.Class, r.Error = class, why
	if err := q.move(r, RowParked); err != nil {
		return err
	}
	if err := q.refused(r); err != nil {
		return err
	}
	if r.Kind != CardRow && class != rollout.SendRender {
		done, err := q.reroute(r)
		if err != nil || done {
			return err
		}
	}
	switch {
	case r.Private:
		return q.masked(r)
	case r.Kind == CardRow || rollout.NoticeRules[r.Kind].Mandatory:
		return q.undelivered(r)
	}
	return nil
}

// reroute queues the message for the next place of its routes. A private one
// goes to no channel that is not known to be private, whatever the route says.
func (q *outbox) reroute(r *Row) (bool, error) {
	for i, to := range r.Routes {
		if to.ID() == "" || to == r.To {
			continue
		}
		if c := to.Channel(); c != "" && r.Private {
			known, _, err := maybe[rollout.Channel](q.tx, kindChannel, string(c))
			if err != nil {
				return false, err
			}
			if !known.Private {
				continue
			}
		}
		next := &Row{
			Kind: r.Kind, Of: r.Of, Plan: r.Plan, Subject: r.Subject, Gen: r.Gen, Private: r.Private,
			To: to, Routes: r.Routes[i+1:], Facts: r.Facts,
		}
		if err := q.add(next); err != nil {
			return false, err
		}
		r.Instead = next.Seq
		return true, q.save(r)
	}
	return false, nil
}

// masked says that a private notice reached nobody, without a word of it: to
// the fallback channel that there is one, to the admins also where. Its number is
// in both, so that neither is said again once it is no longer given up.
func (q *outbox) masked(r *Row) error {
	h, err := House(q.tx)
	if err != nil {
		return err
	}
	if h.Fallback != "" {
		n := q.notice(rollout.NoticeMaskedParked, r, map[string]string{rollout.FactQueued: strconv.FormatUint(r.Seq, 10)})
		n.To = []rollout.Target{{To: rollout.In(h.Fallback)}}
		if err := q.notify(n); err != nil {
			return err
		}
	}
	n := q.notice(rollout.NoticeMaskedParked, r, r.trouble())
	n.To = toAdmins(h)
	return q.notify(n)
}

// undelivered tells the admins, at most once an hour for one class and place.
func (q *outbox) undelivered(r *Row) error {
	key := "undelivered/" + string(r.Class) + "/" + string(r.To)
	last, ok, err := maybe[time.Time](q.tx, kindCount, key)
	if err != nil || ok && q.now.Sub(last) < time.Hour {
		return err
	}
	if err := put(q.tx, kindCount, key, q.now); err != nil {
		return err
	}
	h, err := House(q.tx)
	if err != nil {
		return err
	}
	n := q.notice(rollout.NoticeUndelivered, r, r.trouble())
	n.To = toAdmins(h)
	return q.notify(n)
}

func (q *outbox) notice(kind rollout.NoticeKind, r *Row, facts map[string]string) rollout.Notice {
	return rollout.Notice{Kind: kind, Of: r.About(), Plan: r.Plan, Subject: r.Subject, Gen: r.Gen, Facts: facts}
}

func (r *Row) trouble() map[string]string {
	return map[string]string{
		rollout.FactNotice: string(r.Kind), rollout.FactPlace: string(r.To), rollout.FactClass: string(r.Class),
		rollout.FactError: r.Error, rollout.FactQueued: strconv.FormatUint(r.Seq, 10),
	}
}

func toAdmins(h rollout.House) []rollout.Target {
	var to []rollout.Target
	for _, u := range h.Admins {
		to = append(to, rollout.Target{To: rollout.DM(u)})
	}
	return to
}

func ignoreMissing(err error) error {
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}
