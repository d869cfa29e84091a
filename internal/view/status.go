package view

import (
	"fmt"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// StatusData is what is known of one plan when somebody asks how it stands.
// Incidents are masked by the caller and come worst first; the first few are
// enough.
type StatusData struct {
	State    rollout.State
	Open     []Listed          // the worst live incidents
	Live     int               // how many there are in all
	Late     int               // how many of them lack an answer that was due
	Waits    []rollout.Waiting // worst first
	Wave     *WavePlace        // where it stands in its waves; in a draft the next with a date; nil: none
	Unclear  int
	Assumed  int
	Unfilled int
	Budget   string // BudgetLine
	CanFix   bool   // the asker may mend the plan

	LateReviews []rollout.OwedReview // worst first
}

// Status is how one plan stands, at most twelve lines, worst first: what has
// stopped or held it, where it stands, what waits on the asker, what holds its
// wave, the counts with the worst incidents under them, and what is open in the
// plan.
func Status(s StatusData, now time.Time) Card {
	var d draft
	const shown = 3
	var lines []string
	if paused := PausedWords(s.State); paused != "" {
		lines = append(lines, "*"+paused+"*")
	}
	if s.State.Hold != nil {
		keep := ", users keep the agent"
		if s.State.Halted() {
			keep = ""
		}
		lines = append(lines, "*"+sentence(holdWords(*s.State.Hold))+"*; no wave goes forward"+keep)
	}
	wave, holds := "", ""
	switch {
	case s.Wave == nil:
	case s.State.Stage == rollout.Draft:
		wave = s.Wave.inDraft()
	default:
		wave, holds = WaveStatus(s.Wave.view(s.State), s.Wave.Number, s.Wave.Of, now)
	}
	lines = append(
		lines, dots("*"+textOr(Line(s.State.Agent))+"*", statusStage(s), wave), waitsWords(s.Waits, now), holds,
		dots(incidentCount(s), s.Budget, lateReviews(s.LateReviews)),
	)
	for _, l := range s.Open[:min(shown, len(s.Open))] {
		lines = append(lines, IncidentLine(l, now))
	}
	if more := s.Live - min(shown, len(s.Open)); more > 0 && len(s.Open) > 0 {
		lines = append(lines, fmt.Sprintf("and %d more: %s", more, Code("in "+string(s.State.Plan)+" incident list")))
	}
	d.pack(lines)
	in, open := "in "+string(s.State.Plan)+" ", sentence(dots(planOpen(s), ownerOf(s.State)))
	if planOpen(s) != "" && s.CanFix {
		d.with(Button{Text: "Fix", Line: in + fixLine(s), Label: "Fix what is open in the plan"}, open)
	} else {
		d.say("%s", open)
	}
	if s.State.Stage == rollout.Draft && s.CanFix {
		d.with(Button{Text: "Preview activation", Line: in + "plan activate"}, "A draft: reminders go to nobody. Incidents reach whom they must.")
	}
	return d.card(statusHead(s))
}

// fixLine leads to what is open: the fields first, then the roles.
func fixLine(s StatusData) string {
	if s.Unclear == 0 && s.Assumed > 0 {
		return "plan confirm"
	}
	if s.Unclear == 0 {
		return "owner set"
	}
	return "plan show unclear"
}

func statusHead(s StatusData) string {
	return dots("*"+textOr(Line(s.State.Agent))+"*", PausedWords(s.State), string(s.State.Stage), holdBrief(s.State), incidentCount(s), planOpen(s))
}

// statusStage is the plan's stage; its wave says since when, where there is one.
func statusStage(s StatusData) string {
	if s.Wave != nil || s.State.Stage == rollout.Draft || s.State.Activated.IsZero() {
		return string(s.State.Stage)
	}
	return string(s.State.Stage) + " since " + Time(s.State.Activated)
}

func ownerOf(s rollout.State) string {
	if s.Acting {
		return "plan owner " + Person(s.PlanOwner) + " (acting)"
	}
	return "plan owner " + Person(s.PlanOwner)
}

func incidentCount(s StatusData) string {
	switch {
	case s.Live == 0:
		return "No open incidents"
	case s.Late == 0:
		return fmt.Sprintf("Incidents %d open, none late", s.Live)
	}
	return fmt.Sprintf("Incidents %d open, %d late", s.Live, s.Late)
}

func planOpen(s StatusData) string {
	var parts []string
	if s.Unclear > 0 {
		parts = append(parts, fmt.Sprintf("%d unclear", s.Unclear))
	}
	if s.Assumed > 0 {
		parts = append(parts, fmt.Sprintf("%d to confirm", s.Assumed))
	}
	if s.Unfilled > 0 {
		parts = append(parts, count(s.Unfilled, "role", "roles")+" unfilled")
	}
	if len(parts) == 0 {
		return ""
	}
	return "Plan: " + joined(parts, ", ")
}

// StatusPage is a page of agents, each in a line.
type StatusPage struct {
	Agents  []StatusData // worst first
	Skipped int
	Total   int
	More    string // the line of the next page; "": there is none
}

// StatusAll is how every plan stands, a line each.
func StatusAll(p StatusPage) Card {
	var d draft
	text := count(p.Total, "agent", "agents")
	d.say("*%s*", text)
	lines := make([]string, len(p.Agents))
	for i, s := range p.Agents {
		lines[i] = dots(
			"*"+textOr(Excerpt(s.State.Agent, 80))+"*", PausedWords(s.State), string(s.State.Stage), holdBrief(s.State), s.Wave.brief(s.State),
			incidentCount(s), s.Budget, lateReviews(s.LateReviews), planOpen(s),
		)
	}
	d.pack(lines)
	if len(p.Agents) < p.Total {
		d.small(fmt.Sprintf("%d to %d of %d shown", p.Skipped+1, p.Skipped+len(p.Agents), p.Total))
	}
	if p.More != "" {
		d.buttons(Button{Text: "Show more", Line: p.More, Label: "Show more agents"})
	} else {
		d.small("One of them in full: " + Code("status NAME"))
	}
	return d.card(text)
}

// StatusNone answers where there is no plan at all. sample says that a sample
// plan can be had here.
func StatusNone(sample bool) Card {
	var d draft
	text := "There is no plan here yet."
	d.say("%s Import a filled-in Rollout And Operations Plan: paste it after %s, or post the file and mention me with “plan import”.", text, Code("plan import"))
	bs := []Button{{Text: "Import a plan", Line: "plan import", Style: Primary}}
	if sample {
		bs = append(bs, Button{Text: "Try the sample", Line: "plan import sample"})
	}
	d.buttons(bs...)
	return d.card(text)
}
