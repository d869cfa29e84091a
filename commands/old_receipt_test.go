package commands_test

import (
	"context"
	"encoding/json"
	"fmt"
	"go/ast"
	"strings"
	"testing"

	"github.com/rolloutbot/rollout/store"
)

// A receipt that an older version has written is answered as that version did:
// the names of what is stored stay, whatever becomes of the words.
func TestOldReceiptsAreAnswered(t *testing.T) {
	h := newHouse(t).withPlan()
	for i, tt := range []struct {
		line, fact string
		old        string // the fact's bytes as they were written then
	}{
		{
			"wave move 1 2027-02-08", "answer",
			`{"Plan":"hr-policy-assistant","Agent":"HR Policy Assistant","Run":{"schema":1,"plan":"hr-policy-assistant","wave":"W1","title":"wave 1","state":"planned","moved":{"was":"2027-01-11","to":"2027-02-08","by":"maya","at":"2026-07-14T08:00:00Z"}},"Call":"1","Changed":true,"Home":"#agent-hr","Told":false,"Live":false,"Criteria":null,"Text":"Mon 8 Feb 2027","File":"","Said":{"by":"","at":"0001-01-01T00:00:00Z"},"Gate":"","Holds":0,"At":"2026-07-14T08:00:00Z","Turn":false}`,
		},
		{
			"plan confirm metrics[1].threshold", "open",
			`[{"Section":1,"Path":"waves[0].exit","Row":"wave 1","Line":15,"Text":"","Reading":"","Status":"","Confirmed":false},{"Section":1,"Path":"waves[3].exit","Row":"wave 4","Line":18,"Text":"","Reading":"","Status":"","Confirmed":false},{"Section":2,"Path":"enablement.office_hours","Row":"","Line":26,"Text":"","Reading":"","Status":"","Confirmed":false},{"Section":3,"Path":"metrics[2].threshold","Row":"","Line":35,"Text":"","Reading":"","Status":"","Confirmed":false},{"Section":3,"Path":"metrics[3].threshold","Row":"","Line":36,"Text":"","Reading":"","Status":"","Confirmed":false}]`,
		},
		{
			"plan import\n" + policyAssistant(t) + "\n", "changes",
			`[{"Field":{"Section":1,"Path":"waves[0].date","Row":"wave 1","Line":15,"Text":"2027-01-11","Reading":"Mon 11 January 2027","Status":"understood","Confirmed":false},"Was":"2027-02-08","Undoes":{"was":"2027-01-11","to":"2027-02-08","by":"maya","at":"2026-07-14T08:00:00Z"}}]`,
		},
		{
			"wave tick W1.1 minutes of 3 July", "answer",
			`{"Plan":"hr-policy-assistant","Agent":"HR Policy Assistant","Run":{"schema":1,"plan":"hr-policy-assistant","wave":"W1","title":"wave 1","state":"planned","moved":{"was":"2027-01-11","to":"2027-02-08","by":"maya","at":"2026-07-14T08:00:00Z"},"ticks":{"0563aa7c713af37b30d0c2510db43dbd":{"by":"maya","at":"2026-07-14T08:00:00Z","text":"minutes of 3 July"}}},"Call":"1","Changed":true,"Home":"#agent-hr","Told":false,"Live":false,"Criteria":[{"Key":"W1.1","Text":"Announced to the users of this wave","Changed":true,"Said":{"by":"maya","at":"2026-07-14T08:00:00Z","text":"minutes of 3 July"},"For":["HR Communications Lead"]}],"Text":"","File":"","Said":{"by":"","at":"0001-01-01T00:00:00Z"},"Gate":"entry","Holds":4,"At":"2026-07-14T08:00:00Z","Turn":false}`,
		},
		{
			"spend 40 monthly for licences", "answer",
			`{"Agent":"HR Policy Assistant","Monthly":{"schema":1,"num":1,"plan":"hr-policy-assistant","agent":"HR Policy Assistant","amount":"40","currency":"USD","first":"2026-07-14","line":"licences","by":"maya","at":"2026-07-14T08:00:00Z","lines":["SP-1"],"count":1,"due":"2026-08-14T07:00:00Z","gen":2},"Lines":[{"schema":1,"num":1,"plan":"hr-policy-assistant","on":"2026-07-14","amount":"40","currency":"USD","line":"licences","center":"CC-4410 / HR-AI-27 / HR Finance Partner","by":"maya","via":"command","at":"2026-07-14T08:00:00Z","monthly":"SPM-1"}],"Changed":true,"Told":null,"Now":"2026-07-14T08:00:00Z"}`,
		},
		{line: "plan activate confirm"},
		{
			"hold because audit", "answer",
			`{"Plan":"hr-policy-assistant","Agent":"HR Policy Assistant","Hold":{"by":"maya","at":"2026-07-14T08:00:00Z","because":"audit"},"Changed":true,"Home":"#agent-hr","At":"2026-07-14T08:00:00Z","Pause":""}`,
		},
	} {
		a := ask{key: fmt.Sprint("slash/", i), user: "maya", in: "agent-hr", line: tt.line}
		first := h.says(a)
		first = strings.Replace(first, "a draft reminds nobody.", "the rollout lead is reminded of that day.", 1) // an old move does not tell
		if tt.fact == "" {
			continue
		}
		h.rewrite(a.key, tt.fact, tt.old)
		if again := h.says(a); again != first {
			t.Errorf("%.30s: answered\n%s\nfrom what was stored then\n%s", tt.line, first, again)
		}
	}
}

// rewrite puts other bytes into a fact of the receipt of a request.
func (h *house) rewrite(key, fact, value string) {
	h.t.Helper()
	err := h.store.Update(context.Background(), func(tx store.Tx) error {
		b, err := tx.Get("inbox", key)
		if err != nil {
			return err
		}
		var row map[string]any
		if err := json.Unmarshal(b, &row); err != nil {
			return err
		}
		row["receipt"].(map[string]any)["facts"].(map[string]any)[fact] = value
		if b, err = json.Marshal(row); err != nil {
			return err
		}
		return tx.Put("inbox", key, b)
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// Nothing that is thawed from a receipt is a type of view.
func TestReceiptsHoldNoWords(t *testing.T) {
	thaws := 0
	each(t, ".", func(n ast.Node) {
		ix, ok := n.(*ast.IndexExpr)
		if !ok {
			return
		}
		if f, ok := ix.X.(*ast.Ident); !ok || f.Name != "thawed" {
			return
		}
		thaws++
		ast.Inspect(ix.Index, func(n ast.Node) bool { // "[]view.Field" too
			if of, ok := n.(*ast.SelectorExpr); ok {
				if pkg, ok := of.X.(*ast.Ident); ok && pkg.Name == "view" {
					t.Errorf("a receipt holds a view.%s, which other words may change: keep what rollout knows", of.Sel.Name)
				}
			}
			return true
		})
	})
	if thaws == 0 {
		t.Error("nothing is thawed: this test looks for the wrong name")
	}
}
