// Package storetest is the contract of a store: what package store promises,
// as tests that every backend runs. A bug found in one store becomes a case
// here, and so a test of all.
package storetest

import (
	"testing"

	"github.com/rolloutbot/rollout/store"
)

// Run tests that the stores which open makes keep the contract. Each call of
// open gives an empty, prepared store, which open closes with t.Cleanup.
func Run(t *testing.T, open func(t testing.TB) store.Store) {
	for _, group := range []struct {
		name  string
		tests []test
	}{
		{"tx", txTests},
		{"update", updateTests},
		{"apply", applyTests},
		{"plans", planTests},
		{"counts", countTests},
		{"duty", dutyTests},
		{"timers", timerTests},
		{"inbox", inboxTests},
		{"spend", spendTests},
		{"audit", auditTests},
		{"outbox", outboxTests},
		{"delivery", deliveryTests},
		{"parked", parkedTests},
		{"taken up", takenUpTests},
	} {
		t.Run(group.name, func(t *testing.T) {
			for _, c := range group.tests {
				t.Run(c.name, func(t *testing.T) { c.run(t, open(t)) })
			}
		})
	}
	t.Run("machine", func(t *testing.T) { machine(t, open) })
	t.Run("count machine", func(t *testing.T) { countMachine(t, open) })
	t.Run("outbox machine", func(t *testing.T) { outboxMachine(t, open) })
}

type test struct {
	name string
	run  func(t *testing.T, s store.Store)
}
