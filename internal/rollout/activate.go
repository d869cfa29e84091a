package rollout

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"time"
)

// VerbActivate is an activation in the audit record.
const VerbActivate Verb = "plan.activate"

// Activation is what activating a plan would do, or did.
type Activation struct {
	Told     []Holding // who hears that they own something
	Things   int       // how many things these own
	Unfilled []RoleUse
	Stamp    string // of what is shown: another version or other owners have another
}

// Preview says whom activating would tell. No review is overdue at the start, so
// nobody is told that one is late.
func Preview(p Plan, d Duty) Activation {
	a := Activation{Told: p.Holdings(d), Unfilled: p.Unfilled(d)}
	seen := map[Owned]bool{}
	for _, h := range a.Told {
		for _, o := range h.Owns {
			seen[o] = true
		}
	}
	a.Things = len(seen)
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %q %q", p.Version, a.Told, a.Unfilled))
	a.Stamp = hex.EncodeToString(sum[:4])
	return a
}

// LateWaves are the waves of a plan whose days have passed and that have not begun,
// in its order.
func LateWaves(p Plan, s State, runs Waves, now time.Time) []Wave {
	today := DayOf(now, s.zone())
	return slices.DeleteFunc(slices.Clone(p.Waves), func(w Wave) bool { return !w.Late(runs.Of(p, w), today) })
}

// Activate takes a plan out of draft: its owners are told what is theirs, and
// its home channel that it runs. Activating a plan that is no draft changes
// nothing. shown is the stamp of the preview that was looked at, "" when none
// was; when it would tell others by now, that is a Problem.
func Activate(p Plan, s State, d Duty, shown string, by Actor, now time.Time) (State, Activation, Effects, error) {
	a := Preview(p, d)
	switch {
	case s.Stage != Draft:
		return s, a, Effects{}, nil
	case shown != "" && shown != a.Stamp:
		return s, a, Effects{}, Problemf(Conflict, "Look again with `/rollout plan activate`.",
			"The document or its owners have changed since you looked, so nothing was activated and nobody was told.")
	}
	s.Stage, s.Activated = RollingOut, now
	e := Effects{
		Put: []Record{s},
		Log: []Entry{{Verb: VerbActivate, Plan: p.ID, Kind: s.Kind(), Subject: s.Key()}},
	}
	officers := s.Officers(by.User)
	offices := map[UserID]Notice{}
	for _, u := range officers {
		n := s.officeNotice(NoticeOffice, u, s.Offices(u), u, by)
		n.Facts[FactWhy] = WhyActivated
		offices[u] = n
	}
	for _, h := range a.Told {
		n := owns(s, h)
		if office, ok := offices[h.User]; ok { // one message says both
			maps.Copy(office.Facts, n.Facts)
			continue
		}
		e.Notices = append(e.Notices, n)
	}
	for _, u := range officers {
		e.Notices = append(e.Notices, offices[u])
	}
	e.Notices = append(e.Notices, Notice{
		Kind: NoticeActivated, Plan: p.ID, Subject: string(p.ID),
		To: []Target{{To: d.HomePlace(), Routes: []Place{DM(s.PlanOwner)}}},
		Facts: map[string]string{
			"agent": s.Agent, "by": string(by.User),
			"told": fmt.Sprint(len(a.Told)), "things": fmt.Sprint(a.Things),
		},
	})
	return s, a, e, nil
}

// owns is the one message by which somebody learns what is theirs.
func owns(s State, h Holding) Notice {
	facts := map[string]string{"agent": s.Agent}
	if h.User != s.PlanOwner { // whom to tell that it is not theirs
		put(facts, "owner", string(s.PlanOwner))
	}
	for _, o := range h.Owns {
		if facts[o.What] != "" {
			facts[o.What] += "\n"
		}
		facts[o.What] += o.Name
	}
	return Notice{Kind: NoticeOwns, Plan: s.Plan, Subject: string(s.Plan), To: []Target{{To: DM(h.User)}}, Facts: facts}
}
