package commands

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

var cmdDone = &Command{
	Name: "done", Args: "[STEP|REVIEW|CRITERION]", Short: "What your “done” could mean: steps of a pause, incidents you have, criteria, reviews",
	Long:  "Each with its button. With a name or number that only one of them has it does that: `done 2`, `done R3 accepted`.",
	Needs: rollout.RightRead, Run: doneWhich,
}

// doneWhich lists what a "done" could mean for the asker.
func doneWhich(c *Call) (Reply, error) {
	waits, err := c.doneWaits()
	if err != nil {
		return Reply{}, err
	}
	word := ""
	if !c.Line.Empty() {
		meant, err := c.meantHere(meantBy(waits, c.Line.Words()))
		if err != nil {
			return Reply{}, err
		}
		if word = plainText(c.Line.Left()); len(meant) > 0 {
			waits, word = meant, ""
		}
	}
	return say(view.DoneWhich(waits, word, c.Now)), nil
}

// doneWaits is what waits on the asker and is done by a word, worst first: over all
// plans, or of the plan they named.
func (c *Call) doneWaits() (waits []rollout.Waiting, err error) {
	err = c.View(func(tx store.Tx) error {
		if c.named == "" {
			waits, err = c.everyWait(tx)
			return err
		}
		s, err := store.State(tx, c.named)
		if err != nil {
			return err
		}
		waits, err = c.waits(tx, s)
		return err
	})
	return slices.DeleteFunc(waits, func(w rollout.Waiting) bool { return !w.TakesDone() }), err
}

// meantBy are those of waits that words name.
func meantBy(waits []rollout.Waiting, words []string) []rollout.Waiting {
	return slices.DeleteFunc(slices.Clone(waits), func(w rollout.Waiting) bool { return w.NamedBy(words) == 0 })
}

// meantHere are those of several that are of the plan at hand, where any is, as a
// line that names no plan is read everywhere else.
func (c *Call) meantHere(meant []rollout.Waiting) ([]rollout.Waiting, error) {
	if len(meant) < 2 {
		return meant, nil
	}
	var plan rollout.PlanID
	err := c.View(func(tx store.Tx) (err error) {
		plan, err = c.planID(tx)
		return err
	})
	var several *pick
	if errors.As(err, &several) {
		return meant, nil
	}
	here := slices.DeleteFunc(slices.Clone(meant), func(w rollout.Waiting) bool { return w.Plan != plan })
	if len(here) == 0 {
		here = meant
	}
	return here, err
}

var reviewRow = regexp.MustCompile(`^r[0-9]{1,6}$`)

// doneWords reads what follows "done": nothing, or what is done. What only one
// thing is called by, of those that wait on the asker, is that one; else a word that
// says by itself of what sort it is goes to the command of its noun; else it is
// asked. In an incident's thread it is a note, as all talk there is ("done, it works
// again").
func (c *Call) doneWords() (*Command, error) {
	if c.isTalk() {
		c.Line, c.named = NewLine(c.Request.Line), ""
		return c.command("incident note"), nil
	}
	if c.Line.Empty() {
		return c.command("done"), nil
	}
	if c.Line.Take("step") {
		return c.stepDone("")
	}
	waits, err := c.doneWaits()
	if err != nil {
		return nil, err
	}
	word := keyWord(c.Line.Peek())
	meant, err := c.meantHere(meantBy(waits, c.Line.Words()))
	if err != nil {
		return nil, err
	}
	switch {
	case len(meant) == 1:
		return c.doneOf(meant[0])
	case len(meant) > 1:
	case reviewRow.MatchString(word):
		return c.command("review done"), nil
	case criterionKeys.MatchString(word):
		return c.command("wave tick"), nil
	case strings.HasPrefix(word, "inc"):
		return c.command("incident resolve"), nil
	}
	return c.command("done"), nil
}

// doneOf is the command that does one thing that waits on the asker. What stands
// behind its name goes with it: an outcome, evidence, a text.
func (c *Call) doneOf(w rollout.Waiting) (*Command, error) {
	if w.Pause != nil {
		return c.stepDone(w.Pause.ID)
	}
	c.Line.Drop(w.NamedBy(c.Line.Words()))
	switch rest := c.Line.Left(); {
	case w.Review != nil:
		c.named, c.Line = w.Plan, NewLine(string(w.Review.Review.Row)+" "+rest)
		return c.command("review done"), nil
	case w.Tick != nil:
		c.named, c.Line = w.Plan, NewLine(w.Tick.Key+" "+rest)
		return c.command("wave tick"), nil
	default:
		c.Line = NewLine(w.Incident.ID + " " + rest)
		return c.command("incident resolve"), nil
	}
}

// stepDone reads "2", or "2 done", as a step of a pause that is done; of the plan's
// own pause when none is named.
func (c *Call) stepDone(pause string) (*Command, error) {
	n := c.Line.Word()
	if _, err := strconv.Atoi(strings.Trim(n, ".,:#")); err == nil {
		c.Line.Take("done")
		n += " done"
	}
	c.Line = NewLine(strings.TrimSpace(pause + " " + n + " " + c.Line.Left()))
	return c.command("pause step"), nil
}
