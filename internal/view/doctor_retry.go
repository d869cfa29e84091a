package view

import (
	"fmt"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// retryButton takes up again what was given up, as far as line says.
func retryButton(line string, total int) Button {
	what := count(total, "message is", "messages are")
	if total > rollout.RetryMost {
		what = fmt.Sprintf("%d of %d messages are", rollout.RetryMost, total)
	}
	return Button{
		Text: "Try again", Line: line, Label: "Try again what was given up",
		Confirm: &Confirm{
			Title:   "Try again?",
			Text:    sentence(what) + " taken up as if never tried, oldest first. What was settled meanwhile, or told another way, is left out; news comes late.",
			Confirm: "Try again", Deny: "Not now",
		},
	}
}

// retryWords say what became of messages that were given up, by their fate; how
// many there are stands before them.
var retryWords = map[rollout.RetryFate][2]string{
	rollout.RetryAgain:  {"message is tried again.", "messages are tried again."},
	rollout.RetryTold:   {"is not sent a second time: another place was told instead, or is about to be.", "are not sent a second time: other places were told instead, or are about to be."},
	rollout.RetryNewer:  {"is not needed: a newer message shows the same card.", "are not needed: newer messages show the same cards."},
	rollout.RetryNobody: {"names nobody to tell, so it cannot be sent and is off the list.", "name nobody to tell, so they cannot be sent and are off the list."},
}

// MessagesRetried answers who took up again what was given up.
func MessagesRetried(did rollout.RetryDid) Card {
	var lines []string
	for _, fate := range rollout.RetryFates {
		if n := did.Fates[fate]; n > 0 {
			lines = append(lines, count(n, retryWords[fate][0], retryWords[fate][1]))
		}
	}
	switch {
	case did.Stands != "":
		return said("Message %d %s. Nothing was changed.", did.Number, standsWords[did.Stands])
	case len(lines) == 0 && did.Left == 0:
		return said("No message is given up. Nothing was changed.")
	case len(lines) == 0:
		return said("No further message is given up. Nothing was changed. Given up still: %d; %s lists them.", did.Left, Code("doctor"))
	}
	var d draft
	d.say("*%s*", lines[0])
	d.lines(lines[1:]...)
	if did.Left > 0 {
		d.say("Given up still: %d", did.Left)
	}
	if did.Next > 0 {
		d.buttons(retryButton(fmt.Sprintf("doctor retry from %d", did.Next), did.Left))
	}
	d.small("What was settled meanwhile is left out; what cannot be delivered now either comes back to the list: " + Code("doctor"))
	return d.card(lines[0])
}

var standsWords = map[rollout.Stands]string{
	rollout.OnItsWay:  "is on its way",
	rollout.Delivered: "has been delivered",
	rollout.Needless:  "is needed no more",
}
