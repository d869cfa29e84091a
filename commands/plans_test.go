package commands

import (
	"strings"
	"testing"

	"github.com/rolloutbot/rollout/internal/rollout"
)

func TestMatchPlan(t *testing.T) {
	states := []rollout.State{
		{Plan: "alpha", Agent: "Beta"}, // renamed since
		{Plan: "hr", Agent: "HR"},
		{Plan: "hr-policy", Agent: "HR  Policy"},
		{Plan: "mayas-desk", Agent: "Maya's Desk"},
		{Plan: "z", Agent: "Alpha"}, // goes by another's id
	}
	tests := []struct {
		words string
		want  rollout.PlanID
		n     int
	}{
		{"hr status", "hr", 1},
		{"hr policy status", "hr-policy", 2},
		{"hr-policy status", "hr-policy", 1},
		{"hr policies", "hr", 1},
		{"maya's desk", "mayas-desk", 2},
		{"alpha", "alpha", 1}, // a button's id, whoever is called so by now
		{"beta", "alpha", 1},
		{"hrpolicy", "", 0},
		{"", "", 0},
	}
	for _, tt := range tests {
		t.Run(tt.words, func(t *testing.T) {
			s, n := matchPlan(states, strings.Fields(tt.words))
			if s.Plan != tt.want || n != tt.n {
				t.Errorf("got %q, %d, want %q, %d", s.Plan, n, tt.want, tt.n)
			}
		})
	}
}
