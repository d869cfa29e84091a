package commands

import (
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// followPauses is follow for pauses: what digests say of one that lasts is
// settled once somebody asks for its end, and when it is over.
func followPauses(tx store.Tx, e rollout.Effects, now time.Time) (more rollout.Effects, err error) {
	for _, rec := range e.Put {
		pa, ok := rec.(rollout.Pause)
		if !ok {
			continue
		}
		how, by := "", pa.ResumeAsker
		switch pa.State {
		case rollout.PauseResumeAsked:
			how = "resume requested"
		case rollout.PauseResumed:
			how, by = "resumed", pa.ResumedBy
		default:
			continue
		}
		shown, err := store.DigestsAsking(tx, pa.Kind(), pa.ID)
		if err != nil {
			return more, err
		}
		more.Put = append(more.Put, rollout.SettledItems(shown, pa, how, by, now)...)
	}
	return more, nil
}
