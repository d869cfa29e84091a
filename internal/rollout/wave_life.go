package rollout

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// HeldGate is the error of a wave that its gate does not let pass: everything
// that holds it, for people to see. Nothing was changed.
type HeldGate struct {
	Plan    PlanID
	Agent   string
	Verdict GateVerdict
}

func (h *HeldGate) Error() string {
	return fmt.Sprintf("The %s gate of %s is not met. Nothing was changed.", h.Verdict.Gate, h.Verdict.Title)
}

// StartWave lets a wave begin once its entry gate is met: its home channel gets
// the announcement. A wave that runs already stays as it is: no effects, no
// error. The error is a Problem, an OnHold or a HeldGate.
func StartWave(k Desk, w Wave, f GateFacts) (WaveRun, Effects, error) {
	run := f.Runs.Of(k.Plan, w)
	switch {
	case run.State == WaveRunning:
		return run, Effects{}, nil
	case run.Over():
		return run, Effects{}, isOver(k.Plan, run)
	}
	if err := mayGoForward(k.State); err != nil {
		return run, Effects{}, err
	}
	if err := inOrder(k.Plan, w, f.Runs); err != nil {
		return run, Effects{}, err
	}
	v := JudgeGate(k.Plan, k.State, w, EntryGate, f, k.Now)
	if !v.Met() {
		return run, Effects{}, &HeldGate{Plan: k.Plan.ID, Agent: k.State.Agent, Verdict: v}
	}
	run = run.passed(v)
	run.State, run.Started, run.StartedBy = WaveRunning, wholeSecond(k.Now), k.By.User
	e := run.effects(VerbWaveStart, v.summary())
	e.Join(moot(f.Asked, w, k.Now, EntryGate))
	e.Notices = append(e.Notices, announce(k, w, run))
	return run, e, nil
}

// CompleteWave ends a running wave once its exit gate is met. The last one to
// end makes the plan live; the State says so. One that is done stays as it is:
// no effects, no error. The error is a Problem, an OnHold or a HeldGate.
func CompleteWave(k Desk, w Wave, f GateFacts) (WaveRun, State, Effects, error) {
	run := f.Runs.Of(k.Plan, w)
	switch run.State {
	case WaveDone:
		return run, k.State, Effects{}, nil
	case WaveCancelled:
		return run, k.State, Effects{}, isOver(k.Plan, run)
	case WavePlanned:
		return run, k.State, Effects{}, Problemf(Conflict, fmt.Sprintf("Start it with `/rollout wave start %s`.", k.Plan.Called(w.ID)),
			"%s has not begun, so it cannot be completed. Nothing was changed.", sentence(w.Title()))
	}
	if err := mayGoForward(k.State); err != nil {
		return run, k.State, Effects{}, err
	}
	v := JudgeGate(k.Plan, k.State, w, ExitGate, f, k.Now)
	if !v.Met() {
		return run, k.State, Effects{}, &HeldGate{Plan: k.Plan.ID, Agent: k.State.Agent, Verdict: v}
	}
	run = run.passed(v)
	run.State, run.Ended, run.EndedBy = WaveDone, wholeSecond(k.Now), k.By.User
	e := run.effects(VerbWaveComplete, v.summary())
	e.Join(moot(f.Asked, w, k.Now, ExitGate))
	var live Effects
	k.State, live = goLive(k.Plan, k.State, f.Runs, run)
	e.Join(live)
	e.Notices = append(e.Notices, waveNotice(k, NoticeWaveDone, w, run, f.Runs))
	return run, k.State, e, nil
}

// CancelWave takes a wave out of the rollout, for a reason. One that is
// cancelled stays as it is: no effects, no error.
func CancelWave(k Desk, w Wave, because string, f GateFacts) (WaveRun, State, Effects, error) {
	run := f.Runs.Of(k.Plan, w)
	switch run.State {
	case WaveCancelled:
		return run, k.State, Effects{}, nil
	case WaveDone:
		return run, k.State, Effects{}, isOver(k.Plan, run)
	}
	if err := checkReason(because, "nothing was cancelled"); err != nil {
		return run, k.State, Effects{}, err
	}
	run.State, run.Ended, run.EndedBy, run.Because = WaveCancelled, wholeSecond(k.Now), k.By.User, because
	e := run.effects(VerbWaveCancel, because)
	e.Join(moot(f.Asked, w, k.Now, EntryGate, ExitGate))
	var live Effects
	k.State, live = goLive(k.Plan, k.State, f.Runs, run)
	e.Join(live)
	if k.State.Stage != Draft {
		e.Notices = append(e.Notices, waveNotice(k, NoticeWaveCancelled, w, run, f.Runs))
	}
	return run, k.State, e, nil
}

// mayGoForward refuses a plan whose waves stand still. The error is a Problem,
// or an OnHold.
func mayGoForward(s State) error {
	if err := underWay(s); err != nil || s.Hold == nil {
		return err
	}
	return &OnHold{Plan: s.Plan, Agent: s.Agent, Hold: *s.Hold}
}

// underWay refuses a plan that is not rolled out now, on hold or not.
func underWay(s State) error {
	if s.Halted() {
		return Problemf(Conflict, "They go on when the pause is over; `/rollout pause` says how it stands.",
			"A pause of the agent is not over, so none of its waves goes forward. Nothing was changed.")
	}
	switch s.Stage {
	case RollingOut, Live:
		return nil
	case Draft:
		return Problemf(Conflict, "Look first with `/rollout plan activate`: it shows whom activating tells, and has the button for it.",
			"The plan is a draft, so none of its waves goes forward yet. Nothing was changed.")
	}
	return Problemf(Conflict, "`/rollout status` says how it stands.",
		"The plan is %s, so none of its waves goes forward. Nothing was changed.", s.Stage)
}

// inOrder refuses a wave while one before it is not over, and while another runs.
func inOrder(p Plan, w Wave, runs Waves) error {
	before := true
	for _, other := range p.Waves {
		if other.ID == w.ID {
			before = false
			continue
		}
		call := p.Called(other.ID)
		switch r := runs.Of(p, other); {
		case r.State == WaveRunning:
			return Problemf(Conflict, fmt.Sprintf("Complete it first with `/rollout wave complete %s`; `/rollout wave check %s` says what that needs.", call, call),
				"%s is running, so %s cannot start yet. Nothing was changed.", sentence(other.Title()), w.Title())
		case before && r.State == WavePlanned:
			return Problemf(Conflict, fmt.Sprintf("Start it with `/rollout wave start %s`, or take it out with `/rollout wave cancel %s because …`.", call, call),
				"%s comes first and has not begun, so %s cannot start yet. Nothing was changed.", sentence(other.Title()), w.Title())
		}
	}
	return nil
}

func isOver(p Plan, run WaveRun) error {
	return Problemf(Conflict, fmt.Sprintf("`/rollout wave show %s` says how it ended.", p.Called(run.Wave)),
		"%s is %s and stays so. Nothing was changed.", sentence(run.Title), run.State)
}

// goLive makes the plan live when the wave that now ended was its last one, and
// at least one was done.
func goLive(p Plan, s State, runs Waves, ended WaveRun) (State, Effects) {
	if s.Stage != RollingOut {
		return s, Effects{}
	}
	done := false
	for _, w := range p.Waves {
		r := runs.Of(p, w)
		if w.ID == ended.Wave {
			r = ended
		}
		if !r.Over() {
			return s, Effects{}
		}
		done = done || r.State == WaveDone
	}
	if !done {
		return s, Effects{}
	}
	s.Stage = Live
	return s, Effects{
		Put: []Record{s},
		Log: []Entry{{Verb: VerbLive, Plan: s.Plan, Kind: s.Kind(), Subject: s.Key(), Why: "after " + ended.Title}},
	}
}

// passed freezes a gate as it was when it let the wave pass.
func (r WaveRun) passed(v GateVerdict) WaveRun {
	r.Passed = maps.Clone(r.Passed)
	if r.Passed == nil {
		r.Passed = map[Gate][]Judged{}
	}
	r.Passed[v.Gate] = slices.Clone(v.Criteria)
	return r
}

// effects puts the record and logs what was done to it.
func (r WaveRun) effects(verb Verb, why string) Effects {
	return Effects{
		Put: []Record{r},
		Log: []Entry{{Verb: verb, Plan: r.Plan, Kind: r.Kind(), Subject: r.Key(), Why: why}},
	}
}

// summary is how each criterion of a gate stood, for the audit record.
func (v GateVerdict) summary() string {
	var parts []string
	for _, j := range v.Criteria {
		word := string(j.Verdict)
		if j.Waiver != nil {
			word += ", waived by " + j.Waiver.Approval
		}
		parts = append(parts, j.Key+" "+word)
	}
	return strings.Join(parts, "; ")
}

// sentence makes the first letter a capital.
func sentence(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// WavePath is the path of one field of a wave's row: "waves[1].date".
func WavePath(p Plan, w Wave, field string) string {
	return fmt.Sprintf("waves[%d].%s", p.WaveNumber(w.ID)-1, field)
}
