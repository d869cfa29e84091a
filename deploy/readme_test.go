package deploy

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rolloutbot/rollout/commands"
)

var update = flag.Bool("update", false, "write the README's table of commands anew")

// The table stands between these lines.
const (
	begin = "<!-- commands: go test ./deploy -update -->\n"
	end   = "<!-- end of commands -->\n"
)

// TestCommandTable holds that the README lists the commands there are, in the order of help.
func TestCommandTable(t *testing.T) {
	const file = "../README.md"
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(b), begin)
	got, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has no lines %q and %q", file, begin, end)
	}
	want := table()
	if *update {
		if err := os.WriteFile(file, []byte(before+begin+want+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("commands (-) and the README (+); go test ./deploy -update writes them:\n%s", d)
	}
}

// table is commands.All as Markdown.
func table() string {
	var b strings.Builder
	b.WriteString("| typed | what it does |\n|---|---|\n")
	cell := strings.NewReplacer("|", `\|`, "\n", " ")
	for _, c := range commands.All {
		line := strings.TrimSpace(c.Name + " " + c.Args)
		fmt.Fprintf(&b, "| `/rollout %s` | %s |\n", cell.Replace(line), cell.Replace(c.Short))
	}
	return b.String()
}
