package view_test

import (
	"strings"
	"testing"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

// longPause is a digest of a pause that lasts, by the rules, with text in every
// place that holds somebody's words.
func longPause(t *testing.T, text string, day string, change func(*rollout.Pause)) rollout.Digest {
	t.Helper()
	_, off := dayAt("2026-07-14")
	_, s := policyAssistant()
	s.Agent, s.PlanOwner = text, "maya"
	pa := rollout.Pause{ID: "PAU-3", Plan: s.Plan, Agent: text, State: rollout.PausePaused, Text: text, DecidedBy: "dana", DecidedAt: off, PausedAt: off}
	s.Pause = &rollout.PauseMark{ID: pa.ID, State: pa.State, Off: true}
	all, _ := reviews(text, "Retirement "+text)
	if change != nil {
		change(&pa)
	} else {
		all = all[:1]
	}
	on, at := dayAt(day)
	a := rollout.Asked{User: "maya", From: on, To: on}
	e := rollout.MakeDigest(rollout.Timer{Subject: "maya", Due: at}, a, "UTC", rollout.PauseDigest(s, pa, all, a), true, at)
	if len(e.Put) != 1 {
		t.Fatalf("nothing is said on %s: %+v", day, e)
	}
	return e.Put[0].(rollout.Digest)
}

func longPauses(t *testing.T, text string) []shown {
	same := func(*rollout.Pause) {}
	settled := longPause(t, text, "2026-08-13", same)
	settled.Items[0].Settled, settled.Items[0].SettledBy, settled.Items[0].SettledAt = "resume requested", "maya", noon
	return []shown{
		{title: "over a week", card: view.DigestCard(longPause(t, text, "2026-07-22", same))},
		{title: "somebody asks to resume it", card: view.DigestCard(longPause(t, text, "2026-07-29", func(pa *rollout.Pause) {
			pa.State, pa.Resume, pa.ResumeAsker = rollout.PauseResumeAsked, "APR-4", "priya"
		}))},
		{title: "thirty days", card: view.DigestCard(longPause(t, text, "2026-08-13", same))},
		{title: "thirty days, and no review speaks of retiring", card: view.DigestCard(longPause(t, text, "2026-08-13", nil))},
		{title: "settled", card: view.DigestCard(settled)},
	}
}

func TestLongPauses(t *testing.T) {
	golden(t, "pause-digest", longPauses(t, "Policy Assistant")...)
}

func TestHostileTextInLongPauses(t *testing.T) {
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			for _, s := range longPauses(t, text) {
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
