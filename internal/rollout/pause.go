package rollout

import (
	"fmt"
	"slices"
	"time"
)

// PauseState is where a pause stands.
type PauseState string

// The stored states of a pause. Its approval is a moment, kept as DecidedAt:
// stopping begins with it. It is stopping, and nothing else, until the last of
// the steps that stop the agent has been confirmed.
const (
	PauseRequested   PauseState = "requested"
	PauseStopping    PauseState = "stopping" // approved; users still reach the agent
	PausePaused      PauseState = "paused"
	PauseResumeAsked PauseState = "resume requested"
	PauseResumed     PauseState = "resumed"
	PauseDeclined    PauseState = "declined"
)

// Verbs of pauses, as the audit record has them: what people do, then what
// timers do.
const (
	VerbPauseAsk      Verb = "pause.request"
	VerbPauseNow      Verb = "pause.now"
	VerbPauseApprove  Verb = "pause.approve"
	VerbPauseDecline  Verb = "pause.decline"
	VerbPauseStep     Verb = "pause.step"
	VerbResumeAsk     Verb = "pause.resume-request"
	VerbResumeDecline Verb = "pause.resume-decline"
	VerbResume        Verb = "pause.resume"
	VerbPauseTell     Verb = "pause.tell" // nobody answered: the next were told
	VerbPauseWait     Verb = "pause.wait" // a wait of the procedure is over
)

// askPace is how long whoever was asked has before the next are: wall time, at
// night and at weekends too, since stopping is urgent.
const askPace = 15 * time.Minute

// maxAsks is how many more people may ask for a pause that is asked for
// already, and be named on it.
const maxAsks = 50

// SwitchOff is the step of a plan whose procedure is empty or not understood.
const SwitchOff = "Switch the agent off"

// Pause is one stop of an agent: from the request, or from the moment somebody
// entitled stopped it, to its resumption. A plan has one at a time. Gen rises
// with each transition that changes who must act.
type Pause struct {
	Schema int        `json:"schema"`
	ID     string     `json:"id"`  // "PAU-3"
	Num    uint64     `json:"num"` // 3
	Plan   PlanID     `json:"plan"`
	Agent  string     `json:"agent"`
	State  PauseState `json:"state"`
	Gen    uint64     `json:"gen"`
	Home   Place      `json:"home"` // where the card and its thread stand

	Asker UserID     `json:"asker"`
	Asked time.Time  `json:"asked"`
	Text  string     `json:"text,omitempty"` // as asked, never shortened; "" when paused at once without a word
	Also  []PauseAsk `json:"also,omitempty"` // who spoke for it too

	Rung   int         `json:"rung"`             // how many rungs of the ladder have been told
	Base   time.Time   `json:"base,omitzero"`    // what the ladder counts from
	NextAt time.Time   `json:"next_at,omitzero"` // when the next are told; zero: nobody is
	Days   int         `json:"days,omitempty"`   // how often all were told again
	WaitAt time.Time   `json:"wait_at,omitzero"` // when the running wait is over; zero: none runs
	Told   []Place     `json:"told,omitempty"`   // everybody who was told
	Steps  []PauseStep `json:"steps,omitempty"`  // the procedure, as it read when stopping began; before that as it reads

	DecidedBy UserID    `json:"decided_by,omitempty"`
	DecidedAt time.Time `json:"decided_at,omitzero"`
	Because   string    `json:"because,omitempty"` // what who decided said: why it was declined, or what else they know
	PausedAt  time.Time `json:"paused_at,omitzero"`

	Resume      string    `json:"resume,omitempty"` // the approval that its resumption waits for
	ResumeAsker UserID    `json:"resume_asker,omitempty"`
	ResumeAsked time.Time `json:"resume_asked,omitzero"`
	ResumeText  string    `json:"resume_text,omitempty"`
	ResumedBy   UserID    `json:"resumed_by,omitempty"`
	ResumedAt   time.Time `json:"resumed_at,omitzero"`

	Trail []Happening `json:"trail,omitempty"` // what happened, oldest first; as long as the pause is
}

// PauseAsk is what somebody said for a pause that was asked for already.
type PauseAsk struct {
	By   UserID    `json:"by"`
	At   time.Time `json:"at"`
	Text string    `json:"text"`
}

// PauseStep is one item of the pause procedure: something to do and confirm, or
// a wait.
type PauseStep struct {
	Text  string    `json:"text"`
	Owner string    `json:"owner,omitempty"` // a role; "": the plan owner
	Wait  string    `json:"wait,omitempty"`  // ISO 8601: a wait, over by itself
	Stops bool      `json:"stops,omitempty"` // users reach the agent until it is confirmed
	Told  bool      `json:"told,omitempty"`  // its owner was asked to do it
	By    UserID    `json:"by,omitempty"`    // who confirmed it; "" of a wait
	At    time.Time `json:"at,omitzero"`     // when it was confirmed, or the wait was over; zero: not yet
}

// Done reports whether the step is confirmed, or the wait over.
func (s PauseStep) Done() bool { return !s.At.IsZero() }

// PauseMark is what the plan's state keeps of the pause that is not over.
type PauseMark struct {
	ID    string     `json:"id"`
	State PauseState `json:"state"`
	By    UserID     `json:"by"`    // who asked, then who decided
	Since time.Time  `json:"since"` // asked, then decided, then paused
	Off   bool       `json:"off"`   // the last step that stops the agent is confirmed
}

// Halted reports whether the plan is being stopped or paused: no wave of it
// starts or is completed meanwhile. A request that nobody has decided halts
// nothing.
func (s State) Halted() bool { return s.Pause != nil && s.Pause.State != PauseRequested }

// Facts of what is said while the agent is halted: since when, one of the two.
const (
	FactPausedAt   = "paused_at"   // it is off
	FactStoppingAt = "stopping_at" // users may still reach it
)

// HaltFacts are the facts of a plan whose agent is being stopped or is paused;
// nil while it is neither.
func (s State) HaltFacts() map[string]string {
	switch {
	case !s.Halted():
		return nil
	case s.Pause.Off:
		return map[string]string{FactPausedAt: stamp(s.Pause.Since)}
	}
	return map[string]string{FactStoppingAt: stamp(s.Pause.Since)}
}

// Kind is the pause's kind of record.
func (p Pause) Kind() string { return "pause" }

// Key is the pause's id.
func (p Pause) Key() string { return p.ID }

// Index finds a plan's pauses by number.
func (p Pause) Index() []string { return []string{fmt.Sprintf("plan/%s/%012d", p.Plan, p.Num)} }

// CardPlan is the plan whose pause it is.
func (p Pause) CardPlan() PlanID { return p.Plan }

// CardPlaces is the plan's home, where everybody sees it.
func (p Pause) CardPlaces() []Place { return []Place{p.Home} }

// CardStanding is its state, and which of its steps are confirmed.
func (p Pause) CardStanding() string {
	standing := string(p.State)
	for i, s := range p.Steps {
		if s.Done() {
			standing += fmt.Sprint(" ", i+1)
		}
	}
	return standing
}

// Live reports whether the pause is not over.
func (p Pause) Live() bool { return p.State != PauseResumed && p.State != PauseDeclined }

// MayAskResume reports whether somebody may ask that the agent be let out again.
func (p Pause) MayAskResume() bool { return p.State == PausePaused || p.State == PauseStopping }

// Stopped reports whether every step that stops the agent is confirmed.
func (p Pause) Stopped() bool {
	return len(p.Steps) > 0 && !slices.ContainsFunc(p.Steps, func(s PauseStep) bool { return s.Stops && !s.Done() })
}

// Reached lists the numbers, from 1, of the steps that can be confirmed now:
// those that are not, up to the first wait that is not over. None before
// stopping began, or after the pause.
func (p Pause) Reached() []int {
	var open []int
	if p.DecidedAt.IsZero() || !p.Live() {
		return nil
	}
	for i, s := range p.Steps {
		switch {
		case s.Done():
		case s.Wait != "":
			return open
		default:
			open = append(open, i+1)
		}
	}
	return open
}

// TimeToAnswer is how long the request waited for its decision; 0 while it
// waits.
func (p Pause) TimeToAnswer() time.Duration {
	if p.DecidedAt.IsZero() {
		return 0
	}
	return p.DecidedAt.Sub(p.Asked)
}

// TimeToStop is how long it took from the request until the last step that
// stops the agent was confirmed; 0 while one is not.
func (p Pause) TimeToStop() time.Duration {
	if p.PausedAt.IsZero() {
		return 0
	}
	return p.PausedAt.Sub(p.Asked)
}

// Timers are when the pause wants to be woken. They follow from the record
// alone.
func (p Pause) Timers() []Timer {
	var all []Timer
	for _, k := range pauseTimers {
		if due := p.wakeAt(k); !due.IsZero() {
			all = append(all, Timer{Key: TimerKey(k, p.ID), Kind: k, Plan: p.Plan, Subject: p.ID, Gen: p.Gen, Due: due})
		}
	}
	return all
}

func (p Pause) wakeAt(k TimerKind) time.Time {
	switch {
	case !p.Live():
	case k == TimerPauseTell:
		return p.NextAt
	case k == TimerPauseWait && !p.waitHeld():
		return p.WaitAt
	}
	return time.Time{}
}

// waitHeld reports whether the running wait stands still: what follows it, "delete
// the data", must not be done to an agent that may be used again tomorrow. Before
// the agent is off nothing holds its steps up.
func (p Pause) waitHeld() bool { return p.State == PauseResumeAsked && p.Stopped() }

// mark is what the state keeps of it.
func (p Pause) mark() *PauseMark {
	m := &PauseMark{ID: p.ID, State: p.State, By: p.Asker, Since: p.Asked}
	if !p.DecidedAt.IsZero() {
		m.By, m.Since = p.DecidedBy, p.DecidedAt
	}
	if !p.PausedAt.IsZero() {
		m.Since, m.Off = p.PausedAt, true
	}
	return m
}
