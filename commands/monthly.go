package commands

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

// bookMonthly sets up an amount that is booked every month.
func (c *Call) bookMonthly(plan rollout.PlanID, b rollout.Booking) (Reply, error) {
	return c.Change(func(tx store.Tx) (rollout.Receipt, rollout.Effects, error) {
		fail := func(err error) (rollout.Receipt, rollout.Effects, error) {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		k, err := c.spendingIn(tx, plan)
		if err == nil {
			err = c.check(k, b, true)
		}
		if err != nil {
			return fail(err)
		}
		num, err := store.NextMonthly(tx)
		if err != nil {
			return fail(err)
		}
		m := rollout.MonthlySpend(k.state, num, c.Actor(), b, c.Now)
		days := m.DueDays(k.state, c.Now)
		books, err := store.Books(tx, plan, days...)
		if err != nil {
			return fail(err)
		}
		nums, err := store.NextSpends(tx, len(days))
		if err != nil {
			return fail(err)
		}
		m, lines, e, err := rollout.StartMonthly(k.plan, k.state, m, books, nums, c.Actor(), k.duty, c.Now)
		if err != nil {
			return fail(err)
		}
		return c.monthlyReceipt(rollout.VerbMonthly, k, m, lines, e), e, nil
	})
}

// undoMonthly ends what its author set up a moment ago, and takes back what it
// has booked.
func (c *Call) undoMonthly(id string) (Reply, error) {
	return c.Change(func(tx store.Tx) (rollout.Receipt, rollout.Effects, error) {
		fail := func(err error) (rollout.Receipt, rollout.Effects, error) {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		m, k, err := monthlyAt(tx, id)
		if err == nil {
			err = rollout.May(rollout.RightUndo, rollout.Standing{Account: c.Person.Account, Owner: m.By == c.Person.ID, Holders: rollout.Holders{Owners: []rollout.UserID{m.By}}})
		}
		if err != nil {
			return fail(err)
		}
		var lines []rollout.Spend
		var days []rollout.Day
		counts := 0
		for _, id := range m.Lines {
			l, err := store.Spend(tx, id)
			if err != nil {
				return fail(err)
			}
			lines, days = append(lines, l), append(days, l.On)
			if l.Live() {
				counts++
			}
		}
		books, err := store.Books(tx, m.Plan, days...)
		if err != nil {
			return fail(err)
		}
		// The numbers are taken before the rule is asked: where it refuses, nothing
		// of the transaction is kept.
		var nums []uint64
		if m.Live() {
			if nums, err = store.NextSpends(tx, counts); err != nil {
				return fail(err)
			}
		}
		m, back, e, err := rollout.UndoMonthly(m, lines, books, nums, c.Actor(), c.Now)
		if err != nil {
			return fail(err)
		}
		return c.monthlyReceipt(rollout.VerbMonthlyEnd, k, m, back, e), e, nil
	})
}

// endMonthly ends it for a reason; what was booked stays.
func (c *Call) endMonthly(id, why string) (Reply, error) {
	return c.Change(func(tx store.Tx) (rollout.Receipt, rollout.Effects, error) {
		m, k, err := monthlyAt(tx, id)
		if err == nil {
			_, err = c.spendingIn(tx, m.Plan)
		}
		if err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		m, e, err := rollout.EndMonthly(m, why, c.Actor(), c.Now)
		if err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		return c.monthlyReceipt(rollout.VerbMonthlyEnd, k, m, nil, e), e, nil
	})
}

func monthlyAt(tx store.Tx, id string) (rollout.Monthly, desk, error) {
	m, err := store.Monthly(tx, id)
	if errors.Is(err, store.ErrNotFound) {
		return m, desk{}, rollout.Problemf(rollout.Missing, "`/rollout budget show` lists what is booked every month.", "There is no %s, so nothing was changed.", id)
	}
	if err != nil {
		return m, desk{}, err
	}
	k, err := deskOf(tx, m.Plan)
	return m, k, err
}

var monthlyID = regexp.MustCompile(`^spm-?0*([1-9][0-9]{0,17})$`)

func asMonthlyID(word string) (string, bool) {
	m := monthlyID.FindStringSubmatch(strings.TrimRight(strings.ToLower(word), ":,."))
	if m == nil {
		return "", false
	}
	return "SPM-" + m[1], true
}

// newestMonthly is what the asker set up last and may still undo, when that was
// after since; "" without.
func (c *Call) newestMonthly(tx store.Tx, since time.Time) (string, error) {
	mine, err := store.MonthlyBy(tx, c.Person.ID, 1)
	if err != nil || len(mine) == 0 || mine[0].At.Before(since) || !mine[0].MayUndo(c.Now) {
		return "", err
	}
	return mine[0].ID(), nil
}

// monthlyReceipt freezes what is booked every month as it was then: lines are
// those that were booked, or taken back, with it.
func (c *Call) monthlyReceipt(verb rollout.Verb, k desk, m rollout.Monthly, lines []rollout.Spend, e rollout.Effects) rollout.Receipt {
	a := rollout.MonthlyDid{Agent: k.state.Agent, Monthly: m, Lines: lines, Changed: len(e.Put) > 0, Now: c.Now.UTC().Truncate(time.Second)}
	for _, r := range e.Put {
		if t, ok := r.(rollout.SpendTotal); ok {
			if _, until := t.PutOff(c.Now); !until.IsZero() {
				a.Until = until
			}
		}
	}
	for _, n := range e.Notices {
		for _, t := range n.To {
			if !slices.Contains(a.Told, t.To) {
				a.Told = append(a.Told, t.To)
			}
		}
	}
	return rollout.Receipt{Verb: verb, Subject: m.ID(), Facts: facts("answer", frozen(a), "changed", strconv.FormatBool(a.Changed))}
}

// answerMonthly words a receipt of what is booked every month.
func answerMonthly(_ *Call, r rollout.Receipt) (Reply, error) {
	a, err := thawed[rollout.MonthlyDid](r, "answer")
	if err != nil {
		return Reply{}, err
	}
	if r.Verb == rollout.VerbMonthly {
		return say(view.MonthlySetUp(a)), nil
	}
	return say(view.MonthlyEnded(a)), nil
}
