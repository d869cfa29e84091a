package rollout

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// FactWeek is the only fact of a summary beside those of its plan: a Week as
// JSON.
const FactWeek = "week"

// Week is what a summary says: what happened since the last one, and what is
// due. It holds plain data; private incidents are only counted.
type Week struct {
	Since Day           `json:"since"`          // in the plan's zone
	Late  time.Duration `json:"late,omitempty"` // how much later than Monday 09:00, when the bot was down

	Halted Day  `json:"halted,omitzero"` // since when the agent is being stopped or is paused
	Off    bool `json:"off,omitempty"`   // it is: users do not reach it
	Held   Day  `json:"held,omitzero"`   // since when no wave goes forward

	Pause *WeekPause `json:"pause,omitempty"` // nil: it was not paused since the last summary
	Hold  *WeekHold  `json:"hold,omitempty"`  // nil: it was not on hold

	Wave *WeekWave `json:"wave,omitempty"` // nil: all are over, none of them since the last summary
	News bool      `json:"news,omitempty"` // it does not stand as it did in the last summary

	Opened int `json:"opened,omitempty"` // incidents
	Owed   int `json:"owed,omitempty"`   // answers that were due, or given before they were
	InTime int `json:"in_time,omitempty"`
	Live   int `json:"live,omitempty"`   // incidents that need somebody now
	Silent int `json:"silent,omitempty"` // of these without the answer that was due

	Booked []Quantity  `json:"booked,omitempty"` // since the last one, less what was taken back
	Months []WeekMonth `json:"months,omitempty"` // how the books stand, the older month first

	Overdue []WeekReview `json:"overdue,omitempty"` // worst first
	Due     []WeekReview `json:"due,omitempty"`     // until Sunday
	Done    []WeekReview `json:"done,omitempty"`    // settled since, or missed
}

// WeekMonth is how a plan's books stand in a month, or the year of a yearly
// budget.
type WeekMonth struct {
	Allowance Allowance  `json:"allowance"`
	Spent     []Quantity `json:"spent"`
}

// WeekReview is a review in a summary. Its owners are named by their roles: a
// summary calls nobody, they are asked in their digest.
type WeekReview struct {
	Item    string  `json:"item"`
	Owners  string  `json:"owners,omitempty"`
	Due     Day     `json:"due,omitzero"`
	Late    int     `json:"late,omitempty"` // days
	Outcome Outcome `json:"outcome,omitempty"`
}

// ReadWeek reads FactWeek; false when it holds none.
func ReadWeek(fact string) (w Week, ok bool) {
	err := json.Unmarshal([]byte(fact), &w)
	return w, err == nil
}

// empty reports whether there is nothing to say.
func (w Week) empty() bool {
	return !w.News && w.Opened+w.Owed+w.Live == 0 && len(w.Booked)+len(w.Overdue)+len(w.Due)+len(w.Done) == 0 && len(w.Months) < 2
}

func makeWeek(p Plan, s State, last Summary, f WeekFacts, now time.Time) Week {
	zone := s.zone()
	w := Week{Since: DayOf(last.At, zone), Live: f.Live, Silent: f.Silent}
	if s.Halted() {
		w.Halted, w.Off = DayOf(s.Pause.Since, zone), s.Pause.Off
	}
	if s.Hold != nil {
		w.Held = DayOf(s.Hold.At, zone)
	}
	since := func(t time.Time) bool { return !t.Before(last.At) && t.Before(now) }
	for _, in := range f.Recent {
		if since(in.Opened) {
			w.Opened++
		}
		if answered := in.FirstAt; !in.AnswerBy.IsZero() {
			switch inTime := !answered.IsZero() && !answered.After(in.AnswerBy); {
			case inTime && since(answered):
				w.Owed++
				w.InTime++
			case !inTime && since(in.AnswerBy):
				w.Owed++
			}
		}
	}
	w.halts(s, f.Pause, since)
	w.Booked = f.Books.bookedSince(last)
	w.Months = weekMonths(p, f.Books, w.Since, DayOf(now, zone))
	w.reviews(s, last, f.Reviews, now)
	w.waves(p, s, last, f.Gate, now)
	return w
}

// weekMonths is how the books stand now, and how a month ended that has ended
// since with anything spent in it.
func weekMonths(p Plan, books Books, since, today Day) []WeekMonth {
	var all []WeekMonth
	for _, day := range []Day{since, today} {
		m := WeekMonth{Allowance: AllowanceOf(p, day)}
		if n := len(all); n > 0 && all[n-1].Allowance.Period == m.Allowance.Period {
			continue
		}
		t := books[m.Allowance.Period]
		if m.Allowance.Has {
			m.Spent = append(m.Spent, t.Of(m.Allowance.Quantity).Quantity)
		}
		for _, sum := range t.Sums {
			if !m.Allowance.Has || !sum.Same(m.Allowance.Quantity) {
				m.Spent = append(m.Spent, sum.Quantity)
			}
		}
		now := m.Allowance.Period == AllowanceOf(p, today).Period
		if now && (m.Allowance.Has || len(m.Spent) > 0) || slices.ContainsFunc(m.Spent, func(q Quantity) bool { return !q.Amount.IsZero() }) {
			all = append(all, m)
		}
	}
	return all
}

// reviews says what of the plan's reviews is late, due until Sunday, and over
// since the last summary.
func (w *Week) reviews(s State, last Summary, reviews []ReviewPast, now time.Time) {
	var all []Review
	owners := map[string]string{}
	for _, r := range reviews {
		all = append(all, r.Review)
		owners[r.Key()] = strings.Join(r.Owners, ", ")
		at, ok := r.Standing(r.Today(now))
		if past := r.History(r.Stored, now, 1); ok && len(past) > 0 && past[0].Outcome == Missed &&
			w.Since.Before(at.Open.Due) && !r.Today(now).Before(at.Open.Due) {
			w.Done = append(w.Done, WeekReview{Item: r.Item, Owners: owners[r.Key()], Due: past[0].Due, Outcome: Missed})
		}
		for _, o := range r.Stored {
			if o.Outcome != "" && o.Outcome != Missed && !o.At.Before(last.At) && o.At.Before(now) {
				w.Done = append(w.Done, WeekReview{Item: r.Item, Owners: owners[r.Key()], Late: o.Late, Outcome: o.Outcome})
			}
		}
		if sunday := mondayOf(r.Today(now)).AddDays(6); ok && !r.Still(s) && at.State != ReviewOverdue && !sunday.Before(at.Due) {
			w.Due = append(w.Due, WeekReview{Item: r.Item, Owners: owners[r.Key()], Due: at.Due})
		}
	}
	slices.SortStableFunc(w.Due, func(a, b WeekReview) int { return a.Due.number() - b.Due.number() })
	for _, o := range OwedReviews(all, s, Duty{}, DayOf(now, s.zone())) {
		if o.State == ReviewOverdue {
			w.Overdue = append(w.Overdue, WeekReview{Item: o.Review.Item, Owners: owners[o.Review.Key()], Due: o.Due, Late: o.Late})
		}
	}
}

// years are the sums of the years among the books.
func (b Books) years() map[Period][]Sum {
	years := map[Period][]Sum{}
	for p, t := range b {
		if len(p) == len("2026") && len(t.Sums) > 0 {
			years[p] = t.Sums
		}
	}
	return years
}

// bookedSince is what was booked since a summary, of each currency or unit;
// nothing of those in which it comes to nothing.
func (b Books) bookedSince(last Summary) []Quantity {
	var sums []Sum
	for _, p := range b.periods() {
		if len(p) != len("2026") {
			continue
		}
		for _, s := range b[p].Sums {
			sums = plus(sums, "", s.Quantity, 0, 0)
		}
		for _, s := range last.Booked[p] {
			sums = plus(sums, "", s.With(s.Amount.Neg()), 0, 0)
		}
	}
	var all []Quantity
	for _, s := range sums {
		if !s.Amount.IsZero() {
			all = append(all, s.Quantity)
		}
	}
	return all
}
