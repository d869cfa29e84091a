package view_test

import (
	"strings"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

// openRequests is a page of everything that can wait to be decided, for each of
// the three it can be to its reader, with text in every place that holds
// somebody's words.
func openRequests(text string) view.RequestsPage {
	waiver := rollout.Approval{
		ID: "APR-3", Plan: "policy-assistant", Agent: text, For: rollout.ApproveWaiver, Asker: "lee", Asked: noon, Because: text, Expires: noon.Add(14 * 24 * time.Hour),
		Facts: map[string]string{rollout.FactKey: "W1.2", rollout.FactWave: "wave " + text, rollout.FactCriterion: text, rollout.FactGate: "entry", rollout.FactVerdict: "not met"},
	}
	resume := rollout.Approval{ID: "APR-4", Plan: "field-helper", Agent: text, For: rollout.ApproveResume, Asker: "maya", Asked: noon, Because: text, Facts: map[string]string{rollout.FactKey: "PAU-1"}}
	pause := rollout.Pause{ID: "PAU-2", Plan: "policy-assistant", Agent: text, Asker: "priya", Asked: noon, Text: text, State: rollout.PauseRequested, Told: []rollout.Place{"@maya", "@lee", "#fallback"}}
	var p view.RequestsPage
	for _, whose := range []view.Whose{view.ForYou, view.ByYou, view.Others} {
		p.Items = append(p.Items,
			view.OpenRequest{Pause: &pause, Deciders: pause.Told, Whose: whose},
			view.OpenRequest{Approval: &waiver, Deciders: []rollout.Place{"@dana", "@sam"}, Whose: whose},
			view.OpenRequest{Approval: &resume, Whose: whose},
		)
		p.Of[whose] = 3
	}
	p.Total = len(p.Items)
	return p
}

func approvalLists(text string) []shown {
	all := openRequests(text)
	last := all
	last.Items, last.Of, last.Total = all.Items[8:], [3]int{0, 0, 1}, 1
	page := all
	page.Items, page.Skipped, page.More = all.Items[2:4], 2, "approvals from 4"
	return []shown{
		{title: "nothing", card: view.Approvals(view.RequestsPage{})},
		{title: "of every sort", card: view.Approvals(all)},
		{title: "of somebody else alone", card: view.Approvals(last)},
		{title: "a page", card: view.Approvals(page)},
	}
}

func TestApprovalList(t *testing.T) {
	golden(t, "approvals", approvalLists("Policy Assistant")...)
}

func TestHostileTextInTheApprovalList(t *testing.T) {
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			for _, s := range approvalLists(text) {
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
