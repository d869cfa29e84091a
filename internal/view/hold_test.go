package view_test

import (
	"strings"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

// onHold is everything that people see of a rollout that is on hold, by the
// rules, with text in every place that holds somebody's words.
func onHold(t *testing.T, text, because string) []shown {
	t.Helper()
	var all []shown
	at := func(title string, c view.Card) { all = append(all, shown{title: title, card: c}) }
	notices := func(title string, e rollout.Effects) {
		for _, n := range e.Notices {
			c, err := view.Notice(n.Kind, n.Facts, nil, noon)
			if err != nil {
				t.Fatal(err)
			}
			at(title+", in the plan's home", c)
		}
	}
	p, s := policyAssistant()
	p.Agent, s.Agent = cell(text, text), text
	first := rollout.Day{Year: 2026, Month: 7, Day: 22}
	w := rollout.Wave{
		ID: "W1", Name: cell("1", "1"), Users: cell(text, text), Date: cell("x", rollout.DayRange{From: first, To: first}),
		Entry: cell("Guide published", []rollout.Criterion{{Kind: rollout.Attested, Text: "Guide published"}}),
	}
	p.Waves = []rollout.Wave{w}
	held, e, err := rollout.HoldRollout(s, because, by("dana"), duty(), noon)
	if err != nil {
		t.Fatal(err)
	}
	notices("held", e)
	again := rollout.HoldDid{Plan: p.ID, Agent: text, Hold: *held.Hold, Home: rollout.In("agent-hr"), At: noon}
	done := again
	done.Changed = true
	at("held", view.RolloutHeld(done))
	at("held again", view.RolloutHeld(again))
	at("a wave that would go forward", view.OnHold(&rollout.OnHold{Plan: p.ID, Agent: text, Hold: *held.Hold}, w.Title()))
	at("status", view.Status(view.StatusData{State: held}, noon))
	at("all agents", view.StatusAll(view.StatusPage{Agents: []view.StatusData{{State: held}}, Total: 1}))
	at("agents", view.Agents(view.AgentsPage{States: []rollout.State{held}, Total: 1}))
	at("what waits on who may end it", homeOf(rollout.HoldWaiting(held, held.RolloutLead())...))

	runs := rollout.Waves{}
	gate := rollout.JudgeGate(p, held, w, rollout.EntryGate, rollout.GateFacts{Runs: runs}, noon)
	v := view.WaveView{Wave: w, Run: runs.Of(p, w), Call: "1", Entry: &gate, Turn: true, Late: true, Held: true}
	waves := view.WavesData{Plan: p.ID, Agent: text, Stage: held.Stage, State: held, Waves: []view.WaveView{v}}
	at("waves", view.WaveList(waves, noon))
	at("check", view.WaveCheck(waves, v, noon))
	line, holds := view.WaveStatus(v, 1, 1, noon)
	if strings.Contains(line, "late") || holds == "" {
		t.Errorf("a held wave stands %q, %q", line, holds)
	}
	digest := func(title, user string) {
		a := rollout.Asked{User: rollout.UserID(user), From: first, To: first}
		e := rollout.MakeDigest(rollout.Timer{Subject: user, Due: noon}, a, "UTC", rollout.WaveDigest(p, held, runs, a), true, noon)
		at(title, view.DigestCard(e.Put[0].(rollout.Digest)))
	}
	digest("the day it was planned for", string(held.RolloutLead()))

	both := held
	both.Pause = &rollout.PauseMark{ID: "PAU-3", State: rollout.PausePaused, By: "priya", Since: noon, Off: true}
	at("which of both", view.WhichResume(both, "the connector is mended"))
	at("agents, paused as well", view.Agents(view.AgentsPage{States: []rollout.State{both}, Total: 1}))
	_, e = rollout.ResumeRollout(both, because, by("maya"), duty(), noon)
	notices("ended within a pause", e)
	on, e := rollout.ResumeRollout(held, "", by("maya"), duty(), noon)
	notices("ended", e)
	over := rollout.HoldDid{Plan: p.ID, Agent: on.Agent, Changed: true, Home: rollout.In("agent-hr"), At: noon.Add(time.Hour)}
	at("ended", view.RolloutResumed(over))
	over.Pause = "PAU-3"
	at("ended within a pause", view.RolloutResumed(over))
	over.Changed = false
	at("ended again", view.RolloutResumed(over))
	return all
}

func TestHold(t *testing.T) {
	golden(t, "hold", onHold(t, "Policy Assistant", "Security looks at the connector")...)
}

func TestHostileTextInAHold(t *testing.T) {
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			because := text
			if strings.TrimSpace(because) == "" {
				because = ""
			}
			if len([]rune(because)) > 2900 {
				because = string([]rune(because)[:2900])
			}
			for _, s := range onHold(t, text, because) {
				for _, problem := range broken(s.card) {
					if !strings.HasPrefix(problem, "raises its voice") { // so do people
						t.Errorf("%s: %s", s.title, problem)
					}
				}
				checkCard(t, s.title, s.card)
			}
		})
	}
}
