package view

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// LogEntry is one entry of the record as one viewer may see it. A masked one
// says that something happened in private, and nothing else.
type LogEntry struct {
	Verb          rollout.Verb
	Subject       string
	Why           string
	At            time.Time
	Before, After json.RawMessage // the record that it is about, as stored; nil: there was none
	Masked        bool
}

// LogAction is what somebody did at once, with all the entries it wrote, in
// their order.
type LogAction struct {
	At      time.Time
	Who     rollout.UserID // "": the bot itself
	Name    string         // of who, as it was then; shown of a service
	Entries []LogEntry
}

// Log shows actions of the record, newest first, a line each. older is the line
// that shows those before; "": there are none.
func Log(of string, actions []LogAction, older string) Card {
	var d draft
	goOn := Button{Text: "Show older", Line: older, Label: "Show older entries of the record"}
	if len(actions) == 0 {
		if older == "" {
			return said("Nothing is recorded of %s there.", Line(of))
		}
		d.with(goOn, "Nothing is recorded of "+Line(of)+" in this stretch of the record.")
		return d.card("The record of " + Line(of))
	}
	text := "The record of " + Line(of) + ", newest first"
	d.say("*%s*", text)
	lines := make([]string, len(actions))
	for i, a := range actions {
		lines[i] = a.line()
	}
	d.pack(lines)
	if older != "" {
		d.buttons(goOn)
	}
	return d.card(text)
}

// line is an action in one line: its main entry in full, and what came of it in
// a few words.
func (a LogAction) line() string {
	open := slices.DeleteFunc(slices.Clone(a.Entries), func(e LogEntry) bool { return e.Masked })
	if len(open) == 0 {
		return dots(Time(a.At), "something in private")
	}
	who := "The bot"
	switch {
	case strings.HasPrefix(string(a.Who), "service:"):
		who = "The " + Excerpt(a.Name, 60)
	case a.Who != "":
		who = Person(a.Who)
	}
	main := slices.MinFunc(open, func(x, y LogEntry) int { return logRank[x.Verb] - logRank[y.Verb] })
	what, why := main.words()
	also := 0
	came := map[rollout.Verb][]LogEntry{}
	for _, e := range open {
		if e.Verb == main.Verb {
			also++
			continue
		}
		came[e.Verb] = append(came[e.Verb], e)
	}
	if also > 1 {
		what += fmt.Sprintf(" and %d more", also-1)
		why = ""
	}
	for _, c := range consequences {
		if of := came[c.verb]; len(of) > 0 {
			what += "; " + c.words(of)
		}
	}
	return dots(Time(a.At), who+" "+Truncate(what, 300), Excerpt(why, 120))
}

// words say what an entry did, and what was said about it. A verb without words
// of its own is shown by its name: the record hides nothing.
func (e LogEntry) words() (what, why string) {
	if words, ok := logWords[e.Verb]; ok {
		return words(e)
	}
	return Line(string(e.Verb)) + " " + Line(e.Subject), e.Why
}

// logRank orders the entries of one action: the lowest is what somebody did, the
// others are how, or what came of it.
var logRank = map[rollout.Verb]int{
	rollout.VerbAsk:    1,                                                      // how a resumption was asked for
	rollout.VerbImport: 2,                                                      // how a wave was moved
	rollout.VerbWaive:  3, rollout.VerbResume: 3, rollout.VerbResumeDecline: 3, // what was decided
	rollout.VerbLive: 4, rollout.VerbSupersede: 5, rollout.VerbReviewPlan: 6,
}

// consequences are the words of what comes of an action beside its main entry,
// in the order in which they are said.
var consequences = []struct {
	verb  rollout.Verb
	words func([]LogEntry) string
}{
	{rollout.VerbAsk, func(es []LogEntry) string { return Line(es[0].Subject) + " waits to be decided" }},
	{rollout.VerbLive, func([]LogEntry) string { return "the plan is live" }},
	{rollout.VerbSupersede, func(es []LogEntry) string {
		return count(len(es), "request is", "requests are") + " no longer asked"
	}},
	{rollout.VerbReviewPlan, func(es []LogEntry) string { return count(len(es), "review", "reviews") + " scheduled anew" }},
}
