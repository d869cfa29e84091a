package bolt

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/rolloutbot/rollout/store"
	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

const (
	lockTimeout = time.Second
	mapSize     = 256 << 20 // address space: a writer that must grow the map waits for every open read
	walkAtOpen  = 16 << 20  // bytes of pages
)

// Options are what a store needs besides its file.
type Options struct {
	// Workspace is the prefix of everything that is read and written;
	// "" is store.DefaultWorkspace.
	Workspace string

	// Fatal is called once when a commit returned an error: what is in the file
	// is then unknown, and the program should exit (code 75) and start again,
	// which looks. It must not call Close.
	Fatal func(error)

	// Logger hears what bbolt has to say; nil: nobody.
	Logger bbolt.Logger
}

// Store is a store.Store in one file, which no other process can open
// meanwhile.
type Store struct {
	*store.Group
	db   *bbolt.DB
	path string
}

// Open opens the file at path, and makes it when there is none, in such a way
// that a power cut leaves either no file or a whole one. Errors are sentences
// for the operator.
func Open(path string, o Options) (*Store, error) {
	ws, err := store.Workspace(o.Workspace)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		err := create(path, ws, o)
		if _, there := os.Stat(path); err != nil && there != nil {
			return nil, err
		} // else another process was faster, and has it now or had it
	}
	s, err := open(path, ws, o)
	if err != nil {
		return nil, err
	}
	for _, what := range []string{".new-*", ".verify-*"} { // of what was cut off
		left, _ := filepath.Glob(path + what)
		for _, p := range left {
			_ = os.Remove(p)
		}
	}
	return s, nil
}

// create makes a whole store under another name and then gives it its own.
func create(path, workspace string, o Options) (err error) {
	dir := filepath.Dir(path)
	tmp, err := os.CreateTemp(dir, filepath.Base(path)+".new-*")
	if err != nil {
		return fmt.Errorf("no store was made at %s: %w. Create the folder or set ROLLOUT_STORE to a path that can be written", path, err)
	}
	defer func() { _ = os.Remove(tmp.Name()) }()
	if err := tmp.Close(); err != nil {
		return err
	}
	db, err := openFile(tmp.Name(), o, false)
	if err != nil {
		return fmt.Errorf("no store was made at %s: %w", path, err)
	}
	s := start(db, tmp.Name(), workspace, Options{})
	err = store.Prepare(context.Background(), s, func(int) error { return nil })
	if err := errors.Join(err, s.Close(), syncPath(tmp.Name())); err != nil {
		return fmt.Errorf("no store was made at %s: %w", path, err)
	}
	// A link, unlike a rename, never replaces what another process has made
	// meanwhile.
	err = os.Link(tmp.Name(), path)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		if _, there := os.Lstat(path); errors.Is(there, fs.ErrNotExist) {
			err = os.Rename(tmp.Name(), path) // file systems without links
		}
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("no store was made at %s: %w", path, err)
	}
	return syncPath(dir)
}

func open(path, workspace string, o Options) (*Store, error) {
	if err := fit(path); err != nil {
		return nil, err
	}
	db, err := openFile(path, o, false)
	if err != nil {
		return nil, err
	}
	s := start(db, path, workspace, o)
	err = store.Prepare(context.Background(), s, func(schema int) error {
		return copyTo(db, fmt.Sprintf("%s.schema-%d", path, schema))
	})
	if err != nil {
		_ = s.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

func start(db *bbolt.DB, path, workspace string, o Options) *Store {
	return &Store{store.NewGroup(&backend{db: db, prefix: workspace + "/"}, o.Fatal), db, path}
}

// fit reports why a file cannot be used, before bbolt maps it: a file that is
// cut off would end the process, and one whose pages lead in a circle as well.
// The pages of large files are not walked at each start.
func fit(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("the store %s cannot be opened: %w", path, err)
	}
	defer func() { _ = f.Close() }()
	w, err := newWalker(f)
	if err != nil {
		return err
	}
	if len(w.damage) == 0 && w.bytes() <= walkAtOpen {
		w.walk()
	}
	if len(w.damage) == 0 {
		return nil
	}
	// What another process is writing just now looks damaged from here.
	db, err := openFile(path, Options{}, true)
	if errors.Is(err, errLocked) {
		return err
	}
	if err == nil {
		_ = db.Close()
	}
	return damaged(path, w.damage[0].String())
}

// errLocked is under the error for a file that another process has open.
var errLocked = errors.New("locked")

// openFile is bbolt.Open, which panics on some damaged files. After a panic the
// lock is held until the process ends. Read-only, it looks at the headers only.
func openFile(path string, o Options, readOnly bool) (db *bbolt.DB, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if v := recover(); v != nil {
			db, err = nil, damaged(path, fmt.Sprint(v))
		}
	}()
	db, err = bbolt.Open(path, 0o600, &bbolt.Options{
		Timeout:         lockTimeout,
		FreelistType:    bbolt.FreelistMapType,
		InitialMmapSize: mapSize,
		ReadOnly:        readOnly,
		Logger:          o.Logger,
	})
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return nil, &lockedError{path}
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrChecksum), errors.Is(err, berrors.ErrVersionMismatch):
		return nil, damaged(path, err.Error())
	case err != nil:
		return nil, fmt.Errorf("the store %s cannot be opened: %w", path, err)
	}
	return db, nil
}

// lockedError is the sentence about a file that is in use.
type lockedError struct{ path string }

func (e *lockedError) Error() string {
	return fmt.Sprintf("another rollout process has %s open; only one can. Stop that one first, or name another file in ROLLOUT_STORE", e.path)
}

func (e *lockedError) Unwrap() error { return errLocked }

// damaged is the sentence about a file that cannot be used.
func damaged(path, what string) error {
	return fmt.Errorf("the store %s is damaged: %s. Nothing was changed. Keep a copy of the file, look with `rollout verify %s`, and restore the newest backup", path, strings.TrimSuffix(what, "."), path)
}

// copyTo writes a snapshot of db to a file that becomes whole or not at all.
func copyTo(db *bbolt.DB, path string) error {
	tmp := path + ".part"
	f, err := os.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	err = db.View(func(tx *bbolt.Tx) error {
		_, err := tx.WriteTo(f)
		return err
	})
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		_ = os.Remove(tmp)
		return err
	}
	if err := os.Rename(tmp, path); err != nil {
		return err
	}
	return syncPath(filepath.Dir(path))
}

func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
