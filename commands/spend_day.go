package commands

import (
	"slices"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

// settleDay is the one day that a booking is of, once it was taken from the line.
// What leaves it in doubt is asked about, and a second day is refused before that.
func (c *Call) settleDay(k desk, b rollout.Booking, monthly bool, day said, today rollout.Day) (rollout.Day, error) {
	second, err := c.namesAnother(k, b, today)
	switch {
	case err != nil:
		return b.On, err
	case second:
		return b.On, twoDays()
	case day.year != "":
		if day, err = c.settleYear(k, b, monthly, day, today); err != nil {
			return b.On, err
		}
	}
	if len(day.days) > 1 || day.far {
		return b.On, c.askDay(k, b, monthly, day, today)
	}
	return day.days[0], nil
}

func twoDays() error {
	return rollout.Problemf(rollout.Invalid,
		"Name one day, and book what is of another by itself. A day that belongs to the note goes behind `note`: `/rollout spend 12 note the fair on 3 May`.",
		"Two days are named, so nothing was booked.")
}

// secondDay reports whether a day stands at the front of what is left behind one.
func (l *Line) secondDay(today rollout.Day) bool {
	rest := *l
	rest.Take("and", "or", "&", "+", "to", "-", "–", "until", "till")
	if rest.Take("on") {
		_, err := takeDay(&rest, today)
		return err == nil
	}
	n := rest.bareDay(today)
	return n > 1 || n == 1 && (!isWeekday(rest.Peek()) || len(rest.Words()) == 1) // "friday drinks" is the note
}

// namesAnother reports whether what is left behind a day names a second one.
func (c *Call) namesAnother(k desk, b rollout.Booking, today rollout.Day) (bool, error) {
	if c.Line.secondDay(today) || slices.Contains(c.Line.Words(), "note") {
		return c.Line.secondDay(today), nil
	}
	known, err := c.linesFor(k, b)
	end := noteEnd{words: c.Line.placed(), dated: true, line: b.Line}
	return end.read(today, known), err
}

// settleYear reads a year of two digits, "2 Nov 25". Where it may be the beginning
// of the note, "2 Nov 25 seats", or cannot be booked, it is asked about.
func (c *Call) settleYear(k desk, b rollout.Booking, monthly bool, day said, today rollout.Day) (said, error) {
	later := *c.Line
	every := monthly || later.anyMonthly()
	cannot := func(d rollout.Day) *rollout.Fault {
		r := b
		r.On = d
		if f := c.faultOf(k, r, every); f != nil && f.Field == "date" {
			return f
		}
		return nil
	}
	other := readDay(day.text, today, behind)
	fault, whole := cannot(day.days[0]), strings.TrimSpace(day.year+" "+c.Line.Left())
	apart := day.ended || c.Line.Empty() || c.Line.goesOn()
	switch {
	case fault == nil && apart:
		return day, nil
	case fault != nil && !apart: // "2 Nov 12 seats"
		c.Line = NewLine(whole)
		return other, nil
	case fault == nil:
		read := b
		read.On = day.days[0]
		a := &choose{question: "“" + day.year + "” may be the year or the beginning of the note. What is to be booked? Nothing was booked yet."}
		a.choices = []view.Choice{{
			Text: bookingWords(read, monthly) + ", “" + clip(plainText(c.Line.Left()), 40) + "”",
			Line: spendLine(k, read, monthly) + " " + c.Line.Left(),
		}}
		for _, d := range other.days {
			read.On = d
			a.choices = append(a.choices, bookingChoice(k, read, whole, monthly))
		}
		return day, a.fits()
	}
	a := &choose{question: fault.What + " Was another year meant? Nothing was booked yet."}
	for _, d := range append(slices.Clone(other.days), other.this) {
		if !d.IsZero() && cannot(d) == nil {
			a.choices = append(a.choices, c.dayChoice(k, b, monthly, d))
		}
	}
	if len(a.choices) == 0 {
		return day, fault.Problem()
	}
	return day, a.fits()
}

// goesOn reports whether a word follows that no note begins with.
func (l *Line) goesOn() bool {
	rest := *l
	return rest.takeEveryMonth() || startsWith(rest.Words(), perhapsMonthly) || rest.Take("on", "for", "note")
}

// askDay offers each reading of a date. What is booked every month may also begin
// on a day that has not come.
func (c *Call) askDay(k desk, b rollout.Booking, monthly bool, day said, today rollout.Day) error {
	a := &choose{question: "The date can be read in two ways. Which day is it? Nothing was booked yet."}
	days := day.days
	if q := day.doubt(today, "Nothing was booked yet."); q != "" {
		a.question = q
		if later := *c.Line; day.this != (rollout.Day{}) && (monthly || later.anyMonthly()) {
			days = append(slices.Clone(days), day.this)
		}
	}
	var fault error
	for _, d := range days {
		r := b
		r.On = d
		if f := c.faultOf(k, r, monthly); f != nil && f.Field == "date" {
			fault = f.Problem()
		} else {
			fault = nil
			break
		}
	}
	if fault != nil {
		return fault
	}
	for _, d := range days {
		a.choices = append(a.choices, c.dayChoice(k, b, monthly, d))
	}
	return a.fits()
}

// dayChoice books what was read on a day, with the rest of the line behind it.
func (c *Call) dayChoice(k desk, b rollout.Booking, monthly bool, on rollout.Day) view.Choice {
	b.On = on
	return view.Choice{Text: view.DayWords(on), Line: strings.TrimSpace(spendLine(k, b, monthly) + " " + c.Line.Left())}
}
