package bolt

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/rolloutbot/rollout/store"
	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// TestACommitErrorIsFatalAndUnknown: a full disk, here a file that may not
// grow, makes bbolt's commit return an error.
func TestACommitErrorIsFatalAndUnknown(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rollout.db")
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{MaxSize: 1 << 20, FreelistType: bbolt.FreelistMapType})
	if err != nil {
		t.Fatal(err)
	}
	var fatal []error
	s := start(db, path, store.DefaultWorkspace, Options{Fatal: func(err error) { fatal = append(fatal, err) }})
	put := func(key string, size int) error {
		return s.Update(context.Background(), func(tx store.Tx) error { return tx.Put("k", key, make([]byte, size)) })
	}
	if err := put("a", 100); err != nil {
		t.Fatal(err)
	}
	if err := put("b", 2<<20); !errors.Is(err, store.ErrUnknown) || !errors.Is(err, berrors.ErrMaxSizeReached) {
		t.Errorf("Update: %v", err)
	}
	if err := put("c", 1); !errors.Is(err, store.ErrStopped) {
		t.Errorf("afterwards: %v", err)
	}
	err = s.View(context.Background(), func(tx store.Tx) error { _, err := tx.Get("k", "a"); return err })
	if err := errors.Join(err, s.Close()); err != nil {
		t.Error(err)
	}
	if len(fatal) != 1 || !errors.Is(fatal[0], store.ErrCommit) {
		t.Errorf("Fatal heard %v", fatal)
	}
}
