package rollout

import "testing"

func TestTriggersThatSpeakOfTheBudget(t *testing.T) {
	tests := []struct{ name, trigger, want string }{
		{"a percentage", "Spend over 120% of the monthly budget", "120 % ($2,400)"},
		{"of the month", "spend over 120% of the month", "120 % ($2,400)"},
		{"percent of something else", "Cost per user over 120% of the plan", ""},
		{"in words", "The budget is exceeded", "100 % ($2,000)"},
		{"over the budget", "Costs go over budget", "100 % ($2,000)"},
		{"percent as a word", "110.5 percent of budget spent", "110.5 % ($2,210)"},
		{"no number and no excess", "The budget owner asks for it", ""},
		{"what is left", "Less than 5% of the budget left", ""},
		{"a forecast", "Forecast over 150% of the budget", ""},
		{"by the day", "Daily spend over 10% of the monthly budget", ""},
		{"two numbers", "Spend over 80% or 120% of the budget", ""},
		{"of another thing", "Accepted answers below 70%", ""},
		{"an incident", "Any sev1 security incident", ""},
		{"nothing of it", "Spend over 0% of the budget", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newBooks(t, monthly)
			b.p.Pause.Triggers = Cell[[]PlanStep]{Text: tt.trigger, Status: Assumed, Value: []PlanStep{{Text: tt.trigger}}}
			levels, _ := Levels(b.p, july14)
			got := ""
			for _, l := range levels {
				got += l.Words()
				if l.Trigger != tt.trigger {
					t.Errorf("the level says %q", l.Trigger)
				}
			}
			if got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func TestATriggerAtALevelIsOneLevel(t *testing.T) {
	b := newBooks(t, monthly, percents("80", "120")...)
	b.p.Pause.Triggers = sure("x", []PlanStep{{Text: "Spend over 120% of the budget"}})
	b.must(usd("1700"), july14)
	b.must(usd("700"), july14)
	if got := b.levelsTold(); got != "2026-07: 80 % ($1,600); 2026-07: 120 % ($2,400)" {
		t.Fatal(got)
	}
	if b.told[0].Facts[FactTrigger] != "" || b.told[1].Facts[FactTrigger] != "Spend over 120% of the budget" {
		t.Error(b.told[0].Facts, b.told[1].Facts)
	}
	// Without a budget there is nothing to be over.
	b = newBooks(t, Budget{})
	b.p.Pause.Triggers = sure("x", []PlanStep{{Text: "Spend over 120% of the budget"}})
	if levels, unjudged := Levels(b.p, july14); len(levels)+len(unjudged) > 0 {
		t.Error(levels, unjudged)
	}
}
