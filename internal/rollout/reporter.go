package rollout

import (
	"slices"
	"time"
)

// ReporterHears reports whether the reporter gets a message of their own about
// what by did: not about their own doing, nor when they were among the first
// told and so have a card, and never when they are a bot. What is said of it and what is sent are one rule.
func (in Incident) ReporterHears(by UserID) bool {
	first := func(t Told) bool { return t.Step == 0 && t.Place == DM(in.Reporter) }
	return in.Reporter != "" && !in.Mute && in.Reporter != by && !slices.ContainsFunc(in.Told, first)
}

// reporterOf tells the reporter what somebody did, when it is for them to hear.
func (m *move) reporterOf(by Actor, kind NoticeKind) {
	if m.in.ReporterHears(by.User) {
		m.reporter(kind, by.User)
	}
}

func (m *move) reporter(kind NoticeKind, by UserID) {
	if m.in.Reporter == "" {
		return
	}
	f := m.facts()
	put(f, FactBy, string(by))
	put(f, FactTo, words(m.told))
	m.notice(kind, []Target{{To: DM(m.in.Reporter)}}, f)
}

// toldNow reports whether this very move tells u.
func (m *move) toldNow(u UserID) bool { return slices.Contains(m.told, DM(u)) }

// grace is how long after the answer time the reporter hears that it has passed:
// who answers in the last minute is no news, and the step that is due with it has
// been told.
const grace = time.Minute

// lateAfter is when the reporter hears that nobody has answered; the zero time for
// best effort, and where the answer is never late.
func (in Incident) lateAfter() time.Time {
	if in.AnswerBy.IsZero() || !in.AnswerBy.Before(endOfTime) {
		return time.Time{}
	}
	return in.AnswerBy.Add(grace)
}

// wakeLate tells the reporter, once, that the answer is late. A step that is due as
// well goes first, so that what is said of the next one is true; missed while the
// bot was down, it waits for the area's opening as the steps do.
func (m *move) wakeLate() (Incident, Effects) {
	in := &m.in
	opening := in.Policy.opening(m.now)
	switch {
	case !in.NextAt.IsZero() && !in.NextAt.After(m.now):
		in.LateAt = m.now.Add(grace)
		return m.done(VerbHold, "")
	case m.late > 0 && opening.After(m.now):
		in.LateAt = opening
		return m.done(VerbHold, "")
	}
	in.LateAt = time.Time{}
	m.unanswered(NoticeLate)
	return m.done(VerbLate, "")
}

// sayEnd tells the reporter, once, that the whole path was told, when the move that
// ended it has armed what follows. If the answer is late by then it says that too,
// and nothing else does.
func (m *move) sayEnd() {
	in := &m.in
	if !in.Exhausted || in.SaidEnd {
		return
	}
	in.SaidEnd = true
	if in.Late(m.now) || in.AnswerBy.Equal(m.now) {
		in.LateAt = time.Time{}
	}
	m.unanswered(NoticeNoAnswer)
}

// unanswered tells the reporter who was told meanwhile and who is next, unless they
// were told themselves and know.
func (m *move) unanswered(kind NoticeKind) {
	if !m.in.ReporterHears("") || slices.Contains(m.toldPlaces(), DM(m.in.Reporter)) {
		return
	}
	f := m.facts()
	put(f, FactTold, words(m.toldPlaces()))
	put(f, FactAgain, stamp(m.in.DailyAt))
	m.notice(kind, []Target{{To: DM(m.in.Reporter)}}, f)
	m.trail(Happening{What: DidSayLate, Who: m.in.Reporter})
}
