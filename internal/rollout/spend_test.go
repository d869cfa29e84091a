package rollout

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func amountOf(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func usd(s string) Quantity { return Quantity{Amount: amountOf(s), Currency: "USD"} }

func sure[T any](text string, v T) Cell[T] { return Cell[T]{Text: text, Status: Understood, Value: v} }

func percents(all ...string) []AlertThreshold {
	var out []AlertThreshold
	for _, s := range all {
		p := amountOf(s)
		out = append(out, AlertThreshold{Basis: "actual", Percent: &p, Action: "alert"})
	}
	return out
}

// books is a plan with a budget, and the records that its bookings made.
type booked struct {
	t       *testing.T
	p       Plan
	s       State
	d       Duty
	now     time.Time
	totals  Books
	lines   map[string]Spend
	num     uint64
	told    []Notice
	entries []Entry
	waits   map[string]Timer // levels that are told in the morning
}

// lunch is 14 July 2026, noon in Berlin.
var lunch = time.Date(2026, 7, 14, 10, 0, 0, 0, time.UTC)

func newBooks(t *testing.T, budget Budget, levels ...AlertThreshold) *booked {
	t.Helper()
	b := &booked{t: t, now: lunch, totals: Books{}, lines: map[string]Spend{}, waits: map[string]Timer{}}
	b.p = Plan{ID: "lamp", Cost: Cost{
		Owner: sure("Finance Partner", []string{"Finance Partner"}), Center: sure("CC-1", "CC-1"),
		Routing: sure("small first", "small first"), Thresholds: sure("levels", levels),
	}}
	b.p.Cost.Limits.Text = "30 a day"
	if budget.Per != "" {
		b.p.Cost.Budget = sure("as written", budget)
	}
	b.s = State{Plan: "lamp", Agent: "Lamp", Stage: RollingOut, Zone: "Europe/Berlin", Importer: "imp", PlanOwner: "own"}
	b.d = Duty{Roles: map[string][]Place{"finance partner": {DM("sam")}}, PlanOwner: "own", House: House{Fallback: "fallback"}}
	return b
}

var (
	monthly = Budget{Amount: amountOf("2000"), Currency: "USD", Per: "month"}
	by      = Actor{User: "sam", Via: ByCommand}
	feedBy  = Actor{User: "service:spend", Via: ByHook}
)

// of are the totals that days touch, as a store would load them.
func (b *booked) of(days ...Day) Books {
	books := Books{}
	for _, d := range days {
		for _, p := range PeriodsOf(d) {
			books[p] = b.totals[p]
		}
	}
	return books
}

func (b *booked) took(e Effects) {
	for _, r := range e.Put {
		switch r := r.(type) {
		case SpendTotal:
			b.totals[r.Period] = r
		case Spend:
			b.lines[r.ID()] = r
		}
	}
	for _, key := range e.Disarm {
		delete(b.waits, key)
	}
	for _, t := range e.Arm {
		if t.Kind == TimerBudget {
			b.waits[t.Key] = t
		}
	}
	b.told = append(b.told, e.Notices...)
	b.entries = append(b.entries, e.Log...)
}

func (b *booked) book(who Actor, all ...Booking) error {
	b.t.Helper()
	var days []Day
	for i := range all {
		b.num++
		all[i].Num = b.num
		days = append(days, all[i].On)
	}
	_, e, err := BookSpend(b.p, b.s, b.of(days...), who, all, b.d, b.now)
	if err == nil {
		b.took(e)
	}
	return err
}

func (b *booked) must(q Quantity, on Day) {
	b.t.Helper()
	if err := b.book(by, Booking{On: on, Quantity: q}); err != nil {
		b.t.Fatal(err)
	}
}

func (b *booked) sum(p Period) string { return b.totals[p].Of(usd("0")).Quantity.String() }

// levelsTold are the levels of each message, in order.
func (b *booked) levelsTold() string {
	var all []string
	for _, n := range b.told {
		all = append(all, n.Facts[FactPeriod]+": "+strings.ReplaceAll(n.Facts[FactLevels], "\n", " and "))
	}
	return strings.Join(all, "; ")
}

var july14 = Day{2026, time.July, 14}

func TestLevelsAreToldOnceForEachMonth(t *testing.T) {
	b := newBooks(t, monthly, percents("80", "50", "100")...)
	b.must(usd("999.99"), july14)
	if len(b.told) != 0 {
		t.Fatalf("told of %s", b.levelsTold())
	}
	b.must(usd("0.01"), july14) // exactly half
	b.must(usd("5"), july14)
	if got := b.levelsTold(); got != "2026-07: 50 % ($1,000)" {
		t.Fatal(got)
	}
	b.must(usd("1000"), july14) // two at once
	if got := b.levelsTold(); got != "2026-07: 50 % ($1,000); 2026-07: 80 % ($1,600) and 100 % ($2,000)" {
		t.Fatal(got)
	}
	b.must(usd("9000"), july14)
	if len(b.told) != 2 {
		t.Fatal(b.levelsTold())
	}
	// Another month is another one, and a late invoice belongs to the month of its day.
	b.now = lunch.AddDate(0, 1, 0)
	b.must(usd("1000"), Day{2026, time.August, 1})
	b.must(usd("1"), july14)
	if got := b.levelsTold(); !strings.HasSuffix(got, "; 2026-08: 50 % ($1,000)") || len(b.told) != 3 {
		t.Fatal(got)
	}
	// A raised budget has other levels.
	b.p.Cost.Budget.Value.Amount = amountOf("20000")
	b.must(usd("1"), july14)
	if got := b.levelsTold(); !strings.HasSuffix(got, "; 2026-07: 50 % ($10,000)") {
		t.Fatal(got)
	}
	if b.sum("2026-07") != "$11,007" || b.sum("2026") != "$12,007" {
		t.Errorf("July %s, the year %s", b.sum("2026-07"), b.sum("2026"))
	}
}

func TestOneFeedTellsOnceForEachMonth(t *testing.T) {
	b := newBooks(t, monthly, percents("50", "80")...)
	june := Day{2026, time.June, 30}
	err := b.book(
		feedBy, Booking{On: june, Quantity: usd("1700"), Source: "bill", Ref: "1"}, Booking{On: july14, Quantity: usd("400")},
		Booking{On: july14, Quantity: usd("700")}, Booking{On: june, Quantity: usd("100")},
	)
	if err != nil {
		t.Fatal(err)
	}
	if got := b.levelsTold(); got != "2026-06: 50 % ($1,000) and 80 % ($1,600); 2026-07: 50 % ($1,000)" {
		t.Error(got)
	}
	if len(b.entries) != 2 || b.entries[0].Subject != "lamp/2026-06" || !strings.HasPrefix(b.entries[0].Why, "2 lines, SP-1 to SP-4, sha256 ") ||
		!strings.HasPrefix(b.entries[1].Why, "2 lines, SP-2 to SP-3, sha256 ") {
		t.Errorf("the audit record has %+v", b.entries)
	}
	if b.lines["SP-1"].Center != "CC-1" {
		t.Error("the cost centre is not on the line")
	}
}

func TestWhoHearsOfALevel(t *testing.T) {
	tests := []struct {
		name   string
		change func(*booked)
		want   string
		fact   string
	}{
		{"the budget owner", func(*booked) {}, "[@sam]", ""},
		{"both who fill the role, once", func(b *booked) {
			b.d.Roles["finance partner"] = []Place{DM("sam"), In("money"), DM("sam")}
		}, "[@sam #money]", ""},
		{"the plan owner, when nobody fills the role", func(b *booked) { b.d.Roles = nil }, "[@own]", FactStandIn},
		{"the plan owner, when the plan names nobody", func(b *booked) { b.p.Cost.Owner = Cell[[]string]{Status: Empty} }, "[@own]", FactStandIn},
		{"of a draft only its importer", func(b *booked) { b.s.Stage = Draft }, "[@imp]", FactDraft},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newBooks(t, monthly, percents("50")...)
			tt.change(b)
			b.must(usd("1500"), july14)
			if len(b.told) != 1 {
				t.Fatalf("%d messages", len(b.told))
			}
			n := b.told[0]
			var to []Place
			for _, x := range n.To {
				to = append(to, x.To)
				if slices.Contains(x.Routes, x.To) {
					t.Errorf("the route of %s leads back to it", x.To)
				}
			}
			if fmt.Sprint(to) != tt.want {
				t.Errorf("told %v, want %s", to, tt.want)
			}
			if tt.fact != "" && n.Facts[tt.fact] != "yes" {
				t.Errorf("it does not say why: %v", n.Facts)
			}
			want := map[string]string{FactSpent: "$1,500", FactBudget: "$2,000", FactPercent: "75", FactCenter: "CC-1", FactRouting: "small first", FactLimits: "30 a day"}
			for k, v := range want {
				if n.Facts[k] != v {
					t.Errorf("%s is %q, want %q", k, n.Facts[k], v)
				}
			}
		})
	}
}

func TestBudgetsOfOtherKinds(t *testing.T) {
	amount := amountOf("1500")
	inMoney := AlertThreshold{Amount: &amount, Currency: "USD"}
	inEuro := AlertThreshold{Amount: &amount, Currency: "EUR"}
	forecast := percents("100")[0]
	forecast.Basis = "forecast"
	pause := percents("75")[0]
	pause.Action = "pause"
	tests := []struct {
		name   string
		budget Budget
		levels []AlertThreshold
		spend  []Quantity
		told   string
		unseen string
	}{
		{
			"a daily budget is taken for the whole month",
			Budget{Amount: amountOf("75"), Currency: "USD", Per: "day"},
			percents("50"),
			[]Quantity{usd("1162.49"), usd("0.01")},
			"2026-07: 50 % ($1,162.50)", "[]",
		},
		{
			"a yearly one is judged by the year",
			Budget{Amount: amountOf("24000"), Currency: "USD", Per: "year"},
			percents("50"),
			[]Quantity{usd("11999"), usd("1")},
			"2026: 50 % ($12,000)", "[]",
		},
		{
			"credits",
			Budget{Amount: amountOf("25000"), Unit: "credits", Per: "month"},
			percents("80"),
			[]Quantity{{Amount: amountOf("20000"), Unit: "credits"}},
			"2026-07: 80 % (20,000 credits)", "[]",
		},
		{"credits are not judged by an amount of money", Budget{Amount: amountOf("25000"), Unit: "credits", Per: "month"}, []AlertThreshold{inMoney}, []Quantity{{Amount: amountOf("20000"), Unit: "credits"}}, "", "[the budget is in credits]"},
		{"an amount, and a pause", monthly, []AlertThreshold{inMoney, pause}, []Quantity{usd("1500")}, "2026-07: $1,500 and 75 % ($1,500)", "[]"},
		{"amounts of another currency and forecasts are not watched", monthly, []AlertThreshold{inEuro, forecast}, []Quantity{usd("5000")}, "", "[the budget is in USD there is no forecast yet]"},
		{"without a budget amounts act and percentages cannot", Budget{}, append(percents("50"), inMoney, inEuro), []Quantity{usd("1400"), {Amount: amountOf("1500"), Currency: "EUR"}}, "2026-07: €1,500", "[the plan has no budget]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newBooks(t, tt.budget, tt.levels...)
			for _, q := range tt.spend {
				if len(b.told) > 0 {
					t.Errorf("told too early: %s", b.levelsTold())
				}
				b.must(q, july14)
			}
			if got := b.levelsTold(); got != tt.told {
				t.Errorf("told %q, want %q", got, tt.told)
			}
			_, unjudged := Levels(b.p, july14)
			var why []string
			for _, u := range unjudged {
				why = append(why, u.Why)
			}
			if got := fmt.Sprint(why); got != tt.unseen {
				t.Errorf("not watched %s, want %s", got, tt.unseen)
			}
		})
	}
}

func TestAPauseAtALevelIsSaid(t *testing.T) {
	level := percents("75")[0]
	level.Action = "pause"
	b := newBooks(t, monthly, level)
	b.must(usd("1500"), july14)
	if b.told[0].Facts[FactPause] != "yes" {
		t.Error(b.told[0].Facts)
	}
}

func TestWhatIsNotBooked(t *testing.T) {
	at := func(q Quantity) Booking { return Booking{On: july14, Quantity: q} }
	on := func(d Day) Booking { return Booking{On: d, Quantity: usd("1")} }
	long := at(usd("1"))
	long.Line = strings.Repeat("x", 81)
	noted := at(usd("1"))
	noted.Note = strings.Repeat("x", 501)
	tests := []struct {
		name   string
		budget Budget
		who    Actor
		b      Booking
		field  string
		want   string
	}{
		{"nothing", monthly, by, at(usd("0")), "amount", "A spend is more than zero."},
		{"less than nothing", monthly, by, at(usd("-5")), "amount", "A spend is more than zero."},
		{"a trillion", monthly, by, at(usd("1000000000000")), "amount", "That is more, or more exact, than anything that is paid."},
		{"a billion digits", monthly, by, at(Quantity{Amount: decimal.New(1, 1<<30), Currency: "USD"}), "amount", "That is more, or more exact"},
		{"too exact", monthly, by, at(usd("0.0000000000001")), "amount", "That is more, or more exact"},
		{"another currency", monthly, by, at(Quantity{Amount: amountOf("5"), Currency: "EUR"}), "currency", "The budget of Lamp is in USD, and there is no rate to it from EUR."},
		{"a unit against money", monthly, by, at(Quantity{Amount: amountOf("5"), Unit: "credits"}), "currency", "no rate to it from credits"},
		{"money against a unit", Budget{Amount: amountOf("5"), Unit: "credits", Per: "month"}, by, at(usd("5")), "currency", "The budget of Lamp is in credits"},
		{"no such currency", monthly, by, at(Quantity{Amount: amountOf("5"), Currency: "XXQ"}), "currency", "XXQ"},
		{"no currency and no budget", Budget{}, by, at(Quantity{Amount: amountOf("5")}), "currency", "has no budget that could say which currency is meant"},
		{"no day", monthly, by, on(Day{}), "date", "has no date"},
		{"tomorrow", monthly, by, on(july14.AddDays(1)), "date", "2026-07-15 has not come yet: today is 2026-07-14 in Europe/Berlin."},
		{"the day after tomorrow, by a feed", monthly, feedBy, on(july14.AddDays(2)), "date", "has not come yet"},
		{"ten years ago", monthly, by, on(Day{2016, time.July, 14}), "date", "2016-07-14 is more than 400 days ago."},
		{"a long name", monthly, by, long, "line", "at most 80"},
		{"a long note", monthly, by, noted, "note", "at most 500"},
		{"a formula for a name", monthly, by, Booking{On: july14, Quantity: usd("1"), Line: "=HYPERLINK(1)"}, "line", "would be a formula in a spreadsheet"},
		{"a formula for a note", monthly, by, Booking{On: july14, Quantity: usd("1"), Note: "@sum"}, "note", "would be a formula in a spreadsheet"},
		{"a formula for a source", monthly, feedBy, Booking{On: july14, Quantity: usd("1"), Source: "+1"}, "source", "would be a formula in a spreadsheet"},
		{"a formula for an id", monthly, feedBy, Booking{On: july14, Quantity: usd("1"), Ref: "-1"}, "id", "would be a formula in a spreadsheet"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newBooks(t, tt.budget)
			err := b.book(tt.who, Booking{On: july14, Quantity: usd("1")}, tt.b)
			if tt.budget.Currency != "USD" { // the first is fine in dollars only
				err = b.book(tt.who, tt.b)
			}
			p, ok := err.(*Problem)
			if !ok || p.Field != tt.field || !strings.Contains(p.Text, tt.want) || !strings.HasSuffix(p.Text, "Nothing was booked.") || p.Next == "" {
				t.Errorf("answered %#v", err)
			}
			if len(b.lines) != 0 || len(b.totals) != 0 {
				t.Error("something was booked")
			}
		})
	}
	b := newBooks(t, monthly)
	if err := b.book(feedBy, on(july14.AddDays(1))); err != nil {
		t.Errorf("a feed's day may begin before the plan's: %v", err)
	}
	b.now = time.Date(2026, 7, 14, 22, 30, 0, 0, time.UTC) // the 15th in Berlin
	if err := b.book(by, on(july14.AddDays(1))); err != nil {
		t.Errorf("days are the plan's: %v", err)
	}
}

func TestTakingBack(t *testing.T) {
	b := newBooks(t, monthly, percents("50")...)
	b.must(usd("1500"), july14)
	first := b.lines["SP-1"]
	b.now = lunch.Add(UndoFor)
	after, e, err := UndoSpend(first, b.of(july14), 2, by, b.now)
	if err != nil || after.Reversed != "SP-2" {
		t.Fatal(after, err)
	}
	b.took(e)
	if b.sum("2026-07") != "$0" || b.sum("2026") != "$0" || b.totals["2026-07"].Sums[0].Count != 0 {
		t.Errorf("the totals are %+v", b.totals)
	}
	if len(b.lines) != 2 || b.lines["SP-2"].Reverses != "SP-1" || !b.lines["SP-2"].Amount.Equal(amountOf("-1500")) || b.lines["SP-1"].Amount.String() != "1500" {
		t.Errorf("the lines are %+v", b.lines)
	}
	if _, e, err := UndoSpend(b.lines["SP-1"], b.of(july14), 3, by, b.now.Add(time.Hour)); err != nil || len(e.Put)+len(e.Log)+len(e.Notices) != 0 {
		t.Errorf("twice: %+v, %v", e, err)
	}
	if _, _, err := UndoSpend(b.lines["SP-2"], b.of(july14), 3, by, b.now); err == nil || !strings.Contains(err.Error(), "cannot be taken back itself") {
		t.Errorf("of a reversing line: %v", err)
	}
	// What is reached no more is told again when it is reached again.
	b.num = 2
	b.must(usd("1500"), july14)
	if len(b.told) != 2 || Cause(b.told[1].Facts[FactCause]) != CauseAgain {
		t.Errorf("told %s", b.levelsTold())
	}
	late := b.now.Add(UndoFor + time.Second)
	if _, _, err := UndoSpend(b.lines["SP-3"], b.of(july14), 4, by, late); err == nil || !strings.Contains(err.Error(), "stays booked") {
		t.Errorf("late: %v", err)
	}
	if _, _, err := ReverseSpend(b.lines["SP-3"], b.of(july14), 4, by, "  ", late); err == nil || !strings.Contains(err.Error(), "no reason") {
		t.Errorf("without a reason: %v", err)
	}
	if _, _, err := ReverseSpend(b.lines["SP-3"], b.of(july14), 4, by, strings.Repeat("x", 501), late); err == nil {
		t.Error("a reason of 501 characters is taken")
	}
	if _, _, err := ReverseSpend(b.lines["SP-3"], b.of(july14), 4, by, "=1", late); err == nil || !strings.Contains(err.Error(), "would be a formula in a spreadsheet. SP-3 stays booked.") {
		t.Errorf("a formula for a reason: %v", err)
	}
	if after, _, err := ReverseSpend(b.lines["SP-3"], b.of(july14), 4, by, "twice", late); err != nil || after.Reversed != "SP-4" {
		t.Error(after, err)
	}
}

// Whatever is booked and taken back, totals are the exact sums of the lines, a
// level stands as reached exactly while they reach it, and it is told once for each
// time that they come to.
func TestTotalsAreTheSumsOfTheLines(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		b := newBooks(t, monthly, percents("10", "50", "100")...)
		reached, told := map[string]bool{}, map[string]int{}
		look := func() {
			for period, total := range b.totals {
				if len(period) == len("2026") {
					continue
				}
				levels, _ := Levels(b.p, july14)
				for _, l := range levels {
					key := string(period) + ": " + l.Words()
					is := l.reachedBy(total)
					if is && !reached[key] {
						told[key]++
					}
					if reached[key] = is; is == total.Reached(l).IsZero() {
						rt.Fatalf("%s: reached %v, and it stands at %v", key, is, total.Reached(l))
					}
				}
			}
		}
		for range rapid.IntRange(1, 40).Draw(rt, "steps") {
			on := july14.AddDays(-rapid.IntRange(0, 60).Draw(rt, "days back"))
			if len(b.lines) > 0 && rapid.Bool().Draw(rt, "take back") {
				id := SpendID(uint64(rapid.IntRange(1, len(b.lines)).Draw(rt, "line")))
				b.num++
				after, e, err := UndoSpend(b.lines[id], b.of(b.lines[id].On), b.num, by, b.now)
				if err != nil || len(e.Put) == 0 {
					b.num--
					continue
				}
				_ = after
				b.took(e)
				look()
				continue
			}
			q := Quantity{Amount: decimal.New(rapid.Int64Range(1, 50_000_000).Draw(rt, "amount"), -4), Currency: "USD"}
			name := fmt.Sprint("line ", rapid.IntRange(0, 60).Draw(rt, "name"))
			if err := b.book(by, Booking{On: on, Quantity: q, Line: name}); err != nil {
				rt.Fatal(err)
			}
			look()
		}
		want := map[Period]decimal.Decimal{}
		live := map[Period]int{}
		for _, l := range b.lines {
			for _, p := range PeriodsOf(l.On) {
				want[p] = want[p].Add(l.Amount)
				if l.Live() {
					live[p]++
				}
			}
		}
		for p, total := range b.totals {
			sum := total.Of(usd("0"))
			if !sum.Amount.Equal(want[p]) || sum.Count != live[p] {
				rt.Fatalf("%s: %s in %d lines, want %s in %d", p, sum.Quantity, sum.Count, want[p], live[p])
			}
			if len(total.Lines) > maxLines {
				rt.Fatalf("%d names are kept", len(total.Lines))
			}
		}
		heard := map[string]int{}
		for _, n := range b.told {
			for l := range strings.SplitSeq(n.Facts[FactLevels], "\n") {
				heard[n.Facts[FactPeriod]+": "+l]++
			}
		}
		if !maps.Equal(heard, told) {
			rt.Fatalf("told %v, want %v", heard, told)
		}
	})
}
