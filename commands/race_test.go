package commands_test

import (
	"strings"
	"testing"

	"github.com/rolloutbot/rollout/commands"
	"github.com/rolloutbot/rollout/internal/rollout"
)

// What was shown is what is decided on.
func TestRaces(t *testing.T) {
	button := func(c *testing.T, r commands.Reply, text string) string {
		c.Helper()
		line := buttonLine(r, text)
		if line == "" {
			c.Fatalf("no button %q in\n%s", text, words(r))
		}
		return line
	}
	changed := strings.Replace(policyAssistant(t), "| 85% accepted answers |", "| 80% accepted answers |", 1)
	t.Run("activate after an edit", func(t *testing.T) {
		h := newHouse(t).withPlan()
		look := h.do(ask{user: "maya", in: "agent-hr", line: "plan activate"})
		h.want("maya", "owner set Risk Officer @priya", "is filled by")
		line := button(t, look, "Activate")
		h.want("maya", line, "have changed since you looked, so nothing was activated")
		h.want("maya", button(t, h.do(ask{user: "maya", in: "agent-hr", line: "plan activate"}), "Activate"), "is active: rolling out. 3 people")
		h.want("maya", line, "Nothing changed.")
	})
	t.Run("confirm after an edit", func(t *testing.T) {
		h := newHouse(t).withPlan()
		form := h.do(ask{user: "maya", in: "agent-hr", line: "plan confirm"}).Form
		h.want("maya", "plan import\n"+changed, "80%")
		got := h.says(ask{user: "maya", in: "agent-hr", via: rollout.ByForm, line: form.Line, fields: map[string]string{"metrics[1].threshold": "yes"}})
		if !strings.Contains(got, "imported again meanwhile, so nothing was confirmed") {
			t.Error(got)
		}
	})
	t.Run("an open form outlives an edit", func(t *testing.T) {
		h := newHouse(t).withPlan()
		form := h.do(ask{user: "priya", in: "agent-hr", line: "report"}).Form
		short := strings.Split(policyAssistant(t), "| Legal, compliance")[0]
		h.want("maya", "plan import\n"+short, "HR Policy")
		got := h.says(ask{user: "priya", in: "agent-hr", via: rollout.ByForm, line: form.Line, fields: map[string]string{"text": "x", "area": "S6", "sev": "3"}})
		if !strings.Contains(got, "area: The plan has no support area") {
			t.Error(got)
		}
	})
	t.Run("two link one channel", func(t *testing.T) {
		h := newHouse(t).withPlan()
		h.says(ask{user: "lee", line: "plan import\n" + agent("IT Desk")})
		if got := h.says(ask{user: "lee", in: "ops", line: "plan link"}); !strings.Contains(got, "#ops is the home of IT Desk now") {
			t.Fatal(got)
		}
		h.want("maya", "plan link #ops", "#ops is already the home of IT Desk, so nothing was changed.")
		h.want("maya", "plan link #agent-it", "#agent-it is the home of HR Policy Assistant now")
	})
	t.Run("a channel named where a plan lives moves that plan", func(t *testing.T) {
		h := newHouse(t).withPlan()
		h.says(ask{user: "maya", line: "plan import\n" + agent("IT Desk")}) // has no home
		h.want("maya", "plan link #ops", "#ops is the home of HR Policy Assistant now")
	})
	t.Run("the plan is given away", func(t *testing.T) {
		h := newHouse(t).withPlan()
		h.want("maya", "owner set plan-owner @lee", "is filled by @lee")
		h.want("maya", "plan activate confirm", "Only the plan owner and administrators may activate the plan")
		h.want("lee", "plan activate confirm", "is active")
	})
}
