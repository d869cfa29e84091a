package rollout

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// onDay is a plan whose second wave is planned for some days.
func onDay(from, to string) (Plan, State) {
	p, s := threeWaves()
	day := func(text string) Day {
		d, err := ParseDay(text)
		if err != nil {
			panic(err)
		}
		return d
	}
	p.Waves[1].Date = understood("x", DayRange{From: day(from), To: day(to)})
	return p, s
}

// Nobody is reminded of a wave's date on a day on which the plan rests, and
// nobody too late.
func TestDatesAroundTheWeekend(t *testing.T) {
	for _, tt := range []struct {
		name, from, to string
		want           []string // days on which it is spoken of
	}{
		{"a Monday", "2026-07-20", "2026-07-20", []string{"2026-07-13", "2026-07-17", "2026-07-20", "2026-07-21", "2026-07-28", "2026-08-04"}},
		{"a Friday", "2026-07-24", "2026-07-24", []string{"2026-07-17", "2026-07-23", "2026-07-24", "2026-07-27", "2026-08-03"}},
		{"a Sunday", "2026-07-26", "2026-07-26", []string{"2026-07-17", "2026-07-24", "2026-07-27", "2026-08-03"}},
		{"a week", "2026-07-20", "2026-07-24", []string{"2026-07-13", "2026-07-17", "2026-07-20", "2026-07-27", "2026-08-03"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, s := onDay(tt.from, tt.to)
			var got []string
			for d := (Day{2026, time.July, 1}); d.Before(Day{2026, time.August, 10}); d = d.AddDays(1) {
				if len(WaveDigest(p, s, Waves{}, Asked{User: "maya", From: d, To: d})) > 0 {
					got = append(got, d.String())
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("%q, not %q", got, tt.want)
			}
		})
	}
}

func TestOwnersAreAskedBeforeAWave(t *testing.T) {
	p, s := onDay("2026-07-22", "2026-07-22")
	p.Enablement.TrainingOwner = roles("Training")
	announced, trained := p.GateCriteria(s, p.Waves[1])[0], p.GateCriteria(s, p.Waves[1])[1]
	d := Duty{Roles: map[string][]Place{"communications": {DM("dana"), In("ops")}, "training": {DM("lee"), DM("dana")}}, PlanOwner: "maya"}
	ticked := Waves{"W2": {Plan: p.ID, Wave: "W2", State: WavePlanned, Ticks: map[string]Said{announced.Mark(): {By: "dana"}}}}
	waived := Waves{"W2": {Plan: p.ID, Wave: "W2", State: WavePlanned, Waived: map[string]Waiver{trained.Mark(): {By: "dana", Hash: trained.Hash()}}}}
	for _, tt := range []struct {
		name string
		user UserID
		day  string
		runs Waves
		s    State
		want []string
	}{
		{"a week before", "lee", "2026-07-15", nil, s, []string{"W2.2"}},
		{"the day before", "dana", "2026-07-21", nil, s, []string{"W2.1", "W2.2"}},
		{"between", "dana", "2026-07-20", nil, s, nil},
		{"late", "lee", "2026-07-23", nil, s, []string{"W2.2"}},
		{"later", "lee", "2026-07-24", nil, s, nil},
		{"nobody else", "maya", "2026-07-22", nil, s, nil},
		{"ticked", "dana", "2026-07-22", ticked, s, []string{"W2.2"}},
		{"waived", "lee", "2026-07-22", waived, s, nil},
		{"it runs", "lee", "2026-07-22", Waves{"W2": {Wave: "W2", State: WaveRunning}}, s, nil},
		{"a draft", "lee", "2026-07-22", nil, func(s State) State { s.Stage = Draft; return s }(s), nil},
		{"on hold", "lee", "2026-07-22", nil, func(s State) State { s.Hold = &Hold{}; return s }(s), nil},
		{"while paused", "lee", "2026-07-22", nil, func(s State) State { s.Pause = &PauseMark{State: PausePaused}; return s }(s), nil},
		{"while on hold", "lee", "2026-07-22", nil, func(s State) State { s.Hold = &Hold{By: "maya"}; return s }(s), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			on, err := ParseDay(tt.day)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, it := range TickDigest(p, tt.s, tt.runs, d, Asked{User: tt.user, From: on, To: on}) {
				got = append(got, it.Facts[FactKey])
				if want := "in " + string(p.ID) + " wave tick " + it.Facts[FactKey]; it.Line != want {
					t.Errorf("the button types %q, not %q", it.Line, want)
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("%q, not %q", got, tt.want)
			}
		})
	}
}

// What digests ask for of a wave is settled with the word that was given, and
// with the wave.
func TestWhatDigestsAskOfAWaveIsSettled(t *testing.T) {
	p, s := onDay("2026-07-22", "2026-07-22")
	p.Enablement.TrainingOwner = roles("Training")
	w := p.Waves[1]
	announced, trained := p.GateCriteria(s, w)[0], p.GateCriteria(s, w)[1]
	on := w.Date.Value.From
	d := Duty{Roles: map[string][]Place{"communications": {DM("maya")}, "training": {DM("maya")}}}
	a := Asked{User: "maya", From: on, To: on}
	items := append(WaveDigest(p, s, Waves{}, a), TickDigest(p, s, Waves{}, d, a)...)
	asked := Digest{User: "maya", Day: on, Items: items}
	planned := WaveRun{Plan: p.ID, Wave: "W2", State: WavePlanned}
	tick := planned
	tick.Ticks = map[string]Said{announced.Mark(): {By: "dana", At: monday}}
	begun := tick
	begun.State, begun.StartedBy, begun.Started = WaveRunning, "maya", monday
	begun.Waived = map[string]Waiver{trained.Mark(): {By: "lee", At: monday, Hash: trained.Hash()}}
	gone := planned
	gone.State, gone.EndedBy, gone.Ended = WaveCancelled, "maya", monday
	for _, tt := range []struct {
		name string
		run  WaveRun
		want []string // of the wave, then of both criteria
	}{
		{"nothing happened", planned, []string{"", "", ""}},
		{"one is ticked", tick, []string{"", "ticked dana", ""}},
		{"begun, one waived", begun, []string{"started maya", "ticked dana", "waived lee"}},
		{"cancelled", gone, []string{"cancelled maya", "cancelled maya", "cancelled maya"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g := asked
			for _, x := range Settlings(p, s, tt.run) {
				for _, rec := range x.In([]Digest{g}) {
					g = rec.(Digest)
				}
			}
			var got []string
			for _, it := range g.Items {
				how := it.Settled
				if how != "" {
					how += " " + string(it.SettledBy)
				}
				got = append(got, how)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("%q, not %q", got, tt.want)
			}
		})
	}
}

// What the index is asked for finds every day on which a wave is spoken of, and
// of a wave of one day no other.
func TestMayAskMissesNoDay(t *testing.T) {
	p, s := onDay("2026-07-20", "2026-07-20")
	for shift := range 7 {
		for days := range 5 {
			first := Day{2026, time.July, 20}.AddDays(shift)
			last := first.AddDays(days)
			w := p.Waves[1]
			w.Date = understood("x", DayRange{From: first, To: last})
			asked := 0
			for d := first.AddDays(-14); d.Before(last.AddDays(99)); d = d.AddDays(1) {
				a := Asked{User: "maya", From: d, To: d}
				from, to := WaveDates(a)
				found := MayAskLate(last, s, a)
				for _, day := range []Day{first, last} {
					found = found || !day.Before(from) && !to.Before(day) && MayAsk(day, s, a)
				}
				rule := w.asks(s, a) || w.asksLate(s, a)
				if rule && !found || found && !rule && days == 0 {
					t.Errorf("a wave of %s to %s is asked for on %s: %v; the index says %v", first, last, d, rule, found)
				}
				if w.asksLate(s, a) {
					asked++
				}
			}
			if asked != 13 {
				t.Errorf("a wave until %s is asked for %d times in 13 weeks", last, asked)
			}
		}
	}
}

// Beside the wave that a plan stands at, those behind it ask for something from
// two weeks before their day.
func TestWavesThatMayAskForSomething(t *testing.T) {
	p, s := onDay("2026-07-22", "2026-07-22")
	runs := Waves{"W1": {Plan: p.ID, Wave: "W1", State: WaveRunning}}
	undated := p
	undated.Waves = append([]Wave{}, p.Waves...)
	undated.Waves[1].Date = nothing[DayRange]()
	hold := s
	hold.Hold = &Hold{}
	for _, tt := range []struct {
		name string
		p    Plan
		s    State
		runs Waves
		day  string
		want string
	}{
		{"two weeks before", p, s, runs, "2026-07-08", "W1 W2"},
		{"earlier", p, s, runs, "2026-07-07", "W1"},
		{"late", p, s, runs, "2026-07-30", "W1 W2"},
		{"nothing runs", p, s, Waves{}, "2026-07-20", "W1 W2"},
		{"no day", undated, s, runs, "2026-07-20", "W1"},
		{"on hold", p, hold, runs, "2026-07-20", ""},
		{"the next one is cancelled, and the last has no day", p, s, Waves{"W1": runs["W1"], "W2": {Wave: "W2", State: WaveCancelled}}, "2026-07-20", "W1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			on, err := ParseDay(tt.day)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, w := range WavesAsking(tt.p, tt.s, tt.runs, on.At(600, time.UTC)) {
				got = append(got, string(w.ID))
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("got %v, want %s", got, tt.want)
			}
		})
	}
}
