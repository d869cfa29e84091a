package commands_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// A form in which somebody wrote stays open when nothing was saved, so that
// their words are not lost; not when nobody knows, for then sending it again
// might open a second incident.
func TestFormWhenSomethingBreaks(t *testing.T) {
	form := ask{user: "priya", in: "agent-hr", via: rollout.ByForm, line: "in hr-policy-assistant incident open", fields: map[string]string{"text": "x", "sev": "2"}}
	tests := []struct {
		name string
		set  func(*fickle)
		want string
		open bool
	}{
		{"nothing was saved", func(f *fickle) { f.update = errors.New("disk full") }, "nothing was changed (ref ", true},
		{"nobody knows", func(f *fickle) { f.after = fmt.Errorf("%w", store.ErrUnknown) }, "It is not certain whether this was saved", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := newHouse(t).withPlan()
			tt.set(h.store)
			r := h.do(form)
			if got := words(r); !strings.Contains(got, tt.want) || (r.FieldErrors["text"] != "") != tt.open {
				t.Errorf("answered %s", got)
			}
		})
	}
}

// An installation may call its command otherwise; every line that is shown
// has that name, under a form's field too.
func TestLinesHaveTheCommandsName(t *testing.T) {
	h := newHouse(t).withPlan()
	h.d.Command = "/launch"
	for _, a := range []ask{
		{user: "maya", line: "frobnicate"},
		{user: "maya", line: "plan link ops"},
		{user: "maya", line: "note 1"},
		{user: "maya", line: "owner set", via: rollout.ByForm, fields: map[string]string{"data steward": "<@dana>"}},
		{user: "maya", line: "in hr-policy-assistant incident open", via: rollout.ByForm, fields: map[string]string{"text": ""}},
	} {
		a.in = "agent-hr"
		if got := h.says(a); strings.Contains(got, "/rollout") || strings.Contains(got, "`") && !strings.Contains(got, "`/launch") {
			t.Errorf("%s: %s", a.line, got)
		}
	}
}

// A line that is offered is shown as it was typed and means the same when it
// is pressed.
func TestOfferedLinesMeanWhatWasTyped(t *testing.T) {
	h := newHouse(t).withPlan()
	h.want("priya", "report x", "INC-1 opened")
	r := h.do(ask{user: "priya", in: "agent-hr", line: "inc-1 a &lt; b &amp;amp; <@lee|lee>"})
	line := buttonLine(r, "Incident note INC-1 a < b &amp; @lee")
	if line == "" {
		t.Fatal(words(r))
	}
	if got := h.says(ask{user: "priya", in: "agent-hr", via: rollout.ByButton, line: line}); !strings.Contains(got, "Note 1 is on INC-1: “a < b &amp; @lee”") {
		t.Fatal(got)
	}
}
