package engine

import (
	"context"
	"time"

	"github.com/rolloutbot/rollout/store"
)

const (
	pruneEvery = 10 * time.Minute
	pruneMost  = 500 // rows of a kind in one transaction: little and often, so that pages are reused
)

// runPrune removes delivered messages and old receipts, until ctx ends.
func (e *Engine) runPrune(ctx context.Context) error {
	for ctx.Err() == nil {
		full, err := e.prune(ctx)
		if err != nil && ctx.Err() == nil {
			e.log.Error("what is no longer needed could not be removed", "err", err)
		}
		if full && err == nil {
			continue
		}
		select {
		case <-e.opt.Clock.After(pruneEvery):
		case <-ctx.Done():
		}
	}
	return nil
}

// prune removes one batch of each kind, and reports whether there is more.
func (e *Engine) prune(ctx context.Context) (more bool, err error) {
	now, full := e.opt.Clock.Now(), false
	err = e.opt.Store.Update(ctx, func(tx store.Tx) error {
		rows, err := store.PruneOutbox(tx, now, pruneMost)
		if err != nil {
			return err
		}
		receipts, err := store.PruneInbox(tx, now, pruneMost)
		full = rows == pruneMost || receipts == pruneMost
		return err
	})
	if err != nil { // the closure may still run where its end was not waited for
		return false, err
	}
	return full, nil
}
