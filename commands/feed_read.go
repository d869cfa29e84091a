package commands

import (
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// feed is a feed on its way into the books, in one transaction.
type feed struct {
	tx      store.Tx
	today   rollout.Day               // for examples
	byName  map[string]rollout.PlanID // by what a row called it, folded; "": there is none
	nearest map[string]string         // the agent's name that a wrong one is near, by the wrong one
	plans   map[rollout.PlanID]*feedPlan
	order   []rollout.PlanID

	lines     []FeedLine     // one for each row
	fresh     []feedRow      // rows that were never seen
	first     map[string]int // row by key
	repeats   map[int]int    // row that repeats an earlier one of the same feed, and which
	faults    []RowFault
	conflicts int
}

// feedPlan is one plan of a feed and what is to be booked in it.
type feedPlan struct {
	desk
	rows     []feedRow
	bookings []rollout.Booking
	days     []rollout.Day
}

// feedRow is a row that is to be booked.
type feedRow struct {
	at        int // index of the row
	key, body string
}

// read looks at every row, so that all that is wrong is named at once.
func (f *feed) read(rows []FeedRow, now time.Time) error {
	f.lines = make([]FeedLine, len(rows))
	bodies := make([]string, len(rows))
	for i, r := range rows {
		r = r.trimmed()
		f.lines[i] = FeedLine{Source: r.Source, ID: r.ID}
		plan, b, fault, err := f.booking(r)
		if err != nil {
			return err
		}
		if fault != nil {
			fault.Row = i + 1
			f.faults = append(f.faults, *fault)
			continue
		}
		key := "spend/" + store.BodyHash(r.Source, r.ID)
		body := contentOf(plan, b)
		bodies[i] = body
		if at, again := f.first[key]; again {
			if f.repeats[i] = at; bodies[at] != body {
				f.conflict(i, r.ID)
			}
			continue
		}
		f.first[key] = i
		receipt, seen, err := store.Seen(f.tx, key, body)
		var other *store.ConflictError
		switch {
		case errors.As(err, &other):
			f.conflict(i, r.ID)
			continue
		case err != nil:
			return err
		case seen:
			f.lines[i].Spend = receipt.Subject
			continue
		}
		if err := f.take(plan, i, b, key, body, now); err != nil {
			return err
		}
	}
	return nil
}

// contentOf is the hash of what a row says, by which a row that is sent again is
// told from another one under the same id. How it is written does not count: an
// amount is its value ("5.0" is 5), names, currencies and units are compared
// without regard to case and blanks, a unit also without its plural. The plan's
// budget has no part in it, so that it is the same after any edit of the plan.
func contentOf(plan rollout.PlanID, b rollout.Booking) string {
	fold := func(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }
	return store.BodyHash(string(plan), fold(b.Line), b.On.String(), b.Amount.String(), b.Currency, strings.TrimSuffix(fold(b.Unit), "s"))
}

func (f *feed) conflict(i int, id string) {
	f.conflicts++
	f.faults = append(f.faults, RowFault{
		Row: i + 1, Field: "id", Text: "The id " + quotedWord(id) + " was sent before with other content. The first booking stays.",
	})
}

// plan is the plan that a row names, by its agent's name or its id: an id means
// one plan, whatever others are called. A name is looked up once.
func (f *feed) plan(agent string) (rollout.PlanID, bool, error) {
	words := nameWords(agent)
	name := strings.Join(words, " ")
	if id, looked := f.byName[name]; looked {
		return id, id != "", nil
	}
	s, n, err := store.PlanCalled(f.tx, words)
	if err != nil {
		return "", false, err
	}
	if n < len(words) || n == 0 {
		s.Plan = ""
	}
	f.byName[name] = s.Plan
	return s.Plan, s.Plan != "", nil
}

// near is the name of the agent that a row probably means, "" when none is near.
// Each wrong name is looked for once, however many rows have it.
func (f *feed) near(agent string) (string, error) {
	const most = 20 // different ones; a feed that has more is wrong as a whole
	if near, looked := f.nearest[agent]; looked || len(f.nearest) >= most {
		return near, nil
	}
	names, _, err := nearestPlan(f.tx, agent)
	if err != nil {
		return "", err
	}
	f.nearest[agent] = strings.Join(names, "")
	return f.nearest[agent], nil
}

// booking reads one row.
func (f *feed) booking(r FeedRow) (rollout.PlanID, rollout.Booking, *RowFault, error) {
	fail := func(field, text string) (rollout.PlanID, rollout.Booking, *RowFault, error) {
		return "", rollout.Booking{}, &RowFault{Field: field, Text: text}, nil
	}
	for _, t := range []struct {
		field, text string
		needed      bool
		most        int
	}{
		{"agent", r.Agent, true, longAgent},
		{"line", r.Line, false, longLine},
		{"date", r.Date, true, longLine},
		{"amount", r.Amount, true, longLine},
		{"currency", r.Currency, true, longLine},
		{"source", r.Source, false, longID},
		{"id", r.ID, true, longID},
	} {
		switch {
		case t.needed && t.text == "":
			return fail(t.field, "The "+t.field+" is missing.")
		case utf8.RuneCountInString(t.text) > t.most:
			return fail(t.field, "The "+t.field+" is too long.")
		case !utf8.ValidString(t.text) || strings.ContainsFunc(t.text, unseen), t.field != "line" && strings.ContainsFunc(t.text, shapeless):
			return fail(t.field, "The "+t.field+" holds characters that cannot be seen.")
		}
	}
	plan, ok, err := f.plan(r.Agent)
	if err != nil {
		return "", rollout.Booking{}, nil, err
	}
	if !ok {
		near, err := f.near(r.Agent)
		if err != nil {
			return "", rollout.Booking{}, nil, err
		}
		text := "No agent is called " + quotedWord(r.Agent) + "."
		if near != "" {
			text += " Did you mean " + quotedWord(near) + "?"
		}
		return fail("agent", text)
	}
	b := rollout.Booking{Line: strings.Join(strings.Fields(r.Line), " "), Source: r.Source, Ref: r.ID}
	if b.On, err = rollout.ParseDay(r.Date); err != nil {
		return fail("date", quotedWord(r.Date)+" is not a date like "+f.today.String()+".")
	}
	if r.Number {
		b.Amount, ok = rollout.ReadNumber(r.Amount)
	} else {
		readings := rollout.ReadAmount(r.Amount)
		if len(readings) > 1 {
			return fail("amount", quotedWord(r.Amount)+" can be read in two ways. Write "+readings[0].String()+" or "+rollout.Quantity{Amount: readings[1]}.Typed()+".")
		}
		if ok = len(readings) == 1; ok {
			b.Amount = readings[0]
		}
	}
	if !ok {
		return fail("amount", quotedWord(r.Amount)+" is not an amount like 1240.50.")
	}
	b.Quantity = f.thing(r.Currency).With(b.Amount)
	return plan, b, nil, nil
}

// thing is what a row's currency names: a code, else a unit.
func (f *feed) thing(currency string) rollout.Quantity {
	if code := strings.ToUpper(currency); rollout.KnownCurrency(code) || len(code) == 3 {
		return rollout.Quantity{Currency: code}
	}
	return rollout.Quantity{Unit: currency}
}

// take puts a row on its plan's list, unless the plan's rules refuse it.
func (f *feed) take(id rollout.PlanID, i int, b rollout.Booking, key, body string, now time.Time) error {
	p := f.plans[id]
	if p == nil {
		k, err := deskOf(f.tx, id)
		if err != nil {
			return err
		}
		if err := rollout.May(rollout.RightSpend, rollout.Standing{Account: feeder.Person.Account}); err != nil {
			return err
		}
		p = &feedPlan{desk: k}
		f.plans[id], f.order = p, append(f.order, id)
	}
	if budget, has := rollout.BudgetOf(p.plan); has && b.Unit != "" && unitOf(strings.ToLower(b.Unit), budget) == budget.Unit {
		b.Unit = budget.Unit
	}
	if fault := rollout.FaultOf(p.plan, p.state, feeder, b, now); fault != nil {
		f.faults = append(f.faults, RowFault{Row: i + 1, Field: fault.Field, Text: fault.What})
		return nil
	}
	r := feedRow{at: i, key: key, body: body}
	f.fresh = append(f.fresh, r)
	p.rows, p.bookings = append(p.rows, r), append(p.bookings, b)
	if !slices.Contains(p.days, b.On) {
		p.days = append(p.days, b.On)
	}
	return nil
}

// book numbers the new rows in their order and books them, plan by plan.
func (f *feed) book(now time.Time) ([]FeedLine, rollout.Effects, error) {
	nums := map[int]uint64{}
	for _, r := range f.fresh {
		n, err := store.NextSpend(f.tx)
		if err != nil {
			return nil, rollout.Effects{}, err
		}
		nums[r.at] = n
	}
	var all rollout.Effects
	for _, id := range f.order {
		p := f.plans[id]
		if len(p.bookings) == 0 {
			continue
		}
		for i, r := range p.rows {
			p.bookings[i].Num = nums[r.at]
			f.lines[r.at].Spend = rollout.SpendID(nums[r.at])
		}
		books, err := store.Books(f.tx, id, p.days...)
		if err != nil {
			return nil, rollout.Effects{}, err
		}
		_, e, err := rollout.BookSpend(p.plan, p.state, books, feeder, p.bookings, p.duty, now)
		if err != nil {
			return nil, rollout.Effects{}, err
		}
		all.Join(e)
	}
	for i, at := range f.repeats {
		f.lines[i].Spend = f.lines[at].Spend
	}
	return f.lines, all, nil
}

func (r FeedRow) trimmed() FeedRow {
	for _, s := range []*string{&r.Agent, &r.Line, &r.Date, &r.Amount, &r.Currency, &r.Source, &r.ID} {
		*s = strings.TrimSpace(*s)
	}
	return r
}

// shapeless are characters that have no shape of their own, such as a blank of
// no width: with one, an id is another id and looks the same. In a line's name
// they shape the letters of some scripts.
func shapeless(r rune) bool { return unicode.Is(unicode.Cf, r) }

func unseen(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == unicode.ReplacementChar
}

func quotedWord(s string) string { return "“" + clip(s, 60) + "”" }
