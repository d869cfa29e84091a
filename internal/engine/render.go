package engine

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

// draft is a row put into words.
type draft struct {
	message Message
	hash    string // of what it shows
	shown   bool   // the card shows exactly this already: no call is needed
	secret  bool   // it tells of a private incident what not everybody may know
}

// render words a row from the newest state: a card as its record is now, a
// notice from its frozen facts. An error or a panic is a fault of ours.
func (e *Engine) render(ctx context.Context, r store.Row) (d draft, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &store.PanicError{Value: v, Stack: debug.Stack()}
		}
	}()
	var (
		about rollout.Record
		card  *store.Card
		root  string
		alone bool
	)
	err = e.opt.Store.View(ctx, func(tx store.Tx) error { // copy out, then word
		if about, err = recordOf(tx, r); err != nil {
			return err
		}
		if card, err = cardOf(tx, r); err != nil || !r.Thread {
			return err
		}
		top, posted, err := store.CardAt(tx, r.Subject, r.To)
		root, alone = top.TS, !posted
		return err
	})
	if err != nil {
		return draft{}, err
	}
	c, secret, err := e.words(r, about, card, e.opt.Clock.Now())
	if err != nil {
		return draft{}, err
	}
	if r.MayRepeat {
		c = view.MayRepeat(c)
	}
	if alone {
		c = view.OutOfThread(c)
	}
	d = draft{
		message: Message{To: r.To, Thread: root, Card: c, Key: r.Key, Urgent: r.Urgent},
		hash:    hashOf(c), secret: secret,
	}
	if r.Kind == store.CardRow && card != nil {
		d.message.Update, d.shown = rollout.MessageRef{Channel: card.Channel, TS: card.TS}, card.Hash == d.hash
	}
	return d, nil
}

// words are what a row says now, and whether that tells of a private incident
// what not everybody may know. about is nil where there is no record, the card
// where none was posted yet.
func (e *Engine) words(r store.Row, about rollout.Record, card *store.Card, now time.Time) (c view.Card, secret bool, err error) {
	kind, facts := r.Kind, r.Facts
	if r.Kind == store.CardRow {
		if card == nil || card.Notice == "" {
			if about == nil {
				return c, false, fmt.Errorf("a card of %s %q, which is not there", r.Of, r.Subject)
			}
			c, err = view.RecordCard(about, now)
			return c, isPrivate(about), err
		}
		kind, facts = card.Notice, card.Facts // a notice kept as a card, settled with its subject
	}
	if masked(about, facts) { // its record stays out as well
		about = nil
	}
	c, err = e.notice(kind, facts, about, now)
	return c, isPrivate(about), err
}

// recordOf is the record that a row speaks of, nil where there is none.
func recordOf(tx store.Tx, r store.Row) (rollout.Record, error) {
	rec, err := store.Record(tx, r.About(), r.Subject)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	return rec, err
}

// cardOf is the message that a card row edits, nil when it is to be posted.
func cardOf(tx store.Tx, r store.Row) (*store.Card, error) {
	if r.Kind != store.CardRow || r.Ref.TS == "" {
		return nil, nil
	}
	c, err := store.CardByKey(tx, r.Card)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	return &c, err
}

// hashOf tells whether two cards look the same.
func hashOf(c view.Card) string {
	type block struct {
		Is    string
		Block view.Block
	}
	blocks := make([]block, len(c.Blocks))
	for i, b := range c.Blocks {
		blocks[i] = block{fmt.Sprintf("%T", b), b}
	}
	raw, err := json.Marshal([]any{c.Text, blocks})
	if err != nil {
		panic(err) // blocks are plain values
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:16])
}

// newRef names one trouble in the log, short enough to be read out.
func newRef() string { return rand.Text()[:6] }
