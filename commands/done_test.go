package commands_test

import (
	"strings"
	"testing"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// A bare "done" lists what it could mean for the one who says it, and does nothing;
// what only one thing is called by does that.
func TestDone(t *testing.T) {
	base := running(t)
	tests := []struct {
		name   string
		before []saying
		user   rollout.UserID
		line   string
		want   string
		not    string
		does   bool
	}{
		{"nothing waits", nil, "priya", "done", "No step of a pause, no incident, no criterion and no review waits on you, so nothing was done.\n`/rollout todo` shows everything that waits on you.", "[", false},
		{"a step", stopping, "cora", "done", "“done”. Nothing was done yet.\nPAU-1 · step 2 of pausing HR Policy Assistant", "step 1", false},
		{"a step, with its button", stopping, "cora", "done", "[Step 2 done]", "", false},
		{"a review", nil, "lee", "done", "Data source review · HR Policy Assistant · August 2026 · due today  [Review]", "", false},
		{"a criterion", []saying{{"noor", "wave move 1 2026-08-10"}}, "cora", "done", "Announced to the users of this wave", "", false},
		{"an incident that is theirs", then(reported, saying{"priya", "ack 1"}), "priya", "done", "[Resolve]", "", false},
		{"a request is not done", waiverDue, "dana", "done", "nothing was done", "APR-1", false},
		{"of an agent where nothing waits", nil, "lee", "in hr-policy-assistant done", "Data source review", "", false},
		{"a word that names none", nil, "lee", "done it", "Nothing that waits on you is called “it”. 1 thing waits for your “done”. Nothing was done yet.", "", false},
		{"nothing waits, and a word", nil, "priya", "done it", "Nothing that waits on you is called “it”. No step", "", false},

		{"a step by its number", stopping, "cora", "done 2", "PAU-1 · step 2 is confirmed", "", true},
		{"a step, said", stopping, "cora", "done step 2.", "PAU-1 · step 2 is confirmed", "", true},
		{"a step, the other way round", stopping, "cora", "step 2 done", "PAU-1 · step 2 is confirmed", "", true},
		{"another's step", stopping, "sam", "done step 1", "may confirm a step of a pause", "", false},
		{"a step of who may decide", stopping, "maya", "done step 1", "PAU-1 · step 1 is confirmed", "", true},
		{"a step, and more", stopping, "cora", "done 2 now", "I do not know “now”; nothing was done.", "", false},
		{"a step of words", stopping, "cora", "step two done", "“two” is no step, so nothing was changed.", "", false},
		{"a review by its row", nil, "lee", "done R5 accepted all well", "Data source review for August 2026: accepted.", "", true},
		{"a review by its number", nil, "lee", "done 5 accepted", "Data source review for August 2026: accepted.", "", true},
		{"a review by its name", nil, "lee", "done data source review: rejected", "Data source review for August 2026: rejected.", "", true},
		{"a review without an outcome", nil, "lee", "done R5", "( ) Accepted with actions", "", false},
		{"another's review", nil, "priya", "done R5 accepted", "may settle this review", "", false},
		{"a criterion by its key", nil, "cora", "done W1.1 minutes of 3 July", "W1.1 is ticked", "", true},
		{"an incident", then(reported, saying{"lee", "ack 1"}), "lee", "done INC-1 the table is filled", "INC-1 is resolved", "", true},
		{"an incident that nobody has", reported, "lee", "done inc-1", "INC-1 is resolved", "", true},
		{"a slip of the pen", nil, "lee", "doen", "[Done]", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := mutation{before: tt.before}.prepared(t, base)
			before := h.dump()
			got := h.typed(tt.user, tt.line)
			if !strings.Contains(got, tt.want) || tt.not != "" && strings.Contains(got, tt.not) {
				t.Errorf("answered\n%s\nwant %s\nand not %q", got, tt.want, tt.not)
			}
			if (h.dump() != before) != tt.does {
				t.Errorf("changed something: %v", !tt.does)
			}
		})
	}
}

// What two things are called by is asked, with a button for each of them.
func TestDoneThatCouldBeTwo(t *testing.T) {
	h := running(t)
	h.want("maya", "owner set HR Communications Lead @nils", "is filled by")
	for _, s := range stopping {
		h.typed(s.user, s.line)
	}
	h.d.Clock = still(tuesday.AddDate(0, 1, 20))
	h.want("nils", "done", "3 things wait for your “done”. Nothing was done yet.", "PAU-1 · step 2", "PAU-1 · step 3", "Access review")
	before := h.dump()
	got := h.want("nils", "done 2", "2 things wait for your “done”. Nothing was done yet.", "[Step 2 done]", "Access review")
	if strings.Contains(got, "called") || strings.Contains(got, "step 3") || h.dump() != before {
		t.Errorf("it says\n%s", got)
	}
	h.want("nils", "done 3", "PAU-1 · step 3 is confirmed")
	h.want("nils", "done R2 accepted", "Access review for August 2026: accepted.")
	h.want("nils", "done 2", "PAU-1 · step 2 is confirmed")
}

// In an incident's thread it is a note, as all talk there is.
func TestDoneInAThread(t *testing.T) {
	h := newHouse(t).withPlan()
	h.want("priya", "report it is wrong", "INC-1 opened")
	h.card("INC-1", "agent-hr", "2.0")
	for i, line := range []string{"done", "done 2 of 3", "step 2 done"} {
		got := h.says(ask{user: "lee", in: "agent-hr", thread: "2.0", via: rollout.ByMention, line: line})
		if !strings.Contains(got, "is on INC-1") {
			t.Errorf("%d: %s: %s", i, line, got)
		}
		h.wantNote("INC-1", line)
	}
}
