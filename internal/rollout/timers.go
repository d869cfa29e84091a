package rollout

import (
	"slices"
	"time"
)

// TimerKind says what a timer wakes. A kind has one loader in the engine and
// one function here.
type TimerKind string

// The timers of incidents.
const (
	TimerStep   TimerKind = "incident.step"   // the next step of the escalation, or the end of a round
	TimerRemind TimerKind = "incident.remind" // half-way to the first step
	TimerDaily  TimerKind = "incident.daily"  // an exhausted incident is told again
	TimerLate   TimerKind = "incident.late"   // the answer is late: its reporter hears
	TimerClose  TimerKind = "incident.close"  // seven days after it was resolved
)

// incidentTimers are all of them, in a fixed order.
var incidentTimers = []TimerKind{TimerStep, TimerRemind, TimerDaily, TimerLate, TimerClose}

// TimerDigest wakes a person's digest: one timer a person, armed for 09:00 on
// their own wall.
const TimerDigest TimerKind = "digest"

// TimerSummary wakes a plan's Monday summary: one timer a plan.
const TimerSummary TimerKind = "summary"

// TimerApproval ends an approval that nobody decided.
const TimerApproval TimerKind = "approval.expire"

// TimerMonthly books what is spent every month.
const TimerMonthly TimerKind = "spend.monthly"

// Timer is a promise to wake a subject. Key is made from kind and subject
// ("incident.step/INC-7"), so that arming again replaces. A timer of an older
// generation than its subject does nothing.
type Timer struct {
	Key     string    `json:"key"`
	Kind    TimerKind `json:"kind"`
	Plan    PlanID    `json:"plan"`
	Subject string    `json:"subject"`
	Gen     uint64    `json:"gen"`
	Due     time.Time `json:"due"` // an instant, UTC
}

// TimerKey is the key of the only timer of that kind a subject can have.
func TimerKey(k TimerKind, subject string) string { return string(k) + "/" + subject }

// rearm promises what a subject wants to be woken for now, where that is not
// promised already, and ends what it wants no more. fired is the timer that woke
// it, which is spent: it is promised again even for the same instant.
func (e *Effects) rearm(was, wanted []Timer, fired TimerKind) {
	for _, t := range wanted {
		promised := slices.ContainsFunc(was, func(w Timer) bool { return w.Key == t.Key && w.Gen == t.Gen && w.Due.Equal(t.Due) })
		if !promised || t.Kind == fired {
			e.Arm = append(e.Arm, t)
		}
	}
	for _, t := range was {
		if !slices.ContainsFunc(wanted, func(w Timer) bool { return w.Key == t.Key }) {
			e.Disarm = append(e.Disarm, t.Key)
		}
	}
}

// The timers of pauses.
const (
	TimerPauseTell TimerKind = "pause.tell" // nobody has answered: the next are told
	TimerPauseWait TimerKind = "pause.wait" // a wait of the procedure is over
)

// pauseTimers are all of them, in a fixed order.
var pauseTimers = []TimerKind{TimerPauseTell, TimerPauseWait}
