package commands

import (
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

var cmdHold = &Command{
	Name: "hold", Args: "[because TEXT]", Short: "Let no wave go forward until `resume`; users keep the agent",
	Long:  "The rollout lead, the plan owner and administrators may, and the same people end it. To take the agent from its users: `pause`.",
	Needs: rollout.RightHold, Run: holdRollout,
}

// holdWords reads what follows "hold": a reason, or nothing. Other words in an
// incident's thread are a note, as all talk there is ("hold on, it works again").
func (c *Call) holdWords() (*Command, error) {
	switch word := c.Line.Peek(); {
	case word == "" || word == "because":
		return c.command("hold"), nil
	case c.isTalk():
		c.Line, c.named = NewLine(c.Request.Line), ""
		return c.command("incident note"), nil
	default:
		return nil, c.unknown("hold "+word, "hold because "+c.Line.Left())
	}
}

func holdRollout(c *Call) (Reply, error) {
	because := c.because()
	k, err := c.here()
	if err != nil {
		return Reply{}, err
	}
	return c.changePlan(k.plan.ID, func(_ store.Tx, k desk) (rollout.Receipt, rollout.Effects, error) {
		s, e, err := rollout.HoldRollout(k.state, because, c.Actor(), k.duty, c.Now)
		if err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		return c.holdReceipt(rollout.VerbRolloutHold, k, s, len(e.Put) > 0), e, nil
	})
}

// endHold lets a rollout go on that is on hold.
func (c *Call) endHold(id rollout.PlanID, because string) (Reply, error) {
	return c.Change(func(tx store.Tx) (rollout.Receipt, rollout.Effects, error) {
		k, err := deskOf(tx, id)
		if err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		if err := c.may(rollout.RightHoldOver, k.state, k.duty); err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		s, e := rollout.ResumeRollout(k.state, because, c.Actor(), k.duty, c.Now)
		return c.holdReceipt(rollout.VerbRolloutResume, k, s, len(e.Put) > 0), e, nil
	})
}

// resumesHold reports whether a line "resume …" that names no pause speaks of
// the hold, and of which plan. Where the agent is paused as well it asks which of
// both is meant, unless the line says so.
func (c *Call) resumesHold() (id rollout.PlanID, yes bool, err error) {
	rest := *c.Line
	named := rest.Take("hold", "rollout") && (rest.Empty() || rest.Peek() == "because")
	if named {
		*c.Line = rest
	}
	err = c.View(func(tx store.Tx) error {
		if id, err = c.planID(tx); err != nil {
			return err
		}
		s, err := store.State(tx, id)
		if err != nil {
			return err
		}
		yes = named || s.Hold != nil && !s.Halted()
		if !yes && s.Hold != nil {
			rest.Take("because")
			return &whichResume{state: s, because: rest.Left()}
		}
		return nil
	})
	return id, yes, err
}

// whichResume is the question what is to end: the pause, or the hold.
type whichResume struct {
	state   rollout.State
	because string
}

func (w *whichResume) Error() string   { return "the pause or the hold could be meant" }
func (w *whichResume) card() view.Card { return view.WhichResume(w.state, w.because) }

// onHold is the answer to a wave that a hold does not let go forward.
type onHold struct {
	*rollout.OnHold
	wave string
}

func (h *onHold) card() view.Card { return view.OnHold(h.OnHold, h.wave) }

// holdReceipt freezes how the rollout stands after a hold, or its end.
func (c *Call) holdReceipt(verb rollout.Verb, k desk, s rollout.State, changed bool) rollout.Receipt {
	a := rollout.HoldDid{Plan: s.Plan, Agent: s.Agent, Changed: changed, Home: k.duty.HomePlace(), At: c.Now.UTC().Truncate(time.Second)}
	if s.Hold != nil {
		a.Hold = *s.Hold
	}
	if s.Halted() {
		a.Pause = s.Pause.ID
	}
	return rollout.Receipt{Verb: verb, Subject: string(s.Plan), Facts: facts("answer", frozen(a))}
}

// answerHold words a receipt of a hold, or of its end.
func answerHold(_ *Call, r rollout.Receipt) (Reply, error) {
	a, err := thawed[rollout.HoldDid](r, "answer")
	if err != nil {
		return Reply{}, err
	}
	if r.Verb == rollout.VerbRolloutHold {
		return say(view.RolloutHeld(a)), nil
	}
	return say(view.RolloutResumed(a)), nil
}
