package rollout

import "testing"

func TestTrigger(t *testing.T) {
	tests := []struct {
		name    string
		trigger string
		area    AreaKind
		sev     Severity
		report  string
		want    bool
	}{
		{"severity and area", "Any sev1 security incident", Security, 1, "tokens in answers", true},
		{"not as bad", "Any sev1 security incident", Security, 2, "tokens in answers", false},
		{"another area", "Any sev1 security incident", DataIssue, 1, "tokens in answers", false},
		{"worse than named", "P1 or P2 incident", UserSupport, 1, "it is slow", true},
		{"the lesser of two", "P1 or P2 incident", UserSupport, 2, "it is slow", true},
		{"neither of two", "P1 or P2 incident", UserSupport, 3, "it is slow", false},
		{"critical is sev1", "Critical incident", Connector, 1, "it is slow", true},
		{"critical is not sev2", "Critical incident", Connector, 2, "it is slow", false},
		{"an area alone", "Suspected security breach", Security, 4, "x", true},
		{"a policy is for legal", "A confirmed policy violation", Legal, 3, "x", true},
		{"two words of another area's", "A confirmed policy violation", Behaviour, 3, "violates the travel policy: violation seen", true},
		{"one word of another area's", "A confirmed policy violation", Behaviour, 3, "the policy is out of date", false},
		{"common words do not count", "Any data or agent error of a user", DataIssue, 1, "any data error of a user of the agent", false},
		{"common words name no area", "Any user issue", UserSupport, 1, "x", false},
		{"two telling words", "Personal names are exposed to colleagues", Behaviour, 3, "it exposes names of people", true},
		{"one telling word of several", "Personal names are exposed to colleagues", Behaviour, 3, "wrong names of forms", false},
		{"its only telling word", "Hallucinations", OtherArea, 3, "a hallucination about leave", true},
		{"a metric", "Accepted answers below 70% in two consecutive weeks", Behaviour, 1, "accepted answers are wrong for weeks", false},
		{"money", "Spend over 120% of the monthly budget", UserSupport, 1, "monthly budget spend", false},
		{"money in dollars", "More than $500 a day of spend", UserSupport, 1, "spend of the day", false},
		{"a severity with a number behind it", "More than 3 sev1 incidents", UserSupport, 1, "x", true},
		{"nothing", "", Security, 1, "", false},
		{"other letters", "Утечка персональных записей", Behaviour, 3, "утечка персональных записей сотрудников", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := Plan{Pause: PausePlan{Triggers: Cell[[]PlanStep]{Status: Understood, Value: []PlanStep{{Text: tt.trigger}}}}}
			got := Trigger(p, tt.area, tt.sev, tt.report)
			if (got != "") != tt.want || tt.want && got != tt.trigger {
				t.Errorf("Trigger(%q) of %s sev%d %q = %q, want %v", tt.trigger, tt.area, tt.sev, tt.report, got, tt.want)
			}
		})
	}
	unclear := Plan{Pause: PausePlan{Triggers: Cell[[]PlanStep]{Status: Unclear, Value: []PlanStep{{Text: "Any sev1 incident"}}}}}
	if got := Trigger(unclear, Security, 1, "x"); got != "" {
		t.Errorf("a trigger that is not understood acts: %q", got)
	}
}
