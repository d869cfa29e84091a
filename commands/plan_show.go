package commands

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/rolloutbot/rollout/internal/planfile"
	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

func showPlan(c *Call) (Reply, error) {
	k, err := c.here()
	if err != nil {
		return Reply{}, err
	}
	fields := withItems(fieldsOf(k.plan, k.state), k.plan)
	word := strings.ToLower(c.Line.Rest())
	switch word {
	case "":
		return say(view.PlanOverview(k.plan, k.state, fields)), nil
	case "settings":
		return say(view.PlanSettings(k.state)), nil
	case "unclear", "assumed", "open":
		return say(view.PlanUnclear(k.state, fields)), nil
	}
	n := section(word)
	if n == 0 {
		return Reply{}, rollout.Problemf(rollout.Missing, "Type a number from 1 to 7, what it is about, `settings` or `unclear`: `/rollout plan show waves`.",
			"The plan has no section “%s”.", clip(word, 60))
	}
	return say(view.PlanSection(k.plan, k.state, n, fields)), nil
}

// sectionNouns are what people call the things of each section, where the
// heading does not hold the word.
var sectionNouns = [...][]string{
	1: {"wave", "waves", "groups", "users", "gate", "gates", "criteria", "channel", "approach", "dates"},
	2: {"training", "trainings", "communication", "materials", "limitations", "feedback", "office"},
	3: {"metric", "metrics", "kpi", "kpis", "threshold", "thresholds", "dashboard"},
	4: {"area", "areas", "sla", "slas", "escalation", "escalations", "incident", "incidents", "path", "paths"},
	5: {"budget", "budgets", "spend", "spending", "money", "alerts", "limits", "routing"},
	6: {"reviews", "cadence", "cadences", "evidence"},
	7: {"pauses", "stop", "trigger", "triggers", "procedure", "procedures"},
}

// section is the number of the section that a text names: by number, by
// heading, or by the first of its words that says which. 0 when none does.
func section(text string) int {
	text = strings.TrimSpace(strings.TrimPrefix(text, "section "))
	for n := 1; n < len(rollout.TemplateSections); n++ {
		if text == strconv.Itoa(n) || text == strings.ToLower(rollout.TemplateSections[n].Called) {
			return n
		}
	}
	for _, word := range strings.Fields(text) {
		for n := 1; n < len(rollout.TemplateSections); n++ {
			if saysSection(n, word) {
				return n
			}
		}
	}
	return 0
}

func saysSection(n int, word string) bool {
	if slices.Contains(sectionNouns[n], word) {
		return true
	}
	one := strings.TrimSuffix(word, "s")
	for _, w := range strings.Fields(strings.ToLower(rollout.TemplateSections[n].Called)) {
		if len(one) >= 4 && strings.HasPrefix(w, one) {
			return true
		}
	}
	return false
}

// fieldsOf is every field of a plan as it was understood, with what people
// have confirmed since.
func fieldsOf(p rollout.Plan, s rollout.State) []rollout.Field {
	titles := map[string]string{} // by the path of a field of a wave's row
	for i, w := range p.Waves {
		for _, field := range []string{"wave", "users", "scope", "entry", "exit", "date"} {
			if strings.TrimSpace(w.Name.Text) != "" {
				titles[fmt.Sprintf("waves[%d].%s", i, field)] = w.Title()
			}
		}
	}
	said := map[string][]rollout.Finding{} // by path
	for _, f := range p.Findings {
		said[f.Path] = append(said[f.Path], f)
	}
	var out []rollout.Field
	for _, e := range planfile.Understanding(p, nil).Fields {
		if e.Path == "waves_text" && e.Status == rollout.Empty && len(p.Waves) > 0 {
			continue // words beside the table, which nobody misses
		}
		f := rollout.Field{
			Row: titles[e.Path], Section: e.Section, Path: e.Path, Line: e.Line, Text: e.Text, Reading: e.Reading, Status: e.Status,
			Confirmed: s.IsConfirmed(e.Path, e.Text),
		}
		var why, fix []string
		for _, x := range said[e.Path] {
			why = append(why, x.Text)
			if !slices.Contains(fix, x.Fix) {
				fix = append(fix, x.Fix)
			}
		}
		f.Why, f.Fix = strings.Join(why, " "), strings.Join(fix, " ")
		out = append(out, f)
	}
	return out
}

// withItems adds to fields the lists that some of them are.
func withItems(fields []rollout.Field, p rollout.Plan) []rollout.Field {
	items := itemsOf(p)
	for i := range fields {
		fields[i].Items = items[fields[i].Path]
	}
	return fields
}

// itemsOf are the lists of a plan, by the path of their field. The steps of the
// pause procedure say who is asked, and which of them stop the agent.
func itemsOf(p rollout.Plan) map[string][]rollout.FieldItem {
	list := func(c rollout.Cell[[]rollout.PlanStep]) []rollout.FieldItem {
		var out []rollout.FieldItem
		for _, s := range c.Value {
			out = append(out, rollout.FieldItem{Text: s.Text, Note: s.Owner})
		}
		return out
	}
	all := map[string][]rollout.FieldItem{
		"pause.triggers":       list(p.Pause.Triggers),
		"retirement.procedure": list(p.Retirement.Procedure),
	}
	if !p.Pause.Procedure.Acts() {
		return all
	}
	for _, s := range p.PauseSteps() {
		note := s.Owner
		switch {
		case s.Wait != "":
			note = ""
		case note == "":
			note = "plan owner, nobody is named"
		}
		if s.Stops {
			note += ", stops the agent"
		}
		all["pause.procedure"] = append(all["pause.procedure"], rollout.FieldItem{Text: s.Text, Note: note})
	}
	return all
}
