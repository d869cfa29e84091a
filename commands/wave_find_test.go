package commands

import (
	"testing"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// Waves are matched by name, the longest first, then by row, then by place.
func TestTakeWave(t *testing.T) {
	named := func(names ...string) rollout.Plan {
		var p rollout.Plan
		for i, n := range names {
			p.Waves = append(p.Waves, rollout.Wave{ID: rollout.RowID("W" + string(rune('1'+i))), Name: rollout.Cell[string]{Text: n}})
		}
		return p
	}
	pilots := named("Pilot", "Pilot group two", "Wave 1A", "2")
	offset := named("0", "1", "2")
	for _, tt := range []struct {
		plan rollout.Plan
		line string
		want rollout.RowID
		left string
	}{
		{pilots, "pilot", "W1", ""},
		{pilots, "PILOT because x", "W1", "because x"},
		{pilots, "pilot group two because x", "W2", "because x"},
		{pilots, "pilot group", "W1", "group"},
		{pilots, "wave 1A", "W3", ""},
		{pilots, "1a", "W3", ""},
		{pilots, "wave pilot", "W1", ""},
		{pilots, "2", "W4", ""},
		{pilots, "w2", "W2", ""},
		{pilots, "3", "W3", ""},
		{offset, "1 2027-01-01", "W2", "2027-01-01"},
		{offset, "W1", "W1", ""},
		{offset, "3", "W3", ""},
		{offset, "4", "", ""},
		{offset, "", "", ""},
		{named(), "1", "", "1"},
	} {
		l := NewLine(tt.line)
		w, err := takeWave(l, tt.plan)
		if w.ID != tt.want || (err == nil) != (tt.want != "") || l.Left() != tt.left {
			t.Errorf("%q is %q, %v, leaves %q", tt.line, w.ID, err, l.Left())
		}
	}
}

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
