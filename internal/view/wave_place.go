package view

import (
	"fmt"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// WavePlace is where a plan stands in its waves.
type WavePlace struct {
	rollout.WaveStanding
	Number, Of int // the wave's place among the plan's, from 1
	Days       int // until a draft's wave is planned; below 0: that has passed
}

func (p WavePlace) view(s rollout.State) WaveView {
	v := viewOf(p.WaveStanding)
	v.Turn, v.Held = true, s.WavesHeld()
	return v
}

// brief is WaveStatus in a few words, for a line among others: "wave 2 of 4, 2
// hold it". What holds the whole rollout stands beside it.
func (p *WavePlace) brief(s rollout.State) string {
	if p == nil || s.Stage == rollout.Draft {
		return ""
	}
	v := p.view(s)
	name, goes, open := v.nameOf(p.Number, p.Of), "complete", len(p.Gate.Holds())+len(p.Gate.Incidents)
	if v.Run.State != rollout.WaveRunning {
		name, goes = "next: "+name, "start"
	}
	switch {
	case v.Held:
		return name
	case v.Late:
		return name + ", *late*"
	case v.Ready():
		return name + ", ready to " + goes
	case open == 1:
		return name + ", 1 holds it"
	}
	return name + fmt.Sprintf(", %d hold it", open)
}

// viewOf is a wave with the gate ahead of it.
func viewOf(at rollout.WaveStanding) WaveView {
	v := WaveView{Wave: at.Wave, Run: at.Run, Late: at.Late, Turn: at.Turn}
	if at.Gate.Gate == rollout.ExitGate {
		v.Exit = &at.Gate
	} else {
		v.Entry = &at.Gate
	}
	return v
}

// ordinal is a place in a row as nobody takes it for a name: the waves of a plan
// may be called “0”, “1” and “2”.
func ordinal(n int) string {
	words := [...]string{"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"}
	if n >= 1 && n <= len(words) {
		return words[n-1]
	}
	return fmt.Sprintf("no. %d", n)
}

// nameOf is the wave's name with its place among all: "wave 2 of 4".
func (v WaveView) nameOf(number, of int) string {
	name := Line(v.Run.Title)
	if v.Run.Title == fmt.Sprintf("wave %d", number) {
		return name + fmt.Sprintf(" of %d", of)
	}
	return name + fmt.Sprintf(", %s of %d", ordinal(number), of)
}

// inDraft is the wave with which a draft would begin. What holds its gate is left
// out: nothing goes forward before activation anyway.
func (p WavePlace) inDraft() string {
	v := viewOf(p.WaveStanding)
	on := "planned " + plannedFor(v.Wave)
	switch {
	case v.Late:
		on += ", late"
	case p.Days == 0:
		on = "planned for today"
	case p.Days == 1:
		on = "planned for tomorrow, " + dayText(v.Wave.Date.Value.From)
	}
	return dots("next: "+v.nameOf(p.Number, p.Of)+", "+on+"; a draft reminds nobody", Excerpt(v.Wave.Users.Text, 60))
}

// WaveStatus is where a plan stands in its waves: "wave 2 of 4 since 22 Jul · HR
// managers", and what holds it; both "" where there is nothing to say.
func WaveStatus(v WaveView, number, of int, now time.Time) (line, holds string) {
	name := v.nameOf(number, of)
	if v.Run.State == rollout.WaveRunning {
		line = name + " since " + day(v.Run.Started)
	} else {
		line = "next: " + name + ", planned " + plannedFor(v.Wave)
		if v.Late && !v.Held {
			line += ", late"
		}
	}
	line = dots(line, Excerpt(v.Wave.Users.Text, 60))
	gate := v.Next()
	if gate == nil || gate.Met() {
		return line, ""
	}
	const most = 2
	var parts []string
	for i, j := range gate.Holds() {
		if i == most {
			parts = append(parts, fmt.Sprintf("%d more", len(gate.Holds())-most))
			break
		}
		parts = append(parts, Excerpt(j.Criterion.Text, 60)+" ("+verdictWord(j)+")")
	}
	return line, "Holds " + Line(v.Run.Title) + ": " + dots(append(parts, holdingIncidents(gate.Incidents))...)
}
