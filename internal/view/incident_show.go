package view

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// IncidentShow is the whole story of an incident: its card, its clock, and what
// happened when, notes among it. It is for those who may see the incident.
func IncidentShow(in rollout.Incident, notes []rollout.Note, now time.Time) Card {
	card := IncidentCard(in, now)
	var d draft
	for _, b := range card.Blocks {
		switch b.(type) {
		case Actions, Context:
		default:
			d.blocks = append(d.blocks, b)
		}
	}
	d.say("%s", clockWords(in, now))
	d.story(in, notes)
	var buttons []Button
	for _, b := range incidentButtons(in) {
		if b.Line != showButton(in.ID).Line {
			buttons = append(buttons, b)
		}
	}
	d.small(incidentSmall(in)...)
	d.buttons(buttons...)
	return d.card(card.Text)
}

// clockWords is the line of the answer clock: what was promised, when it was
// due, how much of it was used.
func clockWords(in rollout.Incident, now time.Time) string {
	if in.Policy.BestEffort() {
		return "Answer: best effort, no clock"
	}
	promise := "Answer: " + Promise(in.Policy.Answer)
	if in.AnswerBy.IsZero() || never(in.AnswerBy) {
		return dots(promise, "no open hours ahead, so it is never late")
	}
	due := "due " + When(in.AnswerBy, in.Opened)
	switch {
	case !in.FirstAt.IsZero() && in.FirstAt.After(in.AnswerBy):
		return dots(promise, due, "answered "+When(in.FirstAt, in.Opened)+" by "+Person(in.FirstAck), counted(in, in.FirstAt), "late")
	case !in.FirstAt.IsZero():
		return dots(promise, due, "answered "+When(in.FirstAt, in.Opened)+" by "+Person(in.FirstAck), counted(in, in.FirstAt), "in time")
	case now.After(in.AnswerBy):
		return dots(promise, due, "unanswered", counted(in, now), "late")
	}
	return dots(promise, due, "running", counted(in, now))
}

// counted is how much the answer clock has counted until then.
func counted(in rollout.Incident, until time.Time) string {
	d := until.Sub(in.Opened)
	if in.Policy.Answer.Calendar != rollout.Wall {
		d = in.Policy.Calendar.Counted(in.Opened, until)
	}
	return "counted " + Duration(d.Truncate(time.Second))
}

// event is a line of the story. What happened in one second is in the order of
// place: times are whole seconds, and a note may be of the second of what came
// after it.
type event struct {
	at    time.Time
	place int // twice the number of a note; after n notes, twice n and one
	text  string
}

// story adds what happened, oldest first. When it is long, the beginning and
// the newest stay and the gap is said.
func (d *draft) story(in rollout.Incident, notes []rollout.Note) {
	var events []event
	for _, h := range in.Trail {
		events = append(events, event{h.At, 2*h.Notes + 1, happened(h)})
	}
	for _, n := range notes {
		events = append(events, event{n.At, 2 * n.Num, Person(n.By) + " noted: " + Excerpt(n.Text, 600)})
	}
	slices.SortStableFunc(events, func(a, b event) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.place, b.place))
	})
	const first, last = 4, 56
	gap := max(0, len(events)-first-last)
	lines := []string{"*What happened*"}
	for i, e := range events {
		switch {
		case gap > 0 && i == first:
			lines = append(lines, fmt.Sprintf("… %s left out here …", count(gap, "line is", "lines are")))
		case gap > 0 && i > first && i < first+gap:
		default:
			lines = append(lines, Time(e.at)+"  "+e.text)
		}
	}
	if len(events) > 0 {
		d.pack(lines)
	}
}

// never reports whether an instant stands for what no calendar reaches.
func never(t time.Time) bool { return t.Year() >= 9999 }
