package rollout

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// A small house for stories: a plan with one support row, people who fill its
// roles, and a world that fires the timers a move arms.

var (
	monday = time.Date(2026, 7, 20, 10, 0, 0, 0, time.UTC) // a Monday, in hours
	maya   = Actor{User: "maya", Person: Person{ID: "maya", Account: Member}, Via: ByCommand}
	lee    = Actor{User: "lee", Person: Person{ID: "lee", Account: Member}, Via: ByButton}
	dana   = Actor{User: "dana", Person: Person{ID: "dana", Account: Member}, Via: ByButton}
	priya  = Actor{User: "priya", Person: Person{ID: "priya", Account: Member}, Via: ByCommand}
)

func roles(names ...string) Cell[[]string] {
	if len(names) == 0 {
		return Cell[[]string]{Status: Empty}
	}
	return Cell[[]string]{Text: strings.Join(names, ", "), Status: Understood, Value: names}
}

func sla(amount string, c Counting) Cell[SLA] {
	return Cell[SLA]{Text: amount, Status: Understood, Value: SLA{Answer: &Span{amount, c}}}
}

// path reads "A → B+A → C (PT30M)".
func path(s string) Cell[[]PathStep] {
	if s == "" {
		return Cell[[]PathStep]{Status: Empty}
	}
	cell := Cell[[]PathStep]{Text: s, Status: Understood}
	for _, part := range strings.Split(s, " → ") {
		name, wait, waits := strings.Cut(strings.TrimSuffix(part, ")"), " (")
		step := PathStep{Roles: strings.Split(name, "+")}
		if waits {
			step.Wait = &Span{wait, Wall}
			if strings.HasPrefix(wait, "end") {
				step.Wait.Calendar = ""
			}
		}
		cell.Value = append(cell.Value, step)
	}
	return cell
}

func supportPlan(rows ...SupportRow) (Plan, State) {
	for i := range rows {
		rows[i].ID = RowID(fmt.Sprintf("S%d", i+1))
		if rows[i].Owner.Status == "" {
			rows[i].Owner.Status = Empty
		}
	}
	p := Plan{Schema: 1, ID: "policy-assistant", Version: 7, Support: rows}
	return p, State{Schema: 1, Plan: p.ID, Agent: "Policy Assistant", PlanOwner: "maya", Zone: "UTC", Home: "C-agent", Stage: RollingOut}
}

func area(name string) Cell[string] { return Cell[string]{Text: name, Status: Understood, Value: name} }

// duty fills roles: "A=@lee", "B=@dana,#C-ops".
func duty(fillers ...string) Duty {
	d := Duty{
		Roles: map[string][]Place{}, Private: map[ChannelID]bool{"C-sec": true}, PlanOwner: "maya", Home: "C-agent",
		House: House{Admins: []UserID{"ada"}, Fallback: "C-fallback"},
	}
	for _, f := range fillers {
		role, places, _ := strings.Cut(f, "=")
		for _, p := range strings.Split(places, ",") {
			d.Roles[RoleKey(role)] = append(d.Roles[RoleKey(role)], Place(p))
		}
	}
	return d
}

// world is one incident, its armed timers and everything that was said.
type world struct {
	t      *testing.T
	in     Incident
	duty   Duty
	now    time.Time
	timers map[string]Timer
	said   []said
	wakes  int
}

type said struct {
	at time.Time
	n  Notice
}

func (w *world) apply(in Incident, e Effects, err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatalf("refused: %v", err)
	}
	before := w.in
	w.in = in
	for _, k := range e.Disarm {
		delete(w.timers, k)
	}
	for _, tm := range e.Arm {
		w.timers[tm.Key] = tm
	}
	for _, n := range e.Notices {
		w.said = append(w.said, said{w.now, n})
	}
	w.check(before)
}

// check is what must hold after every move whatsoever.
func (w *world) check(before Incident) {
	w.t.Helper()
	in := w.in
	if in.Gen < before.Gen {
		w.t.Fatalf("generation fell from %d to %d", before.Gen, in.Gen)
	}
	if len(in.Told) < len(before.Told) {
		w.t.Fatalf("told shrank from %v to %v", before.Told, in.Told)
	}
	want := in.Timers()
	if len(want) != len(w.timers) {
		w.t.Fatalf("armed %v, the record wants %v", w.timers, want)
	}
	for _, tm := range want {
		if w.timers[tm.Key] != tm {
			w.t.Fatalf("armed %v, the record wants %v", w.timers[tm.Key], tm)
		}
	}
	if in.State == IncidentOpen && !slices.ContainsFunc(want, func(t Timer) bool { return t.Kind != TimerRemind && t.Kind != TimerLate }) {
		w.t.Fatalf("%s is open and silent: no step or daily timer in %v", in.ID, want)
	}
}

func open(t *testing.T, p Plan, s State, by Actor, r Report, d Duty, now time.Time) *world {
	t.Helper()
	if r.Text == "" {
		r.Text = "it shows salary data"
	}
	w := &world{t: t, duty: d, now: now, timers: map[string]Timer{}}
	in, e, err := OpenIncident(p, s, 7, by, r, d, now)
	w.apply(in, e, err)
	return w
}

// due is the next timer, soonest first; of two at once the first of the kinds.
func (w *world) due() (Timer, bool) { return nextTimer(w.in) }

// until goes from due instant to due instant, as the playground's clock does.
func (w *world) until(at time.Time) {
	w.t.Helper()
	for {
		tm, ok := w.due()
		if !ok || tm.Due.After(at) {
			break
		}
		if tm.Due.After(w.now) {
			w.now = tm.Due
		}
		w.fire(tm)
	}
	if at.After(w.now) {
		w.now = at
	}
}

func (w *world) skip(d time.Duration) { w.t.Helper(); w.until(w.now.Add(d)) }

// down lets time pass without waking anybody, then wakes what is due.
func (w *world) down(at time.Time) { w.t.Helper(); w.now = at; w.until(at) }

func (w *world) fire(tm Timer) {
	w.t.Helper()
	if w.wakes++; w.wakes > 20000 {
		w.t.Fatal("the incident spins")
	}
	in, e := Wake(w.in, tm, w.duty, w.now)
	w.apply(in, e, nil)
}

func (w *world) ack(by Actor) {
	w.t.Helper()
	in, e, err := Ack(w.in, by, w.now)
	w.apply(in, e, err)
}

func (w *world) release(by Actor) {
	w.t.Helper()
	in, e, err := Release(w.in, by, w.duty, w.now)
	w.apply(in, e, err)
}

func (w *world) resolve(by Actor, text string) {
	w.t.Helper()
	in, e, err := Resolve(w.in, by, text, w.duty, w.now)
	w.apply(in, e, err)
}

// heard lists everything said so far but lines, "10:30 told @lee" each, and
// forgets it.
func (w *world) heard() []string { return w.take(func(k NoticeKind) bool { return k != NoticeLine }) }

// lines lists the lines of the thread, and forgets everything.
func (w *world) lines() []string { return w.take(func(k NoticeKind) bool { return k == NoticeLine }) }

func (w *world) take(want func(NoticeKind) bool) []string {
	var out []string
	for _, s := range w.said {
		if !want(s.n.Kind) {
			continue
		}
		var to []string
		for _, target := range s.n.To {
			to = append(to, string(target.To))
		}
		what := strings.TrimPrefix(string(s.n.Kind), "incident.")
		if s.n.Kind == NoticeLine {
			what = s.n.Facts[FactWhat] + " " + s.n.Facts[FactRole]
			to = strings.Fields(s.n.Facts[FactTo])
		}
		day := ""
		if s.at.YearDay() != monday.YearDay() {
			day = s.at.Format("Mon ")
		}
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s%s %s %s", day, s.at.Format("15:04:05"), strings.TrimSpace(what), strings.Join(to, " "))))
	}
	w.said = nil
	return out
}

func (w *world) trail() []string {
	var out []string
	for _, h := range w.in.Trail {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %d %s %s", h.At.Format("Mon 15:04"), h.What, h.Step, h.Args[FactRole], h.Args[FactTo])))
	}
	return out
}

func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\ngot\n  %s\nwant\n  %s", what, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
