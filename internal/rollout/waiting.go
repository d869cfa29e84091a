package rollout

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Todo is what somebody is asked to do about a thing that waits on them. Its
// words are in view; a test lists one without.
type Todo string

// All that can wait on somebody.
const (
	TodoDecidePause Todo = "decide pause"
	TodoPauseStep   Todo = "pause step"
	TodoStop        Todo = "stop"
	TodoAcknowledge Todo = "acknowledge"
	TodoResolve     Todo = "resolve"
	TodoDecide      Todo = "decide"
	TodoPaused      Todo = "paused"
	TodoHold        Todo = "hold"
	TodoWave        Todo = "wave"
	TodoTick        Todo = "tick"
	TodoReview      Todo = "review"
	TodoSetUp       Todo = "set up"
)

// Todos is the list of them.
var Todos = []Todo{TodoDecidePause, TodoPauseStep, TodoStop, TodoAcknowledge, TodoResolve, TodoDecide, TodoPaused, TodoHold, TodoWave, TodoTick, TodoReview, TodoSetUp}

// Waiting is one thing that waits on one person now. Each noun has one rule that
// says what of it waits on whom, below; WorstFirst has the one order.
type Waiting struct {
	Todo    Todo
	Plan    PlanID
	Agent   string
	Subject string // key of what it is about, with the step or the criterion
	Urgency Urgency
	Grave   int       // among what is urgent now: 0 a pause, 1 a sev1, 2 a sev2
	Due     time.Time // by when; a day ends with its last second on the plan's wall; zero: no time is set
	Since   time.Time // from when it waits, as far as that is known

	// What it is about: the one that Todo speaks of, and nothing else.
	Pause    *Pause
	Step     int  // from 1, with Pause
	Asks     bool // with Pause: whether the agent is resumed or retired is asked for
	Incident *Incident
	Approval *Approval
	Hold     *Hold
	Wave     *WaveStanding
	Tick     *Judged // with Wave
	Review   *OwedReview
	SetUp    *SetUp
}

// WaveStanding is a wave and how its next gate stands.
type WaveStanding struct {
	Wave Wave
	Run  WaveRun
	Gate GateVerdict
	Turn bool // the plan stands at this wave
	Late bool
}

// WorstFirst sorts what waits on one person, over all plans:
//
//  1. by urgency: what is urgent now (a pause to decide, a step without which
//     users still reach the agent, a sev1 or sev2 that nobody has), what is late,
//     what is due today, what is due later, what has no day;
//  2. of what is urgent now: pauses, then sev1, then sev2;
//  3. by the instant at which it is due; what has none comes last;
//  4. by how long it waits, the longest first; what has no such time comes last;
//  5. what is still to be set up comes behind all of this;
//  6. by agent, sort and key, so that the order is the same each time.
func WorstFirst(all []Waiting) {
	slices.SortFunc(all, func(a, b Waiting) int {
		order := cmp.Or(
			cmp.Compare(a.Urgency, b.Urgency), cmp.Compare(a.Grave, b.Grave),
			soonest(a.Due, b.Due), soonest(a.Since, b.Since),
			cmp.Compare(setsUp(a), setsUp(b)),
		)
		if order != 0 { // words are seldom needed
			return order
		}
		return cmp.Or(
			strings.Compare(strings.ToLower(a.Agent), strings.ToLower(b.Agent)), strings.Compare(string(a.Plan), string(b.Plan)),
			cmp.Compare(slices.Index(Todos, a.Todo), slices.Index(Todos, b.Todo)), strings.Compare(a.Subject, b.Subject),
		)
	})
}

// setsUp is 1 of what is still to be set up, 0 of everything else.
func setsUp(w Waiting) int {
	if w.Todo == TodoSetUp {
		return 1
	}
	return 0
}

// soonest compares instants, of which the zero one comes last.
func soonest(a, b time.Time) int {
	if a.IsZero() != b.IsZero() {
		if a.IsZero() {
			return 1
		}
		return -1
	}
	return a.Compare(b)
}

// by sets when a thing is due, and how urgent that makes it on the plan's wall.
func (w Waiting) by(due time.Time, s State, now time.Time) Waiting {
	zone := s.zone()
	w.Due = due
	switch today := DayOf(now, zone); {
	case due.IsZero():
	case due.Before(now):
		w.Urgency = UrgentLate
	case !today.Before(DayOf(due, zone)):
		w.Urgency = UrgentToday
	default:
		w.Urgency = UrgentSoon
	}
	return w
}

// endOf is the last second of a day on the plan's wall; zero for no day.
func (s State) endOf(d Day) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return d.AddDays(1).At(0, s.zone()).Add(-time.Second)
}

// PauseWaiting is what a pause wants of v: to decide, where who they are lets
// them pause, the steps that are theirs, and once those who were asked first have
// let it lie, that a stop is confirmed at all. A step that keeps the agent within
// reach is as urgent as a request; the others are for today. An agent that stays
// paused is in the list of plan owner and rollout lead, as their digests say it.
func PauseWaiting(pa Pause, s State, who Standing, v Viewer, d Duty, now time.Time) []Waiting {
	about := func(todo Todo, urgency Urgency, since time.Time) Waiting {
		return Waiting{Todo: todo, Plan: pa.Plan, Agent: pa.Agent, Subject: pa.ID, Urgency: urgency, Since: since, Pause: &pa}
	}
	var out []Waiting
	decides := May(RightPause, who) == nil
	if pa.State == PauseRequested && decides {
		out = append(out, about(TodoDecidePause, UrgentNow, pa.Asked))
	}
	stops, theirs := 0, false
	for _, n := range pa.Reached() {
		if pa.Steps[n-1].Stops && stops == 0 {
			stops = n
		}
		if !pa.MayConfirm(n, d, v) {
			continue
		}
		w := about(TodoPauseStep, UrgentToday, pa.DecidedAt)
		w.Subject, w.Step = pa.ID+"/"+number(n), n
		if pa.Steps[n-1].Stops {
			w.Urgency, theirs = UrgentNow, true
		}
		out = append(out, w)
	}
	const owners = 1 // the rung of those whose steps these are
	if stops > 0 && decides && !theirs && pa.Rung > owners {
		w := about(TodoStop, UrgentNow, pa.DecidedAt)
		w.Step = stops
		out = append(out, w)
	}
	if lasts, asks := pa.lasts(s, v.User, now); lasts {
		w := about(TodoPaused, UrgentNever, pa.PausedAt)
		if asks {
			w.Urgency, w.Asks = UrgentToday, true
		}
		out = append(out, w)
	}
	return out
}

// IncidentWaiting is what an incident wants of somebody: that it is resolved, of
// who has it; and while nobody has it, that it is acknowledged, of everybody who
// was told of it. One that nobody answers waits on the plan owner as well, and
// one whose path reaches nobody on the administrators too, since all of these
// were alarmed. A sev3 or sev4 that nobody answered is late, whatever it was
// promised. False when it wants nothing of them.
func IncidentWaiting(in Incident, s State, v Viewer, now time.Time) (Waiting, bool) {
	w := Waiting{Plan: in.Plan, Agent: in.Agent, Subject: in.ID, Since: in.Opened, Incident: &in}
	switch {
	case in.State == IncidentAcked && in.AckBy == v.User:
		w.Todo, w.Since, w.Urgency = TodoResolve, in.AckAt, UrgentToday // its users still have it
		if in.Sev > DefaultSeverity {
			w.Urgency = UrgentNever
		}
		return w, true
	case in.State != IncidentOpen || !in.asks(s, v):
		return Waiting{}, false
	}
	w.Todo, w.Urgency = TodoAcknowledge, UrgentToday
	if in.FirstAt.IsZero() {
		w = w.by(in.AnswerBy, s, now)
	}
	switch {
	case in.Sev <= 2:
		w.Urgency, w.Grave = UrgentNow, int(in.Sev)
	case in.Exhausted:
		w.Urgency = UrgentLate
	}
	return w, true
}

// asks reports whether somebody was told, or alarmed, of an incident that nobody
// has. The alarm goes to offices: who holds one now is asked.
func (in Incident) asks(s State, v Viewer) bool {
	if slices.ContainsFunc(in.Told, func(t Told) bool { return t.Place == DM(v.User) }) {
		return true
	}
	return in.Exhausted && (v.User == s.PlanOwner || v.Admin && len(in.Told) == 0)
}

// ApprovalWaiting is what of a plan's open approvals somebody can decide: by
// when they expire, and what never does today, since somebody waits for it.
func ApprovalWaiting(asked []Approval, s State, d Duty, u UserID, now time.Time) []Waiting {
	var out []Waiting
	for _, a := range asked {
		if a.State != ApprovalOpen || !slices.Contains(a.Deciders(d), u) {
			continue
		}
		w := Waiting{Todo: TodoDecide, Plan: a.Plan, Agent: a.Agent, Subject: a.ID, Urgency: UrgentToday, Since: a.Asked, Approval: &a}
		out = append(out, w.by(a.Expires, s, now))
	}
	return out
}

// HoldWaiting is the hold of a rollout, for who leads it and who holds it, so
// that neither forgets it. It is due by no day.
func HoldWaiting(s State, u UserID) []Waiting {
	if s.Hold == nil || u != s.RolloutLead() && u != s.Hold.By {
		return nil
	}
	return []Waiting{{Todo: TodoHold, Plan: s.Plan, Agent: s.Agent, Subject: s.Key(), Urgency: UrgentNever, Since: s.Hold.At, Hold: s.Hold}}
}

// WavesAsking are the waves of which something may be wanted on a day: the one
// that the plan stands at, and those behind it whose days are near or have passed.
// None while the waves stand still, and none that is planned far ahead.
func WavesAsking(p Plan, s State, runs Waves, now time.Time) []Wave {
	if !s.WavesGo() {
		return nil
	}
	turn, _, _ := p.CurrentWave(runs)
	var out []Wave
	for _, w := range p.Waves {
		switch run := runs.Of(p, w); {
		case run.State == WaveRunning,
			run.State == WavePlanned && (w.Dated() && !s.farAhead(w, now) || !w.Dated() && w.ID == turn.ID):
			out = append(out, w)
		}
	}
	return out
}

// farAhead reports whether nothing of a wave is wanted yet.
func (s State) farAhead(w Wave, now time.Time) bool {
	const ahead = 14 // days
	return w.DaysFrom(DayOf(now, s.zone())) > ahead
}

// WavesGo reports whether waves of the plan can go forward at all.
func (s State) WavesGo() bool { return mayGoForward(s) == nil }

// WaveWaiting is what one of WavesAsking wants of somebody: of the rollout lead
// that it goes on, when it is its turn and its gate is met, or is looked after,
// from the day on which their digest first speaks of its date; of the plan owner
// too once it is late for more than a week; and of their owners the criteria that a
// word meets. All of it is due by the wave's day, while it is
// planned.
func WaveWaiting(p Plan, s State, at WaveStanding, d Duty, u UserID, now time.Time) []Waiting {
	var out []Waiting
	lead := u == s.RolloutLead() && (at.Turn && at.Gate.Met() || at.Late || at.Wave.near(at.Run, s, now))
	if lead || u == s.PlanOwner && at.Late && at.Wave.DaysFrom(DayOf(now, s.zone())) < -weekBefore {
		out = append(out, at.waiting(p, s, now))
	}
	return append(out, at.ticks(p, s, d, u, now)...)
}

// waiting is what everything says that a wave wants of somebody.
func (at WaveStanding) waiting(p Plan, s State, now time.Time) Waiting {
	w := Waiting{Todo: TodoWave, Plan: p.ID, Agent: s.Agent, Subject: at.Run.Key(), Urgency: UrgentSoon, Since: at.Run.Started, Wave: &at}
	if at.Run.State == WavePlanned && at.Wave.Dated() {
		w = w.by(s.endOf(at.Wave.lastDay()), s, now)
	}
	return w
}

// ticks are what a wave wants of the owners of its criteria: their word.
func (at WaveStanding) ticks(p Plan, s State, d Duty, u UserID, now time.Time) []Waiting {
	w := at.waiting(p, s, now)
	var out []Waiting
	for _, j := range at.Gate.Holds() {
		if j.Reason == ReasonNotTicked && slices.ContainsFunc(j.Owners, func(role string) bool { return slices.Contains(fills(d, role), DM(u)) }) {
			tick := w
			tick.Todo, tick.Subject, tick.Tick = TodoTick, at.Run.Key()+"/"+j.Key, &j
			out = append(out, tick)
		}
	}
	return out
}

// ReviewWaiting is what of a plan's reviews waits on somebody: those that are
// due soon, due or late and theirs, and what is some days late on the plan owner
// too.
func ReviewWaiting(owed []OwedReview, s State, u UserID, now time.Time) []Waiting {
	today := DayOf(now, s.zone())
	var out []Waiting
	for _, o := range owed {
		if !o.Of(u, s, today) {
			continue
		}
		w := Waiting{Todo: TodoReview, Plan: o.Review.Plan, Agent: o.Review.Agent, Subject: o.Review.Key(), Review: &o}
		out = append(out, w.by(s.endOf(o.Due), s, now))
	}
	return out
}
