package view

import (
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// ActivatePreview says to me what activating would do before it is done. late are
// the waves whose days have passed already.
func ActivatePreview(s rollout.State, a rollout.Activation, late []rollout.Wave, me rollout.UserID) Card {
	var d draft
	text := "Activating *" + Line(s.Agent) + "* tells " + tellsWords(a)
	d.say("%s", text)
	var lines []string
	const most = 15
	for i, h := range a.Told {
		if i == most {
			break
		}
		lines = append(lines, Person(h.User)+": "+ownsWords(h.Owns))
	}
	d.lines(lines...)
	if len(a.Told) > most {
		d.small(count(len(a.Told)-most, "more person is not shown", "more people are not shown"))
	}
	for _, u := range s.Officers(me) {
		d.say("%s hears of it as %s.", Person(u), List(s.Offices(u), 0))
	}
	if n := len(a.Unfilled); n > 0 {
		past := "them"
		if n == 1 {
			past = "it"
		}
		d.say("%s filled by nobody: %s. An escalation goes past %s to the next role.", count(n, "role is", "roles are"), roleNames(a.Unfilled, 6), past)
	}
	d.say("%sNothing has been sent yet.", lateAtStart(late))
	in := "in " + string(s.Plan) + " "
	bs := []Button{{Text: "Activate", Line: strings.TrimSpace(in + "plan activate confirm " + a.Stamp), Style: Primary, Label: "Activate " + oneLine(s.Agent)}}
	if len(a.Unfilled) > 0 {
		bs = append(bs, Button{Text: "Fill " + count(len(a.Unfilled), "role", "roles"), Line: in + "owner set"})
	}
	d.buttons(bs...)
	return d.card(text)
}

// lateAtStart says what is late on the first day: no review, since they count from
// it, but each wave whose day is over.
func lateAtStart(late []rollout.Wave) string {
	const most = 3
	var waves []string
	for _, w := range late {
		day := w.Date.Value.To
		if day.IsZero() {
			day = w.Date.Value.From
		}
		waves = append(waves, Line(w.Title())+" ("+dayText(day)+")")
	}
	switch len(late) {
	case 0:
		return "Nothing is overdue at the start. "
	case 1:
		return "No review is overdue at the start, but the day of " + waves[0] + " has passed. "
	}
	return "No review is overdue at the start, but the days of " + count(len(late), "wave", "waves") + " have passed: " + List(waves, most) + ". "
}

func tellsWords(a rollout.Activation) string {
	if len(a.Told) == 0 {
		return "nobody yet: no role is filled by a person"
	}
	return count(len(a.Told), "person who owns", "people who own") + " " + count(a.Things, "thing", "things")
}

// Activated answers an activation. changed is false when the plan ran already.
func Activated(s rollout.State, a rollout.Activation, changed bool) Card {
	agent := "*" + Line(s.Agent) + "*"
	if !changed {
		return said("%s is %s since %s. Nothing changed.", agent, string(s.Stage), Time(s.Activated))
	}
	told := "Nobody was told: no role is filled by a person."
	if len(a.Told) > 0 {
		told = sentence(count(len(a.Told), "person is", "people are")) + " told what they own."
	}
	return said("%s is active: rolling out. %s", agent, told)
}

// Linked answers a link. changed is false when the channel was the home already.
func Linked(s rollout.State, changed bool) Card {
	if !changed {
		return said("%s is the home of *%s* already. Nothing changed.", Channel(s.Home), Line(s.Agent))
	}
	return said("%s is the home of *%s* now: its cards and posts go there.", Channel(s.Home), Line(s.Agent))
}
