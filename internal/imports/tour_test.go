package imports

import (
	"path"
	"regexp"
	"slices"
	"testing"
)

// fileName is a Go file as a tour names it; "plan_*.go" stands for several.
var fileName = regexp.MustCompile(`[a-z][a-z0-9_*]*\.go\b`)

// TestTours holds that a package's doc.go sends its reader to files that are there.
func TestTours(t *testing.T) {
	all := sources(t)
	files := map[string][]string{}
	for _, s := range all {
		files[s.dir] = append(files[s.dir], path.Base(s.file))
	}
	tours := 0
	for _, s := range all {
		if path.Base(s.file) != "doc.go" || s.tree.Doc == nil {
			continue
		}
		for _, name := range fileName.FindAllString(s.tree.Doc.Text(), -1) {
			tours++
			if !slices.ContainsFunc(files[s.dir], func(f string) bool { ok, err := path.Match(name, f); return ok && err == nil }) {
				t.Errorf("%s sends its reader to %s, which is not there", s.file, name)
			}
		}
	}
	if tours < 50 {
		t.Errorf("only %d files are named in all tours: the test looks in the wrong place", tours)
	}
}
