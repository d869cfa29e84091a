package rollout

import (
	"encoding/json"
	"time"
)

// Summary is where a plan's next Monday summary begins: it speaks of what has
// happened since. There is one a plan, from its activation on.
type Summary struct {
	Schema int              `json:"schema"`
	Plan   PlanID           `json:"plan"`
	At     time.Time        `json:"at"`              // of the last one, said or not; at first the activation
	Booked map[Period][]Sum `json:"booked,omitzero"` // what the totals of years were then
}

// Kind is the summary's kind of record.
func (m Summary) Kind() string { return "summary" }

// Key is the plan's id.
func (m Summary) Key() string { return string(m.Plan) }

// Index is empty: a plan's summary is found by the plan.
func (m Summary) Index() []string { return nil }

// WeekFacts is what a summary is made of, loaded in the transaction that makes
// it.
type WeekFacts struct {
	Recent  []Incident // opened at SummaryReach before the last summary, or later
	Live    int
	Silent  int // live ones that owe an answer that was due
	Books   Books
	Reviews []ReviewPast
	Pause   Pause     // the newest; zero: there was none
	Gate    GateFacts // of the wave that the plan stands at, and the gate ahead of it
}

// SummaryReach is how long before the last summary an incident may have been
// opened whose answer fell due since.
const SummaryReach = 14 * 24 * time.Hour

// SummaryDays are days whose books a summary needs, see Books.
func SummaryDays(s State, last Summary, now time.Time) []Day {
	today, since := DayOf(now, s.zone()), DayOf(last.At, s.zone())
	days := []Day{today, since}
	for back := 1; back <= 2; back++ { // as far as a spend may be booked
		days = append(days, Day{today.Year - back, time.December, 31})
	}
	return days
}

// StartSummaries begins a plan's summaries: the first is on the next Monday, and
// speaks of what happens from now on. books are those of SummaryDays.
func StartSummaries(s State, books Books, now time.Time) Effects {
	if s.Stage == Draft || s.Stage == Retired {
		return Effects{}
	}
	now = wholeSecond(now)
	return Effects{
		Put: []Record{Summary{Schema: 1, Plan: s.Plan, At: now, Booked: books.years()}},
		Arm: []Timer{summaryTimer(s, now)},
	}
}

// SummaryKey is the key of a plan's only summary timer.
func SummaryKey(plan PlanID) string { return TimerKey(TimerSummary, string(plan)) }

// summaryTimer is due on the first Monday after now, at 09:00 in the plan's zone.
func summaryTimer(s State, now time.Time) Timer {
	monday := mondayOf(DayOf(now, s.zone()))
	due := monday.At(dueMinute, s.zone())
	if !due.After(now) {
		due = monday.AddDays(7).At(dueMinute, s.zone())
	}
	return summaryAt(s, due)
}

func summaryAt(s State, due time.Time) Timer {
	return Timer{Key: SummaryKey(s.Plan), Kind: TimerSummary, Plan: s.Plan, Subject: string(s.Plan), Due: due.UTC()}
}

// WakeSummary says on Monday at 09:00 in the plan's zone, in its home, how the
// waves, the answers to incidents, the spend and the reviews stand: the one post of a plan
// that nobody asked for. When there is nothing to say it says nothing. After a
// downtime it comes when people work again, and speaks of all that time.
func WakeSummary(p Plan, s State, last Summary, f WeekFacts, d Duty, now time.Time) Effects {
	if s.Stage == Draft || s.Stage == Retired {
		return Effects{}
	}
	if open := BusinessHours(s.zone().String()).NextOpen(now); open.After(now) {
		return Effects{Arm: []Timer{summaryAt(s, open)}}
	}
	now = wholeSecond(now)
	e := Effects{
		Put: []Record{Summary{Schema: 1, Plan: s.Plan, At: now, Booked: f.Books.years()}},
		Arm: []Timer{summaryTimer(s, now)},
	}
	w := makeWeek(p, s, last, f, now)
	if w.empty() {
		return e
	}
	if monday := mondayOf(DayOf(now, s.zone())).At(dueMinute, s.zone()); now.Sub(monday) > downtime {
		w.Late = now.Sub(monday).Truncate(time.Second)
	}
	raw, err := json.Marshal(w)
	if err != nil {
		panic(err) // plain values
	}
	e.Notices = []Notice{{
		Kind: NoticeSummary, Plan: p.ID, Subject: string(p.ID),
		To:    []Target{{To: d.HomePlace(), Routes: routesBeside(d.HomePlace(), DM(s.PlanOwner))}},
		Facts: map[string]string{FactAgent: s.Agent, FactIn: string(p.ID), FactWeek: string(raw)},
	}}
	return e
}

// mondayOf is the Monday in the week of a day.
func mondayOf(day Day) Day { return day.AddDays(-(int(day.Weekday()) + 6) % 7) }
