package planfile

import (
	"fmt"
	"strings"
	"testing"
)

// A sentence beside the fields is kept, and it is said that nothing acts on it.
func TestSentencesThatNoFieldHolds(t *testing.T) {
	const support = "## 4. Support Model\n\n| Support Area | Owner | SLA / Response Expectation | Escalation Path |\n| --- | --- | --- | --- |\n| User support | HR Lead | 1 day | HR Lead |\n\n"
	for _, tt := range []struct{ name, doc, want string }{
		{"hours", support + "Office hours are 8 to 17, Hagen time.\n", "7 “Office hours are 8 to 17, Hagen time.” stands in no field of the template: it is kept, and nothing acts on it. Business hours are Monday to Friday from 09:00 to 17:00 on the plan's clock."},
		{"a paragraph is one", support + "Please call the desk\nbefore you write to them.\n", "7 “Please call the desk” stands in no field of the template: it is kept, and nothing acts on it."},
		{"a field nobody knows", support + "- Pilot partner of ours: Northwind\n", "7 “Pilot partner of ours: Northwind” stands in no field of the template: it is kept, and nothing acts on it."},
		{"before the first section", "Please call the desk before you write.\n\n" + support, ""},
		{"in a section of the author's own", support + "## Notes\n\nPlease call the desk before you write.\n", ""},
		{"a heading's rule, a word", support + "---\n\nConfidential\n", ""},
		{"a list below a label", "## 5. Cost Controls\n\n- Model routing or tiering rules:\n  - small by default for all\n  - larger for claims of all\n\n" + support, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := Read([]byte("- Agent name: Desk Helper\n" + tt.doc))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range p.Findings {
				if f.Code == "prose-loose" {
					got = append(got, fmt.Sprintf("%d %s", f.Line-1, f.Text))
				}
			}
			if s := strings.Join(got, "\n"); s != tt.want {
				t.Errorf("got  %s\nwant %s", s, tt.want)
			}
		})
	}
	many, err := Read([]byte("- Agent name: Desk Helper\n" + support + strings.Repeat("Call the desk first.\n\n", 1000)))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, f := range many.Findings {
		if f.Code == "prose-loose" {
			n++
		}
	}
	if n != 6 {
		t.Errorf("%d findings for a thousand paragraphs, want 5 and how many more", n)
	}
}
