package rollout

import (
	"strings"
	"testing"
	"time"
)

// Nobody can say that two weeks have passed before they have, on the plan's own
// calendar.
func TestTickOfWeeksOfUseWaitsForThem(t *testing.T) {
	owner := Standing{Account: Member, Owner: true}
	started := time.Date(2026, 12, 1, 23, 30, 0, 0, time.UTC) // the 2nd in Berlin
	for _, tt := range []struct {
		name, after string
		now         time.Time
		refused     string
	}{
		{"the day before", "P14D", time.Date(2026, 12, 15, 22, 59, 0, 0, time.UTC), "can be ticked from Wed 16 Dec 2026"},
		{"that day in the plan's zone", "P14D", time.Date(2026, 12, 15, 23, 0, 0, 0, time.UTC), ""},
		{"a month", "P1M", time.Date(2026, 12, 31, 12, 0, 0, 0, time.UTC), "can be ticked from Sat 2 Jan 2027"},
		{"a month later", "P1M", time.Date(2027, 1, 2, 12, 0, 0, 0, time.UTC), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, s := threeWaves()
			s.Zone = "Europe/Berlin"
			p.Waves[0].Exit = criteria(Criterion{Kind: Attested, Text: "2 weeks of use", After: tt.after})
			run := WaveRun{Plan: p.ID, Wave: "W1", Title: "wave 1", State: WaveRunning, Started: started}
			var c GateCriterion
			for _, each := range p.GateCriteria(s, p.Waves[0]) {
				if each.Gate == ExitGate {
					c = each
				}
			}
			j := JudgeGate(p, s, p.Waves[0], ExitGate, GateFacts{Runs: Waves{"W1": run}}, tt.now).Criteria[0]
			if j.From.IsZero() != (tt.refused == "") {
				t.Errorf("the list says from %s", j.From)
			}
			run, _, err := Tick(Desk{Plan: p, State: s, By: maya, Now: tt.now}, run, c, "", owner)
			if ticked := len(run.Ticks) == 1; ticked != (tt.refused == "") {
				t.Errorf("ticked: %v, %v", ticked, err)
			}
			if tt.refused != "" && (err == nil || !strings.Contains(err.Error(), tt.refused)) {
				t.Errorf("refused with %v", err)
			}
		})
	}
}
