package store

import (
	"fmt"
	"strings"
	"time"
)

// outbox checks that every row is over or has a time at which something
// happens to it, and that the queue says of the rows what they say themselves.
func (c *checker) outbox() {
	var (
		want    = make(map[string]bool) // entries of the queue that unfinished rows call for
		filed   = make(map[string]int)  // by lane
		open    = make(map[string]int)
		heads   = make(map[string]string) // the first turn of each place
		last    uint64
		over    int
		numbers = &outbox{}
	)
	c.walk(kindRow, Range{}, func(key string, value []byte) {
		c.report.Counts[kindRow]++
		var r Row
		if err := decode(kindRow, key, value, &r); err != nil {
			c.found(at(kindRow, key), "it cannot be read: "+err.Error(), doRestore)
			return
		}
		if digits(r.Seq) != key || r.Lane != lane(r.Subject, r.To) {
			c.found(at(kindRow, key), "it says that it is another row", doRestore)
		}
		last = max(last, r.Seq)
		numbers.count(r.State, 1)
		if r.State.Over() {
			end := qDone + instant(r.Ended) + sep + key
			if r.State == RowParked {
				end = qParked + key
			}
			if _, err := c.tx.Get(kindQueue, end); err != nil {
				c.found(at(kindRow, key), fmt.Sprintf("its entry %q in the queue: %v", end, err), doReport)
			}
			over++
			return
		}
		open[r.Lane]++
		want[qOpen+key], want[qLane+r.Lane+sep+key] = true, true
		if r.Urgent {
			want[qUrgent+r.Lane+sep+key] = true
		}
		if r.Filed == "" {
			return
		}
		filed[r.Lane]++
		want[r.Filed] = true
		turn := leadsTo(r.Filed)
		switch {
		case r.Filed == readyKey(r.To)+turn && r.State == RowReady:
			if first := heads[string(r.To)]; first == "" || turn < first {
				heads[string(r.To)] = turn
			}
		case r.Filed == qWait+instant(r.wakes())+sep+key:
		default:
			c.found(at(kindRow, key), fmt.Sprintf("it is %s but filed under %q", r.State, r.Filed), doReport)
		}
	})
	for lane, n := range open {
		if filed[lane] != 1 {
			c.found("the outbox, lane "+lane, fmt.Sprintf("%d unfinished messages, of which %d have a time instead of one", n, filed[lane]), doReport)
		}
	}
	for _, turn := range heads {
		want[qHead+turn] = true
	}
	missing := len(want)
	c.walk(kindQueue, Range{}, func(key string, value []byte) {
		switch {
		case want[key]:
			missing--
		case strings.HasPrefix(key, qParked), strings.HasPrefix(key, qDone):
			over--
		case strings.HasPrefix(key, qRefused):
			r, err := get[Row](c.tx, kindRow, leadsTo(key))
			if err != nil || r.State != RowParked || r.Kind != CardRow || !strings.HasPrefix(key, qRefused+string(r.To)+sep) {
				c.found(at(kindQueue, key), "it names a card that was not given up there", doReport)
			}
		case strings.HasPrefix(key, qCard):
			r, err := get[Row](c.tx, kindRow, string(value))
			if err != nil || r.State != RowReady || r.Attempt != 0 || r.Kind != CardRow || r.Card != key[len(qCard):] {
				c.found(at(kindQueue, key), "it names a message that is on its way or over", doReport)
			}
		default:
			c.found(at(kindQueue, key), "no message calls for it", doReport)
		}
	})
	if missing > 0 {
		c.found("the outbox, queue", fmt.Sprintf("%d entries are missing", missing), doReport)
	}
	if over < 0 {
		c.found("the outbox, queue", fmt.Sprintf("%d entries lead to no message that is over", -over), doReport)
	}
	if next, err := lastNumber(c.tx, kindRow); err != nil || next < last {
		c.found("the outbox, numbers", fmt.Sprintf("the newest message is %d, the counter stands at %d (%v)", last, next, err), doRestore)
	}
	counts, _, err := maybe[QueueCounts](c.tx, kindCount, kindRow)
	if err != nil || counts != numbers.counts {
		c.found("the outbox, counts", fmt.Sprintf("stored %+v, counted %+v (%v)", counts, numbers.counts, err), doReport)
	}
}

// wakes is when something happens to a waiting row by itself.
func (r *Row) wakes() time.Time {
	if r.State == RowSending {
		return r.LeaseUntil
	}
	return r.NotBefore
}
