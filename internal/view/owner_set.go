package view

import "github.com/rolloutbot/rollout/internal/rollout"

// OwnersSet answers the form that fills several roles at once.
func OwnersSet(agent string, changed int, told bool) Card {
	if changed == 0 {
		return said("*%s*: nothing changed; these roles were filled so already.", Line(agent))
	}
	after := ""
	if told {
		after = " They are told now."
	}
	return said("*%s*: %s filled.%s", Line(agent), count(changed, "role is", "roles are"), after)
}

// HandedOver adds to the answer of who made somebody else the plan owner what they
// can no longer do. me is their name; lead says that they lead the rollout no more.
func HandedOver(c Card, owner rollout.UserID, me string, lead bool) Card {
	var d draft
	if lead {
		line := "owner set rollout lead @" + oneLine(me)
		d.say("You are the plan owner no longer, nor the rollout lead, who is the plan owner while nobody is set. %s can make you that: %s", Person(owner), Code(line))
	} else {
		d.say("You are the plan owner no longer.")
	}
	return Card{Text: c.Text, Blocks: append(c.Blocks, d.blocks...)}.Fit()
}

// OfficeOver adds to the answer of a change who hears that they are no longer what
// they were.
func OfficeOver(c Card, heard []string) Card {
	places := make([]rollout.Place, len(heard))
	for i, p := range heard {
		places[i] = rollout.Place(p)
	}
	hear := "hear"
	if len(places) == 1 {
		hear = "hears"
	}
	var d draft
	d.say("%s %s that it is theirs no longer.", Places(places), hear)
	return Card{Text: c.Text, Blocks: append(c.Blocks, d.blocks...)}.Fit()
}
