package view

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// BudgetData is how a plan's books stand in a month or a year.
type BudgetData struct {
	Plan         rollout.PlanID
	Agent        string
	Period       rollout.Period // shown
	Total        rollout.SpendTotal
	Allowance    rollout.Allowance
	Judged       rollout.SpendTotal // of the allowance's period
	BudgetText   string             // as written
	BudgetStatus rollout.Status
	Levels       []rollout.Level
	Unjudged     []rollout.Unjudged
	Center       string
	Owner        string // roles, as written
	Owners       []rollout.Place
	Newest       []rollout.Spend // of the month
	Monthly      []rollout.Monthly
	Skipped      bool   // a later page
	More         string // the line of the next page; "": there is none
}

// Budget shows what was spent against the budget: the standing first, then the
// levels, the lines and the newest bookings.
func Budget(b BudgetData) Card {
	var d draft
	text := dots("*"+textOr(Line(b.Agent))+"*", "budget "+Line(PeriodName(b.Period)), b.standing())
	d.say("%s", text)
	if !b.Skipped {
		d.lines(append(append(b.notes(), b.levels()...), b.byLine())...)
	}
	d.pack(b.newest())
	if !b.Skipped {
		d.pack(b.monthlyLines())
	}
	if b.More != "" {
		d.buttons(Button{Text: "Show more", Line: b.More, Label: "Show more: older lines of spend"})
	}
	if !b.Skipped {
		d.small(b.small()...)
	}
	return d.card(text)
}

// standing is the sum of the shown period, against the budget where it is for
// that period.
func (b BudgetData) standing() string {
	sums := make([]string, 0, len(b.Total.Sums))
	for _, s := range b.Total.Sums {
		if b.Allowance.Has && b.Allowance.Period == b.Period && s.Same(b.Allowance.Quantity) {
			sums = append([]string{Line(SpentOf(b.Allowance, s.Quantity))}, sums...)
			continue
		}
		sums = append(sums, Line(s.Quantity.String()))
	}
	if len(sums) == 0 && b.Allowance.Has && b.Allowance.Period == b.Period {
		sums = append(sums, Line(SpentOf(b.Allowance, b.Total.Of(b.Allowance.Quantity).Quantity)))
	}
	if len(sums) == 0 {
		return "nothing booked"
	}
	return List(sums, 8)
}

// notes say what the budget is, where that is not plain.
func (b BudgetData) notes() []string {
	var notes []string
	switch a := b.Allowance; {
	case !a.Has && b.BudgetStatus == rollout.Unclear:
		notes = append(notes, "The plan's budget "+Quote(b.BudgetText, 100)+" is unclear, so amounts are only added up.")
	case !a.Has:
		notes = append(notes, "The plan has no budget, so amounts are only added up.")
	case a.Days > 0:
		notes = append(notes, Line(fmt.Sprintf("The budget is %s a day, taken times %d days.", a.Daily, a.Days)))
	case a.Period != b.Period:
		notes = append(notes, "The budget is for "+Line(PeriodName(a.Period))+": "+Line(SpentOf(a, b.Judged.Of(a.Quantity).Quantity))+".")
	}
	if len(b.Total.Sums) > 1 {
		notes = append(notes, "Amounts of different currencies or units are not added.")
	}
	return notes
}

// levels are the alert thresholds: when each was reached, or how far it is.
func (b BudgetData) levels() []string {
	var all []string
	for _, l := range b.Levels {
		spent := b.Judged.Of(l.At)
		below := l.At.With(l.At.Amount.Sub(spent.Amount))
		reached := b.Judged.Reached(l)
		state := ""
		switch {
		case !below.Amount.IsPositive() && reached.IsZero():
			state = "reached; the next booking says so"
		case reached.IsZero():
			state = Line(below.String()) + " to go"
		case below.Amount.IsPositive():
			state = "reached " + Time(reached) + ", now " + Line(below.String()) + " below"
		default:
			state = "reached " + Time(reached)
		}
		trigger := ""
		if l.Trigger != "" {
			trigger = ", a pause trigger"
		}
		all = append(all, "Level "+Line(l.Words())+trigger+": "+state)
	}
	for _, u := range b.Unjudged {
		all = append(all, "Level "+Line(thresholdWords(u.Threshold))+": not watched, "+Line(u.Why))
	}
	return all
}

func thresholdWords(t rollout.AlertThreshold) string {
	words := ""
	switch {
	case t.Percent != nil:
		words = t.Percent.String() + " %"
	case t.Amount != nil:
		words = rollout.Quantity{Amount: *t.Amount, Currency: t.Currency}.String()
	}
	return strings.TrimSpace(strings.TrimPrefix(t.Basis, "actual") + " " + words)
}

// byLine is what was spent by the name of the line, the most first.
func (b BudgetData) byLine() string {
	var parts []string
	rest := map[string]rollout.Quantity{}
	for _, s := range b.Total.Sums {
		rest[s.Of()] = s.Quantity
	}
	named := false
	lines := slices.Clone(b.Total.Lines)
	slices.SortStableFunc(lines, func(a, b rollout.Sum) int {
		if !a.Same(b.Quantity) {
			return strings.Compare(a.Of(), b.Of()) // amounts of two things have no order
		}
		return b.Amount.Cmp(a.Amount)
	})
	for _, l := range lines {
		left := rest[l.Of()]
		rest[l.Of()] = left.With(left.Amount.Sub(l.Amount))
		if l.Amount.IsZero() {
			continue
		}
		name := "without a name"
		if l.Name != rollout.OtherLines {
			name, named = Excerpt(l.Name, 40), true
		}
		parts = append(parts, name+" "+Line(l.Quantity.String()))
	}
	for _, s := range b.Total.Sums {
		if q := rest[s.Of()]; !q.Amount.IsZero() {
			parts = append(parts, "other lines "+Line(q.String()))
		}
	}
	if !named {
		return ""
	}
	return "Lines: " + dots(parts...)
}

// newest are the newest bookings of the month.
func (b BudgetData) newest() []string {
	if len(b.Newest) == 0 {
		return nil
	}
	lines := []string{"*Newest bookings*"}
	for _, s := range b.Newest {
		lines = append(lines, spendLine(s))
	}
	return lines
}

func spendLine(s rollout.Spend) string {
	who := Person(s.By)
	if s.Monthly != "" && s.Reverses == "" {
		who = dots("every month, "+Line(s.Monthly), who)
	}
	if s.Via == rollout.ByHook {
		who = "a feed"
		if s.Source != "" {
			who = "feed " + Quote(s.Source, 40)
		}
	}
	state := ""
	switch {
	case s.Reversed != "":
		state = "taken back by " + Line(s.Reversed)
	case s.Reverses != "":
		state = "takes " + Line(s.Reverses) + " back"
	}
	why, note := "", ""
	if s.Why != "" {
		why = Quote(s.Why, 80)
	}
	if s.Note != "" {
		note = Quote(s.Note, 80)
	}
	return dots(s.ID(), DayWords(s.On), Line(s.Quantity.String()), Excerpt(s.Line, 40), note, who, state, why)
}

func (b BudgetData) small() []string {
	owner := ""
	switch {
	case b.Owner == "":
		owner = "The plan names no budget owner; the plan owner hears of its levels"
	case len(b.Owners) == 0:
		owner = "Budget owner: " + Excerpt(b.Owner, 100) + " (nobody fills this role); the plan owner hears of it"
	default:
		owner = "Budget owner: " + Excerpt(b.Owner, 100) + ", " + Places(b.Owners)
	}
	center := ""
	if b.Center != "" {
		center = "Cost centre: " + Excerpt(b.Center, 100)
	}
	return []string{owner, center, "Book with " + Code("spend 1240.50 on yesterday for licences")}
}

// BudgetLine is a plan's spend in a line of its status; "" when it has neither a
// budget nor spend. What is over the budget says by how much.
func BudgetLine(a rollout.Allowance, judged rollout.SpendTotal) string {
	if a.Has {
		spent := judged.Of(a.Quantity)
		line := "Budget " + Line(spent.String()+" of "+a.Quantity.String())
		if len(a.Period) == len("2026") {
			line = "Budget " + string(a.Period) + " " + Line(spent.String()+" of "+a.Quantity.String())
		}
		if percent, ok := a.Percent(spent.Quantity); ok && a.Exceeded(judged) {
			line += ", *" + percent + " %*"
		}
		return line
	}
	var sums []string
	for _, s := range judged.Sums {
		sums = append(sums, Line(s.Quantity.String()))
	}
	if len(sums) == 0 {
		return ""
	}
	return "Spent " + List(sums, 3) + ", no budget"
}
