package commands

import (
	"errors"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// resumeHash is what an approval of a resumption is bound to: the pause, as long
// as it waits for that very approval.
func resumeHash(tx store.Tx, k desk, a rollout.Approval) (string, error) {
	pa, err := store.Pause(tx, a.Subject)
	if errors.Is(err, store.ErrNotFound) || err == nil && (pa.State != rollout.PauseResumeAsked || pa.Resume != a.ID) {
		return "", nil
	}
	return pa.ResumeHash(k.plan), err
}

// resume ends the pause whose resumption was approved.
func resume(tx store.Tx, k desk, a rollout.Approval, by rollout.Actor, now time.Time) (rollout.Effects, error) {
	return resumption(tx, k, a, func(k pauseDesk) rollout.Effects {
		_, e := rollout.Resume(k.by(by, now), k.pause)
		return e
	})
}

// stayPaused leaves the agent as it is when its resumption was declined.
func stayPaused(tx store.Tx, k desk, a rollout.Approval, by rollout.Actor, now time.Time) (rollout.Effects, error) {
	return resumption(tx, k, a, func(k pauseDesk) rollout.Effects {
		_, e := rollout.DeclineResume(k.by(by, now), k.pause, a.Answer)
		return e
	})
}

func resumption(tx store.Tx, k desk, a rollout.Approval, rule func(pauseDesk) rollout.Effects) (rollout.Effects, error) {
	pa, err := store.Pause(tx, a.Subject)
	if err != nil {
		return rollout.Effects{}, err
	}
	if k.duty, err = dutyOf(tx, k.plan, rollout.PauseRoles(k.plan, pa)...); err != nil {
		return rollout.Effects{}, err
	}
	return rule(pauseDesk{desk: k, pause: pa, some: true}), nil
}
