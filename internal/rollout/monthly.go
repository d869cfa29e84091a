package rollout

import (
	"fmt"
	"strings"
	"time"
)

// Verbs of monthly spend, as the audit record has them.
const (
	VerbMonthly    Verb = "spend.monthly"
	VerbMonthlyEnd Verb = "spend.monthly-end" // by a person, or because it cannot be booked any more
)

// Facts of monthly spend, beside those of a budget alert.
const (
	FactAmount = "amount" // "$100"
	FactLine   = "line"   // what it was for
	FactOn     = "on"     // the day that could not be booked
)

// Monthly is an amount that is spent on the same day of every month, from its
// first day on until somebody ends it. Each month is booked as a line of its own,
// at nine of that day in the plan's zone.
type Monthly struct {
	Schema int    `json:"schema"`
	Num    uint64 `json:"num"` // SPM-3 is 3
	Plan   PlanID `json:"plan"`
	Agent  string `json:"agent"`
	Quantity
	First Day       `json:"first"` // its day of the month is booked in every month
	Line  string    `json:"line,omitempty"`
	Note  string    `json:"note,omitempty"`
	By    UserID    `json:"by"`
	At    time.Time `json:"at"`
	Lines []string  `json:"lines,omitempty"` // booked when it was set up
	Count int       `json:"count"`           // how many months are booked
	Due   time.Time `json:"due,omitzero"`    // when the next one is
	Gen   uint64    `json:"gen"`

	Ended   time.Time `json:"ended,omitzero"`
	EndedBy UserID    `json:"ended_by,omitempty"` // "": it could not be booked any more
	Why     string    `json:"why,omitempty"`      // it was ended, as typed; or what was in the way
}

// MonthlyDid is what became of an amount that is booked every month by somebody's
// hand: it was set up, or ended. Receipts hold it, so the names of its fields stay.
type MonthlyDid struct {
	Agent   string
	Monthly Monthly
	Lines   []Spend   // booked with it, or taken back with it
	Changed bool      // false: it had ended before
	Told    []Place   // of levels that were reached
	Until   time.Time `json:",omitzero"` // levels were reached that are told then; zero: none
	Now     time.Time
}

// MonthlyID is the id of the monthly spend with that number: "SPM-3".
func MonthlyID(num uint64) string { return fmt.Sprintf("SPM-%d", num) }

// ID is its id: "SPM-3".
func (m Monthly) ID() string { return MonthlyID(m.Num) }

// Kind is its kind of record.
func (m Monthly) Kind() string { return "spend-monthly" }

// Key is its id.
func (m Monthly) Key() string { return m.ID() }

// Index lists what runs in a plan, and by whom it was set up.
func (m Monthly) Index() []string {
	if !m.Live() {
		return nil
	}
	return []string{fmt.Sprintf("live/%s/%012d", m.Plan, m.Num), fmt.Sprintf("by/%s/%012d", m.By, m.Num)}
}

// Live reports whether it is still booked every month.
func (m Monthly) Live() bool { return m.Ended.IsZero() }

// MayUndo reports whether its author may undo it now.
func (m Monthly) MayUndo(now time.Time) bool {
	return m.Live() && !wholeSecond(now).After(m.At.Add(UndoFor))
}

// On is the day of its n-th month, from 0: the same day of the month as the
// first, or the last one of a month that has no such day.
func (m Monthly) On(n int) Day {
	first := DayOf(time.Date(m.First.Year, m.First.Month+time.Month(n), 1, 0, 0, 0, 0, time.UTC), time.UTC)
	last := DayOf(time.Date(first.Year, first.Month+1, 0, 0, 0, 0, 0, time.UTC), time.UTC)
	first.Day = min(m.First.Day, last.Day)
	return first
}

// Next is the next day that is booked.
func (m Monthly) Next() Day { return m.On(m.Count) }

// DueDays are the days that have come and are not booked yet.
func (m Monthly) DueDays(s State, now time.Time) []Day {
	var days []Day
	today := DayOf(now, s.zone())
	for n := m.Count; m.Live() && !today.Before(m.On(n)); n++ {
		days = append(days, m.On(n))
	}
	return days
}

// MonthlySpend is what somebody wants to have booked every month, from b.On on.
func MonthlySpend(s State, num uint64, by Actor, b Booking, now time.Time) Monthly {
	return Monthly{
		Schema: 1, Num: num, Plan: s.Plan, Agent: s.Agent, Quantity: b.Quantity, First: b.On, Line: b.Line, Note: b.Note,
		By: by.User, At: wholeSecond(now), Gen: 1,
	}
}

// MonthlyFaultOf is FaultOf for an amount of every month, which may also begin on
// a day that is still to come.
func MonthlyFaultOf(p Plan, s State, by Actor, b Booking, now time.Time) *Fault {
	today := DayOf(now, s.zone())
	switch {
	case today.AddDays(oldest).Before(b.On):
		return &Fault{"date", fmt.Sprintf("%s is more than %d days ahead.", b.On, oldest), "Check the year."}
	case today.Before(b.On):
		b.On = today
	}
	return FaultOf(p, s, by, b, now)
}

// StartMonthly begins to book an amount every month: at once for the days that
// have come already, later by its timer. nums are the numbers of the lines that
// DueDays of it asks for now, books the totals of their periods.
func StartMonthly(p Plan, s State, m Monthly, books Books, nums []uint64, by Actor, d Duty, now time.Time) (Monthly, []Spend, Effects, error) {
	if f := MonthlyFaultOf(p, s, by, Booking{On: m.First, Quantity: m.Quantity, Line: m.Line, Note: m.Note}, now); f != nil {
		return m, nil, Effects{}, f.Problem()
	}
	m, lines, e, err := m.book(p, s, books, nums, by, d, now)
	if err != nil {
		return m, nil, Effects{}, err
	}
	for _, l := range lines {
		m.Lines = append(m.Lines, l.ID())
	}
	e.Put[0] = m
	why := fmt.Sprintf("%s from %s", m.Record(), m.First)
	e.Log = append([]Entry{{Verb: VerbMonthly, Plan: m.Plan, Kind: m.Kind(), Subject: m.Key(), Why: why}}, e.Log...)
	return m, lines, e, nil
}

// BookMonthly books what is due of it. nums and books are as for StartMonthly.
// An amount that the plan's books do not take any more, since its budget is in
// another currency now, ends it, and who set it up hears why.
func BookMonthly(p Plan, s State, m Monthly, books Books, nums []uint64, d Duty, now time.Time) (Monthly, Effects) {
	after, _, e, err := m.book(p, s, books, nums, Actor{User: m.By, Via: ByTimer}, d, now)
	if err != nil {
		return m.stop(s, err, d, now)
	}
	return after, e
}

// Fault is why what is due of it cannot be booked; nil when it can, or when
// nothing is due.
func (m Monthly) Fault(p Plan, s State, now time.Time) *Fault {
	for _, b := range m.bookings(s, nil, now) {
		if f := FaultOf(p, s, Actor{User: m.By, Via: ByTimer}, b, now); f != nil {
			return f
		}
	}
	return nil
}

// bookings are the lines that are due; without nums they have no number yet.
func (m Monthly) bookings(s State, nums []uint64, now time.Time) []Booking {
	var all []Booking
	for i, day := range m.DueDays(s, now) {
		b := Booking{On: day, Quantity: m.Quantity, Line: m.Line, Note: m.Note, Monthly: m.ID()}
		if i < len(nums) {
			b.Num = nums[i]
		}
		all = append(all, b)
	}
	return all
}

// book books what is due and arms the timer of the next month. The record is the
// first of what it puts.
func (m Monthly) book(p Plan, s State, books Books, nums []uint64, by Actor, d Duty, now time.Time) (Monthly, []Spend, Effects, error) {
	all := m.bookings(s, nums, now)
	var lines []Spend
	var e Effects
	if len(all) > 0 {
		var err error
		if lines, e, err = BookSpend(p, s, books, by, all, d, now); err != nil {
			return m, nil, Effects{}, err
		}
	}
	m.Count += len(lines)
	m.Gen++
	m.Due = m.Next().At(dueMinute, s.zone()).UTC()
	e.Put = append([]Record{m}, e.Put...)
	e.Arm = append(e.Arm, Timer{Key: TimerKey(TimerMonthly, m.ID()), Kind: TimerMonthly, Plan: m.Plan, Subject: m.ID(), Gen: m.Gen, Due: m.Due})
	return m, lines, e, nil
}

// stop ends what cannot be booked any more.
func (m Monthly) stop(s State, fault error, d Duty, now time.Time) (Monthly, Effects) {
	on := m.Next()
	m, e := m.end("", fault.Error(), now)
	f := map[string]string{
		FactID: m.ID(), FactAgent: s.Agent, FactAmount: m.Quantity.String(), FactOn: on.String(), FactWhy: fault.Error(), FactPlan: string(m.Plan),
	}
	put(f, FactLine, m.Line)
	to := DM(m.By)
	if s.Stage == Draft {
		to = DM(s.Importer)
	}
	e.Notices = []Notice{{
		Kind: NoticeMonthlyEnded, Plan: m.Plan, Subject: m.ID(), Facts: f,
		To: []Target{{To: to, Routes: routesBeside(to, DM(s.PlanOwner), In(d.House.Fallback))}},
	}}
	return m, e
}

func (m Monthly) end(by UserID, why string, now time.Time) (Monthly, Effects) {
	m.Ended, m.EndedBy, m.Why, m.Due = wholeSecond(now), by, why, time.Time{}
	m.Gen++
	return m, Effects{
		Put:    []Record{m},
		Log:    []Entry{{Verb: VerbMonthlyEnd, Plan: m.Plan, Kind: m.Kind(), Subject: m.Key(), Why: why}},
		Disarm: []string{TimerKey(TimerMonthly, m.ID())},
	}
}

// UndoMonthly ends what its author set up a moment ago, and takes back what that
// has booked. lines are those of m.Lines, nums one number for each that counts.
// One that has ended stays as it is: no effects, no error.
func UndoMonthly(m Monthly, lines []Spend, books Books, nums []uint64, by Actor, now time.Time) (Monthly, []Spend, Effects, error) {
	switch {
	case !m.Live():
		return m, nil, Effects{}, nil
	case !m.MayUndo(now):
		return m, nil, Effects{}, Problemf(Conflict, fmt.Sprintf("Say why instead: `/rollout reverse %s because …`.", m.ID()),
			"%s was set up more than %s ago and goes on.", m.ID(), UndoWords)
	}
	m, e := m.end(by.User, "", now)
	var back []Spend
	for _, l := range lines {
		if !l.Live() {
			continue
		}
		after, more, err := takeBack(l, books, nums[len(back)], by, VerbUndo, "", now)
		if err != nil {
			return m, nil, Effects{}, err
		}
		books = books.clone()
		for _, r := range more.Put {
			if t, ok := r.(SpendTotal); ok {
				books[t.Period] = t
			}
		}
		back = append(back, after)
		e.Join(more)
	}
	return m, back, e, nil
}

// EndMonthly ends it for a reason: no month is booked from now on, and what was
// booked stays. One that has ended stays as it is: no effects, no error.
func EndMonthly(m Monthly, why string, by Actor, now time.Time) (Monthly, Effects, error) {
	switch n := len([]rune(why)); {
	case !m.Live():
		return m, Effects{}, nil
	case strings.TrimSpace(why) == "":
		return m, Effects{}, Problemf(Invalid, fmt.Sprintf("Say why: `/rollout reverse %s because the licence has ended`.", m.ID()),
			"%s goes on: there is no reason yet.", m.ID())
	case n > maxSaid:
		return m, Effects{}, Problemf(Invalid, "Shorten it.", "The reason has %d characters; at most %d are kept. %s goes on.", n, maxSaid, m.ID())
	}
	m, e := m.end(by.User, why, now)
	return m, e, nil
}
