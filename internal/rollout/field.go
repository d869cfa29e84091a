package rollout

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Field is one field of a document as it was understood. Receipts hold fields, so
// their names stay.
type Field struct {
	Section   int    // 1 to 7
	Path      string // "metrics[2].threshold"
	Row       string // the title of the wave in whose row it stands; "" elsewhere, and where the wave has no name
	Line      int
	Text      string
	Reading   string // in words
	Status    Status
	Confirmed bool // a person has said that an assumed reading is right

	Why   string      `json:"-"` // what the reader remarks on it: why it is not clear, what was assumed
	Fix   string      `json:"-"` // what to write instead
	Items []FieldItem `json:"-"` // of a list, one after the other; nil where the text is no list
}

// FieldItem is one of a list: a step of a procedure, a trigger.
type FieldItem struct {
	Text string
	Note string // who does it, and what it does; "": nothing is to be said
}

// Standing is the field's status once people have had their word: what they have
// confirmed is understood.
func (f Field) Standing() Status {
	if f.Status == Assumed && f.Confirmed {
		return Understood
	}
	return f.Status
}

// Place splits a field's path: the table ("metrics", "" when it is in none), the
// row from 0, and the field's own name, which outside tables is all of the path.
func (f Field) Place() (table string, row int, name string) {
	table, rest, ok := strings.Cut(f.Path, "[")
	if ok {
		if n, name, ok := strings.Cut(rest, "]."); ok {
			if row, err := strconv.Atoi(n); err == nil {
				return table, row, name
			}
		}
	}
	return "", 0, f.Path
}

// FieldChange is one field that a new version of a document says differently.
// Receipts of imports hold it.
type FieldChange struct {
	Field  Field // as it is now
	Was    string
	Undoes *Moved `json:",omitempty"` // what was changed in chat and is as before now
}

// ChangedFields are the fields that two versions of a document say differently,
// in the order of the newer one; those that it has no longer are empty in it.
// undone are the moves that it takes back, by the paths of their fields. It is
// never nil.
func ChangedFields(before, after []Field, undone map[string]Moved) []FieldChange {
	was := map[string]Field{}
	for _, f := range before {
		was[f.Path] = f
	}
	all := []FieldChange{}
	add := func(f Field, was string) {
		ch := FieldChange{Field: f, Was: was}
		if m, ok := undone[f.Path]; ok {
			ch.Undoes = &m
		}
		all = append(all, ch)
	}
	for _, f := range after {
		if was[f.Path].Text != f.Text {
			add(f, was[f.Path].Text)
		}
		delete(was, f.Path)
	}
	for _, f := range was {
		if gone := f; f.Text != "" {
			gone.Text, gone.Status, gone.Line = "", Empty, 0
			add(gone, f.Text)
		}
	}
	slices.SortFunc(all, func(a, b FieldChange) int {
		return cmp.Or(a.Field.Line-b.Field.Line, strings.Compare(a.Field.Path, b.Field.Path))
	})
	return all
}

// Lacks are the findings that are about no field which waits for a person: of
// one that is not clear, or whose reading is assumed, the field itself is asked.
func Lacks(found []Finding, fields []Field) []Finding {
	status := map[string]Status{}
	for _, f := range fields {
		status[f.Path] = f.Status
	}
	return slices.DeleteFunc(slices.Clone(found), func(x Finding) bool {
		st := status[x.Path]
		return x.Path != "" && (st == Unclear || st == Assumed)
	})
}
