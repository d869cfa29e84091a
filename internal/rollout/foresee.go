package rollout

import (
	"slices"
	"strings"
	"time"
)

// Forecast is one thing that would happen to an incident nobody answers. What
// is one of the incident's happenings, or AnswerDue.
type Forecast struct {
	At     time.Time
	What   What
	Step   int
	Role   string
	Places []Place // who would be told; none where nobody fills the role
	Until  time.Time
	// Silent: the people told get a message in the chat and nothing that wakes a
	// silent phone.
	Silent bool
}

// AnswerDue is the moment by which the plan promises an answer.
const AnswerDue What = "answer due"

// Foresee says, in order of time, what an incident opened at that time under
// the policy would do until the end of its first round, if nobody answered and
// duty stayed as it is. It opens one and wakes it at each of its timers, so
// that it cannot say anything else than what will be done.
func Foresee(p Policy, d Duty, at time.Time) []Forecast {
	at = wholeSecond(at)
	m := newMove(Incident{ID: "INC-0", Sev: p.Sev, Opened: at, State: IncidentOpen, Gen: 1, Policy: p, AnswerBy: p.AnswerBy(at)}, d, at)
	m.start(WhyOpening)
	in := m.in
	for !in.Exhausted && in.Round == 1 {
		next, ok := nextTimer(in)
		if !ok {
			break
		}
		in, _ = Wake(in, next, d, next.Due)
	}
	var all []Forecast
	for _, h := range in.Trail {
		if h.Round == 1 {
			all = append(all, forecastOf(h, p))
		}
	}
	if !in.AnswerBy.IsZero() {
		i, _ := slices.BinarySearchFunc(all, in.AnswerBy, func(f Forecast, t time.Time) int { return f.At.Compare(t) })
		all = slices.Insert(all, i, Forecast{At: in.AnswerBy, What: AnswerDue})
	}
	return all
}

// nextTimer is what wakes the incident next; of two at once the one that comes
// first in the list of kinds.
func nextTimer(in Incident) (Timer, bool) {
	all := in.Timers()
	if len(all) == 0 {
		return Timer{}, false
	}
	return slices.MinFunc(all, func(a, b Timer) int { return a.Due.Compare(b.Due) }), true
}

func forecastOf(h Happening, p Policy) Forecast {
	f := Forecast{At: h.At, What: h.What, Step: h.Step, Role: h.Args[FactRole]}
	for _, s := range strings.Fields(h.Args[FactTo]) {
		f.Places = append(f.Places, Place(s))
	}
	f.Until, _ = time.Parse(time.RFC3339, h.Args[FactUntil])
	f.Silent = (h.What == DidTell || h.What == DidRemind) && p.Outside == PageOutside
	return f
}
