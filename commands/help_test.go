package commands_test

import (
	"strings"
	"testing"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// Help is short, and offers what the asker may use of the plan at hand.
func TestHelpIsForTheAsker(t *testing.T) {
	h := newHouse(t).withPlan()
	h.want("maya", "owner set rollout lead @noor", "is filled by @noor")
	tests := []struct {
		user rollout.UserID
		has  []string
		not  []string
	}{
		{"maya", []string{"`/rollout plan` import, activate, show, confirm, link", "`/rollout owner` list, set", "check", "start", "spend AMOUNT", "also: undo, reverse"}, nil},
		{"noor", []string{"start, complete, move, cancel"}, []string{"activate", "`/rollout owner` list, set"}},
		{"dana", []string{"tick", "done"}, []string{"activate", "list, set", "start"}},
		{"priya", []string{"`/rollout plan` import, show", "`/rollout owner` list", "`/rollout report TEXT`", "`/rollout incident` open, list, show, ack, release, note, resolve"}, []string{"activate", "list, set", "confirm", "start", "tick", "spend", "`/rollout hold"}},
		{"gil", []string{"`/rollout report TEXT`", "`/rollout incident` open, show"}, []string{"plan", "owner", "list", "wave", "ack"}},
	}
	for _, tt := range tests {
		t.Run(string(tt.user), func(t *testing.T) {
			got := strings.ReplaceAll(h.typed(tt.user, "help"), "  ", " ")
			if n := strings.Count(strings.TrimSpace(got), "\n") + 1; n > 20 {
				t.Errorf("%d lines:\n%s", n, got)
			}
			for _, s := range tt.has {
				if !strings.Contains(got, s) {
					t.Errorf("lacks %q:\n%s", s, got)
				}
			}
			for _, s := range tt.not {
				if strings.Contains(got, s) {
					t.Errorf("offers %q:\n%s", s, got)
				}
			}
		})
	}
	if got := h.typed("priya", "help plan"); strings.Contains(got, "plan activate") || !strings.Contains(got, "plan show") {
		t.Error(got)
	}
	h.want("priya", "help plan activate", "Take a plan out of draft")
	h.want("priya", "help incidnet", "I do not know “incidnet”", "[Help incident]")
}

// What is still to be set up of a draft is what waits on its owner in the first
// days, with a button to each part; it waits on nobody else.
func TestADraftWaitsOnItsOwner(t *testing.T) {
	h := newHouse(t).withPlan()
	for _, line := range []string{"", "todo"} {
		h.want("maya", line, "1 thing waits on you", "HR Policy Assistant is a draft: ", " unclear, ", " readings to confirm, ", " roles nobody fills",
			"[Fix]", "[Confirm]", "[Fill roles]", "[Activate]")
	}
	h.want("maya", "plan confirm all", "readings are confirmed")
	if got := h.typed("maya", ""); strings.Contains(got, "to confirm") || strings.Contains(got, "[Confirm]") {
		t.Error(got)
	}
	r := h.do(ask{user: "maya", in: "agent-hr"})
	if got := h.says(ask{user: "maya", in: "agent-hr", via: rollout.ByButton, line: buttonLine(r, "Activate")}); !strings.Contains(got, "Nothing has been sent yet") {
		t.Error(got)
	}
	h.want("priya", "", "Nothing waits on you.")
}
