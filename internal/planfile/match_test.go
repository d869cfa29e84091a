package planfile

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// supportPlan is a plan of support rows "Area|owner", ids as given.
func supportPlan(t *testing.T, rows ...string) rollout.Plan {
	t.Helper()
	doc := "# Support Model\n| Support Area | Owner | SLA |\n|-|-|-|\n"
	for _, r := range rows {
		area, owner, _ := strings.Cut(r, "/")
		doc += fmt.Sprintf("| %s | %s | 1 hour |\n", area, owner)
	}
	p, err := Read([]byte(doc))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestMatch(t *testing.T) {
	for _, tt := range []struct {
		name    string
		old     string // rows of the plan before
		now     string
		renamed map[string]rollout.RowID
		want    string // ids of the new rows
		asks    string // paths asked about, with the row each may be
	}{
		{"nothing changed", "Data/Lee, Users/Kim", "Data/Lee, Users/Kim", nil, "S1 S2", ""},
		{"other order", "Data/Lee, Users/Kim", "Users/Kim, Data/Lee", nil, "S2 S1", ""},
		{"other case and marks", "Data/Lee", "**DATA:**/Lee", nil, "S1", ""},
		{"other owner", "Data/Lee", "Data/Kim", nil, "S1", ""},
		{"renamed, all else equal", "Data/Lee, Users/Kim", "Data issue/Lee, Users/Kim", nil, "S1 S2", ""},
		{"renamed and given to somebody", "Data/Lee, Users/Kim", "Data issue/Pat, Users/Kim", nil, "S3 S2", "support[0]=S1"},
		{"answered: renamed", "Data/Lee, Users/Kim", "Data issue/Pat, Users/Kim", map[string]rollout.RowID{"support[0]": "S1"}, "S1 S2", ""},
		{"answered: new", "Data/Lee, Users/Kim", "Data issue/Pat, Users/Kim", map[string]rollout.RowID{"support[0]": ""}, "S3 S2", ""},
		{"added at the end", "Data/Lee", "Data/Lee, Users/Kim", nil, "S1 S2", ""},
		{"added in front", "Data/Lee", "Users/Kim, Data/Lee", nil, "S2 S1", ""},
		{"taken out", "Data/Lee, Users/Kim", "Users/Kim", nil, "S2", ""},
		{"two of one name", "Data/Lee, Data/Kim", "Data/Lee, Data/Kim, Data/Pat", nil, "S1 S2 S3", ""},
		{"names swapped for equal cells", "A/Lee, B/Lee", "B/Lee, A/Lee", nil, "S2 S1", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			old, _ := Match(rollout.Plan{}, supportPlan(t, strings.Split(tt.old, ", ")...), nil)
			read := supportPlan(t, strings.Split(tt.now, ", ")...)
			now, qs := Match(old, read, tt.renamed)
			var ids, asks []string
			for _, s := range now.Support {
				ids = append(ids, string(s.ID))
			}
			for _, q := range qs {
				asks = append(asks, q.Path+"="+string(q.Row))
				if q.Text == "" || q.Old == "" || q.New == "" {
					t.Errorf("question %+v lacks words", q)
				}
			}
			if got := strings.Join(ids, " "); got != tt.want {
				t.Errorf("ids are %s, want %s", got, tt.want)
			}
			if got := strings.Join(asks, " "); got != tt.asks {
				t.Errorf("asks %q, want %q", got, tt.asks)
			}
			if read.Support[0].ID != "S1" {
				t.Error("the plan that was handed in has changed")
			}
		})
	}
}

func TestMatchNeverGivesAnIDTwice(t *testing.T) {
	p, _ := Match(rollout.Plan{}, supportPlan(t, "A/x", "B/x", "C/y"), nil)
	p, _ = Match(p, supportPlan(t, "A/x", "B/x"), nil) // S3 goes
	p, _ = Match(p, supportPlan(t, "A/x", "B/x", "D/z"), nil)
	if got := p.Support[2].ID; got != "S4" {
		t.Errorf("the new row is %s, but S3 was another's", got)
	}
	if d := cmp.Diff(map[string]int{"W": 0, "M": 0, "S": 4, "R": 0}, p.LastRow); d != "" {
		t.Error(d)
	}
}
