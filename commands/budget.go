package commands

import (
	"fmt"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

var cmdBudget = &Command{
	Name: "budget show", Args: "[MONTH]", Short: "What was spent this month against the budget, by line, and which levels were reached",
	Long: "MONTH is a name such as `october`, its newest one unless a year stands behind it, or numbers such as `10/2026`; a year alone shows its total.",
	Bare: true, Needs: rollout.RightPlanRead, Run: showBudget,
}

// budgetPage is how many lines of spend a page shows.
const budgetPage = 10

func showBudget(c *Call) (Reply, error) {
	var data view.BudgetData
	share := c.Line.Take("share")
	err := c.View(func(tx store.Tx) error {
		k, err := c.hereIn(tx)
		if err != nil {
			return err
		}
		today := rollout.DayOf(c.Now, k.zone())
		period, on, err := takeMonth(c.Line, today)
		if err != nil {
			return err
		}
		from, err := c.takeFrom()
		if err != nil {
			return err
		}
		if err := c.done("budget show"); err != nil {
			return err
		}
		data, err = budgetOf(tx, k, period, on)
		if err != nil || data.Period != rollout.MonthOf(on) {
			return err
		}
		lines, err := store.SpendOf(tx, k.plan.ID, period, uint64(from), budgetPage+1)
		if err != nil {
			return err
		}
		if len(lines) > budgetPage {
			lines = lines[:budgetPage]
			data.More = fmt.Sprintf("in %s budget show %s from %d", k.plan.ID, period, lines[len(lines)-1].Num)
		}
		data.Newest, data.Skipped = lines, from > 0
		data.Monthly, err = store.LiveMonthly(tx, k.plan.ID, view.MonthlyShown+1)
		return err
	})
	if err != nil {
		return Reply{}, err
	}
	card := view.Budget(data)
	if share {
		return Reply{Card: &card, Public: true}, nil
	}
	if c.Channel != "" {
		card = card.WithShare(fmt.Sprintf("in %s budget show share %s", data.Plan, data.Period))
	}
	return say(card), nil
}

// takeMonth takes a month or a year from the line's front, and gives its first
// day; without one it is this month.
func takeMonth(l *Line, today rollout.Day) (rollout.Period, rollout.Day, error) {
	if word := l.Peek(); word == "" || word == "from" {
		return rollout.MonthOf(today), today, nil
	}
	words := l.Words()
	for n := min(2, len(words)); n > 0; n-- {
		if period, first, ok := rollout.ReadPeriod(strings.Join(words[:n], " "), today); ok {
			l.Drop(n)
			return period, first, nil
		}
	}
	return "", today, rollout.Problemf(rollout.Invalid,
		fmt.Sprintf("Write it like `/rollout budget show %s` or `/rollout budget show %s`.", strings.ToLower(today.Month.String()), rollout.MonthOf(today)),
		"“%s” is no month.", clip(l.peekRaw(), 60))
}

// budgetOf is how a plan's books stand in a period. It reads running totals: it
// costs the same however much was booked.
func budgetOf(tx store.Tx, k desk, period rollout.Period, on rollout.Day) (view.BudgetData, error) {
	data := view.BudgetData{
		Plan: k.plan.ID, Agent: k.state.Agent, Period: period, Allowance: rollout.AllowanceOf(k.plan, on),
		Center: k.plan.Cost.Center.Text, Owner: strings.Join(k.plan.Cost.Owner.Value, ", "), Owners: rollout.BudgetOwners(k.plan, k.duty),
		BudgetText: k.plan.Cost.Budget.Text, BudgetStatus: k.plan.Cost.Budget.Status,
	}
	data.Levels, data.Unjudged = rollout.Levels(k.plan, on)
	var err error
	if data.Total, err = store.SpendTotal(tx, k.plan.ID, period); err != nil {
		return data, err
	}
	data.Judged = data.Total
	if data.Allowance.Period != period {
		data.Judged, err = store.SpendTotal(tx, k.plan.ID, data.Allowance.Period)
	}
	return data, err
}

// budgetLine is a plan's spend as its status says it: one record is read.
func (c *Call) budgetLine(tx store.Tx, k desk) (string, error) {
	a := rollout.AllowanceOf(k.plan, rollout.DayOf(c.Now, k.zone()))
	judged, err := store.SpendTotal(tx, k.plan.ID, a.Period)
	return view.BudgetLine(a, judged), err
}
