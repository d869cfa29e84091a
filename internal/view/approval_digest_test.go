package view_test

import (
	"testing"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

// A request in the digest of who can decide it, and once somebody has.
func TestApprovalsInADigest(t *testing.T) {
	_, s := policyAssistant()
	s.PlanOwner = "maya"
	ap, _, err := rollout.AskApproval(s, 4, by("lee"), rollout.Ask{
		For: rollout.ApproveResume, Subject: "PAU-3", Because: "it answers in prose again", Facts: map[string]string{rollout.FactKey: "PAU-3"},
	}, duty(), noon)
	if err != nil {
		t.Fatal(err)
	}
	on := rollout.DayOf(noon, noon.Location()).AddDays(1)
	a := rollout.Asked{User: "maya", From: on, To: on}
	e := rollout.MakeDigest(rollout.Timer{Subject: "maya", Due: noon}, a, "UTC", rollout.ApprovalDigest(s, ap, duty(), a), true, noon)
	asked := e.Put[0].(rollout.Digest)
	over, _ := rollout.Expire(ap, noon)
	expired := rollout.SettledItems([]rollout.Digest{asked}, over, string(over.State), over.By, noon)[0].(rollout.Digest)
	golden(
		t, "approval-digest",
		shown{title: "asked", card: view.DigestCard(asked)},
		shown{title: "nobody decided", card: view.DigestCard(expired)},
	)
}
