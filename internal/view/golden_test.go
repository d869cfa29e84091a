package view_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rolloutbot/rollout/internal/view"
)

var update = flag.Bool("update", false, "write the golden files anew")

// shown is one thing that people see, and what it shows in the story.
type shown struct {
	title string
	card  view.Card
	form  *view.Form
}

// golden compares what people see with testdata/name.golden: first everything
// in plain text, to be read from top to bottom, then the blocks.
func golden(t *testing.T, name string, all ...shown) {
	t.Helper()
	var plain, blocks bytes.Buffer
	for _, s := range all {
		fmt.Fprintf(&plain, "== %s\n", s.title)
		fmt.Fprintf(&blocks, "== blocks: %s\n", s.title)
		if s.form != nil {
			plain.WriteString(s.form.Plain())
			dump(t, &blocks, s.form.Blocks)
			labels := map[string]bool{}
			for _, b := range s.form.Blocks {
				if in, ok := b.(view.Input); ok {
					if labels[in.Label] {
						t.Errorf("%s: two fields are called %q", s.title, in.Label)
					}
					labels[in.Label] = true
				}
			}
		} else {
			fmt.Fprintf(&plain, "notified: %s\n%s", oneLine(view.PlainText(s.card.Text)), s.card.Plain())
			dump(t, &blocks, s.card.Blocks)
			for _, problem := range broken(s.card) {
				t.Errorf("%s: %s", s.title, problem)
			}
		}
		plain.WriteString("\n")
	}
	got := plain.String() + blocks.String()
	file := filepath.Join("testdata", name+".golden")
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
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s differs (-want +got); run with -update when it should:\n%s", file, diff)
	}
}

// dump writes one block a line, by its type and what it holds.
func dump(t *testing.T, w *bytes.Buffer, blocks []view.Block) {
	t.Helper()
	for _, b := range blocks {
		var line bytes.Buffer
		enc := json.NewEncoder(&line)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(b); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(w, "%s %s", strings.ToLower(strings.TrimPrefix(fmt.Sprintf("%T", b), "view.")), line.String())
	}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// voice finds an exclamation mark behind a word.
var voice = regexp.MustCompile(`[a-z]!(\s|$)`)

// broken lists what the chat would refuse in a card, or what our own rules of
// style forbid.
func broken(c view.Card) []string {
	var out []string
	bad := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if c.Text == "" {
		bad("no text for notifications")
	}
	if n := len([]rune(c.Text)); n > 3000 {
		bad("text of %d characters", n)
	}
	if n := len(c.Blocks); n > 50 {
		bad("%d blocks", n)
	}
	primary := 0
	button := func(b view.Button) {
		if b.Style == view.Primary {
			primary++
		}
		if b.Style == view.Danger && b.Confirm == nil {
			bad("the dangerous button %q does not ask first", b.Text)
		}
		if b.Text == "" || len([]rune(b.Text)) > 75 || len(b.Line) > 2000 || b.Line == "" {
			bad("button %+v", b)
		}
		if b.Confirm != nil && (b.Confirm.Title == "" || b.Confirm.Text == "" || b.Confirm.Confirm == "" || b.Confirm.Deny == "") {
			bad("the question of button %q has a gap", b.Text)
		}
		if len([]rune(b.Label)) > 75 {
			bad("label %q is too long", b.Label)
		}
		if b.Label != "" && !strings.HasPrefix(b.Label, b.Text) {
			bad("the label %q does not begin with what the button shows, %q: nobody can call it by what they read", b.Label, b.Text)
		}
	}
	text := func(s string, most int) {
		if s == "" || len([]rune(s)) > most {
			bad("a text of %d characters where 1 to %d fit", len([]rune(s)), most)
		}
		if voice.MatchString(s) {
			bad("raises its voice: %q", s)
		}
	}
	whole := 0
	for _, b := range c.Blocks {
		raw, _ := json.Marshal(b)
		var v any
		if json.Unmarshal(raw, &v) == nil {
			whole += len([]rune(fmt.Sprint(v)))
		}
		switch b := b.(type) {
		case view.Header:
			text(b.Text, 150)
		case view.Section:
			if b.Text != "" || len(b.Fields) == 0 {
				text(b.Text, 3000)
			}
			for _, f := range b.Fields {
				text(f, 2000)
			}
			if b.Button != nil {
				button(*b.Button)
			}
		case view.Context:
			if len(b.Texts) == 0 || len(b.Texts) > 10 {
				bad("small print of %d texts", len(b.Texts))
			}
			for _, s := range b.Texts {
				text(s, 2000)
			}
		case view.Actions:
			if len(b.Buttons) == 0 || len(b.Buttons) > 25 {
				bad("a row of %d buttons", len(b.Buttons))
			}
			for _, x := range b.Buttons {
				button(x)
			}
		case view.Input:
			bad("an input in a message")
		}
	}
	if whole > 13000 {
		bad("%d characters in all", whole)
	}
	if primary > 1 {
		bad("%d primary buttons", primary)
	}
	return out
}
