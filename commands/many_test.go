package commands_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// withMany is a house with 45 agents that nothing is linked to and whose only
// role nobody fills.
func withMany(t *testing.T) *house {
	h := newHouse(t)
	var e rollout.Effects
	for i := range 45 {
		id := rollout.PlanID(fmt.Sprintf("agent-%02d", i))
		e.Put = append(e.Put,
			rollout.Plan{Schema: 1, ID: id, Version: 1, Reviews: []rollout.ReviewItem{{
				ID: "R1", Item: rollout.Cell[string]{Text: "Access", Status: rollout.Understood},
				Owner: rollout.Cell[[]string]{Text: "Lead", Status: rollout.Understood, Value: []string{"Lead"}},
			}}},
			rollout.State{Schema: 1, Plan: id, Agent: fmt.Sprintf("Agent %02d", i), Stage: rollout.Live, PlanOwner: "maya", Zone: "UTC"},
		)
	}
	h.apply(e)
	return h
}

func (h *house) apply(e rollout.Effects) {
	h.t.Helper()
	err := h.store.Store.Update(context.Background(), func(tx store.Tx) error {
		return store.Apply(tx, rollout.Actor{User: "maya"}, tuesday, e)
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

var agentNumber = regexp.MustCompile(`(?m)^\*?Agent (\d\d)`)

func agentsIn(text string) string {
	var out []string
	for _, m := range agentNumber.FindAllStringSubmatch(text, -1) {
		out = append(out, m[1])
	}
	return strings.Join(out, " ")
}

// The worst come first, over all pages, whatever their names; each agent is on
// one page.
func TestStatusAllIsWorstFirstOverPages(t *testing.T) {
	h := withMany(t)
	num := uint64(0)
	incident := func(plan string, late bool) rollout.Incident {
		num++
		in := rollout.Incident{
			Schema: 1, ID: fmt.Sprint("INC-", num), Num: num, Plan: rollout.PlanID(plan), Sev: 3, State: rollout.IncidentOpen,
			Opened: tuesday.Add(-time.Hour), AnswerBy: tuesday.Add(time.Hour),
		}
		if late {
			in.AnswerBy = tuesday.Add(-time.Minute)
		}
		return in
	}
	halted := rollout.State{
		Schema: 1, Plan: "agent-44", Agent: "Agent 44", Stage: rollout.Live, PlanOwner: "maya", Zone: "UTC",
		Pause: &rollout.PauseMark{ID: "PAU-1", State: rollout.PausePaused, By: "maya", Since: tuesday},
	}
	over := incident("agent-07", true)
	over.State = rollout.IncidentClosed
	h.apply(rollout.Effects{Put: []rollout.Record{
		halted, over,
		incident("agent-40", true),
		incident("agent-41", false), incident("agent-41", false),
		incident("agent-42", false), incident("agent-03", false),
	}})
	first := h.says(ask{user: "maya", line: "status all"})
	if got := agentsIn(first); !strings.HasPrefix(got, "44 40 41 03 42 00 01 02 04 05") {
		t.Errorf("the first page: %s\n%s", got, first)
	}
	all := agentsIn(first)
	for _, from := range []string{"20", "40"} {
		page := h.says(ask{user: "maya", line: "status all from " + from})
		if !strings.Contains(page, "45 agents") {
			t.Errorf("from %s: %s", from, page)
		}
		all += " " + agentsIn(page)
	}
	seen := map[string]int{}
	for _, n := range strings.Fields(all) {
		seen[n]++
	}
	for i := range 45 {
		if n := seen[fmt.Sprintf("%02d", i)]; n != 1 {
			t.Errorf("Agent %02d is shown %d times", i, n)
		}
	}
	if !strings.Contains(first, "1 open, 1 late") || !strings.Contains(first, "2 open, none late") {
		t.Errorf("the counts: %s", first)
	}
}

// Many plans with one trouble are a few lines, with a count of the rest.
func TestDoctorNamesAFewAndCountsTheRest(t *testing.T) {
	h := withMany(t)
	got := h.says(ask{user: "ada", line: "doctor"})
	for _, want := range []string{
		"Roles of Agent 00: 1 filled by nobody", "Roles of Agent 09", "Roles of 35 more agents: that nobody fills",
		"Home of Agent 00: none", "Home of 35 more agents: none",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if strings.Contains(got, "Roles of Agent 10") || strings.Contains(got, "every role is filled") {
		t.Errorf("too much:\n%s", got)
	}
	var e rollout.Effects
	for i := range 45 {
		id := rollout.PlanID(fmt.Sprintf("agent-%02d", i))
		e.Put = append(e.Put,
			rollout.Role{Schema: 1, Plan: id, Name: "lead", Fills: []rollout.Place{rollout.DM("lee")}},
			rollout.State{Schema: 1, Plan: id, Agent: fmt.Sprintf("Agent %02d", i), Stage: rollout.Live, PlanOwner: "maya", Zone: "UTC", Home: rollout.ChannelID(fmt.Sprint("C", i))},
			rollout.Channel{Schema: 1, ID: rollout.ChannelID(fmt.Sprint("C", i)), Name: fmt.Sprint("home-", i), BotIn: i != 12},
		)
	}
	h.apply(e)
	if got := h.says(ask{user: "ada", line: "doctor"}); !strings.Contains(got, "Home of Agent 12: I am not in #home-12") || strings.Contains(got, "Roles of") || strings.Contains(got, "more agents") {
		t.Errorf("once they are mended:\n%s", got)
	}
}
