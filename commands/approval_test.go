package commands

import (
	"testing"

	"github.com/rolloutbot/rollout/internal/rollout"
)

func TestEveryApprovalCanBeCarriedOut(t *testing.T) {
	for kind := range rollout.ApprovalRules {
		if a := approvables[kind]; a.hash == nil || a.carry == nil {
			t.Errorf("%s has no row in approvables", kind)
		}
	}
	for word, want := range map[string]string{"APR-12": "APR-12", "apr12": "APR-12", "#3": "APR-3", "007:": "APR-7", "0": "APR-0", "inc-3": "", "apr-": "", "12345678901234567890": ""} {
		if got, ok := asApprovalID(word); got != want || ok != (want != "") {
			t.Errorf("%q is %q", word, got)
		}
	}
}
