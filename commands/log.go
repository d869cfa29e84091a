package commands

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

var cmdLog = &Command{
	Name: "log", Args: "[N] [from ENTRY]", Short: "The newest actions on record: who did what, about what, and why", Needs: rollout.RightPlanRead,
	Long: "Ten without a number, fifty at most at once; the button goes back further. What is about a private incident shows only that there is one, except to those who may see it.",
	Run:  showLog,
}

const (
	logUsual, logMost = 10, 50
	// logReach is how far back one answer looks for entries of one plan: what it
	// costs stays the same however long the record grows.
	logReach = 5000
	logPage  = 250
)

func showLog(c *Call) (Reply, error) {
	n := logUsual
	if c.Line.Peek() != "" && c.Line.Peek() != "from" {
		w := c.Line.Word()
		var err error
		if n, err = strconv.Atoi(w); err != nil || n < 1 || n > logMost {
			return Reply{}, rollout.Problemf(rollout.Invalid, "Type a number from 1 to 50: `/rollout log 20`.", "“%s” is not a number of entries, so nothing is shown.", w)
		}
	}
	from, err := c.takeFrom()
	if err != nil {
		return Reply{}, err
	}
	if err := c.done(); err != nil {
		return Reply{}, err
	}
	var k desk
	var actions []view.LogAction
	older := uint64(0)
	err = c.View(func(tx store.Tx) (err error) {
		if k, err = c.hereIn(tx); err != nil {
			return err
		}
		actions, older, err = c.logOf(tx, k, uint64(from), n)
		return err
	})
	if err != nil {
		return Reply{}, err
	}
	line := ""
	if older > 0 {
		line = fmt.Sprintf("in %s log %d from %d", k.plan.ID, n, older)
	}
	return say(view.Log(k.state.Agent, actions, line)), nil
}

// logOf are the newest actions of one plan before an entry (0: of all), each with
// all the entries that it wrote, and the entry before which older ones are looked
// for; 0 when there is none.
func (c *Call) logOf(tx store.Tx, k desk, before uint64, n int) (out []view.LogAction, older uint64, err error) {
	action := uint64(0)
	for looked := 0; looked < logReach; looked += logPage {
		page, err := store.AuditBack(tx, before, logPage)
		if err != nil || len(page) == 0 {
			return out, 0, err
		}
		for _, e := range page {
			newer := before
			before = e.Seq
			if e.Plan != k.plan.ID {
				continue
			}
			if e.Action != action && len(out) == n {
				return out, newer, nil
			}
			seen, err := c.maySeeEntry(tx, k, e)
			if err != nil {
				return nil, 0, err
			}
			if e.Action != action {
				action = e.Action
				out = append(out, view.LogAction{At: e.At, Who: e.User, Name: e.Name})
			}
			last := &out[len(out)-1]
			last.Entries = slices.Insert(last.Entries, 0, logEntry(e, seen))
		}
	}
	return out, before, nil
}

// logEntry hands on nothing of what the asker may not see.
func logEntry(e store.AuditEntry, seen bool) view.LogEntry {
	if !seen {
		return view.LogEntry{Masked: true}
	}
	return view.LogEntry{Verb: e.Verb, Subject: e.Subject, Why: e.Why, At: e.At, Before: e.Before, After: e.After}
}

// maySeeEntry asks the one rule of who may see a private incident about the
// one that an entry names.
func (c *Call) maySeeEntry(tx store.Tx, k desk, e store.AuditEntry) (bool, error) {
	if e.Audience == rollout.Everyone {
		return true, nil
	}
	_, id, ok := strings.Cut(string(e.Audience), "/")
	if !ok {
		return false, nil
	}
	in, err := store.Incident(tx, id)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	l, err := listed(tx, k.plan, in, c.viewer(k.duty.House))
	return !l.Masked, err
}
