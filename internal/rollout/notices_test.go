package rollout

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// declared lists the string constants of a type, as a file of this package
// declares them.
func declared(t *testing.T, file, typ string) map[string]string {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	ast.Inspect(tree, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if name, ok := spec.Type.(*ast.Ident); !ok || name.Name != typ {
			return true
		}
		value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		all[value] = spec.Names[0].Name
		return true
	})
	if len(all) == 0 {
		t.Fatalf("%s declares no %s", file, typ)
	}
	return all
}

func TestEveryNoticeHasARule(t *testing.T) {
	kinds := declared(t, "notices.go", "NoticeKind")
	for kind, name := range kinds {
		if _, ok := NoticeRules[NoticeKind(kind)]; !ok {
			t.Errorf("%s has no row in NoticeRules", name)
		}
	}
	if len(NoticeRules) != len(kinds) {
		t.Errorf("%d rules for %d kinds", len(NoticeRules), len(kinds))
	}
}

func TestEveryTimerOfAnIncidentIsKnown(t *testing.T) {
	kinds := declared(t, "timers.go", "TimerKind")
	for _, k := range incidentTimers {
		if kinds[string(k)] == "" {
			t.Errorf("%s is not declared", k)
		}
	}
	for kind, name := range kinds {
		if strings.HasPrefix(kind, "incident.") && !slices.Contains(incidentTimers, TimerKind(kind)) {
			t.Errorf("%s is a timer of incidents that they do not know", name)
		}
	}
}
