package rollout

import "slices"

// TemplateSection is a section of the template: its heading there, and as it is
// called in the chat.
type TemplateSection struct{ Title, Called string }

// TemplateSections are the template's sections by their numbers, from 1.
var TemplateSections = [...]TemplateSection{
	1: {"Rollout Strategy", "Rollout strategy"},
	2: {"Adoption And Enablement", "Adoption and enablement"},
	3: {"Observability Dashboard Specification", "Observability"},
	4: {"Support Model", "Support model"},
	5: {"Cost Controls", "Cost controls"},
	6: {"Lifecycle Review", "Lifecycle review"},
	7: {"Pause And Retirement", "Pause and retirement"},
}

// TemplateLabel is a field of the template that stands beside a label.
type TemplateLabel struct {
	Path    string
	Section int
	Title   string // as the template writes it
	Called  string // in a sentence
}

// TemplateTable is one of the template's four tables.
type TemplateTable struct {
	Path    string
	Section int
	Title   string
	Row     string // what one of its rows is called
	Columns []TemplateColumn
}

// TemplateColumn is a field that every row of a table has.
type TemplateColumn struct {
	Field  string // the end of its path: "metrics[2].threshold"
	Title  string // as the template writes it
	Called string // in a sentence about one row
}

// TemplateLabels and TemplateTables are all fields of the template; the order of
// both together is its own.
var (
	TemplateLabels = []TemplateLabel{
		{"agent", 1, "Agent name", "agent name"},
		{"context", 1, "Business or operating context", "context"},
		{"approach", 1, "Release approach", "release approach"},
		{"channel", 1, "Launch channel", "launch channel"},
		{"targets", 1, "Target user groups", "target user groups"},
		{"excluded", 1, "Excluded user groups", "excluded user groups"},
		{"waves_text", 1, "Rollout waves", "words beside the waves"},
		{"enablement.communication_owner", 2, "Communication owner", "communication owner"},
		{"enablement.training_owner", 2, "Training owner", "training owner"},
		{"enablement.materials", 2, "Support materials", "support materials"},
		{"enablement.feedback_channel", 2, "Feedback channel", "feedback channel"},
		{"enablement.office_hours", 2, "Enablement or office hours cadence", "office hours"},
		{"enablement.limitations", 2, "Known limitations to communicate", "known limitations"},
		{"cost.owner", 5, "Budget owner", "budget owner"},
		{"cost.center", 5, "Cost center / budget code / owner", "cost center"},
		{"cost.budget", 5, "Monthly budget", "monthly budget"},
		{"cost.thresholds", 5, "Alert thresholds", "alert thresholds"},
		{"cost.routing", 5, "Model routing or tiering rules", "routing rules"},
		{"cost.limits", 5, "Usage limits", "usage limits"},
		{"cost.cadence", 5, "Review cadence", "cost review cadence"},
		{"pause.triggers", 7, "Pause triggers", "pause triggers"},
		{"pause.procedure", 7, "Pause procedure", "pause procedure"},
		{"retirement.criteria", 7, "Retirement criteria", "retirement criteria"},
		{"retirement.procedure", 7, "Retirement procedure", "retirement procedure"},
	}

	TemplateTables = []TemplateTable{
		{"waves", 1, "Rollout waves", "wave row", []TemplateColumn{
			{"wave", "Wave", "name"},
			{"users", "Users", "users"},
			{"scope", "Scope", "scope"},
			{"entry", "Entry Criteria", "entry criteria"},
			{"exit", "Exit Criteria", "exit criteria"},
			{"date", "Date", "date"},
		}},
		{"metrics", 3, "Observability dashboard", "metric", []TemplateColumn{
			{"area", "Area", "area"},
			{"metric", "Metric", "name"},
			{"source", "Source", "source"},
			{"threshold", "Threshold", "threshold"},
			{"owner", "Owner", "owner"},
		}},
		{"support", 4, "Support model", "support area", []TemplateColumn{
			{"area", "Support Area", "name"},
			{"owner", "Owner", "owner"},
			{"sla", "SLA / Response Expectation", "SLA"},
			{"path", "Escalation Path", "escalation path"},
		}},
		{"reviews", 6, "Lifecycle review", "review", []TemplateColumn{
			{"item", "Review Item", "name"},
			{"cadence", "Cadence", "cadence"},
			{"owner", "Owner", "owner"},
			{"evidence", "Evidence", "evidence"},
		}},
	}
)

// LabelAt is the label of the field at a path; false when that is no label's.
func LabelAt(path string) (TemplateLabel, bool) {
	i := slices.IndexFunc(TemplateLabels, func(l TemplateLabel) bool { return l.Path == path })
	if i < 0 {
		return TemplateLabel{}, false
	}
	return TemplateLabels[i], true
}

// TableAt is the table that a path begins with; false when there is none.
func TableAt(path string) (TemplateTable, bool) {
	i := slices.IndexFunc(TemplateTables, func(t TemplateTable) bool { return t.Path == path })
	if i < 0 {
		return TemplateTable{}, false
	}
	return TemplateTables[i], true
}

// Column is the column of a field; false when the table has none.
func (t TemplateTable) Column(field string) (TemplateColumn, bool) {
	i := slices.IndexFunc(t.Columns, func(c TemplateColumn) bool { return c.Field == field })
	if i < 0 {
		return TemplateColumn{}, false
	}
	return t.Columns[i], true
}
