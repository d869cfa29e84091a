package commands

import (
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

var cmdWaveWaive = &Command{
	Name: "wave waive", Args: "[WAVE] CRITERION because TEXT", Short: "Ask to let a wave go on although a criterion is not met",
	Long: "The owner of the metric or review that it cites decides, else the plan owner; never who asks. CRITERION is a key as `wave show` " +
		"prints it. Without a reason it opens a form.",
	Needs: rollout.RightWave, Run: askWaiver,
}

func askWaiver(c *Call) (Reply, error) {
	k, err := c.here()
	if err != nil {
		return Reply{}, err
	}
	word := c.Line.Peek()
	parted := keyWord(word) != word
	at, err := c.takeCriterion(k)
	if err != nil {
		return Reply{}, err
	}
	if word := keyWord(c.Line.Peek()); criterionKeys.MatchString(word) || shortKeys.MatchString(word) && (parted || onlyKeys(c.Line.Words())) {
		return Reply{}, rollout.Problemf(rollout.Invalid, "Ask for each in a line of its own: `/rollout wave waive "+at.Key+" because …`.",
			"A request is about one criterion, and the line names several. Nothing was asked for.")
	}
	because := clean(c.Fields["because"])
	if c.Fields == nil {
		if because = c.because(); because == "" {
			return c.askWhyWaive(k, at)
		}
	}
	return c.changePlan(k.plan.ID, func(tx store.Tx, k desk) (rollout.Receipt, rollout.Effects, error) {
		ask, already, err := c.waiver(tx, k, at, because)
		if err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		var over rollout.Effects
		if already != nil {
			worse, err := waiverWorse(tx, k, *already, c.Now)
			if err != nil {
				return rollout.Receipt{}, rollout.Effects{}, err
			}
			if worse { // it asks for less than has to be waived now
				_, over = rollout.Supersede(*already, rollout.WhyWorse, c.Now)
				already = nil
			}
		}
		if already != nil {
			a, e, err := rollout.Reword(*already, because, c.Actor())
			return c.approvalReceipt(rollout.VerbReword, a, len(e.Put) > 0), e, err
		}
		num, err := tx.Next("approval")
		if err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		a, e, err := rollout.AskApproval(k.state, num, c.Actor(), ask, k.duty, c.Now)
		if err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		over.Join(e)
		return c.approvalReceipt(rollout.VerbAsk, a, true), over, nil
	})
}

// waiver is what to ask for so that a criterion is waived, as the plan is in the
// transaction, or the open request that asks for it already.
func (c *Call) waiver(tx store.Tx, k desk, meant criterionAt, because string) (rollout.Ask, *rollout.Approval, error) {
	w, g, err := k.criterion(meant)
	if err != nil {
		return rollout.Ask{}, nil, err
	}
	f, err := store.GateFacts(tx, k.plan, k.state, w, g.Gate, c.Now)
	if err != nil {
		return rollout.Ask{}, nil, err
	}
	for _, j := range rollout.JudgeGate(k.plan, k.state, w, g.Gate, f, c.Now).Criteria {
		if j.Mark() == g.Mark() {
			ask, err := rollout.AskWaiver(c.on(k), f.Runs.Of(k.plan, w), j, because)
			return ask, j.Asked, err
		}
	}
	return rollout.Ask{}, nil, noCriterion(k.plan, w, g.Key)
}

// askWhyWaive opens the form for a reason, unless what it asks for cannot be
// asked: that is said before anybody has written one.
func (c *Call) askWhyWaive(k desk, at criterionAt) (Reply, error) {
	var form view.Form
	err := c.View(func(tx store.Tx) error {
		_, already, err := c.waiver(tx, k, at, "")
		if err != nil {
			return err
		}
		if already != nil && already.Asker != c.Person.ID {
			if worse, err := waiverWorse(tx, k, *already, c.Now); err != nil || !worse {
				_, _, no := rollout.Reword(*already, "another reason", c.Actor())
				return firstErr(err, no)
			}
		}
		f, err := store.GateFacts(tx, k.plan, k.state, at.wave, at.Gate, c.Now)
		if err != nil {
			return err
		}
		for _, j := range rollout.JudgeGate(k.plan, k.state, at.wave, at.Gate, f, c.Now).Criteria {
			if j.Mark() == at.Mark() {
				form = view.WaiveForm(k.plan.ID, at.wave.Title(), j, c.Now)
			}
		}
		return nil
	})
	if err != nil {
		return Reply{}, err
	}
	return Reply{Form: &form}, nil
}

// waiverHash is of the criterion that a request is about, as the plan has it
// now; "" when it has it no more.
func waiverHash(_ store.Tx, k desk, a rollout.Approval) (string, error) {
	_, g, ok := k.waived(a)
	if !ok {
		return "", nil
	}
	return g.Hash(), nil
}

// waiverWorse reports whether more is counted by now than when the request was
// made: whoever decides would let pass what they were not shown.
func waiverWorse(tx store.Tx, k desk, a rollout.Approval, now time.Time) (bool, error) {
	w, g, ok := k.waived(a)
	if !ok {
		return false, nil
	}
	f, err := store.GateFacts(tx, k.plan, k.state, w, g.Gate, now)
	if err != nil {
		return false, err
	}
	for _, j := range rollout.JudgeGate(k.plan, k.state, w, g.Gate, f, now).Criteria {
		if j.Mark() == g.Mark() {
			return j.Worse(a), nil
		}
	}
	return false, nil
}

// waive carries out an approved waiver.
func waive(tx store.Tx, k desk, a rollout.Approval, _ rollout.Actor, _ time.Time) (rollout.Effects, error) {
	w, g, ok := k.waived(a)
	if !ok {
		return rollout.Effects{}, rollout.Problemf(rollout.Conflict, "`/rollout wave` shows the waves.", "%s asks for something that the plan no longer has. Nothing was changed.", a.ID)
	}
	runs, err := store.Waves(tx, k.plan.ID)
	if err != nil {
		return rollout.Effects{}, err
	}
	_, e := rollout.Waive(runs.Of(k.plan, w), g, a)
	return e, nil
}

// waived is the criterion that a request to waive is about.
func (k desk) waived(a rollout.Approval) (rollout.Wave, rollout.GateCriterion, bool) {
	x, ok := a.WaiverSubject()
	if !ok {
		return rollout.Wave{}, rollout.GateCriterion{}, false
	}
	return x.Criterion(k.plan, k.state)
}
