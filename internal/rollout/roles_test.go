package rollout

import (
	"slices"
	"testing"
)

// aPlan names roles in every section.
func aPlan() Plan {
	steps := func(owner, text string) Cell[[]PlanStep] {
		return Cell[[]PlanStep]{Status: Understood, Value: []PlanStep{{Text: text, Owner: owner}, {Text: "nobody's step"}}}
	}
	return Plan{
		ID: "hr", Agent: area("HR"),
		Enablement: Enablement{CommunicationOwner: roles("Herald"), TrainingOwner: roles("Trainer")},
		Metrics: []Metric{
			{Metric: area("Accepted"), Owner: roles("Analyst", "Trainer")},
			{Metric: area("Latency"), Owner: roles("the  analyst.")},
			{Metric: area("Nobody's"), Owner: roles()},
		},
		Support:    []SupportRow{{Area: area("Data"), Owner: roles("Steward"), Path: path("Steward → Lead+Analyst")}},
		Cost:       Cost{Owner: roles("Payer")},
		Reviews:    []ReviewItem{{Item: area("Access"), Owner: roles("Analyst")}},
		Pause:      PausePlan{Procedure: steps("Engineer", "Switch it off")},
		Retirement: Retirement{Procedure: steps("Engineer", "Delete the data")},
	}
}

func TestRoles(t *testing.T) {
	want := []RoleUse{
		{"Herald", []Owned{{"communication", "HR"}}},
		{"Trainer", []Owned{{"training", "HR"}, {"metric", "Accepted"}}},
		{"Analyst", []Owned{{"metric", "Accepted"}, {"metric", "Latency"}, {"escalation step", "Data"}, {"review", "Access"}}},
		{"Steward", []Owned{{"support area", "Data"}, {"escalation step", "Data"}}},
		{"Lead", []Owned{{"escalation step", "Data"}}},
		{"Payer", []Owned{{"budget", "HR"}}},
		{"Engineer", []Owned{{"pause step", "Switch it off"}, {"retirement step", "Delete the data"}}},
	}
	got := aPlan().Roles()
	if !slices.EqualFunc(got, want, func(a, b RoleUse) bool { return a.Name == b.Name && slices.Equal(a.Owns, b.Owns) }) {
		t.Errorf("got\n%v\nwant\n%v", got, want)
	}
	if got := (Plan{}).Roles(); len(got) != 0 {
		t.Errorf("an empty plan names %v", got)
	}
}

func TestHoldingsAndUnfilled(t *testing.T) {
	d := duty("Analyst=@lee", "Trainer=@dana,@lee", "Steward=#C-data", "Payer=@dana")
	want := []Holding{
		{"dana", []Owned{{"training", "HR"}, {"metric", "Accepted"}, {"budget", "HR"}}},
		{"lee", []Owned{{"training", "HR"}, {"metric", "Accepted"}, {"metric", "Latency"}, {"escalation step", "Data"}, {"review", "Access"}}},
	}
	got := aPlan().Holdings(d)
	if !slices.EqualFunc(got, want, func(a, b Holding) bool { return a.User == b.User && slices.Equal(a.Owns, b.Owns) }) {
		t.Errorf("got\n%v\nwant\n%v", got, want)
	}
	var names []string
	for _, r := range aPlan().Unfilled(d) {
		names = append(names, r.Name)
	}
	if want := []string{"Herald", "Lead", "Engineer"}; !slices.Equal(names, want) {
		t.Errorf("unfilled %q, want %q", names, want)
	}
}

func TestRoleKey(t *testing.T) {
	same := [][]string{
		{"HR Operations Lead", "hr operations  lead", "the HR-operations lead.", "“HR Operations Lead”", "HR_Operations\tLead,"},
		{"plan-owner", "Plan Owner", "the plan owner"},
		{"The", "the"},
	}
	for _, names := range same {
		for _, n := range names {
			if RoleKey(n) != RoleKey(names[0]) {
				t.Errorf("%q is %q, %q is %q", n, RoleKey(n), names[0], RoleKey(names[0]))
			}
		}
	}
	for _, pair := range [][2]string{{"HR", "HR Policy"}, {"Lead", "Leader"}, {"A/B", "A B"}} {
		if RoleKey(pair[0]) == RoleKey(pair[1]) {
			t.Errorf("%q and %q are one role", pair[0], pair[1])
		}
	}
	if RoleKey(" .,- ") != "" {
		t.Errorf("signs alone are the role %q", RoleKey(" .,- "))
	}
}
