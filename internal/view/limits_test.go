package view_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rolloutbot/rollout/internal/view"
)

func TestCardsThatDoNotFitAreCutHonestly(t *testing.T) {
	section := func(n int) view.Block { return view.Section{Text: strings.Repeat("x", n)} }
	row := view.Actions{Buttons: []view.Button{{Text: "Acknowledge", Line: "incident ack INC-7", Style: view.Primary}}}
	repeat := func(n int, b view.Block) []view.Block {
		all := make([]view.Block, n)
		for i := range all {
			all[i] = b
		}
		return all
	}
	tests := []struct {
		name   string
		blocks []view.Block
		want   string // in what is read
	}{
		{"60 paragraphs", append(repeat(60, section(10)), row), "Cut here: 12 parts of this message did not fit."},
		{"20 long paragraphs", append(repeat(20, section(2000)), row), "Cut here: 15 parts of this message did not fit."},
		{"one paragraph of 5,000", []view.Block{section(5000)}, "x…"},
		{"entities count as what they are", repeat(5, view.Section{Text: strings.Repeat("&amp;", 590)}), "Cut here: 1 part of this message did not fit."},
		{"30 buttons", []view.Block{view.Actions{Buttons: slicesOf(30, view.Button{Text: "Go", Line: "status"})}}, "[Go]"},
		{"20 notes of small print", []view.Block{view.Context{Texts: slicesOf(20, "note")}}, "and 11 more"},
		{"a long heading", []view.Block{view.Header{Text: strings.Repeat("wide ", 60)}}, "…"},
		{"a long button", []view.Block{view.Actions{Buttons: []view.Button{{Text: strings.Repeat("press ", 40), Line: "status"}}}}, "…]"},
		{"empty parts go", []view.Block{view.Section{}, view.Context{}, view.Actions{}, section(1)}, "x"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := view.Card{Text: "many", Blocks: tt.blocks}.Fit()
			for _, problem := range broken(c) {
				t.Error(problem)
			}
			if !strings.Contains(c.Plain(), tt.want) {
				t.Errorf("%q is not in\n%.400s", tt.want, c.Plain())
			}
			if fmt.Sprint(c.Fit()) != fmt.Sprint(c) {
				t.Error("a card that fits is changed")
			}
		})
	}
	last := view.Card{Text: "many", Blocks: append(repeat(60, section(10)), row)}.Fit().Blocks
	if _, ok := last[len(last)-1].(view.Actions); !ok {
		t.Error("the buttons were cut off")
	}
}

// A button whose line was cut would do something else.
func TestTooLongALineIsNoButton(t *testing.T) {
	c := view.Card{Text: "x", Blocks: []view.Block{view.Actions{Buttons: []view.Button{{Text: "Resolve", Line: "incident resolve INC-7 " + strings.Repeat("y", 2000)}}}}}.Fit()
	if lines := buttonLines(c); lines != "" {
		t.Errorf("a button carries %.40q…", lines)
	}
	note := view.ResolveOrNote("INC-7", strings.Repeat("long story ", 250))
	if plain := note.Plain(); !strings.Contains(plain, "too long for a button") || buttonLines(note) != "" {
		t.Errorf("nothing says what to do instead:\n%.300s", plain)
	}
}

func slicesOf[T any](n int, v T) []T {
	all := make([]T, n)
	for i := range all {
		all[i] = v
	}
	return all
}
