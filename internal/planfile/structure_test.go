package planfile

import "testing"

// TestStructure holds where fields are found. want lists paths and texts.
func TestStructure(t *testing.T) {
	for _, tt := range []struct {
		name, doc string
		want      map[string]string
		lines     map[string]int
		rows      int // of the support table; 0: not looked at
	}{
		{
			name: "a table of contents changes nothing",
			doc:  "1. [Rollout Strategy](#1)\n2. Adoption And Enablement\n3. Support Model\n\n## 1. Rollout Strategy\n- Agent name: A\n",
			want: map[string]string{"agent": "A"}, lines: map[string]int{"agent": 6},
		},
		{
			name: "a section under a name of the author's own, by its number",
			doc:  "## 4. Support Model\n\n## 5. Money\n- Budget owner: Lee\n",
			want: map[string]string{"cost.owner": "Lee"},
		},
		{
			name: "what the template's sections lack, from another section",
			doc:  "## 1. Rollout Strategy\n- Agent name: A\n## Money and more\n- Monthly budget: $5\n- Agent name: B\n",
			want: map[string]string{"agent": "A", "cost.budget": "$5"},
		},
		{
			name: "an empty field of the template is not filled from another section",
			doc:  "## 5. Cost Controls\n- Monthly budget:\n## Appendix\n- Monthly budget: $5\n",
			want: map[string]string{"cost.budget": ""},
		},
		{
			name: "an unknown bullet is no part of the one before",
			doc:  "# Strategy\n- Agent name: A\n- Vendor: B\n- Launch channel:\n- Shape: round\n",
			want: map[string]string{"agent": "A", "channel": ""},
		},
		{
			name: "items at the label's own indent",
			doc:  "# Pause\n- Pause triggers:\n- a leak\n- a fire\n- Pause procedure: off\n",
			want: map[string]string{"pause.triggers": "a leak\na fire", "pause.procedure": "off"},
		},
		{
			name: "items as check boxes",
			doc:  "# Pause\n- Pause procedure:\n  - [ ] off\n  - [x] tell\n",
			want: map[string]string{"pause.procedure": "off\ntell"},
		},
		{
			name: "two tables of one kind are one",
			doc:  "# Support\n| Support Area | SLA |\n|-|-|\n| A | 1 h |\n\nMore:\n\n| Support Area | SLA |\n|-|-|\n| B | 2 h |\n",
			want: map[string]string{"support[0].area": "A", "support[1].sla": "2 h"}, rows: 2,
		},
		{
			name: "a header without its row of dashes",
			doc:  "# Support\n| Support Area | Owner | SLA |\n| A | Lee | 1 h |\n",
			want: map[string]string{"support[0].owner": "Lee"},
		},
		{
			name: "rows of dashes and blanks are no rows",
			doc:  "# Support\n| Support Area | SLA |\n|-|-|\n| | |\n| - | - |\n| A | 1 h |\n",
			want: map[string]string{"support[0].area": "A"}, rows: 1,
		},
		{
			name: "a bar that is escaped, also in code",
			doc:  "# Support\n| Support Area | SLA |\n|-|-|\n| A \\| B | `1 \\| 2` |\n",
			want: map[string]string{"support[0].area": "A | B", "support[0].sla": "`1 | 2`"},
		},
		{
			name: "a fence that is never closed hides nothing",
			doc:  "# Strategy\n```\n- Agent name: A\n",
			want: map[string]string{"agent": "A"},
		},
		{
			name: "a comment that is never closed hides nothing",
			doc:  "# Strategy\n<!-- to do\n- Agent name: A\n",
			want: map[string]string{"agent": "A"},
		},
		{
			name: "a comment over lines",
			doc:  "# Strategy\n<!--\n- Agent name: Old\n-->\n- Agent name: New\n",
			want: map[string]string{"agent": "New"},
		},
		{
			name: "byte order mark and lone CR",
			doc:  "\ufeff# Strategy\r- Agent name: A\r- Launch channel: Teams\r",
			want: map[string]string{"agent": "A", "channel": "Teams"}, lines: map[string]int{"channel": 3},
		},
		{
			name: "a value that holds a colon and a bar",
			doc:  "# Strategy\n- Agent name: A: the | second\n",
			want: map[string]string{"agent": "A: the | second"},
		},
		{
			name: "wide colon, bullets of other kinds",
			doc:  "# Strategy\n• Agent name： A\n+ Launch channel: Teams\n",
			want: map[string]string{"agent": "A", "channel": "Teams"},
		},
		{
			name: "links, code and emphasis inside stay as written",
			doc:  "# Strategy\n- Business or operating context: **Much** in `x\\*y` and [here](https://example.com) \\*so\\*\n",
			want: map[string]string{"context": "**Much** in `x\\*y` and [here](https://example.com) *so*"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := scan([]byte(tt.doc))
			if err != nil {
				t.Fatal(err)
			}
			for path, want := range tt.want {
				p, ok := s.fields[path]
				if !ok || p.text != want {
					t.Errorf("%s is %q (found: %v), want %q", path, p.text, ok, want)
				}
				if n := tt.lines[path]; n != 0 && p.line != n {
					t.Errorf("%s is at line %d, want %d", path, p.line, n)
				}
			}
			if tt.rows != 0 && s.rows["support"] != tt.rows {
				t.Errorf("%d rows, want %d", s.rows["support"], tt.rows)
			}
		})
	}
}
