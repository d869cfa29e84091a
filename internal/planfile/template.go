package planfile

import "strings"

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

var sections = []struct {
	title string
	also  []string
}{
	1: {"Rollout Strategy", []string{"Strategy", "Rollout"}},
	2: {"Adoption And Enablement", []string{"Enablement", "Adoption"}},
	3: {"Observability Dashboard Specification", []string{"Observability", "Observability Dashboard", "Dashboard Specification"}},
	4: {"Support Model", []string{"Support"}},
	5: {"Cost Controls", []string{"Cost Control", "Costs", "Cost"}},
	6: {"Lifecycle Review", []string{"Lifecycle Reviews", "Lifecycle", "Reviews"}},
	7: {"Pause And Retirement", []string{"Pause", "Pause/Retirement"}},
}

// The order of labels and tables together is the order of the template.
var labels = []label{
	{"agent", 1, "Agent name", []string{"Name of the agent"}, false},
	{"context", 1, "Business or operating context", []string{"Business context", "Operating context"}, false},
	{"approach", 1, "Release approach", []string{"Rollout approach"}, false},
	{"channel", 1, "Launch channel", []string{"Launch channels"}, false},
	{"targets", 1, "Target user groups", []string{"Target groups", "Target users", "Target user group"}, true},
	{"excluded", 1, "Excluded user groups", []string{"Excluded groups", "Excluded users", "Excluded user group"}, true},
	{"waves_text", 1, "Rollout waves", []string{"Waves"}, true},
	{"enablement.communication_owner", 2, "Communication owner", []string{"Communications owner"}, false},
	{"enablement.training_owner", 2, "Training owner", nil, false},
	{"enablement.materials", 2, "Support materials", nil, true},
	{"enablement.feedback_channel", 2, "Feedback channel", nil, false},
	{"enablement.office_hours", 2, "Enablement or office hours cadence", []string{"Office hours cadence", "Office hours", "Enablement cadence"}, false},
	{"enablement.limitations", 2, "Known limitations to communicate", []string{"Known limitations", "Limitations"}, true},
	{"cost.owner", 5, "Budget owner", nil, false},
	{"cost.center", 5, "Cost center / budget code / owner", []string{"Cost centre / budget code / owner", "Cost center", "Cost centre", "Budget code", "Cost center / budget code", "Cost centre / budget code"}, false},
	{"cost.budget", 5, "Monthly budget", []string{"Budget", "Monthly budget limit"}, false},
	{"cost.thresholds", 5, "Alert thresholds", []string{"Alert threshold", "Budget alerts"}, true},
	{"cost.routing", 5, "Model routing or tiering rules", []string{"Model routing", "Routing rules", "Model routing rules", "Tiering rules"}, true},
	{"cost.limits", 5, "Usage limits", []string{"Usage limit"}, true},
	{"cost.cadence", 5, "Review cadence", []string{"Cost review cadence"}, false},
	{"pause.triggers", 7, "Pause triggers", []string{"Pause trigger"}, true},
	{"pause.procedure", 7, "Pause procedure", []string{"Pause steps"}, true},
	{"retirement.criteria", 7, "Retirement criteria", nil, true},
	{"retirement.procedure", 7, "Retirement procedure", []string{"Retirement steps"}, true},
}

var tables = []table{
	{"waves", 1, "Rollout waves", []column{
		{"wave", "Wave", []string{"Phase", "Stage", "Rollout wave"}},
		{"users", "Users", []string{"User groups", "Who", "Audience"}},
		{"scope", "Scope", nil},
		{"entry", "Entry Criteria", []string{"Entry", "Entry gate"}},
		{"exit", "Exit Criteria", []string{"Exit", "Exit gate"}},
		{"date", "Date", []string{"Dates", "Start", "Start date", "When", "Planned date"}},
	}, 1},
	{"metrics", 3, "Observability dashboard", []column{
		{"area", "Area", []string{"Category"}},
		{"metric", "Metric", []string{"Metrics", "KPI", "Measure"}},
		{"source", "Source", []string{"Data source"}},
		{"threshold", "Threshold", []string{"Thresholds", "Target", "Threshold / target"}},
		{"owner", "Owner", []string{"Owners", "Metric owner"}},
	}, 2},
	{"support", 4, "Support model", []column{
		{"area", "Support Area", []string{"Area", "Support areas"}},
		{"owner", "Owner", []string{"Owners", "Support owner"}},
		{"sla", "SLA / Response Expectation", []string{"SLA", "Response expectation", "Response time", "SLA / Response"}},
		{"path", "Escalation Path", []string{"Escalation", "Escalates to", "Escalation route"}},
	}, 1},
	{"reviews", 6, "Lifecycle review", []column{
		{"item", "Review Item", []string{"Item", "Review", "Review items"}},
		{"cadence", "Cadence", []string{"Frequency", "How often"}},
		{"owner", "Owner", []string{"Owners", "Reviewer"}},
		{"evidence", "Evidence", []string{"Required evidence"}},
	}, 2},
}

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
	for n := 1; n < len(sections); n++ {
		sectionTitles[fold(sections[n].title)] = n
		for _, t := range append([]string{sections[n].title}, sections[n].also...) {
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
