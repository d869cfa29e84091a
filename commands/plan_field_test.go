package commands_test

import "testing"

// A reading is confirmed by every name that people are shown or that the document
// has; what may be several is asked, and so is a slip of the pen.
func TestAReadingByItsName(t *testing.T) {
	const (
		accepted = "threshold of metric 3 (line 35), threshold of metric 4" // is open still, behind that of metric 2
		exit4    = "[exit criteria of wave 4]"
	)
	tests := []struct{ line, want string }{
		{"metrics[1].threshold", accepted},
		{"threshold of metric 2", accepted},
		{"Accepted answers threshold", accepted},
		{"ACCEPTED  ANSWERS", accepted},
		{"the threshold", "Did you mean one of these? Nothing was confirmed yet."},
		{"threshold of accepted answers", accepted},
		{"accepted answers threshold reading", accepted},
		{"metric 2 threshold", accepted},
		{"m2", accepted},
		{"Active users and repeat usage threshold", "1 reading is confirmed"},
		{"wave 1 exit", "1 reading is confirmed. 14 assumed readings stay open: exit criteria of wave 4"},
		{"1 exit criteria", "stay open: exit criteria of wave 4"},
		{"exit criteria of wave 1", "stay open: exit criteria of wave 4"},
		{"wave 1", "stay open: exit criteria of wave 4"},
		{"w1.6", "stay open: exit criteria of wave 4"},
		{"Access review cadence", "1 reading is confirmed"},
		{"r4", "1 reading is confirmed"},
		{"office hours", "1 reading is confirmed"},
		{"cost review cadence", "[cost review cadence] [cadence of review 6 (Cost review)]"},
		{"exit", "Which reading do you mean? Nothing was confirmed yet."},
		{"threshold", "[threshold of metric 3 (Policy violations and blocked …)]"},
		{"acepted answers threshhold", "Did you mean this one? Nothing was confirmed yet."},
		{"acepted answers threshhold", "[threshold of metric 2 (Accepted answers)]"},
		{"wave 4 exti", exit4},
		{"budget owner", "The reading of budget owner was understood as it stands, so there was nothing to confirm."},
		{"user support sla", "The reading of SLA of support area 1 was understood as it stands"},
		{"wave 4 date", "The reading of date of wave 4 was not understood, so nothing was confirmed."},
		{"weather", "“weather” is no field with an assumed reading, so nothing was confirmed."},
	}
	base := newHouse(t).withPlan()
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) { base.copied(t).want("maya", "plan confirm "+tt.line, tt.want) })
	}
	t.Run("again", func(t *testing.T) {
		h := base.copied(t)
		h.want("maya", "plan confirm wave 1 exit", "1 reading is confirmed")
		h.want("maya", "plan confirm wave 1 exit", "The reading of exit criteria of wave 1 is confirmed already, so nothing was confirmed.")
	})
}
