package commands_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/rolloutbot/rollout/commands"
	"github.com/rolloutbot/rollout/internal/rollout"
)

const answeredBefore = "You answered this before, so nothing more was done."

// All answers of one question together have one effect, however often and at
// whatever moment they are pressed.
func TestAQuestionHasOneAnswer(t *testing.T) {
	tests := []struct {
		name, line, button, other string
	}{
		{"an amount", "spend 1.500 for licences", "$1,500", "$1.50"},
		{"a date", "spend 5 on 05/07/2026 for licences", "5 Jul 2026", "7 May 2026"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := spending(t)
			asked := h.do(ask{key: "slash/1", user: "maya", in: "agent-hr", line: tt.line})
			line := buttonLine(asked, tt.button)
			press := func(key, line string) string {
				return h.says(ask{key: key, user: "maya", in: "agent-hr", via: rollout.ByButton, line: line})
			}
			first := press("click/1", line)
			if !strings.Contains(first, "SP-1") || strings.Contains(first, answeredBefore) {
				t.Fatal(first)
			}
			before := h.dump()
			if again := press("click/1", line); again != first {
				t.Errorf("the same press delivered twice:\n%s\nfirst\n%s", again, first)
			}
			for n, line := range []string{line, buttonLine(asked, tt.other), line} {
				got := press(fmt.Sprint("click/", n+2), line)
				if !strings.Contains(got, answeredBefore) || !strings.Contains(got, "SP-1") || strings.Contains(got, "SP-2") {
					t.Errorf("pressed again: %s", got)
				}
			}
			if h.dump() != before {
				t.Error("a later press changed something")
			}
			// Asked again it is another question, and somebody else's answer is theirs.
			next := h.do(ask{key: "slash/2", user: "maya", in: "agent-hr", line: tt.line})
			if got := press("click/9", buttonLine(next, tt.button)); !strings.Contains(got, "SP-2") || strings.Contains(got, answeredBefore) {
				t.Error(got)
			}
			if got := h.says(ask{key: "click/10", user: "ada", in: "agent-hr", line: line}); !strings.Contains(got, "SP-3") {
				t.Error(got)
			}
		})
	}
}

func TestAQuestionPressedAtOnce(t *testing.T) {
	h := spending(t)
	line := buttonLine(h.do(ask{key: "slash/1", user: "maya", in: "agent-hr", line: "spend 1.500"}), "$1,500")
	var all sync.WaitGroup
	for n := range 5 {
		r := h.request(ask{key: fmt.Sprint("click/", n), user: "maya", in: "agent-hr", via: rollout.ByButton, line: line})
		all.Go(func() {
			if got := words(h.d.Do(t.Context(), r)); !strings.Contains(got, "SP-1") {
				t.Error(got)
			}
		})
	}
	all.Wait()
	h.want("dana", "budget", "$1,500 of $2,000", "SP-1")
}

// A question to which an answer leads is the same question still: the amount
// pressed twice asks for the date twice, and one date is booked.
func TestAQuestionBehindAQuestion(t *testing.T) {
	h := spending(t)
	amount := buttonLine(h.do(ask{key: "slash/1", user: "maya", in: "agent-hr", line: "spend 1.500 on 05/07/2026"}), "$1,500")
	var dates []commands.Reply
	for n := range 2 {
		dates = append(dates, h.do(ask{key: fmt.Sprint("click/", n), user: "maya", in: "agent-hr", line: amount}))
	}
	if got := h.says(ask{key: "click/3", user: "maya", in: "agent-hr", line: buttonLine(dates[0], "5 Jul 2026")}); !strings.Contains(got, "SP-1") {
		t.Fatal(got)
	}
	if got := h.says(ask{key: "click/4", user: "maya", in: "agent-hr", line: buttonLine(dates[1], "7 May 2026")}); !strings.Contains(got, answeredBefore) || !strings.Contains(got, "5 Jul 2026") {
		t.Error(got)
	}
}

func TestWhichAgentIsAnsweredOnce(t *testing.T) {
	h := spending(t)
	h.says(ask{user: "maya", line: "plan import\n" + agent("IT Desk")})
	asked := h.do(ask{key: "slash/1", user: "maya", line: "spend 20 USD for licences"})
	for n, button := range []string{"HR Policy Assistant", "HR Policy Assistant", "IT Desk"} {
		got := h.says(ask{key: fmt.Sprint("click/", n), user: "maya", line: buttonLine(asked, button)})
		if !strings.Contains(got, "SP-1") || strings.Contains(got, answeredBefore) != (n > 0) {
			t.Error(got)
		}
	}
	// What is only looked at may be looked at again.
	asked = h.do(ask{key: "slash/2", user: "maya", line: "budget"})
	for n, want := range []string{"HR Policy Assistant", "IT Desk", "HR Policy Assistant"} {
		if got := h.says(ask{key: fmt.Sprint("click/", 5+n), user: "maya", line: buttonLine(asked, want)}); !strings.Contains(got, want) || strings.Contains(got, answeredBefore) {
			t.Error(got)
		}
	}
}
