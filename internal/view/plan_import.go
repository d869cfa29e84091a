package view

import (
	"fmt"
	"strconv"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// ImportAnswer is what an import found, whether it was stored or only tried.
type ImportAnswer struct {
	Plan      rollout.Plan
	State     rollout.State
	Fields    []rollout.Field
	Questions []Question            // what only a person can say, most pressing first
	Roles     []rollout.RoleUse     // every role the plan names
	Unfilled  []rollout.RoleUse     // those that nobody fills
	Changes   []rollout.FieldChange // against the version before; nil for a first import
	Same      bool                  // the document is byte for byte the version before
	DryRun    bool                  // nothing was stored
}

// Question is something about the document that a person has to answer.
type Question struct {
	Line    int
	About   string // the field that it is about; "": the text says so
	Text    string
	Fix     string
	Answers []Button // none: the answer is an edit of the document
}

// Imported answers an import: how much was read, the questions, what the
// document lacks, and the next steps as buttons.
func Imported(a ImportAnswer) Card {
	c := CountFields(a.Fields)
	agent := "*The plan*"
	if name := Line(a.Plan.Agent.Value); name != "" {
		agent = "*" + name + "*"
	}
	text := agent + ": " + readWords(c, len(a.Questions))
	var d draft
	switch {
	case a.Same:
		text = fmt.Sprintf("%s is unchanged: this is version %d byte for byte. Nothing was stored.", agent, a.Plan.Version)
		d.say("%s", text)
		return d.card(text)
	case a.DryRun:
		text += ". Nothing was stored"
	}
	d.lines(text, sentence(c.words()))
	if a.Changes != nil {
		d.changes(a.Changes)
	}
	d.questions(a.Questions, a.Plan.ID)
	d.findings(a.Plan.Findings)
	if a.DryRun {
		return d.card(text)
	}
	d.say("%s", rolesWords(a))
	d.buttons(importButtons(a, c)...)
	asked := ""
	if a.Changes == nil {
		asked = builtInWords(a.Plan)
	}
	d.small(asked, ownerLine(a.State), stageLine(a.State))
	return d.card(text)
}

// builtInWords names the criteria of every wave's entry that the document does
// not write as such.
func builtInWords(p rollout.Plan) string {
	var all []string
	for _, x := range []struct {
		status rollout.Status
		words  string
	}{
		{p.Enablement.CommunicationOwner.Status, "announced (communication owner)"},
		{p.Enablement.TrainingOwner.Status, "training given (training owner)"},
		{p.Excluded.Status, "the excluded groups still excluded"},
	} {
		if x.status != rollout.Empty && x.status != "" {
			all = append(all, x.words)
		}
	}
	if len(all) == 0 || len(p.Waves) == 0 {
		return ""
	}
	return "Beside what you wrote, every wave's entry asks for: " + List(all, 3)
}

func readWords(c Counts, questions int) string {
	if c.Filled() == 0 {
		return "the document is empty. Fill in what you know and import it again"
	}
	words := fmt.Sprintf("%d of %d read", c.Read(), c.Filled())
	if c.Read() == c.Filled() {
		words = fmt.Sprintf("all %d read", c.Filled())
		if c.Filled() == 1 {
			words = "1 of 1 read"
		}
	}
	if questions > 0 {
		words += ". " + count(questions, "question", "questions") + " first"
	}
	return words
}

func (d *draft) questions(qs []Question, p rollout.PlanID) {
	const most = 8
	edits := false
	for i, q := range qs {
		if i == most {
			d.small(fmt.Sprintf("%d of %d questions shown; %s lists all", most, len(qs), Code("in "+string(p)+" plan show unclear")))
			break
		}
		d.say("%s", fmt.Sprintf("%d. %s", i+1, joined([]string{q.about() + Excerpt(q.Text, 400), Excerpt(q.Fix, 300)}, " ")))
		d.buttons(q.Answers...)
		edits = edits || len(q.Answers) == 0
	}
	if edits && p != "" {
		d.small(mendWords(p))
	}
}

// about says which field a question is about, and where it stands.
func (q Question) about() string {
	switch {
	case q.About == "":
		return lineWords(q.Line)
	case q.Line == 0:
		return "*" + sentence(Line(q.About)) + "*: "
	}
	return fmt.Sprintf("*%s* (line %d): ", sentence(Line(q.About)), q.Line)
}

func lineWords(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("Line %d: ", n)
}

func (d *draft) findings(fs []rollout.Finding) {
	if len(fs) == 0 {
		return
	}
	const most = 12
	lines := []string{"*What the document lacks*"}
	for i, f := range fs {
		if i == most {
			break
		}
		lines = append(lines, lineWords(f.Line)+joined([]string{Excerpt(f.Text, 200), Excerpt(f.Fix, 200)}, " "))
	}
	d.lines(lines...)
	if len(fs) > most {
		d.small(fmt.Sprintf("%d of %d shown", most, len(fs)))
	}
}

func (d *draft) changes(cs []rollout.FieldChange) {
	if len(cs) == 0 {
		d.say("No field reads differently.")
		return
	}
	const most = 15
	lines := []string{"*" + count(len(cs), "field has", "fields have") + " changed*"}
	for i, c := range cs {
		if i == most {
			break
		}
		undoes := ""
		if m := c.Undoes; m != nil {
			undoes = ". *This undoes the move* by " + Person(m.By) + ", " + Time(m.At)
		}
		lines = append(lines, lineWords(c.Field.Line)+Line(FieldName(c.Field))+": "+wasQuote(c.Was)+" → "+wasQuote(c.Field.Text)+undoes)
	}
	d.lines(lines...)
	if len(cs) > most {
		d.small(fmt.Sprintf("%d of %d shown", most, len(cs)))
	}
}

func wasQuote(s string) string {
	if s == "" {
		return "empty"
	}
	return Quote(s, 80)
}

func rolesWords(a ImportAnswer) string {
	if len(a.Roles) == 0 && CountFields(a.Fields).Filled() == 0 {
		return ""
	}
	if len(a.Roles) == 0 {
		return "The plan names no roles, so nobody would be told of anything."
	}
	if len(a.Unfilled) == 0 {
		return "All " + count(len(a.Roles), "role is", "roles are") + " filled."
	}
	return fmt.Sprintf("%d of %s %s filled by nobody yet: %s", len(a.Unfilled), count(len(a.Roles), "role", "roles"), isAre(len(a.Unfilled)), roleNames(a.Unfilled, 5))
}

func roleNames(roles []rollout.RoleUse, max int) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = Role(r.Name)
	}
	return List(names, max)
}

func importButtons(a ImportAnswer, c Counts) []Button {
	in := "in " + string(a.Plan.ID) + " "
	var bs []Button
	if c.Filled() == 0 {
		return nil
	}
	if c.Assumed > 0 {
		bs = append(bs, Button{Text: "Confirm " + count(c.Assumed, "reading", "readings"), Line: in + "plan confirm"})
	}
	if len(a.Unfilled) > 0 {
		bs = append(bs, Button{Text: "Fill " + count(len(a.Unfilled), "role", "roles"), Line: in + "owner set"})
	}
	if a.State.Stage == rollout.Draft {
		bs = append(bs, Button{Text: "Preview activation", Line: in + "plan activate"})
	}
	if len(bs) > 0 {
		bs[0].Style = Primary
	}
	return bs
}

func ownerLine(s rollout.State) string {
	owner := "Plan owner " + Person(s.PlanOwner)
	if s.Acting {
		owner += " (acting)"
	}
	zone := "zone " + Line(s.Zone)
	if s.ZoneAssumed {
		zone += " (assumed)"
	}
	home := "no home channel yet: " + Code("in "+string(s.Plan)+" plan link") + " in one"
	if s.Home != "" {
		home = "home " + Channel(s.Home)
	}
	return dots(owner, zone, home)
}

func stageLine(s rollout.State) string {
	if s.Stage == rollout.Draft {
		return "A draft: reminders go to nobody. Incidents reach whom they must."
	}
	return ""
}

// ConfirmForm asks about every assumed reading at once. Each field is named by
// its path; its value is "yes" when the reading is right, "no" when it is not.
// The reading stands in the question, whole; one of which the reader remarks
// something has no answer chosen: nobody confirms it unseen.
func ConfirmForm(plan rollout.PlanID, agent string, fields []rollout.Field) Form {
	var blocks []Block
	const most = 40
	assumed := 0
	for _, f := range fields {
		if f.Standing() != rollout.Assumed {
			continue
		}
		if assumed++; assumed > most {
			continue
		}
		in := Input{
			Name:  f.Path,
			Label: sentence(FieldName(f)) + ": “" + Truncate(oneLine(f.Text), 300) + "” is read as: " + Truncate(oneLine(f.Reading), 1500),
			Hint:  fmt.Sprintf("Line %d of the document.", f.Line),
			Kind:  Radio,
			Options: []Option{
				{Value: "yes", Text: "Right"},
				{Value: "no", Text: "Not right, or not sure"},
			},
			Initial: "yes",
		}
		if f.Why != "" {
			in.Initial, in.Hint = "", fmt.Sprintf("Line %d. Please look: %s", f.Line, joined([]string{oneLine(f.Why), oneLine(f.Fix)}, " "))
		}
		blocks = append(blocks, in)
	}
	if assumed > most {
		blocks = append(blocks, Context{[]string{fmt.Sprintf("%d of %d shown; the rest come when these are confirmed.", most, assumed)}})
	}
	if assumed > 0 {
		blocks = append([]Block{Context{[]string{"What is not read right is written more clearly in the document, and imported again."}}}, blocks...)
	}
	return Form{Title: "Confirm readings", Submit: "Confirm", Line: "in " + string(plan) + " plan confirm", Blocks: withAgent(agent, blocks)}.Fit()
}

// Confirmed answers a confirmation: how many readings are confirmed, how many
// stay open, and which, as far as it is known.
func Confirmed(agent string, confirmed, left int, open []rollout.Field) Card {
	names := make([]string, len(open))
	for i, f := range open {
		names[i] = Line(FieldName(f))
		if f.Line > 0 {
			names[i] += fmt.Sprintf(" (line %d)", f.Line)
		}
	}
	which := ""
	if len(names) > 0 {
		if left > len(names) {
			names = append(names, strconv.Itoa(left-len(names))+" more")
		}
		which = ": " + List(names, 0)
	}
	if confirmed == 0 {
		if left == 0 {
			return said("*%s*: no assumed reading is open. Nothing changed.", Line(agent))
		}
		return said("*%s*: nothing was confirmed; %s open%s.", Line(agent), count(left, "assumed reading stays", "assumed readings stay"), which)
	}
	rest := "None is left open."
	if left > 0 {
		rest = count(left, "assumed reading stays", "assumed readings stay") + " open" + which + "."
	}
	return said("*%s*: %s confirmed. %s", Line(agent), count(confirmed, "reading is", "readings are"), rest)
}
