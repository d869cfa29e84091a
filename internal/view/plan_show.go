package view

import (
	"fmt"
	"strconv"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// PlanOverview shows how each section of a plan was understood, with a button
// to each.
func PlanOverview(p rollout.Plan, s rollout.State, fields []Field) Card {
	var d draft
	c := CountFields(fields)
	text := dots("*"+textOr(Line(s.Agent))+"*", string(s.Stage), besideStage(s), "version "+strconv.Itoa(p.Version), c.words())
	d.say("%s", text)
	var lines []string
	in := "in " + string(p.ID) + " "
	var bs []Button
	for n := 1; n < len(sections); n++ {
		var own []Field
		for _, f := range fields {
			if f.Section == n {
				own = append(own, f)
			}
		}
		lines = append(lines, fmt.Sprintf("%d  %s: %s", n, sections[n], CountFields(own).words()))
		bs = append(bs, Button{Text: strconv.Itoa(n) + " " + sections[n], Line: in + "plan show " + strconv.Itoa(n), Label: "Show section " + strconv.Itoa(n) + ", " + sections[n]})
	}
	d.lines(lines...)
	bs = append(bs, Button{Text: "Settings", Line: in + "plan show settings"})
	d.buttons(bs...)
	d.small(ownerLine(s), stageLine(s))
	return d.card(text)
}

// PlanSection shows every field of one section: the text of the document, what
// was understood, and what is open.
func PlanSection(p rollout.Plan, s rollout.State, section int, fields []Field) Card {
	var own []Field
	for _, f := range fields {
		if f.Section == section {
			own = append(own, f)
		}
	}
	return planFields(s.Agent, dots(strconv.Itoa(section)+" "+SectionName(section), CountFields(own).words()), own)
}

// PlanUnclear shows the fields that do not act until somebody mends them, and
// those whose reading waits for a person.
func PlanUnclear(s rollout.State, fields []Field) Card {
	var open []Field
	for _, f := range fields {
		if st := f.standing(); st == rollout.Unclear || st == rollout.Assumed {
			open = append(open, f)
		}
	}
	if len(open) == 0 {
		return said("*%s*: every field that is filled is understood.", Line(s.Agent))
	}
	return planFields(s.Agent, count(len(open), "field is open", "fields are open"), open)
}

func planFields(agent, title string, fields []Field) Card {
	var d draft
	text := dots("*"+Line(agent)+"*", title)
	d.say("%s", text)
	const most = 60
	var lines []string
	group := ""
	for i, f := range fields {
		if i == most {
			break
		}
		line := fieldLine(f, f.Name())
		if table, row, name := f.path(); table != "" {
			head := ""
			if g := rowName(table, row); g != group {
				group, head = g, "*"+sentence(g)+"*"
			}
			line = joined([]string{head, fieldLine(f, shortName(table, name))}, "\n")
		} else {
			group = ""
		}
		lines = append(lines, line)
	}
	d.pack(lines)
	if len(fields) > most {
		d.small(fmt.Sprintf("%d of %d fields shown; the document has them all", most, len(fields)))
	}
	return d.card(text)
}

// shortName is a field's name below the name of its row.
func shortName(table, name string) string {
	switch {
	case rowNames[table].named == name:
		return "name"
	case names[name] != "":
		return names[name]
	}
	return Line(name)
}

// fieldLine is one field: name, text, and how it was understood.
func fieldLine(f Field, name string) string {
	line := sentence(name) + ": "
	if f.Status == rollout.Empty {
		return line + "empty"
	}
	line += Quote(f.Text, 160)
	switch f.standing() {
	case rollout.Unclear:
		return line + " · unclear, does not act"
	case rollout.Assumed:
		return line + " · assumed: " + Excerpt(f.Reading, 120)
	}
	switch {
	case f.Reading == "":
		return line
	case f.Confirmed:
		return line + " · confirmed: " + Excerpt(f.Reading, 120)
	}
	return line + " → " + Excerpt(f.Reading, 120)
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
