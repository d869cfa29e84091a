package planfile

import (
	"fmt"
	"slices"
	"strconv"
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
	each(&p, func(f field) {
		e := f.cell.entry()
		e.Section, e.Path = f.section, f.path()
		if e.Status == rollout.Assumed && confirmed != nil && confirmed(e.Path, e.Text) {
			e.Status = rollout.Understood
		}
		r.Fields = append(r.Fields, e)
	})
	return r
}

// Open counts the fields of a plan that are unclear, and those whose reading is
// assumed, as far as nobody has settled them since.
func Open(p rollout.Plan, settled func(path, text string) bool) (unclear, assumed int) {
	each(&p, func(f field) {
		status, text := f.cell.Standing()
		if status != rollout.Unclear && status != rollout.Assumed || settled(f.path(), text) {
			return
		}
		if status == rollout.Unclear {
			unclear++
		} else {
			assumed++
		}
	})
	return unclear, assumed
}

// field is one field of the template in a plan.
type field struct {
	section int
	list    string // "metrics"; "": it stands alone
	row     int
	name    string
	cell    cell
}

func (f field) path() string {
	if f.list == "" {
		return f.name
	}
	return f.list + "[" + strconv.Itoa(f.row) + "]." + f.name
}

// each calls fn for every field, in the order of the template.
func each(p *rollout.Plan, fn func(field)) {
	one := func(section int, name string, c cell) { fn(field{section: section, name: name, cell: c}) }
	one(1, "agent", valueOf(&p.Agent))
	one(1, "context", textCell{&p.Context})
	one(1, "approach", valueOf(&p.Approach))
	one(1, "channel", textCell{&p.Channel})
	one(1, "targets", listOf(&p.Targets))
	one(1, "excluded", listOf(&p.Excluded))
	one(1, "waves_text", textCell{&p.WavesText})
	for i := range p.Waves {
		w := &p.Waves[i]
		in := func(name string, c cell) { fn(field{1, "waves", i, name, c}) }
		in("wave", textCell{&w.Name})
		in("users", textCell{&w.Users})
		in("scope", textCell{&w.Scope})
		in("entry", listOf(&w.Entry))
		in("exit", listOf(&w.Exit))
		in("date", valueOf(&w.Date))
	}
	e := &p.Enablement
	one(2, "enablement.communication_owner", listOf(&e.CommunicationOwner))
	one(2, "enablement.training_owner", listOf(&e.TrainingOwner))
	one(2, "enablement.materials", textCell{&e.Materials})
	one(2, "enablement.feedback_channel", textCell{&e.FeedbackChannel})
	one(2, "enablement.office_hours", cadenceCell{&e.OfficeHours})
	one(2, "enablement.limitations", textCell{&e.Limitations})
	for i := range p.Metrics {
		m := &p.Metrics[i]
		in := func(name string, c cell) { fn(field{3, "metrics", i, name, c}) }
		in("area", textCell{&m.Area})
		in("metric", textCell{&m.Metric})
		in("source", textCell{&m.Source})
		in("threshold", listOf(&m.Threshold))
		in("owner", listOf(&m.Owner))
	}
	for i := range p.Support {
		s := &p.Support[i]
		in := func(name string, c cell) { fn(field{4, "support", i, name, c}) }
		in("area", textCell{&s.Area})
		in("owner", listOf(&s.Owner))
		in("sla", valueOf(&s.SLA))
		in("path", pathCell{&s.Path})
	}
	one(5, "cost.owner", listOf(&p.Cost.Owner))
	one(5, "cost.center", textCell{&p.Cost.Center})
	one(5, "cost.budget", valueOf(&p.Cost.Budget))
	one(5, "cost.thresholds", listOf(&p.Cost.Thresholds))
	one(5, "cost.routing", textCell{&p.Cost.Routing})
	one(5, "cost.limits", listOf(&p.Cost.Limits))
	one(5, "cost.cadence", cadenceCell{&p.Cost.Cadence})
	for i := range p.Reviews {
		v := &p.Reviews[i]
		in := func(name string, c cell) { fn(field{6, "reviews", i, name, c}) }
		in("item", textCell{&v.Item})
		in("cadence", cadenceCell{&v.Cadence})
		in("owner", listOf(&v.Owner))
		in("evidence", textCell{&v.Evidence})
	}
	one(7, "pause.triggers", listOf(&p.Pause.Triggers))
	one(7, "pause.procedure", listOf(&p.Pause.Procedure))
	one(7, "retirement.criteria", listOf(&p.Retirement.Criteria))
	one(7, "retirement.procedure", listOf(&p.Retirement.Procedure))
}

// cell is a rollout.Cell of any type.
type cell interface {
	Standing() (status rollout.Status, text string) // all that Open needs: making an entry costs more
	entry() Entry
}

func baseEntry[T any](c *rollout.Cell[T]) Entry {
	return Entry{Line: c.Line, Text: c.Text, Status: c.Status, Reading: c.Reading}
}

// textCell is a field that is only text: it has no value beside it.
type textCell struct{ *rollout.Cell[string] }

func (c textCell) entry() Entry { return baseEntry(c.Cell) }

type valueCell[T any] struct{ *rollout.Cell[T] }

func valueOf[T any](c *rollout.Cell[T]) valueCell[T] { return valueCell[T]{c} }

func (c valueCell[T]) entry() Entry {
	e := baseEntry(c.Cell)
	if c.Acts() {
		e.Value = c.Value
	}
	return e
}

// listCell shows a list even where it acts no more than an empty one: a
// deferred threshold, an owner to be decided.
type listCell[T any] struct{ *rollout.Cell[[]T] }

func listOf[T any](c *rollout.Cell[[]T]) listCell[T] { return listCell[T]{c} }

func (c listCell[T]) entry() Entry {
	e := baseEntry(c.Cell)
	if c.Value != nil {
		e.Value = c.Value
	}
	return e
}

// pathCell shows the roles of an escalation path in order.
type pathCell struct {
	*rollout.Cell[[]rollout.PathStep]
}

func (c pathCell) entry() Entry {
	e := baseEntry(c.Cell)
	if c.Acts() {
		roles := []string{}
		for _, s := range c.Value {
			roles = append(roles, s.Roles...)
		}
		e.Value = roles
	}
	return e
}

// cadenceCell shows one cadence as itself, several as a list.
type cadenceCell struct {
	*rollout.Cell[[]rollout.Cadence]
}

func (c cadenceCell) entry() Entry {
	e := baseEntry(c.Cell)
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

// Count is how many fields have each status. Words beside the table of waves
// that are not there are missed by nobody where the table has rows.
func (r Report) Count() map[rollout.Status]int {
	n := map[rollout.Status]int{}
	for _, f := range r.Fields {
		if !r.unmissed(f) {
			n[f.Status]++
		}
	}
	return n
}

const wavesText = "waves_text"

func (r Report) unmissed(e Entry) bool {
	return e.Path == wavesText && e.Status == rollout.Empty &&
		slices.ContainsFunc(r.Fields, func(f Entry) bool { return strings.HasPrefix(f.Path, "waves[") })
}

// Summary is the first line of a report: "71 of 74 read. 3 unclear, 12 to
// confirm, 4 empty." It counts as the chat does: of the fields that hold
// anything, how many act.
func (r Report) Summary() string {
	n := r.Count()
	filled := n[rollout.Understood] + n[rollout.Assumed] + n[rollout.Unclear]
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
		if f.Status != rollout.Empty || r.unmissed(f) {
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
	if path == wavesText {
		return "Words beside the rollout waves"
	}
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
