package view

import "github.com/rolloutbot/rollout/internal/rollout"

// Facts of the notices about deliveries, as package store writes them.
const (
	factPlace = "place"
	factClass = "class"
	factError = "error"
)

// undeliveredNotice tells administrators that something which had to be read
// reached nobody. Of a private incident it says no more than that.
func undeliveredNotice(n notice) Card {
	if n.subject != nil && n.subject.Policy.Private {
		return maskedNotice(n)
	}
	what, look := "A message", "Check that I am in that channel, or fill the role with somebody else."
	if agent := n.facts[rollout.FactAgent]; agent != "" {
		what = "A message about *" + Line(agent) + "*"
	}
	if n.subject != nil {
		what = "A message about *" + Line(n.subject.ID) + "*"
		look = "See that somebody hears of it: " + Code("incident show "+n.subject.ID)
	}
	return said("%s could not be delivered to %s: %s.\n%s", what, where(n), trouble(n), look)
}

// maskedNotice says that a message about a private incident reached nobody; to
// administrators also where it was meant to go.
func maskedNotice(n notice) Card {
	of := ""
	if agent := n.facts[rollout.FactAgent]; agent != "" {
		of = " of *" + Line(agent) + "*"
	}
	text := "A message about a private incident" + of + " could not be delivered"
	if n.facts[factPlace] != "" {
		text += " to " + where(n) + ": " + trouble(n)
	}
	return said("%s. Its text is not shown here; those who may see the incident can look it up.", text)
}

func where(n notice) string { return Place(rollout.Place(n.facts[factPlace])) }

// trouble words why, in general and as the chat said it.
func trouble(n notice) string {
	general := map[string]string{
		"permanent":   "the chat does not take messages there",
		"gone":        "the message to edit is no longer there",
		"retry":       "the chat refused it again and again",
		"unreachable": "the chat could not be reached",
		"ambiguous":   "nobody knows whether it arrived",
		"render":      "its words could not be made, which is a fault of mine",
	}[n.facts[factClass]]
	if general == "" {
		general = "it was given up"
	}
	if said := n.facts[factError]; said != "" {
		general += " (" + Excerpt(said, 200) + ")"
	}
	return general
}
