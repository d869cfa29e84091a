package commands

import (
	"errors"
	"regexp"
	"strings"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

var cmdUndo = &Command{
	Name: "undo", Args: "[ID]", Short: "Take back what you booked in the last " + rollout.UndoWords + "; both lines are kept",
	Long:  "Of what is booked every month (SPM-1) it ends that as well.",
	Needs: rollout.RightUndo, Run: undoSpend,
}

var cmdReverse = &Command{
	Name: "reverse", Args: "ID because TEXT", Short: "Take back a line of spend at any time, and say why; both lines are kept",
	Long:  "Of what is booked every month (SPM-1) it ends that: what was booked stays.",
	Needs: rollout.RightSpend, Run: reverseSpend,
}

func undoSpend(c *Call) (Reply, error) {
	id, err := c.takeSpendID()
	if err == nil {
		err = c.done("undo")
	}
	if err != nil {
		return Reply{}, err
	}
	if strings.HasPrefix(id, "SPM-") {
		return c.undoMonthly(id)
	}
	return c.takeBack(id, rollout.VerbUndo, func(_ store.Tx, line rollout.Spend) error {
		who := rollout.Standing{Account: c.Person.Account, Owner: line.BookedBy(c.Person.ID)}
		if line.BookedBy(line.By) {
			who.Holders.Owners = []rollout.UserID{line.By}
		}
		return rollout.May(rollout.RightUndo, who)
	}, func(line rollout.Spend, books rollout.Books, num uint64) (rollout.Spend, rollout.Effects, error) {
		return rollout.UndoSpend(line, books, num, c.Actor(), c.Now)
	})
}

func reverseSpend(c *Call) (Reply, error) {
	monthly, ends := asMonthlyID(c.Line.Peek())
	id, ok := asSpendID(c.Line.Peek())
	if !ok && !ends {
		return Reply{}, rollout.Problemf(rollout.Invalid, "Name the line and say why: `/rollout reverse SP-12 because it was booked twice`.",
			"There is no line named, so nothing was changed.")
	}
	c.Line.Word()
	c.Line.Take("because")
	why := c.Line.Rest()
	if ends {
		return c.endMonthly(monthly, why)
	}
	return c.takeBack(id, rollout.VerbReverse, func(tx store.Tx, line rollout.Spend) error {
		_, err := c.spendingIn(tx, line.Plan)
		return err
	}, func(line rollout.Spend, books rollout.Books, num uint64) (rollout.Spend, rollout.Effects, error) {
		return rollout.ReverseSpend(line, books, num, c.Actor(), why, c.Now)
	})
}

// takeBack runs one of the two ways to take a line back.
func (c *Call) takeBack(
	id string, verb rollout.Verb, may func(store.Tx, rollout.Spend) error,
	rule func(rollout.Spend, rollout.Books, uint64) (rollout.Spend, rollout.Effects, error),
) (Reply, error) {
	return c.Change(func(tx store.Tx) (rollout.Receipt, rollout.Effects, error) {
		fail := func(err error) (rollout.Receipt, rollout.Effects, error) {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		line, err := store.Spend(tx, id)
		if errors.Is(err, store.ErrNotFound) {
			return fail(rollout.Problemf(rollout.Missing, "`/rollout budget show` lists the newest lines.", "There is no %s, so nothing was changed.", id))
		}
		if err == nil {
			err = may(tx, line)
		}
		if err != nil {
			return fail(err)
		}
		k, err := deskOf(tx, line.Plan)
		if err != nil {
			return fail(err)
		}
		books, err := store.Books(tx, line.Plan, line.On)
		if err != nil {
			return fail(err)
		}
		num := uint64(0)
		if line.Live() {
			if num, err = store.NextSpend(tx); err != nil {
				return fail(err)
			}
		}
		after, e, err := rule(line, books, num)
		if err != nil {
			return fail(err)
		}
		if len(e.Put) == 0 { // it was taken back before
			for _, t := range books {
				e.Put = append(e.Put, t)
			}
			r := c.spendReceipt(verb, k, after, e)
			r.Facts["changed"] = "false"
			return r, rollout.Effects{}, nil
		}
		return c.spendReceipt(verb, k, after, e), e, nil
	})
}

var spendID = regexp.MustCompile(`^(?:sp-?)?0*([1-9][0-9]{0,17})$`)

func asSpendID(word string) (string, bool) {
	m := spendID.FindStringSubmatch(strings.TrimRight(strings.ToLower(word), ":,."))
	if m == nil {
		return "", false
	}
	return "SP-" + m[1], true
}

// spendVerb takes the id of a line and the verb behind it. The id goes back to
// the line's front, where both verbs expect it.
func (c *Call) spendVerb(id string) (*Command, error) {
	c.Line.Raw()
	cmd := c.command(c.Line.Peek())
	if cmd != cmdUndo && cmd != cmdReverse || cmd == nil {
		return nil, c.unknown(id+" "+c.Line.Peek(), "undo "+id, "reverse "+id+" because …")
	}
	c.Line.Raw()
	c.Line = NewLine(id + " " + c.Line.Left())
	return cmd, nil
}

// takeSpendID takes the id of a line, or of what is booked every month; without
// one, the newest of both that the asker booked and may still undo.
func (c *Call) takeSpendID() (string, error) {
	for _, read := range []func(string) (string, bool){asMonthlyID, asSpendID} {
		if id, ok := read(c.Line.Peek()); ok {
			c.Line.Word()
			return id, nil
		}
	}
	if !c.Line.Empty() {
		return "", rollout.Problemf(rollout.Invalid, "Name a line like `/rollout undo SP-12`.", "“%s” is no line of spend, so nothing was changed.", clip(c.Line.Rest(), 60))
	}
	const most = 20 // newest lines looked through
	found := ""
	err := c.View(func(tx store.Tx) error {
		lines, err := store.SpendBy(tx, c.Person.ID, most)
		if err != nil {
			return err
		}
		var since time.Time
		for _, l := range lines {
			if l.MayUndo(c.Person.ID, c.Now) {
				found, since = l.ID(), l.At
				break
			}
		}
		newer, err := c.newestMonthly(tx, since)
		if newer != "" {
			found = newer
		}
		return err
	})
	if err == nil && found == "" {
		err = rollout.Problemf(rollout.Missing, "An older line is taken back with a reason: `/rollout reverse SP-12 because …`.",
			"You booked nothing in the last %s, so nothing was changed.", rollout.UndoWords)
	}
	return found, err
}
