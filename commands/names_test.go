package commands_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rolloutbot/rollout/commands"
	"github.com/rolloutbot/rollout/internal/rollout"
)

// Agents may be called anything; each can be reached by its name or its id, and
// what was a command stays one.
func TestOddNamesOfAgents(t *testing.T) {
	names := []string{
		"HR", "HR Policy", "HR Policy Desk", "status", "help", "incident", "all", "in", "share", "12", "INC-7", "plan show",
		"Maya's \"Best\" | Bot", "R&D <beta>", "Größe ÄÖÜ", "Bot 🤖", "<!channel> @here", "日本語 ボット",
		"Very " + strings.Repeat("long ", 38) + "name", "x",
	}
	h := newHouse(t)
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	for _, name := range names {
		if got := h.says(ask{user: "maya", line: "plan import\n" + agent(escape.Replace(name))}); !strings.Contains(got, "read") {
			t.Fatalf("importing %s: %s", name, got)
		}
	}
	for i, name := range names {
		t.Run(fmt.Sprintf("%.20s", name), func(t *testing.T) {
			h.t = t
			text := fmt.Sprintf("problem %d", i)
			if got := h.says(ask{user: "priya", line: "in " + escape.Replace(strings.ToUpper(name)) + " report " + text}); !strings.Contains(got, "opened") {
				t.Fatalf("by name: %s", got)
			}
			id := fmt.Sprintf("INC-%d", 2*i+1)
			in := h.incident(id)
			if in.Agent != name || in.Text != text {
				t.Fatalf("reached %q with %q", in.Agent, in.Text)
			}
			if got := h.says(ask{user: "priya", line: "in " + string(in.Plan) + " report " + text}); !strings.Contains(got, "opened") {
				t.Fatalf("by id %s: %s", in.Plan, got)
			}
			if again := h.incident(fmt.Sprintf("INC-%d", 2*i+2)); again.Plan != in.Plan {
				t.Errorf("the id %s reached %s", in.Plan, again.Plan)
			}
			if got := h.says(ask{user: "priya", line: "in " + escape.Replace(name)}); !strings.Contains(got, "Incidents") {
				t.Errorf("in NAME alone: %s", got)
			}
			if got := h.says(ask{user: "priya", line: "status"}); !strings.Contains(got, name[:1]) || strings.Contains(got, "nothing was done") {
				t.Errorf("status is a command no more: %s", got)
			}
		})
	}
	tests := []struct{ line, want string }{
		{"status all", "20 agents"},
		{"help", "What you can type"},
		{"HR", "HR "},
		{"hr policy", "HR Policy "},
		{"status hr policy desk", "HR Policy Desk "},
		{"status status", "status "},
		{"12", "12 "},
		{"in in", "in "},
		{"in in incident list", "Open incidents of in: "},
		{"in plan show plan show", "plan show"},
	}
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) {
			got := h.says(ask{user: "priya", line: tt.line})
			if !strings.Contains(got, tt.want) || strings.Contains(got, "nothing was done") {
				t.Errorf("%s: %s", tt.line, got)
			}
		})
	}
	if got := fmt.Sprint(*h.do(ask{user: "priya", line: "status"}).Card); strings.Contains(got, "<!channel>") || strings.Contains(got, "@here") {
		t.Errorf("a name rings everybody: %s", got)
	}
}

// Where a plan was renamed, another must not take the id that buttons know it by.
func TestRenamedAgents(t *testing.T) {
	h := newHouse(t)
	for _, step := range []struct{ line, want string }{
		{"plan import\n" + agent("Alpha"), "Alpha"},
		{"in alpha plan import\n" + agent("Beta"), "Beta"},
		{"in beta status", "Beta"},
		{"in alpha status", "Beta"},
		{"plan import\n" + agent("Alpha"), "There is another plan that goes by “Alpha”, so nothing was imported."},
		{"plan import\n" + agent("Alpha!"), "There is another plan that goes by “Alpha!”"},
		{"plan import\n" + agent("Gamma"), "Gamma"},
		{"in gamma plan import\n" + agent("beta"), "There is another plan that goes by “beta”"},
		{"in gamma status", "Gamma"},
	} {
		if got := h.says(ask{user: "maya", line: step.line}); !strings.Contains(got, step.want) {
			t.Fatalf("%.40s: %s", step.line, got)
		}
	}
}

// Roles, areas and rows may be called anything too.
func TestOddNamesInAPlan(t *testing.T) {
	role := strings.Repeat("Very important keeper of things ", 60)[:1900]
	doc := "# Rollout And Operations Plan\n\n## 1. Rollout Strategy\n\n- Agent name: Odd\n\n## 4. Support Model\n\n" +
		"| Support Area | Owner | SLA / Response Expectation | Escalation Path |\n| --- | --- | --- | --- |\n" +
		"| all | HR | 1 hour | HR -> HR Policy |\n" +
		"| mine | HR Policy | 1 hour | HR |\n" +
		"| critical | Rollout Lead | 1 hour | Plan owner |\n" +
		"| area=x sev1: | plan-owner | 1 hour | HR |\n" +
		"| " + strings.Repeat("long ", 200) + " | " + role + " | 1 hour | HR |\n" +
		"| <!channel> \\| *x* | @here | 1 hour | HR |\n"
	h := newHouse(t)
	h.want("maya", "plan import\n"+strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(doc), "Odd")
	h.want("maya", "owner set HR @lee", "HR of Odd is filled by @lee")
	h.want("maya", "owner set hr policy @dana", "HR Policy of Odd is filled by @dana")
	h.want("maya", "owner set rollout lead @lee", "is filled by @lee")
	h.want("maya", "owner set rollout-lead @dana", "is filled by @dana")
	h.want("maya", "owner list", "ollout lead: @dana", "lan owner: @maya (acting)")
	if got := h.typed("maya", "owner list"); strings.Count(strings.ToLower(got), "rollout lead:") != 1 || strings.Count(strings.ToLower(got), "plan owner:") != 1 {
		t.Errorf("a role is listed twice: %s", got)
	}
	for i, line := range []string{"area=all x", "mine sev2 x", "area=critical x", "critical sev3 x", "area=S5 x", "area=s6 x"} {
		h.want("priya", "incident open "+line, fmt.Sprintf("INC-%d opened", i+1))
		if in := h.incident(fmt.Sprintf("INC-%d", i+1)); in.Text != "x" && line != "critical sev3 x" {
			t.Errorf("%s: text %q in %q", line, in.Text, in.Policy.Area)
		}
	}
	h.want("priya", "incident list all", "Incidents of Odd: 6")
	h.want("priya", "incident list s1", "in all of Odd: 1")
	for _, line := range []string{"status", "plan show", "plan show 4", "oncall", "owner set", "plan activate", "incident open"} {
		if got := h.typed("maya", line); got == "" || strings.Contains(got, "(ref ") {
			t.Errorf("%s: %s\n%s", line, got, h.log.String())
		}
	}
}

// A document that is edited, renamed and typed on another computer is the next
// version of the same plan.
func TestImportAgain(t *testing.T) {
	h := newHouse(t).withPlan()
	doc := policyAssistant(t)
	renamed := strings.Replace(doc, "| Data issue | Data Steward | 1 hour |", "| Data trouble | Data Steward | 1 hour |", 1)
	h.want("maya", "plan import\n"+renamed, "Data trouble")
	h.want("maya", "owner list", "Data Steward: @lee")
	windows := strings.ReplaceAll(doc, "\n", "\r\n")
	files := []commands.File{{Name: "plan.md", Content: []byte(windows)}}
	if got := h.says(ask{user: "maya", in: "agent-hr", line: "plan import", files: files}); !strings.Contains(got, "HR Policy Assistant") {
		t.Fatal(got)
	}
	h.want("maya", "plan show", "version 3")
	if got := h.says(ask{user: "maya", in: "agent-hr", line: "plan import", files: files}); !strings.Contains(got, "version 3 byte for byte") {
		t.Fatal(got)
	}
	h.want("maya", "oncall data", "@lee")
	h.want("lee", "plan import\n"+agent("Another"), "Another")
	h.want("maya", "status", "HR Policy Assistant")
}

// The document is what stands behind the first line break, byte for byte.
func TestPastedDocument(t *testing.T) {
	h := newHouse(t)
	doc := "\n  \n" + agent("Pasted &amp; kept") + "\n\n \n"
	h.want("maya", "plan import  \n"+doc, "Pasted & kept")
	if got := h.dump(); !strings.Contains(got, "Pasted") {
		t.Fatal("not stored")
	}
	h.want("maya", "plan import "+strings.TrimLeft(doc, " \n"), "Pasted & kept") // pasted without a line break
	h.want("maya", "plan show", "version 2")
}

// What was shown is what is decided on.
func TestRaces(t *testing.T) {
	button := func(c *testing.T, r commands.Reply, text string) string {
		c.Helper()
		line := buttonLine(r, text)
		if line == "" {
			c.Fatalf("no button %q in\n%s", text, words(r))
		}
		return line
	}
	changed := strings.Replace(policyAssistant(t), "| 85% accepted answers |", "| 80% accepted answers |", 1)
	t.Run("activate after an edit", func(t *testing.T) {
		h := newHouse(t).withPlan()
		look := h.do(ask{user: "maya", in: "agent-hr", line: "plan activate"})
		h.want("maya", "owner set Risk Officer @priya", "is filled by")
		line := button(t, look, "Activate")
		h.want("maya", line, "have changed since you looked, so nothing was activated")
		h.want("maya", button(t, h.do(ask{user: "maya", in: "agent-hr", line: "plan activate"}), "Activate"), "is active: rolling out. 3 people")
		h.want("maya", line, "Nothing changed.")
	})
	t.Run("confirm after an edit", func(t *testing.T) {
		h := newHouse(t).withPlan()
		form := h.do(ask{user: "maya", in: "agent-hr", line: "plan confirm"}).Form
		h.want("maya", "plan import\n"+changed, "80%")
		got := h.says(ask{user: "maya", in: "agent-hr", via: rollout.ByForm, line: form.Line, fields: map[string]string{"metrics[1].threshold": "yes"}})
		if !strings.Contains(got, "imported again meanwhile, so nothing was confirmed") {
			t.Error(got)
		}
	})
	t.Run("an open form outlives an edit", func(t *testing.T) {
		h := newHouse(t).withPlan()
		form := h.do(ask{user: "priya", in: "agent-hr", line: "report"}).Form
		short := strings.Split(policyAssistant(t), "| Legal, compliance")[0]
		h.want("maya", "plan import\n"+short, "HR Policy")
		got := h.says(ask{user: "priya", in: "agent-hr", via: rollout.ByForm, line: form.Line, fields: map[string]string{"text": "x", "area": "S6", "sev": "3"}})
		if !strings.Contains(got, "area: The plan has no support area") {
			t.Error(got)
		}
	})
	t.Run("two link one channel", func(t *testing.T) {
		h := newHouse(t).withPlan()
		h.says(ask{user: "lee", line: "plan import\n" + agent("IT Desk")})
		if got := h.says(ask{user: "lee", in: "ops", line: "plan link"}); !strings.Contains(got, "#ops is the home of IT Desk now") {
			t.Fatal(got)
		}
		h.want("maya", "plan link #ops", "#ops is already the home of IT Desk, so nothing was changed.")
		h.want("maya", "plan link #agent-it", "#agent-it is the home of HR Policy Assistant now")
	})
	t.Run("a channel named where a plan lives moves that plan", func(t *testing.T) {
		h := newHouse(t).withPlan()
		h.says(ask{user: "maya", line: "plan import\n" + agent("IT Desk")}) // has no home
		h.want("maya", "plan link #ops", "#ops is the home of HR Policy Assistant now")
	})
	t.Run("the plan is given away", func(t *testing.T) {
		h := newHouse(t).withPlan()
		h.want("maya", "owner set plan-owner @lee", "is filled by @lee")
		h.want("maya", "plan activate confirm", "Only the plan owner and administrators may activate the plan")
		h.want("lee", "plan activate confirm", "is active")
	})
}

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
	for _, tt := range tests {
		t.Run(tt.state+", "+tt.line, func(t *testing.T) {
			h := newHouse(t).withPlan()
			h.want("priya", "report data is gone", "INC-1 opened")
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
