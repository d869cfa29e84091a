package store

import (
	"errors"
	"fmt"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// Spend returns a line of the books by its id ("SP-12"), or ErrNotFound.
func Spend(tx Tx, id string) (rollout.Spend, error) { return get[rollout.Spend](tx, kindSpend, id) }

// NextSpend numbers the next line of the books.
func NextSpend(tx Tx) (uint64, error) { return tx.Next(kindSpend) }

// NextSpends numbers the next n lines of the books.
func NextSpends(tx Tx, n int) ([]uint64, error) {
	nums := make([]uint64, n)
	for i := range nums {
		var err error
		if nums[i], err = NextSpend(tx); err != nil {
			return nil, err
		}
	}
	return nums, nil
}

// SpendOf lists the lines of a plan's month, newest booking first, with numbers
// below before; before 0 begins with the newest, limit 0 means all.
func SpendOf(tx Tx, plan rollout.PlanID, month rollout.Period, before uint64, limit int) ([]rollout.Spend, error) {
	r := Range{Prefix: "month/" + string(plan) + "/" + string(month) + "/", Limit: limit, Reverse: true}
	if before > 0 {
		r.To = r.Prefix + fmt.Sprintf("%012d", before)
	}
	return byIndex[rollout.Spend](tx, kindSpend, r)
}

// SpendBy lists what a person booked by hand, newest first; limit 0 means all.
func SpendBy(tx Tx, who rollout.UserID, limit int) ([]rollout.Spend, error) {
	return byIndex[rollout.Spend](tx, kindSpend, Range{Prefix: "by/" + string(who) + "/", Limit: limit, Reverse: true})
}

// SpendTotal is the running total of a plan's month or year; an empty one while
// nothing was booked.
func SpendTotal(tx Tx, plan rollout.PlanID, p rollout.Period) (rollout.SpendTotal, error) {
	t := rollout.SpendTotal{Schema: 1, Plan: plan, Period: p}
	got, err := get[rollout.SpendTotal](tx, kindSpendTotal, t.Key())
	if errors.Is(err, ErrNotFound) {
		return t, nil
	}
	return got, err
}

// Books are the running totals that spend of these days changes.
func Books(tx Tx, plan rollout.PlanID, days ...rollout.Day) (rollout.Books, error) {
	books := rollout.Books{}
	for _, d := range days {
		for _, p := range rollout.PeriodsOf(d) {
			if _, have := books[p]; have {
				continue
			}
			t, err := SpendTotal(tx, plan, p)
			if err != nil {
				return nil, err
			}
			books[p] = t
		}
	}
	return books, nil
}

// Monthly returns what is spent every month by its id ("SPM-3"), or ErrNotFound.
func Monthly(tx Tx, id string) (rollout.Monthly, error) {
	return get[rollout.Monthly](tx, kindMonthly, id)
}

// NextMonthly numbers the next one that is set up.
func NextMonthly(tx Tx) (uint64, error) { return tx.Next(kindMonthly) }

// LiveMonthly lists what is booked every month in a plan, oldest first; limit 0
// means all.
func LiveMonthly(tx Tx, plan rollout.PlanID, limit int) ([]rollout.Monthly, error) {
	return byIndex[rollout.Monthly](tx, kindMonthly, Range{Prefix: "live/" + string(plan) + "/", Limit: limit})
}

// MonthlyBy lists what a person set up and still runs, newest first.
func MonthlyBy(tx Tx, who rollout.UserID, limit int) ([]rollout.Monthly, error) {
	return byIndex[rollout.Monthly](tx, kindMonthly, Range{Prefix: "by/" + string(who) + "/", Limit: limit, Reverse: true})
}

var kindMonthly = rollout.Monthly{}.Kind()
