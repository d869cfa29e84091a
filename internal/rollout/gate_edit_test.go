package rollout

import "testing"

// TestEditsDropWhatWasLetThrough: a gate lets something out to somebody, by the
// word of somebody. Whoever edits one of these asks again.
func TestEditsDropWhatWasLetThrough(t *testing.T) {
	criteria := func(edit func(p *Plan, w *Wave)) []GateCriterion {
		p := Plan{
			ID:         "helper",
			Enablement: Enablement{CommunicationOwner: understood("Comms", []string{"Comms"}), TrainingOwner: Cell[[]string]{Status: Empty}},
			Excluded:   Cell[[]string]{Status: Empty},
			Metrics:    []Metric{{ID: "M1", Metric: understood("Accepted answers", "Accepted answers"), Owner: roles("Quality Lead")}},
		}
		w := Wave{ID: "W1", Users: understood("24 people", "24 people"), Scope: understood("Leave", "Leave")}
		w.Entry = understood("x", []Criterion{{Kind: Attested, Text: "Guide published"}, {Kind: ByMetric, Text: "85% Accepted answers"}})
		edit(&p, &w)
		return p.GateCriteria(State{}, w)
	}
	before := criteria(func(*Plan, *Wave) {})
	for _, tt := range []struct {
		name         string
		edit         func(p *Plan, w *Wave)
		marks, waves []bool // which of the entry's three criteria are other ones for ticks, and for waivers
	}{
		{"nothing", func(*Plan, *Wave) {}, []bool{false, false, false}, []bool{false, false, false}},
		{"other users", func(_ *Plan, w *Wave) { w.Users.Text = "All 3,200" }, []bool{true, false, false}, []bool{true, true, true}},
		{"a wider scope", func(_ *Plan, w *Wave) { w.Scope.Text = "Everything" }, []bool{false, false, false}, []bool{true, true, true}},
		{"another owner of the metric", func(p *Plan, _ *Wave) { p.Metrics[0].Owner = roles("CISO") }, []bool{false, false, false}, []bool{false, false, true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for i, c := range criteria(tt.edit)[:3] {
				if changed := c.Mark() != before[i].Mark(); changed != tt.marks[i] {
					t.Errorf("%s: a tick of it is dropped: %v", c.Criterion.Text, changed)
				}
				run := WaveRun{Waived: map[string]Waiver{before[i].Mark(): {By: "dana", Hash: before[i].Hash()}}}
				if _, holds := run.WaiverOf(c); holds == tt.waves[i] {
					t.Errorf("%s: its waiver holds: %v", c.Criterion.Text, holds)
				}
			}
		})
	}
}
