package bolt

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rolloutbot/rollout/store"
	"go.etcd.io/bbolt"
)

// Report is what Verify found, for people.
type Report struct {
	Path       string
	Size       int64 // bytes
	Pages      int
	Free       int                     // of the pages
	Workspaces map[string]store.Report // what each holds
	Damage     []store.Damage          // everything that is wrong, of the file and of its workspaces
}

// OK reports whether nothing is damaged.
func (r Report) OK() bool { return len(r.Damage) == 0 }

// String is the report as `rollout verify` prints it.
func (r Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d bytes, %d pages, %d of them free\n", r.Path, r.Size, r.Pages, r.Free)
	for _, ws := range slices.Sorted(maps.Keys(r.Workspaces)) {
		w := r.Workspaces[ws]
		fmt.Fprintf(&b, "workspace %s: schema %d", ws, w.Schema)
		for _, kind := range slices.Sorted(maps.Keys(w.Counts)) {
			if n := w.Counts[kind]; n > 0 {
				fmt.Fprintf(&b, ", %d %s", n, kind)
			}
		}
		if w.Head.Seq > 0 {
			fmt.Fprintf(&b, "\naudit chain: %d entries, %d of them forgotten, head %s", w.Head.Seq, w.Forgotten, w.Head.Hash)
		}
		b.WriteByte('\n')
	}
	if r.OK() {
		b.WriteString("Nothing is damaged.\n")
		return b.String()
	}
	fmt.Fprintf(&b, "Damage (%d):\n", len(r.Damage))
	for _, d := range r.Damage {
		fmt.Fprintf(&b, "- %s\n", d)
	}
	b.WriteString("Nothing was changed. Keep a copy of the file before anything else.\n")
	return b.String()
}

// Verify checks a file that no process has open, or a copy: its pages, the
// checksum of every value, and in each workspace what store.Check compares. It
// changes nothing. Damage is in the report; an error is a sentence about a file
// that could not be looked at.
func Verify(path string) (Report, error) {
	f, err := os.Open(path)
	if err != nil {
		return Report{}, fmt.Errorf("%s was not verified: %w", path, err)
	}
	defer func() { _ = f.Close() }()
	w, err := newWalker(f)
	if err != nil {
		return Report{}, err
	}
	r := Report{Path: path, Size: w.size, Workspaces: make(map[string]store.Report)}
	var db *bbolt.DB
	if w.head.pageSize != 0 && int64(w.bytes()) <= w.size {
		// Hold the lock while reading, so that what changes is not taken for
		// damage.
		db, err = openFile(path, Options{}, true)
		if err != nil {
			return Report{}, err
		}
		defer func() { _ = db.Close() }()
		if w, err = newWalker(f); err != nil {
			return Report{}, err
		}
		w.sums = true
		w.walk()
	}
	r.Pages, r.Free, r.Damage = int(w.head.top), w.free, w.damage
	if db == nil || !r.readable() {
		return r, nil
	}
	if err := r.pages(db); err != nil {
		return r, err
	}
	for _, ws := range w.workspaces() {
		if err := r.workspace(db, path, ws); err != nil {
			return r, err
		}
	}
	return r, nil
}

// readable reports whether the records can be read although something may be
// damaged: single values, or one of the two headers.
func (r *Report) readable() bool {
	for _, d := range r.Damage {
		if d.Do == doRestore {
			return false
		}
	}
	return true
}

// pages is bbolt's own check. The walk has been there before, because on some
// files bbolt's check does not come back.
func (r *Report) pages(db *bbolt.DB) error {
	return db.View(func(tx *bbolt.Tx) error {
		for err := range tx.Check() {
			r.Damage = append(r.Damage, store.Damage{Where: "the file", What: err.Error(), Do: doRestore})
		}
		return nil
	})
}

func (r *Report) workspace(db *bbolt.DB, path, name string) error {
	s := store.NewGroup(shared{&backend{db: db, prefix: name + "/"}}, nil)
	defer func() { _ = s.Close() }()
	return s.View(context.Background(), func(tx store.Tx) error {
		got, err := store.Check(tx)
		if err != nil {
			return fmt.Errorf("%s was not verified: %w", path, err)
		}
		r.Workspaces[name] = got
		for _, d := range got.Damage {
			if len(r.Workspaces) > 1 {
				d.Where = "workspace " + name + ", " + d.Where
			}
			r.Damage = append(r.Damage, d)
		}
		return nil
	})
}

// shared leaves the database open.
type shared struct{ *backend }

func (shared) Close() error { return nil }

func (w *walker) workspaces() []string {
	names := make(map[string]bool)
	for bucket := range w.kinds {
		if ws, _, ok := strings.Cut(bucket, "/"); ok {
			names[ws] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// Verify checks the store while it is in use: a snapshot is copied beside the
// file, verified, and removed. It needs as much space on the disk.
func (s *Store) Verify(ctx context.Context) (Report, error) {
	if err := ctx.Err(); err != nil {
		return Report{}, err
	}
	tmp, err := os.CreateTemp(filepath.Dir(s.path), filepath.Base(s.path)+".verify-*")
	if err != nil {
		return Report{}, fmt.Errorf("%s was not verified: %w", s.path, err)
	}
	_ = tmp.Close()
	name := tmp.Name()
	defer func() { _ = os.Remove(name) }()
	if err := copyTo(s.db, name); err != nil {
		return Report{}, fmt.Errorf("%s was not verified: no copy could be made: %w", s.path, err)
	}
	r, err := Verify(name)
	r.Path = s.path
	return r, err
}
