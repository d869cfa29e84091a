package view

import (
	"fmt"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// SpendAnswer is what somebody hears who booked spend or took it back.
type SpendAnswer struct {
	Agent    string
	Line     rollout.Spend
	Changed  bool           // false: it was taken back before
	Period   rollout.Period // that the budget is for
	Standing string         // how it stands there now: "$1,240 of $2,000, 62 %"
	Levels   []string       // newly reached
	Told     []rollout.Place
	Until    time.Time // nobody is told of the levels before; zero: they are told now
	// Corrected are the levels that are reached no more since it was taken back.
	Corrected []string
	Now       time.Time
}

// DayWords are a day as people read it: "14 Jul 2026".
func DayWords(d rollout.Day) string {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Format("2 Jan 2006")
}

// SpentOf words how much of an allowance is spent: "$1,240 of $2,000, 62 %", or
// only the sum where there is no budget.
func SpentOf(a rollout.Allowance, spent rollout.Quantity) string {
	if !a.Has || !spent.Same(a.Quantity) {
		return spent.String()
	}
	text := spent.String() + " of " + a.Quantity.String()
	if percent, ok := a.Percent(spent); ok {
		text += ", " + percent + " %"
	}
	return text
}

// SpendBooked answers who booked an amount: all that was read of the line, how the
// period stands, who is told, and until when it can be undone.
func SpendBooked(a SpendAnswer) Card {
	var d draft
	text := fmt.Sprintf("%s booked for *%s* on %s%s · %s", a.Line.Quantity, textOr(Line(a.Agent)), DayWords(a.Line.On), forLine(a.Line), a.Line.ID())
	if a.Line.Note != "" {
		text += " · note " + Quote(a.Line.Note, 500)
	}
	standing := ""
	if a.Standing != "" {
		standing = Line(PeriodName(a.Period) + ": " + a.Standing + ".")
	}
	told := ""
	switch {
	case len(a.Levels) > 0 && !a.Until.IsZero():
		told = "Reached: " + List(each(a.Levels, Line), 8) + "; the budget owner hears of it " + When(a.Until, a.Now) + ", when they work. " + nothingOff
	case len(a.Levels) > 0:
		told = "Reached: " + List(each(a.Levels, Line), 8) + "; " + Places(a.Told) + " " + isAre(len(a.Told)) + " told. " + nothingOff
	}
	d.lines(bold(text, a.Line.Quantity.String()), joined([]string{standing, told}, " "))
	d.buttons(Button{Text: "Undo", Line: "undo " + a.Line.ID(), Label: "Undo: take " + a.Line.ID() + " back"})
	d.small("You can undo it until " + Clock(a.Line.UndoUntil()))
	return d.card(joined([]string{text + ".", standing, told}, " "))
}

// SpendTakenBack answers who took a line back.
func SpendTakenBack(a SpendAnswer) Card {
	id := a.Line.ID()
	if !a.Changed {
		return said("%s was taken back before, by %s. Nothing changed.", id, Line(a.Line.Reversed))
	}
	standing := ""
	if a.Standing != "" {
		standing = " " + Line(PeriodName(a.Period)+": "+a.Standing+".")
	}
	corrected := ""
	if len(a.Corrected) > 0 {
		corrected = " Reached no more: " + List(each(a.Corrected, Line), 8) + "; the message about it is corrected."
	}
	monthly := ""
	if a.Line.Monthly != "" {
		monthly = "\nIt was one month of " + Line(a.Line.Monthly) + ", which is not ended by this: " + Code("reverse "+a.Line.Monthly+" because …")
	}
	return said("*%s* is taken back: %s on %s%s of *%s*. Both lines are kept, it and %s.%s%s%s",
		id, a.Line.Quantity, DayWords(a.Line.On), forLine(a.Line), textOr(Line(a.Agent)), Line(a.Line.Reversed), standing, corrected, monthly)
}

func forLine(s rollout.Spend) string {
	if s.Line == "" {
		return ""
	}
	return " for " + Quote(s.Line, 80)
}
