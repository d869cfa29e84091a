package rollout

import (
	"slices"
	"strings"
	"time"
)

// AskResume asks that a paused agent may be used again: letting it out is for
// somebody else to decide, an owner of the security area or of a safety metric,
// else an approver. num is the approval's number. One that is asked for already
// does nothing, and is no error. Where nobody but the asker could decide, that
// is a Problem, and so is a pause that is not decided or is over.
func AskResume(k Desk, pa Pause, num uint64, because string) (Pause, Effects, error) {
	switch {
	case pa.MayAskResume():
	case pa.State == PauseResumeAsked:
		return pa, Effects{}, nil
	case pa.State == PauseRequested:
		return pa, Effects{}, Problemf(Conflict, "To end the request: `/rollout pause decline because …`.",
			"%s is only asked for (%s): users still have it, so there is nothing to resume. Nothing was changed.", k.State.Agent, pa.ID)
	default:
		return pa, Effects{}, Problemf(Conflict, "`/rollout status` shows how it stands.", "%s is not paused, so there is nothing to resume. Nothing was changed.", k.State.Agent)
	}
	roles := resumeRoles(k.Plan)
	named := slices.ContainsFunc(roles, func(role string) bool {
		return slices.ContainsFunc(fills(k.Duty, role), func(at Place) bool { return at.User() != "" && at.User() != k.By.User })
	})
	if !named {
		roles = []string{RoleApprover}
	}
	a, asked, err := AskApproval(k.State, num, k.By, Ask{
		For: ApproveResume, Subject: pa.ID, Hash: pa.ResumeHash(k.Plan), Because: because, Roles: roles,
		Facts: map[string]string{FactKey: pa.ID},
	}, k.Duty, k.Now)
	if err != nil {
		return pa, Effects{}, err
	}
	m := newPauseMove(k, pa)
	m.turn(PauseResumeAsked)
	m.pa.Resume, m.pa.ResumeAsker, m.pa.ResumeAsked, m.pa.ResumeText = a.ID, k.By.User, m.now, because
	h := Happening{What: DidResumeAsk, Who: k.By.User, Args: map[string]string{FactNote: because, FactTo: words(a.Told)}}
	m.did(h)
	m.asker(h)
	m.watch()
	after, e := m.done(VerbResumeAsk, because)
	e.Join(asked)
	return after, e, nil
}

// ResumeHash is what an approval of its resumption is bound to: this pause, and
// who the plan says may decide on it.
func (p Pause) ResumeHash(plan Plan) string {
	names := slices.Clone(resumeRoles(plan))
	for i := range names {
		names[i] = RoleKey(names[i])
	}
	slices.Sort(names)
	return p.ID + " " + strings.Join(names, ", ")
}

// ImportedPause is what an edited plan changes about the resumption that its
// pause waits for: when others are to decide by now, what was asked is over, and
// who asked hears it. a is the approval that the pause waits for.
func ImportedPause(k Desk, pa Pause, a Approval) Effects {
	if pa.State != PauseResumeAsked || a.State != ApprovalOpen || a.Hash == pa.ResumeHash(k.Plan) {
		return Effects{}
	}
	_, e := Supersede(a, WhyChanged, k.Now)
	k.By = Actor{Via: ByTimer}
	_, more := DeclineResume(k, pa, "who decides on it has changed, ask again")
	e.Join(more)
	return e
}

// DeclineResume leaves the agent as it is: paused, or stopping where it was
// never confirmed to be off. It is called when the approval that AskResume asked
// for was declined, or came to nothing; without one it does nothing.
func DeclineResume(k Desk, pa Pause, because string) (Pause, Effects) {
	if pa.State != PauseResumeAsked {
		return pa, Effects{}
	}
	m := newPauseMove(k, pa)
	m.turn(PausePaused)
	if !m.pa.Stopped() {
		m.pa.State = PauseStopping
	}
	m.pa.Resume = ""
	m.did(Happening{What: DidResumeDecline, Who: k.By.User, Args: args(FactNote, because)})
	m.watch()
	return m.done(VerbResumeDecline, because)
}

// Resume ends the pause: the agent may be used again. It is called when the
// approval that AskResume asked for was given; without one it does nothing.
func Resume(k Desk, pa Pause) (Pause, Effects) {
	if pa.State != PauseResumeAsked {
		return pa, Effects{}
	}
	m := newPauseMove(k, pa)
	m.turn(PauseResumed)
	m.pa.WaitAt, m.pa.NextAt = time.Time{}, time.Time{}
	m.pa.ResumedBy, m.pa.ResumedAt = k.By.User, m.now
	h := Happening{What: DidResume, Who: k.By.User}
	m.did(h)
	m.everybody(h)
	m.switchOn(h)
	return m.done(VerbResume, m.pa.ResumeText)
}

// switchOn tells those whose task it was to take the agent from its users, and
// those who did, and who asked for the
// pause, that it may go on: the procedure has no step for it.
func (m *pauseMove) switchOn(h Happening) {
	var places []Place
	for _, s := range m.pa.Steps {
		if s.Stops && s.Wait == "" {
			places = append(places, m.filled(s.role())...)
			places = append(places, DM(s.By))
		}
	}
	if m.pa.Asker != m.pa.ResumeAsker { // who hears it by the approval
		places = append(places, DM(m.pa.Asker))
	}
	places = slices.DeleteFunc(once(places), func(p Place) bool {
		return p == DM(m.by) || p == m.pa.Home || p.ID() == ""
	})
	m.notice(NoticePauseAsker, m.said(h), m.targets(places)...)
}
