package view

import (
	"regexp"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// WaveView is one wave as it is listed: its row, what has become of it, and how
// the gates ahead of it stand.
type WaveView struct {
	Wave  rollout.Wave
	Run   rollout.WaveRun
	Call  string               // what to type for it
	Entry *rollout.GateVerdict // nil once it was passed
	Exit  *rollout.GateVerdict // nil once the wave is over
	Turn  bool                 // the plan stands at this wave
	Late  bool                 // its date has passed and it has not begun
	Held  bool                 // the rollout is on hold, or the agent is being paused: it goes no further
}

// WavesData is a plan's waves.
type WavesData struct {
	Plan  rollout.PlanID
	Agent string
	Stage rollout.Stage
	State rollout.State // of which the hold and the pause are shown
	Waves []WaveView
	Gone  []rollout.WaveRun // of rows that the document no longer has
}

// Next is the gate that the wave stands at, nil when it is over.
func (v WaveView) Next() *rollout.GateVerdict {
	if v.Run.State == rollout.WaveRunning {
		return v.Exit
	}
	return v.Entry
}

// Ready reports whether the wave can go through its next gate now.
func (v WaveView) Ready() bool { return v.Turn && !v.Held && v.Next() != nil && v.Next().Met() }

// standing says where a wave is, and what the calendar and its gate add to that.
func (v WaveView) standing(now time.Time) string {
	switch r := v.Run; r.State {
	case rollout.WaveRunning:
		return dots("running since "+Time(r.Started), v.heldWord(), gateOf(v.Next()))
	case rollout.WaveDone:
		return "done " + Time(r.Ended)
	case rollout.WaveCancelled:
		return "cancelled " + Time(r.Ended) + " by " + Person(r.EndedBy) + ": " + Excerpt(r.Because, 120)
	}
	planned := "planned " + plannedFor(v.Wave)
	switch {
	case v.Held:
		planned = dots(planned, v.heldWord())
	case v.Late:
		planned += ", late"
	}
	if !v.Turn {
		return planned
	}
	if v.Ready() {
		return dots(planned, "ready to start")
	}
	return dots(planned, gateOf(v.Next()))
}

func (v WaveView) heldWord() string {
	if v.Held {
		return "held"
	}
	return ""
}

func gateOf(v *rollout.GateVerdict) string {
	if v == nil {
		return ""
	}
	return gateWords(*v)
}

// twoDays is a date with figures that is not read: were one of them more than a
// month has, or with dots, it would be.
var twoDays = regexp.MustCompile(`\b(?:0?[1-9]|1[0-2])[/-](?:0?[1-9]|1[0-2])[/-]\d{4}\b`)

// plannedFor is when a wave is to begin, as far as the plan says.
func plannedFor(w rollout.Wave) string {
	switch {
	case w.Dated():
		return "for " + dayRange(w.Date.Value.From, w.Date.Value.To)
	case w.Date.Text == "":
		return "without a date"
	case twoDays.MatchString(w.Date.Text):
		return "for " + Quote(w.Date.Text, 60) + ", which can be read as two days"
	}
	return "for " + Quote(w.Date.Text, 60) + ", which is no day of the calendar"
}

func (v WaveView) line(now time.Time) string {
	return dots("*"+sentence(Line(v.Run.Title))+"*", Excerpt(v.Wave.Users.Text, 100), v.standing(now))
}

// goButtons are what can be done with the wave that the plan stands at.
func (v WaveView) goButtons(plan rollout.PlanID) []Button {
	row, title := string(v.Wave.ID), oneLine(v.Run.Title)
	in := "in " + string(plan) + " wave "
	check := v.checkButton(plan)
	switch {
	case !v.Turn || v.Next() == nil:
		return nil
	case !v.Ready():
		return []Button{check}
	case v.Run.State == rollout.WaveRunning:
		return []Button{goButton("Complete "+title, in+"complete "+row, "It ends now, which its exit gate allows.", "Complete it"), check}
	}
	return []Button{goButton("Start "+title, in+"start "+row, "Its users get the agent now, and it is announced in the plan's home.", "Start it"), check}
}

func (v WaveView) checkButton(plan rollout.PlanID) Button {
	return Button{Text: "Check the gate", Line: "in " + string(plan) + " wave check " + string(v.Wave.ID), Label: "Check the gate of " + oneLine(v.Run.Title)}
}

// goButton lets something out, so it asks first.
func goButton(text, line, effect, yes string) Button {
	return Button{Text: Truncate(text, 70), Line: line, Style: Primary, Confirm: &Confirm{
		Title: Truncate(text, 90) + "?", Text: effect, Confirm: yes, Deny: "Not yet",
	}}
}

// WaveList is a plan's waves, a line each, and what can be done now.
func WaveList(w WavesData, now time.Time) Card {
	if len(w.Waves) == 0 {
		return said("The plan of *%s* has no waves. Write them into the table of its first section and import it again.", Line(w.Agent))
	}
	var d draft
	lead := dots("*"+Line(w.Agent)+"*", count(len(w.Waves), "wave", "waves"))
	d.say("%s", lead)
	lines := make([]string, 0, len(w.Waves)+len(w.Gone))
	var turn *WaveView
	for i, v := range w.Waves {
		lines = append(lines, v.line(now))
		if v.Turn {
			turn = &w.Waves[i]
		}
	}
	for _, r := range w.Gone {
		lines = append(lines, dots("*"+sentence(Line(r.Title))+"*", "no longer in the plan", string(r.State)))
	}
	d.pack(lines)
	if w.Stage == rollout.Draft {
		d.say("%s", "The plan is a draft: no wave starts before "+Code("plan activate")+".")
	}
	w.stands(&d)
	if turn != nil {
		d.buttons(turn.goButtons(w.Plan)...)
	}
	d.small("One of them in full: " + Code("wave show "+w.Waves[0].Call))
	return d.card(lead)
}

// WaveShow is one wave in full: its row, and both gates criterion by criterion.
func WaveShow(w WavesData, v WaveView, now time.Time) Card {
	var d draft
	lead := dots("*"+Line(w.Agent)+" · "+Line(v.Run.Title)+"*", v.standing(now))
	d.say("%s", lead)
	d.lines(
		labelled("Users", v.Wave.Users.Text),
		labelled("Scope", v.Wave.Scope.Text),
		startedWords(v.Run),
	)
	w.stands(&d)
	for _, g := range []struct {
		gate rollout.Gate
		now  *rollout.GateVerdict
	}{{rollout.EntryGate, v.Entry}, {rollout.ExitGate, v.Exit}} {
		switch passed, was := v.Run.Passed[g.gate]; {
		case g.now != nil:
			d.say("%s", "*"+sentence(string(g.gate))+" criteria* · "+gateWords(*g.now))
			d.gate(w.Plan, *g.now, v.Turn && v.Next() == g.now, now)
		case was:
			d.say("%s", "*"+sentence(string(g.gate))+" criteria*, as they were when the gate was passed")
			d.gate(w.Plan, rollout.GateVerdict{Wave: v.Wave.ID, Gate: g.gate, Criteria: passed}, false, now)
		}
	}
	if v.Ready() {
		d.buttons(v.goButtons(w.Plan)[:1]...)
	}
	return d.card(lead)
}

// WaveCheck is how the gate stands that a wave is at.
func WaveCheck(w WavesData, v WaveView, now time.Time) Card {
	gate := v.Next()
	if gate == nil {
		return said("*%s* of %s is over: %s.", sentence(Line(v.Run.Title)), Line(w.Agent), v.standing(now))
	}
	var d draft
	lead := dots("*"+Line(w.Agent)+" · "+Line(v.Run.Title)+"*", v.standing(now))
	if !v.Turn {
		lead = dots(lead, gateWords(*gate))
	}
	d.say("%s", lead)
	w.stands(&d)
	d.gate(w.Plan, *gate, true, now)
	if v.Ready() {
		d.buttons(v.goButtons(w.Plan)[:1]...)
	}
	return d.card(lead)
}

// stands says why no wave goes forward, with what ends that.
func (w WavesData) stands(d *draft) {
	if w.State.Halted() {
		d.say("%s", PausedWords(w.State)+": no wave goes forward before that is over.")
	}
	if h := w.State.Hold; h != nil {
		d.with(endHold(w.Plan), sentence(holdWords(*h))+": no wave goes forward until somebody ends it.")
	}
}

func labelled(label, text string) string {
	if text == "" {
		return ""
	}
	return label + ": " + Excerpt(text, 600)
}

func startedWords(r rollout.WaveRun) string {
	started, ended := "", ""
	if !r.Started.IsZero() {
		started = "Started by " + Person(r.StartedBy) + " " + Time(r.Started)
	}
	if r.State == rollout.WaveDone {
		ended = "completed by " + Person(r.EndedBy) + " " + Time(r.Ended)
	}
	return dots(started, ended)
}

// day shows the day of an instant in each reader's own zone.
func day(t time.Time) string { return date(t, "{date_short_pretty}", "2 Jan") }

// waveWait is a wave among the things that wait on the rollout lead: one that
// can go on, is late, or is near.
func waveWait(w rollout.Waiting, _ time.Time) waitLine {
	v := viewOf(*w.Wave)
	title := Line(v.Run.Title)
	if v.Ready() {
		verb := "start "
		if v.Run.State == rollout.WaveRunning {
			verb = "complete "
		}
		line := waitLine{
			text:  dots("*"+sentence(title)+"*: its "+string(w.Wave.Gate.Gate)+" gate is met", Excerpt(w.Agent, 80)),
			brief: verb + title, button: v.goButtons(w.Plan)[0],
		}
		line.button.Style = Plain
		return line
	}
	name, brief := "*"+sentence(title)+"*", title+" "+plannedFor(v.Wave)
	if v.Late {
		name, brief = name+" is late", title+" is late"
	}
	return waitLine{
		text:  dots(name, Excerpt(w.Agent, 80), "planned "+plannedFor(v.Wave), gateWords(w.Wave.Gate)),
		brief: brief, button: v.checkButton(w.Plan),
	}
}

// tickWait is a criterion among the things that wait on its owner.
func tickWait(w rollout.Waiting, _ time.Time) waitLine {
	j := *w.Tick
	return waitLine{
		text:   dots("*"+Line(j.Key)+"* of "+Line(w.Wave.Run.Title), Excerpt(j.Criterion.Text, 200), Excerpt(w.Agent, 80), plannedFor(w.Wave.Wave)),
		brief:  "tick " + Line(j.Key) + " (" + Excerpt(j.Criterion.Text, 60) + ")",
		button: *criterionButton(w.Plan, w.Wave.Wave.ID, j),
	}
}
