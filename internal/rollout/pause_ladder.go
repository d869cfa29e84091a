package rollout

import (
	"slices"
	"time"
)

// rungs are who is told of a pause that waits, and who if they say nothing: of
// a request plan owner and rollout lead, then the security area's owner and
// path, then administrators and the fallback channel; of a stop that nobody
// confirms the owners of its steps, then all who may decide, then the same last.
func (m *pauseMove) rungs() [][]Place {
	lead := append(m.filled(RolePlanOwner), m.filled(RoleRolloutLead)...)
	security := m.filled(securityRoles(m.plan)...)
	var last []Place
	for _, a := range m.d.House.Admins {
		last = append(last, DM(a))
	}
	if m.d.House.Fallback != "" {
		last = append(last, In(m.d.House.Fallback))
	}
	if m.pa.State == PauseRequested {
		return [][]Place{once(lead), security, last}
	}
	var owners []Place
	for _, n := range m.pa.Reached() {
		if s := m.pa.Steps[n-1]; s.Stops {
			owners = append(append(owners, m.filled(s.role())...), s.confirmers(m.d)...)
		}
	}
	return [][]Place{once(owners), once(append(lead, security...)), last}
}

func (m *pauseMove) filled(roles ...string) []Place {
	var all []Place
	for _, r := range roles {
		all = append(all, fills(m.d, r)...)
	}
	return once(all)
}

// climb tells every rung that is due, and the next at once when these reach
// nobody. Beyond the last, all are told again once a day.
func (m *pauseMove) climb() {
	pa := &m.pa
	rungs := m.rungs()
	var told []Place
	for pa.Rung < len(rungs) {
		if due := pa.Base.Add(time.Duration(pa.Rung) * askPace); due.After(m.now) && len(told) > 0 {
			pa.NextAt = due
			return
		}
		fresh := slices.DeleteFunc(slices.Clone(rungs[pa.Rung]), func(p Place) bool { return slices.Contains(told, p) })
		m.ask(fresh, pa.Rung, m.climbing())
		told = append(told, rungs[pa.Rung]...)
		pa.Rung++
	}
	pa.NextAt = m.now.Add(24 * time.Hour)
}

func (m *pauseMove) climbing() What {
	if m.pa.State == PauseRequested {
		return DidPauseTell
	}
	return DidPauseStall
}

// ask tells one rung that somebody must act. Who asked for the pause themselves
// is not asked; the card at home asks already.
func (m *pauseMove) ask(places []Place, rung int, what What) {
	if len(places) == 0 {
		return
	}
	h := Happening{What: what, Args: map[string]string{FactTo: words(places), FactRung: number(rung)}}
	if rung > 0 {
		m.did(h)
		m.asker(h)
	}
	m.keep(places)
	to := slices.DeleteFunc(slices.Clone(places), func(p Place) bool {
		return rung == 0 && (p == DM(m.pa.Asker) || p == m.pa.Home)
	})
	m.notice(m.call(), m.said(h), m.targets(to)...)
}

func (m *pauseMove) call() NoticeKind {
	if m.pa.State == PauseRequested {
		return NoticePauseAsked
	}
	return NoticePauseStalled
}

// WakePause does what a timer of the pause promised. A timer that is not the
// pause's own any more, by generation, state or time, does nothing: the
// returned pause is then the given one and the Effects are empty.
func WakePause(k Desk, pa Pause, t Timer) (Pause, Effects) {
	due := pa.wakeAt(t.Kind)
	now := wholeSecond(k.Now)
	if t.Subject != pa.ID || t.Gen != pa.Gen || due.IsZero() || t.Due.Before(due) || now.Before(due) {
		return pa, Effects{}
	}
	k.By = Actor{Via: ByTimer}
	m := newPauseMove(k, pa)
	m.fired = t.Kind
	if late := now.Sub(due); late > downtime {
		m.late = late
	}
	if t.Kind == TimerPauseWait {
		m.waited()
		return m.done(VerbPauseWait, "")
	}
	if m.pa.Rung < len(m.rungs()) {
		m.climb()
	} else {
		m.again()
	}
	return m.done(VerbPauseTell, "")
}

// waited ends the wait that runs, and goes on.
func (m *pauseMove) waited() {
	for i := range m.pa.Steps {
		if s := &m.pa.Steps[i]; s.Wait != "" && !s.Done() {
			s.At = m.now
			m.did(Happening{What: DidPauseHeld, Step: i, Args: map[string]string{FactNote: s.Text}})
			break
		}
	}
	m.advance()
}

// again tells everybody on the ladder once more, a day after the last time. It
// is one line of the trail, however many days pass.
func (m *pauseMove) again() {
	var all []Place
	for _, places := range m.rungs() {
		all = append(all, places...)
	}
	all = once(all)
	m.pa.Days++
	h := Happening{What: DidPauseAgain, Args: map[string]string{FactTimes: number(m.pa.Days), FactTo: words(all)}}
	if last := len(m.pa.Trail) - 1; last >= 0 && m.pa.Trail[last].What == DidPauseAgain {
		m.pa.Trail = m.pa.Trail[:last]
	}
	m.did(h)
	m.keep(all)
	m.notice(m.call(), m.said(h), m.targets(all)...)
	m.pa.NextAt = m.now.Add(24 * time.Hour)
}
