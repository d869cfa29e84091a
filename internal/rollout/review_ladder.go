package rollout

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// ReviewState is the calendar's word on an occurrence.
type ReviewState string

// The states that are derived. An occurrence is missed once the next one fell
// due; then the next one is the open one.
const (
	ReviewScheduled ReviewState = "scheduled"
	ReviewDueSoon   ReviewState = "due soon"
	ReviewDue       ReviewState = "due"
	ReviewOverdue   ReviewState = "overdue"
)

// ReviewStanding is how a review stands on a day: its open occurrence, and the
// one that follows.
type ReviewStanding struct {
	Review Review
	Open   Occurrence
	Due    Day // of the open one; where it was moved in time, the day it was moved to
	State  ReviewState
	Late   int        // days behind Due, 0 unless overdue
	Next   Occurrence // zero when there is none until the year 9999
}

// OwnerAfter is from how many working days late the plan owner is asked too.
const OwnerAfter = 3

// Standing is how the review stands on a day, which is a day on the asker's
// wall; false when it never comes due.
func (r Review) Standing(today Day) (ReviewStanding, bool) {
	t, err := r.timetable()
	if err != nil || r.Off || r.Cadence.Never() {
		return ReviewStanding{}, false
	}
	from := latest(r.Since, r.From, r.Settled)
	// Occurrences far back are missed whatever they are: they are not counted up.
	if near := today.AddDays(-2*r.Cadence.roughDays()-45).At(0, t.zone); near.After(from) {
		from = near
	}
	open, ok := t.Next(from)
	if !ok && r.Carried == nil {
		return ReviewStanding{}, false
	}
	s := ReviewStanding{Review: r, Open: open}
	carried := r.Carried != nil && (!ok || today.Before(open.Due))
	if carried {
		s.Open, s.Next = *r.Carried, open
	}
	for !carried {
		next, more := t.Next(s.Open.At)
		if !more {
			s.Next = Occurrence{}
			break
		}
		s.Next = next
		if today.Before(next.Due) {
			break
		}
		s.Open = next
	}
	s.Due = s.Open.Due
	switch m := s.moved(); {
	case m == nil:
	case !m.Late:
		s.Due = m.To
	case !m.Due.IsZero():
		s.Due = m.Due
	}
	switch steps := s.steps(); {
	case s.Due.Before(today):
		s.State, s.Late = ReviewOverdue, today.unix()-s.Due.unix()
	case s.Due == today:
		s.State = ReviewDue
	case !today.Before(steps[0]):
		s.State = ReviewDueSoon
	default:
		s.State = ReviewScheduled
	}
	return s, true
}

// moved is the rescheduling of the open occurrence, nil when there is none.
func (s ReviewStanding) moved() *Move {
	if m := s.Review.Moved; m != nil && m.Period == s.Open.Period {
		return m
	}
	return nil
}

// steps are the days up to the due one on which its owner is asked: 7, 1 and 0
// days before, as far as a step is shorter than half the period. A day on which
// the plan rests gives way to the working day before it, so that nobody is asked
// on a Sunday and nobody too late. There is always one.
func (s ReviewStanding) steps() []Day {
	c := BusinessHours(s.Review.Zone)
	if m := s.moved(); m != nil {
		if m.Late {
			return []Day{workingDayBy(c, s.Due)}
		}
		return []Day{m.To}
	}
	period := 1 << 20
	if s.Next.Period != "" {
		period = s.Next.Due.unix() - s.Open.Due.unix()
	}
	var days []Day
	for _, before := range []int{7, 1, 0} {
		if d := workingDayBy(c, s.Due.AddDays(-before)); before == 0 || 2*before < period && !slices.Contains(days, d) {
			days = append(days, d)
		}
	}
	return days
}

// Asks reports whether the ladder has a step for the owner, or for the plan
// owner, on one of the days from one to another, both included.
func (s ReviewStanding) Asks(from, to Day) (owner, planOwner bool) {
	within := func(d Day) bool { return !d.Before(from) && !to.Before(d) }
	c := BusinessHours(s.Review.Zone)
	first, _ := c.NthWorkingDay(s.Due.AddDays(1), 1)
	if m := s.moved(); m != nil && m.Late {
		first = m.To // quiet until then; late all the same
	} else {
		owner = slices.ContainsFunc(s.steps(), within)
	}
	return owner || s.weekly(c, first, to, within), s.weekly(c, s.planOwnerFrom(), to, within)
}

// planOwnerFrom is the day from which the plan owner is asked too.
func (s ReviewStanding) planOwnerFrom() Day {
	d, _ := BusinessHours(s.Review.Zone).NthWorkingDay(s.Due.AddDays(1), OwnerAfter)
	return d
}

// WithPlanOwner reports whether the plan owner is asked by a day.
func (s ReviewStanding) WithPlanOwner(today Day) bool { return !today.Before(s.planOwnerFrom()) }

// weekly reports whether a day from first on, and then each week until the next
// occurrence falls due, is wanted. A closed day gives way to the working day
// behind it.
func (s ReviewStanding) weekly(c Calendar, first, to Day, wanted func(Day) bool) bool {
	for raw := first; !to.Before(raw); raw = raw.AddDays(7) {
		d, ok := c.NthWorkingDay(raw, 1)
		if !ok || s.Next.Period != "" && !d.Before(s.Next.Due) {
			return false
		}
		if wanted(d) {
			return true
		}
	}
	return false
}

// workingDayBy is the day itself when the calendar works on it, else the working
// day before it.
func workingDayBy(c Calendar, d Day) Day {
	if c.WeekLength() == 0 {
		return d
	}
	for !c.WorkingDay(d) {
		d = d.AddDays(-1)
	}
	return d
}

// occurrence is the record of the open occurrence with an outcome; had is what
// is stored of it already.
func (s ReviewStanding) occurrence(had *ReviewOccurrence, o Outcome) ReviewOccurrence {
	r := s.Review
	out := ReviewOccurrence{Schema: 1, Plan: r.Plan, Row: r.Row, Period: s.Open.Period, Due: s.Open.Due}
	if had != nil {
		out = *had
	}
	out.Agent, out.Item, out.Outcome, out.Late = r.Agent, r.Item, o, s.Late
	return out
}

// History is what became of the occurrences before the open one, newest first
// and at most most of them: what people did, stored newest first, and what was
// missed by the calendar's word where nobody did anything.
func (r Review) History(stored []ReviewOccurrence, now time.Time, most int) []ReviewOccurrence {
	var all []ReviewOccurrence
	for _, o := range r.overtaken(now, most) {
		if had := storedOf(stored, o.Period); had == nil || had.Outcome == "" {
			missed := ReviewOccurrence{Schema: 1, Plan: r.Plan, Row: r.Row, Agent: r.Agent, Item: r.Item, Period: o.Period, Due: o.Due, Outcome: Missed}
			if had != nil {
				missed.Moves = had.Moves
			}
			all = append(all, missed)
		}
	}
	for _, o := range stored {
		if o.Outcome != "" {
			all = append(all, o)
		}
	}
	slices.SortStableFunc(all, func(a, b ReviewOccurrence) int {
		return cmp.Or(cmp.Compare(b.Due.number(), a.Due.number()), strings.Compare(b.Period, a.Period))
	})
	return all[:min(most, len(all))]
}

// overtaken are the occurrences, newest first and at most most of them, before
// the open one, settled or not.
func (r Review) overtaken(now time.Time, most int) []Occurrence {
	t, err := r.timetable()
	if err != nil || r.Off {
		return nil
	}
	at, ok := r.Standing(r.Today(now))
	if !ok {
		return nil
	}
	from := latest(r.Since, r.From)
	if near := now.AddDate(0, 0, -(most+2)*min(r.Cadence.roughDays(), 400)); near.After(from) {
		from = near
	}
	all := t.Occurrences(from, at.Open.At)
	if r.Carried != nil && r.Carried.Period != at.Open.Period {
		all = append([]Occurrence{*r.Carried}, all...)
	}
	slices.Reverse(all)
	return all[:min(most, len(all))]
}

func latest(times ...time.Time) time.Time { return slices.MaxFunc(times, time.Time.Compare) }
