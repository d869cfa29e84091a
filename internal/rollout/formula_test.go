package rollout

import "testing"

func TestFormula(t *testing.T) {
	tests := []struct {
		name, text string
		want       bool
	}{
		{"equals", "=1+1", true},
		{"plus", "+1", true},
		{"minus", "-1", true},
		{"at", "@sum", true},
		{"behind blanks", "  =1", true},
		{"behind a blank that does not break", "\u00a0=1", true},
		{"behind a blank of no width", "\u200b=1", true},
		{"behind a byte order mark", "\ufeff=1", true},
		{"wide", "＝1", true},
		{"wide plus, minus, at", "＋", true},
		{"wide minus", "－", true},
		{"wide at", "＠", true},
		{"behind a tab", "\tx", true},
		{"behind a line's end", "\rx", true},
		{"a name", "model tokens", false},
		{"inside", "a=b", false},
		{"a number", "5", false},
		{"nothing", "", false},
		{"blanks", "  ", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Formula(tt.text); got != tt.want {
				t.Errorf("%q: %v", tt.text, got)
			}
		})
	}
}
