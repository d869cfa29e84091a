package rollout

import (
	"maps"
	"slices"
)

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
	m.told = append(m.told, t.Place)
	i := slices.IndexFunc(m.in.Told, func(old Told) bool { return old.Place == t.Place && old.Step == t.Step })
	if i < 0 {
		m.in.Told = append(m.in.Told, t)
		return
	}
	if m.in.Told[i].Gen == t.Gen {
		t.At = m.in.Told[i].At // reminded: told is since when they know
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
		maps.Copy(masked, more)
		m.e.Notices = append(m.e.Notices, Notice{
			Kind: kind, Plan: m.in.Plan, Subject: m.in.ID, Gen: m.in.Gen, To: []Target{{To: fallback}}, Facts: masked,
		})
	}
}
