// Package imports holds the house rules that a compiler does not: who may import whom, which package may read a clock,
// what a package may not be called and what no file may mention. It has only tests.
package imports

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// module is the path of the project, as go.mod says it; TestModule holds the two together.
const module = "github.com/rolloutbot/rollout"

// A room says what the non-test files of one package may import, besides the standard library.
type room struct {
	ours   string // packages of the project, relative to it, parted by spaces
	others string // third-party modules or packages
}

// rooms is a statement of policy: it says what the project wants to be, not what it happens to be. When this test
// fails, the import is usually wrong and not the table. A change here is a change of the architecture and belongs into
// a decision record.
//
// Read it from the top: what stands higher knows nothing of what stands lower.
var rooms = map[string]room{
	// The language of the product: values and rules. No Slack, no store, no clock.
	"internal/rollout": {others: "github.com/robfig/cron/v3 github.com/shopspring/decimal"},

	// The document in and out; what people see; what is kept.
	"internal/planfile": {
		ours:   "internal/rollout",
		others: "github.com/shopspring/decimal",
	},
	"internal/view": {ours: "internal/rollout"},
	"store":         {ours: "internal/rollout"},

	// A store's driver lives in one package. storetest is the contract that every store passes.
	"store/bolt":      {ours: "store internal/rollout", others: "go.etcd.io/bbolt"},
	"store/storetest": {ours: "store internal/rollout", others: "pgregory.net/rapid"},

	// What people ask for, and what happens when nobody types.
	"commands": {
		ours:   "internal/rollout internal/planfile internal/view store",
		others: "github.com/agnivade/levenshtein",
	},
	"internal/engine": {ours: "internal/rollout internal/view store"},

	// Slack's side of the wire, and the strict Slack that tests and the playground talk to. The fake shares nothing
	// with the bot, so that it cannot share a mistake.
	"internal/slackapp":  {ours: "commands internal/view internal/rollout", others: "github.com/slack-go/slack"},
	"internal/fakeslack": {},

	// What other systems report.
	"internal/hooks": {ours: "commands internal/rollout"},

	// The page in a real browser: for tests only.
	"internal/browsertest": {others: "github.com/chromedp/chromedp github.com/chromedp/cdproto"},

	// The program as a value, the playground around it, and the binary.
	"internal/app": {
		ours: "commands internal/engine internal/hooks internal/planfile internal/rollout internal/slackapp internal/view " +
			"store store/bolt",
	},
	"internal/play": {ours: "internal/app internal/fakeslack internal/rollout commands"},
	"cmd/rollout": {
		ours:   "internal/app internal/play internal/planfile internal/rollout",
		others: "github.com/alecthomas/kong github.com/kelseyhightower/envconfig github.com/agnivade/levenshtein",
	},
}

// onlyIn narrows the table to files: a library that is to be easy to replace is named in one place.
var onlyIn = map[string]string{
	"github.com/slack-go/slack":            "internal/slackapp/",
	"go.etcd.io/bbolt":                     "store/bolt/",
	"github.com/kelseyhightower/envconfig": "cmd/rollout/config.go",
	"github.com/alecthomas/kong":           "cmd/rollout/",
	"github.com/robfig/cron/v3":            "internal/rollout/cadence_cron.go",
}

// pure lists the packages whose functions depend on their arguments alone, and outside what they must not reach for.
var (
	pure    = []string{"internal/rollout", "internal/planfile", "internal/view"}
	outside = []string{
		"crypto/rand", "database/sql", "log", "log/slog", "math/rand", "math/rand/v2", "net", "net/http", "os",
		"os/exec", "os/signal", "syscall", "unsafe",
	}
)

// clockReaders may ask the computer for the time or wait for it: the clock itself, the two ends of the wire (whose
// signatures and deadlines are real time) and the binary. Everybody else is told now.
var (
	clockReaders = []string{"internal/app", "internal/slackapp", "internal/fakeslack", "internal/play", "cmd/rollout", "internal/browsertest"}
	clock        = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "NewTimer", "NewTicker", "Tick"}
)

// vague names say nothing about what is inside.
var vague = []string{
	"base", "common", "helper", "helpers", "lib", "manager", "managers", "misc", "model", "models", "shared", "types",
	"util", "utils",
}

// A source is one non-test Go file.
type source struct {
	file string // relative to the module, with slashes
	dir  string
	tree *ast.File
	fset *token.FileSet
}

func (s source) at(n ast.Node) string {
	return fmt.Sprintf("%s:%d", s.file, s.fset.Position(n.Pos()).Line)
}

// imports gives the import paths of a file and the name by which the file calls each.
func (s source) imports() map[string]*ast.ImportSpec {
	m := map[string]*ast.ImportSpec{}
	for _, spec := range s.tree.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			panic(err) // the parser has accepted it
		}
		m[p] = spec
	}
	return m
}

const root = "../.."

// sources parses every non-test Go file of the module. It asks neither the go command nor the network.
func sources(t *testing.T) []source {
	t.Helper()
	var out []source
	fset := token.NewFileSet()
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() {
			if file != root && (strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") ||
				name == "testdata" || name == "node_modules") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		tree, err := parser.ParseFile(fset, file, nil, parser.SkipObjectResolution|parser.ParseComments)
		if err != nil {
			return err
		}
		if generator(tree) {
			return nil
		}
		rel, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		out = append(out, source{file: rel, dir: path.Dir(rel), tree: tree, fset: fset})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) == 0 {
		t.Fatal("no Go files found: the test looks in the wrong place")
	}
	return out
}

// generator says whether a file is never part of a package: a program that people run by hand with go run.
func generator(tree *ast.File) bool {
	for _, group := range tree.Comments {
		for _, c := range group.List {
			if c.Pos() < tree.Package && c.Text == "//go:build ignore" {
				return true
			}
		}
	}
	return false
}

// TestRooms holds every import of every non-test file against the table, and the table against the packages there are.
func TestRooms(t *testing.T) {
	unlisted, found := map[string]bool{}, map[string]bool{}
	for _, s := range sources(t) {
		found[s.dir] = true
		r, ok := rooms[s.dir]
		if !ok {
			if !unlisted[s.dir] {
				t.Errorf("package %s has no row in rooms: say there what it may import", s.dir)
			}
			unlisted[s.dir] = true
			continue
		}
		for p, spec := range s.imports() {
			if why := r.refuses(p); why != "" {
				t.Errorf("%s: %s imports %s: %s", s.at(spec), s.dir, p, why)
			}
		}
	}
	for dir := range rooms {
		if !found[dir] {
			t.Errorf("rooms has a row for %s, which is not a package", dir)
		}
	}
}

// refuses says why a package of this room may not import p, or nothing.
func (r room) refuses(p string) string {
	if rel, ok := strings.CutPrefix(p, module+"/"); ok {
		if slices.Contains(strings.Fields(r.ours), rel) {
			return ""
		}
		return "of ours it may import only [" + r.ours + "]"
	}
	if first, _, _ := strings.Cut(p, "/"); !strings.Contains(first, ".") {
		return "" // the standard library
	}
	for _, o := range strings.Fields(r.others) {
		if within(p, o) {
			return ""
		}
	}
	return "of third parties it may import only [" + r.others + "]"
}

// within says whether p is the module or package o, or a package of it.
func within(p, o string) bool {
	return p == o || strings.HasPrefix(p, o+"/")
}

// TestRefuses shows the table at work, so that TestRooms cannot pass by looking away.
func TestRefuses(t *testing.T) {
	tests := []struct {
		dir, imports string
		want         bool // refused
	}{
		{"internal/rollout", "strings", false},
		{"internal/rollout", "github.com/robfig/cron/v3", false},
		{"internal/rollout", "github.com/slack-go/slack", true},
		{"internal/rollout", module + "/store", true},
		{"internal/slackapp", "github.com/slack-go/slack/slackevents", false},
		{"internal/slackapp", "github.com/slack-go/slackline", true},
		{"internal/slackapp", module + "/store", true},
		{"internal/fakeslack", module + "/internal/rollout", true},
		{"store/bolt", "go.etcd.io/bbolt", false},
		{"store", "go.etcd.io/bbolt", true},
		{"internal/app", module + "/internal/fakeslack", true},
		{"cmd/rollout", module + "/internal/play", false},
	}
	for _, tt := range tests {
		if got := rooms[tt.dir].refuses(tt.imports) != ""; got != tt.want {
			t.Errorf("%s imports %s: refused %t, want %t", tt.dir, tt.imports, got, tt.want)
		}
	}
}

// TestOneHome holds that a library is named only by the file or folder which is its home.
func TestOneHome(t *testing.T) {
	for _, s := range sources(t) {
		for p, spec := range s.imports() {
			for lib, home := range onlyIn {
				if within(p, lib) && !strings.HasPrefix(s.file, home) {
					t.Errorf("%s: only %s may import %s", s.at(spec), home, lib)
				}
			}
		}
	}
}

// TestPure holds that rules, plans and words touch neither files nor the network, a log or chance.
func TestPure(t *testing.T) {
	for _, s := range sources(t) {
		if !slices.Contains(pure, s.dir) {
			continue
		}
		for p, spec := range s.imports() {
			if slices.Contains(outside, p) {
				t.Errorf("%s: %s imports %s, but is a package of pure functions", s.at(spec), s.dir, p)
			}
		}
	}
}

// TestClock holds that the time is asked for in few places and handed on from there.
func TestClock(t *testing.T) {
	for _, s := range sources(t) {
		spec, ok := s.imports()["time"]
		if !ok || slices.Contains(clockReaders, s.dir) {
			continue
		}
		name := "time"
		if spec.Name != nil {
			name = spec.Name.Name
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == name && slices.Contains(clock, sel.Sel.Name) {
				t.Errorf("%s: time.%s: %s is told the time, it does not ask", s.at(sel), sel.Sel.Name, s.dir)
			}
			return true
		})
	}
}

// TestNames holds that packages, folders and files are called after their subject.
func TestNames(t *testing.T) {
	for _, s := range sources(t) {
		parts := strings.Split(strings.TrimSuffix(s.file, ".go"), "/")
		if i := slices.IndexFunc(append(parts, s.tree.Name.Name), func(name string) bool {
			return slices.Contains(vague, name)
		}); i >= 0 {
			t.Errorf("%s: a name that says nothing about what is inside", s.file)
		}
	}
}
