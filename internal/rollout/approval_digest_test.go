package rollout

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// A request that waits is in the digest of whoever can decide it on the first
// working day after it was asked, and then weekly; never in that of who asks.
func TestApprovalsInTheDigest(t *testing.T) {
	s := State{Plan: "hr", Agent: "HR", Zone: "Europe/Berlin", PlanOwner: "maya"}
	d := Duty{PlanOwner: "maya", Roles: map[string][]Place{RoleKey("Quality Lead"): {"@dana", "@lee"}}}
	ask := func(kind ApprovalKind, at time.Time) Approval {
		a, _, err := AskApproval(s, 4, who("lee"), Ask{For: kind, Subject: "x", Because: "mended", Roles: []string{"Quality Lead"}}, d, at)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	friday := day(t, "2027-02-05").At(600, time.UTC)
	for _, tt := range []struct {
		name string
		a    Approval
		user UserID
		want string // the days of five weeks on which it is in the digest, and how urgent
	}{
		{"resume, for its owner", ask(ApproveResume, friday), "dana", "2027-02-08:2 2027-02-15:2 2027-02-22:2 2027-03-01:2 2027-03-08:2"},
		{"never for who asks", ask(ApproveResume, friday), "lee", ""},
		{"nor for others", ask(ApproveResume, friday), "maya", ""},
		{"a waiver, until it expires", ask(ApproveWaiver, friday.AddDate(0, 0, -4)), "dana", "2027-02-02:2 2027-02-09:2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for on := day(t, "2027-02-01"); on.Before(day(t, "2027-03-09")); on = on.AddDays(1) {
				if !tt.a.Expires.IsZero() && tt.a.Expires.Before(on.At(540, time.UTC)) {
					break
				}
				if on.Weekday() == time.Saturday || on.Weekday() == time.Sunday {
					continue // no digest
				}
				for _, it := range ApprovalDigest(s, tt.a, d, Asked{User: tt.user, From: on, To: on}) {
					got = append(got, fmt.Sprint(on, ":", int(it.Urgency)))
					if it.Line != "in hr approvals" || it.Subject != "APR-4" {
						t.Errorf("%+v", it)
					}
				}
			}
			if all := strings.Join(got, " "); all != tt.want {
				t.Errorf("got %s, want %s", all, tt.want)
			}
		})
	}
	over, _ := Expire(ask(ApproveResume, friday), friday.AddDate(0, 0, 2))
	if items := ApprovalDigest(s, over, d, Asked{User: "dana", From: day(t, "2027-02-08"), To: day(t, "2027-02-08")}); len(items) > 0 {
		t.Errorf("it is over: %+v", items)
	}
}
