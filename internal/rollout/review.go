package rollout

import (
	"cmp"
	"slices"
	"time"
)

// Verbs of reviews, as the audit record has them.
const (
	VerbReviewPlan   Verb = "review.schedule" // an item got, changed or lost its cadence
	VerbReviewDone   Verb = "review.done"
	VerbReviewSkip   Verb = "review.skip"
	VerbReviewSnooze Verb = "review.snooze"

	VerbReviewCorrect Verb = "review.correct"
)

// CostRow is the row of the cost review where section 6 has none and section 5
// names a review cadence.
const CostRow RowID = "RC"

// Review is one item of section 6 that comes round: what the plan says of it,
// and how far it has been settled. Which of its occurrences is open, and whether
// that is due, late or missed, is the calendar's word and never stored.
type Review struct {
	Schema   int      `json:"schema"`
	Plan     PlanID   `json:"plan"`
	Row      RowID    `json:"row"`
	Agent    string   `json:"agent"`
	Item     string   `json:"item"`             // as the plan calls it
	Owners   []string `json:"owners,omitempty"` // roles; none: it is the plan owner's
	Evidence string   `json:"evidence,omitempty"`

	Cadence Cadence   `json:"cadence"`          // the one that holds in the plan's stage
	Zone    string    `json:"zone"`             // IANA; its days are days there
	Since   time.Time `json:"since"`            // the first period is the next full one after it
	From    time.Time `json:"from,omitzero"`    // since when it comes round as it does; what fell due before was the cadence before it
	Settled time.Time `json:"settled,omitzero"` // the instant of the newest occurrence that was done or skipped
	Last    string    `json:"last,omitempty"`   // that occurrence's period
	Moved   *Move     `json:"moved,omitempty"`  // the newest rescheduling, of the occurrence that it names
	Off     bool      `json:"off,omitempty"`    // it does not come round any more: the row or its cadence is gone

	// Carried is an occurrence of the cadence before, which was due when that
	// changed: late stays late. It is open until the first of this one falls due.
	Carried *Occurrence `json:"carried,omitempty"`

	Wake Day `json:"wake,omitzero"` // nothing is said of it before this day
}

// Kind is the review's kind of record.
func (r Review) Kind() string { return "review" }

// Key is plan and row: one record an item.
func (r Review) Key() string { return ReviewKey(r.Plan, r.Row) }

// ReviewKey is the key of an item's record.
func ReviewKey(p PlanID, row RowID) string { return string(p) + "/" + string(row) }

// Index finds what may be spoken of by a day, without looking at what rests, and
// over all plans what was due before a day and has not been settled.
func (r Review) Index() []string {
	if r.Off || r.Wake.IsZero() {
		return nil
	}
	keys := []string{"wake/" + string(r.Plan) + "/" + r.Wake.String()}
	if due := r.firstDue(); !due.IsZero() {
		keys = append(keys, ReviewDueIndex+due.String()+"/"+string(r.Plan))
	}
	return keys
}

// ReviewDueIndex finds reviews by the day on which the first of what nobody has
// settled was due.
const ReviewDueIndex = "due/"

// firstDue is the day on which the first occurrence that nobody has settled is,
// or was, due; zero when there is none. Unlike the open one it does not depend on
// what day it is.
func (r Review) firstDue() Day {
	t, err := r.timetable()
	if err != nil || r.Cadence.Never() {
		return Day{}
	}
	from := r.Since
	if r.Settled.After(from) {
		from = r.Settled
	}
	first, ok := t.Next(from)
	switch {
	case !ok:
		return Day{}
	case r.Moved != nil && r.Moved.Period == first.Period && !r.Moved.Late:
		return r.Moved.To
	}
	return first.Due
}

// Outcome is how an occurrence ended; "" while it is open.
type Outcome string

// The outcomes. Missed is stored only where the calendar can no longer tell,
// because the item comes round no more.
const (
	Accepted        Outcome = "accepted"
	AcceptedActions Outcome = "accepted with actions"
	Rejected        Outcome = "rejected"
	Skipped         Outcome = "skipped"
	Missed          Outcome = "missed"
)

// Outcomes are those that a person may give.
var Outcomes = []Outcome{Accepted, AcceptedActions, Rejected}

// ReviewOccurrence is what people did about one occurrence of an item. There is
// at most one for a review and period, and none where nobody did anything.
type ReviewOccurrence struct {
	Schema  int       `json:"schema"`
	Plan    PlanID    `json:"plan"`
	Row     RowID     `json:"row"`
	Agent   string    `json:"agent"`
	Item    string    `json:"item"` // as the plan called it then
	Period  string    `json:"period"`
	Due     Day       `json:"due"` // by the cadence
	Outcome Outcome   `json:"outcome,omitempty"`
	By      UserID    `json:"by,omitempty"`
	At      time.Time `json:"at,omitzero"`
	Late    int       `json:"late,omitempty"` // days behind the day it was due, or had been moved to in time
	Link    string    `json:"link,omitempty"`
	Text    string    `json:"text,omitempty"` // what was found; of a skipped one, why
	Moves   []Move    `json:"moves,omitempty"`

	Corrected []Correction `json:"corrected,omitempty"` // of the outcome, after it was settled; oldest first
}

// Kind is the occurrence's kind of record.
func (o ReviewOccurrence) Kind() string { return "occurrence" }

// Key is unique for a schedule and its nominal period.
func (o ReviewOccurrence) Key() string { return OccurrenceKey(ReviewKey(o.Plan, o.Row), o.Period) }

// OccurrenceKey is the key of what was done about one period of a review.
func OccurrenceKey(review, period string) string { return review + "/" + period }

// Index is empty: an item's occurrences are listed by key.
func (o ReviewOccurrence) Index() []string { return nil }

// Move is one rescheduling.
type Move struct {
	Period  string    `json:"period"`
	To      Day       `json:"to"`
	Because string    `json:"because"`
	By      UserID    `json:"by"` // "": it follows from the end of a pause
	At      time.Time `json:"at"`
	Late    bool      `json:"late,omitempty"` // it was late already, and stays late
	Due     Day       `json:"due,omitzero"`   // of a late one: the day from which it counts as late
}

// ReviewItems are the rows of a plan that can come round: section 6, and the
// cost review of section 5. A cost review in section 6 without a cadence of its
// own has that of section 5; where section 6 has none at all, it is a row of its
// own, the budget owner's.
func (p Plan) ReviewItems() []ReviewItem {
	items := slices.Clone(p.Reviews)
	if !p.Cost.Cadence.Acts() || len(p.Cost.Cadence.Value) == 0 {
		return items
	}
	i := slices.IndexFunc(items, func(r ReviewItem) bool { return saysOneOf(r.Item.Text, costWords) })
	if i >= 0 {
		if !items[i].Cadence.Acts() {
			items[i].Cadence = p.Cost.Cadence
		}
		return items
	}
	return append(items, ReviewItem{
		ID: CostRow, Item: Cell[string]{Text: "Cost review", Status: Understood, Value: "Cost review"},
		Cadence: p.Cost.Cadence, Owner: p.Cost.Owner,
	})
}

// costWords are those by which the cost review of section 6 is recognised.
var costWords = []string{"cost", "costs", "cost control", "spend", "budget"}

// ScheduleReviews brings a plan's reviews in step with what it says now: at
// activation, at an import of its next version, and whenever its stage or the
// wave that runs (none: "") may have changed a cadence. A draft has none, and a
// retired plan none any more. An item that is new counts from now, and one that
// comes round otherwise than before has nothing that fell due before now, so that
// nothing becomes overdue by it; an occurrence of the old cadence that was due
// already stays open, and late.
func ScheduleReviews(p Plan, s State, wave string, have []Review, now time.Time) Effects {
	now = wholeSecond(now)
	var e Effects
	var stay []string
	for _, item := range p.ReviewItems() {
		c, ok := item.cadence(s, wave)
		if !ok {
			continue
		}
		r := Review{
			Schema: 1, Plan: p.ID, Row: item.ID, Agent: s.Agent, Item: cmp.Or(item.Item.Text, "review "+string(item.ID)),
			Evidence: item.Evidence.Text, Cadence: c, Zone: s.Zone, Since: now,
		}
		if item.Owner.Acts() {
			r.Owners = item.Owner.Value
		}
		stay = append(stay, r.Key())
		i := slices.IndexFunc(have, func(h Review) bool { return h.Row == item.ID })
		if i >= 0 && have[i].Cadence == c && have[i].Zone == s.Zone && !have[i].Off {
			old := have[i]
			r.Since, r.From, r.Settled, r.Last = old.Since, old.From, old.Settled, old.Last
			r.Moved, r.Carried, r.Wake = old.Moved, old.Carried, old.Wake
			if slices.Equal(old.Owners, r.Owners) && old.Item == r.Item && old.Evidence == r.Evidence && old.Agent == r.Agent {
				continue
			}
		} else {
			switch {
			case i >= 0 && have[i].Off: // it was gone meanwhile
				r.Last = have[i].Last
			case i >= 0:
				old := have[i]
				r.Since, r.From, r.Settled, r.Last = old.Since, now, old.Settled, old.Last
				r.Moved, r.Carried = old.Moved, old.due(now)
			}
			if _, err := r.timetable(); err != nil {
				continue // an impossible cadence is a finding at import
			}
			r = r.rest(now)
		}
		e.reschedule(r)
	}
	for _, h := range have {
		if !h.Off && !slices.Contains(stay, h.Key()) {
			e.Put = append(e.Put, h.lapsed(now)...)
			h.Off, h.Moved, h.Carried, h.Wake = true, nil, nil, Day{}
			e.reschedule(h)
		}
	}
	return e
}

func (e *Effects) reschedule(r Review) {
	e.Put = append(e.Put, r)
	e.Log = append(e.Log, Entry{Verb: VerbReviewPlan, Plan: r.Plan, Kind: r.Kind(), Subject: r.Key(), Why: r.Cadence.String()})
}

// cadence is the one that holds for an item in a plan's stage; false when it
// never comes due.
func (item ReviewItem) cadence(s State, wave string) (Cadence, bool) {
	if s.Stage == Draft || s.Stage == Retired || !item.Cadence.Acts() {
		return Cadence{}, false
	}
	c, ok := CadenceFor(item.Cadence.Value, s.Stage, wave)
	c.While = "" // it holds now; the words around it do not begin a new count
	return c, ok && !c.Never()
}

// due is the open occurrence once it is due, nil before.
func (r Review) due(now time.Time) *Occurrence {
	at, ok := r.Standing(r.Today(now))
	if !ok || at.State != ReviewDue && at.State != ReviewOverdue {
		return nil
	}
	return &at.Open
}

// lapsed keeps what the calendar forgets of an item that is gone: an occurrence
// that was due and that nobody settled.
func (r Review) lapsed(now time.Time) []Record {
	at, ok := r.Standing(r.Today(now))
	if !ok || at.State != ReviewDue && at.State != ReviewOverdue {
		return nil
	}
	o := at.occurrence(nil, Missed)
	if m := at.moved(); m != nil {
		o.Moves = []Move{*m}
	}
	return []Record{o}
}

// rest computes anew from when something is said of the review.
func (r Review) rest(now time.Time) Review {
	r.Wake = Day{}
	if at, ok := r.Standing(r.Today(now)); ok {
		r.Wake = at.steps()[0]
	}
	return r
}

// Today is the day of the review's own zone.
func (r Review) Today(now time.Time) Day {
	zone, err := LoadZone(r.Zone)
	if err != nil {
		zone = time.UTC
	}
	return DayOf(now, zone)
}

func (r Review) timetable() (Timetable, error) {
	return r.Cadence.In(r.Zone, BusinessHours(r.Zone), r.Since)
}
