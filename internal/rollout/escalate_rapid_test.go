package rollout

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// drawn is a generated plan with one support row, and who fills its roles.
type drawn struct {
	plan   Plan
	state  State
	duty   Duty
	sev    Severity
	opened time.Time
}

var names = []string{"A", "B", "C", "D", "Plan owner", "Nobody"}

func draw(t *rapid.T) drawn {
	role := rapid.SampledFrom(names)
	span := rapid.Custom(func(t *rapid.T) Span {
		return Span{
			rapid.SampledFrom([]string{
				"PT0M", "PT1M", "PT15M", "PT61M", "PT4H", "P1D", "P3D", "PT7H31M7S", EndOfBusinessDay, EndOfNextBusinessDay,
			}).Draw(t, "amount"),
			rapid.SampledFrom([]Counting{Business, Wall}).Draw(t, "calendar"),
		}
	})
	row := SupportRow{
		Area: area(rapid.SampledFrom([]string{
			"User support", "Agent behavior issue", "Data issue", "Connector/action issue", "Security incident", "Legal", "Facilities",
		}).Draw(t, "area")),
		Owner: roles(rapid.SliceOfN(role, 0, 2).Draw(t, "owner")...),
	}
	switch rapid.IntRange(0, 5).Draw(t, "sla") {
	case 0:
		row.SLA = Cell[SLA]{Status: Empty}
	case 1:
		row.SLA = Cell[SLA]{Text: "best effort", Status: Understood}
	default:
		a := span.Draw(t, "answer")
		row.SLA = Cell[SLA]{Text: a.Amount, Status: Understood, Value: SLA{Answer: &a}}
	}
	for range rapid.IntRange(0, 4).Draw(t, "steps") {
		step := PathStep{Roles: rapid.SliceOfN(role, 1, 3).Draw(t, "roles")}
		if rapid.IntRange(0, 3).Draw(t, "written") == 0 {
			w := span.Draw(t, "wait")
			step.Wait = &w
		}
		row.Path.Value = append(row.Path.Value, step)
	}
	row.Path.Status = Understood
	d := drawn{sev: Severity(rapid.IntRange(1, 4).Draw(t, "sev")), duty: drawDuty(t)}
	d.plan, d.state = supportPlan(row)
	d.state.Zone = rapid.SampledFrom(Zones()).Draw(t, "zone")
	seconds := rapid.Int64Range(0, 2*366*24*3600).Draw(t, "opened")
	d.opened = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(seconds) * time.Second)
	return d
}

func drawDuty(t *rapid.T) Duty {
	d := duty()
	places := []Place{"@lee", "@dana", "@sam", "#C-ops", "#C-sec", "#C-agent"}
	for _, n := range names[:4] {
		d.Roles[RoleKey(n)] = rapid.SliceOfNDistinct(rapid.SampledFrom(places), 0, 2, rapid.ID).Draw(t, n)
	}
	if rapid.IntRange(0, 4).Draw(t, "owned") == 0 {
		d.PlanOwner = ""
	}
	return d
}

func (d drawn) open(t *rapid.T) (Incident, Effects) {
	in, e, err := OpenIncident(d.plan, d.state, 7, priya, Report{Text: "x", Area: "S1", Sev: d.sev}, d.duty, d.opened)
	if err != nil {
		t.Fatal(err)
	}
	return in, e
}

// stored is the record as it comes back from a store.
func stored(t *rapid.T, in Incident) Incident {
	b, err := json.Marshal(in)
	if err != nil {
		t.Fatalf("%+v cannot be stored: %v", in, err)
	}
	var back Incident
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	return back
}

// Whatever the policy, an unanswered incident keeps a timer for as long as it
// is open, never spins, and moves forward in time; whatever people and clocks
// do, its generation never falls, what was told stays told, an old timer does
// nothing, and what is armed is what the record wants.
func TestAnIncidentIsNeverSilentAndNeverSpins(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t)
		in, e := d.open(t)
		armed := map[string]Timer{}
		now, wakes := wholeSecond(d.opened), 0
		var old []Timer
		apply := func(after Incident, e Effects) {
			for _, k := range e.Disarm {
				old = append(old, armed[k])
				delete(armed, k)
			}
			for _, tm := range e.Arm {
				if before, ok := armed[tm.Key]; ok && before != tm {
					old = append(old, before)
				}
				armed[tm.Key] = tm
			}
			if after.Gen < in.Gen || len(after.Told) < len(in.Told) || after.Notes < in.Notes {
				t.Fatalf("went back from %+v to %+v", in, after)
			}
			in = stored(t, after)
			want := in.Timers()
			if len(want) != len(armed) {
				t.Fatalf("armed %v, wanted %v", armed, want)
			}
			for _, tm := range want {
				if got := armed[tm.Key]; !got.Due.Equal(tm.Due) || got.Gen != tm.Gen {
					t.Fatalf("armed %v, wanted %v", got, tm)
				}
				if tm.Kind == TimerStep && !tm.Due.After(now) && slices.ContainsFunc(e.Arm, func(a Timer) bool { return a.Kind == tm.Kind }) {
					t.Fatalf("%s is due at %s, which is not after %s", tm.Key, tm.Due, now)
				}
			}
			if in.State == IncidentOpen && in.NextAt.IsZero() && in.DailyAt.IsZero() {
				t.Fatalf("open and silent: %+v", in)
			}
			for _, n := range e.Notices {
				if n.Subject != in.ID || n.Gen != in.Gen || len(n.To) == 0 {
					t.Fatalf("notice %+v of an incident of generation %d", n, in.Gen)
				}
			}
			if len(e.Notices) > 60 {
				t.Fatalf("%d notices at once", len(e.Notices))
			}
		}
		apply(in, e)
		if first := in.AnswerBy; d.sev > 1 {
			worse := d
			worse.sev = 1
			if other, _ := worse.open(t); !other.AnswerBy.Equal(first) {
				t.Fatalf("answer by %s at sev%d and %s at sev1", first, d.sev, other.AnswerBy)
			}
		}
		end := now.Add(3 * 24 * time.Hour)
		for now.Before(end) {
			switch rapid.IntRange(0, 20).Draw(t, "act") {
			case 0:
				after, e, _ := Ack(in, lee, now)
				apply(after, e)
			case 1, 2:
				if after, e, err := Release(in, dana, d.duty, now); err == nil {
					apply(after, e)
				}
			case 3:
				after, e, _ := AddNote(in, dana, "seen", now)
				apply(after, e)
			case 4:
				d.duty = drawDuty(t)
			case 5: // the bot is down for a while
				now = now.Add(time.Duration(rapid.IntRange(1, 3*24*3600).Draw(t, "down")) * time.Second)
			case 6:
				if len(old) > 0 {
					stale := old[rapid.IntRange(0, len(old)-1).Draw(t, "stale")]
					if stale.Gen < in.Gen {
						if after, e := Wake(in, stale, d.duty, now); len(e.Put)+len(e.Notices)+len(e.Arm)+len(e.Disarm) > 0 || after.Gen != in.Gen {
							t.Fatalf("a timer of generation %d woke one of %d: %+v", stale.Gen, in.Gen, e)
						}
					}
				}
			default:
				next, ok := nextTimer(in)
				if !ok {
					now = now.Add(time.Hour)
					continue
				}
				if next.Due.After(now) {
					now = next.Due
				}
				after, e := Wake(in, next, d.duty, now)
				if len(e.Put) == 0 {
					t.Fatalf("%v did nothing at %s to %+v", next, now, in)
				}
				apply(after, e)
				wakes++
			}
		}
		if most := 3*24*12*8 + 100; wakes > most {
			t.Fatalf("woken %d times in three days", wakes)
		}
		if len(in.Trail) > 2000 || len(in.Told) > 100 {
			t.Fatalf("the record grew to %d lines and %d told", len(in.Trail), len(in.Told))
		}
	})
}

// What "oncall" foresees is what happens when timers fire when they are due:
// the forecast is compared with the notices of a real run, not with its trail.
func TestForeseenIsWhatHappens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t)
		type event struct {
			at    string
			what  string
			place Place
		}
		var want, got []event
		keep := func(at time.Time, e Effects) {
			for _, n := range e.Notices {
				what := map[NoticeKind]What{NoticeTold: DidTell, NoticeRemind: DidRemind}[n.Kind]
				for _, target := range n.To {
					if what != "" {
						want = append(want, event{stamp(at), string(what), target.To})
					}
				}
			}
		}
		in, e := d.open(t)
		keep(wholeSecond(d.opened), e)
		for in.Round == 1 && !in.Exhausted {
			tm, _ := nextTimer(in)
			now := tm.Due
			after, e := Wake(in, tm, d.duty, now)
			if !after.Exhausted && after.Round == 1 {
				keep(now, e)
			}
			in = stored(t, after)
		}
		var last time.Time
		var end What
		for _, f := range Foresee(in.Policy, d.duty, d.opened) {
			if f.At.Before(last) {
				t.Fatalf("%s at %s comes after %s", f.What, f.At, last)
			}
			last = f.At
			switch f.What {
			case DidTell, DidRemind:
				for _, p := range f.Places {
					got = append(got, event{stamp(f.At), string(f.What), p})
				}
			case DidExhaust, DidMissAll:
				end = f.What
			case AnswerDue:
				if !f.At.Equal(in.AnswerBy) {
					t.Fatalf("answer due at %s, the incident says %s", f.At, in.AnswerBy)
				}
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("foreseen %v\nhappened %v", got, want)
		}
		if (end == DidMissAll) != (len(in.Told) == 0) || end == "" {
			t.Fatalf("the forecast ends with %q, told %v", end, in.Told)
		}
	})
}

// Steps come in order of time, at most one of them early, and no two rounds
// within five minutes.
func TestStepsNeverComeBeforeTheirTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t)
		in, _ := d.open(t)
		var roundAt time.Time
		for range 40 {
			tm, ok := nextTimer(in)
			if !ok {
				t.Fatal("silent")
			}
			before := in
			in, _ = Wake(in, tm, d.duty, tm.Due)
			if in.StepAt.Before(before.StepAt) {
				t.Fatalf("step %d at %s, step %d at %s", before.Step, before.StepAt, in.Step, in.StepAt)
			}
			if !in.NextAt.IsZero() && in.NextAt.Before(tm.Due) {
				t.Fatalf("after %s the next step is due at %s", tm.Due, in.NextAt)
			}
			if in.Round > before.Round {
				if !roundAt.IsZero() && tm.Due.Sub(roundAt) < shortestDelay {
					t.Fatalf("rounds at %s and %s", roundAt, tm.Due)
				}
				roundAt = tm.Due
			}
			if in.Policy.Outside != PageOutside && in.StepAt.After(before.StepAt) {
				closes := in.StepAt.Add(-time.Second) // closing time itself is closed, and a fair time to be due
				if !in.Policy.Calendar.IsOpen(in.StepAt) && !in.Policy.Calendar.IsOpen(closes) {
					t.Fatalf("told at %s, outside the hours of %s", in.StepAt, in.Policy.Calendar.Zone)
				}
			}
		}
	})
}

func TestTheFormulaOverAnyAnswerTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		minutes := rapid.IntRange(0, 100000).Draw(t, "minutes")
		sev := Severity(rapid.IntRange(1, 4).Draw(t, "sev"))
		p, s := supportPlan(behaviour("A", "B → C → D", fmt.Sprintf("PT%dM", minutes)))
		got := PolicyFor(p, s, "S1", sev).Delays(monday)
		f := map[Severity]float64{1: 0.25, 2: 0.5, 3: 1, 4: 1}[sev]
		for i, g := range got {
			want := f * float64(minutes)
			if i > 0 {
				want /= 2
			}
			want = max(want, 5)
			if diff := g.Minutes() - want; diff > 0 || diff <= -1.0/60 {
				t.Fatalf("sev%d of %d min: delay %d is %v, want %.2f min", sev, minutes, i, g, want)
			}
		}
	})
}
