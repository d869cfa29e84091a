package commands

import (
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// followApprovals adds to e what digests say of the approvals that end by it:
// nobody is asked for these any more.
func followApprovals(tx store.Tx, e rollout.Effects, now time.Time) (rollout.Effects, error) {
	for _, rec := range e.Put {
		a, ok := rec.(rollout.Approval)
		if !ok || a.State == rollout.ApprovalOpen {
			continue
		}
		shown, err := store.DigestsAsking(tx, a.Kind(), a.ID)
		if err != nil {
			return e, err
		}
		e.Put = append(e.Put, rollout.SettledItems(newest(shown, e), a, string(a.State), a.By, now)...)
	}
	return e, nil
}
