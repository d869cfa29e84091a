package commands

import (
	"context"
	"fmt"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// FeedRow is one row of spend that a system reports. All of it is as sent.
type FeedRow struct {
	Agent, Line, Date, Amount, Currency, Source, ID string
	// Number: the amount is a number of JSON, which is read in one way only. A
	// text is read as people write it, and refused where that has two readings.
	Number bool
}

// FeedLine is what became of a row: the line it is booked as. A repeated row has
// the line of its first time.
type FeedLine struct {
	Source string `json:"source,omitempty"`
	ID     string `json:"id"`
	Spend  string `json:"spend"` // "SP-12"
}

// RowFault is what is wrong with a row. Row counts from 1, without a header.
type RowFault struct {
	Row   int    `json:"row"`
	Field string `json:"field,omitempty"`
	Text  string `json:"text"`
}

// FeedError refuses a whole feed: nothing of it was booked.
type FeedError struct {
	Faults []RowFault
	// Conflict: every fault is an id that was sent before with another content.
	Conflict bool
}

func (e *FeedError) Error() string {
	return fmt.Sprintf("%d rows of the feed are wrong, the first is row %d: %s", len(e.Faults), e.Faults[0].Row, e.Faults[0].Text)
}

// feeder is who books the rows of a feed.
var feeder = rollout.Actor{
	User: "service:spend", Via: rollout.ByHook,
	Person: rollout.Person{ID: "service:spend", Account: rollout.Service, Name: "spend feed"},
}

// Longest texts of a row, in characters.
const (
	longAgent = 200
	longLine  = 80
	longID    = 200
)

// BookFeed books all rows of a feed, or none with a *FeedError that names every
// row which is wrong. A row is known by its source and id for ever: sent again it
// changes nothing and has the answer of the first time.
func (d *Dispatcher) BookFeed(ctx context.Context, rows []FeedRow) ([]FeedLine, error) {
	now := d.Clock.Now()
	// The closure may run more than once and outlive an Update whose outcome is
	// unknown: what it says is read only after a plain yes.
	said := new([]FeedLine)
	err := d.commit(ctx, feeder, now, func(tx store.Tx) (outcome, error) {
		f := feed{tx: tx, today: rollout.DayOf(now, time.UTC), byName: map[string]rollout.PlanID{}, nearest: map[string]string{}, plans: map[rollout.PlanID]*feedPlan{}, first: map[string]int{}, repeats: map[int]int{}}
		if err := f.read(rows, now); err != nil {
			return outcome{}, err
		}
		if len(f.faults) > 0 {
			return outcome{}, &FeedError{Faults: f.faults, Conflict: f.conflicts == len(f.faults)}
		}
		lines, e, err := f.book(now)
		if err != nil {
			return outcome{}, err
		}
		did := outcome{effects: e}
		for _, r := range f.fresh {
			receipt := rollout.Receipt{Verb: rollout.VerbSpendFeed, Subject: lines[r.at].Spend}
			did.answers = append(did.answers, answered{r.key, r.body, receipt})
		}
		*said = lines
		return did, nil
	})
	if err != nil {
		return nil, err
	}
	return *said, nil
}
