package view

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// Field is one field of the document as the reader understood it.
type Field struct {
	Section   int    // 1 to 7
	Path      string // "metrics[2].threshold"
	Row       string // the title of the wave in whose row it stands; "" elsewhere, and where the wave has no name
	Line      int
	Text      string
	Reading   string // in words
	Status    rollout.Status
	Confirmed bool // a person has said that an assumed reading is right

	Why   string `json:"-"` // what the reader remarks on it: why it is not clear, what was assumed
	Fix   string `json:"-"` // what to write instead
	Turns bool   `json:"-"` // the reading goes against words of the document: nobody confirms it unseen
	Items []Item `json:"-"` // of a list, one after the other; nil where the text is no list
}

// Item is one of a list: a step of a procedure, a trigger.
type Item struct {
	Text string
	Note string // who does it, and what it does; "": nothing is to be said
}

// remarks are the reason and what to write, as `rollout lint` says them.
func (f Field) remarks() string {
	return joined([]string{Excerpt(f.Why, 400), Excerpt(f.Fix, 300)}, " ")
}

// Counts is how well a document was understood. Confirmed readings count as
// understood.
type Counts struct{ Understood, Assumed, Unclear, Empty int }

// CountFields counts fields by their status.
func CountFields(fields []Field) Counts {
	var c Counts
	for _, f := range fields {
		switch f.standing() {
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

func (f Field) standing() rollout.Status {
	if f.Status == rollout.Assumed && f.Confirmed {
		return rollout.Understood
	}
	return f.Status
}

// sectionName is what a section is called, 1 to 7.
func sectionName(n int) string { return rollout.TemplateSections[n].Called }

// path splits a field's path: the table ("metrics", "" when it is in none),
// the row from 0, and the field's own name.
func (f Field) path() (table string, row int, name string) {
	table, rest, ok := strings.Cut(f.Path, "[")
	if ok {
		if n, name, ok := strings.Cut(rest, "]."); ok {
			if row, err := strconv.Atoi(n); err == nil {
				return table, row, name
			}
		}
	}
	if group, name, ok := strings.Cut(f.Path, "."); ok {
		return "", 0, group + "." + name
	}
	return "", 0, f.Path
}

// rowName names a row of a table by its place in the document, from 1.
func rowName(table string, row int) string {
	thing := Line(table)
	if t, ok := rollout.TableAt(table); ok {
		thing = t.Row
	}
	return thing + " " + strconv.Itoa(row+1)
}

// shortName is a field's name below the name of its row.
func shortName(table, name string) string {
	t, _ := rollout.TableAt(table)
	if c, ok := t.Column(name); ok {
		return c.Called
	}
	return Line(name)
}

// Name words a path for people: "threshold of metric 3", "budget owner".
func (f Field) Name() string {
	table, row, name := f.path()
	if table != "" {
		of := rowName(table, row)
		if f.Row != "" { // its number in the table could be another's name
			of = Line(f.Row)
		}
		return shortName(table, name) + " of " + of
	}
	if l, ok := rollout.LabelAt(name); ok {
		return l.Called
	}
	return Line(name)
}
