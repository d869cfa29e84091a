package commands

import (
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// followWaves is follow for a plan's waves: a document that reads otherwise
// supersedes what was asked of it, and what was ticked, began or is over is asked
// for in no digest any more. p and s are as they are once e is applied.
func followWaves(tx store.Tx, p rollout.Plan, s rollout.State, e rollout.Effects, now time.Time) (more rollout.Effects, err error) {
	for _, rec := range e.Put {
		switch rec := rec.(type) {
		case rollout.Plan:
			if rec.ID != p.ID {
				continue
			}
			asked, err := store.OpenApprovals(tx, p.ID)
			if err != nil {
				return more, err
			}
			more.Join(rollout.ImportedWaves(p, s, asked, now))
		case rollout.WaveRun:
			if rec.Plan != p.ID {
				continue
			}
			for _, x := range rollout.Settlings(p, s, rec) {
				shown, err := store.DigestsAsking(tx, x.Of, x.Subject)
				if err != nil {
					return more, err
				}
				more.Put = append(more.Put, x.In(newest(shown, more))...)
			}
		}
	}
	return more, nil
}

// newest are digests as they are once e is applied: one may ask for several
// things that are settled together.
func newest(shown []rollout.Digest, e rollout.Effects) []rollout.Digest {
	for i, g := range shown {
		for _, rec := range e.Put {
			if newer, ok := rec.(rollout.Digest); ok && newer.Key() == g.Key() {
				shown[i] = newer
			}
		}
	}
	return shown
}
