package view

import (
	"fmt"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

func waveTitle(a rollout.WaveDid) string { return "*" + sentence(Line(a.Run.Title)) + "*" }

// WaveStarted answers a start.
func WaveStarted(a rollout.WaveDid) Card {
	if !a.Changed {
		return said("%s runs since %s, started by %s. Nothing changed.", waveTitle(a), When(a.Run.Started, a.At), Person(a.Run.StartedBy))
	}
	return said("%s of %s has begun%s; it is announced in %s.", waveTitle(a), Line(a.Agent), letPass(a), Place(a.Home))
}

// WaveCompleted answers a completion.
func WaveCompleted(a rollout.WaveDid) Card {
	if !a.Changed {
		return said("%s is done since %s, completed by %s. Nothing changed.", waveTitle(a), When(a.Run.Ended, a.At), Person(a.Run.EndedBy))
	}
	return said("%s of %s is complete%s; %s hears of it.%s", waveTitle(a), Line(a.Agent), letPass(a), Place(a.Home), liveWords(a))
}

// letPass says that a gate has passed without all of its criteria.
func letPass(a rollout.WaveDid) string {
	waived, _ := a.Run.LetPass()
	if len(waived) == 0 {
		return ""
	}
	return ", with " + count(len(waived), "criterion", "criteria") + " waived"
}

func liveWords(a rollout.WaveDid) string {
	if !a.Live {
		return ""
	}
	return " It was the last one: the plan is live."
}

// WaveCancelled answers a cancellation.
func WaveCancelled(a rollout.WaveDid) Card {
	if !a.Changed {
		return said("%s is cancelled since %s, by %s. Nothing changed.", waveTitle(a), When(a.Run.Ended, a.At), Person(a.Run.EndedBy))
	}
	told := ""
	if a.Told {
		told = " " + Place(a.Home) + " hears of it."
	}
	return said("%s of %s is cancelled: %s.%s%s", waveTitle(a), Line(a.Agent), Excerpt(a.Run.Because, 300), told, liveWords(a))
}

// WaveTicked answers a tick of one criterion or several.
func WaveTicked(a rollout.WaveDid) Card {
	var d draft
	var lines []string
	var undo []Button
	for _, c := range a.Criteria {
		key := "*" + Line(c.Key) + "*"
		if !c.Changed {
			lines = append(lines, key+" was ticked by "+Person(c.Said.By)+" "+When(c.Said.At, a.At)+". Nothing changed.")
			continue
		}
		lines = append(lines, key+" is ticked"+forWords(c)+": "+Quote(c.Text, 200)+".")
		undo = append(undo, Button{
			Text: "Undo " + c.Key, Line: "in " + string(a.Plan) + " wave untick " + c.Key, Label: "Undo " + c.Key + ": take the tick back",
		})
	}
	text := joined(lines, "\n")
	if !a.Changed {
		return said("%s", text)
	}
	d.lines(text, gateLeft(a))
	const most = 4 // beside the one that goes on
	if len(undo) == 1 {
		undo[0].Text = "Undo"
	}
	d.buttons(append(goOn(a), undo[:min(most, len(undo))]...)...)
	d.small("You can undo it until " + Clock(a.At.Add(rollout.UntickFor)) + ".")
	return d.card(text)
}

// forWords say whose word somebody gave.
func forWords(c rollout.CriterionDid) string {
	if len(c.For) == 0 {
		return ""
	}
	names := make([]string, len(c.For))
	for i, r := range c.For {
		names[i] = Role(r)
	}
	return " for " + List(names, 3) + " by " + Person(c.Said.By)
}

// WaveUnticked answers ticks that were taken back.
func WaveUnticked(a rollout.WaveDid) Card {
	lines := make([]string, len(a.Criteria), len(a.Criteria)+1)
	for i, c := range a.Criteria {
		lines[i] = "*" + Line(c.Key) + "* is no longer ticked: " + Quote(c.Text, 200) + "."
	}
	return said("%s", joined(append(lines, gateLeft(a)), "\n"))
}

// WaveSaidWhy answers why a gate has no criteria.
func WaveSaidWhy(a rollout.WaveDid) Card {
	if !a.Changed {
		return said("%s said why already, %s: %s. Nothing changed.", Person(a.Said.By), When(a.Said.At, a.At), Excerpt(a.Said.Text, 300))
	}
	var d draft
	text := fmt.Sprintf("The %s gate of %s passes without criteria, and the record says why: %s", a.Gate, Line(a.Run.Title), Quote(a.Said.Text, 300))
	if a.Holds > 0 {
		text = fmt.Sprintf("The record says now why the plan names no %s criteria for %s: %s", a.Gate, Line(a.Run.Title), Quote(a.Said.Text, 300))
	}
	d.lines(text, gateLeft(a))
	d.buttons(goOn(a)...)
	return d.card(text)
}

// WaveMoved answers a new date.
func WaveMoved(a rollout.WaveDid) Card {
	if !a.Changed {
		return said("%s is planned for %s already. Nothing changed.", waveTitle(a), Line(a.Text))
	}
	var d draft
	reminds, told := "the rollout lead is reminded of that day.", ""
	switch {
	case a.Draft:
		reminds = "a draft reminds nobody."
	case a.Yours:
		reminds = "you are reminded of that day."
	}
	if a.Told {
		told = " " + Place(a.Home) + " hears of it."
	}
	text := fmt.Sprintf("%s of %s is planned for %s now; %s%s", waveTitle(a), Line(a.Agent), Line(a.Text), reminds, told)
	file := "The document you imported from"
	if a.File != "" {
		file = "Your file " + Quote(a.File, 80)
	}
	d.lines(text, "The stored document says so too. "+file+" does not: importing it again would set the date back. "+
		"`rollout export "+inCode(string(a.Plan))+"` on the server writes the stored one.")
	return d.card(text)
}

// gateLeft says what still holds the gate.
func gateLeft(a rollout.WaveDid) string {
	if a.Holds == 0 {
		return "Nothing holds the " + string(a.Gate) + " gate of " + Line(a.Run.Title) + " now."
	}
	return fmt.Sprintf("The %s gate of %s is still held by %s: %s", a.Gate, Line(a.Run.Title),
		count(a.Holds, "thing", "things"), Code("wave check "+a.Call))
}

// goOn is the button for the wave whose gate nothing holds any more.
func goOn(a rollout.WaveDid) []Button {
	if a.Holds > 0 || !a.Turn {
		return nil
	}
	v := WaveView{Wave: rollout.Wave{ID: a.Run.Wave}, Run: a.Run, Turn: true}
	met := &rollout.GateVerdict{Criteria: []rollout.Judged{{Verdict: rollout.Met}}}
	v.Entry, v.Exit = met, met
	return v.goButtons(a.Plan)[:1]
}

// WaiveForm asks why a criterion should be waived. Its field is "because".
func WaiveForm(plan rollout.PlanID, title string, j rollout.Judged, now time.Time) Form {
	return Form{
		Title: "Ask to waive " + Truncate(oneLine(j.Key), 10), Submit: "Ask", Line: "in " + string(plan) + " wave waive " + j.Key,
		Blocks: []Block{
			Section{Text: sentence(Line(title)) + " · " + criterionLine(j, now)},
			Input{Name: "because", Label: "Why may it go on without?", Hint: "Who decides reads this, and the record keeps it.", Kind: TextArea},
		},
	}.Fit()
}

// NoCriteriaForm asks why a gate has no criteria. Its field is "because".
func NoCriteriaForm(plan rollout.PlanID, title string, wave rollout.RowID, gate rollout.Gate) Form {
	return Form{
		Title: "No criteria, say why", Submit: "Say why", Line: fmt.Sprintf("in %s wave no-criteria %s %s", plan, wave, gate),
		Blocks: []Block{
			Section{Text: fmt.Sprintf("The plan names no %s criteria for %s. What you write stands in their place.", gate, Line(title))},
			Input{Name: "because", Label: "Why has this gate none?", Hint: "The record keeps it under your name.", Kind: TextArea},
		},
	}.Fit()
}

// CancelForm asks why a wave is cancelled. Its field is "because".
func CancelForm(plan rollout.PlanID, title string, wave rollout.RowID) Form {
	return Form{
		Title: "Cancel a wave", Submit: "Cancel the wave", Line: "in " + string(plan) + " wave cancel " + string(wave),
		Blocks: []Block{
			Section{Text: sentence(Line(title)) + " is taken out of the rollout for good; the plan's home hears of it."},
			Input{Name: "because", Label: "Why is it cancelled?", Hint: "The record and the plan's home show it.", Kind: TextArea},
		},
	}.Fit()
}
