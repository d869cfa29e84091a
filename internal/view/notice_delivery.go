package view

import "github.com/rolloutbot/rollout/internal/rollout"

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
	if n.facts[rollout.FactPlace] != "" {
		text += " to " + where(n) + ": " + trouble(n)
	}
	return said("%s. Its text is not shown here; those who may see the incident can look it up.", text)
}

func where(n notice) string { return Place(rollout.Place(n.facts[rollout.FactPlace])) }

// trouble words why, in general and as the chat said it.
func trouble(n notice) string {
	general := map[rollout.SendClass]string{
		rollout.SendPermanent:   "the chat does not take messages there",
		rollout.SendGone:        "the message to edit is no longer there",
		rollout.SendRetry:       "the chat refused it again and again",
		rollout.SendUnreachable: "the chat could not be reached",
		rollout.SendAmbiguous:   "nobody knows whether it arrived",
		rollout.SendRender:      "its words could not be made, which is a fault of mine",
	}[rollout.SendClass(n.facts[rollout.FactClass])]
	if general == "" {
		general = "it was given up"
	}
	if said := n.facts[rollout.FactError]; said != "" {
		general += " (" + Excerpt(said, 200) + ")"
	}
	return general
}
