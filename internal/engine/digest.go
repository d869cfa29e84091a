package engine

import (
	"errors"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// A digestSource loads what one plan has to ask of one person and lets its rule
// make items of it. It runs in the transaction that fires the digest, once for
// each plan in which the person holds something, so it lists by an index what is
// awake and looks at nothing that rests.
type digestSource func(tx store.Tx, s rollout.State, a rollout.Asked) ([]rollout.DigestItem, error)

// digestSources are all that ask people in the digest.
var digestSources = []digestSource{pauseItems, approvalItems, waveItems, reviewItems}

// loadDigest collects a person's digest over all plans. Who is deactivated is
// asked nothing, and asked again when they come back.
func loadDigest(tx store.Tx, t rollout.Timer, now time.Time) (rollout.Effects, error) {
	u := rollout.UserID(t.Subject)
	zone, err := store.ZoneOf(tx, u)
	if err != nil {
		return rollout.Effects{}, err
	}
	plans, err := store.PlansOf(tx, u)
	if err != nil {
		return rollout.Effects{}, err
	}
	who, err := store.Person(tx, u)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return rollout.Effects{}, err
	}
	if later, rests := rollout.PutOff(t, zone, now); rests {
		return rollout.Effects{Arm: []rollout.Timer{later}}, nil
	}
	asked := rollout.Mornings(t, zone, now)
	var items []rollout.DigestItem
	for _, id := range plans {
		if who.Account == rollout.Deactivated {
			break
		}
		s, err := store.State(tx, id)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return rollout.Effects{}, err
		}
		if s.Stage == rollout.Draft || s.Stage == rollout.Retired {
			continue
		}
		for _, source := range digestSources {
			more, err := source(tx, s, asked)
			if err != nil {
				return rollout.Effects{}, err
			}
			items = append(items, more...)
		}
	}
	return rollout.MakeDigest(t, asked, zone, items, len(plans) > 0, now), nil
}

// reviewItems are the reviews of a plan that a person is asked for.
func reviewItems(tx store.Tx, s rollout.State, a rollout.Asked) ([]rollout.DigestItem, error) {
	awake, err := store.AwakeReviewsOf(tx, s, a.User, a.To)
	if err != nil || len(awake) == 0 {
		return nil, err
	}
	duty, err := store.ReviewDuty(tx, s.Plan, awake)
	if err != nil {
		return nil, err
	}
	return rollout.ReviewDigest(awake, s, duty, a), nil
}
