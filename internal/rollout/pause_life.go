package rollout

import (
	"fmt"
	"slices"
	"time"
)

// What can happen to a pause. Its words are in view.
const (
	DidPauseAsk      What = "pause requested"
	DidPauseAlso     What = "pause requested too" // note
	DidPauseNow      What = "paused at once"      // stopping began, without anybody asking first
	DidPauseApprove  What = "pause approved"
	DidPauseDecline  What = "pause declined"   // note
	DidPauseTell     What = "pause told"       // rung, to; of a request
	DidPauseStall    What = "pause stalled"    // rung, to; of a stop that is not confirmed
	DidPauseAgain    What = "pause told again" // times: all were told once more, a day later
	DidPauseStep     What = "step confirmed"   // step, note: its text
	DidPauseHand     What = "step given"       // step, role, to: its owner was asked to do it
	DidPauseHold     What = "wait begun"       // step, until
	DidPauseHeld     What = "wait over"        // step
	DidPauseStop     What = "agent off"        // the last stopping step was confirmed
	DidResumeAsk     What = "resume requested" // note, to: who decides
	DidResumeDecline What = "resume declined"  // note
	DidResume        What = "resumed"
)

// Facts of a pause's messages.
const (
	FactRung    = "rung"    // which rung of the ladder is told
	FactConfirm = "confirm" // of a step, to a public channel: places that can confirm it
)

// Why others than a step's role are asked to confirm it, as FactWhy says.
const (
	WhyNobodyFills  = "nobody"  // nobody fills the role
	WhyChannelFills = "channel" // public channels alone do
)

// RequestPause asks that the agent be stopped. Everybody who works here may
// ask; the plan owner and the rollout lead hear at once, and others by and by
// until somebody decides. Text is kept as it is; an empty one and one of more
// than 3,000 characters are Problems. live is the plan's pause that is not over,
// the zero Pause for none: what is said about that one is added to it. num is
// the number of a new one.
func RequestPause(k Desk, live Pause, num uint64, text string) (Pause, Effects, error) {
	if live.ID != "" {
		return joinPause(k, live, text)
	}
	if err := checkPauseText(text, "nobody was asked"); err != nil {
		return live, Effects{}, err
	}
	m := newPauseMove(k, openPause(k, num, text))
	m.was = Pause{}
	m.pa.Base = m.now
	m.did(Happening{What: DidPauseAsk, Who: k.By.User})
	m.climb()
	pa, e := m.done(VerbPauseAsk, text)
	return pa, e, nil
}

func openPause(k Desk, num uint64, text string) Pause {
	home := k.Duty.HomePlace()
	if home.ID() == "" { // nobody owns the plan any more
		home = In(k.Duty.House.Fallback)
	}
	return Pause{
		Schema: 1, ID: fmt.Sprintf("PAU-%d", num), Num: num, Plan: k.State.Plan, Agent: k.State.Agent, State: PauseRequested, Gen: 1,
		Home: home, Asker: k.By.User, Asked: wholeSecond(k.Now), Text: text, Steps: pauseSteps(k.Plan),
	}
}

// joinPause adds what somebody says to a pause that is not over: their words
// stand in its thread, and they hear how it goes on. The same words again do
// nothing, and are no error.
func joinPause(k Desk, pa Pause, text string) (Pause, Effects, error) {
	if err := checkPauseText(text, "nothing was added"); err != nil {
		return pa, Effects{}, err
	}
	switch {
	case pa.saidBy(k.By.User, text):
		return pa, Effects{}, nil
	case len(pa.Also) >= maxAsks:
		return pa, Effects{}, Problemf(Conflict, "Speak to the plan owner, or report what you know with `/rollout report`.",
			"%d people have asked for %s already, so nothing was added.", maxAsks+1, pa.ID)
	}
	m := newPauseMove(k, pa)
	m.pa.Also = append(m.pa.Also, PauseAsk{By: k.By.User, At: m.now, Text: text})
	m.did(Happening{What: DidPauseAlso, Who: k.By.User, Args: map[string]string{FactNote: text}})
	after, e := m.done(VerbPauseAsk, text)
	return after, e, nil
}

// saidBy reports whether somebody has said that about the pause before.
func (p Pause) saidBy(u UserID, text string) bool {
	return p.Asker == u && p.Text == text || p.DecidedBy == u && p.Because == text || slices.ContainsFunc(p.Also, func(a PauseAsk) bool { return a.By == u && a.Text == text })
}

// PauseNow stops the agent without asking, for those who may decide; text may be
// empty. live is the plan's pause that is not over, the zero Pause for none: one
// that waits for a decision is approved, and to one that is decided what is said
// is added. num is the number of a new one.
func PauseNow(k Desk, live Pause, num uint64, text string) (Pause, Effects, error) {
	if text != "" {
		if err := checkPauseText(text, "nothing was paused"); err != nil {
			return live, Effects{}, err
		}
	}
	switch {
	case live.State == PauseRequested:
		pa, e := ApprovePause(k, live, text)
		return pa, e, nil
	case live.ID != "" && text == "":
		return live, Effects{}, nil
	case live.ID != "":
		return joinPause(k, live, text)
	}
	m := newPauseMove(k, openPause(k, num, text))
	m.was = Pause{}
	m.did(Happening{What: DidPauseNow, Who: k.By.User})
	m.stop(DidPauseNow)
	pa, e := m.done(VerbPauseNow, text)
	return pa, e, nil
}

// ApprovePause decides that the agent is stopped; the asker too where entitled.
// What they say, if anything, is kept. On a pause that is decided it does
// nothing, and is no error.
func ApprovePause(k Desk, pa Pause, text string) (Pause, Effects) {
	if pa.State != PauseRequested {
		return pa, Effects{}
	}
	m := newPauseMove(k, pa)
	m.pa.Because = text
	h := Happening{What: DidPauseApprove, Who: k.By.User, Args: args(FactNote, text)}
	m.did(h)
	m.asker(h)
	m.stop(DidPauseApprove)
	return m.done(VerbPauseApprove, text)
}

// DeclinePause decides that users keep the agent, and says why. On a pause that
// is decided it does nothing, and is no error.
func DeclinePause(k Desk, pa Pause, because string) (Pause, Effects, error) {
	if pa.State != PauseRequested {
		return pa, Effects{}, nil
	}
	if err := checkText(because, "Say why: `/rollout pause decline because it was a test`.", "nothing was declined"); err != nil {
		return pa, Effects{}, fieldOf(err, "because")
	}
	m := newPauseMove(k, pa)
	m.turn(PauseDeclined)
	m.pa.NextAt = time.Time{}
	m.pa.DecidedBy, m.pa.DecidedAt, m.pa.Because = k.By.User, m.now, because
	h := Happening{What: DidPauseDecline, Who: k.By.User, Args: map[string]string{FactNote: because}}
	m.did(h)
	m.asker(h)
	after, e := m.done(VerbPauseDecline, because)
	return after, e, nil
}

// stop begins to stop the agent by the procedure as it reads now.
func (m *pauseMove) stop(how What) {
	m.turn(PauseStopping)
	m.pa.NextAt = time.Time{}
	m.pa.DecidedBy, m.pa.DecidedAt = m.by, m.now
	m.pa.Steps = pauseSteps(m.plan)
	m.everybody(Happening{What: how, Who: m.by})
	m.advance()
}

// advance goes on with the procedure: it starts the wait that is next, or asks
// the owners of the steps that are.
func (m *pauseMove) advance() {
	pa := &m.pa
	pa.WaitAt = time.Time{}
	for i := range pa.Steps {
		s := &pa.Steps[i]
		switch {
		case s.Done():
		case s.Wait != "":
			if !slices.ContainsFunc(pa.Steps[:i], func(before PauseStep) bool { return !before.Done() }) {
				pa.WaitAt = waitFrom(m.now, s.Wait, m.s.zone())
				m.did(Happening{What: DidPauseHold, Step: i, Args: map[string]string{FactUntil: stamp(pa.WaitAt), FactNote: s.Text}})
			}
			m.watch()
			return
		case !s.Told:
			s.Told = true
			m.hand(i)
		}
	}
	m.watch()
}

// watch arms the ladder while a step that stops the agent waits for somebody:
// it counts from the moment that they were asked. That somebody asks to resume
// silences nobody: until it is decided, users may still reach what was to stop.
func (m *pauseMove) watch() {
	pa := &m.pa
	waits := slices.ContainsFunc(pa.Reached(), func(n int) bool { return pa.Steps[n-1].Stops })
	switch {
	case !waits:
		pa.NextAt = time.Time{}
	case pa.NextAt.IsZero():
		pa.Base, pa.Rung, pa.Days = m.now, 1, 0 // its owners are the first rung
		pa.NextAt = m.now.Add(askPace)
	}
}

// hand asks the owner of a step to do it, and whoever can confirm it to do so.
// A public channel that fills the role hears what is to be done, and who confirms
// it: see confirmers.
func (m *pauseMove) hand(i int) {
	s := m.pa.Steps[i]
	confirm := s.confirmers(m.d)
	channels := slices.DeleteFunc(slices.Clone(fills(m.d, s.role())), func(p Place) bool { return !isPublic(m.d, p) })
	args := map[string]string{FactRole: s.role(), FactNote: s.Text}
	switch fill := fills(m.d, s.role()); {
	case len(fill) == 0:
		args[FactWhy] = WhyNobodyFills
	case len(channels) == len(fill):
		args[FactWhy] = WhyChannelFills
	}
	all := once(slices.Concat(channels, confirm))
	put(args, FactTo, words(all))
	h := Happening{What: DidPauseHand, Step: i, Args: args}
	m.did(h)
	m.keep(all)
	m.notice(NoticePauseStep, m.said(h), m.targets(confirm)...)
	said := m.said(h)
	put(said, FactConfirm, words(confirm))
	m.notice(NoticePauseStep, said, m.targets(channels)...)
}

// ConfirmStep says that step n, from 1, is done. The agent is paused once the
// last of the steps that stop it is confirmed, never before. Confirming a step
// again does nothing, and is no error; a step that is not there, a wait, and a
// step behind a wait that is not over are Problems.
func ConfirmStep(k Desk, pa Pause, n int) (Pause, Effects, error) {
	switch {
	case pa.State == PauseRequested:
		return pa, Effects{}, Problemf(Conflict, "Decide first: `/rollout pause approve`, or `/rollout pause decline because …`.",
			"Nobody has approved %s yet, so there is no step to confirm. Nothing was changed.", pa.ID)
	case !pa.Live():
		return pa, Effects{}, Problemf(Conflict, "Ask for a new pause with `/rollout pause request` and why.",
			"%s is over (%s), so no step of it is confirmed any more. Nothing was changed.", pa.ID, pa.State)
	case n < 1 || n > len(pa.Steps):
		return pa, Effects{}, Problemf(Missing, "`/rollout pause` shows them.", "%s has steps 1 to %d and no step %d. Nothing was changed.", pa.ID, len(pa.Steps), n)
	case pa.Steps[n-1].Done():
		return pa, Effects{}, nil
	case pa.Steps[n-1].Wait != "":
		return pa, Effects{}, Problemf(Conflict, "`/rollout pause` shows until when.", "Step %d of %s is a wait, which is over by itself. Nothing was changed.", n, pa.ID)
	case !slices.Contains(pa.Reached(), n):
		return pa, Effects{}, Problemf(Conflict, "`/rollout pause` shows until when.", "Step %d of %s comes after a wait that is not over. Nothing was changed.", n, pa.ID)
	}
	m := newPauseMove(k, pa)
	step := &m.pa.Steps[n-1]
	step.By, step.At = k.By.User, m.now
	m.did(Happening{What: DidPauseStep, Who: k.By.User, Step: n - 1, Args: map[string]string{FactNote: step.Text}})
	if m.pa.Stopped() && m.pa.PausedAt.IsZero() {
		m.pa.PausedAt = m.now
		if m.pa.State == PauseStopping {
			m.turn(PausePaused)
		}
		h := Happening{What: DidPauseStop, Who: k.By.User, Step: n - 1, Args: map[string]string{FactDue: stamp(m.pa.DecidedAt)}}
		m.did(h)
		m.asker(h)
		m.everybody(h)
	}
	m.advance()
	after, e := m.done(VerbPauseStep, fmt.Sprintf("step %d", n))
	return after, e, nil
}

func checkPauseText(text, unchanged string) error {
	return checkText(text, "Say why, for example `/rollout pause request it leaks names`.", unchanged)
}
