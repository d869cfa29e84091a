package view

import (
	"fmt"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// Check is one line of doctor: what was looked at, whether it is well, and
// what to do when it is not.
type Check struct {
	What string
	Well bool
	Says string
	Fix  string
}

// MostGivenUp is how many of the messages that were given up a card names.
const MostGivenUp = 5

// GivenUp are the messages that were given up.
type GivenUp struct {
	Oldest   []Parked // at most MostGivenUp
	Total    int
	MayRetry bool // whether the asker may take them up again
}

// Parked is a message that was given up, without its text.
type Parked struct {
	Number    uint64
	Card      bool               // shows how a record stands
	Kind      rollout.NoticeKind // of one that is no card
	Subject   string
	To        rollout.Place
	Why       string
	Since     time.Time
	Elsewhere bool // the next of its routes was tried in its place
	Masked    bool // about a private incident that the asker may not see: nothing of it is shown
}

// Doctor shows every check, those that need somebody first.
func Doctor(checks []Check, gone GivenUp, now time.Time) Card {
	var d draft
	var bad, good []string
	for _, c := range checks {
		line := c.What + ": " + Line(c.Says)
		if c.Well {
			good = append(good, "OK  "+line)
			continue
		}
		bad = append(bad, joined([]string{"*Look*  " + line, escCode(c.Fix)}, ". "))
	}
	text := "All is well."
	if len(bad) > 0 {
		text = count(len(bad), "thing needs somebody.", "things need somebody.")
	}
	d.say("*%s*", text)
	d.pack(bad)
	d.pack(good)
	d.givenUp(gone)
	d.small("Looked at " + Time(now) + "; the server's clock says " + now.UTC().Format("15:04:05") + " UTC. If yours says something else, one of them is wrong.")
	return d.card(text)
}

// givenUp names the oldest messages that were given up, and how they are taken up
// again, for who may.
func (d *draft) givenUp(gone GivenUp) {
	if len(gone.Oldest) == 0 {
		return
	}
	lines := []string{"*Messages that were given up*, oldest first"}
	for _, p := range gone.Oldest {
		name, elsewhere := NoticeName(p.Kind, p.To), ""
		if p.Card {
			name = "showing " + whom(p.To) + " a card"
		}
		if p.Elsewhere {
			elsewhere = "then sent another way"
		}
		if p.Masked {
			lines = append(lines, dots(fmt.Sprintf("No. %d", p.Number), Time(p.Since), "a message about a "+rollout.PrivateIncident))
			continue
		}
		lines = append(lines, dots(fmt.Sprintf("No. %d", p.Number), Time(p.Since), name, Line(p.Subject), Excerpt(p.Why, 80), elsewhere))
	}
	d.lines(lines...)
	if more := gone.Total - len(gone.Oldest); more > 0 {
		d.small(fmt.Sprintf("%d of %d shown", len(gone.Oldest), gone.Total))
	}
	if !gone.MayRetry {
		d.small("Administrators can have them tried again")
		return
	}
	d.buttons(retryButton("doctor retry", gone.Total))
	d.small(fmt.Sprintf("One of them alone: %s", Code(fmt.Sprintf("doctor retry %d", gone.Oldest[0].Number))))
}
