package planfile

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// honest is a plan of the largest size: rows as people write them.
func honest() []byte {
	var b strings.Builder
	b.WriteString("# Rollout And Operations Plan\n\n## 1. Rollout Strategy\n\n- Agent name: Big Helper\n- Release approach: phased rollout\n\n## 4. Support Model\n\n| Support Area | Owner | SLA / Response Expectation | Escalation Path |\n| --- | --- | --- | --- |\n")
	for i := 0; b.Len() < 128<<10; i++ {
		fmt.Fprintf(&b, "| Area %d | HR Operations Lead | %d business hours | Data Steward -> IT Service Lead -> Head of Data |\n", i, i%8+1)
	}
	b.WriteString("\n## 3. Observability\n\n| Area | Metric | Source | Threshold | Owner |\n| --- | --- | --- | --- | --- |\n")
	for i := 0; b.Len() < MaxBytes-200; i++ {
		fmt.Fprintf(&b, "| Quality | Accepted answers %d | Weekly sample | at least %d%% accepted answers | HR Quality Analyst |\n", i, i%100)
	}
	return []byte(b.String())
}

// hostile are documents of the same size that are made to be slow.
func hostile() map[string][]byte {
	const head = "# Rollout And Operations Plan\n\n## 1. Rollout Strategy\n\n- Agent name: X\n- Pause triggers: y\n\n"
	const waves = "| Wave | Users | Scope | Entry Criteria | Exit Criteria | Date |\n|-|-|-|-|-|-|\n"
	fill := func(s, unit string) []byte {
		return []byte(s + strings.Repeat(unit, (MaxBytes-len(s))/len(unit)))
	}
	inAll := func(c string) []byte { // the same cell in every column of the four tables
		var b strings.Builder
		b.WriteString(head)
		for _, t := range tables {
			names, rule := "", ""
			for _, col := range t.columns {
				names += "| " + col.name + " "
				rule += "|-"
			}
			b.WriteString("\n" + names + "|\n" + rule + "|\n")
			row := strings.Repeat("| "+c+" ", len(t.columns)) + "|\n"
			for range (MaxBytes - 2000) / len(tables) / len(row) {
				b.WriteString(row)
			}
		}
		return []byte(b.String())
	}
	cell := func(unit string) []byte { return inAll(strings.Repeat(unit, MaxCell/len(unit))) }
	short := func(unit string) []byte { return inAll(strings.Repeat(unit, 490/len(unit))) } // just short enough to be searched for values
	nested := func(mark string) []byte {
		var b strings.Builder
		b.WriteString(head + "- Known limitations:\n")
		for i := 0; b.Len() < MaxBytes-8000 && i < 3900; i++ {
			b.WriteString(strings.Repeat(" ", i%60) + mark + "a\n")
		}
		return []byte(b.String())
	}
	docs := map[string][]byte{
		"bars in one line":     fill(head, "|"),
		"bars in lines":        fill(head, strings.Repeat("|", 63)+"\n"),
		"open emphasis":        fill(head, "*a **b "),
		"open emphasis, cells": cell("*a **b "),
		"brackets":             fill(head, "["),
		"links":                fill(head, "[a]("),
		"links in cells":       cell("[a]("),
		"images in cells":      cell("!["),
		"backticks":            fill(head, "`a``"),
		"backticks in cells":   cell("`a``b```"),
		"backslashes in cells": cell(`\`),
		"br in cells":          cell("<br>"),
		"figures in cells":     cell("1,"),
		"percent in cells":     cell("5% and "),
		"dates in cells":       cell("1-"),
		"no in cells":          cell("no a and "),
		"percent, searched":    short("5% and "),
		"no, searched":         short("no a and "),
		"done, searched":       short("a done, "),
		"commas, searched":     short("a, "),
		"times, searched":      short("1 h, "),
		"money, searched":      short("$5 "),
		"dates, searched":      short("1 to "),
		"roles, searched":      short("A and "),
		"phases, searched":     short("in wave "),
		"arrows, searched":     short("a -> "),
		"sentences, searched":  short("a. "),
		"links, searched":      short("[a]("),
		"figures, searched":    short("1,000"),
		"arrows":               fill(head+"## 4. Support Model\n| Support Area | Owner | SLA | Escalation Path |\n|-|-|-|-|\n", "| a | "+strings.Repeat("+", 2000)+" | "+strings.Repeat("1 h ", 1000)+" | "+strings.Repeat("->", 2000)+" |\n"),
		"brackets round":       cell("("),
		"sub-lists":            nested("- "),
		"numbered":             nested("1. "),
		"quotes":               fill(head, ">"),
		"quotes in lines":      fill(head, strings.Repeat(">", 70)+"\n"),
		"comments, open":       fill(head, "<!--"),
		"comments":             fill(head, "<!-- -->"),
		"fences":               fill(head, strings.Repeat("`", 70)+"\n"),
		"headings":             fill(head, strings.Repeat("#", 6)+strings.Repeat(" x", 40)+"\n"),
		"labels":               fill(head, "- Agent name: "+strings.Repeat("x", 70)+"\n"),
		"labels without value": fill(head, "Pause triggers:"+strings.Repeat(" ", 70)+"\n"),
		"almost labels":        fill(head, "- "+strings.Repeat("a:", 50)+"\n"),
		"headers":              fill(head, waves),
		"excluded groups": fill(head+"- Target user groups: a\n- Excluded user groups: "+strings.Repeat("ab cd ef gh, ", 600)+"\n\n"+waves,
			"| w | "+strings.Repeat("ab cd ef ", 30)+" | | | | |\n"),
		"same names": fill(head+waves, "| 1 | a | | | | "+strings.Repeat(" ", 60)+"|\n"),
	}
	for k, d := range docs { // within the limits of size and lines, so that reading really begins
		if n := strings.Count(string(d), "\n"); n > MaxLines {
			docs[k] = []byte(strings.Join(strings.SplitAfterN(string(d), "\n", MaxLines)[:MaxLines-1], ""))
		}
	}
	return docs
}

func timed(doc []byte) (time.Duration, error) {
	start := time.Now()
	_, err := Read(doc)
	return time.Since(start), err
}

// TestHostile holds that a file made to be slow costs about as much as an
// honest one of its size. The bound is wide, because the machine is shared:
// what it must catch are squares, which are off by hundreds.
func TestHostile(t *testing.T) {
	if raced {
		t.Skip("the race detector is on: times say nothing")
	}
	base, err := timed(honest())
	if err != nil {
		t.Fatal(err)
	}
	for name, doc := range hostile() {
		t.Run(name, func(t *testing.T) {
			if len(doc) > MaxBytes {
				t.Fatalf("%d bytes", len(doc))
			}
			best := time.Hour
			for range 3 { // the least of three: others compute here too
				d, err := timed(doc)
				var p *rollout.Problem
				if err != nil && !errors.As(err, &p) {
					t.Fatal(err)
				}
				if best = min(best, d); best < 2*base {
					break
				}
			}
			if best > 4*base+50*time.Millisecond {
				t.Errorf("took %v, an honest file of its size %v", best, base)
			}
			if testing.Verbose() {
				t.Logf("%v, honest %v", best, base)
			}
		})
	}
}

func TestLimits(t *testing.T) {
	const head = "# Rollout Strategy\n- Agent name: X\n"
	for _, tt := range []struct{ name, doc, want string }{
		{"too big", head + strings.Repeat("x", MaxBytes), "This file is too big: 257 KiB, a plan may have 256; the limit is reached at line 3."},
		{"too many lines", head + strings.Repeat("\n", MaxLines), "line 4001 is one too many"},
		{"too many columns", head + strings.Repeat("|", 70), "Line 3 has 69 columns"},
		{"cell too long", head + "| Wave | Users | Date |\n|-|-|-|\n| 1 | " + strings.Repeat("x", MaxCell+1) + " | |", "The field at line 5 is too long: 8193 bytes"},
		{"value too long", "# Rollout Strategy\n- Agent name: " + strings.Repeat("x", MaxCell+1), "The field at line 2 is too long"},
		{"NUL", head + "a\x00b", "line 3 holds bytes"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Read([]byte(tt.doc))
			var p *rollout.Problem
			if !errors.As(err, &p) || !strings.Contains(p.Text, tt.want) || !strings.Contains(p.Text, unchanged) || p.Next == "" {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
	for _, tt := range []struct{ name, doc string }{
		{"largest", string(honest())},
		{"most columns", head + "| Wave | Users | Date |" + strings.Repeat(" x |", MaxColumns-3) + "\n"},
		{"longest value", "# Rollout Strategy\n- Agent name: " + strings.Repeat("x", MaxCell)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := Read([]byte(tt.doc)); err != nil {
				t.Error(err)
			}
		})
	}
}

func BenchmarkRead256KiB(b *testing.B) {
	doc := honest()
	b.SetBytes(int64(len(doc)))
	for b.Loop() {
		if _, err := Read(doc); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSet256KiB(b *testing.B) {
	doc := honest()
	b.SetBytes(int64(len(doc)))
	for b.Loop() {
		if _, err := Set(doc, "support[700].sla", "3 hours"); err != nil {
			b.Fatal(err)
		}
	}
}
