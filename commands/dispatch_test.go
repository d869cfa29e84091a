package commands_test

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// A refused request is not remembered: it may be tried again with its key.
func TestRefusalIsNotRemembered(t *testing.T) {
	h := newHouse(t).withPlan()
	a := ask{key: "k", user: "lee", in: "agent-hr", line: "ack 1"}
	if got := h.says(a); !strings.Contains(got, "There is no INC-1") {
		t.Fatal(got)
	}
	h.want("priya", "report x", "INC-1 opened")
	if got := h.says(a); !strings.Contains(got, "INC-1 is yours") {
		t.Error(got)
	}
}

var refWord = regexp.MustCompile(`ref ([A-Z2-7]{5})`)

func TestWhenSomethingBreaks(t *testing.T) {
	const secret = "salaries of all directors"
	tests := []struct {
		name string
		set  func(*fickle)
		want string
	}{
		{"nothing was saved", func(f *fickle) { f.update = errors.New("disk full at /var/" + secret) }, "That did not work, nothing was changed (ref "},
		{"the store cannot be read", func(f *fickle) { f.view = errors.New("damaged " + secret) }, "That did not work, nothing was changed (ref "},
		{"nobody knows", func(f *fickle) { f.after = fmt.Errorf("%w: %s", store.ErrUnknown, secret) }, "It is not certain whether this was saved (ref "},
		{"a panic inside the transaction", func(f *fickle) { f.panics = secret }, "That did not work, nothing was changed (ref "},
		{"a panic on the way", func(f *fickle) { f.lose = func() error { panic(secret) } }, "That did not work, nothing was changed (ref "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := newHouse(t).withPlan()
			before := h.dump()
			tt.set(h.store)
			got := h.typed("maya", "report "+secret)
			if !strings.Contains(got, tt.want) || strings.Contains(got, "salaries") {
				t.Errorf("answered %s", got)
			}
			ref := refWord.FindStringSubmatch(got)
			if ref == nil || strings.Count(h.log.String(), "ref="+ref[1]) != 1 {
				t.Errorf("the log does not have the ref of %q:\n%s", got, h.log.String())
			}
			if strings.Contains(got, "nothing was changed") && h.dump() != before {
				t.Error("something was changed")
			}
			if tt.name == "nobody knows" && !strings.Contains(got, "/rollout incident list") {
				t.Errorf("does not say where to look: %s", got)
			}
		})
	}
}

// An answer that cannot be made after the commit does not say that nothing was
// changed.
func TestAnswerLostAfterTheCommit(t *testing.T) {
	h := newHouse(t)
	views := 0
	h.store.lose = func() error {
		if views++; views > 0 { // an import reads only for its answer
			return errors.New("gone")
		}
		return nil
	}
	got := h.typed("maya", "plan import\n"+agent("New One"))
	if !strings.Contains(got, "This is saved, but its answer could not be shown (ref ") || !strings.Contains(got, "/rollout plan show") {
		t.Error(got)
	}
	h.store.lose = nil
	h.want("maya", "status new one", "New One")
}

func TestPickerOfSeveralPlans(t *testing.T) {
	h := newHouse(t)
	for _, name := range []string{"HR", "HR Policy", "IT Desk"} {
		if got := h.says(ask{user: "maya", line: "plan import\n" + agent(name)}); !strings.Contains(got, name) {
			t.Fatal(got)
		}
	}
	got := h.says(ask{user: "priya", line: "report <b> &amp; <@lee|lee> is slow"})
	for _, button := range []string{"[HR]", "[HR Policy]", "[IT Desk]"} {
		if !strings.Contains(got, "Nothing was done yet") || !strings.Contains(got, button) {
			t.Fatal(got)
		}
	}
	if got := h.says(ask{user: "priya", via: rollout.ByButton, line: "in hr-policy report &lt;b&gt; &amp; <@lee|lee> is slow"}); !strings.Contains(got, "INC-1 opened") {
		t.Fatal(got)
	}
	if in := h.incident("INC-1"); in.Text != "<b> & @lee is slow" || in.Plan != "hr-policy" {
		t.Errorf("%s: %q", in.Plan, in.Text)
	}
	long := h.says(ask{user: "priya", line: "report " + strings.Repeat("long story ", 200)})
	if !strings.Contains(long, "Name the agent first: `/rollout in HR …`") || !strings.Contains(long, "nothing was done") {
		t.Error(long)
	}
	for i := range 25 {
		h.says(ask{user: "maya", line: "plan import\n" + agent(fmt.Sprintf("Agent number %d", i))})
	}
	if got := h.says(ask{user: "priya", line: "report slow"}); !strings.Contains(got, "8 more are not shown; name it in the line") {
		t.Error(got)
	}
}

// Told by a bare verb, the asker picks among what it could mean for them, and
// only in the plan they named.
func TestBareVerbs(t *testing.T) {
	h := newHouse(t).withPlan()
	h.says(ask{user: "maya", line: "plan import\n" + agent("IT Desk")})
	h.want("priya", "in hr-policy-assistant report one", "INC-1")
	h.want("priya", "in it desk report two", "INC-2")
	h.want("priya", "in it desk report three", "INC-3")
	h.want("lee", "ack 3", "is yours")
	if got := h.want("dana", "ack", "Which one do you mean?", "[INC-1 one]", "[INC-2 two]"); strings.Contains(got, "INC-3") {
		t.Error(got)
	}
	if got := h.want("dana", "in it desk ack", "[INC-2 two]"); strings.Contains(got, "INC-1") {
		t.Error(got)
	}
	if got := h.want("lee", "release", "[INC-3 three]"); strings.Contains(got, "INC-1") {
		t.Error(got)
	}
	h.want("dana", "release", "Nothing is open that this could mean for you", "/rollout incident release INC-12")
	h.want("dana", "note the fix is in", "Which one", "[INC-1 one]")
	h.want("dana", "note "+strings.Repeat("x", 2100), "Several incidents could be meant, so nothing was done", "/rollout incident note INC-12 …")
}
