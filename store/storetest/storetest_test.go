package storetest_test

import (
	"testing"

	"github.com/rolloutbot/rollout/store"
	"github.com/rolloutbot/rollout/store/storetest"
)

func TestMemoryKeepsTheContract(t *testing.T) {
	storetest.Run(t, func(t testing.TB) store.Store {
		s := storetest.Memory()
		t.Cleanup(func() { _ = s.Close() })
		return s
	})
}
