package commands_test

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

// What compares the whole store must know every kind there is in it: those that
// records say, and the store's own.
func TestKindsAreAll(t *testing.T) {
	found := map[string]string{}
	each(t, "../internal/rollout", func(n ast.Node) {
		f, ok := n.(*ast.FuncDecl)
		if !ok || f.Recv == nil || f.Name.Name != "Kind" || len(f.Body.List) != 1 {
			return
		}
		if r, ok := f.Body.List[0].(*ast.ReturnStmt); ok {
			found[literal(t, r.Results[0])] = "internal/rollout"
		}
	})
	each(t, "../store", func(n ast.Node) {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 || !strings.HasPrefix(spec.Names[0].Name, "kind") {
			return
		}
		if _, plain := spec.Values[0].(*ast.BasicLit); plain {
			found[literal(t, spec.Values[0])] = "store"
		}
	})
	for kind, where := range found {
		if !slices.Contains(kinds, kind) {
			t.Errorf("%s keeps %q, which kinds does not list", where, kind)
		}
	}
	for _, kind := range kinds {
		if found[kind] == "" {
			t.Errorf("nothing is kept as %q", kind)
		}
	}
}

// each calls fn for every node of a package's source, without its tests.
func each(t *testing.T, dir string, fn func(ast.Node)) {
	t.Helper()
	paths, err := filepath.Glob(dir + "/*.go")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no source in %s: %v", dir, err)
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if n != nil {
				fn(n)
			}
			return true
		})
	}
}

func literal(t *testing.T, e ast.Expr) string {
	t.Helper()
	lit, ok := e.(*ast.BasicLit)
	if !ok {
		t.Fatalf("%T where a plain text is expected", e)
	}
	text, err := strconv.Unquote(lit.Value)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
