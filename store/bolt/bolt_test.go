package bolt_test

import (
	"path/filepath"
	"testing"

	"github.com/rolloutbot/rollout/store"
	"github.com/rolloutbot/rollout/store/bolt"
	"github.com/rolloutbot/rollout/store/storetest"
)

func TestBoltKeepsTheContract(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t testing.TB) store.Store { return open(t, filepath.Join(t.TempDir(), "rollout.db")) })
}

// open opens a store that is closed with the test.
func open(t testing.TB, path string) *bolt.Store {
	t.Helper()
	s, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}
