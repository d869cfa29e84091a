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
	text := dots("*"+textOr(Line(s.Agent))+"*", string(s.Stage), "version "+strconv.Itoa(p.Version), c.words())
	d.say("%s", text)
	in := "in " + string(p.ID) + " "
	var bs []Button
	for n := 1; n < len(sections); n++ {
		var own []Field
		for _, f := range fields {
			if f.Section == n {
				own = append(own, f)
			}
		}
		d.say("%d  %s · %s", n, sections[n], CountFields(own).words())
		bs = append(bs, Button{Text: strconv.Itoa(n) + " " + sections[n], Line: in + "plan show " + strconv.Itoa(n), Label: "Show section " + strconv.Itoa(n) + ", " + sections[n]})
	}
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
	return planFields(s.Agent, strconv.Itoa(section)+" "+SectionName(section), own)
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
	text := dots("*"+Line(agent)+"*", title, CountFields(fields).words())
	d.say("%s", text)
	const most = 60
	paragraph, group := "", ""
	for i, f := range fields {
		if i == most {
			break
		}
		table, row, _ := f.path()
		if g := table + strconv.Itoa(row); g != group && paragraph != "" || units(paragraph) > 2200 {
			d.say("%s", paragraph)
			paragraph = ""
		}
		group = table + strconv.Itoa(row)
		paragraph = joined([]string{paragraph, fieldLine(f)}, "\n")
	}
	d.say("%s", paragraph)
	if len(fields) > most {
		d.small(fmt.Sprintf("%d of %d fields shown; the document has them all", most, len(fields)))
	}
	return d.card(text)
}

// fieldLine is one field: name, text, and how it was understood.
func fieldLine(f Field) string {
	line := sentence(f.Name()) + ": "
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
	if f.Reading == "" {
		return line
	}
	if f.Confirmed {
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
	d.say("%s", text)
	d.lines(
		"Id: "+Line(string(s.Plan)),
		"Stage: "+string(s.Stage),
		"Plan owner: "+Person(s.PlanOwner)+acting,
		"Rollout lead: "+lead,
		"Home channel: "+Channel(s.Home),
		"Zone: "+zone,
		"Hours: Monday to Friday, 09:00 to 17:00 in that zone",
		"Readings confirmed: "+strconv.Itoa(len(s.Confirmed)),
	)
	return d.card(text)
}
