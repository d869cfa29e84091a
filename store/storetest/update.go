package storetest

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/rolloutbot/rollout/store"
)

var updateTests = []test{
	{"no update is lost under 64 writers", lostUpdates},
	{"one failing closure among many drops only its own writes", isolation},
	{"a panic fails only its own caller", panics},
	{"a closure that ends its goroutine does not end the writer", goexit},
	{"a context that has ended runs nothing", ctxEnded},
	{"a context that ends in the queue runs nothing", ctxInQueue},
	{"a context that ends before its turn runs nothing, though its caller sleeps", ctxBeforeRun},
	{"a context that ends while the closure runs leaves the outcome unknown", ctxUnknown},
	{"a closed store refuses", closed},
	{"Close finishes what was accepted", closeDrains},
	{"a failed commit's neighbours read nothing of it", neighbours},
}

func lostUpdates(t *testing.T, s store.Store) {
	const writers, each = 64, 20
	var wg sync.WaitGroup
	for range writers {
		wg.Go(func() {
			for range each {
				err := s.Update(context.Background(), func(tx store.Tx) error {
					b, err := tx.Get("k", "n")
					if errors.Is(err, store.ErrNotFound) {
						b, err = make([]byte, 8), nil
					}
					if err != nil {
						return err
					}
					binary.BigEndian.PutUint64(b, binary.BigEndian.Uint64(b)+1)
					return tx.Put("k", "n", b)
				})
				if err != nil {
					t.Errorf("Update: %v", err)
				}
			}
		})
	}
	wg.Wait()
	b := read(t, s, func(tx store.Tx) ([]byte, error) { return tx.Get("k", "n") })
	equal(t, "increments", binary.BigEndian.Uint64(b), writers*each)
}

// crowd holds the writer until n more callers wait, so that all of them come
// into one batch, and returns their errors.
func crowd(t *testing.T, s store.Store, n int, fn func(i int, tx store.Tx) error) []error {
	t.Helper()
	held, free := make(chan bool), make(chan bool)
	var wg sync.WaitGroup
	wg.Go(func() {
		err := s.Update(context.Background(), func(store.Tx) error {
			select {
			case <-held:
			default:
				close(held)
			}
			<-free
			return nil
		})
		if err != nil {
			t.Errorf("the update that holds the writer: %v", err)
		}
	})
	<-held
	errs := make([]error, n)
	var started sync.WaitGroup
	for i := range n {
		started.Add(1)
		wg.Go(func() {
			started.Done()
			errs[i] = s.Update(context.Background(), func(tx store.Tx) error { return fn(i, tx) })
		})
	}
	started.Wait()
	for range 100 { // let them queue; the test holds either way
		runtime.Gosched()
	}
	close(free)
	wg.Wait()
	return errs
}

func isolation(t *testing.T, s store.Store) {
	update(t, s, func(tx store.Tx) error { return tx.Put("k", "shared", []byte("0")) })
	errs := crowd(t, s, 40, func(i int, tx store.Tx) error {
		n, err := tx.Next("n")
		if err != nil {
			return err
		}
		err = errors.Join(
			tx.Put("k", fmt.Sprintf("own-%02d", i), nil),
			tx.Put("k", "shared", []byte("x")),
			tx.Put("numbers", fmt.Sprintf("%03d", n), nil),
			tx.Delete("k", fmt.Sprintf("own-%02d", i-1)),
		)
		if err == nil && i%2 == 1 {
			return fmt.Errorf("refused %d", i)
		}
		return err
	})
	for i, err := range errs {
		if i%2 == 0 && err != nil || i%2 == 1 && (err == nil || err.Error() != fmt.Sprintf("refused %d", i)) {
			t.Errorf("caller %d: %v", i, err)
		}
	}
	view(t, s, func(tx store.Tx) error {
		own, err := tx.List("k", store.Range{Prefix: "own-"})
		for _, it := range own {
			if (it.Key[5]-'0')%2 == 1 {
				t.Errorf("%s is there, whose closure failed", it.Key)
			}
		}
		equal(t, "keys of closures that succeeded", len(own), 20)
		numbers, err2 := tx.List("numbers", store.Range{})
		equal(t, "numbers", len(numbers), 20)
		equal(t, "the last number", numbers[len(numbers)-1].Key, "020")
		return errors.Join(err, err2)
	})
}

func neighbours(t *testing.T, s store.Store) {
	errs := crowd(t, s, 30, func(i int, tx store.Tx) error {
		if i%3 == 0 {
			return errors.Join(tx.Put("secret", "x", nil), errors.New("refused"))
		}
		if _, err := tx.Get("secret", "x"); !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("saw what another closure took back: %v", err)
		}
		return nil
	})
	for i, err := range errs {
		if i%3 != 0 && err != nil {
			t.Errorf("caller %d: %v", i, err)
		}
	}
}

func panics(t *testing.T, s store.Store) {
	errs := crowd(t, s, 9, func(i int, tx store.Tx) error {
		if err := tx.Put("k", fmt.Sprint(i), nil); err != nil {
			return err
		}
		if i == 4 {
			panic("four")
		}
		return nil
	})
	for i, err := range errs {
		var p *store.PanicError
		if i == 4 {
			if !errors.As(err, &p) || p.Value != "four" || len(p.Stack) == 0 || errors.Is(err, store.ErrUnknown) {
				t.Errorf("the caller whose closure panicked: %v", err)
			}
		} else if err != nil {
			t.Errorf("caller %d: %v", i, err)
		}
	}
	got := read(t, s, func(tx store.Tx) (string, error) { return list(tx, "k", store.Range{}) })
	equal(t, "what the others wrote", got, "0= 1= 2= 3= 5= 6= 7= 8= ")
	update(t, s, func(tx store.Tx) error { return tx.Put("k", "after", nil) })
}

func goexit(t *testing.T, s store.Store) {
	err := s.Update(context.Background(), func(tx store.Tx) error {
		_ = tx.Put("k", "lost", nil)
		runtime.Goexit()
		return nil
	})
	if err == nil {
		t.Error("no error")
	}
	update(t, s, func(tx store.Tx) error { return tx.Put("k", "after", nil) })
	got := read(t, s, func(tx store.Tx) (string, error) { return list(tx, "k", store.Range{}) })
	equal(t, "what is there", got, "after= ")
}

func ctxEnded(t *testing.T, s store.Store) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	ran := false
	fn := func(store.Tx) error { ran = true; return nil }
	for what, err := range map[string]error{"View": s.View(ctx, fn), "Update": s.Update(ctx, fn)} {
		if !errors.Is(err, context.Canceled) || errors.Is(err, store.ErrUnknown) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if ran {
		t.Error("the closure ran")
	}
}

func ctxInQueue(t *testing.T, s store.Store) {
	held, free := make(chan bool), make(chan bool)
	var wg sync.WaitGroup
	wg.Go(func() {
		_ = s.Update(context.Background(), func(store.Tx) error { close(held); <-free; return nil })
	})
	<-held
	inner, cancel := context.WithCancel(context.Background())
	ctx := &spiedCtx{Context: inner, waited: make(chan bool)}
	result := make(chan error)
	ran := false
	wg.Go(func() { result <- s.Update(ctx, func(store.Tx) error { ran = true; return nil }) })
	<-ctx.waited
	cancel()
	if err := <-result; !errors.Is(err, context.Canceled) || errors.Is(err, store.ErrUnknown) {
		t.Errorf("Update: %v", err)
	}
	close(free)
	wg.Wait()
	update(t, s, func(store.Tx) error { return nil }) // the writer has passed by
	if ran {
		t.Error("the closure ran after its caller was told that it did not")
	}
}

// spiedCtx tells when somebody waits for its end, which Update does once its
// closure is queued.
type spiedCtx struct {
	context.Context
	once   sync.Once
	waited chan bool
}

func (c *spiedCtx) Done() <-chan struct{} {
	c.once.Do(func() { close(c.waited) })
	return c.Context.Done()
}

// lateCtx has ended when it is asked the second time; nobody is woken by that.
type lateCtx struct {
	context.Context
	asked atomic.Int32
}

func (c *lateCtx) Err() error {
	if c.asked.Add(1) > 1 {
		return context.Canceled
	}
	return nil
}

func ctxBeforeRun(t *testing.T, s store.Store) {
	err := s.Update(&lateCtx{Context: context.Background()}, func(store.Tx) error { t.Error("the closure ran"); return nil })
	if !errors.Is(err, context.Canceled) || errors.Is(err, store.ErrUnknown) {
		t.Errorf("Update: %v", err)
	}
}

func ctxUnknown(t *testing.T, s store.Store) {
	ctx, cancel := context.WithCancel(context.Background())
	running, free := make(chan bool), make(chan bool)
	result := make(chan error)
	go func() {
		result <- s.Update(ctx, func(tx store.Tx) error {
			close(running)
			<-free
			return tx.Put("k", "a", nil)
		})
	}()
	<-running
	cancel()
	err := <-result
	if !errors.Is(err, store.ErrUnknown) || !errors.Is(err, context.Canceled) {
		t.Errorf("Update: %v, want one that says unknown", err)
	}
	close(free)
	update(t, s, func(store.Tx) error { return nil })
	got := read(t, s, func(tx store.Tx) (string, error) { return list(tx, "k", store.Range{}) })
	equal(t, "what became of it (here: saved)", got, "a= ")
}

func closed(t *testing.T, s store.Store) {
	for range 2 {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}
	fn := func(store.Tx) error { t.Error("the closure ran"); return nil }
	for what, err := range map[string]error{
		"View": s.View(context.Background(), fn), "Update": s.Update(context.Background(), fn),
	} {
		if !errors.Is(err, store.ErrClosed) || errors.Is(err, store.ErrUnknown) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func closeDrains(t *testing.T, s store.Store) {
	held, free := make(chan bool), make(chan bool)
	var wg sync.WaitGroup
	errs := make([]error, 20)
	wg.Go(func() {
		errs[0] = s.Update(context.Background(), func(store.Tx) error { close(held); <-free; return nil })
	})
	<-held
	for i := 1; i < len(errs); i++ {
		wg.Go(func() {
			errs[i] = s.Update(context.Background(), func(tx store.Tx) error { return tx.Put("k", fmt.Sprint(i), nil) })
		})
	}
	for range 100 {
		runtime.Gosched()
	}
	wg.Go(func() { close(free) })
	if err := s.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	wg.Wait()
	for i, err := range errs {
		if err != nil && !errors.Is(err, store.ErrClosed) {
			t.Errorf("caller %d: %v, want saved or refused", i, err)
		}
	}
}
