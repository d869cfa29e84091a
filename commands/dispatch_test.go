package commands_test

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/rolloutbot/rollout/commands"
	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
	"github.com/rolloutbot/rollout/store/storetest"
)

// Every change, asked twice with one key, has one effect and one answer, even
// when the world has moved on in between.
func TestSameKeyTwice(t *testing.T) {
	changes := []struct {
		name   string
		before []string // maya's lines
		ask    ask
		after  []string // ada's lines between the two
	}{
		{"open", nil, ask{user: "priya", line: "report it is slow"}, []string{"resolve 1", "plan import\n" + agent("Another")}},
		{"open by form", nil, ask{user: "priya", via: rollout.ByForm, line: "in hr-policy-assistant incident open", fields: map[string]string{"text": "x", "sev": "2", "area": "S3"}}, nil},
		{"ack", []string{"report x"}, ask{user: "lee", line: "ack 1"}, []string{"release 1"}},
		{"release", []string{"report x", "ack 1"}, ask{user: "maya", line: "release 1"}, []string{"ack 1"}},
		{"note", []string{"report x"}, ask{user: "lee", line: "note 1 looking"}, []string{"note 1 another"}},
		{"resolve", []string{"report x"}, ask{user: "lee", line: "resolve 1 done"}, nil},
		{"import", nil, ask{user: "priya", line: "plan import\n" + agent("New One")}, []string{"in new one report x"}},
		{"confirm one", nil, ask{user: "maya", line: "plan confirm metrics[1].threshold"}, []string{"plan confirm all"}},
		{"confirm by form", nil, ask{user: "maya", via: rollout.ByForm, line: "plan confirm version 1", fields: map[string]string{"metrics[1].threshold": "yes"}}, []string{"plan confirm all"}},
		{"activate", nil, ask{user: "maya", line: "plan activate confirm"}, nil},
		{"link", nil, ask{user: "maya", line: "plan link #ops"}, []string{"in hr policy assistant plan link #agent-it"}},
		{"fill a role", nil, ask{user: "maya", line: "owner set Risk Officer @lee"}, []string{"owner set Risk Officer @dana"}},
		{"fill roles by form", nil, ask{user: "maya", via: rollout.ByForm, line: "owner set", fields: map[string]string{"risk officer": "<@lee>"}}, []string{"owner set Risk Officer @dana"}},
		{"give the plan away", nil, ask{user: "maya", line: "owner set plan-owner @lee"}, nil},
	}
	for _, tt := range changes {
		t.Run(tt.name, func(t *testing.T) {
			h := newHouse(t).withPlan()
			for _, line := range tt.before {
				h.typed("maya", line)
			}
			tt.ask.key, tt.ask.in = "k1", "agent-hr"
			untouched := h.dump()
			first := h.says(tt.ask)
			done := h.dump()
			if done == untouched {
				t.Fatalf("changed nothing: %s", first)
			}
			if again := h.says(tt.ask); again != first || h.dump() != done {
				t.Errorf("first\n%s\nthen\n%s", first, again)
			}
			for _, line := range tt.after {
				h.typed("ada", line)
			}
			moved := h.dump()
			if again := h.says(tt.ask); again != first || h.dump() != moved {
				t.Errorf("first\n%s\nand when the world had moved on\n%s", first, again)
			}
			other := tt.ask
			other.user = "ada"
			if got := h.says(other); !strings.Contains(got, "said something else, so nothing was changed") || h.dump() != moved {
				t.Errorf("another request under that key: %s", got)
			}
		})
	}
}

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

// Accounts and commands: who is let in at all. The offices of a plan are
// tested with authority.go.
func TestRightsOfEveryCommand(t *testing.T) {
	lines := map[string]string{
		"status": "status", "todo": "todo", "agents": "agents", "log": "log", "doctor": "doctor", "help": "help", "report": "report x", "plan import": "plan import\n" + agent("Mine"),
		"plan activate": "plan activate confirm", "plan show": "plan show", "plan confirm": "plan confirm all", "plan link": "plan link #ops",
		"owner list": "owner list", "owner set": "owner set Risk Officer @lee",
		"incident open": "incident open x", "incident list": "incident list", "incident show": "incident show 1", "incident ack": "ack 1",
		"incident release": "release 2", "incident note": "note 1 x", "incident resolve": "resolve 1", "oncall": "oncall data",
		"wave list": "wave", "wave show": "wave show", "wave check": "wave check", "wave tick": "wave tick W1.1", "wave untick": "wave untick W1.1",
		"wave waive": "wave waive W1.1 because x", "wave no-criteria": "wave no-criteria 1 entry because x", "wave start": "wave start 1",
		"wave complete": "wave complete 1", "wave move": "wave move 1 2099-01-01", "wave cancel": "wave cancel 1 because x",
		"approvals": "approvals", "approve": "approve APR-1", "decline": "decline APR-1 because x",
		"review due": "review", "review done": "review done R1 accepted", "review skip": "review skip R1 because x", "review snooze": "review snooze R1 3d because x",
		"review history": "review history R1",
		"budget show":    "budget", "spend": "spend 10 USD", "undo": "undo SP-1", "reverse": "reverse SP-1 because it was nothing",
		"pause request": "pause request x", "pause now": "pause now x", "pause approve": "pause approve PAU-1",
		"pause decline": "pause decline because x", "pause step": "pause step 1 done", "pause show": "pause show", "resume": "resume because x",
		"hold": "hold because x",
	}
	users := []rollout.UserID{"ada", "maya", "priya", "gil", "erin", "robo", "gone", "who"}
	table := map[string]string{
		//                  ada maya priya gil erin robo gone who
		"status":           "y y y y y y . y",
		"help":             "y y y y y y y y",
		"todo":             "y y y y y y . y",
		"agents":           "y y y y y y . y",
		"log":              "y y y . . . . .",
		"doctor":           "y y y . . . . .",
		"report":           "y y y y y y y y",
		"plan import":      "y y y . . . . .",
		"plan activate":    "y y . . . . . .",
		"plan show":        "y y y . . . . .",
		"plan confirm":     "y y . . . . . .",
		"plan link":        "y y . . . . . .",
		"owner list":       "y y y . . . . .",
		"owner set":        "y y . . . . . .",
		"incident open":    "y y y y y y y y",
		"incident list":    "y y y y y y . y",
		"incident show":    "y y y y y y . y",
		"incident ack":     "y y y . . . . y",
		"incident release": "y y y . . . . y",
		"incident note":    "y y y . . . . y",
		"incident resolve": "y y y . . . . .",
		"oncall":           "y y y y y y . y",
		"budget show":      "y y y y y y . y",
		"spend":            "y y . . . . . .",
		"undo":             ". y . . . . . .",
		"wave list":        "y y y . . . . .",
		"wave show":        "y y y . . . . .",
		"wave check":       "y y y . . . . .",
		"wave tick":        ". y . . . . . .",
		"wave untick":      ". y . . . . . .",
		"wave waive":       ". y . . . . . .",
		"wave no-criteria": ". y . . . . . .",
		"wave start":       ". y . . . . . .",
		"wave complete":    ". y . . . . . .",
		"wave move":        ". y . . . . . .",
		"wave cancel":      ". y . . . . . .",
		"approvals":        "y y y . . . . .",
		"approve":          "y y y . . . . .",
		"decline":          "y y y . . . . .",
		"review due":       "y y y y y y . y",
		"review done":      "y y y . . . . .",
		"review skip":      "y y y . . . . .",
		"review snooze":    "y y y . . . . .",
		"review history":   "y y y . . . . .",
		"reverse":          "y y . . . . . .",
		"pause request":    "y y y . . . . y",
		"pause now":        "y y . . . . . .",
		"pause approve":    "y y . . . . . .",
		"pause decline":    "y y . . . . . .",
		"pause step":       "y y . . . . . .",
		"pause show":       "y y y y y y . y",
		"hold":             "y y . . . . . .",
		"resume":           "y y y . . . . .",
	}
	base := newHouse(t).withPlan()
	base.want("dana", "report one", "INC-1 opened")
	base.want("dana", "report two", "INC-2 opened")
	base.want("dana", "ack 2", "is yours")
	base.want("maya", "spend 20 USD", "· SP-1")
	base.want("dana", "pause it leaks", "PAU-1")
	for _, cmd := range commands.All {
		row := strings.Fields(table[cmd.Name])
		if len(row) != len(users) || lines[cmd.Name] == "" {
			t.Errorf("%s is not in the table", cmd.Name)
			continue
		}
		for i, user := range users {
			t.Run(cmd.Name+" as "+string(user), func(t *testing.T) {
				h := base.copied(t)
				before := h.dump()
				got := h.typed(user, lines[cmd.Name])
				refused := strings.Contains(got, "Nothing was changed.") && strings.Contains(got, "may ")
				if refused == (row[i] == "y") {
					t.Errorf("answered %s", got)
				}
				if refused && h.dump() != before {
					t.Error("refused, and changed something")
				}
			})
		}
	}
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

// copied is a house with the same people over a copy of the store, in memory:
// there are many of them.
func (h *house) copied(t testing.TB) *house {
	t.Helper()
	c := houseOver(t, storetest.Memory())
	err := h.store.Store.View(t.Context(), func(from store.Tx) error {
		return c.store.Store.Update(t.Context(), func(to store.Tx) error {
			for _, kind := range kinds {
				items, err := from.List(kind, store.Range{})
				if err != nil {
					return err
				}
				for _, it := range items {
					if err := to.Put(kind, it.Key, it.Value); err != nil {
						return err
					}
				}
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}
