package imports

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestModule holds the constant of this package and go.mod together.
func TestModule(t *testing.T) {
	b, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	line, _, _ := strings.Cut(string(b), "\n")
	if got, want := line, "module "+module; got != want {
		t.Errorf("go.mod begins %q, want %q", got, want)
	}
}

// machine finds what is true on one computer only: a person's home, a module cache, a folder beside the checkout.
var machine = regexp.MustCompile(`/home/[a-z]|/Users/[A-Za-z]|/root/|/go/pkg/mod/|\.\./(shared|\.library)\b`)

// lockAddress finds where a package was downloaded from on the machine that wrote a lock file. Without it, npm asks
// whatever registry its user has set.
var lockAddress = regexp.MustCompile(`"resolved"\s*:`)

// containers are folders that files of the project may name for reasons of their own (a Dockerfile's, a service's).
var containers = []string{"/", "/app", "/build", "/builds", "/data", "/go", "/opt", "/src", "/srv", "/tmp", "/usr", "/var"}

// TestTrackedFiles holds that no file of the repository speaks of the machine on which it was written.
func TestTrackedFiles(t *testing.T) {
	checks := []struct {
		what string
		re   *regexp.Regexp
		only string // files with this name; empty: all
	}{
		{"a path of somebody's machine", machine, ""},
		{"the address of somebody's package registry", lockAddress, "package-lock.json"},
	}
	for _, dir := range here(t) {
		re := regexp.MustCompile(`(^|[^\w./-])` + regexp.QuoteMeta(dir) + `(/|\b)`)
		checks = append(checks, struct {
			what string
			re   *regexp.Regexp
			only string
		}{"the path of this checkout", re, ""})
	}
	for _, file := range tracked(t) {
		if file == "internal/imports/tracked_test.go" {
			continue // names what it looks for
		}
		b, err := os.ReadFile(filepath.Join(root, file))
		if os.IsNotExist(err) {
			continue // deleted, not yet committed
		}
		if err != nil {
			t.Fatal(err)
		}
		if bytes.IndexByte(b, 0) >= 0 {
			continue // a picture
		}
		for i, line := range strings.Split(string(b), "\n") {
			for _, c := range checks {
				if c.only != "" && filepath.Base(file) != c.only {
					continue
				}
				if hit := c.re.FindString(line); hit != "" {
					t.Errorf("%s:%d: %q is %s", file, i+1, strings.TrimSpace(hit), c.what)
				}
			}
		}
	}
}

// here gives the folder of this checkout and the one around it, as far as their names can only mean this machine.
func here(t *testing.T) []string {
	t.Helper()
	top, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	var dirs []string
	for _, dir := range []string{top, filepath.Dir(top)} {
		if !slices.Contains(containers, filepath.ToSlash(dir)) {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

// tracked lists the files that git knows. A source archive has no git; there is nothing to check then.
func tracked(t *testing.T) []string {
	t.Helper()
	if _, err := os.Stat(filepath.Join(root, ".git")); err != nil {
		t.Skip("not a git checkout: which files belong to the repository is not known")
	}
	cmd := exec.Command("git", "ls-files", "-z")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("git ls-files: %v", err)
	}
	files := strings.Split(strings.TrimRight(string(out), "\x00"), "\x00")
	if len(files) < 2 {
		t.Fatalf("git ls-files names %d files: the test looks in the wrong place", len(files))
	}
	return files
}
