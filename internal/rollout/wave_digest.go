package rollout

import (
	"slices"
	"time"
)

// Facts of a wave's item in a digest, beside those of its messages.
const (
	FactDay    = "day"     // the wave's first planned day: "2026-07-22"
	FactInDays = "in_days" // how many days until then, on the day of the digest; negative: late
	FactHeldAt = "held_at" // instant since which the rollout is on hold, by FactBy; missing: it is not
)

// WaveDigest is what the digest of the rollout lead says of dates: a planned
// wave 7 and 1 days before and on its day; when that has passed on the first
// working day late, and then weekly. A day on which the plan rests gives way to
// the working day before it, and once the wave is late to the one behind it, so
// that nobody is asked on a Sunday. When the bot was down over such a day, the
// next digest says it, with the days that are left. While the rollout is on hold
// the date is said and nothing is urged; a plan whose waves stand still otherwise
// is not spoken of. The plan owner, where somebody else leads, is told with the
// lead of a wave that is late for more than a week, unless it is held.
func WaveDigest(p Plan, s State, runs Waves, a Asked) []DigestItem {
	lead := a.User == s.RolloutLead()
	if underWay(s) != nil || !lead && (a.User != s.PlanOwner || s.Hold != nil) {
		return nil
	}
	var out []DigestItem
	for _, w := range p.Waves {
		run := runs.Of(p, w)
		if run.State != WavePlanned || !(lead && w.asks(s, a)) && !w.asksLate(s, a) {
			continue
		}
		item := waveItem(p, s, w, run, a)
		item.What, item.Subject = "wave", run.Key()
		if !lead {
			put(item.Facts, FactOwners, words([]Place{DM(s.RolloutLead())}))
		}
		item.Button, item.Line = "Check the gate", "in "+string(p.ID)+" wave check "+string(w.ID)
		if h := s.Hold; h != nil {
			item.Urgency, item.Button, item.Line = UrgentNever, "", ""
			item.Facts[FactHeldAt], item.Facts[FactBy] = stamp(h.At), string(h.By)
			put(item.Facts, FactBecause, h.Because)
		}
		out = append(out, item)
	}
	return out
}

// waveItem is what every item says that hangs on a wave's date.
func waveItem(p Plan, s State, w Wave, run WaveRun, a Asked) DigestItem {
	on, days := w.Date.Value.From, w.DaysFrom(a.To)
	item := DigestItem{
		Plan: p.ID, Agent: s.Agent, Of: run.Kind(), Due: on, Urgency: UrgentSoon,
		Facts: map[string]string{FactWave: w.Title(), FactDay: on.String(), FactInDays: number(days)},
	}
	put(item.Facts, FactUsers, w.Users.Text)
	switch {
	case days < 0:
		item.Urgency = UrgentLate
	case days == 0:
		item.Urgency = UrgentToday
	}
	return item
}

// lastDay is the last day on which the wave can begin without being late.
func (w Wave) lastDay() Day {
	if to := w.Date.Value.To; !to.IsZero() {
		return to
	}
	return w.Date.Value.From
}

// Dated reports whether the plan gives the wave a day of the calendar.
func (w Wave) Dated() bool { return w.Date.Acts() && !w.Date.Value.From.IsZero() }

// Late reports whether a planned wave's date has passed.
func (w Wave) Late(run WaveRun, today Day) bool {
	return run.State == WavePlanned && w.Dated() && w.lastDay().Before(today)
}

// DaysFrom counts the days until the wave is planned: 0 on each of its days,
// below 0 when the last of them has passed.
func (w Wave) DaysFrom(today Day) int {
	switch {
	case today.Before(w.Date.Value.From):
		return w.Date.Value.From.unix() - today.unix()
	case w.lastDay().Before(today):
		return w.lastDay().unix() - today.unix()
	}
	return 0
}

// WaveDates are the dates of waves of which a digest for some days can speak:
// from a weekend after one has passed back to the week before one, begun before a
// weekend. It is asked first, of an index, then MayAsk of each.
func WaveDates(a Asked) (from, to Day) { return a.From.AddDays(-3), a.To.AddDays(9) }

// MayAsk reports whether a digest for some days can speak of a wave whose first or
// last day is that one. asks knows which of the two it is.
func MayAsk(day Day, s State, a Asked) bool { return spokenOf(day, day, s, a) }

// MayAskLate reports whether a digest for some days can speak again of a wave whose
// last day was that one.
func MayAskLate(last Day, s State, a Asked) bool { return spokenOfLate(last, s, a) }

// weekBefore is how many days before a wave its date is first spoken of.
const weekBefore = 7

// near reports whether the date of a planned wave has been spoken of for the
// first time, or is on this day.
func (w Wave) near(run WaveRun, s State, now time.Time) bool {
	if run.State != WavePlanned || !w.Dated() {
		return false
	}
	first := workingDayBy(BusinessHours(s.zone().String()), w.Date.Value.From.AddDays(-weekBefore))
	return !DayOf(now, s.zone()).Before(first)
}

// asks reports whether one of the days on which the wave's date is spoken of is
// among those that a digest speaks for.
func (w Wave) asks(s State, a Asked) bool {
	return w.Dated() && spokenOf(w.Date.Value.From, w.lastDay(), s, a)
}

func spokenOf(first, last Day, s State, a Asked) bool {
	c := BusinessHours(s.zone().String())
	days := make([]Day, 0, 4)
	for _, before := range []int{weekBefore, 1, 0} {
		days = append(days, workingDayBy(c, first.AddDays(-before)))
	}
	late, _ := c.NthWorkingDay(last.AddDays(1), 1)
	return slices.ContainsFunc(append(days, late), func(d Day) bool { return !d.Before(a.From) && !a.To.Before(d) })
}

// asksLate reports whether one of the weekly days on which a wave that is late is
// spoken of, from its second week on, is among those that a digest speaks for.
func (w Wave) asksLate(s State, a Asked) bool {
	return w.Dated() && spokenOfLate(w.lastDay(), s, a)
}

func spokenOfLate(last Day, s State, a Asked) bool {
	if !last.Before(a.To) {
		return false
	}
	c := BusinessHours(s.zone().String())
	first, _ := c.NthWorkingDay(last.AddDays(1), 1)
	weeks := max(1, (a.From.unix()-first.unix())/7-1) // the digest's own days, and a holiday before them
	for day := first.AddDays(7 * weeks); !a.To.Before(day); day = day.AddDays(7) {
		if d, ok := c.NthWorkingDay(day, 1); ok && !d.Before(a.From) && !a.To.Before(d) {
			return true
		}
	}
	return false
}
