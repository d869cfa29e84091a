package view

import (
	"fmt"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// WaveAnswer is what a change of a wave has to say: the wave as it was then,
// whether anything changed, and what depends on the moment.
type WaveAnswer struct {
	Plan    rollout.PlanID
	Agent   string
	Run     rollout.WaveRun
	Call    string // what to type for the wave
	Changed bool
	Home    rollout.Place // where it was announced
	Live    bool          // it was the last one: the plan is live
	Key     string        // of the criterion it was about
	Text    string        // of the criterion, or of the new date
	Said    rollout.Said  // who ticked it, when somebody had before
	Gate    rollout.Gate  // that it was about
	Holds   int           // what still holds that gate, incidents among it
	At      time.Time     // when it was done
	Turn    bool          // the plan stands at this wave
}

func (a WaveAnswer) title() string { return "*" + sentence(Line(a.Run.Title)) + "*" }

// WaveStarted answers a start.
func WaveStarted(a WaveAnswer) Card {
	if !a.Changed {
		return said("%s runs since %s, started by %s. Nothing changed.", a.title(), When(a.Run.Started, a.At), Person(a.Run.StartedBy))
	}
	return said("%s of %s has begun; it is announced in %s.", a.title(), Line(a.Agent), Place(a.Home))
}

// WaveCompleted answers a completion.
func WaveCompleted(a WaveAnswer) Card {
	if !a.Changed {
		return said("%s is done since %s, completed by %s. Nothing changed.", a.title(), When(a.Run.Ended, a.At), Person(a.Run.EndedBy))
	}
	return said("%s of %s is complete; %s hears of it.%s", a.title(), Line(a.Agent), Place(a.Home), a.liveWords())
}

func (a WaveAnswer) liveWords() string {
	if !a.Live {
		return ""
	}
	return " It was the last one: the plan is live."
}

// WaveCancelled answers a cancellation.
func WaveCancelled(a WaveAnswer) Card {
	if !a.Changed {
		return said("%s is cancelled since %s, by %s. Nothing changed.", a.title(), When(a.Run.Ended, a.At), Person(a.Run.EndedBy))
	}
	return said("%s of %s is cancelled: %s.%s", a.title(), Line(a.Agent), Excerpt(a.Run.Because, 300), a.liveWords())
}

// WaveTicked answers a tick.
func WaveTicked(a WaveAnswer) Card {
	key := "*" + Line(a.Key) + "*"
	if !a.Changed {
		return said("%s was ticked by %s %s. Nothing changed.", key, Person(a.Said.By), When(a.Said.At, a.At))
	}
	var d draft
	text := key + " is ticked: " + Quote(a.Text, 200) + "."
	d.lines(text, a.left())
	in := "in " + string(a.Plan) + " wave "
	undo := Button{Text: "Undo", Line: in + "untick " + a.Key, Label: "Take back the tick of " + oneLine(a.Key)}
	d.buttons(append(a.goOn(), undo)...)
	d.small("You can simply take it back for 15 minutes.")
	return d.card(text)
}

// WaveUnticked answers a tick that was taken back.
func WaveUnticked(a WaveAnswer) Card {
	return said("*%s* is no longer ticked: %s.\n%s", Line(a.Key), Quote(a.Text, 200), a.left())
}

// WaveSaidWhy answers why a gate has no criteria.
func WaveSaidWhy(a WaveAnswer) Card {
	if !a.Changed {
		return said("%s said why already, %s: %s. Nothing changed.", Person(a.Said.By), When(a.Said.At, a.At), Excerpt(a.Said.Text, 300))
	}
	var d draft
	text := fmt.Sprintf("The %s gate of %s passes without criteria, and the record says why: %s", a.Gate, Line(a.Run.Title), Excerpt(a.Said.Text, 300))
	d.lines(text, a.left())
	d.buttons(a.goOn()...)
	return d.card(text)
}

// WaveMoved answers a new date.
func WaveMoved(a WaveAnswer) Card {
	if !a.Changed {
		return said("%s is planned for %s already. Nothing changed.", a.title(), Line(a.Text))
	}
	return said("%s of %s is planned for %s now; the document says so too, and the rollout lead is reminded by it.", a.title(), Line(a.Agent), Line(a.Text))
}

// left says what still holds the gate.
func (a WaveAnswer) left() string {
	if a.Holds == 0 {
		return "Nothing holds the " + string(a.Gate) + " gate of " + Line(a.Run.Title) + " now."
	}
	return fmt.Sprintf("The %s gate of %s is still held by %s: %s", a.Gate, Line(a.Run.Title),
		count(a.Holds, "thing", "things"), Code("wave check "+a.Call))
}

// goOn is the button for the wave whose gate nothing holds any more.
func (a WaveAnswer) goOn() []Button {
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
