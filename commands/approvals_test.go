package commands_test

import (
	"fmt"
	"strings"
	"testing"
)

// Twelve requests are two pages, and none of them is on both.
func TestApprovalsByThePage(t *testing.T) {
	h := newHouse(t)
	criteria := make([]string, 12)
	for i := range criteria {
		criteria[i] = fmt.Sprintf("Thing %d settled", i+1)
	}
	h.want("maya", "plan import\n# Rollout And Operations Plan\n\n## 1. Rollout Strategy\n\n- Agent name: Desk\n\n"+
		"| Wave | Users | Scope | Entry Criteria | Exit Criteria | Date |\n| --- | --- | --- | --- | --- | --- |\n"+
		"| 1 | All | All | "+strings.Join(criteria, "; ")+" | Agreed | 2099-01-01 |\n", "Desk")
	h.want("maya", "owner set rollout-lead @lee", "is filled by")
	h.want("maya", "plan activate confirm", "is active")
	for i := range criteria {
		h.want("lee", fmt.Sprintf("wave waive W1.%d because it can wait", i+1), fmt.Sprintf("APR-%d asks", i+1))
	}
	first := h.want("maya", "approvals", "12 things wait to be decided · 12 by you", "[Show more]", "APR-10")
	second := h.want("maya", "in desk approvals from 10", "12 things wait", "APR-11", "APR-12")
	if strings.Contains(first, "APR-11") || strings.Contains(second, "APR-10") || strings.Contains(second, "[Show more]") {
		t.Errorf("first:\n%s\nsecond:\n%s", first, second)
	}
	h.want("maya", "approvals from 99", "12 things wait")
	h.want("lee", "approvals", "12 that you asked for", "for @maya to decide")
	if got := h.want("dana", "approvals", "Others asked for"); strings.Contains(got, "[Approve]") {
		t.Error(got)
	}
}
