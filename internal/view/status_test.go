package view_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

func TestStatus(t *testing.T) {
	_, s := policyAssistant()
	_, draft := draftState()
	salary := open(t, salary, noon)
	slow := open(t, rollout.Report{Text: "It is slow", Area: "S1", Sev: 4}, noon)
	leak := open(t, rollout.Report{Text: "Somebody posted an access token", Area: "S4", Sev: 1}, noon)
	slow.ack("lee", time.Minute)
	now := noon.Add(2 * time.Hour)
	waits, ok := rollout.IncidentWaiting(salary.in, s, rollout.Viewer{User: "lee"}, now)
	if !ok {
		t.Fatal("an incident that lee was told of does not wait on lee")
	}
	open := []view.Listed{{Incident: leak.in, Masked: true}, {Incident: salary.in}, {Incident: slow.in}}
	busy := view.StatusData{State: s, Open: open, Live: 3, Late: 2, Waits: []rollout.Waiting{waits}, Unclear: 3, Unfilled: 2, CanFix: true}
	full := busy
	full.Live, full.Late, full.Assumed = 61, 40, 12
	for range 10 {
		full.Open = append(full.Open, view.Listed{Incident: salary.in})
		full.Waits = append(full.Waits, waits)
	}
	all := []shown{
		{title: "trouble", card: view.Status(busy, now)},
		{title: "a great deal of trouble", card: view.Status(full, now)},
		{title: "nothing to say", card: view.Status(view.StatusData{State: s}, now).WithShare("in policy-assistant status share")},
		{title: "a draft, to its owner", card: view.Status(view.StatusData{State: draft, Assumed: 12, Unfilled: 1, CanFix: true}, now)},
		{title: "a draft, to somebody else", card: view.Status(view.StatusData{State: draft, Unclear: 1}, now)},
		{title: "all agents", card: view.StatusAll(view.StatusPage{Agents: []view.StatusData{busy, {State: draft}}, Total: 2})},
		{title: "a page of many agents", card: view.StatusAll(view.StatusPage{Agents: []view.StatusData{busy, {State: draft}}, Skipped: 20, Total: 34, More: "status all 22"})},
		{title: "no plan", card: view.StatusNone(false)},
		{title: "no plan, in the playground", card: view.StatusNone(true)},
	}
	for _, s := range all {
		if n := strings.Count(s.card.Plain(), "\n"); n > 12 {
			t.Errorf("%s has %d lines", s.title, n)
		}
	}
	golden(t, "status", all...)
}

func TestHelp(t *testing.T) {
	entries := []view.HelpEntry{
		{Name: "status", Args: "[agent|all]", Short: "how it stands", Long: "Without a name: the agent of this channel, else all."},
		{Name: "incident open", Args: "[area=AREA] [sevN] TEXT", Short: "report a problem; `report TEXT` is the same"},
		{Name: "plan import", Short: "read a filled-in plan"},
	}
	examples := []string{"status", "report it shows salary data", "help"}
	golden(
		t, "help",
		shown{title: "help", card: view.Help("", entries)},
		shown{title: "help about one noun", card: view.Help("status", entries[:1])},
		shown{title: "an unknown word, with a near one", card: view.Unknown("stauts", []string{"status"}, examples)},
		shown{title: "an unknown word, nothing near", card: view.Unknown("<!channel> *now*", nil, examples)},
		shown{title: "a noun alone, where only help can be offered", card: view.Unknown("plan", []string{"in policy-assistant help plan"}, examples)},
		shown{title: "which one?", card: view.Pick("Which agent do you mean? Nothing was done yet.", []view.Choice{{Text: "Policy Assistant", Line: "in policy-assistant status"}, {Text: "IT Helper", Line: "in it-helper status"}})},
	)
}

func TestProblems(t *testing.T) {
	golden(
		t, "problems",
		shown{title: "a problem", card: view.Problem(rollout.Problemf(rollout.Missing, "`/rollout incident list` shows what there is.", "There is no incident %s, so nothing was changed.", "INC-99"))},
		shown{title: "it repeats what was typed", card: view.Problem(rollout.Problemf(rollout.Invalid, "Use sev1 to sev4.", "There is no severity %q.", "<!channel> `x` *now*"))},
		shown{title: "wrapped", card: view.ProblemCard(fmt.Errorf("loading: %w", rollout.Problemf(rollout.Refused, "Ask an administrator.", "Guests change nothing.")))},
		shown{title: "something broke", card: view.Failure("K7Q2")},
		shown{title: "something broke, nobody knows where", card: view.ProblemCard(errors.New("disk on fire at /var/lib"))},
		shown{title: "the commit itself failed", card: view.Unsure("K7Q2", "incident list")},
		shown{title: "it takes longer", card: view.Working()},
		shown{title: "perhaps twice", card: view.MayRepeat(view.Working())},
		shown{title: "without its thread", card: view.OutOfThread(view.Working())},
	)
}
