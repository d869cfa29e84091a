package planfile

import (
	"slices"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// The template's headings, labels and columns are rollout's; what stands here is
// how else people write them, and how they are read.

// label is a field of the template that stands beside a label, as a bullet, a
// paragraph or a row of a two-column table.
type label struct {
	path    string
	section int
	name    string   // as the template writes it
	also    []string // other ways people write it
	list    bool     // its value is a list: items below the label belong to it
}

// table is one of the template's four tables.
type table struct {
	path    string
	section int
	title   string
	columns []column
	given   int // how many columns the blank template has already filled
}

type column struct {
	field string
	name  string
	also  []string
}

// sectionsAlso are short forms of a section's heading.
var sectionsAlso = [...][]string{
	1: {"Strategy", "Rollout"},
	2: {"Enablement", "Adoption"},
	3: {"Observability", "Observability Dashboard", "Dashboard Specification"},
	4: {"Support"},
	5: {"Cost Control", "Costs", "Cost"},
	6: {"Lifecycle Reviews", "Lifecycle", "Reviews"},
	7: {"Pause", "Pause/Retirement"},
}

// also are other names of a label or, as "waves.date", of a column.
var also = map[string][]string{
	"agent":                          {"Name of the agent"},
	"context":                        {"Business context", "Operating context"},
	"approach":                       {"Rollout approach"},
	"channel":                        {"Launch channels"},
	"targets":                        {"Target groups", "Target users", "Target user group"},
	"excluded":                       {"Excluded groups", "Excluded users", "Excluded user group"},
	"waves_text":                     {"Waves"},
	"enablement.communication_owner": {"Communications owner"},
	"enablement.office_hours":        {"Office hours cadence", "Office hours", "Enablement cadence"},
	"enablement.limitations":         {"Known limitations", "Limitations"},
	"cost.center":                    {"Cost centre / budget code / owner", "Cost center", "Cost centre", "Budget code", "Cost center / budget code", "Cost centre / budget code"},
	"cost.budget":                    {"Budget", "Monthly budget limit"},
	"cost.thresholds":                {"Alert threshold", "Budget alerts"},
	"cost.routing":                   {"Model routing", "Routing rules", "Model routing rules", "Tiering rules"},
	"cost.limits":                    {"Usage limit"},
	"cost.cadence":                   {"Cost review cadence"},
	"pause.triggers":                 {"Pause trigger"},
	"pause.procedure":                {"Pause steps"},
	"retirement.procedure":           {"Retirement steps"},
	"waves.wave":                     {"Phase", "Stage", "Rollout wave"},
	"waves.users":                    {"User groups", "Who", "Audience"},
	"waves.entry":                    {"Entry", "Entry gate"},
	"waves.exit":                     {"Exit", "Exit gate"},
	"waves.date":                     {"Dates", "Start", "Start date", "When", "Planned date"},
	"metrics.area":                   {"Category"},
	"metrics.metric":                 {"Metrics", "KPI", "Measure"},
	"metrics.source":                 {"Data source"},
	"metrics.threshold":              {"Thresholds", "Target", "Threshold / target"},
	"metrics.owner":                  {"Owners", "Metric owner"},
	"support.area":                   {"Area", "Support areas"},
	"support.owner":                  {"Owners", "Support owner"},
	"support.sla":                    {"SLA", "Response expectation", "Response time", "SLA / Response"},
	"support.path":                   {"Escalation", "Escalates to", "Escalation route"},
	"reviews.item":                   {"Item", "Review", "Review items"},
	"reviews.cadence":                {"Frequency", "How often"},
	"reviews.owner":                  {"Owners", "Reviewer"},
	"reviews.evidence":               {"Required evidence"},
}

// lists are the labels whose value is a list.
var lists = []string{
	"targets",
	"excluded",
	"waves_text",
	"enablement.materials",
	"enablement.limitations",
	"cost.thresholds",
	"cost.routing",
	"cost.limits",
	"pause.triggers",
	"pause.procedure",
	"retirement.criteria",
	"retirement.procedure",
}

// given is how many columns of a table the blank template has already filled.
var given = map[string]int{"waves": 1, "metrics": 2, "support": 1, "reviews": 2}

// The order of labels and tables together is the order of the template.
var (
	labels = func() []label {
		all := make([]label, len(rollout.TemplateLabels))
		for i, l := range rollout.TemplateLabels {
			all[i] = label{l.Path, l.Section, l.Title, also[l.Path], slices.Contains(lists, l.Path)}
		}
		return all
	}()
	tables = func() []table {
		all := make([]table, len(rollout.TemplateTables))
		for i, t := range rollout.TemplateTables {
			all[i] = table{path: t.Path, section: t.Section, title: t.Title, given: given[t.Path]}
			for _, c := range t.Columns {
				all[i].columns = append(all[i].columns, column{c.Field, c.Title, also[t.Path+"."+c.Field]})
			}
		}
		return all
	}()
)

// The choices that the template offers. A field that still shows all of them
// has not been filled in.
var (
	approaches    = []string{"limited pilot", "phased rollout", "broad release"}
	channelChoice = "Teams / Microsoft 365 / Dynamics 365 / Power App / Portal / Other"
)

var (
	labelByName   = map[string]*label{}
	labelByPath   = map[string]*label{}
	columnByName  = map[string]map[string]columnName{} // by the table's path
	sectionByName = map[string]int{}                   // titles and their short forms
	sectionTitles = map[string]int{}                   // the template's own titles only
)

func init() {
	for i := range labels {
		l := &labels[i]
		labelByPath[l.path] = l
		for _, n := range append([]string{l.name}, l.also...) {
			labelByName[fold(n)] = l
		}
	}
	for _, t := range tables {
		names := map[string]columnName{}
		for j, c := range t.columns {
			for rank, n := range append([]string{c.name}, c.also...) {
				names[fold(n)] = columnName{j, rank}
			}
		}
		columnByName[t.path] = names
	}
	for n := 1; n < len(rollout.TemplateSections); n++ {
		title := rollout.TemplateSections[n].Title
		sectionTitles[fold(title)] = n
		for _, t := range append([]string{title}, sectionsAlso[n]...) {
			sectionByName[fold(t)] = n
		}
	}
}

// columnName is what a name in a table's header stands for: a column, and how
// far down the list of its names it is.
type columnName struct{ column, rank int }

var folder = strings.NewReplacer("*", "", "_", " ", "`", "", "~", "", "&amp;", " and ", "&", " and ",
	"\\", "", "\u00a0", " ", "\u200b", "", "<br>", " ")

// fold makes the ways people write a label, a heading or a column equal: case,
// emphasis, blanks, "&" for "and", a colon or full stop at the end.
func fold(s string) string {
	if len(s) > 200 { // no label is this long
		return ""
	}
	s = folder.Replace(strings.ToLower(s))
	s = strings.Join(strings.Fields(s), " ")
	s = strings.ReplaceAll(strings.ReplaceAll(s, " /", "/"), "/ ", "/")
	return strings.Trim(s, " :.#?")
}
