package commands

import (
	"slices"
	"strings"

	"github.com/rolloutbot/rollout/internal/view"
)

// maxButtonLine is how long a line a button can carry, in bytes, behind the word
// that says which question it answers.
const maxButtonLine = 2000 - len("ask-0123456789abcdef ")

// unknownWord is the answer to words that mean nothing where they stand: lines
// that could have been meant, and examples.
type unknownWord struct {
	word    string
	said    string   // instead of "I do not know …"; lines in it in code marks
	instead string   // what to do; lines in it in code marks
	meant   []string // to be pressed
	typed   []string // to be typed
}

func (u *unknownWord) Error() string { return "nothing is called " + u.word }

func (u *unknownWord) card() view.Card {
	return view.Unknown(view.UnknownWord{
		Word: u.word, Said: u.said, Instead: u.instead, Meant: u.meant, Typed: u.typed, Examples: []string{"help", "report it shows salary data"},
	})
}

// unknown suggests lines that could have been meant. Said in an incident's thread, all of it could have been meant as a note.
func (c *Call) unknown(word string, meant ...string) *unknownWord {
	u := &unknownWord{word: clip(word, 60)}
	if c.isTalk() {
		if id, err := c.threadIncident(); err == nil {
			meant = slices.DeleteFunc(meant, func(l string) bool { return strings.HasPrefix(l, "incident note ") })
			meant = append(meant, "incident note "+id+" "+c.Request.Line)
		}
	}
	for _, line := range meant {
		line = strings.TrimSpace(c.inPlan(line))
		if len(line) <= maxButtonLine {
			u.meant = append(u.meant, line)
		}
	}
	return u
}

// inPlan puts the plan that the line named in front of another line.
func (c *Call) inPlan(line string) string {
	if c.named == "" || strings.HasPrefix(line, "incident note ") {
		return line
	}
	return "in " + string(c.named) + " " + line
}

// done refuses what a command leaves on its line: words that it does not know
// may change what was meant, so it must not act without them. meant are lines
// that could have been.
func (c *Call) done(meant ...string) error {
	if c.Line.Empty() {
		return nil
	}
	if len(meant) == 0 {
		meant = []string{c.Cmd.Name}
	}
	return c.unknown(plainText(c.Line.Left()), meant...)
}
