package rollout

import (
	"maps"
	"slices"
	"time"
)

// move is one transition of an incident in the making. It works on a copy; what
// is armed and disarmed follows from comparing the record before and after.
type move struct {
	was, in Incident
	d       Duty
	now     time.Time
	fired   TimerKind     // what woke it; "" when a person acts
	late    time.Duration // beyond downtime; else 0
	stood   []Place       // places where the card is posted by this very move
	told    []Place       // places told by this very move
	e       Effects
}

func newMove(in Incident, d Duty, now time.Time) *move {
	m := &move{was: in, in: in, d: d, now: wholeSecond(now)}
	m.in.Places = slices.Clone(in.Places)
	m.in.Told = slices.Clone(in.Told)
	m.in.Trail = slices.Clone(in.Trail)
	return m
}

// done closes the move: the record, one audit entry, and its timers.
func (m *move) done(verb Verb, why string) (Incident, Effects) {
	m.e.Put = append([]Record{m.in}, m.e.Put...)
	m.e.Log = append(m.e.Log, Entry{
		Verb: verb, Plan: m.in.Plan, Kind: m.in.Kind(), Subject: m.in.ID, Why: why, Audience: m.in.Audience(),
	})
	m.e.rearm(m.was.Timers(), m.in.Timers(), m.fired)
	return m.in, m.e
}

// settle ends what was owed to anybody: timers and undelivered personal notices
// are of an older generation from now on.
func (m *move) settle() {
	in := &m.in
	in.Gen++
	in.NextAt, in.RemindAt, in.DailyAt, in.Held = time.Time{}, time.Time{}, time.Time{}, false
}

// answered stops the answer clock, once and for good.
func (m *move) answered(by UserID) bool {
	if !m.in.FirstAt.IsZero() {
		return false
	}
	m.in.FirstAck, m.in.FirstAt = by, m.now
	return true
}

// trail keeps a happening without a line in the thread.
func (m *move) trail(h Happening) {
	h.At, h.Round, h.Notes = m.now, m.in.Round, m.in.Notes
	m.in.Trail = append(m.in.Trail, h)
}

// did keeps a happening and says it in the card's thread. What the card itself
// says, that it was opened or waits, is no line; neither is closing, which
// nobody waits for.
func (m *move) did(h Happening) {
	m.trail(h)
	if h.What != DidOpen && h.What != DidHold && h.What != DidClose {
		m.line(h)
	}
}

// line says a happening in the thread of the card at home.
func (m *move) line(h Happening) {
	if m.in.Home == "" {
		return
	}
	f := m.brief()
	maps.Copy(f, h.Args)
	f[FactWhat] = string(h.What)
	f[FactStep] = number(h.Step)
	put(f, FactBy, string(h.Who))
	m.notice(NoticeLine, []Target{{To: m.in.Home, Thread: true}}, f)
}

// stand makes a place show the card from now on.
func (m *move) stand(p Place) {
	if p == "" || slices.Contains(m.in.Places, p) {
		return
	}
	m.in.Places = append(m.in.Places, p)
	m.stood = append(m.stood, p)
}

// notice owes somebody a message; to nobody it owes none.
func (m *move) notice(kind NoticeKind, to []Target, f map[string]string) {
	if len(to) == 0 {
		return
	}
	m.e.Notices = append(m.e.Notices, Notice{
		Kind: kind, Plan: m.in.Plan, Subject: m.in.ID, Gen: m.in.Gen, To: to, Facts: f, Private: m.in.Policy.Private,
	})
}
