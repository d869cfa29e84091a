package engine

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
	"github.com/rolloutbot/rollout/store/storetest"
)

func TestSettleWaitsForWhatTimersOweAndForCallsOnTheirWay(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, b *bench) {
		b.prepare()
		b.chat.answers(func(Message) answer { return answer{after: 3 * time.Second} })
		b.open(1, 1)
		b.settle()
		for _, r := range b.rows() {
			if !r.State.Over() {
				t.Errorf("settled, and row %d (%s to %s) is %s", r.Seq, r.Kind, r.To, r.State)
			}
		}
		if h := b.health(); h.Sending != 0 {
			t.Errorf("settled with %d calls on their way", h.Sending)
		}
	})
}

func TestSettleBeforeRunWaitsForIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := storetest.Memory()
		defer st.Close()
		b := &bench{t: t, st: st, chat: &chat{}}
		b.e = New(Options{Store: st, Clock: bubbleClock{}, Poster: b.chat})
		b.tell("helper", "hello", ops)
		settled := make(chan error)
		go func() { settled <- b.e.Settle(t.Context()) }()
		synctest.Wait()
		select {
		case err := <-settled:
			t.Fatalf("settled before Run: %v", err)
		default:
		}
		b.run()
		if err := <-settled; err != nil {
			t.Error(err)
		}
		wantTexts(t, b.chat.said(), "hello")
		b.end()

		b.tell("helper", "too late", ops)
		if err := b.e.Settle(t.Context()); !errors.Is(err, ErrEnded) {
			t.Errorf("after the end Settle says %v", err)
		}
		if err := b.e.Run(t.Context()); err == nil {
			t.Error("Run may be called twice")
		}
	})
}

func TestSettleGivesUpWithItsContext(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, b *bench) {
		b.chat.answers(func(Message) answer { return answer{after: 8 * time.Second} })
		b.tell("helper", "hello", ops)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := b.e.Settle(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Settle says %v", err)
		}
	})
}

// A store that reads and does not write is told, not waited for.
func TestSettleSaysThatTheStoreDoesNotWrite(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, b *bench) {
		broken := errors.New("disk full")
		b.end()
		b.start(Options{Store: refuses{b.st, broken}})
		b.tell("helper", "hello", ops)
		if err := b.e.Settle(t.Context()); !errors.Is(err, broken) {
			t.Errorf("Settle says %v", err)
		}
		if h := b.health(); !errors.Is(h.Trouble, broken) {
			t.Errorf("health is %+v", h)
		}
	})
}

// refuses is a store whose updates fail.
type refuses struct {
	store.Store
	err error
}

func (r refuses) Update(context.Context, func(store.Tx) error) error { return r.err }

func TestRunEndsWhenTheStoreIsStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := storetest.Memory()
		defer st.Close()
		b := &bench{t: t, st: st, chat: &chat{}}
		b.e = New(Options{Store: refuses{st, store.ErrStopped}, Clock: bubbleClock{}, Poster: b.chat, Logger: slog.New(slog.DiscardHandler)})
		b.tell("helper", "hello", ops)
		if err := b.e.Run(t.Context()); !errors.Is(err, store.ErrStopped) {
			t.Errorf("Run says %v", err)
		}
	})
}

func TestNextDue(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, b *bench) {
		next := func() time.Duration {
			t.Helper()
			at, some, err := b.e.NextDue(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if !some {
				return -1
			}
			return time.Until(at)
		}
		b.settle()
		if got := next(); got != -1 {
			t.Errorf("in an empty store %v", got)
		}
		b.apply(rollout.Effects{Arm: []rollout.Timer{timer("a", time.Now().Add(time.Hour)), timer("b", time.Now().Add(2*time.Hour))}})
		if got := next(); got != time.Hour {
			t.Errorf("with timers %v, want the earlier one", got)
		}
		b.chat.answers(func(Message) answer { return answer{lost: true, err: failure(rollout.SendAmbiguous)} })
		b.tell("helper", "hello", ops)
		b.settle()
		if got := next(); got != store.UnknownWait {
			t.Errorf("with an unknown outcome %v, want %v", got, store.UnknownWait)
		}
		b.chat.answers(func(Message) answer { return answer{after: time.Hour} })
		b.tell("another", "hello", other)
		time.Sleep(time.Second)
		if got := next(); got != store.Lease-time.Second {
			t.Errorf("with a call on its way %v, want the end of its lease", got)
		}
	})
}

// The clock may be moved on while a call is on its way: its place waits for it.
func TestClockMovedOnDuringACall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := storetest.Memory()
		defer st.Close()
		c := &movedClock{}
		b := &bench{t: t, st: st, chat: &chat{}}
		b.e = New(Options{Store: st, Clock: c, Poster: b.chat})
		b.run()
		defer b.end()
		b.chat.answers(func(Message) answer { return answer{after: 5 * time.Second} })
		b.tellUrgent("helper", "#C-first", ops)
		time.Sleep(time.Second)
		c.by.Store(int64(time.Hour)) // its lease is over by the clock
		b.tellUrgent("helper", "#C-second", ops)
		time.Sleep(time.Second)
		if n := b.chat.count(); n != 1 {
			t.Errorf("%d calls while the first is on its way", n)
		}
		b.settle()
		wantTexts(t, b.chat.said(), "#C-first", "#C-second")
	})
}

// movedClock is the bubble's clock plus an offset.
type movedClock struct {
	bubbleClock
	by atomic.Int64 // ns
}

func (c *movedClock) Now() time.Time { return time.Now().Add(time.Duration(c.by.Load())) }

func TestLoopsGoRoundWhenNothingHappens(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, b *bench) {
		time.Sleep(time.Hour + time.Second)
		if h := b.health(); time.Since(h.Tick) > longest || !h.Running || h.Trouble != nil {
			t.Errorf("health is %+v", h)
		}
	})
}
