package view_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

// summary is the Monday summary that says w of an agent.
func summary(t *testing.T, agent string, w rollout.Week) view.Card {
	t.Helper()
	raw, err := json.Marshal(w)
	if err != nil {
		t.Fatal(err)
	}
	c, err := view.Notice(rollout.NoticeSummary, map[string]string{
		rollout.FactAgent: agent, rollout.FactIn: "policy-assistant", rollout.FactWeek: string(raw),
	}, nil, noon)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// badWeek is a week in which everything went wrong that can; text stands for
// whatever people wrote.
func badWeek(text string) rollout.Week {
	monday, _ := dayAt("2026-09-07")
	allowance := func(p rollout.Period) rollout.Allowance {
		return rollout.Allowance{Period: p, Quantity: usd("2000"), Has: true}
	}
	review := rollout.WeekReview{Item: text, Owners: text, Due: monday, Late: 7}
	rejected, missed := review, review
	rejected.Outcome, missed.Outcome = rollout.Rejected, rollout.Missed
	many := make([]rollout.WeekReview, 9)
	for i := range many {
		many[i] = review
	}
	return rollout.Week{
		Since: monday, Late: 73 * time.Hour, Halted: monday.AddDays(2), Opened: 5, Owed: 4, InTime: 1, Live: 3, Silent: 2,
		Booked: []rollout.Quantity{usd("430"), {Amount: decimal.NewFromInt(1200), Unit: text}},
		Months: []rollout.WeekMonth{
			{Allowance: allowance("2026-09"), Spent: []rollout.Quantity{usd("2050")}},
			{Allowance: allowance("2026-10"), Spent: []rollout.Quantity{usd("30"), {Amount: decimal.NewFromInt(1200), Unit: text}}},
		},
		Pause: &rollout.WeekPause{ID: "PAU-3", State: rollout.PauseResumeAsked, Off: true, From: noon},
		Hold:  &rollout.WeekHold{By: "lee", From: noon, Because: text},
		News:  true, Wave: &rollout.WeekWave{
			Ended: []rollout.WeekEnded{{Title: text, State: rollout.WaveDone, On: monday}}, Title: text, Users: text, Since: monday,
			Holds: []string{text, text, text}, Grave: []rollout.HoldingIncident{{ID: "INC-7", Sev: 1}, {}},
			Behind: []rollout.WeekBehind{{Title: text, From: monday, To: monday, Late: 1}, {Title: text, From: monday, To: monday, Late: 1}, {Title: text, From: monday, To: monday, Late: 1}, {Title: text, From: monday, To: monday, Late: 1}},
		},
		Overdue: many, Due: many[:1], Done: []rollout.WeekReview{rejected, missed},
	}
}

// halted is the summary of a week in which little but a pause and a hold happened.
func halted(t *testing.T, title string, p rollout.WeekPause, h rollout.WeekHold) shown {
	monday, _ := dayAt("2026-09-07")
	p.ID, p.From = "PAU-1", noon
	w := rollout.Week{Since: monday, News: true, Pause: &p}
	if h.By != "" {
		w.Hold = &h
	}
	return shown{title: "a week: " + title, card: summary(t, "Policy Assistant", w)}
}

func TestSummaries(t *testing.T) {
	monday, _ := dayAt("2026-09-07")
	allowance := rollout.Allowance{Period: "2026-09", Quantity: usd("2000"), Has: true}
	review := rollout.WeekReview{Item: "Access review", Owners: "Data Lead", Due: monday.AddDays(9)}
	accepted := rollout.WeekReview{Item: "Cost review", Owners: "Finance Partner", Outcome: rollout.AcceptedActions}
	golden(
		t, "summary",
		shown{title: "a quiet week", card: summary(t, "Policy Assistant", rollout.Week{
			Since: monday, Opened: 1, Owed: 1, InTime: 1, Booked: []rollout.Quantity{usd("230")},
			Months: []rollout.WeekMonth{{Allowance: allowance, Spent: []rollout.Quantity{usd("460")}}},
			Due:    []rollout.WeekReview{review}, Done: []rollout.WeekReview{accepted},
		})},
		shown{title: "a wave is late", card: summary(t, "Policy Assistant", rollout.Week{
			Since: monday, News: true, Live: 1, Wave: &rollout.WeekWave{Title: "wave 2", Users: "HR managers", From: monday, To: monday.AddDays(2), Late: 5},
		})},
		shown{title: "waves are late behind the one that runs", card: summary(t, "Policy Assistant", rollout.Week{
			Since: monday, News: true, Wave: &rollout.WeekWave{
				Title: "wave 1", Users: "The desk", Since: monday.AddDays(-7), Holds: []string{"The guide is published"},
				Behind: []rollout.WeekBehind{{Title: "wave 2", From: monday, To: monday.AddDays(2), Late: 5}, {Title: "wave 3", From: monday.AddDays(4), To: monday.AddDays(4), Late: 3}},
			},
		})},
		shown{title: "a plan without a budget", card: summary(t, "Policy Assistant", rollout.Week{Since: monday, Opened: 1, Owed: 1, Live: 1, Silent: 1})},
		shown{title: "nothing was booked", card: summary(t, "Policy Assistant", rollout.Week{
			Since: monday, Due: []rollout.WeekReview{review, {Item: "Risk review", Due: monday.AddDays(10)}},
			Months: []rollout.WeekMonth{{Allowance: allowance, Spent: []rollout.Quantity{usd("0")}}},
		})},
		shown{title: "a bad week", card: summary(t, "Policy Assistant", badWeek("Access review"))},
		shown{title: "while paused", card: summary(t, "Policy Assistant", rollout.Week{Since: monday, Halted: monday.AddDays(-3), Off: true, Live: 1})},
		shown{title: "on hold", card: summary(t, "Policy Assistant", rollout.Week{Since: monday, Held: monday.AddDays(-3), Live: 1})},
		halted(t, "asked to be paused", rollout.WeekPause{State: rollout.PauseRequested}, rollout.WeekHold{}),
		halted(t, "declined", rollout.WeekPause{State: rollout.PauseDeclined, To: noon.Add(time.Hour)}, rollout.WeekHold{}),
		halted(t, "being stopped", rollout.WeekPause{State: rollout.PauseStopping}, rollout.WeekHold{}),
		halted(t, "paused", rollout.WeekPause{State: rollout.PausePaused, Off: true}, rollout.WeekHold{By: "lee", From: noon}),
		halted(t, "paused and resumed", rollout.WeekPause{State: rollout.PauseResumed, Off: true, To: noon.Add(18 * time.Hour)}, rollout.WeekHold{By: "lee", From: noon, To: noon.Add(time.Hour)}),
		halted(t, "never confirmed", rollout.WeekPause{State: rollout.PauseResumed, To: noon.Add(time.Hour)}, rollout.WeekHold{}),
		shown{title: "a yearly budget", card: summary(t, "Policy Assistant", rollout.Week{
			Since: monday, Booked: []rollout.Quantity{usd("-30")},
			Months: []rollout.WeekMonth{{Allowance: rollout.Allowance{Period: "2026", Quantity: usd("24000"), Has: true}, Spent: []rollout.Quantity{usd("9100")}}},
		})},
	)
}

func TestHostileTextInSummaries(t *testing.T) {
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			c := summary(t, text, badWeek(text))
			for _, problem := range broken(c) {
				if !strings.HasPrefix(problem, "raises its voice") { // so do people
					t.Error(problem)
				}
			}
			checkCard(t, "summary", c)
		})
	}
}
