package engine

import (
	"context"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// masked reports whether the facts of a notice about a private incident are all
// that may be said where it must stay unknown: they have no id.
func masked(about rollout.Record, facts map[string]string) bool {
	return isPrivate(about) && facts[rollout.FactID] == ""
}

func isPrivate(about rollout.Record) bool {
	in, ok := about.(rollout.Incident)
	return ok && in.Policy.Private
}

// privacyCall is how long that may take: with the call behind it, it must end
// well within the lease.
const privacyCall = 3 * time.Second

// wentPublic refuses to tell a channel of a private incident once anybody can
// read it: it was private when the row was queued, which may be some time ago.
// Where the chat does not say, what was known last counts: an alarm goes out.
func (e *Engine) wentPublic(ctx context.Context, to rollout.Place) (store.Outcome, bool) {
	if to.Channel() == "" {
		return store.Outcome{}, false
	}
	c, err := e.LookupChannel(ctx, to.Channel(), privacyCall)
	if err != nil {
		e.log.Warn("nobody says whether a channel is still private", "channel", to, "err", err)
	}
	if c.Private || c.Seen.IsZero() {
		return store.Outcome{}, false
	}
	return store.Outcome{Class: rollout.SendPermanent, Error: "the channel is public now, and the incident is private"}, true
}
