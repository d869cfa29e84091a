package commands

import (
	"slices"
	"strings"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

var cmdSpend = &Command{
	Name: "spend", Args: "AMOUNT [on DATE] [for LINE] [monthly] [NOTE]", Short: "Book what was spent, once or every month",
	Long: "Without a currency it is in the budget's, without a date it is of today; `yesterday` and dates need no `on` right behind the amount, a date without its year that is not of the last 60 days is asked about, and so is a month; a line of two days is refused. LINE is one word, a line that was booked before, " +
		"or several words in quotation marks. With `monthly` or `every month` it is booked on the same day of every month from its date on, until " +
		"`reverse SPM-1 because …` ends it. An amount that can be read in two ways, such as `1.500`, is asked about. " +
		"All of them are read behind the note too. A note that begins with a number or with a word that may be a currency, or ends with a date of its own, goes behind `note`.",
	Needs: rollout.RightSpend, Run: bookSpend,
}

// bookSpend books an amount from a line. What can be read in two ways is asked
// about with one button for each, which carry the rest of the line.
func bookSpend(c *Call) (Reply, error) {
	if c.Line.Empty() {
		return Reply{}, rollout.Problemf(rollout.Invalid, "Write it like `/rollout spend 1240.50 on yesterday for licences`.",
			"There is no amount, so nothing was booked.")
	}
	k, err := c.spending()
	if err != nil {
		return Reply{}, err
	}
	b, monthly, err := c.takeBooking(k)
	if err != nil {
		return Reply{}, err
	}
	if monthly {
		return c.bookMonthly(k.plan.ID, b)
	}
	return c.Change(func(tx store.Tx) (rollout.Receipt, rollout.Effects, error) {
		k, err := c.spendingIn(tx, k.plan.ID)
		if err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		books, err := store.Books(tx, k.plan.ID, b.On)
		if err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		b := b
		if b.Num, err = store.NextSpend(tx); err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		lines, e, err := rollout.BookSpend(k.plan, k.state, books, c.Actor(), []rollout.Booking{b}, k.duty, c.Now)
		if err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		return c.spendReceipt(rollout.VerbSpend, k, lines[0], e), e, nil
	})
}

// takeBooking reads a line's amount, day, name of the line, whether it is booked
// every month, and note.
func (c *Call) takeBooking(k desk) (b rollout.Booking, monthly bool, err error) {
	budget, has := rollout.BudgetOf(k.plan)
	monthly = c.Line.takeMonthly(budget)
	amount, err := c.takeAmount(k, budget)
	if err != nil {
		return b, false, everyMonth(err, monthly)
	}
	today := rollout.DayOf(c.Now, k.zone())
	b.Quantity, b.On = amount.all[0], today
	if !has && b.Of() == "" {
		return b, false, c.check(k, b, false)
	}
	if err := c.checkCurrency(k, b, amount.doubt); err != nil {
		return b, false, err
	}
	if len(amount.all) > 1 {
		return b, false, everyMonth(c.ask(k, "“"+clip(amount.number, 60)+"” can be read in two ways. Which amount is it? Nothing was booked yet.", amount.all), monthly)
	}
	for dated := false; ; {
		switch {
		case !monthly && c.Line.takeEveryMonth():
			monthly = true
		case !monthly && startsWith(c.Line.Words(), perhapsMonthly):
			return b, false, c.askBeginning(k, b, monthly, len(perhapsMonthly), b, true)
		case dated && c.Line.secondDay(today):
			return b, false, twoDays()
		case c.Line.Take("on"):
			day, err := takeDay(c.Line, today)
			if err != nil {
				return b, false, err
			}
			dated = true
			if b.On, err = c.settleDay(k, b, monthly, day, today); err != nil {
				return b, false, err
			}
		case !dated && c.Line.bareDay(today) > 0:
			n := c.Line.bareDay(today)
			bare := *c.Line
			day, err := takeDay(&bare, today)
			if err != nil {
				return b, false, err
			}
			if n == 1 && isWeekday(c.Line.Words()[0]) { // "friday drinks" may be the note
				r := b
				r.On = day.days[0]
				return b, false, c.askBeginning(k, b, monthly, n, r, monthly)
			}
			c.Line.Drop(n)
			dated = true
			if b.On, err = c.settleDay(k, b, monthly, day, today); err != nil {
				return b, false, err
			}
		case !dated && c.Line.stretch(today) > 0:
			return b, false, c.askStretch(k, b, monthly, c.Line.stretch(today), today)
		case b.Line == "" && c.Line.Take("for"):
			if b.Line, err = c.takeLineName(k, b.On); err != nil {
				return b, false, err
			}
		default:
			return c.takeNote(k, b, monthly, dated)
		}
	}
}

// check refuses a booking before anything is written.
func (c *Call) check(k desk, b rollout.Booking, monthly bool) error {
	if f := c.faultOf(k, b, monthly); f != nil {
		return f.Problem()
	}
	return nil
}

func (c *Call) faultOf(k desk, b rollout.Booking, monthly bool) *rollout.Fault {
	if monthly {
		return rollout.MonthlyFaultOf(k.plan, k.state, c.Actor(), b, c.Now)
	}
	return rollout.FaultOf(k.plan, k.state, c.Actor(), b, c.Now)
}

// checkCurrency refuses what cannot be booked in this plan for its currency alone,
// before anything is asked about it. doubt is the word that names it, where that
// may be a word of the note.
func (c *Call) checkCurrency(k desk, b rollout.Booking, doubt string) error {
	f := rollout.FaultOf(k.plan, k.state, c.Actor(), b, c.Now)
	if f == nil || f.Field != "currency" {
		return nil
	}
	if doubt != "" {
		f.Next += " If the note begins with “" + doubt + "”: `/rollout spend " + b.Amount.String() + " note " + doubt + " …`."
	}
	return f.Problem()
}

// takeLineName takes the name of a line: several words in quotation marks, the
// longest name that was booked in this year or the month before, or one word.
func (c *Call) takeLineName(k desk, on rollout.Day) (string, error) {
	text := c.Line.Left()
	for _, pair := range [][2]string{{"“", "”"}, {`"`, `"`}, {"„", "“"}} {
		rest, ok := strings.CutPrefix(text, pair[0])
		if !ok {
			continue
		}
		if name, rest, ok := strings.Cut(rest, pair[1]); ok {
			c.Line = NewLine(rest)
			return strings.Join(strings.Fields(clean(plainText(name))), " "), nil
		}
	}
	words := c.Line.Words()
	if len(words) == 0 {
		return "", rollout.Problemf(rollout.Invalid, "Write it like `for licences`, or leave `for` out.", "What it was for is missing, so nothing was booked.")
	}
	best, n := "", 0
	err := c.View(func(tx store.Tx) error {
		known, err := knownLines(tx, k.plan.ID, on)
		for _, name := range known {
			parts := nameWords(name)
			if len(parts) > n && startsWith(words, parts) {
				best, n = name, len(parts)
			}
		}
		return err
	})
	if err != nil {
		return "", err
	}
	if n > 0 {
		c.Line.Drop(n)
		return best, nil
	}
	return clean(c.Line.Word()), nil
}

// knownLines are the names that were booked in the month and the year of a day,
// and of the last day of the month before.
func knownLines(tx store.Tx, plan rollout.PlanID, on rollout.Day) ([]string, error) {
	first := rollout.Day{Year: on.Year, Month: on.Month, Day: 1}
	books, err := store.Books(tx, plan, on, first.AddDays(-1))
	var names []string
	for _, t := range books {
		for _, l := range t.Lines {
			names = append(names, l.Name)
		}
	}
	slices.Sort(names) // the same name is written as it was first
	return names, err
}

// ask offers each reading of an amount, with the rest of the line behind it.
func (c *Call) ask(k desk, question string, amounts []rollout.Quantity) error {
	a := &choose{question: question}
	for _, q := range amounts {
		a.choices = append(a.choices, view.Choice{
			Text: q.String(), Line: strings.TrimSpace("in " + string(k.plan.ID) + " spend " + q.Typed() + " " + c.Line.Left()),
		})
	}
	return a.fits()
}

// spendLine is the line that books what was read so far.
func spendLine(k desk, b rollout.Booking, monthly bool) string {
	line := "in " + string(k.plan.ID) + " spend " + b.Typed() + " on " + b.On.String()
	if b.Line != "" {
		line += ` for "` + strings.ReplaceAll(b.Line, `"`, "") + `"`
	}
	if monthly {
		line += " monthly"
	}
	return line
}

func (a *choose) fits() error {
	for _, choice := range a.choices {
		if len(choice.Line) > maxButtonLine {
			return rollout.Problemf(rollout.Invalid, "Shorten the note, and write the amount with two decimals and the date with dashes, the year first.",
				"The line can be read in two ways and is too long to ask. Nothing was booked.")
		}
	}
	return a
}

// spending is the desk of a plan for somebody who may book its spend.
func (c *Call) spending() (k desk, err error) {
	err = c.View(func(tx store.Tx) error {
		id, err := c.planID(tx)
		if err != nil {
			return err
		}
		k, err = c.spendingIn(tx, id)
		return err
	})
	return k, err
}

func (c *Call) spendingIn(tx store.Tx, id rollout.PlanID) (desk, error) {
	k, err := deskOf(tx, id)
	if err != nil {
		return k, err
	}
	who := c.standing(k.state, k.duty)
	owners := rollout.BudgetOwners(k.plan, k.duty)
	who.Owner, who.Holders.Owners = slices.Contains(owners, rollout.DM(c.Person.ID)), people(owners)
	return k, rollout.May(rollout.RightSpend, who)
}

// zone is the plan's own.
func (k desk) zone() *time.Location {
	zone, err := rollout.LoadZone(k.state.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// spendReceipt freezes a line and how its period stands after it.
func (c *Call) spendReceipt(verb rollout.Verb, k desk, line rollout.Spend, e rollout.Effects) rollout.Receipt {
	f := c.moment(true, "agent", k.state.Agent, "line", frozen(line))
	a := rollout.AllowanceOf(k.plan, line.On)
	f["period"] = string(a.Period)
	for _, r := range e.Put {
		if t, ok := r.(rollout.SpendTotal); ok && t.Period == a.Period {
			f["corrected"] = strings.Join(t.Corrected(line.ID()), "\n")
			q := line.Quantity
			if a.Has {
				q = a.Quantity
			}
			f["standing"] = view.SpentOf(a, t.Of(q).Quantity)
		}
	}
	for _, r := range e.Put {
		if t, ok := r.(rollout.SpendTotal); ok {
			if levels, until := t.PutOff(c.Now); len(levels) > 0 {
				f["levels"], f["until"] = strings.Join(levels, "\n"), until.UTC().Format(time.RFC3339)
			}
		}
	}
	var told []string
	for _, n := range e.Notices {
		f["levels"] = n.Facts[rollout.FactLevels]
		for _, t := range n.To {
			told = append(told, string(t.To))
		}
	}
	if len(told) > 0 {
		f["told"] = strings.Join(told, " ")
	}
	return rollout.Receipt{Verb: verb, Subject: line.ID(), Facts: f}
}

func answerSpend(_ *Call, r rollout.Receipt) (Reply, error) {
	line, err := thawed[rollout.Spend](r, "line")
	if err != nil {
		return Reply{}, err
	}
	changed, at, err := momentOf(r)
	if err != nil {
		return Reply{}, err
	}
	a := view.SpendAnswer{
		Agent: r.Facts["agent"], Line: line, Changed: changed, Period: rollout.Period(r.Facts["period"]), Standing: r.Facts["standing"], Now: at,
	}
	if l := r.Facts["levels"]; l != "" {
		a.Levels = strings.Split(l, "\n")
	}
	if until := r.Facts["until"]; until != "" {
		if a.Until, err = time.Parse(time.RFC3339, until); err != nil {
			return Reply{}, err
		}
	}
	if l := r.Facts["corrected"]; l != "" {
		a.Corrected = strings.Split(l, "\n")
	}
	for _, p := range strings.Fields(r.Facts["told"]) {
		a.Told = append(a.Told, rollout.Place(p))
	}
	switch r.Verb {
	case rollout.VerbUndo, rollout.VerbReverse:
		return say(view.SpendTakenBack(a)), nil
	}
	return say(view.SpendBooked(a)), nil
}
