package commands

import (
	"errors"
	"strconv"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

var cmdDoctorRetry = &Command{
	Name: "doctor retry", Args: "[N]", Short: "Take up again the messages that were given up, or the one with that number; for administrators",
	Long:  "As if they had never been tried, at most 500 at once. What was settled meanwhile, or told another way, is left out. `doctor` lists them with their numbers.",
	Needs: rollout.RightRetry, Run: retryMessages,
}

// retryMessages takes up what was given up: all of it from a number on, or one.
func retryMessages(c *Call) (Reply, error) {
	from, one, err := c.takeMessage()
	if err != nil {
		return Reply{}, err
	}
	if err := c.done("doctor retry"); err != nil {
		return Reply{}, err
	}
	return c.Change(func(tx store.Tx) (rollout.Receipt, rollout.Effects, error) {
		none := rollout.Receipt{}
		h, err := store.House(tx)
		if err != nil {
			return none, rollout.Effects{}, err
		}
		if err := c.may(c.Cmd.Needs, rollout.State{}, rollout.Duty{House: h}); err != nil {
			return none, rollout.Effects{}, err
		}
		did := rollout.RetryDid{Number: one, Fates: map[rollout.RetryFate]int{}}
		var seqs []uint64
		if one > 0 {
			if did.Stands, err = standsOf(tx, one); err != nil {
				return none, rollout.Effects{}, err
			}
			seqs = []uint64{one}
		} else {
			if seqs, did.Next, err = givenUp(tx, from); err != nil {
				return none, rollout.Effects{}, err
			}
		}
		all, err := store.TakeUp(tx, c.Now, seqs...)
		if err != nil {
			return none, rollout.Effects{}, err
		}
		for _, r := range all {
			did.Fates[r.Fate]++
		}
		queue, err := store.Queue(tx)
		if err != nil {
			return none, rollout.Effects{}, err
		}
		did.Left = queue.Parked
		return rollout.Receipt{Verb: rollout.VerbRetry, Facts: facts("did", frozen(did))}, rollout.RetryEffects(all), nil
	})
}

// takeMessage takes the number of one message from the line, or with "from" the
// number from which on all are meant; 0 when none stands there.
func (c *Call) takeMessage() (from, one uint64, err error) {
	all := c.Line.Take("from")
	c.Line.Take("message", "number", "no", "no.")
	if c.Line.Empty() && !all {
		return 0, 0, nil
	}
	word := c.Line.Word()
	const most = 18 // digits of the largest number anybody counts to
	n, err := strconv.ParseUint(strings.Trim(word, "#.,:"), 10, 64)
	if err != nil || n == 0 || len(word) > most {
		return 0, 0, rollout.Problemf(rollout.Invalid, "`/rollout doctor` lists those that were given up, with their numbers.",
			"“%s” is no number of a message, so nothing was changed.", clip(word, 40))
	}
	if all {
		return n, 0, nil
	}
	return 0, n, nil
}

// givenUp are the numbers of the oldest messages that were given up, from one on,
// and that of the first which is too many for one action.
func givenUp(tx store.Tx, from uint64) (seqs []uint64, next uint64, err error) {
	rows, err := store.Parked(tx, from, rollout.RetryMost+1)
	if err != nil {
		return nil, 0, err
	}
	for i, r := range rows {
		if i == rollout.RetryMost {
			return seqs, r.Seq, nil
		}
		seqs = append(seqs, r.Seq)
	}
	return seqs, 0, nil
}

// standsOf is how a message stands that is not given up, "" for one that is.
func standsOf(tx store.Tx, number uint64) (rollout.Stands, error) {
	r, err := store.OutboxRow(tx, number)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return "", rollout.NoMessage(number)
	case err != nil || r.State == store.RowParked:
		return "", err
	case r.State == store.RowDone:
		return rollout.Delivered, nil
	case r.State == store.RowSuperseded:
		return rollout.Needless, nil
	}
	return rollout.OnItsWay, nil
}

// answerRetry words what became of what was given up.
func answerRetry(_ *Call, r rollout.Receipt) (Reply, error) {
	did, err := thawed[rollout.RetryDid](r, "did")
	if err != nil {
		return Reply{}, err
	}
	return say(view.MessagesRetried(did)), nil
}
