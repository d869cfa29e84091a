package commands_test

import (
	"strings"
	"testing"
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
