package store

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// metaHead is where the end of the chain is kept.
const metaHead = "audit-head"

// Head is the end of the audit chain: the newest sequence and the hash of its
// stored entry. The zero Head is the chain before its first entry.
type Head struct {
	Seq  uint64 `json:"seq"`
	Hash string `json:"hash"` // SHA-256, hex
}

// link is an entry's chained part. It holds nothing about people, so that it
// can stay for ever.
type link struct {
	Seq     uint64       `json:"seq"`
	At      time.Time    `json:"at"`
	Verb    rollout.Verb `json:"verb"`
	Subject string       `json:"subject,omitempty"`
	Body    string       `json:"body"` // SHA-256(salt ‖ stored body), hex
	Prev    string       `json:"prev"` // SHA-256 of the previous stored entry, hex; 64 zeros before the first
}

// body is the rest of an entry, which may be deleted without breaking the
// chain. The salt, stored only here, keeps a deleted body from being guessed.
type body struct {
	User     rollout.UserID   `json:"user,omitempty"`
	Name     string           `json:"name,omitempty"`
	Via      rollout.Via      `json:"via,omitempty"`
	Plan     rollout.PlanID   `json:"plan,omitempty"`
	Kind     string           `json:"kind,omitempty"`
	Why      string           `json:"why,omitempty"`
	Audience rollout.Audience `json:"audience,omitempty"`
	Action   uint64           `json:"action,omitempty"`
	Before   json.RawMessage  `json:"before,omitempty"`
	After    json.RawMessage  `json:"after,omitempty"`
	Salt     string           `json:"salt"` // SHA-256(seed ‖ sequence)[:16], hex
}

// AuditEntry is one line of the record, with its body when that still exists.
type AuditEntry struct {
	Seq     uint64
	At      time.Time
	Verb    rollout.Verb
	Subject string

	Forgotten     bool // the body was deleted; everything below is empty, and it is an action of its own
	User          rollout.UserID
	Name          string // as the chat showed it then
	Via           rollout.Via
	Plan          rollout.PlanID
	Kind          string
	Why           string
	Audience      rollout.Audience
	Action        uint64          // the sequence of the first entry that the same action wrote
	Before, After json.RawMessage // the record, as it was stored; nil: none
}

// ChainError is where the audit chain does not hold.
type ChainError struct {
	Seq  uint64
	What string
}

func (e *ChainError) Error() string {
	return fmt.Sprintf("store: the audit chain is broken at entry %d: %s", e.Seq, e.What)
}

// logEntries appends to the chain.
func logEntries(tx Tx, by rollout.Actor, now time.Time, log []rollout.Entry, changes map[recordName]*change) error {
	if len(log) == 0 {
		return nil
	}
	s, ok := tx.(interface{ Seed() [32]byte })
	if !ok {
		return fmt.Errorf("store: %T has no seed for audit salts: entries can only be written in an Update", tx)
	}
	seed := s.Seed()
	head, err := AuditHead(tx)
	if err != nil {
		return err
	}
	action := head.Seq + 1
	for _, e := range log {
		if head, err = appendEntry(tx, head, seed, action, by, now, e, changes[recordName{e.Kind, e.Subject}]); err != nil {
			return err
		}
	}
	return put(tx, kindMeta, metaHead, head)
}

func appendEntry(tx Tx, head Head, seed [32]byte, action uint64, by rollout.Actor, now time.Time, e rollout.Entry, c *change) (Head, error) {
	seq := head.Seq + 1
	if e.Verb == "" {
		return head, errors.New("store: an audit entry without a verb")
	}
	mix := sha256.Sum256(binary.BigEndian.AppendUint64(seed[:], seq))
	salt := mix[:16]
	b := body{
		User: by.User, Name: by.Person.Name, Via: by.Via,
		Plan: e.Plan, Kind: e.Kind, Why: e.Why, Audience: e.Audience,
		Salt: hex.EncodeToString(salt),
	}
	if action != seq { // an action's first entry is known by its own sequence
		b.Action = action
	}
	if c != nil {
		b.Before, b.After = c.before, c.after
	}
	stored, err := encode(b)
	if err != nil {
		return head, err
	}
	if err := tx.Put(kindBody, digits(seq), stored); err != nil {
		return head, err
	}
	prev := head.Hash
	if head.Seq == 0 {
		prev = strings.Repeat("0", 2*sha256.Size)
	}
	chained, err := encode(link{
		Seq: seq, At: now, Verb: e.Verb, Subject: e.Subject,
		Body: saltedHash(salt, stored), Prev: prev,
	})
	if err != nil {
		return head, err
	}
	if err := tx.Put(kindAudit, digits(seq), chained); err != nil {
		return head, err
	}
	return Head{seq, hash(chained)}, nil
}

func hash(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

func saltedHash(salt, stored []byte) string {
	h := sha256.New()
	h.Write(salt)
	h.Write(stored)
	return hex.EncodeToString(h.Sum(nil))
}

// AuditHead is the end of the chain; zero when nothing was ever recorded.
func AuditHead(tx Tx) (Head, error) {
	h, _, err := maybe[Head](tx, kindMeta, metaHead)
	return h, err
}

// Audit lists entries after a sequence, oldest first; limit 0 means all. Who
// may see an entry is its Audience's business and the caller's.
func Audit(tx Tx, after uint64, limit int) ([]AuditEntry, error) {
	return entries(tx, Range{From: digits(after + 1), Limit: limit})
}

// AuditBack lists entries before a sequence, newest first; before 0 begins with
// the newest, limit 0 means all.
func AuditBack(tx Tx, before uint64, limit int) ([]AuditEntry, error) {
	r := Range{Limit: limit, Reverse: true}
	if before > 0 {
		r.To = digits(before)
	}
	return entries(tx, r)
}

func entries(tx Tx, r Range) ([]AuditEntry, error) {
	items, err := tx.List(kindAudit, r)
	if err != nil {
		return nil, err
	}
	out := make([]AuditEntry, 0, len(items))
	for _, it := range items {
		var l link
		if err := decode(kindAudit, it.Key, it.Value, &l); err != nil {
			return nil, err
		}
		e := AuditEntry{Seq: l.Seq, At: l.At, Verb: l.Verb, Subject: l.Subject, Action: l.Seq}
		b, ok, err := maybe[body](tx, kindBody, it.Key)
		if err != nil {
			return nil, err
		}
		if e.Forgotten = !ok; ok {
			e.User, e.Name, e.Via, e.Plan, e.Kind = b.User, b.Name, b.Via, b.Plan, b.Kind
			e.Why, e.Audience, e.Before, e.After = b.Why, b.Audience, b.Before, b.After
			e.Action = cmp.Or(b.Action, l.Seq)
		}
		out = append(out, e)
	}
	return out, nil
}

// VerifyChain checks up to limit entries that follow from, whose end was
// verified before (zero: from the beginning). It returns how many it checked,
// 0 at the end, and the head it reached, which then must equal AuditHead. Where
// the chain does not hold it returns a *ChainError. Deleted bodies are allowed.
func VerifyChain(tx Tx, from Head, limit int) (n int, head Head, err error) {
	head = from
	items, err := tx.List(kindAudit, Range{From: digits(from.Seq + 1), Limit: limit})
	if err != nil {
		return 0, head, err
	}
	for _, it := range items {
		if head, err = verifyLink(tx, head, it); err != nil {
			return n, head, err
		}
		n++
	}
	if n == 0 {
		end, err := AuditHead(tx)
		if err != nil {
			return 0, head, err
		}
		if end != head {
			return 0, head, &ChainError{head.Seq + 1, fmt.Sprintf("the record of its end names entry %d with hash %.12s…, the entries end at %d with %.12s…", end.Seq, end.Hash, head.Seq, head.Hash)}
		}
	}
	return n, head, nil
}

func verifyLink(tx Tx, head Head, it Item) (Head, error) {
	seq := head.Seq + 1
	broken := func(what string) (Head, error) { return head, &ChainError{seq, what} }
	if it.Key != digits(seq) {
		return broken("it is missing; the next one is " + it.Key)
	}
	var l link
	if err := json.Unmarshal(it.Value, &l); err != nil {
		return broken(err.Error())
	}
	want := head.Hash
	if head.Seq == 0 {
		want = strings.Repeat("0", 2*sha256.Size)
	}
	switch {
	case l.Seq != seq:
		return broken(fmt.Sprintf("it says that it is entry %d", l.Seq))
	case l.Prev != want:
		return broken("the entry before it was changed")
	}
	stored, err := tx.Get(kindBody, it.Key)
	switch {
	case errors.Is(err, ErrNotFound): // forgotten
	case err != nil:
		return head, err
	default:
		var b body
		if err := json.Unmarshal(stored, &b); err != nil {
			return broken("its body: " + err.Error())
		}
		salt, err := hex.DecodeString(b.Salt)
		if err != nil || len(salt) != 16 || saltedHash(salt, stored) != l.Body {
			return broken("its body was changed")
		}
	}
	return Head{seq, hash(it.Value)}, nil
}
