package rollout

import (
	"fmt"
	"time"
)

// Booking is an amount that somebody wants to book.
type Booking struct {
	Num uint64
	On  Day
	Quantity
	Line, Note  string
	Source, Ref string // of a feed
	Monthly     string // what it is a month of: "SPM-3"
}

// Bounds of what a booking may say.
const (
	maxLine   = 80             // characters of a line's name
	maxSaid   = 500            // characters of a note or a reason
	maxRef    = 200            // characters of a feed's source or id
	oldest    = 400            // days back
	mostSpent = 12             // digits before the point: a trillion is a slip of the keyboard
	feedAhead = 24 * time.Hour // a feed's day may have begun before the plan's
)

// Fault is what is wrong with a booking: the part of it, what is wrong with that,
// and what to type next. That nothing was booked is said by who refuses it, once,
// however many bookings come together.
type Fault struct{ Field, What, Next string }

// Problem refuses a booking that somebody typed.
func (f *Fault) Problem() *Problem {
	return &Problem{Kind: Invalid, Field: f.Field, Text: f.What + " Nothing was booked.", Next: f.Next}
}

// FaultOf is why an amount cannot be booked in this plan, nil when it can: not
// above zero, absurd, of another currency than the budget's, of a day that has
// not come or is long past, with a text that a spreadsheet would run.
func FaultOf(p Plan, s State, by Actor, b Booking, now time.Time) *Fault {
	if f := currencyFault(p, s, b.Quantity); f != nil {
		return f
	}
	switch err := (Money{b.Amount, "USD"}).Check(); { // of units only the digits count as well
	case err != nil || b.Amount.NumDigits()+int(b.Amount.Exponent()) > mostSpent:
		return &Fault{
			"amount", "That is more, or more exact, than anything that is paid.",
			fmt.Sprintf("Give an amount with at most %d digits before the point and %d after it.", mostSpent, mostPlaces),
		}
	case b.Amount.Sign() <= 0:
		return &Fault{"amount", "A spend is more than zero.", "To take a line back, name it: `/rollout reverse SP-12 because …`."}
	}
	if f := dayFault(s, by, b.On, now); f != nil {
		return f
	}
	for _, t := range []struct {
		field, text string
		most        int
	}{{"line", b.Line, maxLine}, {"note", b.Note, maxSaid}, {"source", b.Source, maxRef}, {"id", b.Ref, maxRef}} {
		if f := textFault(t.field, t.text, t.most); f != nil {
			return f
		}
	}
	return nil
}

func currencyFault(p Plan, s State, q Quantity) *Fault {
	budget, has := BudgetOf(p)
	switch {
	case q.Currency != "" && !KnownCurrency(q.Currency):
		return &Fault{"currency", quoted(q.Currency) + " is not a currency I know.", "Use an ISO code such as USD, EUR or JPY."}
	case has && q.Of() == "":
		return &Fault{"currency", "The amount names no currency.", fmt.Sprintf("The budget of %s is in %s.", s.Agent, budget.Of())}
	case has && !q.Same(budget):
		return &Fault{
			"currency", fmt.Sprintf("The budget of %s is in %s, and there is no rate to it from %s.", s.Agent, budget.Of(), q.Of()),
			fmt.Sprintf("Convert it and book it in %s.", budget.Of()),
		}
	case !has && q.Currency == "":
		return &Fault{
			"currency", fmt.Sprintf("The plan of %s has no budget that could say which currency is meant.", s.Agent),
			"Name it, as in `/rollout spend 1240.50 USD`.",
		}
	}
	return nil
}

func dayFault(s State, by Actor, on Day, now time.Time) *Fault {
	today := DayOf(now, s.zone())
	last := today
	if by.Via == ByHook {
		last = DayOf(now.Add(feedAhead), s.zone())
	}
	switch {
	case on.IsZero():
		return &Fault{"date", "The spend has no date.", fmt.Sprintf("Write it like %s.", today)}
	case last.Before(on):
		return &Fault{
			"date", fmt.Sprintf("%s has not come yet: today is %s in %s.", on, today, s.zone()),
			"Book what was spent, on the day it was spent.",
		}
	case on.Before(today.AddDays(-oldest)):
		return &Fault{"date", fmt.Sprintf("%s is more than %d days ago.", on, oldest), "Check the year."}
	}
	return nil
}

// textFault is why a text cannot stand in the books.
func textFault(field, text string, most int) *Fault {
	if n := len([]rune(text)); n > most {
		return &Fault{field, fmt.Sprintf("The %s has %d characters; at most %d are kept.", field, n, most), "Shorten it."}
	}
	if Formula(text) {
		return &Fault{field, fmt.Sprintf("The %s %s would be a formula in a spreadsheet.", field, quoted(text)), "Put a word in front of it."}
	}
	return nil
}
