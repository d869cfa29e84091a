package view_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

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
	for _, on := range []rollout.Stage{rollout.RollingOut, rollout.Draft} {
		all = append(all, shown{title: "all of it wrong at once, " + string(on), card: view.Status(allWrong(t, on), now).WithShare("in policy-assistant status share")})
	}
	for _, s := range all {
		if n := strings.Count(s.card.Plain(), "\n"); n > 12 {
			t.Errorf("%s has %d lines:\n%s", s.title, n, s.card.Plain())
		}
	}
	golden(t, "status", all...)
}

// allWrong is a plan of which everything that can be said is bad, as its owner
// sees it.
func allWrong(t *testing.T, on rollout.Stage) view.StatusData {
	t.Helper()
	_, s := policyAssistant()
	s.Stage = on
	s.Pause = &rollout.PauseMark{ID: "PAU-1", State: rollout.PauseStopping, By: "dana", Since: noon}
	waits := everyWait(t, "Policy Assistant")
	d := view.StatusData{
		State: s, Live: 61, Late: 40, Waits: waits, Unclear: 3, Assumed: 12, Unfilled: 2, CanFix: true,
		Budget: view.BudgetLine(overBudget()),
	}
	for _, w := range waits {
		if w.Todo == rollout.TodoAcknowledge {
			d.Open = slices.Repeat([]view.Listed{{Incident: *w.Incident}}, 12)
		}
		if w.Review != nil {
			d.LateReviews = append(d.LateReviews, *w.Review, *w.Review, *w.Review)
		}
		if w.Todo == rollout.TodoWave && w.Wave.Late {
			if on != rollout.Draft { // which has no hold
				d.State.Hold = &rollout.Hold{By: "maya", At: noon, Because: "the connector"}
			}
			d.Wave = &view.WavePlace{WaveStanding: *w.Wave, Number: 2, Of: 4}
			d.Wave.Gate.Incidents = []rollout.HoldingIncident{{ID: "INC-7", Sev: 1}, {}}
		}
	}
	return d
}

// overBudget is a budget of which more was spent than it is.
func overBudget() (rollout.Allowance, rollout.SpendTotal) {
	of := func(n int64) rollout.Quantity {
		return rollout.Quantity{Amount: decimal.NewFromInt(n), Currency: "USD"}
	}
	return rollout.Allowance{Period: "2026-07", Has: true, Quantity: of(2000)}, rollout.SpendTotal{Period: "2026-07", Sums: []rollout.Sum{{Quantity: of(2400), Count: 3}}}
}

// A line of status all says all that is wrong in a few words.
func TestStatusAllLine(t *testing.T) {
	lines := func(d view.StatusData) string {
		return strings.Split(view.StatusAll(view.StatusPage{Agents: []view.StatusData{d}, Total: 1}).Plain(), "\n")[1]
	}
	d := allWrong(t, rollout.RollingOut)
	for _, want := range []string{
		"Policy Assistant · ", "Stopping since", "rolling out", "on hold since", "wave Policy Assistant, second of 4", "Incidents 61 open, 40 late",
		"Budget $2,400 of $2,000, 120 %", "Policy Assistant 2 days late (@lee) and 2 more", "Plan: 3 unclear, 12 to confirm, 2 roles unfilled",
	} {
		if !strings.Contains(lines(d), want) {
			t.Errorf("no %q in %s", want, lines(d))
		}
	}
	d.State.Pause, d.State.Hold = nil, nil
	late := *d.Wave
	running := late
	running.Late, running.Run.State, running.Gate.Gate = false, rollout.WaveRunning, rollout.ExitGate
	ready := running
	ready.Gate.Incidents, ready.Gate.Criteria = nil, []rollout.Judged{{Verdict: rollout.Met}}
	start := ready
	start.Run.State, start.Gate.Gate = rollout.WavePlanned, rollout.EntryGate
	for want, wave := range map[string]*view.WavePlace{
		"next: wave Policy Assistant, second of 4, late · ": &late, " · wave Policy Assistant, second of 4, 3 hold it · ": &running,
		" · wave Policy Assistant, second of 4, ready to complete · ": &ready, "second of 4, ready to start · ": &start, " · rolling out since": nil,
	} {
		d.Wave = wave
		if got := lines(d); wave != nil && !strings.Contains(got, want) || wave == nil && strings.Contains(got, "second of 4") {
			t.Errorf("no %q in %s", want, got)
		}
	}
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
		shown{title: "help", card: view.HelpOverview([]view.HelpGroup{
			{Name: "status", Args: "[agent|all]", Short: "How it stands", Also: []string{"agents"}}, {Name: "wave", Verbs: []string{"list", "check"}}, {Name: "pause", Verbs: []string{"show"}, Also: []string{"resume"}},
		})},
		shown{title: "help about one noun", card: view.Help("status", entries[:1])},
		shown{title: "an unknown word, with a near one", card: view.Unknown(view.UnknownWord{Word: "stauts", Meant: []string{"status"}, Examples: examples})},
		shown{title: "an unknown word, nothing near", card: view.Unknown(view.UnknownWord{Word: "<!channel> *now*", Examples: examples})},
		shown{title: "a slip, in a line that tells people", card: view.Unknown(view.UnknownWord{Word: "reprot", Typed: []string{"report it shows &lt;b&gt; `data`"}, Examples: examples})},
		shown{title: "a verb that is not there", card: view.Unknown(view.UnknownWord{
			Word: "incident area", Said: "There is no `/rollout incident area` yet, so nothing was done.", Instead: "Say it in a note, `/rollout incident note INC-5 …`.", Meant: []string{"help incident"},
		})},
		shown{title: "a noun alone, where only help can be offered", card: view.Unknown(view.UnknownWord{Word: "plan", Meant: []string{"in policy-assistant help plan"}, Examples: examples})},
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
