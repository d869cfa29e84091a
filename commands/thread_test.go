package commands_test

import (
	"strings"
	"testing"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// Acknowledge, release, note and resolve, by everybody in every state.
func TestVerbsInEveryState(t *testing.T) {
	prepare := map[string][]string{
		"open": nil, "acked": {"ack 1"}, "released": {"ack 1", "release 1"}, "resolved": {"resolve 1 done"},
	}
	tests := []struct {
		state, line, want string
		changes           bool
	}{
		{"open", "ack 1", "INC-1 is yours", true},
		{"open", "release 1", "Nobody has acknowledged INC-1, so there is nothing to release. Nothing was changed.", false},
		{"open", "note 1 x", "Note 1 is on INC-1", true},
		{"open", "resolve 1", "INC-1 is resolved", true},
		{"acked", "ack 1", "@lee was first", false},
		{"acked", "release 1", "INC-1 is open again", true},
		{"acked", "note 1 x", "Note 1 is on INC-1", true},
		{"acked", "resolve 1 gone", "INC-1 is resolved", true},
		{"released", "ack 1", "INC-1 is yours", true},
		{"released", "release 1", "Nobody has acknowledged INC-1", false},
		{"resolved", "ack 1", "INC-1 was resolved by @lee", false},
		{"resolved", "release 1", "INC-1 is resolved and stays so. Nothing was changed.", false},
		{"resolved", "note 1 x", "Note 1 is on INC-1", true},
		{"resolved", "resolve 1", "was resolved by @lee", false},
	}
	base := newHouse(t).withPlan()
	base.want("priya", "report data is gone", "INC-1 opened")
	for _, tt := range tests {
		t.Run(tt.state+", "+tt.line, func(t *testing.T) {
			h := base.copied(t)
			for _, line := range prepare[tt.state] {
				h.typed("lee", line)
			}
			before := h.dump()
			for _, user := range []rollout.UserID{"gil", "erin", "robo", "gone"} {
				h.want(user, tt.line, "Nothing was changed.")
			}
			if h.dump() != before {
				t.Fatal("somebody without the right changed something")
			}
			h.want("dana", tt.line, tt.want)
			if (h.dump() != before) != tt.changes {
				t.Errorf("changed: %v, want %v", !tt.changes, tt.changes)
			}
		})
	}
}

// In an incident's thread the id is left out, and words that are no command are
// a note. Nothing said there lands on another incident by accident.
func TestTalkInAThread(t *testing.T) {
	tests := []struct {
		line, want string // {} stands for nothing said: the change shows on the card
		note       string // what INC-2 then has as its newest note
	}{
		{"ack", "INC-2 is yours", ""},
		{"the index was stale", "Note 1 is on INC-2", "the index was stale"},
		{"in the meantime it is off", "Note 1 is on INC-2", "in the meantime it is off"},
		{"in hr policy assistant the index is fine", "Note 1 is on INC-2", "in hr policy assistant the index is fine"},
		{"note 5 servers are back", "Note 1 is on INC-2", "5 servers are back"},
		{"note INC-1 was the same", "Note 1 is on INC-1", ""},
		{"&lt;b&gt; &amp;lt; <@lee|lee>", "Note 1 is on INC-2", "<b> &lt; @lee"},
		{"take a look at this", "[Incident ack INC-2] [Incident note INC-2 take a look at this]", ""},
		{"plan is to restart", "[Incident note INC-2 plan is to restart]", ""},
		{"incident is over", "[Incident note INC-2 incident is over]", ""},
		{"resolve the ticket with finance", "Resolve INC-2, or add this as a note? Nothing was done yet.", ""},
		{"resolve 5", "Resolve INC-2, or add this as a note?", ""},
		{"resolve", "INC-2 is resolved", ""},
		{"resolve INC-1 was the same", "INC-1 is resolved", ""},
		{"show", "it is wrong", ""},
	}
	base := newHouse(t).withPlan()
	base.want("priya", "report something else", "INC-1 opened")
	base.want("priya", "report it is wrong", "INC-2 opened")
	base.card("INC-2", "agent-hr", "2.0")
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) {
			h := base.copied(t)
			got := h.says(ask{user: "lee", in: "agent-hr", thread: "2.0", via: rollout.ByMention, line: tt.line})
			if !strings.Contains(got, tt.want) {
				t.Errorf("answered %s", got)
			}
			if tt.note != "" {
				h.wantNote("INC-2", tt.note)
			}
		})
	}
	t.Run("the buttons of the question carry the text unchanged", func(t *testing.T) {
		h := base.copied(t)
		r := h.do(ask{user: "lee", in: "agent-hr", thread: "2.0", via: rollout.ByMention, line: "resolve &lt;@lee&gt; &amp;amp; co"})
		line := buttonLine(r, "Add as note")
		if got := h.says(ask{user: "lee", in: "agent-hr", via: rollout.ByButton, line: line}); !strings.Contains(got, "Note 1 is on INC-2") {
			t.Fatalf("%s: %s", line, got)
		}
		h.wantNote("INC-2", "resolve <@lee> &amp; co")
	})
}
