package view

import (
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// holdWords say since when a rollout is on hold, by whom and why.
func holdWords(h rollout.Hold) string {
	words := "on hold since " + Time(h.At) + " by " + Person(h.By)
	if h.Because != "" {
		words += " (" + Excerpt(h.Because, 200) + ")"
	}
	return words
}

// holdBrief is holdWords among others; "" of a rollout that is not on hold.
func holdBrief(s rollout.State) string {
	if s.Hold == nil {
		return ""
	}
	return "on hold since " + Time(s.Hold.At) + " by " + Person(s.Hold.By)
}

// besideStage is what stands beside a plan's stage, in a word each.
func besideStage(s rollout.State) string {
	hold, pause := "", ""
	if s.Hold != nil {
		hold = "on hold"
	}
	switch m := s.Pause; {
	case m == nil:
	case m.State == rollout.PauseRequested:
		pause = "pause requested"
	case m.Off:
		pause = "paused"
	default:
		pause = "stopping"
	}
	return dots(pause, hold)
}

// endHold is the button that ends a hold.
func endHold(plan rollout.PlanID) Button {
	return Button{
		Text: "End the hold", Line: "in " + string(plan) + " resume hold", Label: "End the hold: let the rollout go on",
		Confirm: &Confirm{
			Title: "End the hold?", Text: "Its waves go forward through their gates again, and the plan's home hears of it.",
			Confirm: "End it", Deny: "Not yet",
		},
	}
}

// RolloutHeld answers a hold.
func RolloutHeld(a rollout.HoldDid) Card {
	agent := "*" + textOr(Excerpt(a.Agent, 80)) + "*"
	if !a.Changed {
		return said("%s is %s. Nothing was changed.", agent, holdWords(a.Hold))
	}
	var d draft
	keep, ends := ", and users keep the agent. ", "resume"
	if a.Pause != "" {
		keep, ends = ". ", "resume hold"
	}
	text := agent + " is on hold: no wave goes forward until somebody ends it" + keep + Place(a.Home) + " hears of it."
	d.lines(text, pauseBeside(a))
	d.buttons(endHold(a.Plan))
	d.small("The same by typing: " + Code(ends))
	return d.card(text)
}

// RolloutResumed answers the end of a hold.
func RolloutResumed(a rollout.HoldDid) Card {
	agent := "*" + textOr(Excerpt(a.Agent, 80)) + "*"
	if !a.Changed {
		return said("%s is not on hold. Nothing was changed.", agent)
	}
	return said("%s", joined([]string{agent + " is no longer on hold: its waves go forward through their gates again. " + Place(a.Home) + " hears of it.", pauseBeside(a)}, "\n"))
}

// pauseBeside says that a pause holds the waves too; "" when there is none.
func pauseBeside(a rollout.HoldDid) string {
	if a.Pause == "" {
		return ""
	}
	return "Its pause, " + Line(a.Pause) + ", is not over, and no wave goes forward before that is."
}

// OnHold refuses a wave while the rollout is on hold.
func OnHold(h *rollout.OnHold, wave string) Card {
	var d draft
	text := sentence(Line(wave)) + " goes no further: the rollout of *" + textOr(Excerpt(h.Agent, 80)) + "* is " + holdWords(h.Hold) + ". Nothing was changed."
	d.say("%s", text)
	d.buttons(endHold(h.Plan))
	d.small("To end the hold: " + Code("resume"))
	return d.card(text)
}

// WhichResume asks what is to end where a rollout is on hold and its agent is
// paused. because is what was said already, in the chat's escaped form.
func WhichResume(s rollout.State, because string) Card {
	var d draft
	paused := "paused"
	if !s.Pause.Off {
		paused = "being paused"
	}
	text := "*" + textOr(Excerpt(s.Agent, 80)) + "* is " + paused + " (" + Line(s.Pause.ID) + ") and its rollout is on hold. Which of them? Nothing was done yet."
	d.lines(text, "The pause comes first: users get the agent back when somebody else lets it go on, and no wave goes forward before. The hold stays until it is ended too.")
	ask := Button{Text: "Ask to resume", Line: "in " + string(s.Plan) + " resume " + s.Pause.ID, Style: Primary, Label: "Ask to resume " + oneLine(s.Agent)}
	d.buttons(ask.because(because), endHold(s.Plan).because(because))
	return d.card(text)
}

// holdWait is a hold among the things that wait on who can end it.
func holdWait(w rollout.Waiting, _ time.Time) waitLine {
	return waitLine{
		text:  "*" + textOr(Excerpt(w.Agent, 80)) + "* is " + holdWords(*w.Hold) + "; no wave goes forward",
		brief: "end the hold", button: endHold(w.Plan),
	}
}

// heldNotice tells the plan's home that no wave goes forward.
func heldNotice(n notice) Card {
	because := ""
	if b := n.facts[rollout.FactBecause]; b != "" {
		because = "Why: " + longText(Esc(b))
	}
	goes := "Users keep the agent. It goes on with " + Code("resume") + "."
	if id := n.facts[rollout.FactID]; id != "" {
		goes = "The agent's pause (" + Line(id) + ") goes on beside it; the hold ends with " + Code("resume hold") + "."
	}
	return said("%s", joined([]string{
		n.agent() + " is on hold: " + Person(n.user(rollout.FactBy)) + " lets no wave go forward.", because, goes,
	}, "\n"))
}

// holdOverNotice tells the plan's home that the waves go forward again.
func holdOverNotice(n notice) Card {
	because, paused := "", ""
	if b := n.facts[rollout.FactBecause]; b != "" {
		because = "Why: " + longText(Esc(b))
	}
	if id := n.facts[rollout.FactID]; id != "" {
		paused = "The agent stays paused (" + Line(id) + "), and no wave goes forward before that is over."
	}
	return said("%s", joined([]string{
		n.agent() + " is no longer on hold, said by " + Person(n.user(rollout.FactBy)) + ": its waves go forward through their gates again.", because, paused,
	}, "\n"))
}
