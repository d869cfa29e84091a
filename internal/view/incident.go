package view

import (
	"slices"
	"strconv"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// Listed is an incident as one viewer may see it. A masked one shows
// that it is there, and nothing else of it.
type Listed struct {
	Incident rollout.Incident
	Masked   bool
}

// IncidentCard is the incident's one card, edited in place wherever it stands.
// It must only be put where everybody may see the incident.
func IncidentCard(in rollout.Incident, now time.Time) Card {
	var d draft
	short := excerptLead(in)
	stands := standing(in, now, in.Opened)
	title := dots(graded(in), Line(in.ID))
	d.say("%s", dots("*"+title+"*", short, stands))
	if full := Esc(in.Text); full != short {
		d.say("%s", longText(full))
	}
	d.lines(
		dots(Line(in.Agent), areaWords(in), "opened "+Time(in.Opened)+" by "+Person(in.Reporter)),
		toldWords(in),
		nextWords(in),
		endWords(in),
	)
	d.buttons(incidentButtons(in)...)
	d.small(incidentSmall(in)...)
	return d.card(dots(title, short, stands))
}

// leadChars is how much of the report stands in the first line of a card.
const leadChars = 140

func excerptLead(in rollout.Incident) string { return textOr(Excerpt(in.Text, leadChars)) }

func textOr(s string) string {
	if s == "" {
		return "no text"
	}
	return s
}

// longText is a report that its first line could not hold. The record keeps
// all of it; what does not fit is said.
func longText(escaped string) string {
	const most = 2800
	if units(escaped) <= most {
		return escaped
	}
	return Truncate(escaped, most) + "\n(The rest does not fit here; the record keeps every word.)"
}

// standing says in a few words where the incident is and what is due; from is
// the moment that times are read from.
func standing(in rollout.Incident, now, from time.Time) string {
	switch in.State {
	case rollout.IncidentAcked:
		return "acknowledged by " + Person(in.AckBy) + " " + When(in.AckAt, from)
	case rollout.IncidentResolved:
		return "resolved by " + Person(in.ResolvedBy) + " " + When(in.ResolvedAt, from)
	case rollout.IncidentClosed:
		return "resolved by " + Person(in.ResolvedBy) + " " + When(in.ResolvedAt, from) + ", closed"
	}
	switch {
	case in.Exhausted && len(in.Told) == 0:
		return "reaches nobody"
	case !in.FirstAt.IsZero():
		return "released, nobody has it"
	case in.Exhausted:
		return "nobody answered"
	case in.AnswerBy.IsZero():
		return "no answer time (best effort)"
	case never(in.AnswerBy):
		return "no open hours ahead"
	case in.Late(now):
		return "answer was due " + When(in.AnswerBy, from)
	case in.Held:
		return "held, answer due " + When(in.AnswerBy, from)
	}
	return "answer by " + When(in.AnswerBy, from)
}

func areaWords(in rollout.Incident) string {
	area := textOr(Line(in.Policy.Area))
	if in.AreaBy == "default" {
		area += " (default area)"
	}
	return area
}

// toldWords says who was told as what, and when last, in order of time.
func toldWords(in rollout.Incident) string {
	var all []told
	for _, t := range in.Told {
		i := slices.IndexFunc(all, func(o told) bool { return o.role == t.Role && o.step == t.Step })
		if i < 0 {
			all = append(all, told{role: t.Role, step: t.Step})
			i = len(all) - 1
		}
		all[i].places = append(all[i].places, t.Place)
		if t.At.After(all[i].at) {
			all[i].at = t.At
		}
	}
	if len(all) == 0 {
		return ""
	}
	slices.SortStableFunc(all, func(a, b told) int { return a.at.Compare(b.at) })
	words := make([]string, len(all))
	for i, t := range all {
		words[i] = Places(t.places) + " " + When(t.at, in.Opened)
		if t.role != "" {
			words[i] = Role(t.role) + " (" + Places(t.places) + ") " + When(t.at, in.Opened)
		}
	}
	if extra := len(words) - 6; extra > 0 {
		words = append([]string{count(extra, "role before", "roles before")}, words[extra:]...)
	}
	return "Told: " + dots(words...)
}

// told is a role that was told at a step.
type told struct {
	role   string
	step   int
	places []rollout.Place
	at     time.Time
}

// nextWords says what happens by itself when nobody answers.
func nextWords(in rollout.Incident) string {
	if in.State == rollout.IncidentOpen && !in.DailyAt.IsZero() {
		return "Next: told again " + When(in.DailyAt, in.Opened) + ", then once a day until somebody acknowledges"
	}
	if in.State != rollout.IncidentOpen || in.NextAt.IsZero() {
		return ""
	}
	at := When(in.NextAt, in.Opened)
	steps := in.Policy.Steps
	switch next := in.Step + 1; {
	case in.Held && in.Step < 0:
		return "Next: " + stepRoles(steps, 0) + " at opening, " + at
	case next < len(steps):
		return "Next: " + stepRoles(steps, next) + " " + at + ", unless somebody acknowledges"
	case in.Policy.Rounds == 0 || in.Round < in.Policy.Rounds:
		return "Next: round " + strconv.Itoa(in.Round+1) + " begins " + at + " with " + stepRoles(steps, 0)
	}
	return "Next: the path ends " + at + "; then the plan owner and the fallback channel are told"
}

func stepRoles(steps []rollout.PolicyStep, i int) string {
	if i < 0 || i >= len(steps) {
		return "nobody"
	}
	names := make([]string, len(steps[i].Roles))
	for k, r := range steps[i].Roles {
		names[k] = Role(r)
	}
	return List(names, 3)
}

// Role names a role of the plan, shortened, or one of the roles that every
// plan has in plain words: "plan owner".
func Role(name string) string {
	for _, own := range rollout.BuiltIn() {
		if rollout.RoleKey(name) == rollout.RoleKey(own) {
			return rollout.RoleKey(own)
		}
	}
	return Excerpt(name, 60)
}

// endWords say what an acknowledgement or the end does not say by itself.
func endWords(in rollout.Incident) string {
	first := ""
	if !in.FirstAt.IsZero() && in.FirstAck != in.ResolvedBy && !in.FirstAt.Equal(in.AckAt) {
		first = "First answered by " + Person(in.FirstAck) + " " + When(in.FirstAt, in.Opened)
	}
	how := ""
	if in.Resolution != "" {
		how = "How it ended: " + longText(Esc(in.Resolution))
	}
	return joined([]string{first, how}, "\n")
}

func incidentButtons(in rollout.Incident) []Button {
	switch in.State {
	case rollout.IncidentOpen:
		return append([]Button{AckButton(in.ID), resolveButton(in), showButton(in.ID)}, pauseOffer(in)...)
	case rollout.IncidentAcked:
		return append([]Button{
			resolveButton(in),
			{Text: "Release", Line: "incident release " + in.ID, Label: "Release " + in.ID + ", so that its owner is told again"},
			showButton(in.ID),
		}, pauseOffer(in)...)
	}
	return nil
}

// AckButton takes an incident.
func AckButton(id string) Button {
	return Button{Text: "Acknowledge", Line: "incident ack " + id, Style: Primary, Label: "Acknowledge " + id}
}

func resolveButton(in rollout.Incident) Button {
	b := Button{Text: "Resolve", Line: "incident resolve " + in.ID, Label: "Resolve " + in.ID, Confirm: &Confirm{
		Title:   "Resolve " + in.ID + "?",
		Text:    "Nobody further is told, and the person who reported it hears that it is over.",
		Confirm: "Resolve",
		Deny:    "Keep it open",
	}}
	if in.State == rollout.IncidentAcked {
		b.Style = Primary
	}
	return b
}

func showButton(id string) Button {
	return Button{Text: "Show story", Line: "incident show " + id, Label: "Show story of " + id}
}

func incidentSmall(in rollout.Incident) []string {
	var out []string
	if in.Policy.Private {
		out = append(out, privateNote)
	}
	if in.Held && in.State == rollout.IncidentOpen {
		out = append(out, "Outside the hours of "+textOr(Line(in.Policy.Area))+": people are told at opening.")
	}
	if words := defaultWords(in.Policy); words != "" {
		out = append(out, words)
	}
	if in.Notes > 0 {
		out = append(out, count(in.Notes, "note", "notes")+" in the story")
	}
	return out
}

// defaultWords marks what the plan leaves out and the bot filled in.
func defaultWords(p rollout.Policy) string {
	var cells []string
	for _, c := range p.Default {
		switch c {
		case "owner":
			cells = append(cells, "owner")
		case "sla":
			cells = append(cells, "answer time of "+Promise(p.Answer))
		case "path":
			cells = append(cells, "escalation path")
		default:
			cells = append(cells, Line(c))
		}
	}
	if len(cells) == 0 {
		return ""
	}
	return "Default, since the plan leaves it open: " + List(cells, 0)
}

// Severity is the short name, "sev2".
func Severity(s rollout.Severity) string { return "sev" + strconv.Itoa(int(s)) }

// graded is the severity in a title or among other incidents: urgent until the
// incident is resolved.
func graded(in rollout.Incident) string {
	if in.State == rollout.IncidentResolved || in.State == rollout.IncidentClosed {
		return Severity(in.Sev)
	}
	return urgent(in.Sev)
}

// urgent is the severity with that word before it where it is one of the two
// that cannot wait.
func urgent(s rollout.Severity) string {
	if s == 1 || s == 2 {
		return "urgent " + Severity(s)
	}
	return Severity(s)
}

// SeverityMeaning defines a severity in one line, the same in forms and help.
func SeverityMeaning(s rollout.Severity) string {
	switch s {
	case 1:
		return "People or data are being harmed now, or the agent is down for all"
	case 2:
		return "Serious: wrong or leaking answers, or a whole group cannot work"
	case 3:
		return "Limited: something fails, and there is a way around it"
	case 4:
		return "Small: a question, a wish, or a fault that hinders nobody"
	}
	return "Not a severity"
}
