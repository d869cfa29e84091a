package view

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// remarks are the reason and what to write, as `rollout lint` says them.
func remarks(f rollout.Field) string {
	return joined([]string{Excerpt(f.Why, 400), Excerpt(f.Fix, 300)}, " ")
}

// Counts is how well a document was understood. Confirmed readings count as
// understood.
type Counts struct{ Understood, Assumed, Unclear, Empty int }

// CountFields counts fields by their status.
func CountFields(fields []rollout.Field) Counts {
	var c Counts
	for _, f := range fields {
		switch f.Standing() {
		case rollout.Understood:
			c.Understood++
		case rollout.Assumed:
			c.Assumed++
		case rollout.Unclear:
			c.Unclear++
		default:
			c.Empty++
		}
	}
	return c
}

// Filled is how many fields hold anything.
func (c Counts) Filled() int { return c.Understood + c.Assumed + c.Unclear }

// Read is how many of them act.
func (c Counts) Read() int { return c.Understood + c.Assumed }

// words name what there is, "6 understood, 2 unclear".
func (c Counts) words() string {
	var parts []string
	for _, p := range []struct {
		n    int
		word string
	}{{c.Understood, "understood"}, {c.Assumed, "assumed"}, {c.Unclear, "unclear"}, {c.Empty, "empty"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.word))
		}
	}
	if len(parts) == 0 {
		return "no fields"
	}
	return strings.Join(parts, ", ")
}

// sectionName is what a section is called, 1 to 7.
func sectionName(n int) string { return rollout.TemplateSections[n].Called }

// rowName names a row of a table by its place in the document, from 1, in plain
// text.
func rowName(table string, row int) string {
	thing := oneLine(table)
	if t, ok := rollout.TableAt(table); ok {
		thing = t.Row
	}
	return thing + " " + strconv.Itoa(row+1)
}

// shortName is a field's name below the name of its row, in plain text.
func shortName(table, name string) string {
	t, _ := rollout.TableAt(table)
	if c, ok := t.Column(name); ok {
		return c.Called
	}
	return oneLine(name)
}

// FieldName words a field's path for people, in plain text: "threshold of metric
// 3", "budget owner".
func FieldName(f rollout.Field) string {
	table, row, name := f.Place()
	if table != "" {
		return shortName(table, name) + " of " + fieldRow(f, table, row)
	}
	if l, ok := rollout.LabelAt(name); ok {
		return l.Called
	}
	return oneLine(name)
}

// fieldRow names the row that a field stands in: a wave by its name, since its
// number in the table could be another's.
func fieldRow(f rollout.Field, table string, row int) string {
	if f.Row != "" {
		return oneLine(f.Row)
	}
	return rowName(table, row)
}
