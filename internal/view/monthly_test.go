package view_test

import (
	"strings"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

// monthlySpend is everything that people see of an amount that is booked every
// month, with text in every place that holds somebody's words.
func monthlySpend(t *testing.T, text string) []shown {
	t.Helper()
	var all []shown
	at := func(title string, c view.Card) { all = append(all, shown{title: title, card: c}) }
	p, s := spendingPlan(monthlyBudget, "50")
	s.Agent = text
	first := rollout.Day{Year: 2026, Month: time.May, Day: 31}
	m := rollout.MonthlySpend(s, 3, by("sam"), rollout.Booking{On: first, Quantity: usd("600"), Line: "licences", Note: "seats"}, noon)
	m, lines, e, err := rollout.StartMonthly(p, s, m, rollout.Books{}, []uint64{7, 8}, by("sam"), duty(), noon)
	if err != nil {
		t.Fatal(err)
	}
	m.Line, m.Note = text, text
	a := rollout.MonthlyDid{Agent: text, Monthly: m, Lines: lines, Changed: true, Now: noon}
	at("set up", view.MonthlySetUp(a))
	reached := a
	reached.Told = []rollout.Place{"@sam", "#fallback"}
	at("set up, with a level reached", view.MonthlySetUp(reached))
	later := a
	later.Lines, later.Monthly.First, later.Monthly.Count, later.Monthly.Line = nil, rollout.Day{Year: 2026, Month: time.August, Day: 2}, 0, ""
	at("set up for later", view.MonthlySetUp(later))

	ended := a
	ended.Monthly.Ended, ended.Monthly.EndedBy = noon, "sam"
	at("undone with what it has booked", view.MonthlyEnded(ended))
	ended.Lines = nil
	at("undone, and its lines were taken back before", view.MonthlyEnded(ended))
	ended.Monthly.Why = text
	at("ended", view.MonthlyEnded(ended))
	ended.Monthly.Count = 0
	at("ended before it was booked", view.MonthlyEnded(ended))
	ended.Changed = false
	at("ended again", view.MonthlyEnded(ended))
	ended.Monthly.EndedBy = ""
	at("ended again, by itself", view.MonthlyEnded(ended))

	data := budgetData(p, s, rollout.Books{}, lines)
	for n := range uint64(10) {
		each := m
		each.Num = n + 1
		data.Monthly = append(data.Monthly, each)
	}
	at("many in the budget", view.Budget(data))
	data.Monthly = data.Monthly[:1]
	at("one in the budget", view.Budget(data))
	lines[0].Reversed = "SP-9"
	at("one month taken back", view.SpendTakenBack(view.SpendAnswer{Agent: text, Line: lines[0], Changed: true, Now: noon}))

	p.Cost.Budget.Value.Currency = "EUR"
	_, e = rollout.BookMonthly(p, s, m, rollout.Books{}, nil, duty(), m.Due)
	for _, n := range e.Notices {
		c, err := view.Notice(n.Kind, n.Facts, nil, m.Due)
		if err != nil {
			t.Fatal(err)
		}
		at("it cannot be booked any more", c)
	}
	return all
}

func TestMonthlySpend(t *testing.T) {
	golden(t, "monthly", monthlySpend(t, "Policy Assistant")...)
}

func TestHostileTextInMonthlySpend(t *testing.T) {
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			for _, s := range monthlySpend(t, text) {
				for _, problem := range broken(s.card) {
					if !strings.HasPrefix(problem, "raises its voice") { // so do people
						t.Errorf("%s: %s", s.title, problem)
					}
				}
				checkCard(t, s.title, s.card)
			}
		})
	}
}
