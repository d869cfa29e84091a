package commands

import (
	"fmt"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// answers words a receipt, by what was done. A receipt holds all that its
// answer needs to know of the moment, so that a repeated request gets the
// answer of the first time, whatever has changed since.
var answers = map[rollout.Verb]func(*Call, rollout.Receipt) (Reply, error){
	rollout.VerbImport:        answerImport,
	rollout.VerbActivate:      answerActivate,
	rollout.VerbConfirm:       answerConfirm,
	rollout.VerbLink:          answerLink,
	rollout.VerbOwnerSet:      answerOwnerSet,
	rollout.VerbOpen:          answerIncident,
	rollout.VerbAck:           answerIncident,
	rollout.VerbRelease:       answerIncident,
	rollout.VerbNote:          answerIncident,
	rollout.VerbResolve:       answerIncident,
	rollout.VerbSpend:         answerSpend,
	rollout.VerbUndo:          answerSpend,
	rollout.VerbReverse:       answerSpend,
	rollout.VerbMonthly:       answerMonthly,
	rollout.VerbMonthlyEnd:    answerMonthly,
	rollout.VerbReviewDone:    answerReviews,
	rollout.VerbReviewSkip:    answerReviews,
	rollout.VerbReviewSnooze:  answerReviews,
	rollout.VerbReviewCorrect: answerReviews,

	rollout.VerbAsk:          answerApproval,
	rollout.VerbReword:       answerApproval,
	rollout.VerbApprove:      answerApproval,
	rollout.VerbDecline:      answerApproval,
	rollout.VerbWaveStart:    answerWave,
	rollout.VerbWaveComplete: answerWave,
	rollout.VerbWaveCancel:   answerWave,
	rollout.VerbWaveMove:     answerWave,
	rollout.VerbTick:         answerWave,
	rollout.VerbUntick:       answerWave,
	rollout.VerbNoCriteria:   answerWave,

	rollout.VerbPauseAsk:     answerPause,
	rollout.VerbPauseNow:     answerPause,
	rollout.VerbPauseApprove: answerPause,
	rollout.VerbPauseDecline: answerPause,
	rollout.VerbPauseStep:    answerPause,
	rollout.VerbResumeAsk:    answerPause,

	rollout.VerbRolloutHold:   answerHold,
	rollout.VerbRolloutResume: answerHold,

	rollout.VerbRetry: answerRetry,
}

func (c *Call) answer(r rollout.Receipt) (Reply, error) {
	c.saved = true
	words, ok := answers[r.Verb]
	if !ok {
		return Reply{}, fmt.Errorf("no answer words a receipt of %q", r.Verb)
	}
	return words(c, r)
}

// seen is the receipt of a request that was accepted before. It is looked up
// before the line is read: what the line meant then may mean nothing now.
func (c *Call) seen() (r rollout.Receipt, again bool, err error) {
	if c.Key == "" {
		return r, false, nil
	}
	err = c.View(func(tx store.Tx) error {
		r, again, err = c.seenIn(tx)
		return err
	})
	return r, again, err
}

func (c *Call) seenIn(tx store.Tx) (rollout.Receipt, bool, error) {
	if c.Key == "" {
		return rollout.Receipt{}, false, nil
	}
	return store.Seen(tx, c.Key, c.body)
}

// facts freezes words for a receipt: "name", value, …
func facts(pairs ...string) map[string]string {
	m := make(map[string]string, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return m
}
