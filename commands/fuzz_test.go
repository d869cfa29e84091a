package commands_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rolloutbot/rollout/commands"
	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

// FuzzLine: whatever is typed, wherever and by whomever, is answered with
// something that the chat takes, is never a fault of ours, and what is stored
// of it is what was typed.
func FuzzLine(f *testing.F) {
	for _, line := range []string{
		"", "help incident", "status all", "in hr policy assistant status", "in it plan show", "report it is slow",
		"incident open area=data sev2 x", "sev2: x", "data: x", "s2: x", "incident 1 ack", "ack INC-1", "note 1 <@U1|lee> &lt;b&gt;",
		"resolve 1 :fire: done", "release", "inc-99999999999999999999", "oncall data sev1 at sat 22:00", "owner set Data Steward <@lee>",
		"owner set plan-owner <@lee|lee>", "plan show 4", "plan confirm all", "plan confirm version 1 metrics[1].threshold", "plan activate confirm",
		"plan link <#ops|ops>", "plan import\n# Rollout And Operations Plan\n\n## 1. Rollout Strategy\n\n- Agent name: X", "incident list all from 5",
		"<!channel> <@", "in", "in in in", "\x00\u202e\xff", "area=", "plan import sample",
		"spend 1 500,00 EUR", "spend 50 kr for the stand", "spend €1.500 on 05/07/2026 for \"a b\" note c", "spend 5usd\u00a0½", "undo SP-1",
		"ask-0123456789abcdef spend 5 USD note 3", "in hr-policy-assistant ask-0123456789abcdef budget show july 2026 from 3",
	} {
		f.Add(line, uint8(0))
		f.Add(line, uint8(7))
	}
	base := newHouse(f).withPlan()
	base.want("priya", "report one", "INC-1")
	base.want("priya", "report security: two", "INC-2")
	base.d.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	f.Fuzz(func(t *testing.T, line string, how uint8) {
		h := base
		h.t = t
		users := []rollout.UserID{"maya", "ada", "priya", "gil"}
		a := ask{user: users[how%4], in: "agent-hr", line: line}
		if how&4 > 0 {
			a.via, a.thread = rollout.ByMention, "2.0"
		}
		if how&8 > 0 {
			a.in = ""
		}
		if how&16 > 0 {
			a.via, a.fields = rollout.ByForm, map[string]string{"text": line, "area": line, "sev": "2", "risk officer": line, "metrics[1].threshold": "yes"}
		}
		r := h.d.Do(t.Context(), h.request(a))
		if got := words(r); strings.Contains(got, "(ref ") {
			t.Errorf("a fault of ours: %s", got)
		}
		checkReply(t, r)
		checkStored(t, h, line)
	})
}

// checkReply holds an answer to what the chat takes, counted apart from view.
func checkReply(t *testing.T, r commands.Reply) {
	t.Helper()
	var blocks []view.Block
	switch {
	case r.Card != nil:
		blocks = r.Card.Blocks
		if r.Card.Text == "" || len(blocks) == 0 || len(blocks) > 50 {
			t.Errorf("a card of %d blocks with the text %q", len(blocks), r.Card.Text)
		}
	case r.Form != nil:
		blocks = r.Form.Blocks
		if utf8.RuneCountInString(r.Form.Title) > 24 || r.Form.Title == "" || len(blocks) == 0 || len(blocks) > 100 || len(r.Form.Line) > 2000 {
			t.Errorf("a form of %d blocks called %q", len(blocks), r.Form.Title)
		}
	case len(r.FieldErrors) == 0:
		t.Error("no answer at all")
	}
	size := 0
	names := map[string]bool{}
	for _, b := range blocks {
		raw, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		size += len([]rune(string(raw)))
		switch b := b.(type) {
		case view.Section:
			if n := utf8.RuneCountInString(b.Text); n > 3000 || n == 0 && len(b.Fields) == 0 {
				t.Errorf("a paragraph of %d characters", n)
			}
		case view.Context:
			if len(b.Texts) == 0 || len(b.Texts) > 10 {
				t.Errorf("%d pieces of small print", len(b.Texts))
			}
		case view.Actions:
			if len(b.Buttons) == 0 || len(b.Buttons) > 25 {
				t.Errorf("%d buttons in a row", len(b.Buttons))
			}
		case view.Input:
			if names[b.Name] || b.Name == "" || len(b.Name) > 255 {
				t.Errorf("a field called %.300q, twice or too long", b.Name)
			}
			names[b.Name] = true
		}
	}
	if r.Card != nil {
		for _, b := range buttonsOf(*r.Card) {
			if b.Text == "" || utf8.RuneCountInString(b.Text) > 75 || len(b.Line) > 2000 || b.Line == "" {
				t.Errorf("a button %q with a line of %d bytes", b.Text, len(b.Line))
			}
		}
	}
	if size > 13200 && r.Form == nil {
		t.Errorf("%d characters in all", size)
	}
	for _, s := range []string{"<!channel>", "<!here>", "<!everyone>", "<!subteam"} {
		if strings.Contains(fmt.Sprint(blocks), s) && !strings.Contains(fmt.Sprint(buttonLines(r)), s) {
			t.Errorf("rings everybody: %s", s)
		}
	}
}

func buttonLines(r commands.Reply) (lines []string) {
	if r.Card != nil {
		for _, b := range buttonsOf(*r.Card) {
			lines = append(lines, b.Line)
		}
	}
	return lines
}

// checkStored: the newest incident's text stands at the end of what was typed,
// as a person reads it.
func checkStored(t *testing.T, h *house, line string) {
	t.Helper()
	err := h.store.Store.View(t.Context(), func(tx store.Tx) error {
		list, err := store.Incidents(tx, "hr-policy-assistant", 0, 1)
		if err != nil || len(list) == 0 || list[0].Num < 3 {
			return err
		}
		text := list[0].Text
		if !utf8.ValidString(text) || strings.TrimSpace(text) != text || text == "" {
			t.Errorf("stored %q", text)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// FuzzReport: the text of an incident is what was typed, whatever it holds.
func FuzzReport(f *testing.F) {
	for _, s := range []string{"it is slow", ":fire: it burns", "a < b & c", "&lt;@U1&gt;", "it’s “odd”", "one\ntwo\n\n three", "日本語 🤖 é", "12 times", "in the list"} {
		f.Add(s)
	}
	base := newHouse(f).withPlan()
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	n := 0
	f.Fuzz(func(t *testing.T, s string) {
		typed := strings.TrimSpace(strings.Map(printable, strings.ToValidUTF8(s, "")))
		// A lone colon behind the marks is one of them.
		if typed == "" || utf8.RuneCountInString(typed) > 3000 || strings.Fields(typed)[0] == ":" {
			t.Skip()
		}
		h := base
		h.t = t
		r := h.d.Do(t.Context(), h.request(ask{user: "priya", in: "agent-hr", line: "incident open area=data sev4 " + escape.Replace(typed)}))
		if n++; words(r) == "" {
			t.Fatal("no answer")
		}
		if in := h.incident(fmt.Sprintf("INC-%d", n)); in.Text != typed {
			t.Errorf("typed %q, stored %q", typed, in.Text)
		}
	})
}

// printable leaves out what clean leaves out, so that the rest can be compared.
func printable(r rune) rune {
	if r == '\n' || r == '\t' {
		return r
	}
	if r < 0x20 || r >= 0x7f && r < 0xa0 || r == utf8.RuneError || r == 0x61c || r == 0x200e || r == 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
		return -1
	}
	return r
}
