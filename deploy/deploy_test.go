// Package deploy holds what an administrator copies. Its tests hold those files together with the program.
package deploy

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSettings holds that the example and the README's table name exactly what serve reads.
func TestSettings(t *testing.T) {
	want := settings(t)
	for _, tt := range []struct {
		file string
		re   *regexp.Regexp
	}{
		{"env.example", regexp.MustCompile(`(?m)^#?([A-Z_]+)=`)},
		{"../README.md", regexp.MustCompile("(?m)^\\| `([A-Z_]+)` \\|")},
	} {
		got := names(t, tt.file, tt.re)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("settings of serve (-) and %s (+):\n%s", tt.file, d)
		}
	}
	for _, tt := range []struct {
		file string
		re   *regexp.Regexp
	}{
		{"rollout.service", regexp.MustCompile(`(?m)^Environment=([A-Z_]+)=`)},
		{"compose.yaml", regexp.MustCompile(`(?m)^      ([A-Z_]+): `)},
		{"../Dockerfile", regexp.MustCompile(`(?m)^ENV ([A-Z_]+)=`)},
	} {
		for _, name := range names(t, tt.file, tt.re) {
			if !slices.Contains(want, name) {
				t.Errorf("%s sets %s, which serve does not read", tt.file, name)
			}
		}
	}
}

// settings lists the variables that serve reads: the envconfig tags of cmd/rollout/config.go.
func settings(t *testing.T) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../cmd/rollout/config.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	ast.Inspect(file, func(n ast.Node) bool {
		f, ok := n.(*ast.Field)
		if !ok || f.Tag == nil {
			return true
		}
		tag, err := strconv.Unquote(f.Tag.Value)
		if err != nil {
			t.Fatal(err)
		}
		if name := reflect.StructTag(tag).Get("envconfig"); name != "" {
			out = append(out, name)
		}
		return true
	})
	if len(out) == 0 {
		t.Fatal("config.go has no envconfig tags: the test looks in the wrong place")
	}
	slices.Sort(out)
	return out
}

// TestAddresses holds that the manifest names the paths that the bot serves.
func TestAddresses(t *testing.T) {
	served := names(t, "../internal/slackapp/http.go", regexp.MustCompile(`"POST (/slack/[a-z]+)"`))
	named := names(t, "slack-manifest.http.yaml", regexp.MustCompile(`https://rollout\.example\.com(/\S+)`))
	if d := cmp.Diff(served, named); d != "" {
		t.Errorf("addresses served (-) and in the manifest (+):\n%s", d)
	}
}

// TestGoVersion holds that what builds the image and runs the checks is the Go that go.mod asks for.
func TestGoVersion(t *testing.T) {
	want := names(t, "../go.mod", regexp.MustCompile(`(?m)^go (\d+\.\d+)`))
	for _, file := range []string{"../Dockerfile", "../.github/workflows/ci.yml"} {
		got := names(t, file, regexp.MustCompile(`golang:(\d+\.\d+)`))
		if !slices.Equal(got, want) {
			t.Errorf("%s builds with Go %v, go.mod asks for %v", file, got, want)
		}
	}
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), "Go "+want[0]+" is all it needs") {
		t.Errorf("the README does not ask for Go %s", want[0])
	}
}

// names gives the first group of every match in a file, sorted, each once.
func names(t *testing.T, file string, re *regexp.Regexp) []string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, m := range re.FindAllStringSubmatch(string(b), -1) {
		out = append(out, m[1])
	}
	if len(out) == 0 {
		t.Fatalf("%s: nothing matches %s", file, re)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
