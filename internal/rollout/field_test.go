package rollout

import (
	"fmt"
	"strings"
	"testing"
)

func TestChangedFields(t *testing.T) {
	field := func(path string, line int, text string) Field {
		return Field{Path: path, Line: line, Text: text, Status: Understood}
	}
	agent := field("agent", 5, "Lamp")
	tests := []struct {
		name          string
		before, after []Field
		undone        map[string]Moved
		want          string
	}{
		{name: "nothing", before: []Field{agent}, after: []Field{agent}},
		{name: "the same words on another line", before: []Field{agent}, after: []Field{field("agent", 9, "Lamp")}},
		{name: "other words", before: []Field{agent}, after: []Field{field("agent", 5, "Torch")}, want: "5 agent understood: Lamp → Torch"},
		{name: "a new row", before: []Field{agent}, after: []Field{agent, field("waves[0].date", 12, "1 May")}, want: "12 waves[0].date understood:  → 1 May"},
		{name: "a row that is gone", before: []Field{agent, field("waves[0].date", 12, "1 May")}, after: []Field{agent}, want: "0 waves[0].date empty: 1 May → "},
		{name: "an empty row that is gone", before: []Field{agent, field("waves[0].date", 12, "")}, after: []Field{agent}},
		{
			name: "in the order of the newer document, what is gone first", before: []Field{field("b", 1, "x"), field("a", 2, "x"), field("c", 3, "x")},
			after: []Field{field("a", 1, "y"), field("b", 8, "y")}, want: "0 c empty: x → , 1 a understood: x → y, 8 b understood: x → y",
		},
		{
			name: "a move that is taken back", before: []Field{field("waves[0].date", 12, "1 May")}, after: []Field{field("waves[0].date", 12, "1 April")},
			undone: map[string]Moved{"waves[0].date": {By: "maya"}}, want: "12 waves[0].date understood: 1 May → 1 April, undoes maya's",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			all := ChangedFields(tt.before, tt.after, tt.undone)
			if all == nil {
				t.Fatal("nil, which stands for a first import")
			}
			var got []string
			for _, ch := range all {
				s := fmt.Sprintf("%d %s %s: %s → %s", ch.Field.Line, ch.Field.Path, ch.Field.Status, ch.Was, ch.Field.Text)
				if ch.Undoes != nil {
					s += ", undoes " + string(ch.Undoes.By) + "'s"
				}
				got = append(got, s)
			}
			if s := strings.Join(got, ", "); s != tt.want {
				t.Errorf("got  %s\nwant %s", s, tt.want)
			}
		})
	}
}

func TestLacks(t *testing.T) {
	fields := []Field{
		{Path: "a", Status: Unclear},
		{Path: "b", Status: Assumed},
		{Path: "c", Status: Assumed, Confirmed: true},
		{Path: "d", Status: Understood},
		{Path: "e", Status: Empty},
	}
	found := []Finding{{Text: "of the whole"}, {Path: "a", Text: "A"}, {Path: "b", Text: "B"}, {Path: "c", Text: "C"}, {Path: "d", Text: "D"}, {Path: "e", Text: "E"}, {Path: "f", Text: "F"}}
	var got []string
	for _, f := range Lacks(found, fields) {
		got = append(got, f.Text)
	}
	if s := strings.Join(got, " "); s != "of the whole D E F" {
		t.Errorf("got %s", s)
	}
	if found[1].Text != "A" {
		t.Error("the findings themselves were changed")
	}
}

func TestFieldPlace(t *testing.T) {
	for path, want := range map[string]string{
		"metrics[2].threshold": "metrics 2 threshold", "cost.owner": " 0 cost.owner", "agent": " 0 agent",
		"metrics[x].threshold": " 0 metrics[x].threshold", "metrics[2": " 0 metrics[2", "": " 0 ",
	} {
		table, row, name := Field{Path: path}.Place()
		if got := fmt.Sprintf("%s %d %s", table, row, name); got != want {
			t.Errorf("%q: got %q, want %q", path, got, want)
		}
	}
}
