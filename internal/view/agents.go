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
	paragraph := ""
	for _, s := range p.States {
		home := "no home channel"
		if s.Home != "" {
			home = Channel(s.Home)
		}
		line := dots("*"+textOr(Excerpt(s.Agent, 80))+"*", Code("in "+string(s.Plan)+" …"), string(s.Stage), besideStage(s), "owner "+Person(s.PlanOwner), home)
		if units(paragraph)+units(line) > 2500 {
			d.say("%s", paragraph)
			paragraph = ""
		}
		paragraph = joined([]string{paragraph, line}, "\n")
	}
	d.say("%s", paragraph)
	if p.More != "" {
		d.buttons(Button{Text: "Show more", Line: p.More, Label: "Show more agents"})
	}
	return d.card(text)
}
