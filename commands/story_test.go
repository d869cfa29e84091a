package commands_test

import (
	"strings"
	"testing"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// What happened in one second is told in the order in which it happened.
func TestTheStoryOfAnIncidentIsInOrder(t *testing.T) {
	h := newHouse(t).withPlan()
	h.want("priya", "report data is gone", "INC-1 opened")
	for _, line := range []string{"note 1 before", "ack 1", "note 1 meanwhile", "note 1 and more", "resolve 1 done", "note 1 afterwards"} {
		h.typed("lee", line)
	}
	inOrder(t, h.typed("lee", "incident show 1"),
		"@priya reported it", "@lee noted: before", "@lee acknowledged it", "@lee noted: meanwhile", "@lee noted: and more",
		"@lee resolved it: done", "@lee noted: afterwards")
	// The record begins with the newest.
	inOrder(t, h.typed("lee", "log"),
		"noted on INC-1 · afterwards", "resolved INC-1 · done", "noted on INC-1 · and more", "noted on INC-1 · meanwhile", "acknowledged INC-1",
		"noted on INC-1 · before", "opened INC-1")
}

// Whoever has an incident and takes it again is not told that somebody was first.
func TestAcknowledgedAgain(t *testing.T) {
	h := newHouse(t).withPlan()
	h.want("priya", "report data is gone", "INC-1 opened")
	h.want("lee", "ack 1", "INC-1 is yours since")
	if got := h.want("lee", "ack 1", "You have INC-1 since", "Nothing changed."); strings.Contains(got, "first") {
		t.Error(got)
	}
	h.want("dana", "ack 1", "@lee was first")
}

// inOrder fails unless each of parts stands behind the one before it.
func inOrder(t *testing.T, text string, parts ...string) {
	t.Helper()
	at := -1
	for _, part := range parts {
		next := strings.Index(text, part)
		if next <= at {
			t.Errorf("%q is not in its place in\n%s", part, text)
		}
		at = next
	}
}

// What a report says in its first and last words is taken, or said not to be, with
// a button that opens it as it may have been meant.
func TestReportsThatSayMoreThanWasTaken(t *testing.T) {
	base := newHouse(t).withPlan()
	tests := []struct {
		line   string
		want   string // of the answer
		button string
		then   string // what the button's answer says
	}{
		{"report it shows salaries, sev1", "INC-1 opened · sev1", "", ""},
		{"report it shows salaries sev1", "The text says sev1; it was opened as sev3.", "Open it as sev1", "INC-2 opened · sev1"},
		{"report sev4 it shows salaries, sev2", "The text says sev2; it was opened as sev4.", "Open it as sev2", "INC-2 opened · sev2"},
		{"report sev2 it shows salaries, sev2", "INC-1 opened · sev2", "", ""},
		{"report data &lt;is&gt; missing", "The text begins like “Data issue”", "Open it for Data issue", "INC-2 opened · sev3 · Data issue"},
		{"incident open secruity tokens leak (sev1)", "The text begins like “Security incident”", "Open it as sev1 for Security incident", "INC-2 opened · sev1"},
		{"incident open agent behaviour: it lies", "INC-1 opened · sev3 · Agent behavior issue", "", ""},
		{"report behaviour is odd", "You named no area", "", ""},
		{"report the button is gone", "You named no area", "", ""},
		{"report there are 3 sev1 tickets", "You named no area", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) {
			h := base.copied(t)
			r := h.do(ask{user: "priya", in: "agent-hr", line: tt.line})
			if got := words(r); !strings.Contains(got, tt.want) || tt.button == "" && (strings.Contains(got, "The text") || strings.Contains(got, "[")) {
				t.Fatal(got)
			}
			if tt.button == "" {
				return
			}
			line := buttonLine(r, tt.button)
			if got := h.says(ask{user: "priya", in: "agent-hr", via: rollout.ByButton, line: line}); !strings.Contains(got, tt.then) || strings.Contains(got, "The text") {
				t.Errorf("%s: %s", line, got)
			}
			if first, second := h.incident("INC-1"), h.incident("INC-2"); first.Text != second.Text {
				t.Errorf("the text was %q and is %q", first.Text, second.Text)
			}
		})
	}
}
