package engine

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// TestRestartInTheMiddleOfACall: the process dies after the call left and
// before its outcome is known. The next one finds the lease, waits, and sends
// again: never lost, twice only where the first attempt arrived.
func TestRestartInTheMiddleOfACall(t *testing.T) {
	cases := []struct {
		name    string
		urgent  bool
		arrived bool
		again   time.Duration // after the first call
	}{
		{"routine, lost", false, false, store.Lease + store.UnknownWait},
		{"routine, arrived", false, true, store.Lease + store.UnknownWait},
		{"urgent, lost", true, false, store.Lease},
		{"urgent, arrived", true, true, store.Lease},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, Options{}, func(t *testing.T, b *bench) {
				b.end()
				dying := &cut{Store: b.st}
				b.start(Options{Store: dying})
				b.chat.answers(func(Message) answer { return answer{lost: !c.arrived, after: 5 * time.Second} })
				start := time.Now()
				if c.urgent {
					b.tellUrgent("helper", "#C-x", ops)
				} else {
					b.tell("helper", "#C-x", ops)
				}
				b.tell("helper", "behind it", ops)
				time.Sleep(time.Second)
				dying.dead.Store(true)
				b.end()
				b.chat.answers(nil)
				b.start(Options{})
				b.sleep(c.again - time.Since(start) - time.Millisecond)
				if got := len(b.chat.said()); got != btoi(c.arrived) {
					t.Fatalf("%d messages before %v were over", got, c.again)
				}
				b.sleep(time.Millisecond)
				got := b.chat.said()
				want := []string{"#C-x", "behind it"}
				if c.arrived {
					want = []string{"#C-x", "#C-x", "behind it"}
				}
				if !c.urgent { // the text of a routine message is elsewhere in its words
					wantTexts(t, got, want...)
				} else if len(got) != len(want) || !strings.Contains(got[len(got)-2].text, "may see this twice") {
					t.Errorf("got %+v, want %q, the repetition marked", got, want)
				}
				if got[0].key != got[len(got)-2].key {
					t.Error("the repetition has another delivery key")
				}
			})
		})
	}
}

// TestStaleLeaseChangesNothing: an engine that was away comes back with an
// outcome after another one has taken the row and settled it.
func TestStaleLeaseChangesNothing(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, b *bench) {
		b.prepare()
		var first store.Row
		now := time.Now()
		b.end()
		b.tellUrgent("helper", "#C-x", ops)
		err := b.st.Update(t.Context(), func(tx store.Tx) error {
			rows, err := store.Claim(tx, now, 1, nil)
			first = rows[0]
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		b.start(Options{})
		b.sleep(time.Minute) // the lease runs out, and the row is sent by this one
		settled := b.rows()[0]
		if settled.State != store.RowDone || settled.LeaseToken == first.LeaseToken {
			t.Fatalf("the row is %+v", settled)
		}
		b.chat.answers(func(Message) answer { return answer{lost: true, err: failure(rollout.SendPermanent)} })
		b.e.deliver(t.Context(), first)
		if after := b.rows()[0]; after.State != store.RowDone || after.Ref != settled.Ref || after.Class != rollout.SendAccepted {
			t.Errorf("a stale outcome made it %+v", after)
		}
		if !strings.Contains(b.log.String(), "after its lease") {
			t.Errorf("the log says nothing of it:\n%s", b.log)
		}
	})
}

func TestEndWaitsForCallsOnTheirWay(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, b *bench) {
		b.chat.answers(func(Message) answer { return answer{after: 4 * time.Second} })
		b.tell("helper", "hello", ops)
		synctest.Wait()
		b.end()
		if r := b.rows()[0]; r.State != store.RowDone {
			t.Errorf("after the end the row is %s", r.State)
		}
		b.start(Options{})
		b.sleep(time.Hour)
		wantTexts(t, b.chat.said(), "hello")
	})
}
