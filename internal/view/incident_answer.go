package view

import (
	"fmt"
	"strings"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// Doubt is how the text of an incident speaks against what it was opened as.
type Doubt struct {
	Sev   rollout.Severity // that its text ends with; 0: it says none, or the same
	Area  string           // whose name its text begins like; "": of none, or the same
	Right string           // the line that opens it so; "": no button can carry it
}

// IncidentOpened answers who opened an incident: its id, who is told, by when
// somebody answers; and what of its text was not taken as it may have been meant.
// halted is HaltedBrief.
func IncidentOpened(in rollout.Incident, doubt Doubt, halted string, now time.Time) Card {
	var d draft
	text := dots("*"+Line(in.ID)+"* opened", Severity(in.Sev), textOr(Line(in.Policy.Area)), openedWords(in, now), halted)
	d.say("%s", text)
	if in.AreaBy == "default" && doubt.Area == "" {
		d.small("You named no area, so it went to the default one.")
	}
	d.doubt(in, doubt)
	if in.Policy.Private {
		d.small("This is a private area: everybody else sees only “private incident”.")
	}
	return d.card(text)
}

// doubt says what the text speaks of otherwise, and offers to open it so.
func (d *draft) doubt(in rollout.Incident, doubt Doubt) {
	label := "Open it"
	if doubt.Sev != 0 {
		d.say("The text says %s; it was opened as %s.", Severity(doubt.Sev), Severity(in.Sev))
		label += " as " + Severity(doubt.Sev)
	}
	if doubt.Area != "" {
		d.say("The text begins like %s, without a colon behind it, so it went to the default area, %s.", Quote(doubt.Area, 80), textOr(Line(in.Policy.Area)))
		label += " for " + cutPlain(oneLine(doubt.Area), 50)
	}
	if doubt.Right != "" {
		d.buttons(Button{Text: label, Line: doubt.Right})
		d.small("That opens another one; resolve " + Line(in.ID) + " then.")
	}
}

// openedWords say who is told now and what is due.
func openedWords(in rollout.Incident, now time.Time) string {
	return dots(whoHears(in, now), standing(in, now, now))
}

// whoHears says who is told by the step that fired last, or when somebody will be.
func whoHears(in rollout.Incident, now time.Time) string {
	var places []rollout.Place
	for _, t := range in.Told {
		if t.Gen == in.Gen && t.Step == max(in.Step, 0) {
			places = append(places, t.Place)
		}
	}
	switch {
	case in.Held && !in.NextAt.IsZero():
		words := stepRoles(in.Policy.Steps, 0) + " is told " + When(in.NextAt, now) + ", when the area opens"
		if len(places) > 0 {
			words = Places(places) + " knows now; " + words
		}
		return words
	case len(places) > 0:
		return Places(places) + " " + isAre(len(places)) + " told now"
	}
	return "nobody could be told, so the plan owner and the administrators are told"
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// IncidentMoved answers me, who acknowledged, released, noted or resolved an
// incident; text is the note's.
func IncidentMoved(verb rollout.Verb, m rollout.IncidentDid, me rollout.UserID, text string, now time.Time) Card {
	switch verb {
	case rollout.VerbAck:
		return IncidentAcked(m.Incident, me, m.Changed, now)
	case rollout.VerbRelease:
		return IncidentReleased(m.Incident, me, m.Changed, now)
	case rollout.VerbNote:
		return IncidentNoted(m.Incident, rollout.Note{Incident: m.Incident.ID, Num: m.Incident.Notes, Text: text})
	}
	return IncidentSettled(m, text, now)
}

// IncidentsMoved is IncidentMoved for several at once, a line each.
func IncidentsMoved(verb rollout.Verb, all []rollout.IncidentDid, me rollout.UserID, text string, now time.Time) Card {
	var lines, mine, lost []string
	for _, m := range all {
		if verb == rollout.VerbResolve && !m.Changed && text != "" {
			lost = append(lost, m.Incident.ID)
		}
		if verb == rollout.VerbAck {
			lines = append(lines, ackedWords(m.Incident, me, m.Changed, now))
		} else {
			lines = append(lines, IncidentMoved(verb, m, me, text, now).Text)
		}
		if verb == rollout.VerbAck && m.Changed {
			mine = append(mine, m.Incident.ID)
		}
	}
	if len(mine) > 0 {
		lines = append(lines, "When they are over: "+Code("incident resolve "+strings.Join(mine, " ")+": what was done"))
	}
	var d draft
	d.pack(lines)
	d.keepAsNote(lost, text)
	return d.card(joined(lines, "\n"))
}

// keepAsNote offers to add a text that came to nothing to incidents as a note.
func (d *draft) keepAsNote(ids []string, text string) {
	if len(ids) == 0 {
		return
	}
	named := strings.Join(ids, " ")
	line := "incident note " + named + ": " + escaper.Replace(text)
	if len(line) > maxLine {
		d.say("Your text was not kept. To add it: %s", Code("incident note "+named+": …"))
		return
	}
	d.say("Your text was not kept: %s", Quote(text, 300))
	d.buttons(Button{Text: "Add as note", Line: line, Label: "Add as note to " + named})
}

// IncidentAcked answers me, who acknowledged. changed is false when somebody had
// it already, or it was over: then the answer names who was first.
func IncidentAcked(in rollout.Incident, me rollout.UserID, changed bool, now time.Time) Card {
	words := ackedWords(in, me, changed, now)
	if changed {
		words += "\nWhen it is over: " + Code("incident resolve "+in.ID+" what was done")
	}
	return said("%s", words)
}

func ackedWords(in rollout.Incident, me rollout.UserID, changed bool, now time.Time) string {
	id := "*" + Line(in.ID) + "*"
	switch {
	case changed:
		hears := ""
		if in.ReporterHears(in.AckBy) {
			hears = " " + Person(in.Reporter) + " hears that you have it."
		}
		return fmt.Sprintf("%s is yours since %s. Nobody further is told.%s", id, When(in.AckAt, now), hears)
	case in.State == rollout.IncidentAcked && in.AckBy == me:
		return fmt.Sprintf("You have %s since %s. Nothing changed.", id, When(in.AckAt, now))
	case in.State == rollout.IncidentAcked:
		return fmt.Sprintf("%s: %s was first, %s. Nothing changed.", id, Person(in.AckBy), When(in.AckAt, now))
	}
	return fmt.Sprintf("%s was resolved by %s %s. Nothing changed.", id, Person(in.ResolvedBy), When(in.ResolvedAt, now))
}

// IncidentReleased answers me, who released. changed is false when nobody had it.
func IncidentReleased(in rollout.Incident, me rollout.UserID, changed bool, now time.Time) Card {
	if !changed {
		return said("*%s* is not acknowledged by anybody. Nothing changed.", Line(in.ID))
	}
	hears := ""
	if in.ReporterHears(me) {
		hears = Person(in.Reporter) + " hears that nobody has it"
	}
	return said("%s", dots("*"+Line(in.ID)+"* is open again", whoHears(in, now), hears))
}

// IncidentNoted answers a note.
func IncidentNoted(in rollout.Incident, n rollout.Note) Card {
	return said("Note %d is on %s: %s", n.Num, "*"+Line(in.ID)+"*", Quote(n.Text, 300))
}

// IncidentSettled answers a resolve with a text, or none. One that was over already
// has no use for the text but as a note.
func IncidentSettled(m rollout.IncidentDid, text string, now time.Time) Card {
	in := m.Incident
	already := fmt.Sprintf("*%s* was resolved by %s %s already", Line(in.ID), Person(in.ResolvedBy), When(in.ResolvedAt, now))
	switch {
	case m.Noted:
		return said("%s, without a text. Yours is note %d on it: %s", already, in.Notes, Quote(text, 300))
	case !m.Changed:
		var d draft
		d.say("%s. Nothing changed.", already)
		if text != "" {
			d.keepAsNote([]string{in.ID}, text)
		}
		return d.card(already + ". Nothing changed.")
	}
	hears := ""
	if in.ReporterHears(in.ResolvedBy) {
		hears = " " + Person(in.Reporter) + " hears of it."
	}
	return said("*%s* is resolved since %s. Nobody further is told.%s", Line(in.ID), When(in.ResolvedAt, now), hears)
}

// ackWait is an incident that nobody has, among the things that wait on somebody.
func ackWait(w rollout.Waiting, now time.Time) waitLine {
	in := *w.Incident
	b := AckButton(in.ID)
	b.Style = Plain
	return waitLine{
		text:   dots(IncidentLine(Listed{Incident: in}, now), Excerpt(in.Agent, 80)),
		brief:  "acknowledge " + Line(in.ID) + " (" + graded(in) + ", " + standing(in, now, now) + ")",
		button: b,
	}
}

// resolveWait is an incident that somebody has, among the things that wait on
// them.
func resolveWait(w rollout.Waiting, now time.Time) waitLine {
	in := *w.Incident
	b := resolveButton(in)
	b.Style = Plain
	return waitLine{
		text:   dots(IncidentLine(Listed{Incident: in}, now), Excerpt(in.Agent, 80)),
		brief:  "resolve " + Line(in.ID) + " (" + graded(in) + ", yours since " + When(in.AckAt, now) + ")",
		button: b,
	}
}

// ResolveOrNote asks what somebody meant who said "resolve" and more in an
// incident's thread.
func ResolveOrNote(id, text string) Card {
	var d draft
	question := "Resolve *" + Line(id) + "*, or add this as a note? Nothing was done yet."
	d.lines(question, Quote(text, 500))
	// Lines travel in the chat's escaped form, so that they read back as typed.
	resolve, note := "incident resolve "+id+" "+escaper.Replace(text), "incident note "+id+" resolve "+escaper.Replace(text)
	if len(note) > maxLine {
		d.say("That is too long for a button. Begin with %s or %s.", Code("incident resolve "+id), Code("incident note "+id))
		return d.card(question)
	}
	d.buttons(
		Button{Text: "Resolve", Line: resolve, Label: "Resolve " + id},
		Button{Text: "Add as note", Line: note, Label: "Add as note to " + id},
	)
	return d.card(question)
}
