package view_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

func usd(s string) rollout.Quantity {
	return rollout.Quantity{Amount: decimal.RequireFromString(s), Currency: "USD"}
}

// spendingPlan is the policy assistant with a cost section.
func spendingPlan(b rollout.Budget, levels ...string) (rollout.Plan, rollout.State) {
	p, s := policyAssistant()
	p.Cost.Budget, p.Cost.Center = cell("$2,000", b), cell("CC-4410", "CC-4410")
	p.Cost.Routing = cell("Small model first; larger for two policies", "")
	p.Cost.Limits.Text = "30 tasks per user per day"
	var all []rollout.AlertThreshold
	for _, l := range levels {
		percent := decimal.RequireFromString(l)
		all = append(all, rollout.AlertThreshold{Basis: "actual", Percent: &percent, Action: "alert"})
	}
	p.Cost.Thresholds = cell("levels", all)
	return p, s
}

var monthlyBudget = rollout.Budget{Amount: decimal.NewFromInt(2000), Currency: "USD", Per: "month"}

// spent books amounts in turn and returns the lines, the totals and the messages.
func spent(t *testing.T, p rollout.Plan, s rollout.State, by rollout.Actor, all ...rollout.Booking) ([]rollout.Spend, rollout.Books, []rollout.Notice) {
	t.Helper()
	books, told, lines := rollout.Books{}, []rollout.Notice(nil), []rollout.Spend(nil)
	for i, b := range all {
		if b.Num = uint64(i + 1); b.On.IsZero() {
			b.On = rollout.Day{Year: 2026, Month: time.July, Day: 22}
		}
		now := rollout.Books{}
		for _, period := range rollout.PeriodsOf(b.On) {
			now[period] = books[period]
		}
		new, e, err := rollout.BookSpend(p, s, now, by, []rollout.Booking{b}, duty(), noon)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range e.Put {
			if total, ok := r.(rollout.SpendTotal); ok {
				books[total.Period] = total
			}
		}
		lines, told = append(new, lines...), append(told, e.Notices...)
	}
	return lines, books, told
}

func totalOf(t *testing.T, e rollout.Effects, p rollout.Period) rollout.SpendTotal {
	t.Helper()
	for _, r := range e.Put {
		if total, ok := r.(rollout.SpendTotal); ok && total.Period == p {
			return total
		}
	}
	t.Fatalf("no total of %s", p)
	return rollout.SpendTotal{}
}

func budgetData(p rollout.Plan, s rollout.State, books rollout.Books, lines []rollout.Spend) view.BudgetData {
	on := rollout.DayOf(noon, time.UTC)
	a := rollout.AllowanceOf(p, on)
	d := view.BudgetData{
		Plan: p.ID, Agent: s.Agent, Period: "2026-07", Total: books["2026-07"], Allowance: a, Judged: books[a.Period],
		BudgetText: p.Cost.Budget.Text, BudgetStatus: p.Cost.Budget.Status, Center: p.Cost.Center.Text,
		Owner: strings.Join(p.Cost.Owner.Value, ", "), Owners: rollout.BudgetOwners(p, duty()), Newest: lines,
	}
	d.Levels, d.Unjudged = rollout.Levels(p, on)
	return d
}

func TestBudget(t *testing.T) {
	var all []shown
	card := func(title string, c view.Card) { all = append(all, shown{title: title, card: c}) }
	notices := func(title string, told []rollout.Notice) {
		for _, n := range told {
			c, err := view.Notice(n.Kind, n.Facts, nil, noon)
			if err != nil {
				t.Fatal(err)
			}
			if plain := strings.TrimSpace(c.Plain()); !strings.HasSuffix(plain, "Nothing was switched off.") || !strings.HasSuffix(c.Text, "Nothing was switched off.") {
				t.Errorf("%s ends %q, and its notification %q", title, plain, c.Text)
			}
			card(title+" to "+string(n.To[0].To), c)
		}
	}
	sam := by("sam")
	p, s := spendingPlan(monthlyBudget, "50", "80", "100")
	lines, books, told := spent(
		t, p, s, sam, rollout.Booking{Quantity: usd("240"), Line: "licences"},
		rollout.Booking{Quantity: usd("1400.50"), Line: "model tokens", Note: "July invoice"}, rollout.Booking{Quantity: usd("9.5")},
	)
	data := budgetData(p, s, books, lines)
	notices("two levels at once", told)
	card("budget", view.Budget(data))
	lines[0].Reversed = "SP-4"
	feed := lines[1]
	feed.Num, feed.Via, feed.Source, feed.Reverses, feed.Why = 5, rollout.ByHook, "litellm", "SP-2", "sent twice"
	data.Newest, data.More, data.Skipped = append(lines[:1:1], feed), "in policy-assistant budget show 2026-07 from 3", true
	card("a later page, with lines taken back", view.Budget(data))

	answer := view.SpendAnswer{Agent: s.Agent, Line: lines[1], Changed: true, Period: "2026-07", Standing: "$1,640.50 of $2,000, 82 %", Now: noon}
	card("booked", view.SpendBooked(answer))
	answer.Levels, answer.Told = []string{"50 % ($1,000)", "80 % ($1,600)"}, []rollout.Place{rollout.DM("sam")}
	card("booked, with levels reached", view.SpendBooked(answer))
	answer.Line.Reversed = "SP-4"
	card("taken back", view.SpendTakenBack(answer))
	answer.Changed = false
	card("taken back before", view.SpendTakenBack(answer))

	nobody := p
	nobody.Cost.Owner = cell("Treasurer", []string{"Treasurer"})
	_, _, told = spent(t, nobody, s, sam, rollout.Booking{Quantity: usd("1000")})
	notices("nobody fills the role", told)
	_, drafted := draftState()
	_, _, told = spent(t, p, drafted, sam, rollout.Booking{Quantity: usd("1000")})
	notices("a draft", told)

	// A slip that is taken back: its message is corrected in place.
	lines, books, told = spent(t, p, s, sam, rollout.Booking{Quantity: usd("1200")}, rollout.Booking{Quantity: usd("200000")})
	_, e, err := rollout.UndoSpend(lines[0], books, 3, sam, noon)
	if err != nil {
		t.Fatal(err)
	}
	total := totalOf(t, e, "2026-07")
	for _, cause := range []rollout.Cause{rollout.CauseAgain, rollout.CauseActivated, rollout.CauseImported} {
		n := told[0]
		n.Facts = maps.Clone(n.Facts)
		n.Facts[rollout.FactCause] = string(cause)
		notices("told because: "+string(cause), []rollout.Notice{n})
	}
	corrected := func(title string, n rollout.Notice, total rollout.SpendTotal) {
		c, err := view.Notice(n.Kind, n.Facts, total, noon)
		if err != nil || !strings.HasSuffix(c.Text, "Nothing was switched off.") || !strings.HasSuffix(strings.TrimSpace(c.Plain()), "Nothing was switched off.") {
			t.Errorf("%s: %v %s", title, err, c.Text)
		}
		card(title, c)
	}
	corrected("another one was taken back", told[0], total)
	corrected("corrected", told[1], total)
	total.Crossed[1].Back = nil
	corrected("corrected in part", told[1], total)
	total.Crossed = nil
	corrected("corrected, long ago", told[1], total)
	back := view.SpendAnswer{Agent: s.Agent, Line: lines[0], Changed: true, Corrected: []string{"80 % ($1,600)", "100 % ($2,000)"}, Now: noon}
	back.Line.Reversed = "SP-3"
	card("taken back, with levels", view.SpendTakenBack(back))

	risky := p
	risky.Pause.Triggers = cell("triggers", []rollout.PlanStep{{Text: "Spend over 120% of the <monthly> budget"}})
	lines, books, told = spent(t, risky, s, sam, rollout.Booking{Quantity: usd("2100")}, rollout.Booking{Quantity: usd("400")})
	notices("a pause trigger", told[1:])
	card("a budget with a pause trigger", view.Budget(budgetData(risky, s, books, lines)))

	daily, _ := spendingPlan(rollout.Budget{Amount: decimal.NewFromInt(75), Currency: "USD", Per: "day"}, "50")
	lines, books, told = spent(t, daily, s, sam, rollout.Booking{Quantity: usd("1200")})
	notices("a daily budget", told)
	card("a daily budget", view.Budget(budgetData(daily, s, books, lines)))

	yearly, _ := spendingPlan(rollout.Budget{Amount: decimal.NewFromInt(24000), Currency: "USD", Per: "year"}, "50")
	lines, books, _ = spent(t, yearly, s, sam, rollout.Booking{Quantity: usd("5000"), On: rollout.Day{Year: 2026, Month: time.March, Day: 1}}, rollout.Booking{Quantity: usd("10")})
	card("a yearly budget", view.Budget(budgetData(yearly, s, books, lines[:1])))

	none, _ := spendingPlan(rollout.Budget{}, "50")
	none.Cost.Budget = rollout.Cell[rollout.Budget]{Text: "$500-2000", Status: rollout.Unclear}
	none.Cost.Owner = empty[[]string]()
	lines, books, _ = spent(t, none, s, sam, rollout.Booking{Quantity: usd("5")}, rollout.Booking{Quantity: rollout.Quantity{Amount: decimal.NewFromInt(7), Currency: "EUR"}})
	card("no budget, two currencies", view.Budget(budgetData(none, s, books, lines)))
	card("nothing at all", view.Budget(budgetData(none, s, rollout.Books{}, nil)))
	golden(t, "budget", all...)
}

func TestBudgetInStatus(t *testing.T) {
	sum := func(q ...rollout.Quantity) rollout.SpendTotal {
		var total rollout.SpendTotal
		for _, x := range q {
			total.Sums = append(total.Sums, rollout.Sum{Quantity: x})
		}
		return total
	}
	credits := rollout.Quantity{Amount: decimal.NewFromInt(900), Unit: "credits"}
	month := rollout.Allowance{Period: "2026-07", Quantity: usd("2000"), Has: true}
	year := rollout.Allowance{Period: "2026", Quantity: usd("24000"), Has: true}
	for _, tt := range []struct{ got, want string }{
		{view.BudgetLine(month, sum(usd("1240"))), "Budget $1,240 of $2,000"},
		{view.BudgetLine(month, sum()), "Budget $0 of $2,000"},
		{view.BudgetLine(year, sum(usd("9000"))), "Budget 2026 $9,000 of $24,000"},
		{view.BudgetLine(month, sum(credits)), "Budget $0 of $2,000"},
		{view.BudgetLine(rollout.Allowance{}, sum(usd("5"), credits)), "Spent $5 and 900 credits, no budget"},
		{view.BudgetLine(rollout.Allowance{}, sum()), ""},
	} {
		if tt.got != tt.want {
			t.Errorf("%q, want %q", tt.got, tt.want)
		}
	}
	_, s := policyAssistant()
	if got := view.Status(view.StatusData{State: s, Budget: "Budget $1,240 of $2,000"}, noon).Plain(); !strings.Contains(got, "No open incidents · Budget $1,240 of $2,000\n") {
		t.Error(got)
	}
}

func TestHostileTextInBudgets(t *testing.T) {
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			p, s := spendingPlan(monthlyBudget, "50")
			s.Agent = text
			p.Cost.Center.Text, p.Cost.Routing.Text, p.Cost.Limits.Text = text, text, text
			p.Cost.Owner.Value = []string{text}
			lines, books, told := spent(t, p, s, by("sam"), rollout.Booking{Quantity: usd("1500")})
			lines[0].Line, lines[0].Note, lines[0].Why, lines[0].Source = text, text, text, text
			feed := lines[0]
			feed.Via, feed.By = rollout.ByHook, rollout.UserID(text)
			total := books["2026-07"]
			total.Lines = []rollout.Sum{{Name: text, Quantity: usd("1500"), Count: 1}}
			books["2026-07"] = total
			data := budgetData(p, s, books, append(lines, feed))
			data.BudgetText, data.BudgetStatus = text, rollout.Unclear
			a := view.SpendAnswer{Agent: text, Line: lines[0], Changed: true, Period: rollout.Period(text), Standing: text, Levels: []string{text, "x"}, Told: []rollout.Place{"@sam"}, Now: noon}
			cards := map[string]view.Card{"budget": view.Budget(data), "booked": view.SpendBooked(a), "taken back": view.SpendTakenBack(a)}
			for _, n := range told {
				for _, f := range []string{rollout.FactPeriod, rollout.FactSpent, rollout.FactBudget, rollout.FactPercent, rollout.FactDaily, rollout.FactLevels, rollout.FactPlan} {
					n.Facts[f] = text
				}
				c, err := view.Notice(n.Kind, n.Facts, nil, noon)
				if err != nil {
					t.Fatal(err)
				}
				cards["alert"] = c
				words := rollout.Crossing{Words: text, Alert: 1, Back: &rollout.TakenBack{By: text, At: noon, Left: usd("1")}}
				if cards["corrected"], err = view.Notice(n.Kind, n.Facts, rollout.SpendTotal{Crossed: []rollout.Crossing{words}}, noon); err != nil {
					t.Fatal(err)
				}
				if !strings.HasSuffix(c.Text, "Nothing was switched off.") {
					t.Errorf("the notification ends %q", c.Text[max(0, len(c.Text)-60):])
				}
			}
			for title, c := range cards {
				for _, problem := range broken(c) {
					if !strings.HasPrefix(problem, "raises its voice") { // so do people
						t.Errorf("%s: %s", title, problem)
					}
				}
				checkCard(t, title, c)
			}
		})
	}
}
