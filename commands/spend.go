package commands

import (
	"encoding/json"
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

var cmdSpend = &Command{
	Name: "spend", Args: "AMOUNT [on DATE] [for LINE] [NOTE]", Short: "Book what was spent",
	Long: "Without a currency it is in the budget's, without a date it is of today. LINE is one word, a line that was booked before, " +
		"or several words in quotation marks. An amount that can be read in two ways, such as `1.500`, is asked about.",
	Needs: rollout.RightSpend, Run: bookSpend,
}

var cmdUndo = &Command{
	Name: "undo", Args: "[ID]", Short: "Take back what you booked in the last 15 minutes; both lines are kept",
	Needs: rollout.RightUndo, Run: undoSpend,
}

var cmdReverse = &Command{
	Name: "reverse", Args: "ID because TEXT", Short: "Take back a line of spend at any time, and say why; both lines are kept",
	Needs: rollout.RightSpend, Run: reverseSpend,
}

// bookSpend books an amount from a line. What can be read in two ways is asked
// about with one button for each, which carry the rest of the line.
func bookSpend(c *Call) (Reply, error) {
	if c.Line.Empty() {
		return Reply{}, rollout.Problemf(rollout.Invalid, "Write it like `/rollout spend 1240.50 on 2026-07-22 for licences`.",
			"There is no amount, so nothing was booked.")
	}
	k, err := c.spending()
	if err != nil {
		return Reply{}, err
	}
	b, err := c.takeBooking(k)
	var several *choose
	if errors.As(err, &several) {
		return say(several.card()), nil
	}
	if err != nil {
		return Reply{}, err
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

// takeBooking reads a line's amount, day, name of the line and note.
func (c *Call) takeBooking(k desk) (b rollout.Booking, err error) {
	budget, has := rollout.BudgetOf(k.plan)
	amounts, typed, err := c.takeAmount(budget)
	if err != nil {
		return b, err
	}
	b.Quantity = amounts[0]
	if !has && b.Of() == "" {
		b.On = rollout.DayOf(c.Now, k.zone())
		return b, rollout.CheckBooking(k.plan, k.state, c.Actor(), b, c.Now)
	}
	if len(amounts) > 1 {
		return b, c.ask(k, "“"+clip(typed, 60)+"” can be read in two ways. Which amount is it? Nothing was booked yet.", amounts)
	}
	today := rollout.DayOf(c.Now, k.zone())
	b.On = today
	for {
		switch {
		case c.Line.Take("monthly"):
			return b, rollout.Problemf(rollout.Invalid, "Leave the word out to book it once.",
				"Amounts cannot be repeated every month here, so nothing was booked.")
		case c.Line.Take("on"):
			days, err := takeDay(c.Line, today)
			if err != nil {
				return b, err
			}
			if len(days) > 1 {
				return b, c.askDay(k, b, days)
			}
			b.On = days[0]
		case b.Line == "" && c.Line.Take("for"):
			if b.Line, err = c.takeLineName(k, b.On); err != nil {
				return b, err
			}
		default:
			b.Note = c.Line.Rest()
			return b, rollout.CheckBooking(k.plan, k.state, c.Actor(), b, c.Now)
		}
	}
}

// takeLineName takes the name of a line: several words in quotation marks, the
// longest name that was booked in this month or the one before, or one word.
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
		first := rollout.Day{Year: on.Year, Month: on.Month, Day: 1}
		for _, d := range []rollout.Day{on, first.AddDays(-1)} {
			t, err := store.SpendTotal(tx, k.plan.ID, rollout.MonthOf(d))
			if err != nil {
				return err
			}
			for _, l := range t.Lines {
				parts := nameWords(l.Name)
				if len(parts) > n && len(parts) <= len(words) && slices.Equal(parts, words[:len(parts)]) {
					best, n = l.Name, len(parts)
				}
			}
		}
		return nil
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

// askDay offers each reading of a date.
func (c *Call) askDay(k desk, b rollout.Booking, days []rollout.Day) error {
	a := &choose{question: "The date can be read in two ways. Which day is it? Nothing was booked yet."}
	for _, d := range days {
		line := "in " + string(k.plan.ID) + " spend " + b.Typed() + " on " + d.String()
		if b.Line != "" {
			line += ` for "` + strings.ReplaceAll(b.Line, `"`, "") + `"`
		}
		a.choices = append(a.choices, view.Choice{Text: view.DayWords(d), Line: strings.TrimSpace(line + " " + c.Line.Left())})
	}
	return a.fits()
}

func (a *choose) fits() error {
	for _, choice := range a.choices {
		if len(choice.Line) > maxButtonLine {
			return rollout.Problemf(rollout.Invalid, "Shorten the note, and write the amount with two decimals and the date like 2026-07-22.",
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
	who.Owner = slices.Contains(rollout.BudgetOwners(k.plan, k.duty), rollout.DM(c.Person.ID))
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

func undoSpend(c *Call) (Reply, error) {
	id, err := c.takeSpendID()
	if err == nil {
		err = c.done("undo")
	}
	if err != nil {
		return Reply{}, err
	}
	return c.takeBack(id, rollout.VerbUndo, func(_ store.Tx, line rollout.Spend) error {
		who := rollout.Standing{Account: c.Person.Account, Owner: line.By == c.Person.ID && line.Via != rollout.ByHook}
		return rollout.May(rollout.RightUndo, who)
	}, func(line rollout.Spend, books rollout.Books, num uint64) (rollout.Spend, rollout.Effects, error) {
		return rollout.UndoSpend(line, books, num, c.Actor(), c.Now)
	})
}

func reverseSpend(c *Call) (Reply, error) {
	id, ok := asSpendID(c.Line.Peek())
	if !ok {
		return Reply{}, rollout.Problemf(rollout.Invalid, "Name the line and say why: `/rollout reverse SP-12 because it was booked twice`.",
			"There is no line named, so nothing was changed.")
	}
	c.Line.Word()
	c.Line.Take("because")
	why := c.Line.Rest()
	return c.takeBack(id, rollout.VerbReverse, func(tx store.Tx, line rollout.Spend) error {
		_, err := c.spendingIn(tx, line.Plan)
		return err
	}, func(line rollout.Spend, books rollout.Books, num uint64) (rollout.Spend, rollout.Effects, error) {
		return rollout.ReverseSpend(line, books, num, c.Actor(), why, c.Now)
	})
}

// takeBack runs one of the two ways to take a line back.
func (c *Call) takeBack(
	id string, verb rollout.Verb, may func(store.Tx, rollout.Spend) error,
	rule func(rollout.Spend, rollout.Books, uint64) (rollout.Spend, rollout.Effects, error),
) (Reply, error) {
	return c.Change(func(tx store.Tx) (rollout.Receipt, rollout.Effects, error) {
		fail := func(err error) (rollout.Receipt, rollout.Effects, error) {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		line, err := store.Spend(tx, id)
		if errors.Is(err, store.ErrNotFound) {
			return fail(rollout.Problemf(rollout.Missing, "`/rollout budget show` lists the newest lines.", "There is no %s, so nothing was changed.", id))
		}
		if err == nil {
			err = may(tx, line)
		}
		if err != nil {
			return fail(err)
		}
		k, err := deskOf(tx, line.Plan)
		if err != nil {
			return fail(err)
		}
		books, err := store.Books(tx, line.Plan, line.On)
		if err != nil {
			return fail(err)
		}
		num := uint64(0)
		if line.Live() {
			if num, err = store.NextSpend(tx); err != nil {
				return fail(err)
			}
		}
		after, e, err := rule(line, books, num)
		if err != nil {
			return fail(err)
		}
		if len(e.Put) == 0 { // it was taken back before
			for _, t := range books {
				e.Put = append(e.Put, t)
			}
			r := c.spendReceipt(verb, k, after, e)
			r.Facts["changed"] = "false"
			return r, rollout.Effects{}, nil
		}
		return c.spendReceipt(verb, k, after, e), e, nil
	})
}

var spendID = regexp.MustCompile(`^(?:sp-?)?0*([1-9][0-9]{0,17})$`)

func asSpendID(word string) (string, bool) {
	m := spendID.FindStringSubmatch(strings.TrimRight(strings.ToLower(word), ":,."))
	if m == nil {
		return "", false
	}
	return "SP-" + m[1], true
}

// spendVerb takes the id of a line and the verb behind it. The id goes back to
// the line's front, where both verbs expect it.
func (c *Call) spendVerb(id string) (*Command, error) {
	c.Line.Raw()
	cmd := c.command(c.Line.Peek())
	if cmd != cmdUndo && cmd != cmdReverse || cmd == nil {
		return nil, c.unknown(id+" "+c.Line.Peek(), nil, "undo "+id, "reverse "+id+" because …")
	}
	c.Line.Raw()
	c.Line = NewLine(id + " " + c.Line.Left())
	return cmd, nil
}

// takeSpendID takes the id of a line; without one, the newest that the asker
// booked and may still undo.
func (c *Call) takeSpendID() (string, error) {
	if id, ok := asSpendID(c.Line.Peek()); ok {
		c.Line.Word()
		return id, nil
	}
	if !c.Line.Empty() {
		return "", rollout.Problemf(rollout.Invalid, "Name a line like `/rollout undo SP-12`.", "“%s” is no line of spend, so nothing was changed.", clip(c.Line.Rest(), 60))
	}
	const most = 20 // newest lines looked through
	found := ""
	err := c.View(func(tx store.Tx) error {
		lines, err := store.SpendBy(tx, c.Person.ID, most)
		for _, l := range lines {
			if l.Live() && c.Now.Sub(l.At) <= rollout.UndoFor {
				found = l.ID()
				return nil
			}
		}
		return err
	})
	if err == nil && found == "" {
		err = rollout.Problemf(rollout.Missing, "An older line is taken back with a reason: `/rollout reverse SP-12 because …`.",
			"You booked nothing in the last %d minutes, so nothing was changed.", int(rollout.UndoFor/time.Minute))
	}
	return found, err
}

// spendReceipt freezes a line and how its period stands after it.
func (c *Call) spendReceipt(verb rollout.Verb, k desk, line rollout.Spend, e rollout.Effects) rollout.Receipt {
	f := facts("agent", k.state.Agent, "changed", "true", "at", c.Now.UTC().Format(time.RFC3339))
	b, _ := json.Marshal(line) // what came out of a rule can always be marshalled
	f["line"] = string(b)
	a := rollout.AllowanceOf(k.plan, line.On)
	f["period"] = string(a.Period)
	for _, r := range e.Put {
		if t, ok := r.(rollout.SpendTotal); ok && t.Period == a.Period {
			q := line.Quantity
			if a.Has {
				q = a.Quantity
			}
			f["standing"] = view.SpentOf(a, t.Of(q).Quantity)
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
	var line rollout.Spend
	if err := json.Unmarshal([]byte(r.Facts["line"]), &line); err != nil {
		return Reply{}, err
	}
	at, err := time.Parse(time.RFC3339, r.Facts["at"])
	if err != nil {
		return Reply{}, err
	}
	changed, err := strconv.ParseBool(r.Facts["changed"])
	if err != nil {
		return Reply{}, err
	}
	a := view.SpendAnswer{
		Agent: r.Facts["agent"], Line: line, Changed: changed, Period: rollout.Period(r.Facts["period"]), Standing: r.Facts["standing"], Now: at,
	}
	if l := r.Facts["levels"]; l != "" {
		a.Levels = strings.Split(l, "\n")
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
