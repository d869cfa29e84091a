package view

import (
	"fmt"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// RecordCard is the one card of a record, as it is now. The error is a kind of
// record that has no card, a fault of ours.
func RecordCard(rec rollout.Record, now time.Time) (Card, error) {
	switch rec := rec.(type) {
	case rollout.Incident:
		return IncidentCard(rec, now), nil
	case rollout.Approval:
		return ApprovalCard(rec, now), nil
	case rollout.Digest:
		return DigestCard(rec), nil
	case rollout.Pause:
		return PauseCard(rec, now), nil
	}
	return Card{}, fmt.Errorf("a record of kind %q has no card", rec.Kind())
}
