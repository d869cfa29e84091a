package bolt_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
	"go.etcd.io/bbolt"
)

// bare is the ceiling: one goroutine that drains a channel into bbolt, without
// overlay, checksum or error of its own for each caller.
type bare struct {
	db    *bbolt.DB
	queue chan bareJob
}

type bareJob struct {
	fn   func(*bbolt.Tx) error
	done chan error
}

func newBare(b *testing.B) *bare {
	db, err := bbolt.Open(filepath.Join(b.TempDir(), "bare.db"), 0o600, &bbolt.Options{
		FreelistType: bbolt.FreelistMapType, InitialMmapSize: 256 << 20,
	})
	if err != nil {
		b.Fatal(err)
	}
	w := &bare{db: db, queue: make(chan bareJob, 256)}
	go func() {
		for job := range w.queue {
			batch := []bareJob{job}
			err := db.Update(func(tx *bbolt.Tx) error {
				for i := 0; ; i++ {
					if err := batch[i].fn(tx); err != nil {
						return err
					}
					if i+1 < len(batch) {
						continue
					}
					if len(batch) == store.MaxBatch {
						return nil
					}
					select {
					case next, ok := <-w.queue:
						if !ok {
							return nil
						}
						batch = append(batch, next)
					default:
						return nil
					}
				}
			})
			for _, j := range batch {
				j.done <- err
			}
		}
	}()
	b.Cleanup(func() { close(w.queue); _ = db.Close() })
	return w
}

func (w *bare) update(fn func(*bbolt.Tx) error) error {
	job := bareJob{fn, make(chan error, 1)}
	w.queue <- job
	return <-job.done
}

// The realistic write: four kinds, about 700 bytes.
var kinds = []string{"incident", "audit", "index", "timer"}

func entryOf(n uint64, kind string) (string, []byte) {
	return fmt.Sprintf("%012d", n), []byte(strings.Repeat(kind[:1], 175))
}

// BenchmarkCommit is commits a second, alone and at 64 writers, of the store
// beside the bare writer in the same run.
func BenchmarkCommit(b *testing.B) {
	for _, writers := range []int{1, 16, 64} {
		for _, who := range []string{"bare", "store"} {
			b.Run(fmt.Sprintf("%s-%d", who, writers), func(b *testing.B) {
				var n atomic.Uint64
				var once func() error
				if who == "bare" {
					w := newBare(b)
					once = func() error {
						id := n.Add(1)
						return w.update(func(tx *bbolt.Tx) error {
							for _, kind := range kinds {
								bucket, err := tx.CreateBucketIfNotExists([]byte(kind))
								if err != nil {
									return err
								}
								k, v := entryOf(id, kind)
								if err := bucket.Put([]byte(k), v); err != nil {
									return err
								}
							}
							return nil
						})
					}
				} else {
					s := open(b, filepath.Join(b.TempDir(), "rollout.db"))
					once = func() error {
						id := n.Add(1)
						return s.Update(context.Background(), func(tx store.Tx) error {
							for _, kind := range kinds {
								k, v := entryOf(id, kind)
								if err := tx.Put(kind, k, v); err != nil {
									return err
								}
							}
							return nil
						})
					}
				}
				parallel(b, writers, once)
			})
		}
	}
}

func parallel(b *testing.B, writers int, once func() error) {
	b.ReportAllocs()
	b.ResetTimer()
	if writers == 1 {
		for b.Loop() {
			if err := once(); err != nil {
				b.Fatal(err)
			}
		}
	} else {
		b.SetParallelism(max(1, writers/runtime.GOMAXPROCS(0)))
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if err := once(); err != nil {
					b.Error(err)
				}
			}
		})
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commits/s")
}

// BenchmarkApply is a whole change: record, index, audit entry, timer, card and
// two messages.
func BenchmarkApply(b *testing.B) {
	for _, writers := range []int{1, 64} {
		b.Run(fmt.Sprint(writers), func(b *testing.B) {
			s := open(b, filepath.Join(b.TempDir(), "rollout.db"))
			var n atomic.Uint64
			parallel(b, writers, func() error {
				id := n.Add(1)
				return s.Update(context.Background(), func(tx store.Tx) error { return act(tx, id) })
			})
		})
	}
}

var errUndo = errors.New("undo")

// BenchmarkClaim takes 16 of 10,000 messages: behind one hot lane, in 10,000
// lanes of one hot channel that is busy, or all free. It is undone each time.
func BenchmarkClaim(b *testing.B) {
	for _, c := range []struct {
		name string
		hot  func(i int) (subject string, to rollout.Place)
		busy rollout.Place
	}{
		{"one-hot-lane", func(int) (string, rollout.Place) { return "INC-0", "#HOT" }, "#HOT"},
		{"one-hot-channel", func(i int) (string, rollout.Place) { return fmt.Sprint("INC-", i), "#HOT" }, "#HOT"},
		{"one-hot-channel-free", func(i int) (string, rollout.Place) { return fmt.Sprint("INC-", i), "#HOT" }, ""},
		{"10000-channels", func(i int) (string, rollout.Place) { return "INC-0", rollout.Place(fmt.Sprint("#C", i)) }, ""},
		{"none", nil, ""},
	} {
		b.Run(c.name, func(b *testing.B) {
			s := open(b, filepath.Join(b.TempDir(), "rollout.db"))
			say := func(subject string, to rollout.Place) rollout.Notice {
				return rollout.Notice{Kind: rollout.NoticeLine, Subject: subject, To: []rollout.Target{{To: to}}, Facts: map[string]string{"text": "words"}}
			}
			var e rollout.Effects
			for i := 0; c.hot != nil && i < 10_000; i++ {
				e.Notices = append(e.Notices, say(c.hot(i)))
			}
			for i := range 16 {
				e.Notices = append(e.Notices, say("INC-9", rollout.Place(fmt.Sprint("#FREE", i))))
			}
			if err := s.Update(context.Background(), func(tx store.Tx) error { return store.Apply(tx, rollout.Actor{}, noon, e) }); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				err := s.Update(context.Background(), func(tx store.Tx) error {
					rows, err := store.Claim(tx, noon, 16, func(p rollout.Place) bool { return p == c.busy })
					if err == nil && len(rows) != 16 {
						return fmt.Errorf("%d rows", len(rows))
					}
					return errors.Join(err, errUndo)
				})
				if !errors.Is(err, errUndo) || strings.Contains(err.Error(), "rows") {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkDue asks for the next due time and for 256 due timers, of which
// there are 1,000 or 100,000.
func BenchmarkDue(b *testing.B) {
	for _, timers := range []int{1_000, 100_000} {
		b.Run(fmt.Sprint(timers), func(b *testing.B) {
			s := open(b, filepath.Join(b.TempDir(), "rollout.db"))
			for from := 0; from < timers; from += 10_000 {
				var e rollout.Effects
				for i := from; i < min(timers, from+10_000); i++ {
					id := fmt.Sprint("INC-", i)
					e.Arm = append(e.Arm, rollout.Timer{
						Key: rollout.TimerKey(rollout.TimerStep, id), Kind: rollout.TimerStep, Subject: id,
						Due: noon.Add(time.Duration(i*7919%timers) * time.Second),
					})
				}
				if err := s.Update(context.Background(), func(tx store.Tx) error { return store.Apply(tx, rollout.Actor{}, noon, e) }); err != nil {
					b.Fatal(err)
				}
			}
			for _, c := range []struct {
				name string
				fn   func(tx store.Tx) error
			}{
				{"next", func(tx store.Tx) error { _, _, err := store.NextDue(tx); return err }},
				{"due-256", func(tx store.Tx) error {
					ts, err := store.Due(tx, noon.Add(time.Hour), 256)
					if err == nil && len(ts) != 256 {
						err = fmt.Errorf("%d timers", len(ts))
					}
					return err
				}},
			} {
				b.Run(c.name, func(b *testing.B) {
					b.ReportAllocs()
					for b.Loop() {
						if err := s.View(context.Background(), c.fn); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		})
	}
}
