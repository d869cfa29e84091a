package rollout

import (
	"regexp"
	"strconv"
	"time"
)

// PauseSteps are the steps that a pause of the plan would have now.
func (p Plan) PauseSteps() []PauseStep { return pauseSteps(p) }

// pauseSteps is the plan's procedure as a checklist, and which of its steps
// stop the agent. A procedure without any step, empty or not understood, has
// the one built-in step.
func pauseSteps(p Plan) []PauseStep {
	var steps []PauseStep
	work := false
	if c := p.Pause.Procedure; c.Acts() {
		for _, s := range c.Value {
			step := PauseStep{Text: s.Text, Owner: s.Owner}
			if knownWait(s.Wait) {
				step.Wait, step.Owner = s.Wait, ""
			} else {
				work = true
			}
			steps = append(steps, step)
		}
	}
	if !work {
		steps = append([]PauseStep{{Text: SwitchOff}}, steps...)
	}
	markStops(steps, p.Agent.Value)
	return steps
}

// markStops decides which steps users still reach the agent until.
//
// Where a step says in words that it takes the agent away, the last such step
// before the next wait is the one with which the agent is off: what follows a
// wait ("wait 30 days, remove the app") is done to an agent that is off
// already. Steps before it count too, since they may take away a part of it,
// but not those that only decide, tell, look or keep something. What comes
// behind it holds nothing up.
//
// Where no step before that wait says so, all before the first wait behind a
// step count.
func markStops(steps []PauseStep, agent string) {
	says := make([]stepSays, len(steps))
	last, unsaid := -1, false
	for i, s := range steps {
		if s.Wait != "" {
			if last >= 0 || unsaid {
				break
			}
			continue
		}
		says[i] = stopsByWords(s.Text, s.Owner, agent)
		unsaid = unsaid || says[i] == stopsUnsaid
		if says[i] == stopsAgent {
			last = i
		}
	}
	work := false
	for i := range steps {
		switch s := &steps[i]; {
		case last >= 0:
			s.Stops = s.Wait == "" && i <= last && says[i] != stopsNot
		case s.Wait == "":
			s.Stops, work = true, true
		case work:
			return
		}
	}
}

// isoWait is a wait as the reader of procedures writes it.
var isoWait = regexp.MustCompile(`^P(T)?([0-9]{1,5})([DHMY])$`)

func knownWait(w string) bool {
	return w != "" && !waitFrom(time.Time{}.AddDate(1, 0, 0), w, time.UTC).IsZero()
}

// waitFrom is when a wait that begins at t is over: days and months by the
// calendar in zone. The zero time is a wait that is not understood.
func waitFrom(t time.Time, w string, zone *time.Location) time.Time {
	m := isoWait.FindStringSubmatch(w)
	if m == nil {
		return time.Time{}
	}
	n, _ := strconv.Atoi(m[2]) // digits, five at most
	at := t.In(zone)
	switch m[1] + m[3] {
	case "D":
		at = at.AddDate(0, 0, n)
	case "M":
		at = at.AddDate(0, n, 0)
	case "Y":
		at = at.AddDate(n, 0, 0)
	case "TH":
		at = t.Add(time.Duration(n) * time.Hour)
	case "TM":
		at = t.Add(time.Duration(n) * time.Minute)
	default:
		return time.Time{}
	}
	return wholeSecond(at)
}
