package rollout

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// declared lists the string constants of a type and their names, wherever in
// this package they are declared.
func declared(t *testing.T, typ string) map[string]string {
	t.Helper()
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if name, ok := spec.Type.(*ast.Ident); !ok || name.Name != typ {
				return true
			}
			for i, v := range spec.Values {
				lit, ok := v.(*ast.BasicLit)
				if !ok {
					t.Fatalf("%s: %s is no plain text", path, spec.Names[i].Name)
				}
				value, err := strconv.Unquote(lit.Value)
				if err != nil {
					t.Fatal(err)
				}
				if all[value] != "" {
					t.Errorf("%s: %s and %s are both %q", path, all[value], spec.Names[i].Name, value)
				}
				all[value] = spec.Names[i].Name
			}
			return true
		})
	}
	if len(all) == 0 {
		t.Fatalf("the package declares no %s", typ)
	}
	return all
}

func TestEveryNoticeHasARule(t *testing.T) {
	kinds := declared(t, "NoticeKind")
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
	kinds := declared(t, "TimerKind")
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
