package rollout

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// DigestItem is one thing that a digest asks of its reader. Whatever asks people
// in the digest is a source: a function in the engine's list that loads, in the
// firing transaction, the records of one plan that are awake for one person, and
// a rule here that makes items of them. A new source needs that function, a word
// in view's table for its What, and a call of SettledItems (or a Settling) where
// its thing is settled; nothing else changes.
type DigestItem struct {
	Plan  PlanID `json:"plan"`
	Agent string `json:"agent"`

	// Of and Subject are kind and key of the record that the item asks about.
	// When that is settled, the item loses its button, in every digest.
	Of      string `json:"of"`
	Subject string `json:"subject"`

	What    string            `json:"what"`            // which words: "review"
	Facts   map[string]string `json:"facts,omitempty"` // plain data for the words
	Button  string            `json:"button,omitempty"`
	Line    string            `json:"line,omitempty"` // what the button types; "": none
	Due     Day               `json:"due,omitzero"`
	Urgency Urgency           `json:"urgency"`

	Settled   string    `json:"settled,omitempty"` // how, in a word or two; "": it still asks
	SettledBy UserID    `json:"settled_by,omitempty"`
	SettledAt time.Time `json:"settled_at,omitzero"`
}

// Urgency orders a digest and what waits on somebody, worst first.
type Urgency int

// The urgencies. Digests store them; what is urgent now never waits for one.
const (
	UrgentNow   Urgency = iota - 1
	UrgentLate          // it was due before today
	UrgentToday         // it is due today
	UrgentSoon          // it is due in the next days
	UrgentNever         // it is said, and asks for nothing by a day
)

// Digest is what one person was asked on one day: a message of its own, whose
// items are settled in place.
type Digest struct {
	Schema int           `json:"schema"`
	User   UserID        `json:"user"`
	Day    Day           `json:"day"`              // on the reader's wall
	Late   time.Duration `json:"late,omitempty"`   // how much later than 09:00, when the bot was down
	From   Day           `json:"from,omitzero"`    // set when earlier working days were missed: it speaks for them too
	Items  []DigestItem  `json:"items"`            // worst first
	Beyond int           `json:"beyond,omitempty"` // how many more there were
}

// Kind is the digest's kind of record.
func (g Digest) Kind() string { return "digest" }

// Key is person and day: one digest a day.
func (g Digest) Key() string { return string(g.User) + "/" + g.Day.String() }

// Index finds the digests that still ask for a thing.
func (g Digest) Index() []string {
	var out []string
	for _, it := range g.Items {
		if x := DigestIndex(it.Of, it.Subject); it.Settled == "" && !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

// DigestIndex finds the digests that ask for a thing.
func DigestIndex(of, subject string) string { return "item/" + of + "/" + subject }

// CardPlaces is the reader's direct messages.
func (g Digest) CardPlaces() []Place { return []Place{DM(g.User)} }

// CardPlan is none: a digest speaks for all plans.
func (g Digest) CardPlan() PlanID { return "" }

// CardStanding is what is still asked: no notice hangs on a digest.
func (g Digest) CardStanding() string { return strings.Join(g.Index(), " ") }

var _ Carded = Digest{}

// Asked is what the sources of a digest are asked: for whom, and which days on
// that person's wall it speaks for.
type Asked struct {
	User     UserID
	From, To Day // more than one day only when the bot was down
}

// Morning is the timer of the next time at which a person's digest is due after
// now, given the last day that was told (zero: none yet): 09:00 on their wall, on
// a later working day than that one. Its generation is the number of the last day
// that was told.
func Morning(u UserID, zone string, last Day, now time.Time) Timer {
	loc := wallOf(zone)
	day := DayOf(now, loc)
	if !last.Before(day) {
		day = last.AddDays(1)
	}
	if !day.At(dueMinute, loc).After(now) {
		day = day.AddDays(1)
	}
	return morningOn(u, loc, day, day.AddDays(-1))
}

// morningOn is the digest of a day, or of the next working day behind it.
func morningOn(u UserID, loc *time.Location, day, told Day) Timer {
	day, _ = BusinessHours(loc.String()).NthWorkingDay(day, 1)
	return Timer{
		Key: DigestKey(u), Kind: TimerDigest, Subject: string(u), Due: day.At(dueMinute, loc).UTC(),
		Gen: uint64(max(0, told.unix())),
	}
}

// homeMinute is the minute of the day from which nobody is asked for anything
// that can wait until the morning: people have gone home.
const homeMinute = 17 * 60

// PutOff puts off a digest that fires, after a downtime or a flight, on a day of
// rest, before nine or when its reader has gone home; false when it may be told
// now. It speaks then for all days since the last one.
func PutOff(t Timer, zone string, now time.Time) (Timer, bool) {
	loc := wallOf(zone)
	day := DayOf(now, loc)
	if !now.Before(day.At(homeMinute, loc)) {
		day = day.AddDays(1)
	}
	later := morningOn(UserID(t.Subject), loc, day, dayOfUnix(int(t.Gen)))
	return later, later.Due.After(now)
}

// DigestKey is the key of a person's only digest timer.
func DigestKey(u UserID) string { return TimerKey(TimerDigest, string(u)) }

// Mornings is what a digest that fires is asked: the days since the last one,
// up to the day on the reader's wall now. It never looks back more than a month.
func Mornings(t Timer, zone string, now time.Time) Asked {
	const most = 31
	to := DayOf(now, wallOf(zone))
	from := dayOfUnix(int(t.Gen)).AddDays(1)
	if to.Before(from) { // the reader has moved west: that day was told already
		to = from
	}
	if oldest := to.AddDays(-most); from.Before(oldest) {
		from = oldest
	}
	return Asked{User: UserID(t.Subject), From: from, To: to}
}

// MakeDigest makes the one message of a person and day; nothing when there is
// nothing to ask. It arms the next morning as long as the person has a place in
// any plan.
func MakeDigest(t Timer, a Asked, zone string, items []DigestItem, holds bool, now time.Time) Effects {
	var e Effects
	if holds {
		e.Arm = []Timer{Morning(a.User, zone, a.To, now)}
	}
	items = slices.Clone(items)
	slices.SortStableFunc(items, func(x, y DigestItem) int {
		return cmp.Or(
			cmp.Compare(x.Urgency, y.Urgency), cmp.Compare(x.Due.number(), y.Due.number()),
			strings.Compare(x.Agent, y.Agent), strings.Compare(x.Subject, y.Subject),
		)
	})
	if len(items) == 0 {
		return e
	}
	const most = 30
	g := Digest{Schema: 1, User: a.User, Day: a.To, Items: items, Beyond: max(0, len(items)-most)}
	g.Items = items[:min(most, len(items))]
	if late := now.Sub(t.Due); late > downtime {
		g.Late = late.Truncate(time.Second)
	}
	if first, ok := BusinessHours(wallOf(zone).String()).NthWorkingDay(a.From, 1); ok && first.Before(a.To) {
		g.From = first
	}
	e.Put = append(e.Put, g)
	return e
}

// SettledItems takes the buttons from whatever digests ask for a thing that has
// just been settled; shown are the digests that do. how says it in a few words.
func SettledItems(shown []Digest, thing Record, how string, by UserID, now time.Time) []Record {
	return settleItems(shown, thing.Kind(), thing.Key(), how, by, now)
}

func settleItems(shown []Digest, of, subject, how string, by UserID, now time.Time) []Record {
	var out []Record
	for _, g := range shown {
		changed := false
		g.Items = slices.Clone(g.Items)
		for i, it := range g.Items {
			if it.Of == of && it.Subject == subject && it.Settled == "" {
				g.Items[i].Settled, g.Items[i].SettledBy, g.Items[i].SettledAt = how, by, now.UTC()
				changed = true
			}
		}
		if changed {
			out = append(out, g)
		}
	}
	return out
}

// wallOf is the zone of a name; UTC when nobody knows it.
func wallOf(name string) *time.Location {
	if loc, err := LoadZone(name); err == nil && name != "" {
		return loc
	}
	return time.UTC
}
