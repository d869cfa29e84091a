package engine

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
	"github.com/rolloutbot/rollout/store/bolt"
)

// escalates does what a step of an escalation does to the store: an audit
// entry, the next timer and a message, all in one commit.
func escalates(_ store.Tx, t rollout.Timer, now time.Time) (rollout.Effects, error) {
	t.Due = now.Add(24 * time.Hour)
	return rollout.Effects{
		Arm:     []rollout.Timer{t},
		Log:     []rollout.Entry{{Verb: "test.step", Plan: "helper", Subject: t.Subject}},
		Notices: []rollout.Notice{notice(rollout.NoticeActivated, t.Subject, "x", rollout.Place("#C-"+t.Subject))},
	}, nil
}

// atWork is an engine over a file, on the computer's own clock, and arm, which
// arms n timers from a number on.
func atWork(b *testing.B) (e *Engine, arm func(from, n int, due func(i int) time.Time)) {
	b.Helper()
	st, err := bolt.Open(filepath.Join(b.TempDir(), "rollout.db"), bolt.Options{})
	if err != nil {
		b.Fatal(err)
	}
	e = New(Options{Store: st, Clock: bubbleClock{}, Poster: yes{}, Logger: slog.New(slog.DiscardHandler)})
	e.loaders = map[rollout.TimerKind]loader{testKind: escalates}
	ctx, stop := context.WithCancel(b.Context())
	done := make(chan error)
	go func() { done <- e.Run(ctx) }()
	b.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			b.Error(err)
		}
		if err := st.Close(); err != nil {
			b.Error(err)
		}
	})
	return e, func(from, n int, due func(i int) time.Time) {
		b.Helper()
		err := st.Update(b.Context(), func(tx store.Tx) error {
			var all []rollout.Timer
			for i := range n {
				all = append(all, timer(fmt.Sprint(from+i), due(i)))
			}
			return store.Apply(tx, rollout.Actor{}, time.Now(), rollout.Effects{Arm: all})
		})
		if err != nil {
			b.Fatal(err)
		}
		e.Nudge()
	}
}

// yes is a chat that takes everything at once.
type yes struct{}

func (yes) Post(context.Context, Message) (rollout.MessageRef, error) {
	return rollout.MessageRef{Channel: "C", TS: "1.1"}, nil
}

func waitFired(b *testing.B, e *Engine, n uint64) {
	b.Helper()
	for e.late.figures().Fired < n {
		select {
		case <-time.After(time.Millisecond):
		case <-b.Context().Done():
			b.Fatal("stopped")
		}
	}
}

// BenchmarkLateness: timers come due one every 5 ms while 10,000 wait. Lateness
// is from the due moment until the step is durable.
func BenchmarkLateness(b *testing.B) {
	for _, pending := range []int{1, 10_000} {
		b.Run(fmt.Sprintf("pending=%d", pending), func(b *testing.B) {
			e, arm := atWork(b)
			later := time.Now().Add(12 * time.Hour)
			arm(0, pending, func(int) time.Time { return later })
			const n = 200
			from, fired := pending, uint64(0)
			for b.Loop() {
				start := time.Now().Add(50 * time.Millisecond)
				arm(from, n, func(i int) time.Time { return start.Add(time.Duration(i) * 5 * time.Millisecond) })
				from += n
				fired += n
				waitFired(b, e, fired)
			}
			f := e.late.figures()
			b.ReportMetric(float64(f.P50.Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(f.P99.Microseconds())/1000, "p99-ms")
		})
	}
}

// BenchmarkDueTogether: 10,000 timers come due at one moment; the time until
// the last step is durable and its message queued.
func BenchmarkDueTogether(b *testing.B) {
	const n = 10_000
	e, arm := atWork(b)
	fired := uint64(0)
	var last time.Duration
	for b.Loop() {
		if err := e.Settle(b.Context()); err != nil { // what the round before owes is delivered
			b.Fatal(err)
		}
		due := time.Now().Add(time.Second)
		arm(0, n, func(int) time.Time { return due })
		fired += n
		waitFired(b, e, fired)
		last += time.Since(due)
	}
	b.ReportMetric(last.Seconds()/float64(b.N), "s-to-last")
}

// BenchmarkDrain: how many messages a second reach a chat that takes them all.
func BenchmarkDrain(b *testing.B) {
	const n = 2000
	e, _ := atWork(b)
	for b.Loop() {
		var notices []rollout.Notice
		for i := range n {
			notices = append(notices, notice(rollout.NoticeActivated, "helper", "x", rollout.Place(fmt.Sprintf("#C-%d", i%200))))
		}
		err := e.opt.Store.Update(b.Context(), func(tx store.Tx) error {
			return store.Apply(tx, rollout.Actor{}, time.Now(), rollout.Effects{Notices: notices})
		})
		if err != nil {
			b.Fatal(err)
		}
		if err := e.Settle(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}
