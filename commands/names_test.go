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
	h.want("maya", "owner set HR = @dana", "HR of Odd is filled by @dana")
	h.want("maya", "owner set HR= @lee #agent-hr", "HR of Odd is filled by @lee")
	h.want("maya", "owner set HR Policy =<@lee>", "HR Policy of Odd is filled by @lee")
	h.want("maya", "owner set Nobody = @lee", "The plan has no role “nobody”")
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

// "in" takes the beginning of a name or an id, or a word of a name, where only one
// agent can be meant; what could be two is asked, with the rest of the line kept.
func TestPartsOfNames(t *testing.T) {
	h := newHouse(t)
	for _, name := range []string{"Parcel Desk", "Parcel Tracker", "Harbor Night Watch"} {
		h.says(ask{user: "maya", line: "plan import\n" + agent(name)})
	}
	tests := []struct{ line, want string }{
		{"in parcel desk owner list", "Parcel Desk · "},
		{"in parcel d owner list", "Parcel Desk · "},
		{"in parcel-t owner list", "Parcel Tracker · "},
		{"in tracker owner list", "Parcel Tracker · "},
		{"in HARBOR owner list", "Harbor Night Watch · "},
		{"in watch incident list late", "Late incidents of Harbor Night Watch"},
		{"in harb", "Harbor Night Watch"},
		{"in parcel owner list", "[Parcel Desk] [Parcel Tracker]"},
		{"in ferry owner list", "No agent is called “ferry”, so nothing was done.\nThere is `/rollout in harbor-night-watch …`, `/rollout in parcel-desk …`, `/rollout in parcel-tracker …`."},
		{"in parcels desk status", "Did you mean “Parcel Desk”?"},
		{"in h owner list", "No agent is called “h”"},
	}
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) {
			if got := h.says(ask{user: "maya", line: tt.line}); !strings.Contains(strings.ToLower(got), strings.ToLower(tt.want)) {
				t.Errorf("%s\nwant %q", got, tt.want)
			}
		})
	}
	r := h.do(ask{user: "maya", line: "in parcel owner list"})
	if got := h.says(ask{user: "maya", via: rollout.ByButton, line: buttonLine(r, "Parcel Tracker")}); !strings.Contains(got, "Parcel Tracker · ") {
		t.Error(got)
	}
	// Who may not see how agents stand is not told which there are.
	if got := h.says(ask{user: "gil", line: "in ferry report x"}); strings.Contains(got, "parcel") {
		t.Error(got)
	}
}
