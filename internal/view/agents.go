package view

import (
	"github.com/rolloutbot/rollout/internal/rollout"
)

// AgentsPage is a page of the list of agents.
type AgentsPage struct {
	States  []rollout.State
	Skipped int
	Total   int
	More    string // the line of the next page; "": there is none
}

// Agents lists the agents there are: the name and id to call each by, who owns
// it, where it lives.
func Agents(p AgentsPage) Card {
	var d draft
	text := count(p.Total, "agent", "agents")
	d.say("*%s*", text)
	lines := make([]string, len(p.States))
	for i, s := range p.States {
		home := "no home channel"
		if s.Home != "" {
			home = Channel(s.Home)
		}
		lines[i] = dots("*"+textOr(Excerpt(s.Agent, 80))+"*", Code("in "+string(s.Plan)+" …"), string(s.Stage), besideStage(s), "owner "+Person(s.PlanOwner), home)
	}
	d.pack(lines)
	if p.More != "" {
		d.buttons(Button{Text: "Show more", Line: p.More, Label: "Show more agents"})
	}
	return d.card(text)
}
