package view

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// PauseAnswer answers whoever did something about a pause. changed is false when
// it had been done before, or the pause had moved on: then the answer says how
// it stands. decides says that the asker may decide themselves.
func PauseAnswer(p rollout.Pause, verb rollout.Verb, changed, decides bool, by rollout.UserID, now time.Time) Card {
	var d draft
	text := pauseStands(p, by, now)
	if changed {
		text = pauseDone(p, verb, by, now)
	} else {
		text += " Nothing was changed."
	}
	d.say("%s", text)
	if !changed && p.MayAskResume() {
		d.small("The way back: " + Code(pauseLine(p, "resume")) + " and why. Somebody else decides.")
	}
	switch {
	case p.State == rollout.PauseRequested && decides:
		d.small("You may decide yourself.")
		d.buttons(decideButtons(p)...)
	case p.State == rollout.PauseStopping && verb == rollout.VerbPauseNow || verb == rollout.VerbPauseApprove && changed:
		d.small("Step by step: " + Code(pauseLine(p, "pause show")))
	}
	return d.card(text)
}

// pauseDone says in one line what changed, who is told, and what comes next.
func pauseDone(p rollout.Pause, verb rollout.Verb, by rollout.UserID, now time.Time) string {
	id, agent := "*"+Line(p.ID)+"*", textOr(Excerpt(p.Agent, 80))
	switch verb {
	case rollout.VerbPauseAsk:
		switch {
		case p.State != rollout.PauseRequested:
			return pauseStands(p, by, now) + " Your words are added, and you hear how it goes on."
		case p.Asker != by || len(p.Also) > 0:
			return fmt.Sprintf("%s: %s had asked to pause %s at %s; your words are added, and you hear how it ends.", id, youOr(p.Asker, by), agent, When(p.Asked, now))
		}
		others := slices.DeleteFunc(slices.Clone(p.Told), func(at rollout.Place) bool { return at == rollout.DM(by) })
		told := "nobody else could be asked yet"
		if len(others) > 0 {
			told = Places(others) + " " + isAre(len(others)) + " asked now"
		}
		return dots(id+" · you asked to pause "+agent, told, lowerFirst(pauseNext(p))) + ". You hear each step; until somebody decides, users keep it."
	case rollout.VerbPauseNow, rollout.VerbPauseApprove:
		return dots(id+" · stopping "+agent, stoppingWords(p), handedWords(p), lowerFirst(pauseNext(p))) + "."
	case rollout.VerbPauseDecline:
		hears := ""
		if p.Asker != by {
			hears = " " + Person(p.Asker) + " hears why."
		}
		return fmt.Sprintf("%s is declined: users keep %s.%s", id, agent, hears)
	case rollout.VerbPauseStep:
		n, stopped := confirmedStep(p)
		step := fmt.Sprintf("%s · step %d is confirmed", id, n)
		switch {
		case p.State == rollout.PausePaused && stopped:
			return dots(step+", "+agent+" is paused", "stopped "+Duration(p.TimeToStop())+" after it was asked for", stepsLeft(p, now)) + "."
		case !p.Stopped():
			return dots(step, stoppingWords(p)) + "."
		}
		return dots(step, stepsLeft(p, now)) + "."
	case rollout.VerbResumeAsk:
		return dots(id+" · you asked to resume "+agent, resumeDeciders(p)+" ("+Line(p.Resume)+")") + ". It stays as it is until then."
	}
	return pauseStands(p, by, now)
}

// confirmedStep is the number of the step that was confirmed last, and whether it was
// the one with which the agent was off.
func confirmedStep(p rollout.Pause) (n int, stopped bool) {
	for _, h := range slices.Backward(p.Trail) {
		switch h.What {
		case rollout.DidPauseStop:
			stopped = true
		case rollout.DidPauseStep:
			return h.Step + 1, stopped
		}
	}
	return 0, false
}

// stepsLeft lists what of the procedure is not done once the agent is off.
func stepsLeft(p rollout.Pause, now time.Time) string {
	var left []string
	for i, s := range p.Steps {
		switch n := fmt.Sprintf("step %d ", i+1); {
		case s.Done():
		case s.Wait == "":
			left = append(left, n+"("+stepOwner(s)+")")
		case !p.WaitAt.IsZero() && firstOpen(p) == i && p.State != rollout.PauseResumeAsked: // a wait is held while that is decided
			left = append(left, n+"(a wait until "+When(p.WaitAt, now)+")")
		default:
			left = append(left, n+"(a wait)")
		}
	}
	if len(left) == 0 {
		return "no step is left"
	}
	return "left: " + List(left, 3)
}

// handedWords say who was asked to do which steps when stopping began.
func handedWords(p rollout.Pause) string {
	var asked []string
	for _, h := range p.Trail {
		if h.What == rollout.DidPauseHand && h.At.Equal(p.DecidedAt) {
			asked = append(asked, fmt.Sprintf("step %d %s", h.Step+1, Places(facts(h.Args).places(rollout.FactTo))))
		}
	}
	if len(asked) == 0 {
		return ""
	}
	return "asked now: " + strings.Join(asked, ", ")
}

// resumeDeciders say who was asked whether the agent may be used again.
func resumeDeciders(p rollout.Pause) string {
	for _, h := range slices.Backward(p.Trail) {
		if to := facts(h.Args).places(rollout.FactTo); h.What == rollout.DidResumeAsk && len(to) > 0 {
			return Places(to) + " " + isAre(len(to)) + " asked to decide"
		}
	}
	return "somebody else decides"
}

// youOr names somebody to who reads it.
func youOr(u, reader rollout.UserID) string {
	if u == reader && u != "" {
		return "you"
	}
	return Person(u)
}

// pauseStands says how a pause stands, in a sentence to reader.
func pauseStands(p rollout.Pause, reader rollout.UserID, now time.Time) string {
	who := func(u rollout.UserID) string { return youOr(u, reader) }
	id, agent := "*"+Line(p.ID)+"*", textOr(Excerpt(p.Agent, 80))
	switch p.State {
	case rollout.PauseRequested:
		return fmt.Sprintf("%s: a pause of %s was asked for by %s %s and waits for a decision.", id, agent, who(p.Asker), When(p.Asked, now))
	case rollout.PauseStopping:
		return fmt.Sprintf("%s: stopping %s since %s, decided by %s; %s.", id, agent, When(p.DecidedAt, now), who(p.DecidedBy), stoppingWords(p))
	case rollout.PausePaused:
		return fmt.Sprintf("%s: %s is paused since %s, decided by %s.", id, agent, When(p.PausedAt, now), who(p.DecidedBy))
	case rollout.PauseResumeAsked:
		return fmt.Sprintf("%s: %s asked to resume %s %s, and %s waits to be decided.", id, who(p.ResumeAsker), agent, When(p.ResumeAsked, now), Line(p.Resume))
	case rollout.PauseResumed:
		return fmt.Sprintf("%s is over: %s let %s be resumed %s.", id, who(p.ResumedBy), agent, When(p.ResumedAt, now))
	}
	return fmt.Sprintf("%s was declined by %s %s; users keep %s.", id, who(p.DecidedBy), When(p.DecidedAt, now), agent)
}

func lowerFirst(s string) string {
	if s == "" || s[0] < 'A' || s[0] > 'Z' {
		return s
	}
	return string(s[0]-'A'+'a') + s[1:]
}

// PauseShow is a pause with all that happened, for somebody who asks.
func PauseShow(p rollout.Pause, now time.Time) Card {
	card := PauseCard(p, now)
	d := draft{blocks: card.Blocks}
	var lines []string
	for _, h := range p.Trail {
		if words, ok := pauseHappenings[h.What]; ok {
			lines = append(lines, Time(h.At)+"  "+words(h, h.Args))
		}
	}
	const most = 40
	if extra := len(lines) - most; extra > 0 {
		lines = append([]string{count(extra, "line before", "lines before")}, lines[extra:]...)
	}
	d.pack(append([]string{"*What happened*"}, lines...))
	return d.card(card.Text)
}

// PauseForm asks why the agent is to be paused. Its field is "text".
func PauseForm(plan rollout.PlanID, agent string) Form {
	return Form{Title: "Request pause", Submit: "Request pause", Line: "in " + string(plan) + " pause request", Blocks: withAgent(agent, []Block{
		Input{
			Name: "text", Label: "Why must it be stopped?", Kind: TextArea,
			Hint: "Who may decide reads this now. Users keep the agent until somebody decides.",
		},
	})}.Fit()
}

// PauseDeclineForm asks why users keep the agent. Its field is "because".
func PauseDeclineForm(p rollout.Pause) Form {
	return Form{Title: "Decline the pause", Submit: "Decline", Line: pauseLine(p, "pause decline "+p.ID), Blocks: withAgent(p.Agent, []Block{
		Section{Text: joined([]string{Person(p.Asker) + " asks for it.", why(p.Text)}, "\n")},
		Input{Name: "because", Label: "Why do users keep it?", Hint: "Whoever asked reads this.", Kind: TextArea},
	})}.Fit()
}

// ResumeForm asks why the agent may be used again. Its field is "because".
func ResumeForm(p rollout.Pause) Form {
	return Form{Title: "Ask to resume", Submit: "Ask to resume", Line: pauseLine(p, "resume "+p.ID), Blocks: withAgent(p.Agent, []Block{
		Input{Name: "because", Label: "What has been mended?", Hint: "Somebody else decides, and reads this.", Kind: TextArea},
	})}.Fit()
}

// PauseOrNote asks what somebody meant who said "pause" and more in an
// incident's thread. command is the line that asks for the pause.
func PauseOrNote(id, command, text, note string) Card {
	var d draft
	question := "Request a pause of the agent, or add this to *" + Line(id) + "* as a note? Nothing was done yet."
	d.lines(question, Quote(note, 500))
	ask, add := command+" "+escaper.Replace(text), "incident note "+id+" "+escaper.Replace(note)
	if len(ask) > maxLine || len(add) > maxLine {
		d.say("That is too long for a button. Begin with %s or %s.", Code(command), Code("incident note "+id))
		return d.card(question)
	}
	label := "Request pause"
	if command[len(command)-3:] == "now" {
		label = "Pause now"
	}
	d.buttons(
		Button{Text: label, Line: ask, Label: label + " for the agent"},
		Button{Text: "Add as note", Line: add, Label: "Add as note to " + id},
	)
	return d.card(question)
}

// pauseWait is a request among the things that wait on whoever may decide it.
func pauseWait(w rollout.Waiting, now time.Time) waitLine {
	p := *w.Pause
	b := decideButtons(p)[0]
	b.Style = Plain
	return waitLine{
		text:   dots("*"+Line(p.ID)+"*", "pause of "+textOr(Excerpt(p.Agent, 80))+" requested by "+Person(p.Asker)+" "+When(p.Asked, now), Excerpt(p.Text, leadChars)),
		brief:  "decide the pause " + Line(p.ID) + " (asked " + When(p.Asked, now) + ")",
		button: b,
	}
}

// stepWait is a step of a pause among the things that wait on its owner.
func stepWait(w rollout.Waiting, _ time.Time) waitLine {
	p, n := *w.Pause, strconv.Itoa(w.Step)
	step := Excerpt(p.Steps[w.Step-1].Text, leadChars)
	return waitLine{
		text:   dots("*"+Line(p.ID)+"*", "step "+n+" of pausing "+textOr(Excerpt(p.Agent, 80)), step),
		brief:  "step " + n + " of " + Line(p.ID) + ", " + Truncate(step, 60),
		button: stepButton(p, w.Step),
	}
}

// stopWait is a stop that its owners have not confirmed, among the things that
// wait on those who may decide: they find somebody who does it, and confirm it.
func stopWait(w rollout.Waiting, now time.Time) waitLine {
	p := *w.Pause
	line := waitLine{
		text:  dots("*"+Line(p.ID)+"*", "stopping "+textOr(Excerpt(p.Agent, 80))+" is not confirmed, decided "+When(p.DecidedAt, now), stoppingWords(p)),
		brief: "confirm that " + Line(p.ID) + " has stopped it",
	}
	for _, n := range p.Reached() {
		switch b := stepButton(p, n); {
		case !p.Steps[n-1].Stops:
		case n == w.Step:
			line.button = b
		case len(line.more) < 4:
			line.more = append(line.more, b)
		}
	}
	return line
}

// pausedWait is an agent that stays paused, among the things that wait on plan
// owner and rollout lead.
func pausedWait(w rollout.Waiting, now time.Time) waitLine {
	p := *w.Pause
	asks := ""
	switch {
	case p.State == rollout.PauseResumeAsked:
		asks = "resume requested by " + Person(p.ResumeAsker)
	case w.Asks:
		asks = "is it resumed, or retired?"
	}
	line := waitLine{
		text:  dots("*"+textOr(Excerpt(p.Agent, 80))+"* is paused since "+When(p.PausedAt, now), Line(p.ID), asks),
		brief: "paused since " + When(p.PausedAt, now) + " (" + Line(p.ID) + ")",
	}
	if p.MayAskResume() {
		line.button = Button{Text: "Ask to resume", Line: pauseLine(p, "resume "+p.ID), Label: "Ask to resume " + oneLine(p.Agent)}
	} else {
		line.button = Button{Text: "See it", Line: pauseLine(p, "pause show "+p.ID), Label: "See it: " + p.ID}
	}
	return line
}

// PausedWords are what status leads with while a pause is not over; "" without.
func PausedWords(s rollout.State) string {
	m := s.Pause
	if m == nil {
		return ""
	}
	by := " since " + Time(m.Since) + " by " + Person(m.By)
	words := "Paused" + by
	switch {
	case m.State == rollout.PauseRequested:
		words = "Pause requested by " + Person(m.By) + " " + Time(m.Since) + ", nobody has decided"
	case !m.Off:
		words = "Stopping" + by + ", users may still reach it"
	}
	if m.State == rollout.PauseResumeAsked {
		words += ", resume requested"
	}
	return words + " (" + Line(m.ID) + ")"
}
