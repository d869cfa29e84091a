package rollout

import (
	"crypto/sha256"
	"fmt"
	"hash"
	"maps"
	"slices"
	"strings"
	"time"
)

// Verbs of spend, as the audit record has them.
const (
	VerbSpend     Verb = "spend.book"
	VerbSpendFeed Verb = "spend.feed" // the lines of one month that a feed sent at once
	VerbUndo      Verb = "spend.undo"
	VerbReverse   Verb = "spend.reverse"
)

// KeptForEver reports whether a receipt of that verb is never forgotten, so that
// the same request has one effect whenever it comes again.
func KeptForEver(v Verb) bool {
	return v == VerbSpend || v == VerbSpendFeed || v == VerbMonthly || v == VerbMonthlyEnd || v == VerbUndo || v == VerbReverse
}

// UndoFor is how long the author of a fact may undo it without saying why.
const UndoFor = 15 * time.Minute

// UndoWords are UndoFor in words.
var UndoWords = fmt.Sprintf("%d minutes", UndoFor/time.Minute)

// Period is a calendar month ("2026-07") or year ("2026") in the plan's zone.
type Period string

// MonthOf is the month that a day lies in.
func MonthOf(d Day) Period { return Period(fmt.Sprintf("%04d-%02d", d.Year, int(d.Month))) }

// YearOf is the year that a day lies in.
func YearOf(d Day) Period { return Period(fmt.Sprintf("%04d", d.Year)) }

// PeriodsOf are the periods whose totals a spend of that day changes.
func PeriodsOf(d Day) []Period { return []Period{MonthOf(d), YearOf(d)} }

// Spend is one line of a plan's books. A line is never changed or deleted: what
// was wrong is taken back by a line of its own, and both are kept.
type Spend struct {
	Schema int    `json:"schema"`
	Num    uint64 `json:"num"` // SP-12 is 12
	Plan   PlanID `json:"plan"`
	On     Day    `json:"on"` // in the plan's zone
	Quantity
	Line   string    `json:"line,omitempty"`   // what it was for, as the plan's people call it
	Note   string    `json:"note,omitempty"`   // as typed
	Center string    `json:"center,omitempty"` // the cost centre that the plan named then
	By     UserID    `json:"by"`
	Via    Via       `json:"via,omitempty"`
	At     time.Time `json:"at"`
	Source string    `json:"source,omitempty"` // of a feed
	Ref    string    `json:"ref,omitempty"`    // the feed's own id of it

	Monthly string `json:"monthly,omitempty"` // what it is a month of: "SPM-3"

	Reverses string `json:"reverses,omitempty"` // the line that this one takes back
	Reversed string `json:"reversed,omitempty"` // the line that took this one back
	Why      string `json:"why,omitempty"`      // it was taken back, as typed
}

// SpendID is the id of the line with that number: "SP-12".
func SpendID(num uint64) string { return fmt.Sprintf("SP-%d", num) }

// ID is the line's id: "SP-12".
func (s Spend) ID() string { return SpendID(s.Num) }

// Live reports whether the line counts: it was not taken back, and takes none
// back itself.
func (s Spend) Live() bool { return s.Reversed == "" && s.Reverses == "" }

// UndoUntil is the last moment at which its author may undo the line.
func (s Spend) UndoUntil() time.Time { return s.At.Add(UndoFor) }

// BookedBy reports whether that person booked the line by hand.
func (s Spend) BookedBy(u UserID) bool { return s.By == u && s.byHand() }

// byHand reports whether somebody typed it: no feed, and no timer.
func (s Spend) byHand() bool { return s.Via != ByHook && s.Via != ByTimer }

// MayUndo reports whether somebody may undo the line now: it counts, they booked
// it by hand, and UndoFor is not over.
func (s Spend) MayUndo(by UserID, now time.Time) bool {
	return s.Live() && s.BookedBy(by) && !wholeSecond(now).After(s.UndoUntil())
}

// Kind is the line's kind of record.
func (s Spend) Kind() string { return "spend" }

// Key is the line's id.
func (s Spend) Key() string { return s.ID() }

// Index lists the lines of a plan's month, and what a person booked by hand,
// both in the order of booking.
func (s Spend) Index() []string {
	at := []string{fmt.Sprintf("month/%s/%s/%012d", s.Plan, MonthOf(s.On), s.Num)}
	if s.byHand() {
		at = append(at, fmt.Sprintf("by/%s/%012d", s.By, s.Num))
	}
	return at
}

// BookSpend books amounts of one plan: the lines, the running totals of their
// periods, and one alert for each period in which levels are reached that were
// not told. books holds the total of every period in PeriodsOf of the days.
// All are booked or, with a Problem, none.
func BookSpend(p Plan, s State, books Books, by Actor, all []Booking, d Duty, now time.Time) ([]Spend, Effects, error) {
	now = wholeSecond(now)
	books = books.clone()
	var lines []Spend
	var e Effects
	for _, b := range all {
		if f := FaultOf(p, s, by, b, now); f != nil {
			return nil, Effects{}, f.Problem()
		}
		line := Spend{
			Schema: 1, Num: b.Num, Plan: p.ID, On: b.On, Quantity: b.Quantity, Line: b.Line, Note: b.Note,
			Center: p.Cost.Center.Text, By: by.User, Via: by.Via, At: now, Source: b.Source, Ref: b.Ref, Monthly: b.Monthly,
		}
		books.add(p.ID, line, 1)
		lines = append(lines, line)
		e.Put = append(e.Put, line)
	}
	e.Join(books.alert(judging{plan: p, state: s, duty: d, by: by, now: now}))
	for _, period := range books.periods() {
		e.Put = append(e.Put, books[period])
	}
	if by.Via == ByHook {
		e.Log = feedEntries(p.ID, lines)
		return lines, e, nil
	}
	for _, line := range lines {
		e.Log = append(e.Log, Entry{Verb: VerbSpend, Plan: p.ID, Kind: line.Kind(), Subject: line.Key(), Why: line.Note})
	}
	return lines, e, nil
}

// feedEntries are one audit entry for each month of a feed's lines. It names
// them all by their digest, so that none of them can be changed unnoticed.
func feedEntries(plan PlanID, lines []Spend) []Entry {
	type month struct {
		count       int
		first, last string
		digest      hash.Hash
	}
	months := map[Period]*month{}
	for _, l := range lines {
		m := months[MonthOf(l.On)]
		if m == nil {
			m = &month{first: l.ID(), digest: sha256.New()}
			months[MonthOf(l.On)] = m
		}
		m.count, m.last = m.count+1, l.ID()
		_, _ = fmt.Fprintf(m.digest, "%s|%s|%s|%q|%q|%q\n", l.ID(), l.On, l.Record(), l.Line, l.Source, l.Ref)
	}
	var log []Entry
	for _, p := range slices.Sorted(maps.Keys(months)) {
		m, total := months[p], SpendTotal{Plan: plan, Period: p}
		log = append(log, Entry{
			Verb: VerbSpendFeed, Plan: plan, Kind: total.Kind(), Subject: total.Key(),
			Why: fmt.Sprintf("%d lines, %s to %s, sha256 %x", m.count, m.first, m.last, m.digest.Sum(nil)),
		})
	}
	return log
}

// UndoSpend takes back a line that its author booked a moment ago, by a line of
// its own. On one that was taken back already it does nothing, and is no error.
func UndoSpend(line Spend, books Books, num uint64, by Actor, now time.Time) (Spend, Effects, error) {
	if line.Live() && !line.MayUndo(by.User, now) {
		return line, Effects{}, Problemf(Conflict, fmt.Sprintf("Say why instead: `/rollout reverse %s because …`.", line.ID()),
			"%s was booked more than %s ago and stays booked.", line.ID(), UndoWords)
	}
	return takeBack(line, books, num, by, VerbUndo, "", now)
}

// ReverseSpend takes back a line at any later time, and keeps why.
func ReverseSpend(line Spend, books Books, num uint64, by Actor, why string, now time.Time) (Spend, Effects, error) {
	example := fmt.Sprintf("Say why: `/rollout reverse %s because it was booked twice`.", line.ID())
	if line.Live() && strings.TrimSpace(why) == "" {
		return line, Effects{}, Problemf(Invalid, example, "%s stays booked: there is no reason yet.", line.ID())
	}
	if f := textFault("reason", why, maxSaid); f != nil {
		return line, Effects{}, Problemf(Invalid, f.Next, "%s %s stays booked.", f.What, line.ID())
	}
	return takeBack(line, books, num, by, VerbReverse, why, now)
}

func takeBack(line Spend, books Books, num uint64, by Actor, verb Verb, why string, now time.Time) (Spend, Effects, error) {
	switch {
	case line.Reverses != "":
		return line, Effects{}, Problemf(Conflict, "Book the amount again with `/rollout spend`.",
			"%s takes %s back and cannot be taken back itself. Nothing was changed.", line.ID(), line.Reverses)
	case line.Reversed != "":
		return line, Effects{}, nil
	}
	back := line
	back.Num, back.Amount, back.Note, back.Why = num, line.Amount.Neg(), "", why
	back.By, back.Via, back.At, back.Reverses = by.User, by.Via, wholeSecond(now), line.ID()
	back.Source, back.Ref = "", ""
	line.Reversed = back.ID()
	books = books.clone()
	books.add(line.Plan, back, -1)
	for period, t := range books {
		books[period] = t.correct(line.ID(), back.At)
	}
	e := Effects{
		Put: []Record{line, back},
		Log: []Entry{{Verb: verb, Plan: line.Plan, Kind: line.Kind(), Subject: line.Key(), Why: why}},
	}
	for _, period := range books.periods() {
		e.Put = append(e.Put, books[period])
	}
	return line, e, nil
}
