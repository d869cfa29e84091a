package commands

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

// openField finds the one field that a line names and whose reading is assumed: by
// its path, by the names that people are shown, "threshold of metric 2", or by those
// of the document, "accepted answers threshold", "wave 2 entry". Which of several
// is meant is asked, and so is what is nearly a name.
func (k desk) openField(text string) (rollout.Field, error) {
	fields := fieldsOf(k.plan, k.state)
	open := assumed(fields)
	words := nameWords(text)
	if n := len(words); n > 1 && (words[n-1] == "reading" || words[n-1] == "readings") {
		words = words[:n-1]
	}
	named := k.fieldsNamed(fields, strings.Join(words, " "))
	meant := slices.DeleteFunc(slices.Clone(named), func(f rollout.Field) bool { return !isOpen(open, f) })
	switch {
	case len(meant) == 1:
		return meant[0], nil
	case len(meant) > 1:
		return rollout.Field{}, k.askField("Which reading do you mean? Nothing was confirmed yet.", meant)
	case len(named) > 0:
		return rollout.Field{}, k.notOpen(named[0])
	}
	if near := k.nearFields(open, strings.Join(words, " ")); len(near) > 0 {
		one := "this one"
		if len(near) > 1 {
			one = "one of these"
		}
		return rollout.Field{}, k.askField("No field is called “"+clip(text, 60)+"”. Did you mean "+one+"? Nothing was confirmed yet.", near)
	}
	return rollout.Field{}, rollout.Problemf(rollout.Missing, "`/rollout in "+string(k.plan.ID)+" plan show unclear` lists what is open.",
		"“%s” is no field with an assumed reading, so nothing was confirmed.", clip(text, 60))
}

func isOpen(open []rollout.Field, f rollout.Field) bool {
	return slices.ContainsFunc(open, func(o rollout.Field) bool { return o.Path == f.Path })
}

// notOpen says why a field's reading is not to be confirmed.
func (k desk) notOpen(f rollout.Field) error {
	why := "was understood as it stands, so there was nothing to confirm"
	switch {
	case f.Confirmed:
		why = "is confirmed already, so nothing was confirmed"
	case f.Status == rollout.Unclear:
		why = "was not understood, so nothing was confirmed"
	case f.Status == rollout.Empty:
		why = "is empty, so nothing was confirmed"
	}
	return rollout.Problemf(rollout.Conflict, "`/rollout in "+string(k.plan.ID)+" plan show unclear` lists what is open.",
		"The reading of %s %s.", view.FieldName(f), why)
}

// fieldsNamed are the fields that a folded name may mean: those whose whole name
// it is, else those of the row that it names, else the fields of that name in every
// row.
func (k desk) fieldsNamed(fields []rollout.Field, name string) []rollout.Field {
	var ranked [3][]rollout.Field
	for _, f := range fields {
		whole, row, own := k.callings(f)
		for i, names := range [][]string{whole, row, own} {
			if slices.Contains(names, name) {
				ranked[i] = append(ranked[i], f)
				break
			}
		}
	}
	for _, found := range ranked {
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

// callings are the ways of calling a field, folded: by its whole name, by its row
// alone, and by its own name alone.
func (k desk) callings(f rollout.Field) (whole, row, own []string) {
	whole = []string{foldWords(f.Path), foldWords(view.FieldName(f))}
	table, n, _ := f.Place()
	names := ownNames(f)
	own = names
	if table == "" {
		return append(whole, own...), nil, nil
	}
	for _, r := range k.rowNames(table, n) {
		r = foldWords(r)
		row = append(row, r)
		for _, o := range names {
			whole = append(whole, r+" "+o, o+" of "+r, o+" for "+r)
		}
	}
	if table == "waves" && n < len(k.plan.Waves) {
		for _, g := range k.plan.GateCriteria(k.state, k.plan.Waves[n]) {
			if g.Path == f.Path {
				whole = append(whole, foldWords(g.Key))
			}
		}
	}
	return whole, row, own
}

// ownNames are the ways of calling a field within its row, or of one that stands in
// none, folded: as it is called in a sentence, as the template writes it, and as its
// path has it, with "criteria" or without.
func ownNames(f rollout.Field) []string {
	table, _, name := f.Place()
	var all []string
	if t, ok := rollout.TableAt(table); ok {
		c, _ := t.Column(name)
		all = append(all, c.Called, c.Title, name)
	} else {
		l, _ := rollout.LabelAt(name)
		all = append(all, l.Called, l.Title)
		if _, own, ok := strings.Cut(name, "."); ok && own != "owner" && own != "cadence" { // of what, its group says
			name = own
		}
		all = append(all, strings.ReplaceAll(name, "_", " "))
	}
	for _, name := range all {
		all = append(all, strings.TrimSuffix(name, " criteria"))
	}
	for i, name := range all {
		all[i] = foldWords(name)
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(name string) bool { return name == "" })
}

// rowNames are the ways of calling a row of a table: by its name, by the
// key that lists print, and by its number.
func (k desk) rowNames(table string, n int) []string {
	p := k.plan
	var names []string
	switch {
	case table == "waves" && n < len(p.Waves):
		w := p.Waves[n]
		names = append(names, w.Name.Text, w.Title(), p.Called(w.ID), "wave "+p.Called(w.ID), string(w.ID))
	case table == "metrics" && n < len(p.Metrics):
		names = append(names, p.Metrics[n].Metric.Text, fmt.Sprintf("metric %d", n+1), fmt.Sprintf("m%d", n+1))
	case table == "support" && n < len(p.Support):
		names = append(names, p.Support[n].Area.Text, fmt.Sprintf("support area %d", n+1), fmt.Sprintf("area %d", n+1), string(p.Support[n].ID))
	case table == "reviews" && n < len(p.Reviews):
		names = append(names, p.Reviews[n].Item.Text, fmt.Sprintf("review %d", n+1), string(p.Reviews[n].ID))
	}
	return slices.DeleteFunc(names, func(name string) bool { return strings.TrimSpace(name) == "" })
}

func foldWords(name string) string { return strings.Join(nameWords(name), " ") }

// nearFields are the open fields whose name differs least from what was typed, by
// some letters at most.
func (k desk) nearFields(open []rollout.Field, typed string) []rollout.Field {
	const longest = 120
	n := utf8.RuneCountInString(typed)
	if n > longest || strings.Contains(typed, "[") { // a path is copied, not typed
		return nil
	}
	most := max(1, n/4)
	var near []rollout.Field
	for _, f := range open {
		whole, row, own := k.callings(f)
		distance := most + 1
		for _, name := range slices.Concat(whole, row, own) {
			if utf8.RuneCountInString(name) <= longest {
				distance = min(distance, levenshtein.ComputeDistance(typed, name))
			}
		}
		switch {
		case distance > most:
		case distance < most:
			most, near = distance, []rollout.Field{f}
		default:
			near = append(near, f)
		}
	}
	return near
}

// askField offers fields to confirm the reading of.
func (k desk) askField(question string, fields []rollout.Field) error {
	a := &choose{question: question}
	for _, f := range fields {
		text := view.FieldName(f)
		if table, n, _ := f.Place(); table != "" {
			if names := k.rowNames(table, n); len(names) > 0 && table != "waves" {
				text += " (" + clip(names[0], 30) + ")"
			}
		}
		a.choices = append(a.choices, view.Choice{Text: text, Line: "in " + string(k.plan.ID) + " plan confirm " + f.Path})
	}
	return a
}
