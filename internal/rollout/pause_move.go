package rollout

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// pauseMove is one transition of a pause in the making, on a copy. What is
// armed and disarmed follows from comparing the record before and after; the
// plan's state follows from the record.
type pauseMove struct {
	was, pa Pause
	plan    Plan
	s       State
	d       Duty
	by      UserID // "" when a timer acts
	now     time.Time
	fired   TimerKind
	late    time.Duration // beyond downtime; else 0
	e       Effects
}

func newPauseMove(k Desk, pa Pause) *pauseMove {
	m := &pauseMove{was: pa, pa: pa, plan: k.Plan, s: k.State, d: k.Duty, by: k.By.User, now: wholeSecond(k.Now)}
	m.pa.Steps, m.pa.Told = slices.Clone(pa.Steps), slices.Clone(pa.Told)
	m.pa.Also, m.pa.Trail = slices.Clone(pa.Also), slices.Clone(pa.Trail)
	return m
}

// done closes the move: the record, the plan's mark of it, one audit entry, and
// its timers.
func (m *pauseMove) done(verb Verb, why string) (Pause, Effects) {
	m.s.Pause = nil
	if m.pa.Live() {
		m.s.Pause = m.pa.mark()
	}
	m.e.Put = append([]Record{m.pa, m.s}, m.e.Put...)
	m.e.Log = append([]Entry{{Verb: verb, Plan: m.pa.Plan, Kind: m.pa.Kind(), Subject: m.pa.ID, Why: why}}, m.e.Log...)
	m.e.rearm(m.was.Timers(), m.pa.Timers(), m.fired)
	return m.pa, m.e
}

// turn begins another generation: whoever was asked before need not act on
// that any more.
func (m *pauseMove) turn(state PauseState) {
	m.pa.State = state
	m.pa.Gen++
}

// did keeps a happening and says it in the card's thread; asking is what the
// card itself says.
func (m *pauseMove) did(h Happening) {
	h.At = m.now
	m.pa.Trail = append(m.pa.Trail, h)
	if h.What == DidPauseAsk {
		return
	}
	m.notice(NoticePauseLine, m.said(h), Target{To: m.pa.Home, Thread: true})
}

// said are the facts by which a happening is worded.
func (m *pauseMove) said(h Happening) map[string]string {
	f := m.facts()
	maps.Copy(f, h.Args)
	f[FactWhat], f[FactStep] = string(h.What), number(h.Step)
	put(f, FactBy, string(h.Who))
	return f
}

// facts is everything a message about the pause may need.
func (m *pauseMove) facts() map[string]string {
	f := map[string]string{FactID: m.pa.ID, FactAgent: m.pa.Agent, FactState: string(m.pa.State)}
	put(f, FactText, m.pa.Text)
	put(f, FactReporter, string(m.pa.Asker))
	put(f, FactOpened, stamp(m.pa.Asked))
	if m.late > 0 {
		f[FactLate] = number(int(m.late / time.Second))
	}
	return f
}

func (m *pauseMove) notice(kind NoticeKind, f map[string]string, to ...Target) {
	if len(to) == 0 {
		return
	}
	m.e.Notices = append(m.e.Notices, Notice{Kind: kind, Plan: m.pa.Plan, Subject: m.pa.ID, Gen: m.pa.Gen, To: to, Facts: f})
}

// targets are places with where to go instead; the home stands in its thread.
func (m *pauseMove) targets(places []Place) []Target {
	var to []Target
	for _, p := range places {
		t := Target{To: p, Thread: p == m.pa.Home}
		for _, r := range []Place{In(m.d.Home), In(m.d.House.Fallback)} {
			if r.ID() != "" && r != p && !slices.Contains(t.Routes, r) {
				t.Routes = append(t.Routes, r)
			}
		}
		to = append(to, t)
	}
	return to
}

// keep remembers who was told.
func (m *pauseMove) keep(places []Place) {
	for _, p := range places {
		if !slices.Contains(m.pa.Told, p) {
			m.pa.Told = append(m.pa.Told, p)
		}
	}
}

// asker tells who asked what has become of it, unless they did it themselves or are
// asked by it: then they know, and are no third person to themselves.
func (m *pauseMove) asker(h Happening) {
	people := []UserID{m.pa.Asker}
	for _, a := range m.pa.Also {
		people = append(people, a.By)
	}
	if m.pa.ResumeAsker != "" {
		people = append(people, m.pa.ResumeAsker)
	}
	var to []Target
	asked := strings.Fields(h.Args[FactTo])
	for _, u := range people {
		if slices.Contains(asked, string(DM(u))) {
			continue
		}
		if u != "" && u != m.by && DM(u) != m.pa.Home && !slices.ContainsFunc(to, func(t Target) bool { return t.To == DM(u) }) {
			to = append(to, Target{To: DM(u)})
		}
	}
	h.At = m.now
	m.notice(NoticePauseAsker, m.said(h), to...)
}

// everybody posts in the plan's home, outside the thread: this is for all.
func (m *pauseMove) everybody(h Happening) {
	h.At = m.now
	m.notice(NoticePauseNews, m.said(h), m.targets([]Place{m.pa.Home})...)
	last := len(m.e.Notices) - 1
	m.e.Notices[last].To[0].Thread = false
}
