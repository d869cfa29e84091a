package planfile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// lint adds to the findings of single fields what only the whole document
// shows, and puts all of them in the order of lines.
func lint(p rollout.Plan, s *layout, fs []rollout.Finding) []rollout.Finding {
	l := &linter{p: p, s: s, fs: fs}
	l.missing()
	l.owners()
	l.gates()
	l.steps()
	l.overlaps()
	l.names()
	l.money()
	slices.SortStableFunc(l.fs, func(a, b rollout.Finding) int { return a.Line - b.Line })
	return l.fs
}

type linter struct {
	p  rollout.Plan
	s  *layout
	fs []rollout.Finding
}

func (l *linter) add(line int, code, fix, format string, args ...any) {
	l.fs = append(l.fs, rollout.Finding{Line: line, Code: code, Text: fmt.Sprintf(format, args...), Fix: fix})
}

// missing names sections and tables that are not there, and the name.
func (l *linter) missing() {
	for _, t := range tables {
		if n, ok := l.s.rows[t.path]; !ok {
			l.add(l.s.sections[t.section], "table-missing", "Copy the table from the template.", "The table “%s” of section %d was not found.", t.title, t.section)
		} else if n == 0 {
			l.add(l.s.sections[t.section], "table-empty", "Fill in at least one row.", "The table “%s” of section %d has no row.", t.title, t.section)
		}
	}
	for _, n := range []int{2, 5, 7} {
		found := l.s.sections[n] != 0
		for _, lb := range labels {
			_, ok := l.s.fields[lb.path]
			found = found || lb.section == n && ok
		}
		if !found {
			l.add(0, "section-missing", "Copy the section from the template.", "Section %d, “%s”, was not found.", n, rollout.TemplateSections[n].Title)
		}
	}
	if l.p.Agent.Status == rollout.Empty {
		l.add(l.p.Agent.Line, "agent-missing", "Write the agent's name behind “Agent name:”.", "The agent has no name.")
	}
}

// owners names what belongs to nobody: one finding for a column that nobody
// filled at all, else one for each row.
func (l *linter) owners() {
	type row struct {
		name string
		cell rollout.Cell[[]string]
	}
	column := func(section int, what string, rows []row) {
		blank := 0
		for _, r := range rows {
			if r.cell.Status == rollout.Empty {
				blank++
			}
		}
		if blank == len(rows) && blank > 1 {
			l.add(rows[0].cell.Line, "owner-missing", "Write a role in each row.", "No %s of section %d has an owner.", what, section)
			return
		}
		for _, r := range rows {
			if r.cell.Status == rollout.Empty {
				l.add(r.cell.Line, "owner-missing", "Write a role, such as “HR Operations Lead”.", "The %s %s has no owner.", what, quote(r.name))
			}
		}
	}
	var metrics, areas, reviews []row
	for _, m := range l.p.Metrics {
		metrics = append(metrics, row{m.Metric.Text, m.Owner})
	}
	for _, a := range l.p.Support {
		areas = append(areas, row{a.Area.Text, a.Owner})
	}
	for _, r := range l.p.Reviews {
		reviews = append(reviews, row{r.Item.Text, r.Owner})
	}
	column(3, "metric", metrics)
	column(4, "support area", areas)
	column(6, "review", reviews)
	if o := l.p.Cost.Owner; o.Status == rollout.Empty {
		l.add(o.Line, "owner-missing", "Write a role behind “Budget owner:”.", "The budget has no owner.")
	}
}

// gates names waves that can never pass, and an approach that does not fit.
func (l *linter) gates() {
	const fix = "Write what must be true, such as “Training done” or “85 % accepted answers”."
	empties := 0
	for _, w := range l.p.Waves {
		if w.Entry.Status == rollout.Empty && w.Exit.Status == rollout.Empty {
			empties++
		}
	}
	for _, w := range l.p.Waves {
		noEntry, noExit := w.Entry.Status == rollout.Empty, w.Exit.Status == rollout.Empty
		switch {
		case noEntry && noExit:
			l.add(w.Name.Line, "gate-empty", fix, "Wave %s has neither entry nor exit criteria; an empty gate never passes.", quote(w.Name.Text))
		case noEntry:
			l.add(w.Entry.Line, "gate-empty", fix, "Wave %s has no entry criteria; an empty gate never passes.", quote(w.Name.Text))
		case noExit:
			l.add(w.Exit.Line, "gate-empty", fix, "Wave %s has no exit criteria; an empty gate never passes.", quote(w.Name.Text))
		}
	}
	if n := len(l.p.Waves); l.p.Approach.Value == "broad release" && n > 1 {
		l.add(l.p.Approach.Line, "approach-waves", "Write “phased rollout”, or keep one wave.", "The approach is a broad release, but there are %d waves.", n)
	}
	for i := 1; i < len(l.p.Waves); i++ {
		a, b := l.p.Waves[i-1], l.p.Waves[i]
		if a.Date.Acts() && b.Date.Acts() && b.Date.Value.From.Before(a.Date.Value.From) {
			l.add(b.Date.Line, "waves-order", "Put the waves in the order in which they start, or mend the date.",
				"Wave %s starts before wave %s, which stands above it.", quote(b.Name.Text), quote(a.Name.Text))
		}
	}
}

// steps names the steps of the pause procedure that name nobody: whoever wrote
// them meant somebody else than the plan owner, who is asked.
func (l *linter) steps() {
	c := l.p.Pause.Procedure
	var nobody []string
	work := 0
	for i, s := range c.Value {
		if s.Wait != "" {
			continue
		}
		if work++; s.Owner == "" {
			nobody = append(nobody, strconv.Itoa(i+1))
		}
	}
	const asked = "the plan owner is asked"
	switch n := len(nobody); {
	case n == 0:
	case n == work:
		l.add(c.Line, "steps-nobody", stepFix, "The pause procedure names nobody that the plan knows: %s to do all of it.", asked)
	case n == 1:
		l.add(c.Line, "steps-nobody", stepFix, "Step %s of the pause procedure names nobody that the plan knows: %s.", nobody[0], asked)
	default:
		l.add(c.Line, "steps-nobody", stepFix, "Steps %s of the pause procedure name nobody that the plan knows: %s.", list(nobody), asked)
	}
}

// overlaps names waves and targets that hold a group that is excluded.
func (l *linter) overlaps() {
	excluded := map[string]string{} // the group's words → as written
	longest := 0
	for _, g := range l.p.Excluded.Value {
		if w := groupWords(g); len(w) > 0 {
			excluded[strings.Join(w, " ")] = g
			longest = max(longest, min(len(w), 6))
		}
	}
	if longest == 0 {
		return
	}
	look := func(line int, what, text string) {
		if g := l.overlap(text, excluded, longest); g != "" {
			l.add(line, "groups-overlap", "Take the group out of one of the two.", "%s includes %s, which line %d excludes.", what, quote(g), l.p.Excluded.Line)
		}
	}
	for _, w := range l.p.Waves {
		look(w.Users.Line, "Wave "+quote(w.Name.Text), w.Users.Text)
	}
	look(l.p.Targets.Line, "The target groups", l.p.Targets.Text)
}

// overlap is the excluded group that a text speaks of, unless the text itself
// leaves it out ("all staff except contractors").
func (l *linter) overlap(text string, excluded map[string]string, longest int) string {
	ws := groupWords(text)
	for i := range ws {
		if isNot[ws[i]] {
			return ""
		}
		for n := 1; n <= longest && i+n <= len(ws); n++ {
			if g := excluded[strings.Join(ws[i:i+n], " ")]; g != "" {
				return g
			}
		}
	}
	return ""
}

var isNot = map[string]bool{"except": true, "excluding": true, "without": true, "not": true, "no": true, "but": true, "excl": true, "minu": true, "other": true}

// groupWords are the words of a group, lower case and without the plural's s.
func groupWords(s string) []string {
	ws := strings.FieldsFunc(lower(s), func(r rune) bool { return strings.ContainsRune(" ,;:()/+&\n\t\"", r) })
	out := ws[:0]
	for _, w := range ws {
		if w == "all" || w == "the" || w == "and" {
			continue
		}
		out = append(out, strings.TrimSuffix(w, "s"))
	}
	return out
}

// names finds rows that cannot be told apart.
func (l *linter) names() {
	check := func(what string, seen map[string]int, name string, line int) {
		k := fold(name)
		if k == "" {
			l.add(line, "row-unnamed", "Write its name in the first column.", "This %s has no name.", what)
		} else if first := seen[k]; first != 0 {
			l.add(line, "row-twice", "Give each its own name, or take one out.", "The %s %s stands at line %d already.", what, quote(name), first)
		} else {
			seen[k] = line
		}
	}
	waves, metrics, areas, reviews := map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	for _, w := range l.p.Waves {
		check("wave", waves, w.Name.Text, w.Name.Line)
	}
	for _, m := range l.p.Metrics {
		check("metric", metrics, m.Metric.Text, m.Metric.Line)
	}
	for _, a := range l.p.Support {
		check("support area", areas, a.Area.Text, a.Area.Line)
	}
	for _, r := range l.p.Reviews {
		check("review", reviews, r.Item.Text, r.Item.Line)
	}
}

// money names alerts in another currency than the budget's, and alerts that
// are a share of no budget.
func (l *linter) money() {
	b, a := l.p.Cost.Budget, l.p.Cost.Thresholds
	for _, t := range a.Value {
		switch {
		case t.Amount != nil && b.Acts() && t.Currency != b.Value.Currency:
			l.add(a.Line, "currency-mismatch", "Use one currency for both.", "The budget is in %s, an alert in %s.", orElse(b.Value.Currency, b.Value.Unit), t.Currency)
			return
		case t.Percent != nil && !b.Acts():
			l.add(a.Line, "alerts-without-budget", budgetFix, "The alerts are shares of the budget, and there is no budget that is read.")
			return
		}
	}
}
