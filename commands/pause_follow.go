package commands

import (
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// followPauses is follow for pauses: what digests say of one that lasts is
// settled once somebody asks for its end, and when it is over; a document that
// lets others decide supersedes a request to resume. p and s are as they are once
// e is applied.
func followPauses(tx store.Tx, p rollout.Plan, s rollout.State, e rollout.Effects, now time.Time) (more rollout.Effects, err error) {
	for _, rec := range e.Put {
		if edited, ok := rec.(rollout.Plan); ok && edited.ID == p.ID {
			superseded, err := importedPause(tx, p, s, now)
			if err != nil {
				return more, err
			}
			more.Join(superseded)
		}
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

// importedPause is what an edit changes about a resumption that is asked for.
func importedPause(tx store.Tx, p rollout.Plan, s rollout.State, now time.Time) (rollout.Effects, error) {
	if s.Pause == nil || s.Pause.State != rollout.PauseResumeAsked {
		return rollout.Effects{}, nil
	}
	pa, err := store.Pause(tx, s.Pause.ID)
	if err != nil {
		return rollout.Effects{}, err
	}
	a, err := store.Approval(tx, pa.Resume)
	if err != nil {
		return rollout.Effects{}, err
	}
	duty, err := dutyOf(tx, p, rollout.PauseRoles(p, pa)...)
	if err != nil {
		return rollout.Effects{}, err
	}
	return rollout.ImportedPause(rollout.Desk{Plan: p, State: s, Duty: duty, Now: now}, pa, a), nil
}
