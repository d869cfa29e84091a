package rollout

import (
	"slices"
	"testing"
)

func TestSettingUpWaitsOnThePlanOwner(t *testing.T) {
	tests := []struct {
		name  string
		stage Stage
		who   UserID
		open  SetUp
		want  bool
	}{
		{"a draft, all in order", Draft, "maya", SetUp{}, true},
		{"a draft with questions", Draft, "maya", SetUp{Unclear: 3, Assumed: 15, Unfilled: 9}, true},
		{"a draft, of somebody else", Draft, "lee", SetUp{Unclear: 3}, false},
		{"rolling out, all in order", RollingOut, "maya", SetUp{}, false},
		{"rolling out, a role unfilled", RollingOut, "maya", SetUp{Unfilled: 1}, true},
		{"live, a reading to confirm", Live, "maya", SetUp{Assumed: 1}, true},
		{"retired", Retired, "maya", SetUp{Unclear: 1}, false},
		{"nobody", Draft, "", SetUp{Unclear: 1}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := State{Plan: "p", Agent: "P", Stage: tt.stage, PlanOwner: "maya"}
			if tt.who == "" {
				s.PlanOwner = ""
			}
			got := SetUpWaiting(s, tt.who, tt.open)
			if (len(got) == 1) != tt.want {
				t.Fatalf("waits: %+v", got)
			}
			if tt.want && (got[0].SetUp.Draft != (tt.stage == Draft) || got[0].SetUp.Unclear != tt.open.Unclear) {
				t.Errorf("open: %+v", got[0].SetUp)
			}
		})
	}
}

// Setting up comes behind everything else, whatever that is.
func TestSettingUpComesLast(t *testing.T) {
	all := []Waiting{
		{Todo: TodoSetUp, Subject: "p", Urgency: UrgentNever, Agent: "a"},
		{Todo: TodoResolve, Subject: "INC-1", Urgency: UrgentNever, Agent: "z", Since: monday},
		{Todo: TodoHold, Subject: "q", Urgency: UrgentNever, Agent: "z"},
		{Todo: TodoSetUp, Subject: "q", Urgency: UrgentNever, Agent: "b"},
	}
	WorstFirst(all)
	if got, want := waitNames(all), []string{"resolve INC-1", "hold q", "set up p", "set up q"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
