package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
)

// scripted is a backend whose commits end as the test says.
type scripted struct {
	data    map[string]string
	commits int
	changes [][]Change
	end     func(commit int, c []Change) error // nil: all are saved
}

func (b *scripted) View(fn func(Base) error) error { return fn(b) }
func (b *scripted) Close() error                   { return nil }

func (b *scripted) Commit(fn func(Base) ([]Change, error)) error {
	c, err := fn(b)
	if err != nil || len(c) == 0 {
		return err
	}
	b.commits++
	if b.end != nil {
		if err := b.end(b.commits, c); err != nil {
			return err
		}
	}
	b.changes = append(b.changes, c)
	for _, ch := range c {
		b.data[ch.Kind+"/"+ch.Key] = string(ch.Value)
	}
	return nil
}

func (b *scripted) Get(kind, key string) ([]byte, bool, error) {
	v, ok := b.data[kind+"/"+key]
	return []byte(v), ok, nil
}

func (b *scripted) Scan(string, string, string, bool, bool, func(key, value []byte) bool) error {
	return nil
}

// waiting runs n updates that all wait for the writer at once, and returns
// their errors.
func waitingTogether(g *Group, n int, fn func(i int, tx Tx) error) []error {
	g.mu.Lock() // nobody is taken before all are queued
	errs := make([]error, n)
	var wg sync.WaitGroup
	reqs := make([]*request, n)
	for i := range n {
		reqs[i] = &request{ctx: context.Background(), done: make(chan struct{}), fn: func(tx Tx) error { return fn(i, tx) }}
		reqs[i].seed[0] = byte(i + 1)
		wg.Go(func() { <-reqs[i].done; errs[i] = reqs[i].err })
	}
	g.queue = append(g.queue, reqs...)
	g.mu.Unlock()
	g.rouse()
	wg.Wait()
	return errs
}

func putOne(i int, tx Tx) error { return tx.Put("k", fmt.Sprintf("%03d", i), nil) }

func TestUpdatesThatWaitShareACommit(t *testing.T) {
	for _, c := range []struct{ callers, commits int }{{1, 1}, {2, 1}, {MaxBatch, 1}, {MaxBatch + 1, 2}, {2*MaxBatch + 1, 3}} {
		b := &scripted{data: map[string]string{}}
		g := NewGroup(b, nil)
		for _, err := range waitingTogether(g, c.callers, putOne) {
			if err != nil {
				t.Error(err)
			}
		}
		if err := g.Close(); err != nil {
			t.Error(err)
		}
		if b.commits != c.commits || len(b.data) != c.callers {
			t.Errorf("%d callers: %d commits of %d keys, want %d", c.callers, b.commits, len(b.data), c.commits)
		}
		for _, ch := range b.changes {
			for i := 1; i < len(ch); i++ {
				if ch[i-1].Key >= ch[i].Key {
					t.Fatalf("changes are not in order: %q, %q", ch[i-1].Key, ch[i].Key)
				}
			}
		}
	}
}

func TestAClosureThatWritesNothingNeedsNoCommit(t *testing.T) {
	b := &scripted{data: map[string]string{}}
	g := NewGroup(b, nil)
	err := g.Update(context.Background(), func(tx Tx) error { _, err := tx.Get("k", "a"); return ignoreMissing(err) })
	refused := g.Update(context.Background(), func(tx Tx) error { return errors.Join(putOne(1, tx), errors.New("refused")) })
	if err := errors.Join(err, g.Close()); err != nil || refused == nil || b.commits != 0 {
		t.Errorf("%v, %v, %d commits", err, refused, b.commits)
	}
}

func TestWhatCannotBeWrittenHarmsNobodyElse(t *testing.T) {
	broken := errors.New("that page is damaged")
	b := &scripted{data: map[string]string{}, end: func(_ int, c []Change) error {
		for _, ch := range c {
			if ch.Key == "003" {
				return broken
			}
		}
		return nil
	}}
	fatal := 0
	g := NewGroup(b, func(error) { fatal++ })
	seeds := map[int][]byte{}
	runs := map[int]int{}
	errs := waitingTogether(g, 6, func(i int, tx Tx) error {
		runs[i]++
		seed := tx.(*writeTx).Seed()
		seeds[i] = append(seeds[i], seed[0])
		if i == 5 {
			return errors.Join(putOne(9, tx), errors.New("refused"))
		}
		return putOne(i, tx)
	})
	for i, err := range errs {
		switch {
		case i == 3 && (!errors.Is(err, broken) || errors.Is(err, ErrUnknown)):
			t.Errorf("the one whose write fails: %v", err)
		case i == 5 && (err == nil || err.Error() != "refused"):
			t.Errorf("the one that was refused: %v", err)
		case i != 3 && i != 5 && err != nil:
			t.Errorf("caller %d: %v", i, err)
		}
		if runs[i] != 2 || seeds[i][0] != byte(i+1) || seeds[i][1] != byte(i+1) {
			t.Errorf("caller %d ran %d times with the seeds %v; run again, the seed must stay", i, runs[i], seeds[i])
		}
	}
	if len(b.data) != 4 || fatal != 0 {
		t.Errorf("%d keys are there, fatal was called %d times: %v", len(b.data), fatal, b.data)
	}
	if err := g.Update(context.Background(), func(tx Tx) error { return putOne(7, tx) }); err != nil {
		t.Errorf("afterwards: %v", err)
	}
	_ = g.Close()
}

func TestACommitThatReturnsAnErrorIsUnknown(t *testing.T) {
	disk := errors.New("input/output error")
	b := &scripted{data: map[string]string{}, end: func(n int, _ []Change) error {
		if n == 2 {
			return fmt.Errorf("%w: %w", ErrCommit, disk)
		}
		return nil
	}}
	var fatal []error
	g := NewGroup(b, func(err error) { fatal = append(fatal, err) })
	if err := g.Update(context.Background(), func(tx Tx) error { return putOne(0, tx) }); err != nil {
		t.Fatal(err)
	}
	errs := waitingTogether(g, 3, func(i int, tx Tx) error {
		if i == 1 {
			return errors.New("refused")
		}
		return putOne(i, tx)
	})
	for i, err := range errs {
		if unknown := errors.Is(err, ErrUnknown) && errors.Is(err, disk); unknown != (i != 1) || err == nil {
			t.Errorf("caller %d: %v", i, err)
		}
	}
	ran := false
	err := g.Update(context.Background(), func(Tx) error { ran = true; return nil })
	if !errors.Is(err, ErrStopped) || errors.Is(err, ErrUnknown) || ran {
		t.Errorf("afterwards: %v, the closure ran: %v", err, ran)
	}
	if err := g.View(context.Background(), func(Tx) error { return nil }); err != nil {
		t.Errorf("reading afterwards: %v", err)
	}
	if err := g.Close(); err != nil || len(fatal) != 1 || !errors.Is(fatal[0], disk) {
		t.Errorf("Close: %v, fatal heard %v", err, fatal)
	}
}

func TestARunAloneThatEndsUnknownStopsTheOthers(t *testing.T) {
	b := &scripted{data: map[string]string{}, end: func(n int, _ []Change) error {
		switch n {
		case 1:
			return errors.New("the batch cannot be written")
		case 3:
			return ErrCommit
		}
		return nil
	}}
	fatal := 0
	g := NewGroup(b, func(error) { fatal++ })
	errs := waitingTogether(g, 4, putOne)
	for i, want := range []error{nil, ErrUnknown, ErrStopped, ErrStopped} {
		if !errors.Is(errs[i], want) || i == 0 && errs[i] != nil {
			t.Errorf("caller %d: %v, want %v", i, errs[i], want)
		}
	}
	if fatal != 1 {
		t.Errorf("fatal was called %d times", fatal)
	}
	_ = g.Close()
}

func TestMigrationsRunOnceAndAfterACopy(t *testing.T) {
	step := func(from int) Migration {
		return Migration{from, func(tx Tx) error { return tx.Put("log", fmt.Sprint(from), nil) }}
	}
	fail := errors.New("disk full")
	for _, c := range []struct {
		name     string
		stored   string
		steps    []Migration
		snapshot error
		target   int
		want     string // in the error
		schema   string
		ran      int
	}{
		{"a new store needs none", "", []Migration{step(1)}, nil, 2, "", "2", 0},
		{"the same schema", "2", []Migration{step(1)}, nil, 2, "", "2", 0},
		{"one step", "1", []Migration{step(1)}, nil, 2, "", "2", 1},
		{"two steps", "1", []Migration{step(1), step(2)}, nil, 3, "", "3", 2},
		{"only the second", "2", []Migration{step(1), step(2)}, nil, 3, "", "3", 1},
		{"a step is missing", "1", []Migration{step(2)}, nil, 3, "no way from schema 1 to 3", "1", 0},
		{"no copy, no migration", "1", []Migration{step(1)}, fail, 2, "disk full", "1", 0},
		{"a step fails", "1", []Migration{{1, func(tx Tx) error { return errors.Join(putOne(1, tx), fail) }}}, nil, 2, "migrating from schema 1", "1", 0},
		{"a newer store", "4", nil, nil, 3, "the store has schema 4 and this program knows schema 3", "4", 0},
		{"no number", "x", nil, nil, 3, "not a schema number", "x", 0},
	} {
		b := &scripted{data: map[string]string{}}
		if c.stored != "" {
			b.data["meta/schema"] = c.stored
		}
		g := NewGroup(b, nil)
		copies := 0
		err := prepare(context.Background(), g, func(int) error { copies++; return c.snapshot }, c.target, c.steps)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v", c.name, err)
		}
		ran := 0
		for k := range b.data {
			if strings.HasPrefix(k, "log/") {
				ran++
			}
		}
		if b.data["meta/schema"] != c.schema || ran != c.ran || ran > 0 && copies != 1 {
			t.Errorf("%s: schema %s, %d steps, %d copies", c.name, b.data["meta/schema"], ran, copies)
		}
		if c.stored == "" && len(b.data["meta/secret"]) != 32 {
			t.Errorf("%s: the secret has %d bytes", c.name, len(b.data["meta/secret"]))
		}
		_ = g.Close()
	}
}
