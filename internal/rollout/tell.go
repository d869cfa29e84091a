package rollout

import (
	"maps"
	"slices"
	"strings"
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
	notes   []Place       // places told by this very move
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
	wanted := m.in.Timers()
	for _, t := range wanted {
		if m.was.Gen != m.in.Gen || !m.was.wakeAt(t.Kind).Equal(t.Due) || t.Kind == m.fired {
			m.e.Arm = append(m.e.Arm, t)
		}
	}
	for _, t := range m.was.Timers() {
		if !slices.ContainsFunc(wanted, func(w Timer) bool { return w.Key == t.Key }) {
			m.e.Disarm = append(m.e.Disarm, t.Key)
		}
	}
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
	h.At, h.Round = m.now, m.in.Round
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

// tell sends step n to whoever fills its roles now: told when they are new in
// this round, reminded when not. Soft tells channels only.
func (m *move) tell(n int, why string) {
	var seen []Place
	for _, role := range m.in.Policy.Steps[n].Roles {
		places, left := m.who(role)
		if why == WhySoft { // what is missing is said when the step fires
			places, left = slices.DeleteFunc(slices.Clone(places), func(p Place) bool { return p.Channel() == "" }), nil
			if len(places) == 0 {
				continue
			}
		}
		if len(left) > 0 {
			m.did(Happening{What: DidLeaveOut, Step: n, Args: map[string]string{FactRole: role, FactTo: words(left)}})
		}
		if len(places) == 0 {
			m.did(Happening{What: DidMiss, Step: n, Args: map[string]string{FactRole: role}})
			continue
		}
		var fresh, again []Place
		for _, p := range places {
			switch {
			case slices.Contains(seen, p):
			case m.toldThisRound(p):
				again = append(again, p)
			default:
				fresh = append(fresh, p)
			}
			seen = append(seen, p)
		}
		if why == WhyOpening && len(fresh) > 0 {
			again = nil // the owner's channel heard when a soft incident was opened
		}
		m.send(n, role, why, fresh, NoticeTold, DidTell)
		m.send(n, role, why, again, NoticeRemind, DidRemind)
	}
}

// send tells places of one role, and keeps that it did.
func (m *move) send(n int, role, why string, places []Place, kind NoticeKind, what What) {
	if len(places) == 0 {
		return
	}
	f := m.facts()
	f[FactStep], f[FactRole], f[FactWhy] = number(n), role, why
	var to []Target
	for _, p := range places {
		if p.Channel() != "" {
			m.stand(p)
		}
		to = append(to, Target{To: p, Thread: slices.Contains(m.stood, p), Routes: m.routes(p)})
		m.keep(Told{Place: p, Role: role, Step: n, At: m.now, Gen: m.in.Gen, Round: m.in.Round})
	}
	m.notice(kind, to, f)
	m.did(Happening{What: what, Step: n, Args: m.lateness(map[string]string{
		FactRole: role, FactTo: words(places), FactWhy: why, FactNext: f[FactNext], FactNextAt: f[FactNextAt],
	})})
}

// keep remembers where a step was told; telling it again only moves its time.
func (m *move) keep(t Told) {
	m.notes = append(m.notes, t.Place)
	i := slices.IndexFunc(m.in.Told, func(old Told) bool { return old.Place == t.Place && old.Step == t.Step })
	if i < 0 {
		m.in.Told = append(m.in.Told, t)
		return
	}
	m.in.Told[i] = t
}

// missing says of every role of a step that nobody fills it.
func (m *move) missing(n int) {
	for _, role := range m.in.Policy.Steps[n].Roles {
		if _, left := m.who(role); len(left) > 0 {
			m.did(Happening{What: DidLeaveOut, Step: n, Args: map[string]string{FactRole: role, FactTo: words(left)}})
		}
		m.did(Happening{What: DidMiss, Step: n, Args: m.lateness(map[string]string{FactRole: role})})
	}
}

// alarm tells whoever answers for the plan, when its path did not help: the
// fallback channel, the plan owner and, when asked for, the administrators. Of a
// private incident the fallback channel hears only that there is one.
func (m *move) alarm(kind NoticeKind, admins bool, more map[string]string) {
	f := m.facts()
	maps.Copy(f, more)
	put(f, FactTold, words(m.toldPlaces()))
	var to []Target
	add := func(p Place) {
		if p.ID() != "" && !slices.ContainsFunc(to, func(t Target) bool { return t.To == p }) {
			to = append(to, Target{To: p, Routes: m.routes(p)})
		}
	}
	fallback := In(m.d.House.Fallback)
	if m.in.Policy.Private {
		if m.in.Home != "" {
			add(m.in.Home)
		}
	} else {
		add(fallback)
	}
	add(DM(m.d.PlanOwner))
	if admins {
		for _, a := range m.d.House.Admins {
			add(DM(a))
		}
	}
	m.notice(kind, to, f)
	if m.in.Policy.Private && fallback.ID() != "" {
		masked := map[string]string{FactAgent: m.in.Agent, FactPrivate: yes}
		if kind == NoticeExhausted {
			maps.Copy(masked, more)
		}
		m.e.Notices = append(m.e.Notices, Notice{
			Kind: kind, Plan: m.in.Plan, Subject: m.in.ID, Gen: m.in.Gen, To: []Target{{To: fallback}}, Facts: masked,
		})
	}
}

// reporterOf tells the reporter, unless they did it themselves or were among
// the first told and so have a card of their own.
func (m *move) reporterOf(by Actor, kind NoticeKind) {
	r := m.in.Reporter
	first := func(t Told) bool { return t.Step == 0 && t.Place == DM(r) }
	if r == by.User || slices.ContainsFunc(m.in.Told, first) {
		return
	}
	m.reporter(kind, by.User)
}

func (m *move) reporter(kind NoticeKind, by UserID) {
	if m.in.Reporter == "" {
		return
	}
	f := m.facts()
	put(f, FactBy, string(by))
	put(f, FactTo, words(m.notes))
	m.notice(kind, []Target{{To: DM(m.in.Reporter)}}, f)
}

// toldNow reports whether this very move tells u.
func (m *move) toldNow(u UserID) bool { return slices.Contains(m.notes, DM(u)) }

// notice owes somebody a message; to nobody it owes none.
func (m *move) notice(kind NoticeKind, to []Target, f map[string]string) {
	if len(to) == 0 {
		return
	}
	m.e.Notices = append(m.e.Notices, Notice{
		Kind: kind, Plan: m.in.Plan, Subject: m.in.ID, Gen: m.in.Gen, To: to, Facts: f, Private: m.in.Policy.Private,
	})
}

// routes are where a message goes that p cannot be given: the area's channel,
// the plan's, the fallback channel. A private one stays in the area's private
// channel and with the plan owner.
func (m *move) routes(p Place) []Place {
	var all []Place
	add := func(r Place) {
		if r.ID() != "" && r != p && !slices.Contains(all, r) {
			all = append(all, r)
		}
	}
	for _, role := range m.in.Policy.Steps[0].Roles {
		places, _ := m.who(role)
		for _, r := range places {
			if r.Channel() != "" {
				add(r)
			}
		}
	}
	if m.in.Policy.Private {
		add(DM(m.d.PlanOwner))
		return all
	}
	add(In(m.d.Home))
	add(In(m.d.House.Fallback))
	return all
}

// who fills a role now. Of a private incident a public channel is left out: it
// counts as nobody.
func (m *move) who(role string) (places, left []Place) {
	for _, p := range fills(m.d, role) {
		if c := p.Channel(); c != "" && m.in.Policy.Private && !m.d.Private[c] {
			left = append(left, p)
			continue
		}
		places = append(places, p)
	}
	return places, left
}

// fills are the places of a role; the plan owner's is known even when no
// record of the role says so.
func fills(d Duty, role string) []Place {
	if p := d.Places(role); len(p) > 0 {
		return p
	}
	if RoleKey(role) == RoleKey(RolePlanOwner) && d.PlanOwner != "" {
		return []Place{DM(d.PlanOwner)}
	}
	return nil
}

// reaches reports whether anybody fills a role of step n.
func (m *move) reaches(n int) bool {
	return slices.ContainsFunc(m.in.Policy.Steps[n].Roles, func(role string) bool {
		places, _ := m.who(role)
		return len(places) > 0
	})
}

// reached reports whether anybody was told in this round.
func (m *move) reached() bool {
	return slices.ContainsFunc(m.in.Told, m.thisRound)
}

// thisRound is about the generation too: what was told before somebody took
// the incident and gave it back is told again.
func (m *move) thisRound(t Told) bool { return t.Gen == m.in.Gen && t.Round == m.in.Round }

func (m *move) toldThisRound(p Place) bool {
	return slices.ContainsFunc(m.in.Told, func(t Told) bool { return t.Place == p && m.thisRound(t) })
}

// toldPlaces are all that were ever told, once each.
func (m *move) toldPlaces() []Place {
	var all []Place
	for _, t := range m.in.Told {
		if !slices.Contains(all, t.Place) {
			all = append(all, t.Place)
		}
	}
	return all
}

// words are places as a fact holds them: "@U1 #C2".
func words(places []Place) string {
	all := make([]string, len(places))
	for i, p := range places {
		all[i] = string(p)
	}
	return strings.Join(all, " ")
}
