package commands_test

import (
	"strings"
	"testing"
)

// A key goes without its W. A number behind one is evidence, unless it stands in a
// list of keys.
func TestKeysWithoutTheirW(t *testing.T) {
	base := running(t)
	for _, tt := range []struct {
		name, line string
		says       []string
		not        string
	}{
		{"one", "wave tick 1.4", []string{"W1.4 is ticked"}, ""},
		{"one with evidence", "wave tick 1.4 minutes of 3 July", []string{"W1.4 is ticked"}, ""},
		{"a list", "wave tick 1.3, 1.4 and 1.5 minutes", []string{"W1.3", "W1.4", "W1.5"}, ""},
		{"a list of blanks", "wave tick 1.3 1.4 1.5", []string{"W1.3", "W1.4", "W1.5"}, ""},
		{"a number that is evidence", "wave tick 1.3 1.4 % were wrong", []string{"W1.3 is ticked"}, "W1.4"},
		{"a number behind a whole key", "wave tick W1.3 1.4", []string{"W1.3 is ticked"}, "W1.4"},
		{"mixed", "wave tick 1.3 W1.4", []string{"W1.3", "W1.4"}, ""},
		{"of two gates", "wave tick 1.3, 1.6", []string{"W1.3 and W1.6 are of two gates. Nothing was changed."}, ""},
		{"none", "wave tick 1.99", []string{"1.99", "Nothing was changed."}, ""},
		{"none in a list", "wave tick 1.3, 1.99", []string{"1.99", "Nothing was changed."}, "is ticked"},
		{"not ticked", "wave untick 1.4", []string{"W1.4 is not ticked"}, ""},
		{"waived", "wave waive 1.6 because it is written", []string{"waive W1.6"}, ""},
		{"several waived", "wave waive 1.5, 1.6 because it is written", []string{"one criterion, and the line names several"}, ""},
		{"several waived, of blanks", "wave waive 1.5 1.6 because it is written", []string{"one criterion, and the line names several"}, ""},
		{"waived for a number", "wave waive 1.6 1.4 % is little", []string{"waive W1.6"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := mutation{}.prepared(t, base)
			got := h.typed("noor", tt.line)
			for _, want := range tt.says {
				if !strings.Contains(got, want) {
					t.Errorf("answered\n%s\nwant %s", got, want)
				}
			}
			if tt.not != "" && strings.Contains(got, tt.not) {
				t.Errorf("answered\n%s\nnot %s", got, tt.not)
			}
		})
	}
}
