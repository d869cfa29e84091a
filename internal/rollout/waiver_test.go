package rollout

import "testing"

// A waiver covers what was counted when it was asked for, and fewer; with more the
// criterion holds again, and can be waived anew.
func TestWaiverOfACount(t *testing.T) {
	for _, tt := range []struct {
		name        string
		op          string
		limit       string
		asked, now  int
		unconfirmed bool
		holds       bool
	}{
		{"as many", "=", "0", 1, 1, false, false},
		{"one more", "=", "0", 1, 2, false, true},
		{"fewer", "=", "0", 3, 2, false, false},
		{"none any more", "=", "0", 1, 0, false, false},
		{"at most two, as many", "<=", "2", 4, 4, false, false},
		{"at most two, one more", "<=", "2", 4, 5, false, true},
		{"fewer than asked for, as many", ">=", "5", 2, 2, false, false},
		{"fewer than asked for, one less", ">=", "5", 2, 1, false, true},
		{"asked while the reading was assumed, one more", "=", "0", 1, 2, true, true},
		{"asked while the reading was assumed, as many", "=", "0", 1, 1, true, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, s := threeWaves()
			p.Waves[0].Exit = understood("x", []Criterion{{Kind: ByIncident, Text: "x", Op: tt.op, Number: figure(tt.limit), Unit: "sev1", Scope: "open"}})
			if tt.unconfirmed {
				p.Waves[0].Exit.Status = Assumed
			}
			f := GateFacts{IncidentCounts: IncidentCounts{Live: map[Severity]int{1: tt.asked}}, Runs: Waves{"W1": {Plan: p.ID, Wave: "W1", State: WaveRunning, Started: monday}}}
			find := func() Judged {
				for _, j := range JudgeGate(p, s, p.Waves[0], ExitGate, f, monday).Criteria {
					if j.Criterion.Text == "x" {
						return j
					}
				}
				t.Fatal("no criterion")
				return Judged{}
			}
			k := Desk{Plan: p, State: s, Duty: duty(), By: lee, Now: monday}
			ask, err := AskWaiver(k, f.Runs["W1"], find(), "it is known")
			if err != nil {
				t.Fatal(err)
			}
			a, _, err := AskApproval(s, 1, lee, ask, duty(), monday)
			if err != nil || a.Facts[FactCount] != number(tt.asked) {
				t.Fatalf("%v, %v", err, a.Facts)
			}
			a.State, a.By, a.Decided = ApprovalApproved, "maya", monday
			f.Runs["W1"], _ = Waive(f.Runs["W1"], find().GateCriterion, a)
			p.Waves[0].Exit.Status = Understood
			f.Live[1] = tt.now
			j := find()
			if j.Passes() == tt.holds || (j.Outgrown != nil) != tt.holds || j.Worse(a) != tt.holds {
				t.Errorf("passes %v, outgrown %v, worse %v; want it to hold: %v", j.Passes(), j.Outgrown, j.Worse(a), tt.holds)
			}
			if _, err := AskWaiver(k, f.Runs["W1"], j, "again"); tt.holds && err != nil {
				t.Errorf("it cannot be waived anew: %v", err)
			}
			f.Live[1] = tt.asked
			if j := find(); !j.Passes() {
				t.Error("it holds although no more is counted than was waived")
			}
		})
	}
}
