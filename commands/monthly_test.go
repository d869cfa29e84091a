package commands_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/rolloutbot/rollout/store"
)

// The same request sets up, undoes and ends once, and has the same answer.
func TestMonthlySpendOnceForAKey(t *testing.T) {
	h := spending(t)
	for i, line := range []string{"spend 20 for licences monthly", "undo", "spend 30 monthly", "reverse SPM-2 because it is over"} {
		key := fmt.Sprint("k", i)
		first := h.says(ask{key: key, user: "maya", in: "agent-hr", line: line})
		before := h.dump()
		if again := h.says(ask{key: key, user: "maya", in: "agent-hr", line: line}); again != first || h.dump() != before {
			t.Errorf("%s: first %s\nthen %s", line, first, again)
		}
		if strings.Contains(first, "Nothing changed") {
			t.Error(first)
		}
	}
	h.want("maya", "budget", "$30 of $2,000")
}

func TestMonthlySpendWhoseCommitFails(t *testing.T) {
	for name, set := range map[string]func(*fickle){
		"before the commit": func(f *fickle) { f.update = errors.New("no room") },
		"nobody knows":      func(f *fickle) { f.after = fmt.Errorf("%w: power", store.ErrUnknown) },
		"a panic":           func(f *fickle) { f.panics = "oh" },
	} {
		t.Run(name, func(t *testing.T) {
			h := spending(t)
			set(h.store)
			first := h.says(ask{key: "k", user: "maya", in: "agent-hr", line: "spend 5 monthly"})
			if strings.Contains(first, "every month on the") {
				t.Fatalf("answered %s", first)
			}
			h.store.update, h.store.after, h.store.panics = nil, nil, ""
			for range 2 {
				if got := h.says(ask{key: "k", user: "maya", in: "agent-hr", line: "spend 5 monthly"}); !strings.Contains(got, "SPM-1") || !strings.Contains(got, "SP-1") {
					t.Fatal(got)
				}
			}
			h.want("maya", "budget", "$5 of $2,000", "Booked every month")
		})
	}
}

func TestWhichMonthlySpendIsUndone(t *testing.T) {
	h := spending(t)
	h.want("maya", "spend 20 monthly", "SPM-1", "SP-1")
	h.want("ada", "undo SPM-1", "Only its author may undo this.")
	h.want("ada", "undo", "You booked nothing in the last 15 minutes")
	h.want("maya", "spend 10", "SP-2")
	h.want("maya", "undo sp2", "SP-2 is taken back")
	h.want("maya", "undo SP-1", "SP-1 is taken back", "It was one month of SPM-1, which is not ended by this")
	h.want("maya", "budget", "$0 of $2,000", "SPM-1 · $20 every month")
	h.want("maya", "spm1 undo", "SPM-1 of HR Policy Assistant has ended", "What it had booked was taken back before.")
	h.want("maya", "undo", "You booked nothing in the last 15 minutes")
	h.want("maya", "spm-1 pay", "I do not know “SPM-1 pay”", "[Undo SPM-1]")
	h.want("maya", "reverse SPM-1", "ended 08:00 UTC, by @maya. Nothing changed.")
	h.want("maya", "spend 7 on 2099-01-01 monthly", "days ahead")
	if got := h.want("maya", "budget"); strings.Contains(got, "every month on") {
		t.Error(got)
	}
}
