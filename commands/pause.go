package commands

import (
	"errors"
	"regexp"
	"strconv"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

var cmdPauseRequest = &Command{
	Name: "pause request", Args: "TEXT", Short: "Ask that the agent be stopped; plan owner and rollout lead hear at once",
	Long: "Also any words behind `pause`: `pause it leaks names`. When plan owner and rollout lead do not decide, the security area is asked 15 minutes later, " +
		"15 minutes later administrators and the fallback channel, then daily; you hear each step. Without a text it opens a form, or shows the pause there is.",
	Bare: true, Needs: rollout.RightPauseAsk, Run: requestPause,
}

var cmdPauseNow = &Command{
	Name: "pause now", Args: "[TEXT]", Short: "Stop the agent at once, for those who may decide",
	Long: "The plan owner, the rollout lead, whoever answers for security, behaviour or a safety metric, and administrators. " +
		"The owners of the pause procedure are asked now; users reach the agent until they confirm it.",
	Needs: rollout.RightPause, Run: pauseNow,
}

var cmdPauseApprove = &Command{
	Name: "pause approve", Args: "[PAU-N]", Short: "Decide that the agent is stopped",
	Needs: rollout.RightPause, Run: func(c *Call) (Reply, error) {
		return c.onPause(rollout.VerbPauseApprove, false, func(k pauseDesk, _ string) (rollout.Pause, rollout.Effects, error) {
			pa, e := rollout.ApprovePause(c.on(k.desk), k.pause, "")
			return pa, e, nil
		})
	},
}

var cmdPauseDecline = &Command{
	Name: "pause decline", Args: "[PAU-N] because TEXT", Short: "Decide that users keep the agent, and say why",
	Needs: rollout.RightPauseNo, Run: declinePause,
}

var cmdPauseStep = &Command{
	Name: "pause step", Args: "[PAU-N] N done", Short: "Confirm a step of the pause procedure",
	Needs: rollout.RightPauseStep, Run: confirmStep,
}

var cmdPauseShow = &Command{
	Name: "pause show", Args: "[PAU-N]", Short: "Show the pause: who asked, who decided, its steps",
	Needs: rollout.RightStatus, Run: showPause,
}

var cmdResume = &Command{
	Name: "resume", Args: "[hold] [because TEXT]", Short: "End a hold; of a paused agent: ask that it may be used again, which somebody else decides",
	Long: "An owner of the security area or of a safety metric decides about a pause, else an approver; never who asks. " +
		"Where a rollout is on hold and its agent paused too, it asks which is meant; `resume hold` ends the hold.",
	Needs: rollout.RightResumeAsk, Run: askResume,
}

// pauseDesk is a plan and one of its pauses, as a command finds them in a
// transaction.
type pauseDesk struct {
	desk
	pause rollout.Pause
	some  bool // there is such a pause
}

// number is that of a pause that the command opens, 0 where there is one.
func (k pauseDesk) number(tx store.Tx) (uint64, error) {
	if k.some {
		return 0, nil
	}
	return tx.Next("pause")
}

var pauseIDs = regexp.MustCompile(`^pau-?([0-9]{1,9})[:,.]?$`)

// PauseID takes a pause's id, "PAU-3" or "pau3".
func (l *Line) PauseID() (string, bool) {
	m := pauseIDs.FindStringSubmatch(l.Peek())
	if m == nil {
		return "", false
	}
	l.Raw()
	n, _ := strconv.ParseUint(m[1], 10, 64) // nine digits
	return "PAU-" + strconv.FormatUint(n, 10), true
}

// pauseAt loads the pause that is named, else the plan's one that is not over,
// else, with last, its newest.
func (c *Call) pauseAt(tx store.Tx, id string, last bool) (k pauseDesk, err error) {
	plan := rollout.PlanID("")
	if id != "" {
		k.pause, err = store.Pause(tx, id)
		if errors.Is(err, store.ErrNotFound) {
			return k, rollout.Problemf(rollout.Missing, "`/rollout pause show` shows the newest.", "There is no %s. Nothing was changed.", id)
		}
		k.some, plan = err == nil, k.pause.Plan
	} else {
		plan, err = c.planID(tx)
	}
	if err != nil {
		return k, err
	}
	if k.desk, err = deskOf(tx, plan); err != nil {
		return k, err
	}
	switch mark := k.state.Pause; {
	case k.some:
	case mark != nil:
		k.pause, err = store.Pause(tx, mark.ID)
		k.some = err == nil
	case last:
		k.pause, err = store.LastPause(tx, plan)
		if errors.Is(err, store.ErrNotFound) {
			return k, nil
		}
		k.some = err == nil
	}
	if err != nil {
		return k, err
	}
	k.duty, err = dutyOf(tx, k.plan, rollout.PauseRoles(k.plan, k.pause)...)
	return k, err
}

// pauseNamed is pauseAt for a command that changes nothing yet.
func (c *Call) pauseNamed(id string, last bool) (k pauseDesk, err error) {
	err = c.View(func(tx store.Tx) error {
		k, err = c.pauseAt(tx, id, last)
		return err
	})
	return k, err
}

// stops is who the asker is to a pause: offices, and the place in the plan that
// lets them stop its agent.
func (c *Call) stops(k pauseDesk) rollout.Standing {
	who := c.standing(k.state, k.duty)
	who.Owner = rollout.MayStop(k.plan, k.duty, c.viewer(k.duty.House))
	return who
}

// changePause runs one rule about the pause that id names, or the plan's.
func (c *Call) changePause(verb rollout.Verb, id string, last bool, fn func(tx store.Tx, k pauseDesk) (rollout.Pause, rollout.Effects, error)) (Reply, error) {
	return c.Change(func(tx store.Tx) (rollout.Receipt, rollout.Effects, error) {
		k, err := c.pauseAt(tx, id, last)
		if err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		pa, e, err := fn(tx, k)
		if err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		if len(e.Log) > 0 {
			verb = e.Log[0].Verb // "pause now" may be an approval, or a word more
		}
		decides := rollout.May(rollout.RightPause, c.stops(k)) == nil
		return c.pauseReceipt(verb, pa, len(e.Put) > 0, decides), e, nil
	})
}

// onPause runs one decision about a pause that is there, for who may decide.
// What is left of the line is its text, or too much.
func (c *Call) onPause(verb rollout.Verb, takesText bool, rule func(k pauseDesk, text string) (rollout.Pause, rollout.Effects, error)) (Reply, error) {
	id, _ := c.Line.PauseID()
	if !takesText {
		if err := c.done(strings.TrimSpace(c.Cmd.Name + " " + id)); err != nil {
			return Reply{}, err
		}
	}
	text := c.Line.Rest()
	if c.Fields != nil {
		text = clean(c.Fields["because"])
	}
	return c.changePause(verb, id, true, func(_ store.Tx, k pauseDesk) (rollout.Pause, rollout.Effects, error) {
		if err := rollout.May(c.Cmd.Needs, c.stops(k)); err != nil {
			return k.pause, rollout.Effects{}, err
		}
		if !k.some {
			return k.pause, rollout.Effects{}, noPause(k.state)
		}
		return rule(k, text)
	})
}

func noPause(s rollout.State) error {
	return rollout.Problemf(rollout.Missing, "To ask for one: `/rollout pause request` and why.", "Nobody has asked to pause %s, so nothing was changed.", s.Agent)
}

// beginPause runs a rule that opens a pause, or says a word more of the one there
// is, for those whom may lets.
func (c *Call) beginPause(verb rollout.Verb, text string, may func(pauseDesk) error,
	rule func(k rollout.Desk, pa rollout.Pause, num uint64, text string) (rollout.Pause, rollout.Effects, error),
) (Reply, error) {
	return c.changePause(verb, "", false, func(tx store.Tx, k pauseDesk) (rollout.Pause, rollout.Effects, error) {
		if err := may(k); err != nil {
			return k.pause, rollout.Effects{}, err
		}
		num, err := k.number(tx)
		if err != nil {
			return k.pause, rollout.Effects{}, err
		}
		return rule(c.on(k.desk), k.pause, num, text)
	})
}

// requestPause asks for a pause, or shows the one there is when nothing is said.
func requestPause(c *Call) (Reply, error) {
	if r, asked, err := c.pauseOrNote("pause request"); asked || err != nil {
		return r, err
	}
	text := c.because()
	if c.Fields != nil {
		text = clean(c.Fields["text"])
	} else if text == "" {
		k, err := c.pauseNamed("", false)
		if err != nil {
			return Reply{}, err
		}
		if k.some {
			return say(view.PauseCard(k.pause, c.Now)), nil
		}
		form := view.PauseForm(k.state.Plan, k.state.Agent)
		return Reply{Form: &form}, nil
	}
	return c.beginPause(rollout.VerbPauseAsk, text, func(k pauseDesk) error { return c.may(c.Cmd.Needs, k.state, k.duty) }, rollout.RequestPause)
}

// pauseNow stops the agent at once.
func pauseNow(c *Call) (Reply, error) {
	if r, asked, err := c.pauseOrNote("pause now"); asked || err != nil {
		return r, err
	}
	return c.beginPause(rollout.VerbPauseNow, c.because(), func(k pauseDesk) error { return rollout.May(c.Cmd.Needs, c.stops(k)) }, rollout.PauseNow)
}

// declinePause asks for the reason in a form when none is typed: a button
// carries none.
func declinePause(c *Call) (Reply, error) {
	rest := *c.Line
	id, _ := rest.PauseID()
	rest.Take("because")
	if rest.Empty() && c.Fields == nil {
		k, err := c.pauseNamed(id, true)
		if err == nil {
			err = rollout.May(c.Cmd.Needs, c.stops(k))
		}
		switch {
		case err != nil:
			return Reply{}, err
		case !k.some:
			return Reply{}, noPause(k.state)
		case k.pause.State == rollout.PauseRequested:
			form := view.PauseDeclineForm(k.pause)
			return Reply{Form: &form}, nil
		}
	}
	*c.Line = *NewLine(strings.TrimSpace(id + " " + rest.Left()))
	return c.onPause(rollout.VerbPauseDecline, true, func(k pauseDesk, because string) (rollout.Pause, rollout.Effects, error) {
		return rollout.DeclinePause(c.on(k.desk), k.pause, because)
	})
}

// confirmStep confirms one step, for its owner and for those who may decide.
func confirmStep(c *Call) (Reply, error) {
	id, _ := c.Line.PauseID()
	word := c.Line.Word()
	n, err := strconv.Atoi(strings.Trim(word, ".,:#"))
	if err != nil || n < 0 || n > 10_000 {
		return Reply{}, rollout.Problemf(rollout.Invalid, "Type its number: `/rollout pause step 1 done`.", "“%s” is no step, so nothing was changed.", clip(word, 60))
	}
	if !c.Line.Take("done", "confirmed") {
		return Reply{}, c.unknown(strings.TrimSpace("pause step "+word+" "+clip(plainText(c.Line.Left()), 60)), strings.TrimSpace("pause step "+id)+" "+strconv.Itoa(n)+" done")
	}
	if err := c.done("pause step " + strconv.Itoa(n) + " done"); err != nil {
		return Reply{}, err
	}
	return c.changePause(rollout.VerbPauseStep, id, true, func(_ store.Tx, k pauseDesk) (rollout.Pause, rollout.Effects, error) {
		who := c.stops(k)
		who.Owner = who.Owner || k.some && k.pause.MayConfirm(n, k.duty, c.viewer(k.duty.House))
		if err := rollout.May(c.Cmd.Needs, who); err != nil {
			return k.pause, rollout.Effects{}, err
		}
		if !k.some {
			return k.pause, rollout.Effects{}, noPause(k.state)
		}
		return rollout.ConfirmStep(c.on(k.desk), k.pause, n)
	})
}

func showPause(c *Call) (Reply, error) {
	id, _ := c.Line.PauseID()
	if err := c.done("pause show"); err != nil {
		return Reply{}, err
	}
	k, err := c.pauseNamed(id, true)
	switch {
	case err != nil:
		return Reply{}, err
	case !k.some:
		return Reply{}, noPause(k.state)
	}
	return say(view.PauseShow(k.pause, c.Now)), nil
}

// askResume ends a hold, or asks that the agent may be used again.
func askResume(c *Call) (Reply, error) {
	id, named := c.Line.PauseID()
	if rest := *c.Line; !named && rest.Take("pause") && (rest.Empty() || rest.Peek() == "because") {
		*c.Line, named = rest, true
	}
	if !named && c.Fields == nil {
		plan, hold, err := c.resumesHold()
		if err != nil {
			return Reply{}, err
		}
		if hold {
			return c.endHold(plan, c.because())
		}
	}
	c.Line.Take("because")
	because := c.Line.Rest()
	if c.Fields != nil {
		because = clean(c.Fields["because"])
	} else if because == "" {
		k, err := c.pauseNamed(id, true)
		if err == nil {
			err = c.may(c.Cmd.Needs, k.state, k.duty)
		}
		switch {
		case err != nil:
			return Reply{}, err
		case !k.some:
			return Reply{}, nothingToResume(k.state)
		case k.pause.MayAskResume():
			form := view.ResumeForm(k.pause)
			return Reply{Form: &form}, nil
		}
	}
	return c.changePause(rollout.VerbResumeAsk, id, true, func(tx store.Tx, k pauseDesk) (rollout.Pause, rollout.Effects, error) {
		if err := c.may(c.Cmd.Needs, k.state, k.duty); err != nil {
			return k.pause, rollout.Effects{}, err
		}
		if !k.some {
			return k.pause, rollout.Effects{}, nothingToResume(k.state)
		}
		num := uint64(0)
		if k.pause.MayAskResume() {
			var err error
			if num, err = tx.Next("approval"); err != nil {
				return k.pause, rollout.Effects{}, err
			}
		}
		return rollout.AskResume(c.on(k.desk), k.pause, num, because)
	})
}

func nothingToResume(s rollout.State) error {
	return rollout.Problemf(rollout.Missing, "`/rollout status` shows how it stands.",
		"%s is neither paused nor on hold, so there is nothing to resume. Nothing was changed.", s.Agent)
}
