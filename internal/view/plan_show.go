package view

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// PlanOverview shows how each section of a plan was understood, with a button
// to each.
func PlanOverview(p rollout.Plan, s rollout.State, fields []rollout.Field) Card {
	var d draft
	c := CountFields(fields)
	text := dots("*"+textOr(Line(s.Agent))+"*", string(s.Stage), besideStage(s), "version "+strconv.Itoa(p.Version), c.words())
	d.say("%s", text)
	var lines []string
	in := "in " + string(p.ID) + " "
	var bs []Button
	for n := 1; n < len(rollout.TemplateSections); n++ {
		var own []rollout.Field
		for _, f := range fields {
			if f.Section == n {
				own = append(own, f)
			}
		}
		lines = append(lines, fmt.Sprintf("%d  %s: %s", n, sectionName(n), CountFields(own).words()))
		bs = append(bs, Button{Text: strconv.Itoa(n) + " " + sectionName(n), Line: in + "plan show " + strconv.Itoa(n), Label: strconv.Itoa(n) + " " + sectionName(n) + ": show the section"})
	}
	d.lines(lines...)
	bs = append(bs, Button{Text: "Settings", Line: in + "plan show settings"})
	d.buttons(bs...)
	d.small(ownerLine(s), stageLine(s))
	return d.card(text)
}

// PlanSection shows every field of one section: the text of the document, what
// was understood, and what is open.
func PlanSection(p rollout.Plan, s rollout.State, section int, fields []rollout.Field) Card {
	var own []rollout.Field
	for _, f := range fields {
		if f.Section == section {
			own = append(own, f)
		}
	}
	var d draft
	text := planTitle(s.Agent, dots(strconv.Itoa(section)+" "+sectionName(section), CountFields(own).words()))
	d.say("%s", text)
	d.fields(own)
	return d.card(text)
}

// PlanUnclear shows the fields that do not act until somebody mends them, and
// those whose reading waits for a person: where each stands, why, what to write,
// and how that gets here.
func PlanUnclear(s rollout.State, fields []rollout.Field) Card {
	var open []rollout.Field
	for _, f := range fields {
		if st := f.Standing(); st == rollout.Unclear || st == rollout.Assumed {
			open = append(open, f)
		}
	}
	if len(open) == 0 {
		return said("*%s*: every field that is filled is understood.", Line(s.Agent))
	}
	var d draft
	c := CountFields(open)
	text := planTitle(s.Agent, count(len(open), "field is open", "fields are open"))
	d.say("%s", text)
	d.fields(open)
	confirm := ""
	if c.Assumed > 0 {
		confirm = "What is read as it is meant is confirmed with " + Code("in "+string(s.Plan)+" plan confirm") + "."
	}
	d.lines(mendWords(s.Plan), confirm)
	return d.card(text)
}

func planTitle(agent, title string) string { return dots("*"+Line(agent)+"*", title) }

// mendWords says how a document is changed today.
func mendWords(p rollout.PlanID) string {
	return "To mend it, change the document and import it again: post the file and mention me with “plan import”, or type " +
		Code("in "+string(p)+" plan import") + ", a line break (Shift+Enter), and paste the whole document."
}

// fields shows fields below the names of their rows, a row with all of its
// fields in one piece and apart from the others.
func (d *draft) fields(fields []rollout.Field) {
	const most = 60
	var parts []string
	group := ""
	for i, f := range fields {
		if i == most {
			break
		}
		g, line := "", fieldLine(f, Line(FieldName(f)))
		if table, row, name := f.Place(); table != "" {
			g, line = Line(fieldRow(f, table, row)), fieldLine(f, Line(shortName(table, name)))
		}
		switch {
		case len(parts) > 0 && g == group && units(parts[len(parts)-1])+units(line) < room:
			parts[len(parts)-1] += "\n" + line
		case g != "" && g != group:
			parts = append(parts, "*"+sentence(g)+"*\n"+line)
		default:
			parts = append(parts, line)
		}
		group = g
	}
	d.parts(parts)
	if len(fields) > most {
		d.small(fmt.Sprintf("%d of %d fields shown; the document has them all", most, len(fields)))
	}
}

// fieldLine is one field: name, text, and how it was understood. What is not
// certain says where it stands, why, and what to write.
func fieldLine(f rollout.Field, name string) string {
	const long = 300
	name = sentence(name)
	if f.Status == rollout.Empty {
		return name + ": empty"
	}
	text := Quote(f.Text, long)
	at := name
	if f.Line > 0 {
		at += fmt.Sprintf(" (line %d)", f.Line)
	}
	switch st := f.Standing(); {
	case st == rollout.Unclear && f.Why != "":
		return at + " · unclear, does not act: " + remarks(f)
	case st == rollout.Unclear:
		return at + ": " + text + " · unclear, does not act"
	case st == rollout.Assumed && len(f.Items) > 0:
		return at + " · assumed: " + remarks(f) + itemLines(f.Items)
	case st == rollout.Assumed && f.Why != "":
		return at + " · assumed: " + remarks(f)
	case st == rollout.Assumed:
		return at + ": " + text + " · assumed: " + Excerpt(f.Reading, long)
	case len(f.Items) > 0:
		return name + ":" + itemLines(f.Items)
	case f.Reading == "", f.Reading == f.Text: // nothing to say of it but that it is there
		return name + ": " + text
	case f.Confirmed:
		return name + ": " + text + " · confirmed: " + Excerpt(f.Reading, long)
	}
	return name + ": " + text + " → " + Excerpt(f.Reading, long)
}

// itemLines are the items of a list, whole.
func itemLines(items []rollout.FieldItem) string {
	var b strings.Builder
	for i, x := range items {
		fmt.Fprintf(&b, "\n%d. %s", i+1, dots(Excerpt(x.Text, 500), Line(x.Note)))
	}
	return b.String()
}

// PlanSettings shows who decides, and where and when the plan lives.
func PlanSettings(s rollout.State) Card {
	var d draft
	text := dots("*"+textOr(Line(s.Agent))+"*", "settings")
	acting := ""
	if s.Acting {
		acting = " (acting: imported it, nobody was set)"
	}
	lead := Person(s.Lead)
	if s.Lead == "" {
		lead = "the plan owner"
	}
	zone := Line(s.Zone)
	if s.ZoneAssumed {
		zone += " (assumed)"
	}
	home := Channel(s.Home)
	if s.Home == "" {
		home = "none; cards go to the plan owner"
	}
	d.say("%s", text)
	d.lines(
		"Id: "+Line(string(s.Plan)),
		"Stage: "+dots(string(s.Stage), besideStage(s)),
		"Plan owner: "+Person(s.PlanOwner)+acting,
		"Rollout lead: "+lead,
		"Home channel: "+home,
		"Zone: "+zone,
		"Hours: Monday to Friday, 09:00 to 17:00 in that zone",
		"Readings confirmed: "+strconv.Itoa(len(s.Confirmed)),
	)
	return d.card(text)
}
