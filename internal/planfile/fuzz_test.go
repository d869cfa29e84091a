package planfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// FuzzRead holds that nothing that is sent makes the reader fail otherwise
// than with a Problem, that what acts has a reading, and that a plan survives
// being stored.
func FuzzRead(f *testing.F) {
	for _, file := range vectors(f) {
		doc, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(doc)
	}
	f.Add([]byte("# Strategy\n- Agent name: x\n| Wave | Date\n-|-\n1 | `|` \\| |"))
	f.Fuzz(func(t *testing.T, doc []byte) {
		p, err := Read(doc)
		if err != nil {
			var problem *rollout.Problem
			if !errors.As(err, &problem) || problem.Next == "" {
				t.Fatalf("%v is no problem with a next step", err)
			}
			return
		}
		r := Understanding(p, nil)
		for _, e := range r.Fields {
			switch {
			case e.Status == "":
				t.Errorf("%s has no status", e.Path)
			case e.Status == rollout.Assumed && (e.Reading == "" || e.Value == nil):
				t.Errorf("%s is assumed to be %v, in words %q", e.Path, e.Value, e.Reading)
			case e.Line < 0 || e.Line > MaxLines:
				t.Errorf("%s is at line %d", e.Path, e.Line)
			}
		}
		for _, x := range p.Findings {
			if x.Code == "" || x.Text == "" || x.Fix == "" {
				t.Errorf("finding %+v lacks words", x)
			}
		}
		stored, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		var back rollout.Plan
		if err := json.Unmarshal(stored, &back); err != nil {
			t.Fatal(err)
		}
		again, err := json.Marshal(Understanding(back, nil))
		if err != nil {
			t.Fatal(err)
		}
		if first, _ := json.Marshal(r); !bytes.Equal(first, again) {
			t.Errorf("the stored plan reports\n%s\nnot\n%s", again, first)
		}
		if Render(r) == "" {
			t.Error("no report")
		}
	})
}

// FuzzSet holds that a text that was written is read back, and that every byte
// outside the field stays.
func FuzzSet(f *testing.F) {
	for _, file := range vectors(f) {
		doc, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(doc, "agent", "A | B")
		f.Add(doc, "support[1].sla", "`x|\n")
		f.Add(doc, "pause.procedure", "1. off\n2. on\\")
	}
	f.Fuzz(func(t *testing.T, doc []byte, path, text string) {
		s, err := scan(doc)
		if err != nil {
			return
		}
		out, err := Set(doc, path, text)
		if err != nil {
			var problem *rollout.Problem
			if !errors.As(err, &problem) || problem.Next == "" {
				t.Fatalf("%v is no problem with a next step", err)
			}
			return
		}
		after, err := scan(out)
		if err != nil {
			t.Fatal(err)
		}
		if got := after.text(path); got != tidy(text) {
			t.Errorf("%s reads back as %q, want %q", path, got, tidy(text))
		}
		if p, ok := s.fields[path]; ok && p.text != tidy(text) && (!bytes.HasPrefix(out, doc[:p.start]) || !bytes.HasSuffix(out, doc[p.end:])) {
			t.Errorf("other bytes changed:\n%q\n%q", doc, out)
		}
	})
}

// sound holds what is true of every reader's cell.
func sound[T any](t *testing.T, text string, c rollout.Cell[T], fs []rollout.Finding) {
	t.Helper()
	switch {
	case c.Text != text:
		t.Errorf("text %q became %q", text, c.Text)
	case c.Acts() && c.Reading == "":
		t.Errorf("%q acts without words", text)
	case c.Status == rollout.Unclear && len(fs) == 0:
		t.Errorf("%q is unclear and nothing says why", text)
	case c.Status == rollout.Empty && strings.ContainsAny(text, "0123456789"):
		t.Errorf("%q counts as empty", text)
	case c.Status == "":
		t.Errorf("%q has no status", text)
	}
	if _, err := json.Marshal(c); err != nil {
		t.Error(err)
	}
}

func seed(f *testing.F, texts ...string) {
	for _, s := range append(texts, "", "TBD", "–", "\xff", "9999999999999999999999", "0", "-1") {
		f.Add(s)
	}
}

func FuzzSLA(f *testing.F) {
	seed(f, "15 minutes", "4 business hours", "ack in 15 min, mitigate in 60", "24-48 hours", "next business day", "1.5 h", "8x5")
	f.Fuzz(func(t *testing.T, text string) {
		c, fs := SLA(text)
		sound(t, text, c, fs)
		for _, s := range []*rollout.Span{c.Value.Answer, c.Value.Resolve} {
			if s != nil && (s.Amount == "" || strings.ContainsAny(s.Amount, ".-,") && !strings.HasPrefix(s.Amount, "end-of")) {
				t.Errorf("%q has the span %+v", text, *s)
			}
		}
	})
}

func FuzzThreshold(f *testing.F) {
	for _, s := range []string{"85%", ">= 4.0/5", "> 5% over a 5-minute window", "P50 < 2 s, P95 < 8 s", "between 2 and 5 s", ">10% failure rate OR P1 incident", "$0.12 per task", "20% above average"} {
		f.Add(s, "P50/P95 response time")
		f.Add(s, "Accepted answers and failures")
	}
	f.Fuzz(func(t *testing.T, text, metric string) {
		c, fs := Threshold(text, metric)
		sound(t, text, c, fs)
		for _, v := range c.Value {
			if opWords[v.Op] == "" {
				t.Errorf("%q has the sign %q", text, v.Op)
			}
		}
	})
}

func FuzzDates(f *testing.F) {
	seed(f, "2026-07-22", "22 July 2026", "Aug 5, 2026", "22-26 July 2026", "22 Jul – 5 Aug 2026", "05/08/2026", "Q3 2026", "Wed, 22 July 2026")
	f.Fuzz(func(t *testing.T, text string) {
		c, fs := Dates(text)
		sound(t, text, c, fs)
		if v := c.Value; c.Acts() && (v.From.AddDays(0) != v.From || v.To.AddDays(0) != v.To || v.To.Before(v.From)) {
			t.Errorf("%q is %v to %v", text, v.From, v.To)
		}
	})
}

func FuzzMoney(f *testing.F) {
	seed(f, "$2,000", "USD 5,000", "€1.500,00", "5k", "$500-2000", "$75 (or $50)", "25,000 credits", "$100 per day", "CHF 1'500")
	f.Fuzz(func(t *testing.T, text string) {
		c, fs := Money(text)
		sound(t, text, c, fs)
		if v := c.Value; c.Acts() && (v.Amount.Sign() <= 0 || v.Per == "" || (v.Currency == "") == (v.Unit == "")) {
			t.Errorf("%q is the budget %+v", text, v)
		}
		if v := c.Value; c.Acts() && v.Currency != "" {
			if err := (rollout.Money{Amount: v.Amount, Currency: v.Currency}).Check(); err != nil {
				t.Errorf("%q: %v", text, err)
			}
		}
		a, fs := AlertThresholds(text)
		sound(t, text, a, fs)
	})
}

func FuzzCadence(f *testing.F) {
	seed(f, "Monthly/quarterly", "Every 2 weeks", "Weekly during pilot, monthly after release", "first Monday of the month", "Tue 10:00", "0 9 * * 1", "0 9 31 2 *", "As needed", "on the 31st of each month", "every Friday at 3 pm")
	f.Fuzz(func(t *testing.T, text string) {
		c, fs := Cadence(text)
		sound(t, text, c, fs)
		for _, v := range c.Value {
			if err := v.Check(); err != nil {
				t.Errorf("%q: %v", text, err)
			}
		}
	})
}
