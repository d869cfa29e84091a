package rollout

import (
	"slices"
	"strconv"
	"time"
)

// What the bot calls late: the engine promises to be quicker than this, so
// whatever is later was missed while it was down.
const downtime = time.Minute

// A path that repeats until somebody acknowledges goes round at its own pace
// this often, and from then on with this much time after its last step.
const (
	quickRounds = 9
	slowRound   = time.Hour
)

// Wake does what a timer of the incident promised. A timer that is not the
// incident's own any more, by generation, state or time, does nothing: the
// returned incident is then the given one and the Effects are empty.
func Wake(in Incident, t Timer, d Duty, now time.Time) (Incident, Effects) {
	due := in.wakeAt(t.Kind)
	now = wholeSecond(now)
	if t.Subject != in.ID || t.Gen != in.Gen || due.IsZero() || t.Due.Before(due) || now.Before(due) {
		return in, Effects{}
	}
	m := newMove(in, d, now)
	m.fired = t.Kind
	if late := now.Sub(due); late > downtime {
		m.late = late
	}
	switch t.Kind {
	case TimerStep:
		return m.wakeStep()
	case TimerRemind:
		return m.wakeRemind()
	case TimerDaily:
		return m.wakeDaily()
	case TimerLate:
		return m.wakeLate()
	default: // TimerClose: wakeAt knows no other
		m.in.State, m.in.ClosedAt = IncidentClosed, now
		m.did(Happening{What: DidClose})
		return m.done(VerbClose, "")
	}
}

// start begins the path at step 0: at opening, and again at a release. Outside
// the area's hours the first step waits; soft posts in the owner's channels now.
func (m *move) start(why string) {
	in := &m.in
	in.Base, in.Round, in.Step, in.StepAt = m.now, 1, -1, time.Time{}
	in.Exhausted, in.Held = false, false
	in.NextAt, in.RemindAt, in.DailyAt = time.Time{}, time.Time{}, time.Time{}
	opening := in.Policy.opening(m.now)
	if opening.Equal(m.now) {
		m.climb(0, why)
		return
	}
	in.Held, in.NextAt = true, opening
	m.did(Happening{What: DidHold, Args: map[string]string{FactUntil: stamp(opening)}})
	if in.Policy.Outside == SoftOutside {
		m.tell(0, WhySoft)
	}
}

// climb tells step n or, when it reaches nobody, the next one that does, and
// arms what follows. Beyond the last step the round is over.
func (m *move) climb(n int, why string) {
	in := &m.in
	in.Held, in.RemindAt = false, time.Time{}
	if n == 0 && in.Round > 1 {
		in.Base = m.now
	}
	for ; n < len(in.Policy.Steps); n++ {
		in.Step = n
		if !m.reaches(n) {
			m.missing(n)
			continue
		}
		in.StepAt = m.now
		in.NextAt = in.Policy.due(n+1, in.Base, m.now)
		if soonest := m.soonestRound(); n+1 == len(in.Policy.Steps) && soonest.After(in.NextAt) {
			in.NextAt = soonest
		}
		if wait, ok := in.Policy.Reminder(in.Base); ok && n == 0 && in.Round == 1 {
			in.RemindAt = in.Policy.add(m.now, wait)
		}
		m.tell(n, why)
		if n+1 < len(in.Policy.Steps) && !in.NextAt.After(m.now) {
			continue // "A → B (+0)": no timer is armed for now
		}
		return
	}
	m.endRound()
}

// endRound goes on with the next round, or to whoever must know that nobody
// answered: never sooner than five minutes after somebody was told, an hour once
// many rounds went unanswered. An incident that reaches nobody at all does not
// go round: it is told once to those who can fill the roles, and then daily.
func (m *move) endRound() {
	in := &m.in
	in.NextAt, in.RemindAt = time.Time{}, time.Time{}
	if soonest := m.soonestRound(); m.reached() && soonest.After(m.now) {
		in.NextAt = soonest // the rest of the path is empty; whoever was just told gets a moment
		return
	}
	if !m.reached() {
		in.Exhausted = true
		in.DailyAt = m.nextDay()
		m.did(Happening{What: DidMissAll})
		m.alarm(NoticeUnreachable, true, nil)
		return
	}
	again := in.Policy.Rounds == 0 || in.Round < in.Policy.Rounds
	defer m.sayEnd()
	if !in.Exhausted && (!again || in.Policy.Rounds == 0) {
		in.Exhausted = true
		m.did(Happening{What: DidExhaust})
		m.alarm(NoticeExhausted, false, nil)
	}
	if !again {
		in.DailyAt = m.nextDay()
		return
	}
	m.forgetRound()
	in.Round++
	m.did(Happening{What: DidRound})
	m.climb(0, WhyRound)
}

// soonestRound is the earliest end of this round: a moment after whoever was
// told last. Until acknowledged means until acknowledged, but a message every
// few minutes all night long teaches people to mute it.
func (m *move) soonestRound() time.Time {
	wait := shortestDelay
	if m.in.Round >= quickRounds {
		wait = slowRound
	}
	return m.in.Policy.add(m.in.StepAt, wait)
}

// wakeStep runs the newest step that is due, once. Steps that fell due while
// the bot was down are marked and left out; the end of a round is none of them,
// for nobody may be called silent who was never told.
func (m *move) wakeStep() (Incident, Effects) {
	in := &m.in
	n := in.Step + 1
	for at := in.NextAt; m.late > 0 && n < len(in.Policy.Steps)-1; n++ {
		next := in.Policy.due(n+1, in.Base, at)
		if next.After(m.now) {
			break
		}
		m.did(Happening{What: DidSkip, Step: n, Args: map[string]string{FactRole: rolesOf(in.Policy, n), FactDue: stamp(at)}})
		at = next
	}
	in.Step = n - 1
	if opening := in.Policy.opening(m.now); m.late > 0 && opening.After(m.now) {
		in.NextAt = opening // up again, but the area is closed: people hear at opening
		m.did(Happening{What: DidHold, Args: m.lateness(map[string]string{FactUntil: stamp(opening)})})
		return m.done(VerbHold, "")
	}
	why := WhyPath
	if n == 0 { // it was held; a later round begins where the one before ends
		why = WhyOpening
	}
	m.climb(n, why)
	return m.done(VerbStep, "")
}

// wakeRemind tells whoever fills step 0 that it is still unanswered. When the
// next step is due as well, the reminder has been overtaken.
func (m *move) wakeRemind() (Incident, Effects) {
	in := &m.in
	due := in.RemindAt
	in.RemindAt = time.Time{}
	if !in.NextAt.After(m.now) || m.late > 0 && !in.Policy.open(m.now) {
		m.trail(Happening{What: DidSkip, Args: map[string]string{FactWhy: WhyReminder, FactDue: stamp(due)}})
		return m.done(VerbRemind, "")
	}
	m.tell(0, WhyReminder)
	return m.done(VerbRemind, "")
}

// wakeDaily tells an exhausted incident again. If it had reached nobody and
// somebody fills a role by now, the path starts.
func (m *move) wakeDaily() (Incident, Effects) {
	in := &m.in
	if opening := in.Policy.opening(m.now); m.late > 0 && opening.After(m.now) {
		in.DailyAt = opening
		return m.done(VerbHold, "")
	}
	if !m.reached() && slices.ContainsFunc(m.stepNumbers(), m.reaches) {
		m.start(WhyOpening)
		return m.done(VerbStep, "")
	}
	in.DailyAt = m.nextDay()
	kind := NoticeExhausted
	if !m.reached() {
		kind = NoticeUnreachable
	}
	times := m.again()
	m.alarm(kind, false, map[string]string{FactTimes: strconv.Itoa(times)})
	return m.done(VerbDaily, "")
}

// again counts the days on one line of the trail.
func (m *move) again() int {
	times := 1
	if last := len(m.in.Trail) - 1; last >= 0 && m.in.Trail[last].What == DidDaily {
		n, _ := strconv.Atoi(m.in.Trail[last].Args[FactTimes])
		times, m.in.Trail = n+1, m.in.Trail[:last]
	}
	m.did(Happening{What: DidDaily, Args: m.lateness(map[string]string{FactTimes: strconv.Itoa(times)})})
	return times
}

// forgetRound drops the lines of a repeated round when the next one begins, so
// that an incident nobody answers does not grow for ever; the audit record has
// them all.
func (m *move) forgetRound() {
	trail := m.in.Trail
	for i := len(trail) - 1; i >= 0 && trail[i].Round == m.in.Round && m.in.Round > 1; i-- {
		if trail[i].What == DidRound {
			m.in.Trail = trail[:i]
			return
		}
	}
}

// nextDay is a day on, in the area's hours.
func (m *move) nextDay() time.Time { return m.in.Policy.opening(m.now.Add(24 * time.Hour)) }

// stepNumbers are 0 to the last step.
func (m *move) stepNumbers() []int {
	all := make([]int, len(m.in.Policy.Steps))
	for i := range all {
		all[i] = i
	}
	return all
}
