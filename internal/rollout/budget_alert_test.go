package rollout

import (
	"strings"
	"testing"
	"time"
)

func (b *booked) takeBack(id string) {
	b.t.Helper()
	b.num++
	_, e, err := ReverseSpend(b.lines[id], b.of(b.lines[id].On), b.num, by, "a slip", b.now)
	if err != nil {
		b.t.Fatal(err)
	}
	b.took(e)
}

func (b *booked) judge(cause Cause) {
	b.t.Helper()
	a := AllowanceOf(b.p, DayOf(b.now, b.s.zone()))
	total := b.totals[a.Period]
	total.Period, total.Plan = a.Period, b.p.ID
	b.took(JudgeBudget(b.p, b.s, total, b.d, cause, b.now))
}

// A slip of the keyboard corrects its message and does not use the levels up.
func TestASlipDoesNotUseUpTheLevels(t *testing.T) {
	b := newBooks(t, monthly, percents("50", "80", "100")...)
	b.must(usd("1200"), july14)
	b.must(usd("200000"), july14)
	before := b.totals["2026-07"]
	b.now = b.now.Add(time.Minute)
	b.takeBack("SP-2")
	after := b.totals["2026-07"]
	if got := strings.Join(after.Corrected("SP-2"), ", "); got != "80 % ($1,600), 100 % ($2,000)" {
		t.Errorf("corrected %q", got)
	}
	if before.CardStanding() == after.CardStanding() {
		t.Error("the message about the slip is not drawn again")
	}
	first, second := after.Told(1), after.Told(2)
	if len(first) != 1 || first[0].Back != nil || len(second) != 2 || second[0].Back == nil || second[0].Back.By != "SP-2" || second[0].Back.Left.String() != "$1,200" {
		t.Errorf("the messages told %+v and %+v", first, second)
	}
	b.now = b.now.AddDate(0, 0, 10)
	b.must(usd("500"), july14)
	b.must(usd("400"), july14)
	if got := b.levelsTold(); got != "2026-07: 50 % ($1,000); 2026-07: 80 % ($1,600) and 100 % ($2,000); 2026-07: 80 % ($1,600); 2026-07: 100 % ($2,000)" {
		t.Error(got)
	}
	if again := b.told[2]; again.Facts[FactAlert] != "3" || Cause(again.Facts[FactCause]) != CauseAgain {
		t.Error(again.Facts)
	}
	if standing := b.totals["2026-07"].CardStanding(); standing != after.CardStanding() {
		t.Error("a real crossing draws the old messages again")
	}
}

// A level is reached exactly, to the last place: nothing is divided or rounded.
func TestALevelIsReachedExactly(t *testing.T) {
	for _, tt := range []struct {
		spent, budget string
		reached       bool // 80 %
	}{
		{"1600", "2000", true},
		{"1599.99", "2000", false},
		{"1599.9999", "2000", false},
		{"1600.00", "1999.99", true},
		{"1599.992", "1999.99", true},
		{"1599.991", "1999.99", false},
		{"1", "3", false},
		{"5000", "2000", true},
	} {
		b := newBooks(t, Budget{Amount: amountOf(tt.budget), Currency: "USD", Per: "month"}, percents("80")...)
		b.must(usd(tt.spent), july14)
		if got := len(b.told) > 0; got != tt.reached {
			t.Errorf("%s reaches 80 %% of %s: %t", tt.spent, tt.budget, got)
		}
	}
}

// The month is the booking's, whatever today is; another month's levels stay.
func TestTakingBackCorrectsTheMonthOfTheBooking(t *testing.T) {
	b := newBooks(t, monthly, percents("50")...)
	b.must(usd("1500"), july14.AddDays(-20)) // June
	b.must(usd("1500"), july14)
	b.now = b.now.AddDate(0, 1, 0)
	b.takeBack("SP-1")
	if got := b.totals["2026-06"].Corrected("SP-1"); len(got) != 1 {
		t.Errorf("June: %v", got)
	}
	if standing := b.totals["2026-07"].CardStanding(); standing != "" {
		t.Errorf("July: %s", standing)
	}
}

func TestCrossingsOfLongAgoAreDropped(t *testing.T) {
	b := newBooks(t, monthly, percents("50")...)
	for range maxBack + 15 {
		b.must(usd("1500"), july14)
		b.takeBack(SpendID(b.num))
	}
	total := b.totals["2026-07"]
	if len(total.Crossed) != maxBack || len(total.Told(1)) != 0 {
		t.Errorf("%d are kept, the first told %v", len(total.Crossed), total.Told(1))
	}
	b.must(usd("1500"), july14)
	if last := b.told[len(b.told)-1]; last.Facts[FactAlert] != "36" {
		t.Error(last.Facts)
	}
}

// A draft mutes its levels and does not use them up.
func TestActivationTellsWhatADraftReached(t *testing.T) {
	b := newBooks(t, monthly, percents("50", "80", "100")...)
	b.s.Stage = Draft
	b.must(usd("1500"), july14.AddDays(-20)) // June
	b.must(usd("1700"), july14)
	b.must(usd("1"), july14)
	for _, n := range b.told {
		if n.To[0].To != DM("imp") {
			t.Fatalf("told %s", n.To[0].To)
		}
	}
	b.s.Stage, b.told = RollingOut, nil
	b.now = b.now.Add(time.Hour)
	b.judge(CauseActivated)
	b.judge(CauseActivated)
	if got := b.levelsTold(); got != "2026-07: 50 % ($1,000) and 80 % ($1,600)" || b.told[0].To[0].To != DM("sam") || Cause(b.told[0].Facts[FactCause]) != CauseActivated {
		t.Errorf("told %s: %+v", got, b.told)
	}
	b.must(usd("300"), july14)
	if got := b.levelsTold(); got != "2026-07: 50 % ($1,000) and 80 % ($1,600); 2026-07: 100 % ($2,000)" {
		t.Error(got)
	}
	// What was booked in the draft and is taken back corrects both messages.
	b.takeBack("SP-2")
	total := b.totals["2026-07"]
	for alert := 1; alert <= 3; alert++ {
		for _, c := range total.Told(alert) {
			if c.Back == nil {
				t.Errorf("message %d still says %s", alert, c.Words)
			}
		}
	}
}

func TestALoweredBudgetIsJudgedAtOnce(t *testing.T) {
	b := newBooks(t, monthly, percents("50", "80")...)
	b.must(usd("900"), july14)
	b.judge(CauseImported)
	if len(b.told) != 0 {
		t.Fatal(b.levelsTold())
	}
	b.p.Cost.Budget.Value.Amount = amountOf("1000")
	b.judge(CauseImported)
	b.judge(CauseImported)
	b.must(usd("1"), july14)
	if got := b.levelsTold(); got != "2026-07: 50 % ($500) and 80 % ($800)" || Cause(b.told[0].Facts[FactCause]) != CauseImported {
		t.Error(got)
	}
}

// A line taken back under a budget that was lowered or raised since is judged by
// what each message said.
func TestTakingBackUnderAnotherBudget(t *testing.T) {
	b := newBooks(t, monthly, percents("50")...)
	b.must(usd("1500"), july14)
	b.p.Cost.Budget.Value.Amount = amountOf("1000")
	b.judge(CauseImported) // $500
	b.takeBack("SP-1")
	for alert := 1; alert <= 2; alert++ {
		if told := b.totals["2026-07"].Told(alert); len(told) != 1 || told[0].Back == nil {
			t.Errorf("message %d: %+v", alert, told)
		}
	}
}
