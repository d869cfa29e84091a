package view

import (
	"strconv"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// everyMonth says what is booked every month, and on which day.
func everyMonth(m rollout.Monthly) string {
	short := ""
	if m.First.Day > 28 {
		short = " (in shorter months on the last day)"
	}
	what := ""
	if m.Line != "" {
		what = " for " + Quote(m.Line, 80)
	}
	return Line(m.Quantity.String()) + " every month on the " + dayOfMonth(m.First.Day) + short + what
}

// dayOfMonth is a day as it is said: "1st", "22nd".
func dayOfMonth(n int) string {
	suffix := "th"
	switch {
	case n%100 >= 11 && n%100 <= 13:
	case n%10 == 1:
		suffix = "st"
	case n%10 == 2:
		suffix = "nd"
	case n%10 == 3:
		suffix = "rd"
	}
	return strconv.Itoa(n) + suffix
}

// MonthlySetUp answers who set it up: what is booked when, what was booked at
// once, who is told, and how it ends.
func MonthlySetUp(a rollout.MonthlyDid) Card {
	var d draft
	m := a.Monthly
	text := dots(everyMonth(m), "*"+textOr(Excerpt(a.Agent, 80))+"*", "*"+m.ID()+"*")
	booked := "Nothing is booked yet."
	if len(a.Lines) > 0 {
		booked = "Booked now: " + List(spendNames(a.Lines), 6) + "."
	}
	told := ""
	switch {
	case !a.Until.IsZero():
		told = "A level of the budget is reached; the budget owner hears of it " + When(a.Until, a.Now) + ", when they work. " + nothingOff
	case len(a.Told) > 0:
		told = "A level of the budget is reached; " + Places(a.Told) + " " + isAre(len(a.Told)) + " told. " + nothingOff
	}
	d.lines(text, booked+" Next on "+DayWords(m.Next())+", by itself.", told)
	d.buttons(Button{Text: "Undo", Line: "undo " + m.ID(), Label: "Undo: take " + m.ID() + " back"})
	d.small("You can undo it until "+Clock(m.At.Add(rollout.UndoFor))+", with what it has booked", "Later "+Code("reverse "+m.ID()+" because …")+" ends it")
	return d.card(joined([]string{text + ".", booked, told}, " "))
}

func spendNames(lines []rollout.Spend) []string {
	names := make([]string, len(lines))
	for i, l := range lines {
		names[i] = l.ID() + " of " + DayWords(l.On)
	}
	return names
}

// MonthlyEnded answers who ended it: nothing more is booked, and what became of
// what was.
func MonthlyEnded(a rollout.MonthlyDid) Card {
	m := a.Monthly
	id := "*" + m.ID() + "*"
	if !a.Changed {
		by := "since it could not be booked any more"
		if m.EndedBy != "" {
			by = "by " + Person(m.EndedBy)
		}
		return said("%s ended %s, %s. Nothing changed.", id, When(m.Ended, a.Now), by)
	}
	var after string
	switch {
	case len(a.Lines) > 0:
		names := make([]string, len(a.Lines))
		for i, l := range a.Lines {
			names[i] = l.ID()
		}
		after = "Taken back with it: " + List(names, 6) + ". All lines are kept."
	case m.Count > 0 && m.Why == "":
		after = "What it had booked was taken back before."
	case m.Count > 0:
		after = "What it has booked, " + count(m.Count, "line", "lines") + ", stays; a line is taken back by its own id: " + Code("reverse SP-12 because …")
	default:
		after = "It had booked nothing."
	}
	return said("%s of *%s* has ended: %s is not booked any more.\n%s", id, textOr(Excerpt(a.Agent, 80)), everyMonth(m), after)
}

// monthlyLine is what is booked every month among a plan's books.
func monthlyLine(m rollout.Monthly) string {
	note := ""
	if m.Note != "" {
		note = Quote(m.Note, 80)
	}
	return dots(m.ID(), everyMonth(m), note, "next "+DayWords(m.Next()), Person(m.By))
}

// MonthlyShown is how many of what is booked every month a budget lists: more
// than a plan has, as far as anybody has seen.
const MonthlyShown = 60

// monthlyLines are those of a plan, for its budget.
func (b BudgetData) monthlyLines() []string {
	if len(b.Monthly) == 0 {
		return nil
	}
	lines := []string{"*Booked every month*"}
	for i, m := range b.Monthly {
		if i == MonthlyShown {
			lines = append(lines, "More than these are not shown.")
			break
		}
		lines = append(lines, monthlyLine(m))
	}
	return append(lines, "One ends with "+Code("reverse "+b.Monthly[0].ID()+" because …"))
}

// monthlyWords are of what was set up, for the record.
func monthlyWords(e LogEntry) (what, why string) {
	what = "set up " + Line(e.Subject)
	if m := recordOf[rollout.Monthly](e); m.Num != 0 {
		what += ", " + everyMonth(m)
	}
	return what, ""
}

// monthlyEndedNotice tells who set it up that it cannot be booked any more.
func monthlyEndedNotice(n notice) Card {
	what := ""
	if line := n.facts[rollout.FactLine]; line != "" {
		what = " for " + Quote(line, 80)
	}
	return said("*%s* has ended: %s a month%s of %s could not be booked on %s.\n%s\nSet it up again when that is mended: %s",
		textOr(Line(n.facts[rollout.FactID])), Line(n.facts[rollout.FactAmount]), what, n.agent(), n.day(rollout.FactOn),
		escCode(n.facts[rollout.FactWhy]), Code("in "+n.facts[rollout.FactPlan]+" spend AMOUNT monthly"))
}
