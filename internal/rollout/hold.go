package rollout

import (
	"fmt"
	"time"
)

// Verbs of holds, as the audit record has them.
const (
	VerbRolloutHold   Verb = "plan.hold"
	VerbRolloutResume Verb = "plan.resume"
)

// Hold is somebody's word that a rollout goes no further: no wave starts or is
// completed, while users keep the agent. It stands beside the plan's stage until
// somebody ends it.
type Hold struct {
	By      UserID    `json:"by"`
	At      time.Time `json:"at"`
	Because string    `json:"because,omitempty"` // as typed; "" when nothing was said
}

// PastHold is a hold that is over.
type PastHold struct {
	Hold
	Over time.Time `json:"over"`
}

// WavesHeld reports whether the plan's waves are held: none starts or is
// completed, because of a hold, or because the agent is being paused.
func (s State) WavesHeld() bool { return s.Hold != nil || s.Halted() }

// OnHold is the error of a wave that a hold does not let go forward. Nothing was
// changed.
type OnHold struct {
	Plan  PlanID
	Agent string
	Hold  Hold
}

func (h *OnHold) Error() string {
	return fmt.Sprintf("The rollout of %s is on hold, so none of its waves goes forward. Nothing was changed.", h.Agent)
}

// HoldDid is what became of a rollout by somebody's hold, or the end of one.
// Receipts hold it, so the names of its fields stay.
type HoldDid struct {
	Plan    PlanID
	Agent   string
	Hold    Hold // zero when it is not on hold
	Changed bool
	Home    Place
	At      time.Time
	Pause   string // the pause for which the waves stand still all the same
}

// HoldRollout lets no wave of the plan go forward until ResumeRollout, and says
// so in the plan's home. because may be empty. One that is on hold stays as it
// is, with the words of who was first: no effects, no error. A plan of which no
// wave could go forward anyway is a Problem.
func HoldRollout(s State, because string, by Actor, d Duty, now time.Time) (State, Effects, error) {
	switch {
	case s.Hold != nil:
		return s, Effects{}, nil
	case s.Stage != RollingOut && s.Stage != Live:
		return s, Effects{}, Problemf(Conflict, "`/rollout status` says how it stands.",
			"The plan is %s, so none of its waves goes forward anyway. Nothing was changed.", stageWords(s.Stage))
	}
	if because != "" {
		if err := checkReason(because, "nothing was held"); err != nil {
			return s, Effects{}, err
		}
	}
	s.Hold = &Hold{By: by.User, At: wholeSecond(now), Because: because}
	f := map[string]string{FactAgent: s.Agent, FactIn: string(s.Plan), FactBy: string(by.User)}
	put(f, FactBecause, because)
	if s.Halted() {
		f[FactID] = s.Pause.ID
	}
	return s, s.holds(VerbRolloutHold, because, NoticeHeld, f, d), nil
}

// ResumeRollout ends a hold: the waves go forward through their gates again. One
// that is not on hold stays as it is: no effects.
func ResumeRollout(s State, because string, by Actor, d Duty, now time.Time) (State, Effects) {
	if s.Hold == nil {
		return s, Effects{}
	}
	f := map[string]string{FactAgent: s.Agent, FactIn: string(s.Plan), FactBy: string(by.User), FactOpened: stamp(s.Hold.At)}
	put(f, FactBecause, because)
	if s.Halted() {
		f[FactID] = s.Pause.ID
	}
	s.Hold, s.Held = nil, &PastHold{Hold: *s.Hold, Over: wholeSecond(now)}
	return s, s.holds(VerbRolloutResume, because, NoticeHoldOver, f, d)
}

func (s State) holds(verb Verb, why string, kind NoticeKind, f map[string]string, d Duty) Effects {
	return Effects{
		Put: []Record{s},
		Log: []Entry{{Verb: verb, Plan: s.Plan, Kind: s.Kind(), Subject: s.Key(), Why: why}},
		Notices: []Notice{{
			Kind: kind, Plan: s.Plan, Subject: string(s.Plan), Facts: f,
			To: []Target{{To: d.HomePlace(), Routes: []Place{DM(s.PlanOwner)}}},
		}},
	}
}

func stageWords(s Stage) string {
	if s == Draft {
		return "a draft"
	}
	return string(s)
}
