package commands

import (
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// followWaves is follow for a plan's waves: a document that reads otherwise
// supersedes what was asked of it, and a wave that began or is over is asked for
// in no digest any more. p and s are as they are once e is applied.
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
			if rec.Plan != p.ID || rec.State == rollout.WavePlanned {
				continue
			}
			shown, err := store.DigestsAsking(tx, rec.Kind(), rec.Key())
			if err != nil {
				return more, err
			}
			how, by := "started", rec.StartedBy
			if rec.Over() {
				how, by = string(rec.State), rec.EndedBy
			}
			more.Put = append(more.Put, rollout.SettledItems(shown, rec, how, by, now)...)
		}
	}
	return more, nil
}
