package rollout

import (
	"cmp"
	"slices"
	"time"
)

// TimerBudget tells the levels of a period's spend that could wait for the morning.
const TimerBudget TimerKind = "budget.tell"

func budgetTimer(t SpendTotal, due time.Time) Timer {
	return Timer{Key: TimerKey(TimerBudget, t.Key()), Kind: TimerBudget, Plan: t.Plan, Subject: t.Key(), Due: due.UTC()}
}

// urgent reports whether a level is told at any hour: one at which the plan wants a
// pause, or has a trigger for one, and all of the budget or more. Below that, whoever
// is woken can do nothing at night that they could not do in the morning.
func (l Level) urgent(a Allowance) bool {
	return l.Pause || l.Trigger != "" || a.Has && l.At.Same(a.Quantity) && l.At.Amount.GreaterThanOrEqual(a.Amount)
}

// morning is now when one of the people at these places is at work, Monday to
// Friday from nine to five on the wall of their digest, else the next time that one
// is; a channel is at work when the plan's zone is.
func (d Duty) morning(places []Place, s State, now time.Time) time.Time {
	var first time.Time
	for _, p := range places {
		zone := s.zone().String()
		if theirs := cmp.Or(d.Zones[p.User()], d.House.Zone); p.User() != "" && theirs != "" {
			zone = wallOf(theirs).String()
		}
		if open := BusinessHours(zone).NextOpen(now); first.IsZero() || open.Before(first) {
			first = open
		}
	}
	if first.IsZero() {
		return now
	}
	return first
}

// morning is when what is not urgent is told: while one of those who are told is at
// work. Who books by hand is awake, whatever their wall says.
func (x judging) morning() time.Time {
	told := budgetTold(x.plan, x.state, x.duty, map[string]string{})
	if x.by.Via != ByTimer && x.by.Via != ByHook && slices.Contains(told, DM(x.by.User)) {
		return x.now
	}
	return x.duty.morning(told, x.state, x.now)
}

// waits reports whether the crossing is still to be told.
func (c Crossing) waits() bool { return c.Alert == 0 && c.Back == nil }

// PutOff are the levels that were reached at that moment and are told later, in
// words, and when.
func (t SpendTotal) PutOff(at time.Time) (levels []string, until time.Time) {
	for _, c := range t.Crossed {
		if c.waits() && c.At.Equal(wholeSecond(at)) {
			levels, until = append(levels, c.Words), c.Wait
		}
	}
	return levels, until
}

// tell makes one message of all that was reached and that nobody was told of. What
// is no level of the plan any more is dropped.
func (t SpendTotal) tell(p Plan, s State, d Duty, now time.Time) (SpendTotal, []Notice) {
	on := t.Period.firstDay()
	levels, _ := Levels(p, on)
	t.Crossed = slices.DeleteFunc(slices.Clone(t.Crossed), func(c Crossing) bool {
		return c.waits() && !slices.ContainsFunc(levels, func(l Level) bool { return l.Key == c.Level })
	})
	alert := 1
	for _, c := range t.Crossed {
		alert = max(alert, c.Alert+1)
	}
	var told []Level
	var why Cause
	var since time.Time
	for _, l := range levels {
		i := slices.IndexFunc(t.Crossed, func(c Crossing) bool { return c.waits() && c.Level == l.Key })
		if i < 0 {
			continue
		}
		c := &t.Crossed[i]
		if len(told) == 0 || c.Cause == CauseAgain {
			why = c.Cause
		}
		if !c.Wait.IsZero() && (since.IsZero() || c.At.Before(since)) {
			since = c.At
		}
		c.Alert, c.Wait = alert, time.Time{}
		told = append(told, l)
	}
	if len(told) == 0 {
		return t, nil
	}
	n := budgetNotice(p, s, d, AllowanceOf(p, on), t, told, alert, why)
	if now.Sub(since) > downtime {
		put(n.Facts, FactReached, stamp(since))
	}
	return t, []Notice{n}
}

// WakeBudget tells the levels that waited for the morning. When the bot was down
// until people rest again, they wait for the next one.
func WakeBudget(p Plan, s State, t SpendTotal, d Duty, now time.Time) Effects {
	a := AllowanceOf(p, t.Period.firstDay())
	if s.Stage == Draft || s.Stage == Retired || a.Period != t.Period || !slices.ContainsFunc(t.Crossed, Crossing.waits) {
		return Effects{}
	}
	if at := d.morning(budgetTold(p, s, d, map[string]string{}), s, now); at.After(now) {
		return Effects{Arm: []Timer{budgetTimer(t, at)}}
	}
	t, told := t.tell(p, s, d, wholeSecond(now))
	return Effects{Put: []Record{t}, Notices: told}
}
