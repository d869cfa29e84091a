package commands_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/rolloutbot/rollout/commands"
	"github.com/rolloutbot/rollout/store"
	"github.com/rolloutbot/rollout/store/bolt"
)

func feedRow(id, amount string) commands.FeedRow {
	return commands.FeedRow{Agent: "HR Policy Assistant", Line: "tokens", Date: "2026-07-14", Amount: amount, Currency: "USD", Source: "bill", ID: id}
}

func feedRows(n int) []commands.FeedRow {
	rows := make([]commands.FeedRow, n)
	for i := range rows {
		rows[i] = feedRow(fmt.Sprint("row ", i), "0.01")
		rows[i].Date = fmt.Sprintf("2026-%02d-%02d", 1+i%7, 1+i%13)
		rows[i].Line = fmt.Sprint("model ", i%12)
	}
	return rows
}

func (h *house) feed(rows ...commands.FeedRow) ([]commands.FeedLine, error) {
	h.t.Helper()
	return h.d.BookFeed(context.Background(), rows)
}

func spending(t testing.TB) *house {
	h := newHouse(t).withPlan()
	h.want("maya", "owner set HR Finance Partner @dana", "is filled by")
	return h
}

// The same request has the same answer and one effect, whatever came between.
func TestSpendIsBookedOnceForAKey(t *testing.T) {
	h := spending(t)
	first := h.says(ask{key: "k1", user: "maya", in: "agent-hr", line: "spend 20 for licences"})
	before := h.dump()
	if again := h.says(ask{key: "k1", user: "maya", in: "agent-hr", line: "spend 20 for licences"}); again != first || h.dump() != before {
		t.Errorf("first %s\nthen %s", first, again)
	}
	if other := h.says(ask{key: "k1", user: "maya", in: "agent-hr", line: "spend 30 for licences"}); !strings.Contains(other, "said something else") || h.dump() != before {
		t.Error(other)
	}
	undone := h.says(ask{key: "k2", user: "maya", in: "agent-hr", line: "undo"})
	if again := h.says(ask{key: "k2", user: "maya", in: "agent-hr", line: "undo"}); again != undone || !strings.Contains(undone, "SP-1 is taken back") {
		t.Errorf("first %s\nthen %s", undone, again)
	}
}

func TestAFeedWhoseCommitFails(t *testing.T) {
	for name, set := range map[string]func(*fickle){
		"before the commit": func(f *fickle) { f.update = errors.New("no room") },
		"nobody knows":      func(f *fickle) { f.after = fmt.Errorf("%w: power", store.ErrUnknown) },
		"a panic":           func(f *fickle) { f.panics = "oh" },
	} {
		t.Run(name, func(t *testing.T) {
			h := spending(t)
			set(h.store)
			var fault *commands.FeedError
			if _, err := h.feed(feedRow("a", "5")); err == nil || errors.As(err, &fault) {
				t.Fatalf("answered %v", err)
			}
			h.store.update, h.store.after, h.store.panics = nil, nil, ""
			for range 2 { // the sender tries again
				booked, err := h.feed(feedRow("a", "5"))
				if err != nil || len(booked) != 1 || booked[0].Spend != "SP-1" {
					t.Fatal(booked, err)
				}
			}
			h.want("dana", "budget", "$5 of $2,000")
		})
	}
}

// A feed leaves one entry for each month, which names its lines by their digest;
// rows that were sent before leave none.
func TestAuditOfAFeed(t *testing.T) {
	h := spending(t)
	before := len(h.audited(0))
	june := feedRow("b", "7")
	june.Date = "2026-06-30"
	for range 2 {
		if _, err := h.feed(feedRow("a", "5"), june, feedRow("c", "2")); err != nil {
			t.Fatal(err)
		}
	}
	got := h.audited(before)
	for i, line := range got {
		got[i] = sha.ReplaceAllString(line, "‹hash›")
	}
	if want := []string{
		"service:spend: spend.feed hr-policy-assistant/2026-06: 1 lines, SP-2 to SP-2, sha256 ‹hash›",
		"service:spend: spend.feed hr-policy-assistant/2026-07: 2 lines, SP-1 to SP-3, sha256 ‹hash›",
	}; !slices.Equal(got, want) {
		t.Errorf("the record says\n  %s", strings.Join(got, "\n  "))
	}
}

// A feed that is refused books nothing of it, and remembers none of its ids.
func TestRefusedFeedsChangeNothing(t *testing.T) {
	h := spending(t)
	if _, err := h.feed(feedRow("a", "5")); err != nil {
		t.Fatal(err)
	}
	before := h.dump()
	tests := map[string]func(r *commands.FeedRow){
		"another amount under an id": func(r *commands.FeedRow) { r.ID = "a" },
		"an agent that is not there": func(r *commands.FeedRow) { r.Agent = "Weather" },
		"another currency":           func(r *commands.FeedRow) { r.Currency = "EUR" },
		"an amount below zero":       func(r *commands.FeedRow) { r.Amount = "-1" },
		"an amount of two readings":  func(r *commands.FeedRow) { r.Amount = "1.500" },
		"an absurd amount":           func(r *commands.FeedRow) { r.Amount = strings.Repeat("9", 30) },
		"a day that never is":        func(r *commands.FeedRow) { r.Date = "2026-02-30" },
		"a day that has not come":    func(r *commands.FeedRow) { r.Date = "2027-01-01" },
		"no id":                      func(r *commands.FeedRow) { r.ID = "" },
		"a line too long":            func(r *commands.FeedRow) { r.Line = strings.Repeat("x", 10000) },
	}
	for name, spoil := range tests {
		t.Run(name, func(t *testing.T) {
			bad := feedRow("bad", "7")
			spoil(&bad)
			var fault *commands.FeedError
			if _, err := h.feed(feedRow("good", "1"), bad); !errors.As(err, &fault) || len(fault.Faults) != 1 || fault.Faults[0].Row != 2 {
				t.Errorf("answered %v", err)
			}
			if h.dump() != before {
				t.Error("something was changed")
			}
		})
	}
}

// Feeds and people at the same moment: every id once, and the totals are right.
func TestFeedsAtTheSameTime(t *testing.T) {
	h := spending(t)
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			for i := range 5 {
				if _, err := h.d.BookFeed(t.Context(), []commands.FeedRow{feedRow(fmt.Sprint(i), "10"), feedRow(fmt.Sprint("own ", n, i), "1")}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	h.want("dana", "budget", "$90 of $2,000", "SP-45")
}

func TestWhichLineIsUndone(t *testing.T) {
	h := spending(t)
	h.want("maya", "spend 20", "SP-1")
	h.want("ada", "spend 30", "SP-2")
	h.want("maya", "undo SP2", "Only its author may undo this.")
	h.want("maya", "undo tokens", "“tokens” is no line of spend")
	h.want("maya", "undo SP-1 please", "nothing was done")
	h.want("maya", "undo 01", "SP-1 is taken back")
	h.want("maya", "undo", "You booked nothing in the last 15 minutes")
	h.want("ada", "undo", "SP-2 is taken back")
	h.want("maya", "SP-1 reverse because it was twice", "taken back before")
	h.want("maya", "sp-1 pay", "I do not know “SP-1 pay”", "[Undo SP-1]")
	h.want("maya", "reverse SP-1", "taken back before")
	h.want("maya", "reverse because x", "There is no line named")
	h.want("priya", "reverse SP-1 because x", "may book spend")
}

func TestBudgetPages(t *testing.T) {
	h := spending(t)
	for i := range 23 {
		if _, err := h.feed(feedRow(fmt.Sprint(i), "1")); err != nil {
			t.Fatal(err)
		}
	}
	first := h.want("priya", "budget", "$23 of $2,000", "SP-23", "SP-14", "[Show more]", "[Share in channel]", "Budget owner: HR Finance Partner, @dana")
	if strings.Contains(first, "SP-13 ") {
		t.Error(first)
	}
	second := h.want("priya", "budget show 2026-07 from 14", "SP-13", "SP-4", "[Show more]")
	if strings.Contains(second, "SP-14 ") || strings.Contains(second, "Budget owner") {
		t.Error(second)
	}
	third := h.want("priya", "budget show 2026-07 from 4", "SP-3", "SP-1 ")
	if strings.Contains(third, "Show more") {
		t.Error(third)
	}
	h.want("priya", "budget show 2026", "budget 2026 · $23")
	for _, month := range []string{"july", "Jul 2026", "7/2026", "07/2026", "2026-07"} {
		h.want("priya", "budget show "+month, "budget July 2026 · $23 of $2,000", "SP-23")
	}
	h.want("priya", "budget july", "budget July 2026 · $23 of $2,000", "SP-23")
	h.want("priya", "budget show october", "budget October 2025 · $0 of $2,000")
	h.want("priya", "budget show 2026-13", "“2026-13” is no month", "/rollout budget show july", "/rollout budget show 2026-07")
	h.want("priya", "budget show 2026-07 by line", "nothing was done")
	if r := h.do(ask{user: "priya", in: "agent-hr", line: "budget show share 2026-07"}); !r.Public || !strings.Contains(words(r), "$23 of $2,000") {
		t.Error(words(r))
	}
}

// A year of spend lines in one plan: what `budget` and `status` cost does not
// grow with them. Run with -bench Budget; it logs the size of the store.
func BenchmarkBudgetOfAYear(b *testing.B) {
	path := filepath.Join(b.TempDir(), "rollout.db")
	db, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		b.Fatal(err)
	}
	h := houseOver(b, db).withPlan()
	const lines, part = 20_000, 1_000
	rows := feedRows(lines)
	for from := 0; from < lines; from += part {
		if _, err := h.feed(rows[from : from+part]...); err != nil {
			b.Fatal(err)
		}
	}
	if info, err := os.Stat(path); err == nil {
		b.Logf("%d lines in %.1f MB", lines, float64(info.Size())/1e6)
	}
	for _, line := range []string{"budget", "status", "spend 1"} {
		b.Run(line, func(b *testing.B) {
			for b.Loop() {
				h.do(ask{user: "maya", in: "agent-hr", line: line})
			}
		})
	}
	b.Run("1,000 rows again", func(b *testing.B) {
		for b.Loop() {
			if _, err := h.feed(rows[:part]...); err != nil {
				b.Fatal(err)
			}
		}
	})
}
