package commands_test

import (
	"strings"
	"testing"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// What is typed behind "decline" and "approve" without a name is kept: it is carried
// out where only one thing can be meant and nothing is let out by it, else it stands
// in the buttons.
func TestDecideWithoutAName(t *testing.T) {
	due := []saying{{"noor", "wave waive W2.4 because it is announced"}, {"noor", "wave waive W1.6 because it is written"}}
	long := strings.Repeat("long ", 500)
	for _, tt := range []struct {
		name   string
		before []saying
		user   rollout.UserID
		line   string
		want   []string
	}{
		{"declined at once", waiverDue, "dana", "decline because it must hold", []string{"APR-1 is declined. @noor hears why."}},
		{"of the plan that is named", waiverDue, "dana", "in HR Policy Assistant decline because it must hold", []string{"APR-1 is declined."}},
		{"to approve is asked, with the words", waiverDue, "dana", "approve because 5 &lt;of 6&gt; do", []string{"One request waits for you. Nothing was decided yet.", "The button says why: “5 <of 6> do”"}},
		{"words that may say no", waiverDue, "dana", "approve not yet, wait for legal", []string{"One request waits for you. Nothing was decided yet.", "[Decline] [Approve", "The buttons say why: “not yet, wait for legal”"}},
		{"words that may say no to a pause", pauseDue, "dana", "approve not yet", []string{"PAU-1 · @priya asks to pause", "[Decline] [Pause the agent", "The button says why: “not yet”"}},
		{"several", due, "maya", "decline because it must hold", []string{"2 requests wait for you. Nothing was decided yet.", "The button says why: “it must hold”"}},
		{"too long for a button", due, "maya", "decline because " + long, []string{"2 requests wait for you.", "Your reason is too long for a button. Send it behind the name of the request."}},
		{"a pause waits too", then(waiverDue, pauseDue...), "dana", "decline because it must hold", []string{"2 requests wait for you.", "PAU-1 · @priya asks to pause", "The button says why"}},
		{"only a pause waits", pauseDue, "dana", "decline because it was a test", []string{"One request waits for you.", "PAU-1 · @priya asks to pause"}},
		{"nothing waits", waiverDue, "priya", "decline because it must hold", []string{"Nothing is open that this could mean for you"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := running(t)
			for _, s := range tt.before {
				h.says(ask{user: s.user, in: "agent-hr", line: s.line})
			}
			before := h.dump()
			got := h.want(tt.user, tt.line, tt.want...)
			if strings.Contains(got, "is declined") != (h.dump() != before) {
				t.Errorf("what was done is not what is said: %s", got)
			}
		})
	}
}

// The words behind "approve" that may say no go with the button that declines.
func TestDeclineWithTheWordsBehindApprove(t *testing.T) {
	h := running(t)
	for _, s := range waiverDue {
		h.says(ask{user: s.user, in: "agent-hr", line: s.line})
	}
	asked := h.do(ask{user: "dana", in: "agent-hr", line: "approve not yet, wait for legal"})
	line := buttonLine(asked, "Decline")
	if want := "decline APR-1 because not yet, wait for legal"; line != want {
		t.Errorf("the button says %q, want %q", line, want)
	}
	h.want("dana", line, "APR-1 is declined. @noor hears why.")
}
