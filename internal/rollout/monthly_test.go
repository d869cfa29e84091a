package rollout

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// setUp has an amount booked every month from a day on, as sam does.
func (b *booked) setUp(q Quantity, from Day) (Monthly, error) {
	b.t.Helper()
	m := MonthlySpend(b.s, 1, by, Booking{On: from, Quantity: q, Line: "licences"}, b.now)
	m, _, e, err := StartMonthly(b.p, b.s, m, b.of(m.DueDays(b.s, b.now)...), b.nums(m), by, b.d, b.now)
	if err == nil {
		b.took(e)
	}
	return m, err
}

// nums are the numbers that what is due of it takes.
func (b *booked) nums(m Monthly) []uint64 {
	var all []uint64
	for range m.DueDays(b.s, b.now) {
		b.num++
		all = append(all, b.num)
	}
	return all
}

// fires lets its timer book what is due at its time, some time late.
func (b *booked) fires(m Monthly, late time.Duration) Monthly {
	b.t.Helper()
	b.now = m.Due.Add(late)
	after, e := BookMonthly(b.p, b.s, m, b.of(m.DueDays(b.s, b.now)...), b.nums(m), b.d, b.now)
	b.took(e)
	next := slices.IndexFunc(e.Arm, func(t Timer) bool { return t.Kind == TimerMonthly })
	if after.Live() && (next < 0 || !e.Arm[next].Due.Equal(after.Due) || e.Arm[next].Gen != after.Gen || !after.Due.After(b.now)) {
		b.t.Fatalf("the next month is not armed: %+v", e.Arm)
	}
	return after
}

func TestTheSameDayOfEveryMonth(t *testing.T) {
	for _, tt := range []struct{ first, want string }{
		{"2026-01-31", "2026-01-31 2026-02-28 2026-03-31 2026-04-30 2026-05-31"},
		{"2027-12-31", "2027-12-31 2028-01-31 2028-02-29 2028-03-31 2028-04-30"},
		{"2026-11-30", "2026-11-30 2026-12-30 2027-01-30 2027-02-28 2027-03-30"},
		{"2026-07-01", "2026-07-01 2026-08-01 2026-09-01 2026-10-01 2026-11-01"},
	} {
		m := Monthly{First: day(t, tt.first)}
		var got []string
		for n := range 5 {
			got = append(got, m.On(n).String())
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("from %s: %v, want %s", tt.first, got, tt.want)
		}
	}
}

func TestEveryMonthIsBookedOnce(t *testing.T) {
	b := newBooks(t, monthly, percents("50")...)
	m, err := b.setUp(usd("600"), Day{2026, time.May, 31})
	if err != nil {
		t.Fatal(err)
	}
	// From its first day on: May and June at once, July when it comes.
	if len(b.lines) != 2 || b.sum("2026-05") != "$600" || b.sum("2026-06") != "$600" || b.sum("2026-07") != "$0" || strings.Join(m.Lines, " ") != "SP-1 SP-2" {
		t.Fatalf("%+v", b.lines)
	}
	if b.lines["SP-2"].On != (Day{2026, time.June, 30}) || b.lines["SP-2"].Monthly != "SPM-1" {
		t.Errorf("%+v", b.lines["SP-2"])
	}
	if want := time.Date(2026, 7, 31, 7, 0, 0, 0, time.UTC); !m.Due.Equal(want) { // nine in Berlin
		t.Errorf("July is booked at %s", m.Due)
	}
	if b.entries[0].Verb != VerbMonthly || b.entries[0].Why != "USD 600.00 from 2026-05-31" || b.entries[1].Verb != VerbSpend {
		t.Errorf("the record says %+v", b.entries)
	}
	m = b.fires(m, 0)
	if b.sum("2026-07") != "$600" || b.lines["SP-3"].Via != ByTimer || b.lines["SP-3"].By != "sam" || m.Next() != (Day{2026, time.August, 31}) {
		t.Errorf("%+v, %+v", m, b.lines["SP-3"])
	}
	// The bot was down over two of them: each is a line of its own day, once.
	m = b.fires(m, 40*24*time.Hour)
	if len(b.lines) != 5 || b.sum("2026-08") != "$600" || b.sum("2026-09") != "$600" || b.sum("2026") != "$3,000" {
		t.Errorf("%+v", b.lines)
	}
	if days := m.DueDays(b.s, b.now); days != nil {
		t.Errorf("still due: %v", days)
	}
	// It crosses levels as every booking does.
	b.must(usd("400"), DayOf(b.now, time.UTC))
	m = b.fires(m, 0) // a Saturday
	b.wake(0)
	if got := b.levelsTold(); got != "2026-10: 50 % ($1,000)" {
		t.Errorf("told %s", got)
	}
	// A draft books as well; only its importer hears.
	b.s.Stage = Draft
	b.told = nil
	b.must(usd("400"), DayOf(b.now, time.UTC))
	b.now = m.Due
	b.must(usd("400"), DayOf(b.now, time.UTC))
	b.fires(m, 0)
	if len(b.told) != 1 || b.told[0].To[0].To != DM("imp") {
		t.Errorf("of a draft: %+v", b.told)
	}
}

func TestMonthlySpendBeginsLater(t *testing.T) {
	b := newBooks(t, monthly)
	m, err := b.setUp(usd("100"), Day{2026, time.August, 3})
	if err != nil || len(b.lines) != 0 || m.Count != 0 || len(m.Lines) != 0 || m.Next() != (Day{2026, time.August, 3}) {
		t.Fatalf("%v, %+v", err, m)
	}
	m = b.fires(m, 0)
	if b.sum("2026-08") != "$100" || m.Next() != (Day{2026, time.September, 3}) {
		t.Errorf("%+v", m)
	}
}

func TestWhatIsNotBookedMonthly(t *testing.T) {
	for _, tt := range []struct {
		name string
		q    Quantity
		on   Day
		want string
	}{
		{"too far ahead", usd("1"), Day{2027, time.September, 1}, "2027-09-01 is more than 400 days ahead. Nothing was booked."},
		{"too long ago", usd("1"), Day{2025, time.January, 1}, "2025-01-01 is more than 400 days ago. Nothing was booked."},
		{"nothing", usd("0"), july14, "A spend is more than zero."},
		{"another currency, later", Quantity{Amount: amountOf("1"), Currency: "EUR"}, Day{2026, time.August, 1}, "there is no rate to it from EUR"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := newBooks(t, monthly)
			if _, err := b.setUp(tt.q, tt.on); err == nil || !strings.Contains(err.Error(), tt.want) || len(b.lines) != 0 {
				t.Errorf("%v, %+v", err, b.lines)
			}
		})
	}
}

// What the plan's books do not take any more ends, and is said.
func TestMonthlySpendThatCannotBeBookedAnyMore(t *testing.T) {
	for _, draft := range []bool{false, true} {
		b := newBooks(t, monthly)
		m, err := b.setUp(usd("100"), july14)
		if err != nil {
			t.Fatal(err)
		}
		b.p.Cost.Budget.Value.Currency = "EUR"
		to := DM("sam")
		if draft {
			b.s.Stage, to = Draft, DM("imp")
		}
		b.now = m.Due
		if m.Fault(b.p, b.s, b.now) == nil {
			t.Fatal("no fault")
		}
		m, e := BookMonthly(b.p, b.s, m, b.of(m.DueDays(b.s, b.now)...), nil, b.d, b.now)
		if m.Live() || m.EndedBy != "" || !strings.Contains(m.Why, "there is no rate to it from USD") || len(e.Arm) != 0 || len(e.Disarm) != 1 {
			t.Errorf("%+v, %+v", m, e)
		}
		n := e.Notices[0]
		if n.Kind != NoticeMonthlyEnded || n.To[0].To != to || n.Facts[FactOn] != "2026-08-14" || n.Facts[FactAmount] != "$100" || n.Facts[FactLine] != "licences" {
			t.Errorf("said %+v", n)
		}
		if len(b.lines) != 1 {
			t.Errorf("%+v", b.lines)
		}
	}
}

func TestMonthlySpendEnds(t *testing.T) {
	b := newBooks(t, monthly)
	m, err := b.setUp(usd("100"), Day{2026, time.June, 14})
	if err != nil {
		t.Fatal(err)
	}
	lines := []Spend{b.lines["SP-1"], b.lines["SP-2"]}
	days := []Day{{2026, time.June, 14}, july14}

	// Its author takes it back a moment later, with what it has booked.
	undone, back, e, err := UndoMonthly(m, lines, b.of(days...), []uint64{3, 4}, by, lunch.Add(UndoFor))
	if err != nil || undone.Live() || len(back) != 2 || len(e.Disarm) != 1 {
		t.Fatalf("%v, %+v", err, undone)
	}
	after := *b
	after.totals, after.lines = b.totals.clone(), map[string]Spend{}
	after.took(e)
	if after.sum("2026-06") != "$0" || after.sum("2026-07") != "$0" || after.sum("2026") != "$0" || after.lines["SP-1"].Reversed != "SP-3" || after.lines["SP-4"].Reverses != "SP-2" {
		t.Errorf("%+v", after.lines)
	}
	if _, _, e, err := UndoMonthly(undone, nil, nil, nil, by, lunch.Add(24*time.Hour)); err != nil || len(e.Put) != 0 {
		t.Errorf("undone again: %v, %+v", err, e)
	}
	if _, _, _, err := UndoMonthly(m, lines, b.of(days...), []uint64{3, 4}, by, lunch.Add(UndoFor+time.Second)); err == nil || !strings.Contains(err.Error(), "goes on") {
		t.Errorf("undone late: %v", err)
	}
	// A line that was taken back by itself is not taken back twice.
	lines[0].Reversed = "SP-3"
	if _, back, _, err := UndoMonthly(m, lines, b.of(days...), []uint64{4}, by, lunch); err != nil || len(back) != 1 {
		t.Errorf("%v, %+v", err, back)
	}

	// For a reason at any time: what was booked stays.
	for why, want := range map[string]string{" ": "there is no reason yet", strings.Repeat("x", 501): "at most 500 are kept"} {
		if _, e, err := EndMonthly(m, why, by, lunch); err == nil || !strings.Contains(err.Error(), want) || len(e.Put) != 0 {
			t.Errorf("%v", err)
		}
	}
	ended, e, err := EndMonthly(m, "the licence has ended", by, lunch.Add(1000*time.Hour))
	if err != nil || ended.Live() || ended.Why != "the licence has ended" || len(e.Put) != 1 || e.Log[0].Verb != VerbMonthlyEnd || fmt.Sprint(e.Disarm) != "[spend.monthly/SPM-1]" {
		t.Errorf("%v, %+v", err, e)
	}
	if _, e, err := EndMonthly(ended, "", by, lunch.Add(1001*time.Hour)); err != nil || len(e.Put) != 0 {
		t.Errorf("ended again: %v, %+v", err, e)
	}
	if ended.DueDays(b.s, lunch.Add(9000*time.Hour)) != nil || len(ended.Index()) != 0 {
		t.Error("what has ended is due")
	}
}
