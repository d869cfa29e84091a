package rollout

import (
	"regexp"
	"strconv"
	"time"
)

// pauseSteps is the plan's procedure as a checklist. Which steps stop the agent
// is decided here: all that come before the first wait behind a step, since
// what follows a wait ("wait 30 days, delete the data") is done to an agent that
// is off already. A procedure without any step, empty or not understood, has
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
	work = false
	for i := range steps {
		switch {
		case steps[i].Wait == "":
			steps[i].Stops, work = true, true
		case work:
			return steps
		}
	}
	return steps
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
