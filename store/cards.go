package store

import (
	"errors"
	"fmt"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// Card is a message that shows a record and is edited in place.
type Card struct {
	Schema   int            `json:"schema"`
	Kind     string         `json:"kind"`    // of the record it shows: "incident"
	Subject  string         `json:"subject"` // that record's key: "INC-7"
	Plan     rollout.PlanID `json:"plan,omitempty"`
	Place    rollout.Place  `json:"place"`
	Channel  string         `json:"channel"` // where Slack says it stands; of direct messages this is not the person's id
	TS       string         `json:"ts"`
	Hash     string         `json:"hash,omitempty"` // of what it shows, as the sender reckons it
	Revision uint64         `json:"revision"`       // how often it was shown; from 1

	// A notice that is kept as a card has its kind and the facts that were
	// frozen in it; a record's own card has none.
	Notice rollout.NoticeKind `json:"notice,omitempty"`
	Facts  map[string]string  `json:"facts,omitempty"`
	Seq    uint64             `json:"seq,omitempty"` // of the outbox row that posted the notice
}

// CardKey is the key of a record's own card at a place.
func CardKey(subject string, place rollout.Place) string { return lane(subject, place) }

// noticeCard is the key of the card that a notice becomes.
func noticeCard(seq uint64) string { return "notice/" + digits(seq) }

// cardIndex orders cards by the record they show.
func cardIndex(kind, subject string) string { return "of/" + kind + "/" + subject }

// cardAtIndex finds a card by where it stands.
func cardAtIndex(channel, ts string) string { return "at/" + channel + "/" + ts }

// CardByTS returns the card that a message is, by its channel and timestamp, or
// ErrNotFound: a thread is about the record that its root shows.
func CardByTS(tx Tx, channel, ts string) (Card, error) {
	cards, err := byIndex[Card](tx, kindCard, Range{Prefix: cardAtIndex(channel, ts) + sep, Limit: 1})
	if err != nil {
		return Card{}, err
	}
	if len(cards) == 0 {
		return Card{}, fmt.Errorf("%w: card at %s %s", ErrNotFound, channel, ts)
	}
	return cards[0], nil
}

// CardAt returns the record's own card at a place, for its thread; false while
// it has not been posted.
func CardAt(tx Tx, subject string, place rollout.Place) (Card, bool, error) {
	return maybe[Card](tx, kindCard, CardKey(subject, place))
}

// CardByKey returns the card that an outbox row names, or ErrNotFound.
func CardByKey(tx Tx, key string) (Card, error) { return get[Card](tx, kindCard, key) }

// Cards lists all cards that show a record: its own, and notices kept as cards.
func Cards(tx Tx, kind, subject string) ([]Card, error) {
	return byIndex[Card](tx, kindCard, Range{Prefix: cardIndex(kind, subject) + sep})
}

// cardKeys lists the keys of all cards that show a record.
func cardKeys(tx Tx, kind, subject string) ([]string, error) {
	items, err := found(tx, kindCard, Range{Prefix: cardIndex(kind, subject) + sep})
	if err != nil {
		return nil, err
	}
	keys := make([]string, len(items))
	for i, it := range items {
		keys[i] = leadsTo(it.Key)
	}
	return keys, nil
}

// entries are the index entries of a card.
func (c Card) entries() []string {
	return []string{cardIndex(c.Kind, c.Subject), cardAtIndex(c.Channel, c.TS)}
}

// putCard stores what was shown.
func putCard(tx Tx, key string, c Card) error {
	if c.TS == "" {
		return errors.New("store: a card without Slack's timestamp")
	}
	var before []string
	old, ok, err := maybe[Card](tx, kindCard, key)
	if err != nil {
		return err
	}
	if ok {
		before = old.entries()
	}
	if err := reindex(tx, kindCard, key, before, c.entries()); err != nil {
		return err
	}
	return put(tx, kindCard, key, c)
}

// dropCard forgets a message that is no longer there.
func dropCard(tx Tx, key string) error {
	c, ok, err := maybe[Card](tx, kindCard, key)
	if err != nil || !ok {
		return err
	}
	if err := reindex(tx, kindCard, key, c.entries(), nil); err != nil {
		return err
	}
	return tx.Delete(kindCard, key)
}
