package planfile

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"github.com/rolloutbot/rollout/internal/rollout"
)

func readFile(t *testing.T, file string) ([]byte, rollout.Plan) {
	t.Helper()
	doc, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	p, err := Read(doc)
	if err != nil {
		t.Fatal(err)
	}
	return doc, p
}

// TestReportJSON holds the names that scripts rely on.
func TestReportJSON(t *testing.T) {
	p, err := Read([]byte("# Strategy\n- Agent name: Helper\n\n# Cost Controls\n- Monthly budget: $2,000\n- Review cadence: 0 9 * * 1\n\n# Support\n| Support Area | Owner | SLA | Escalation Path |\n|-|-|-|-|\n| Data | TBD | Best effort | A + B -> C |\n"))
	if err != nil {
		t.Fatal(err)
	}
	r := Understanding(p, nil)
	want := map[string]string{
		"agent":            `{"section":1,"path":"agent","line":2,"text":"Helper","status":"understood","reading":"Helper","value":"Helper"}`,
		"context":          `{"section":1,"path":"context","line":0,"text":"","status":"empty"}`,
		"support[0].area":  `{"section":4,"path":"support[0].area","line":11,"text":"Data","status":"understood"}`,
		"support[0].owner": `{"section":4,"path":"support[0].owner","line":11,"text":"TBD","status":"unclear","value":[]}`,
		"support[0].sla":   `{"section":4,"path":"support[0].sla","line":11,"text":"Best effort","status":"understood","reading":"best effort: no clock runs","value":{}}`,
		"support[0].path":  `{"section":4,"path":"support[0].path","line":11,"text":"A + B -\u003e C","status":"understood","reading":"A and B, then C","value":["A","B","C"]}`,
		"cost.budget":      `{"section":5,"path":"cost.budget","line":5,"text":"$2,000","status":"understood","reading":"USD 2,000 per month","value":{"amount":"2000","currency":"USD","per":"month"}}`,
		"cost.cadence":     `{"section":5,"path":"cost.cadence","line":6,"text":"0 9 * * 1","status":"understood","reading":"by the cron schedule 0 9 * * 1","value":{"cron":"0 9 * * 1"}}`,
	}
	got := map[string]string{}
	for _, f := range r.Fields {
		if want[f.Path] == "" {
			continue
		}
		b, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		got[f.Path] = string(b)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	b, err := json.Marshal(Understanding(rollout.Plan{}, nil))
	if err != nil || !strings.HasPrefix(string(b), `{"agent":"","fields":[{"section":1,`) || !strings.HasSuffix(string(b), `"findings":[]}`) {
		t.Errorf("an empty plan reports %s, %v", b, err)
	}
}

// TestConfirmed holds that a person's word makes an assumed reading
// understood, for exactly the text it was given for.
func TestConfirmed(t *testing.T) {
	_, p := readFile(t, "../play/samples/policy-assistant.md")
	word := map[string]string{"metrics[1].threshold": Hash("85% accepted answers"), "cost.cadence": Hash("Quarterly")}
	r := Understanding(p, func(path, text string) bool { return word[path] == Hash(text) })
	before := Understanding(p, nil).Count()
	if got := r.Count(); got[rollout.Assumed] != before[rollout.Assumed]-1 {
		t.Errorf("%d are assumed, before %d; one of two confirmations fits its text", got[rollout.Assumed], before[rollout.Assumed])
	}
	unclear, assumed := Open(p, func(path, text string) bool { return word[path] == Hash(text) })
	if got := r.Count(); unclear != got[rollout.Unclear] || assumed != got[rollout.Assumed] || unclear == 0 {
		t.Errorf("counted alone %d are unclear and %d assumed, in the report %d and %d", unclear, assumed, got[rollout.Unclear], got[rollout.Assumed])
	}
}

// TestBlank holds that the template as it is downloaded gives an empty plan.
func TestBlank(t *testing.T) {
	for _, file := range []string{"testdata/blank_raw.md", "testdata/blank_page.md"} {
		_, p := readFile(t, file)
		given := map[string]bool{"wave": true, "area": true, "metric": true, "item": true, "cadence": true}
		for _, f := range Understanding(p, nil).Fields {
			if table, _, c := cellOf(f.Path); table != nil && given[table.columns[c].field] {
				continue
			}
			if f.Status != rollout.Empty {
				t.Errorf("%s: %s is %s", file, f.Path, f.Status)
			}
		}
		if len(p.Waves) != 1 || len(p.Metrics) != 8 || len(p.Support) != 6 || len(p.Reviews) != 7 {
			t.Errorf("%s: %d waves, %d metrics, %d areas, %d reviews", file, len(p.Waves), len(p.Metrics), len(p.Support), len(p.Reviews))
		}
	}
}

// TestSamples holds what the playground shows: complete plans with a little to
// ask about.
func TestSamples(t *testing.T) {
	for _, file := range []string{"../play/samples/policy-assistant.md", "../play/samples/field-helper.md"} {
		_, p := readFile(t, file)
		n := Understanding(p, nil).Count()
		if n[rollout.Understood] < 70 || n[rollout.Unclear] < 1 || n[rollout.Unclear] > 5 || n[rollout.Assumed] < 5 || n[rollout.Empty] > 5 {
			t.Errorf("%s: %v", file, n)
		}
	}
}

// TestLabels holds that no name stands for two things.
func TestLabels(t *testing.T) {
	seen := map[string]string{}
	for _, l := range labels {
		for _, n := range append([]string{l.name}, l.also...) {
			if other, ok := seen[fold(n)]; ok && other != l.path {
				t.Errorf("%q is both %s and %s", n, other, l.path)
			}
			seen[fold(n)] = l.path
		}
	}
	for n := range sectionTitles {
		if seen[n] != "" {
			t.Errorf("%q is a section and the label of %s", n, seen[n])
		}
	}
}

// TestSpellingsAreOfTheTemplate holds that every other spelling, and all that is
// said of how a field is read, is of something that the template has.
func TestSpellingsAreOfTheTemplate(t *testing.T) {
	there := map[string]bool{}
	for _, l := range labels {
		there[l.path] = true
	}
	for _, tb := range tables {
		there[tb.path] = true
		for _, c := range tb.columns {
			there[tb.path+"."+c.field] = true
		}
	}
	for _, path := range slices.Concat(slices.Collect(maps.Keys(also)), lists, slices.Collect(maps.Keys(given))) {
		if !there[path] {
			t.Errorf("the template has no %s", path)
		}
	}
	if len(sectionsAlso) != len(rollout.TemplateSections) {
		t.Errorf("%d sections have other names, %d are there", len(sectionsAlso), len(rollout.TemplateSections))
	}
}

// TestGoldmarkSeesTheSameTables lets a Markdown library judge our scanner: where
// it sees a table of the template, we read the same rows with the same filled
// cells.
func TestGoldmarkSeesTheSameTables(t *testing.T) {
	md := goldmark.New(goldmark.WithExtensions(extension.Table))
	tablesSeen := 0
	for _, file := range []string{"testdata/blank_raw.md", "testdata/good_raw.md", "../play/samples/policy-assistant.md", "../play/samples/field-helper.md"} {
		doc, _ := readFile(t, file)
		s, err := scan(doc)
		if err != nil {
			t.Fatal(err)
		}
		lf := []byte(strings.ReplaceAll(string(doc), "\r\n", "\n"))
		err = ast.Walk(md.Parser().Parse(text.NewReader(lf)), func(n ast.Node, in bool) (ast.WalkStatus, error) {
			if n.Kind() != extast.KindTable || !in {
				return ast.WalkContinue, nil
			}
			var rows [][]string
			for r := n.FirstChild(); r != nil; r = r.NextSibling() {
				var cells []string
				for c := r.FirstChild(); c != nil; c = c.NextSibling() {
					var b strings.Builder
					for i := range c.Lines().Len() {
						seg := c.Lines().At(i)
						b.Write(seg.Value(lf))
					}
					cells = append(cells, strings.TrimSpace(b.String()))
				}
				rows = append(rows, cells)
			}
			tb, cols := tableOf(rows[0])
			if tb == nil {
				return ast.WalkContinue, nil
			}
			tablesSeen++
			if s.rows[tb.path] != len(rows)-1 {
				t.Errorf("%s: %s has %d rows, goldmark sees %d", file, tb.path, s.rows[tb.path], len(rows)-1)
			}
			for i, row := range rows[1:] {
				for j, col := range tb.columns {
					if want := unescape(row[cols[j]]); s.text(cellPath(tb, i, col.field)) != want {
						t.Errorf("%s: %s is %q, goldmark sees %q", file, cellPath(tb, i, col.field), s.text(cellPath(tb, i, col.field)), want)
					}
				}
			}
			return ast.WalkSkipChildren, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if tablesSeen < 14 {
		t.Errorf("goldmark saw only %d tables", tablesSeen)
	}
}

// The words beside the table of waves are a field of their own. That there are
// none is no gap in a plan that has a table.
func TestWordsBesideTheWaves(t *testing.T) {
	const table = "| Wave | Users | Scope | Entry Criteria | Exit Criteria | Date |\n| --- | --- | --- | --- | --- | --- |\n| 1 | HR | All | Guide is out | Report is read | 2026-08-12 |\n"
	for _, tt := range []struct {
		name, doc string
		counted   bool
	}{
		{"a table", "- Agent name: Desk Helper\n- Rollout waves:\n\n" + table, false},
		{"no table", "- Agent name: Desk Helper\n- Rollout waves:\n", true},
	} {
		p, err := Read([]byte("## 1. Rollout Strategy\n\n" + tt.doc))
		if err != nil {
			t.Fatal(err)
		}
		r := Understanding(p, nil)
		if !slices.ContainsFunc(r.Fields, func(e Entry) bool { return e.Path == wavesText && e.Status == rollout.Empty }) {
			t.Errorf("%s: the report keeps one entry for each field", tt.name)
		}
		if got := strings.Contains(Render(r), "Words beside the rollout waves"); got != tt.counted {
			t.Errorf("%s: named as empty: %v\n%s", tt.name, got, Render(r))
		}
		all := 0
		for _, n := range r.Count() {
			all += n
		}
		if counted := all == len(r.Fields); counted != tt.counted {
			t.Errorf("%s: counted as empty: %v", tt.name, counted)
		}
	}
}
