package commands

import (
	"errors"
	"strconv"
	"strings"

	"github.com/agnivade/levenshtein"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

// inPauseThread are the verbs of a pause that may stand alone in its thread.
var inPauseThread = []string{"approve", "decline", "step"}

// pauseOfThread is the pause whose card the request's thread hangs on, or "".
func (c *Call) pauseOfThread() string {
	id := ""
	if c.Thread == "" || c.Conversation == "" {
		return id
	}
	err := c.View(func(tx store.Tx) error {
		card, err := store.CardByTS(tx, c.Conversation, c.Thread)
		if err == nil && card.Kind == (rollout.Pause{}).Kind() {
			id = card.Subject
		}
		return err
	})
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return "" // the words are then read as everywhere else
	}
	return id
}

// pauseWords reads what follows "pause" and is no verb: any words ask for a
// pause. What looks like a mistyped verb does not.
func (c *Call) pauseWords() (*Command, error) {
	words := c.Line.Words()
	last := words[len(words)-1]
	short := len(words) == 1 || pauseIDs.MatchString(words[1]) || words[1] == "because" || bareNumber.MatchString(words[1]) || last == "done"
	for _, name := range c.commandNames("pause ") {
		verb := strings.TrimPrefix(name, "pause ")
		if short && len(words[0]) > 2 && levenshtein.ComputeDistance(words[0], verb) <= 2 {
			return nil, c.unknown("pause "+clip(words[0], 60), "pause "+verb+" "+strings.TrimSpace(strings.Join(words[1:], " ")), "pause request "+c.Line.Left())
		}
	}
	return c.command("pause request"), nil
}

// pauseOrNote asks what somebody meant who said "pause" and more in an
// incident's thread: "pause the deployment" may be no order.
func (c *Call) pauseOrNote(command string) (Reply, bool, error) {
	if c.Via != rollout.ByMention {
		return Reply{}, false, nil
	}
	id, err := c.threadIncident()
	if err != nil || id == "" || c.Line.Empty() {
		return Reply{}, false, err
	}
	var plan rollout.PlanID
	if err := c.View(func(tx store.Tx) (err error) { plan, err = c.planID(tx); return err }); err != nil {
		return Reply{}, false, err
	}
	rest := *c.Line
	note := NewLine(c.Request.Line)
	return say(view.PauseOrNote(id, "in "+string(plan)+" "+command, rest.Rest(), note.Rest())), true, nil
}

// pauseReceipt freezes a pause as it was when the action was done.
func (c *Call) pauseReceipt(verb rollout.Verb, pa rollout.Pause, changed, decides bool) rollout.Receipt {
	return rollout.Receipt{Verb: verb, Subject: pa.ID, Facts: c.moment(changed, "pause", frozen(pa), "decides", strconv.FormatBool(decides))}
}

// answerPause words a receipt of a pause.
func answerPause(c *Call, r rollout.Receipt) (Reply, error) {
	pa, err := thawed[rollout.Pause](r, "pause")
	if err != nil {
		return Reply{}, err
	}
	changed, now, err := momentOf(r)
	if err != nil {
		return Reply{}, err
	}
	return say(view.PauseAnswer(pa, r.Verb, changed, r.Facts["decides"] == "true", c.Person.ID, now)), nil
}
