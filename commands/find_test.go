package commands_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rolloutbot/rollout/commands"
)

// Many ways to type one thing.
func TestWaysToType(t *testing.T) {
	base := newHouse(t).withPlan()
	base.want("priya", "report one", "INC-1 opened")
	base.want("priya", "report two", "INC-2 opened")
	base.want("lee", "ack 2", "is yours")
	tests := []struct {
		want  string
		lines []string
	}{
		{"What you can type", []string{"help", "HELP", "?", "--help", "in hr-policy-assistant help"}},
		{"Acknowledge: it is yours", []string{"help ack", "help incident", "help incident ack", "help take", "help Incidents", "help incidents take"}},
		{"You can type:", []string{"", "   "}},
		{"Incidents 2 open", []string{"status", "Status", "hr policy assistant", "HR Policy Assistant", "hr-policy-assistant", "in hr policy assistant", "in HR-Policy-Assistant status", "status hr policy assistant", "status all"}},
		{"Open incidents of HR Policy Assistant: 2", []string{"incident", "incidents", "incident list", "incidents ls", "incident list open", "incident list from 1"}},
		{"Open incidents in Agent behavior issue of HR Policy Assistant: 2", []string{"incident list behavior", "incident list agent behavior issue", "incident list S2"}},
		{"Incidents of HR Policy Assistant: 2", []string{"incident list all", "incident list ALL"}},
		{"4 Support model", []string{"plan", "plans", "plan show"}},
		{"INC-1", []string{"incident 1", "incident INC-1", "inc-1", "inc1", "#1", "1", "incident show 1", "show 1", "show inc-1:", "incident 1 show", "inc-1 show", "in hr policy assistant incident 1"}},
		{"INC-1 is yours", []string{"ack 1", "take 1", "acknowledge #1", "incident 1 ack", "incident ack INC-1", "incident inc1 take", "INC-1 ack", "#1 ack", "1 ack"}},
		{"INC-2 is open again", []string{"release 2", "incident 2 release", "INC-2 release"}},
		{"Note 1 is on INC-1: “x y”", []string{"note 1 x y", "incident note INC-1 x y", "incident 1 note x y", "inc-1 note x y"}},
		{"INC-1 is resolved", []string{"resolve 1", "close 1 all well", "incident close INC-1", "incident 1 close"}},
		{"INC-3 opened", []string{"report x", "incident open x", "incident new x", "incident create x", "incident declare sev2 x", "in hr policy assistant incident open x"}},
		{"Data Steward", []string{"oncall data", "policy data", "policy test data", "oncall data issue sev2", "oncall S3", "oncall data at 14:05", "owner", "owners", "owner list", "plan show 4", "plan show support", "plan show support model", "plan show section 4"}},
	}
	for _, tt := range tests {
		for _, line := range tt.lines {
			t.Run(line, func(t *testing.T) {
				base.copied(t).want("maya", line, tt.want)
			})
		}
	}
}

// Every section is shown by its number, its heading, and a word of it.
func TestPlanShowSections(t *testing.T) {
	h := newHouse(t).withPlan()
	words := []string{"strategy", "enablement", "observability", "support", "cost", "lifecycle", "retirement"}
	for i, word := range words {
		byNumber := h.typed("maya", fmt.Sprintf("plan show %d", i+1))
		if !strings.Contains(strings.ToLower(byNumber), word) {
			t.Errorf("section %d: %s", i+1, byNumber)
		}
		for _, line := range []string{word, strings.ToUpper(word), word[:4], fmt.Sprintf("section %d", i+1)} {
			if got := h.typed("maya", "plan show "+line); got != byNumber {
				t.Errorf("%s shows\n%s", line, got)
			}
		}
	}
	nouns := map[string]string{
		"waves": "1", "groups": "1", "training": "2", "metrics": "3", "thresholds": "3", "areas": "4", "sla": "4", "escalation": "4",
		"budget": "5", "costs": "5", "spend": "5", "reviews": "6", "pause": "7", "pause procedure": "7", "triggers": "7", "Office hours": "2",
	}
	for noun, n := range nouns {
		if got := h.typed("maya", "plan show "+noun); got != h.typed("maya", "plan show "+n) {
			t.Errorf("%s shows\n%s", noun, got)
		}
	}
	h.want("maya", "plan show and", "has no section “and”")
	h.want("maya", "plan show settings", "Home channel: #agent-hr", "draft")
	h.want("maya", "plan show unclear", "open")
	h.want("maya", "plan confirm all", "readings are confirmed")
	h.want("maya", "plan show assumed", "HR Policy Assistant")
}

// What a table of commands promises: each has help, a right and a way to be
// found; every noun alone opens something; and no two share a name.
func TestAll(t *testing.T) {
	h := newHouse(t).withPlan()
	seen := map[string]bool{}
	bare := map[string]int{}
	for _, cmd := range commands.All {
		if seen[cmd.Name] || cmd.Name == "" || cmd.Short == "" || cmd.Needs == "" || cmd.Run == nil {
			t.Errorf("%+v", cmd)
		}
		seen[cmd.Name] = true
		if got := h.typed("ada", "help "+cmd.Name); !strings.Contains(got, cmd.Short) {
			t.Errorf("help %s: %s", cmd.Name, got)
		}
		if noun, _, has := strings.Cut(cmd.Name, " "); has {
			n := 0
			if cmd.Bare {
				n = 1
			}
			bare[noun] += n
		}
	}
	for noun, n := range bare {
		if n != 1 && !seen[noun] {
			t.Errorf("%d commands are what %q alone opens", n, noun)
		}
	}
}

// A list that goes on has its next page one press away.
func TestListsInPages(t *testing.T) {
	h := newHouse(t).withPlan()
	for i := range 33 {
		h.want("priya", fmt.Sprintf("report number %d", i+1), "opened")
	}
	for i := range 4 {
		h.want("lee", fmt.Sprintf("resolve %d", i+1), "is resolved")
	}
	pages := func(line string) (ids []string, cards []string) {
		for line != "" {
			r := h.do(ask{user: "lee", in: "ops", line: line})
			got := words(r)
			for _, l := range strings.Split(got, "\n") {
				if id, _, ok := strings.Cut(l, " · "); ok && strings.HasPrefix(id, "INC-") {
					ids = append(ids, id)
				}
			}
			cards = append(cards, got)
			line = buttonLine(r, "Show more")
		}
		return ids, cards
	}
	live, cards := pages("incident list")
	if len(live) != 29 || len(cards) != 2 || !strings.Contains(cards[0], ": 29") || !strings.Contains(cards[1], "16 to 29 of 29") {
		t.Errorf("%d live incidents on %d pages:\n%s", len(live), len(cards), strings.Join(cards, "\n"))
	}
	all, cards := pages("incident list all")
	if len(all) != 33 || len(cards) != 3 || all[0] != "INC-33" || all[32] != "INC-1" {
		t.Errorf("%d incidents on %d pages: %v", len(all), len(cards), all)
	}
	for i, c := range cards {
		if strings.Contains(strings.SplitN(c, "\n", 2)[0], ":") {
			t.Errorf("page %d says how many there are, which nobody counted:\n%s", i+1, c)
		}
	}
}
