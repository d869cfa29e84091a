package view

import (
	"slices"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// maxLine is how long a line a button can carry, in bytes.
const maxLine = 2000

// ResolveOrNote asks what somebody meant who said "resolve" in a thread with
// other words behind it.
func ResolveOrNote(id, text string) Card {
	var d draft
	question := "Is " + Line(id) + " over, or is this a note? Nothing was done yet."
	d.lines(question, Quote(text, 300))
	resolve, note := "incident resolve "+id+" "+text, "incident note "+id+" "+text
	if len(note) > maxLine {
		d.small("The text is too long for a button. Type " + Code("incident resolve "+id+" …") + " or " + Code("incident note "+id+" …"))
		return d.card(question)
	}
	d.buttons(
		Button{Text: "Resolve", Line: resolve, Label: "Resolve " + id},
		Button{Text: "Add as note", Line: note, Label: "Add as a note to " + id},
	)
	return d.card(question)
}

// IncidentWaits is what an incident asks of somebody: to answer it when they
// were told and nobody has it, to go on with it when it is theirs.
func IncidentWaits(in rollout.Incident, who rollout.UserID, now time.Time) (Waiting, bool) {
	told := slices.ContainsFunc(in.Told, func(t rollout.Told) bool { return t.Place == rollout.DM(who) })
	lead := in.ID + " " + Severity(in.Sev) + " · " + in.Text
	switch {
	case in.State == rollout.IncidentOpen && told:
		b := AckButton(in.ID)
		return Waiting{Text: lead + " · " + PlainText(standing(in, now)), Button: &b}, true
	case in.State == rollout.IncidentAcked && in.AckBy == who:
		b := resolveButton(in)
		return Waiting{Text: lead + " · yours", Button: &b}, true
	}
	return Waiting{}, false
}
