package store

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// TestEveryRecordIsListed reads package rollout's source: a type with Kind, Key
// and Index is a record, and one that is missing here could not be put.
func TestEveryRecordIsListed(t *testing.T) {
	dir := filepath.Join("..", "internal", "rollout")
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	methods := make(map[string]map[string]bool)
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, f.Name()), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range parsed.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Recv == nil {
				continue
			}
			typ := fn.Recv.List[0].Type
			if star, ok := typ.(*ast.StarExpr); ok {
				typ = star.X
			}
			name, ok := typ.(*ast.Ident)
			if !ok {
				continue
			}
			if methods[name.Name] == nil {
				methods[name.Name] = make(map[string]bool)
			}
			methods[name.Name][fn.Name.Name] = true
		}
	}
	listed := make(map[string]bool)
	for _, r := range records {
		v, err := r.decode([]byte("{}"))
		if err != nil || v.Kind() != r.kind {
			t.Errorf("kind %q decodes to %T of kind %q: %v", r.kind, v, v.Kind(), err)
		}
		listed[reflect.TypeOf(v).Name()] = true
	}
	found := 0
	for name, m := range methods {
		if !m["Kind"] || !m["Key"] || !m["Index"] {
			continue
		}
		found++
		if !listed[name] {
			t.Errorf("rollout.%s is a record; add of[rollout.%s]() to records", name, name)
		}
	}
	if found < len(records) {
		t.Errorf("%d records in the source, %d are listed", found, len(records))
	}
	own := []string{kindMeta, kindIndex, kindTimer, kindCard, kindInbox, kindRow, kindQueue, kindCount, kindAudit, kindBody, kindNext}
	seen := make(map[string]bool)
	for _, r := range records {
		own = append(own, r.kind)
	}
	for _, k := range own {
		if seen[k] {
			t.Errorf("two kinds are called %q", k)
		}
		seen[k] = true
	}
}
