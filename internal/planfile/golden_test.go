package planfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rolloutbot/rollout/internal/rollout"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// vectors are the documents of testdata and the samples of the playground.
func vectors(t testing.TB) []string {
	t.Helper()
	var all []string
	for _, pattern := range []string{"testdata/*.md", "../play/samples/*.md"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("no vectors for %s (%v)", pattern, err)
		}
		all = append(all, found...)
	}
	return all
}

// TestGolden reads each vector and compares what a person sees. The name says
// what is expected: fail_ is refused, all others are read.
func TestGolden(t *testing.T) {
	for _, file := range vectors(t) {
		name := strings.TrimSuffix(filepath.Base(file), ".md")
		t.Run(name, func(t *testing.T) {
			doc, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			p, err := Read(doc)
			var got string
			if strings.HasPrefix(name, "fail_") {
				var problem *rollout.Problem
				if !errors.As(err, &problem) {
					t.Fatalf("error is %v, want a Problem", err)
				}
				got = problem.Error() + "\n"
			} else {
				if err != nil {
					t.Fatal(err)
				}
				got = full(Understanding(p, nil))
			}
			golden(t, filepath.Join("testdata", name+".golden"), got)
		})
	}
}

// full is the report with every field under it, values as JSON.
func full(r Report) string {
	var b strings.Builder
	b.WriteString(Render(r))
	b.WriteString("\nEvery field:\n")
	for _, f := range r.Fields {
		b.WriteString("  " + at(f.Line) + f.Path + " = " + string(f.Status))
		if f.Text != "" {
			b.WriteString(" " + strings.ReplaceAll(quoteAll(f.Text), "\n", " ⏎ "))
		}
		if f.Reading != "" {
			b.WriteString("\n               " + f.Reading)
		}
		if f.Value != nil {
			var v bytes.Buffer
			enc := json.NewEncoder(&v)
			enc.SetEscapeHTML(false)
			if err := enc.Encode(f.Value); err != nil {
				panic(err)
			}
			b.WriteString("\n               " + strings.TrimSpace(v.String()))
		}
		b.WriteString("\n")
	}
	return b.String()
}

func quoteAll(s string) string { return "“" + s + "”" }

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s (-want +got):\n%s", file, d)
	}
}
