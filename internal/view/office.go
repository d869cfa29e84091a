package view

import (
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// officeDuties say what is asked of who owns a plan or leads its rollout; the
// rights are in rollout's table.
var officeDuties = map[string]string{
	rollout.RolePlanOwner:   "As plan owner you say who fills its roles, confirm its readings and decide what nobody else is named for; you hear of incidents that nobody answers, and of reviews that stay late.",
	rollout.RoleRolloutLead: "As rollout lead you start, complete and move its waves, and can hold the rollout.",
}

const pauseDuty = "When somebody asks to pause the agent, you are asked first."

// officeNotice tells somebody that they own a plan or lead its rollout, and what
// that asks of them.
func officeNotice(n notice) Card {
	by := Person(n.user(rollout.FactBy))
	var d draft
	text := "You are " + n.offices() + " of " + n.agent() + " now: " + by + " made you that."
	if n.facts[rollout.FactWhy] == rollout.WhyActivated {
		text = "You are " + n.offices() + " of " + n.agent() + ", which is rolling out now: " + by + " activated the plan."
	}
	d.say("%s", text)
	var duties []string
	for _, office := range n.officeList() {
		duties = append(duties, officeDuties[office])
	}
	d.lines(append(duties, pauseDuty)...)
	if owned, lines := n.owned(); owned != "" {
		d.lines(append([]string{"You own " + owned + " in it."}, lines...)...)
	}
	d.lines("What waits on you: " + Code("todo") + " · how it stands: " + Code("in "+n.facts[rollout.FactIn]+" status"))
	d.small("Not yours? Tell " + by + ".")
	return d.card(text)
}

// officeOverNotice tells who owned a plan or led its rollout that somebody else
// does.
func officeOverNotice(n notice) Card {
	by, now := n.user(rollout.FactBy), ""
	if places := n.places(rollout.FactTo); len(places) > 0 {
		now = Places(places)
	}
	how := ": " + Person(by) + " made them that."
	if now == Person(by) {
		how = "."
	}
	return said("%s is %s of %s now%s You are that no longer.", now, n.offices(), n.agent(), how)
}

// officeVacantNotice tells an administrator that the account of a plan owner or
// rollout lead is closed, and what to type.
func officeVacantNotice(n notice) Card {
	var d draft
	agents := strings.Split(n.facts[rollout.FactAgents], "\n")
	for i := range agents {
		agents[i] = "*" + textOr(Excerpt(agents[i], 80)) + "*"
	}
	if more := n.number(rollout.FactMore); more > 0 {
		agents = append(agents, count(more, "more agent", "more agents"))
	}
	text := "The account of " + Places(n.places(rollout.FactTo)) + ", " + n.offices() + " of " + List(agents, 0) + ", is closed."
	d.say("%s", text)
	office := n.officeList()[0]
	d.lines("What is asked of them reaches nobody: reviews that stay late, budget alerts without a reader, decisions.",
		"Name somebody else: "+Code("in "+n.facts[rollout.FactIn]+" owner set "+strings.ToLower(Role(office))+" @name"))
	return d.card(text)
}

func (n notice) officeList() []string { return strings.Split(n.facts[rollout.FactOffices], ", ") }

// offices names what a notice is about: "plan owner and rollout lead".
func (n notice) offices() string { return List(n.officeList(), 0) }
