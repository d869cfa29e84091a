package commands

import (
	"regexp"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

// question is an error that is answered by asking what was meant.
type question interface {
	error
	card() view.Card
}

// oneAnswer is a question whose buttons are readings of one line, of which one was
// meant: all of its answers together have one effect, and the first of them has it.
type oneAnswer interface {
	question
	oneAnswer()
}

func (*choose) oneAnswer() {}
func (*pick) oneAnswer()   {}

// questionWord is what stands in front of the lines of one question's buttons.
var questionWord = regexp.MustCompile(`^ask-[0-9a-f]{16}$`)

// asked is a question as it is put: its buttons know which one they answer.
func (c *Call) asked(q question) view.Card {
	card := q.card()
	if _, ok := q.(oneAnswer); ok {
		card = card.Answers(c.questionID())
	}
	return card
}

// questionID names the question that a request leads to. A question that an
// answer leads to is the same one still.
func (c *Call) questionID() string {
	if c.answers != "" {
		return c.answers
	}
	request := c.Key
	if request == "" {
		request = c.Now.UTC().Format(time.RFC3339Nano)
	}
	return "ask-" + store.BodyHash(string(c.Person.ID), request, c.body)[:16]
}

// takeQuestion takes the word by which a button says which question it answers.
func (c *Call) takeQuestion() {
	if word := c.Line.Peek(); questionWord.MatchString(word) {
		c.Line.Raw()
		c.answers, c.Request.Line = word, c.Line.Left()
	}
}

// answeredIn is the receipt of the first answer to the question that this request
// answers; false while there is none. A question is its asker's own.
func (c *Call) answeredIn(tx store.Tx) (rollout.Receipt, bool, error) {
	if c.answers == "" {
		return rollout.Receipt{}, false, nil
	}
	key := c.answerKey()
	return store.Seen(tx, key.key, key.body)
}

// answerKey is under which the first answer to a question is remembered.
func (c *Call) answerKey() answered {
	return answered{key: "answer/" + string(c.Person.ID) + "/" + c.answers, body: store.BodyHash(c.answers)}
}

// answeredBefore looks a question up before the line is read.
func (c *Call) answeredBefore() (r rollout.Receipt, again bool, err error) {
	if c.answers == "" {
		return r, false, nil
	}
	err = c.View(func(tx store.Tx) error {
		r, again, err = c.answeredIn(tx)
		return err
	})
	return r, again, err
}

// already answers a press on a question that was answered: with what its first
// answer did.
func (c *Call) already(r rollout.Receipt) (Reply, error) {
	reply, err := c.answer(r)
	if err != nil {
		return reply, err
	}
	var first view.Card
	if reply.Card != nil {
		first = *reply.Card
	}
	return say(view.Already(first)), nil
}
