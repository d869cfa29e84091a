package planfile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// Report is what the bot understood of a plan, field by field in the order of
// the template, and what the plan lacks. Its JSON is an interface.
type Report struct {
	Agent    string            `json:"agent"`
	Fields   []Entry           `json:"fields"`
	Findings []rollout.Finding `json:"findings"`
}

// Entry is one field of the template.
type Entry struct {
	Section int            `json:"section"`
	Path    string         `json:"path"`
	Line    int            `json:"line"` // 0: the document has no such field
	Text    string         `json:"text"`
	Status  rollout.Status `json:"status"`
	Reading string         `json:"reading,omitempty"`
	Value   any            `json:"value,omitempty"`
}

// Understanding reports on a plan. confirmed says whether a person has
// confirmed what was assumed of this text at this path; nil: nobody has. A
// confirmed reading counts as understood.
func Understanding(p rollout.Plan, confirmed func(path, text string) bool) Report {
	r := Report{Agent: p.Agent.Value, Fields: []Entry{}, Findings: p.Findings}
	if r.Findings == nil {
		r.Findings = []rollout.Finding{}
	}
	add := func(section int, path string, e Entry) {
		e.Section, e.Path = section, path
		if e.Status == rollout.Assumed && confirmed != nil && confirmed(path, e.Text) {
			e.Status = rollout.Understood
		}
		r.Fields = append(r.Fields, e)
	}
	add(1, "agent", entry(p.Agent))
	add(1, "context", textEntry(p.Context))
	add(1, "approach", entry(p.Approach))
	add(1, "channel", textEntry(p.Channel))
	add(1, "targets", listEntry(p.Targets))
	add(1, "excluded", listEntry(p.Excluded))
	add(1, "waves_text", textEntry(p.WavesText))
	for i, w := range p.Waves {
		at := fmt.Sprintf("waves[%d].", i)
		add(1, at+"wave", textEntry(w.Name))
		add(1, at+"users", textEntry(w.Users))
		add(1, at+"scope", textEntry(w.Scope))
		add(1, at+"entry", listEntry(w.Entry))
		add(1, at+"exit", listEntry(w.Exit))
		add(1, at+"date", entry(w.Date))
	}
	e := p.Enablement
	add(2, "enablement.communication_owner", listEntry(e.CommunicationOwner))
	add(2, "enablement.training_owner", listEntry(e.TrainingOwner))
	add(2, "enablement.materials", textEntry(e.Materials))
	add(2, "enablement.feedback_channel", textEntry(e.FeedbackChannel))
	add(2, "enablement.office_hours", cadenceEntry(e.OfficeHours))
	add(2, "enablement.limitations", textEntry(e.Limitations))
	for i, m := range p.Metrics {
		at := fmt.Sprintf("metrics[%d].", i)
		add(3, at+"area", textEntry(m.Area))
		add(3, at+"metric", textEntry(m.Metric))
		add(3, at+"source", textEntry(m.Source))
		add(3, at+"threshold", listEntry(m.Threshold))
		add(3, at+"owner", listEntry(m.Owner))
	}
	for i, s := range p.Support {
		at := fmt.Sprintf("support[%d].", i)
		add(4, at+"area", textEntry(s.Area))
		add(4, at+"owner", listEntry(s.Owner))
		add(4, at+"sla", entry(s.SLA))
		add(4, at+"path", pathEntry(s.Path))
	}
	add(5, "cost.owner", listEntry(p.Cost.Owner))
	add(5, "cost.center", textEntry(p.Cost.Center))
	add(5, "cost.budget", entry(p.Cost.Budget))
	add(5, "cost.thresholds", listEntry(p.Cost.Thresholds))
	add(5, "cost.routing", textEntry(p.Cost.Routing))
	add(5, "cost.limits", listEntry(p.Cost.Limits))
	add(5, "cost.cadence", cadenceEntry(p.Cost.Cadence))
	for i, v := range p.Reviews {
		at := fmt.Sprintf("reviews[%d].", i)
		add(6, at+"item", textEntry(v.Item))
		add(6, at+"cadence", cadenceEntry(v.Cadence))
		add(6, at+"owner", listEntry(v.Owner))
		add(6, at+"evidence", textEntry(v.Evidence))
	}
	add(7, "pause.triggers", listEntry(p.Pause.Triggers))
	add(7, "pause.procedure", listEntry(p.Pause.Procedure))
	add(7, "retirement.criteria", listEntry(p.Retirement.Criteria))
	add(7, "retirement.procedure", listEntry(p.Retirement.Procedure))
	return r
}

func baseEntry[T any](c rollout.Cell[T]) Entry {
	return Entry{Line: c.Line, Text: c.Text, Status: c.Status, Reading: c.Reading}
}

// textEntry is a field that is only text: it has no value beside it.
func textEntry(c rollout.Cell[string]) Entry { return baseEntry(c) }

func entry[T any](c rollout.Cell[T]) Entry {
	e := baseEntry(c)
	if c.Acts() {
		e.Value = c.Value
	}
	return e
}

// listEntry shows a list even where it acts no more than an empty one: a
// deferred threshold, an owner to be decided.
func listEntry[T any](c rollout.Cell[[]T]) Entry {
	e := baseEntry(c)
	if c.Value != nil {
		e.Value = c.Value
	}
	return e
}

// pathEntry shows the roles of an escalation path in order.
func pathEntry(c rollout.Cell[[]rollout.PathStep]) Entry {
	e := baseEntry(c)
	if c.Acts() {
		roles := []string{}
		for _, s := range c.Value {
			roles = append(roles, s.Roles...)
		}
		e.Value = roles
	}
	return e
}

// cadenceEntry shows one cadence as itself, several as a list.
func cadenceEntry(c rollout.Cell[[]rollout.Cadence]) Entry {
	e := baseEntry(c)
	if !c.Acts() {
		return e
	}
	var all []any
	for _, v := range c.Value {
		if v.Cron != "" {
			all = append(all, map[string]string{"cron": v.Cron})
		} else {
			all = append(all, v)
		}
	}
	if len(all) == 1 {
		e.Value = all[0]
	} else {
		e.Value = all
	}
	return e
}

// Count is how many fields have each status.
func (r Report) Count() map[rollout.Status]int {
	n := map[rollout.Status]int{}
	for _, f := range r.Fields {
		n[f.Status]++
	}
	return n
}

// Summary is the first line of a report: "71 of 74 read. 3 unclear, 12 to
// confirm, 4 empty." It counts as the chat does: of the fields that hold
// anything, how many act.
func (r Report) Summary() string {
	n := r.Count()
	filled := len(r.Fields) - n[rollout.Empty]
	s := fmt.Sprintf("%d of %d read.", n[rollout.Understood]+n[rollout.Assumed], filled)
	if filled == 0 {
		s = "nothing is filled in yet."
	}
	var more []string
	for _, x := range []struct {
		status rollout.Status
		word   string
	}{{rollout.Unclear, "unclear"}, {rollout.Assumed, "to confirm"}, {rollout.Empty, "empty"}} {
		if n[x.status] > 0 {
			more = append(more, fmt.Sprintf("%d %s", n[x.status], x.word))
		}
	}
	if len(more) > 0 {
		s += " " + strings.Join(more, ", ") + "."
	}
	return s
}

// Render is the report for people, as `rollout lint` prints it: what does not
// act and what was assumed first.
func Render(r Report) string {
	var b strings.Builder
	if r.Agent != "" {
		b.WriteString(r.Agent + ": ")
	}
	b.WriteString(r.Summary() + "\n")
	fields := func(title string, st rollout.Status, what func(Entry) string) {
		first := true
		for _, f := range r.Fields {
			if f.Status != st {
				continue
			}
			if first {
				b.WriteString("\n" + title + "\n")
				first = false
			}
			fmt.Fprintf(&b, "  %s%s%s\n", at(f.Line), Title(f.Path), what(f))
		}
	}
	fields("Unclear; kept as text, does not act:", rollout.Unclear, func(f Entry) string { return ": " + quote(f.Text) })
	fields("Assumed; confirm or write it clearly:", rollout.Assumed, func(f Entry) string { return ": " + quote(f.Text) + " is read as " + f.Reading })
	if len(r.Findings) > 0 {
		b.WriteString("\nFindings:\n")
		for _, f := range r.ranked() {
			fmt.Fprintf(&b, "  %s%s [%s]\n", at(f.Line), f.Text, f.Code)
			if f.Fix != "" {
				fmt.Fprintf(&b, "%12s%s\n", "", f.Fix)
			}
		}
	}
	if e := r.empties(); len(e) > 0 {
		b.WriteString("\nEmpty:\n" + strings.Join(e, ""))
	}
	return b.String()
}

// empties lists what to fill in; the cells of a table's column share a line.
func (r Report) empties() []string {
	var out []string
	columns := map[string]int{} // → place in out
	for _, f := range r.Fields {
		if f.Status != rollout.Empty {
			continue
		}
		t, row, c := cellOf(f.Path)
		if t == nil {
			out = append(out, "  "+at(f.Line)+Title(f.Path)+"\n")
			continue
		}
		key := t.path + "." + t.columns[c].field
		if i, ok := columns[key]; ok {
			out[i] = fmt.Sprintf("%s, %d\n", strings.TrimSuffix(out[i], "\n"), row+1)
			continue
		}
		columns[key] = len(out)
		out = append(out, fmt.Sprintf("  %s%s: %s, row %d\n", at(f.Line), t.title, t.columns[c].name, row+1))
	}
	return out
}

// ranked puts the findings of lines with unclear fields first, then those with
// assumed ones, then the rest; by line within each.
func (r Report) ranked() []rollout.Finding {
	rank := map[int]int{}
	for _, f := range r.Fields {
		switch {
		case f.Status == rollout.Unclear:
			rank[f.Line] = -2
		case f.Status == rollout.Assumed && rank[f.Line] == 0:
			rank[f.Line] = -1
		}
	}
	rank[0] = 0
	fs := slices.Clone(r.Findings)
	slices.SortStableFunc(fs, func(a, b rollout.Finding) int {
		if d := rank[a.Line] - rank[b.Line]; d != 0 {
			return d
		}
		return a.Line - b.Line
	})
	return fs
}

func at(line int) string {
	if line == 0 {
		return "          "
	}
	return fmt.Sprintf("line %-4d ", line)
}

// Title is the template's name of the field at a path: "Agent name",
// "Support model, row 2: Escalation Path". An unknown path is its own title.
func Title(path string) string {
	if l := labelByPath[path]; l != nil {
		return l.name
	}
	t, row, c := cellOf(path)
	if t == nil {
		return path
	}
	return fmt.Sprintf("%s, row %d: %s", t.title, row+1, t.columns[c].name)
}

// cellOf takes "support[1].path" apart; the table is nil for no such path.
func cellOf(path string) (t *table, row, col int) {
	name, rest, ok := strings.Cut(path, "[")
	index, field, ok2 := strings.Cut(rest, "].")
	row, isNumber := count(index)
	if !ok || !ok2 || !isNumber || words[index] != 0 {
		return nil, 0, 0
	}
	for i := range tables {
		if tables[i].path == name {
			for j, c := range tables[i].columns {
				if c.field == field {
					return &tables[i], row, j
				}
			}
		}
	}
	return nil, 0, 0
}
