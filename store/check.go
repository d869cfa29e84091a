package store

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// Damage is one thing that is not as it must be, for the operator.
type Damage struct {
	Where string // "kind incident, key INC-7"
	What  string
	Do    string // what can be done about it
}

func (d Damage) String() string {
	s := d.Where + ": " + d.What
	if d.Do != "" {
		s += ". " + d.Do
	}
	return s
}

// Report is what Check found in one workspace.
type Report struct {
	Schema    int
	Counts    map[string]int // records by kind
	Head      Head           // of the audit chain, as far as it holds
	Forgotten int            // audit entries whose body was deleted
	Damage    []Damage
}

// What can be done, by what is damaged.
const (
	doRestore = "Restore the newest backup that verifies"
	doReport  = "No record is lost, but what depends on this order may be overlooked. Restore the newest backup that verifies, or keep a copy and report this"
	doChain   = "The record of who did what cannot be trusted from here on. Compare with a backup and with the head you noted last"
)

// maxDamage is how much of one kind is named; the rest is counted.
const maxDamage = 20

// pageSize is how many items Check reads at once.
const pageSize = 500

// Check reads everything in tx and compares what must agree: records and their
// index entries and running counts, timers, cards, receipts, the outbox with its queue and its
// counts, and the audit chain. Damage is reported, not returned; an error means
// that the check itself could not go on.
func Check(tx Tx) (Report, error) {
	c := &checker{tx: tx, entries: make(map[string]int), seen: make(map[string]int)}
	c.report.Counts = make(map[string]int)
	var err error
	if c.report.Schema, err = schema(tx); err != nil {
		c.found("the store", "it has no schema number: "+err.Error(), doRestore)
	}
	for _, r := range records {
		counted := map[string]int{}
		c.indexed(r.kind, func(key string, value []byte) ([]string, error) {
			rec, err := r.decode(value)
			if err != nil {
				return nil, err
			}
			if rec.Key() != key {
				return nil, fmt.Errorf("it says that its key is %q", rec.Key())
			}
			for _, name := range countsOf(rec) {
				counted[name]++
			}
			return rec.Index(), nil
		})
		c.counts(r.kind, counted)
	}
	c.indexed(kindTimer, entriesOf(func(t rollout.Timer) []string { return []string{dueIndex + instant(t.Due)} }))
	c.indexed(kindCard, entriesOf(Card.entries))
	c.indexed(kindInbox, entriesOf(inboxRow.index))
	c.strays()
	c.outbox()
	c.chain()
	for where, n := range c.seen {
		if n > maxDamage {
			c.report.Damage = append(c.report.Damage, Damage{where, fmt.Sprintf("and %d more like these", n-maxDamage), ""})
		}
	}
	return c.report, nil
}

type checker struct {
	tx      Tx
	report  Report
	entries map[string]int // index entries that records call for, by kind
	seen    map[string]int // damage, by the kind it is in
}

func (c *checker) found(where, what, do string) {
	group, _, _ := strings.Cut(where, ",")
	if c.seen[group]++; c.seen[group] <= maxDamage {
		c.report.Damage = append(c.report.Damage, Damage{where, what, do})
	}
}

func at(kind, key string) string { return fmt.Sprintf("kind %s, key %q", kind, key) }

// trouble reports an error that came of reading.
func (c *checker) trouble(kind, key string, err error) {
	var d *DamageError
	if errors.As(err, &d) {
		c.found(at(d.Kind, d.Key), d.What, doRestore)
		return
	}
	c.found(at(kind, key), err.Error(), doRestore)
}

// walk calls fn for each item of a range, and steps over damaged ones.
func (c *checker) walk(kind string, r Range, fn func(key string, value []byte)) {
	r.Limit = pageSize
	for {
		items, err := c.tx.List(kind, r)
		if err != nil {
			r.KeysOnly = true
			if items, err = c.tx.List(kind, r); err != nil {
				c.trouble(kind, r.From, err)
				return
			}
			r.KeysOnly = false
			for i, it := range items {
				if items[i].Value, err = c.tx.Get(kind, it.Key); err != nil {
					c.trouble(kind, it.Key, err)
					items[i].Value = nil
				}
			}
		}
		for _, it := range items {
			if it.Value != nil {
				fn(it.Key, it.Value)
			}
		}
		if len(items) < pageSize {
			return
		}
		r.From = items[len(items)-1].Key + "\x00"
	}
}

func entriesOf[T any](entries func(T) []string) func(string, []byte) ([]string, error) {
	return func(key string, value []byte) ([]string, error) {
		var v T
		if err := decode("", key, value, &v); err != nil {
			return nil, err
		}
		return entries(v), nil
	}
}

// indexed checks that a kind's records can be read and have their entries.
func (c *checker) indexed(kind string, entries func(key string, value []byte) ([]string, error)) {
	c.walk(kind, Range{}, func(key string, value []byte) {
		c.report.Counts[kind]++
		want, err := entries(key, value)
		if err != nil {
			c.found(at(kind, key), "it cannot be read: "+err.Error(), doRestore)
			return
		}
		slices.Sort(want)
		for _, x := range slices.Compact(want) {
			c.entries[kind]++
			if _, err := c.tx.Get(kindIndex, entryKey(kind, x, key)); err != nil {
				c.found(at(kind, key), fmt.Sprintf("its index entry %q: %v", x, err), doReport)
			}
		}
	})
}

// strays finds index entries that no record calls for. When the numbers agree
// and every record has its entries, there are none.
func (c *checker) strays() {
	have := make(map[string]int)
	c.walk(kindIndex, Range{}, func(key string, _ []byte) {
		kind, _, _ := strings.Cut(key, "/")
		have[kind]++
	})
	for _, kind := range slices.Sorted(maps.Keys(have)) {
		if have[kind] > c.entries[kind] {
			c.found("kind "+kindIndex+", "+kind, fmt.Sprintf("%d entries lead to records that do not call for them", have[kind]-c.entries[kind]), doReport)
		}
	}
}

// chain follows the audit chain.
func (c *checker) chain() {
	var head Head
	for {
		n, end, err := VerifyChain(c.tx, head, pageSize)
		c.report.Counts[kindAudit] += n
		c.report.Head = end
		var broken *ChainError
		if errors.As(err, &broken) {
			c.found("the audit chain, entry "+digits(broken.Seq), broken.What, doChain)
			break
		}
		if err != nil {
			c.trouble(kindAudit, digits(end.Seq+1), err)
			break
		}
		if n == 0 {
			break
		}
		head = end
	}
	bodies := 0
	c.walk(kindBody, Range{}, func(key string, _ []byte) {
		bodies++
		if _, err := c.tx.Get(kindAudit, key); errors.Is(err, ErrNotFound) {
			c.found("the audit chain, entry "+key, "there is a body but no entry", doChain)
		}
	})
	c.report.Forgotten = max(0, int(c.report.Head.Seq)-bodies)
}
