package rollout

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// attestedFrom is the first day on which anybody can say that a criterion is met
// that speaks of the time since its wave began; false when it speaks of none, and
// before the wave has begun.
func (c Criterion) attestedFrom(run WaveRun, zone *time.Location) (Day, bool) {
	if c.After == "" || run.Started.IsZero() {
		return Day{}, false
	}
	n, err := strconv.Atoi(strings.Trim(c.After, "PDM"))
	if err != nil {
		return Day{}, false
	}
	from := DayOf(run.Started, zone)
	if strings.HasSuffix(c.After, "M") {
		return DayOf(time.Date(from.Year, from.Month+time.Month(n), from.Day, 0, 0, 0, 0, time.UTC), time.UTC), true
	}
	return from.AddDays(n), true
}

// tooEarly refuses the tick of a criterion whose time has not passed.
func tooEarly(k Desk, run WaveRun, c GateCriterion) error {
	zone := k.State.zone()
	if c.Criterion.After != "" && c.Gate == ExitGate && run.Started.IsZero() {
		return Problemf(Conflict, fmt.Sprintf("It counts from when %s begins.", run.Title),
			"%s is “%s”, and %s has not begun. Nothing was changed.", c.Key, c.Criterion.Text, run.Title)
	}
	from, ok := c.Criterion.attestedFrom(run, zone)
	if !ok || c.Gate != ExitGate || !DayOf(k.Now, zone).Before(from) {
		return nil
	}
	return Problemf(Conflict, fmt.Sprintf("If it must not hold the wave, ask for it with `/rollout wave waive %s because …`.", c.Key),
		"%s is “%s”, and %s began on %s: it can be ticked from %s. Nothing was changed.",
		c.Key, c.Criterion.Text, run.Title, DayOf(run.Started, zone).Words(), from.Words())
}
