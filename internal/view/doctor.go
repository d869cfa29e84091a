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

// Parked is a message that was given up, without its text.
type Parked struct {
	Kind    rollout.NoticeKind
	Subject string
	To      rollout.Place
	Why     string
	Since   time.Time
}

// Doctor shows every check, those that need somebody first.
func Doctor(checks []Check, parked []Parked, now time.Time) Card {
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
	const most = 5
	var lines []string
	for i, p := range parked {
		if i == most {
			break
		}
		lines = append(lines, dots(Time(p.Since), Line(string(p.Kind)), Line(p.Subject), "to "+Place(p.To), Excerpt(p.Why, 80)))
	}
	if len(lines) > 0 {
		d.lines(append([]string{"*Messages that were given up*, oldest first"}, lines...)...)
	}
	if len(parked) > most {
		d.small(fmt.Sprintf("%d of %d shown", most, len(parked)))
	}
	d.small("Looked at " + Time(now) + "; the server's clock says " + now.UTC().Format("15:04:05") + " UTC. If yours says something else, one of them is wrong.")
	return d.card(text)
}
