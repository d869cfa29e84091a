package commands_test

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

// A saying is one line of somebody in the HR agent's channel.
type saying struct {
	user rollout.UserID
	line string
}

// A mutation is one way in which people change something: what they say once
// the before was said in a running plan, what it leaves in the audit record, and
// what it answers when they say it once more.
type mutation struct {
	name    string
	draft   bool // in a plan that is a draft
	refused bool // with messages that the chat has refused for good
	before  []saying
	user    rollout.UserID
	line    string
	fields  map[string]string // of a form
	says    string            // the answer
	audit   []string          // the entries, as audited words them
	again   string            // the answer to the same once more, which changes nothing; "": that is another one
	after   []saying          // moves the world on
}

func (m mutation) ask(key string) ask {
	a := ask{key: key, user: m.user, in: "agent-hr", line: m.line, fields: m.fields}
	if m.fields != nil {
		a.via = rollout.ByForm
	}
	return a
}

// prepared is a copy of a house in which the mutation's before was said.
func (m mutation) prepared(t testing.TB, base *house) *house {
	t.Helper()
	h := base.copied(t)
	if m.refused {
		h.givenUp(tellsDana, tellsOps)
	}
	for _, b := range m.before {
		if _, err := h.try(b.user, b.line); err != nil {
			t.Fatalf("%s: %s\nanswered %v", b.user, b.line, err)
		}
	}
	return h
}

// try says a line in the HR agent's channel; its error is a Problem where the
// person can mend it.
func (h *house) try(user rollout.UserID, line string) (string, error) {
	h.t.Helper()
	r, err := h.d.Try(context.Background(), h.request(ask{user: user, in: "agent-hr", line: line}))
	return words(r), err
}

// running is the story's plan as it runs in August: every role has somebody of
// its own, the first wave can be completed by a word, and the exit gate of the
// last has no criteria. It is Monday 3 August, 10:00 in Berlin, and the review of
// data sources, lee's, is due.
func running(t testing.TB) *house {
	t.Helper()
	doc := policyAssistant(t)
	for old, text := range map[string]string{
		"85% accepted answers and no high-risk findings": "Pilot report written",
		"Support queue volume stays within target":       "",
	} {
		if strings.Count(doc, old) != 1 {
			t.Fatalf("the plan does not say %q once", old)
		}
		doc = strings.Replace(doc, old, text, 1)
	}
	h := newHouse(t)
	h.want("maya", "plan import\n"+doc, "HR Policy Assistant")
	for role, user := range map[string]string{
		"rollout-lead": "noor", "HR Communications Lead": "cora", "HR Finance Partner": "sam", "HR Quality Analyst": "dana",
		"Data Steward": "lee", "Platform Engineer": "tess", "Information Security Lead": "nils",
	} {
		h.want("maya", "owner set "+role+" @"+user, "is filled by @"+user)
	}
	h.want("maya", "plan activate confirm", "is active")
	h.d.Clock = still(time.Date(2026, 8, 3, 8, 0, 0, 0, time.UTC))
	return h
}

// audited are the entries of the audit record after the first n, each as "who:
// verb subject: why".
func (h *house) audited(after int) []string {
	h.t.Helper()
	var all []string
	err := h.store.Store.View(context.Background(), func(tx store.Tx) error {
		entries, err := store.Audit(tx, uint64(after), 0)
		for _, e := range entries {
			line := fmt.Sprintf("%s: %s %s", e.User, e.Verb, e.Subject)
			if e.Why != "" {
				line += ": " + e.Why
			}
			all = append(all, line)
		}
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return all
}

// effects is everything in the store, but for the salts of the audit record.
func (h *house) effects() string {
	h.t.Helper()
	return strings.Join(h.audited(0), "\n") + h.dumped(slices.DeleteFunc(slices.Clone(kinds), func(k string) bool {
		return k == "audit" || k == "body" || k == "meta"
	}))
}

func reviewForm(row string) map[string]string {
	key := "hr-policy-assistant/" + row
	return map[string]string{view.OutcomeField + key: "accepted", view.NoteField + key: "https://example.com/8 all well"}
}

// What has to be said before something can be.
var (
	reported      = []saying{{"priya", "report it is slow"}}
	reportedTwice = then(reported, saying{"priya", "report it is wrong"})
	ticked        = []saying{{"cora", "wave tick W1.1"}, {"noor", "wave tick W1.2"}, {"noor", "wave tick W1.3"}, {"noor", "wave tick W1.4"}, {"noor", "wave tick W1.5"}}
	started       = then(ticked, saying{"noor", "wave start 1"})
	waiverDue     = []saying{{"noor", "wave waive W2.5 because the sample is small"}}
	held          = []saying{{"noor", "hold because security looks at it"}}
	pauseDue      = []saying{{"priya", "pause request it leaks names"}}
	stopping      = then(pauseDue, saying{"maya", "pause approve"})
	paused        = then(stopping, saying{"tess", "pause step 1 done"}, saying{"cora", "pause step 2 done"}, saying{"nils", "pause step 3 done"})
	resumeDue     = then(paused, saying{"maya", "resume because it is mended"})
)

func then(before []saying, more ...saying) []saying {
	return append(before[:len(before):len(before)], more...)
}

// bases are the houses that mutations are made in.
func bases(t testing.TB) func(m mutation) *house {
	t.Helper()
	draft, runs := newHouse(t).withPlan(), running(t)
	return func(m mutation) *house {
		if m.draft {
			return draft
		}
		return runs
	}
}

// Every change, asked twice with one key, has one effect and one answer, even
// when the world has moved on in between.
func TestSameKeyTwice(t *testing.T) {
	in := bases(t)
	for _, m := range mutations {
		t.Run(m.name, func(t *testing.T) {
			h := m.prepared(t, in(m))
			untouched := h.dump()
			first := h.says(m.ask("k1"))
			done := h.dump()
			if done == untouched || !strings.Contains(first, m.says) {
				t.Fatalf("answered %s\nwant %s", first, m.says)
			}
			if again := h.says(m.ask("k1")); again != first || h.dump() != done {
				t.Errorf("first\n%s\nthen\n%s", first, again)
			}
			for _, s := range then(m.after, saying{"ada", "in hr-policy-assistant report the world moves on"}) {
				if got := h.typed(s.user, s.line); strings.Contains(got, "othing was changed") {
					t.Fatalf("the world does not move on: %s", got)
				}
			}
			moved := h.dump()
			if again := h.says(m.ask("k1")); again != first || h.dump() != moved {
				t.Errorf("first\n%s\nand when the world had moved on\n%s", first, again)
			}
			other := m.ask("k1")
			other.user = "priya"
			if m.user == other.user {
				other.user = "ada"
			}
			if got := h.says(other); !strings.Contains(got, "said something else, so nothing was changed") || h.dump() != moved {
				t.Errorf("another request under that key: %s", got)
			}
		})
	}
}

// Said once more as a request of its own, a change is either another one of its
// kind or harmless, and then its answer says how things stand.
func TestSaidOnceMore(t *testing.T) {
	in := bases(t)
	for _, m := range mutations {
		t.Run(m.name, func(t *testing.T) {
			h := m.prepared(t, in(m))
			h.says(m.ask(""))
			done := h.dump()
			got := h.says(m.ask(""))
			if m.again == "" {
				if h.dump() == done {
					t.Errorf("nothing was done: %s", got)
				}
				return
			}
			if h.dump() != done {
				t.Error("something was changed")
			}
			if !strings.Contains(got, m.again) {
				t.Errorf("answered %s\nwant %s", got, m.again)
			}
		})
	}
}

// What breaks in the middle leaves all of a change or nothing, and the same
// request again makes it whole, once.
func TestBrokenInTheMiddle(t *testing.T) {
	in := bases(t)
	breaks := []struct {
		name  string
		set   func(*fickle)
		saved bool
	}{
		{"before the commit", func(f *fickle) { f.update = errors.New("no room") }, false},
		{"in the transaction", func(f *fickle) { f.panics = "oh" }, false},
		{"after the commit, unheard", func(f *fickle) { f.after = fmt.Errorf("%w: power", store.ErrUnknown) }, true},
	}
	for _, m := range mutations {
		start := m.prepared(t, in(m))
		whole := start.copied(t)
		want := whole.says(m.ask("k1"))
		for _, b := range breaks {
			t.Run(m.name+" "+b.name, func(t *testing.T) {
				h := start.copied(t)
				before := h.dump()
				b.set(h.store)
				if got := h.says(m.ask("k1")); !strings.Contains(got, "(ref ") {
					t.Errorf("answered %s", got)
				}
				h.store.update, h.store.after, h.store.panics = nil, nil, ""
				switch after := h.dump(); {
				case !b.saved && after != before:
					t.Error("something was changed")
				case b.saved && h.effects() != whole.effects():
					t.Error("not all of it was saved")
				}
				if got := h.says(m.ask("k1")); got != want || h.effects() != whole.effects() {
					t.Errorf("tried again it answered\n%s\nwant\n%s", got, want)
				}
			})
		}
	}
}

// Every change leaves in the audit record who did what to which thing, and why.
func TestAuditOfEveryMutation(t *testing.T) {
	in := bases(t)
	said := map[rollout.Verb]bool{}
	for _, m := range mutations {
		t.Run(m.name, func(t *testing.T) {
			h := m.prepared(t, in(m))
			before := len(h.audited(0))
			h.says(m.ask(""))
			got := h.audited(before)
			for i, line := range got {
				got[i] = sha.ReplaceAllString(line, "‹hash›")
				_, rest, _ := strings.Cut(line, ": ")
				verb, _, _ := strings.Cut(rest, " ")
				said[rollout.Verb(verb)] = true
			}
			if !slices.Equal(got, m.audit) {
				t.Errorf("the record says\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(m.audit, "\n  "))
			}
		})
	}
	for verb, name := range declaredVerbs(t) {
		if said[verb] == (elsewhere[verb] != "") {
			t.Errorf("%s (%s): said by a mutation %v, elsewhere %q", name, verb, said[verb], elsewhere[verb])
		}
	}
}

// elsewhere are the verbs that no line says, and where they are looked at.
var elsewhere = map[rollout.Verb]string{
	rollout.VerbHouse:     "internal/app: the installation's own settings",
	rollout.VerbSpendFeed: "TestAuditOfAFeed",

	// Timers, in internal/engine: TestWhatTimersLeaveInTheRecord.
	rollout.VerbStep: "engine", rollout.VerbRemind: "engine", rollout.VerbDaily: "engine", rollout.VerbLate: "engine", rollout.VerbHold: "engine", rollout.VerbClose: "engine",
	rollout.VerbExpire: "engine", rollout.VerbPauseTell: "engine", rollout.VerbPauseWait: "engine",
}

var sha = regexp.MustCompile(`[0-9a-f]{64}`)

// declaredVerbs are the names of all verbs of the audit record.
func declaredVerbs(t *testing.T) map[rollout.Verb]string {
	t.Helper()
	all := map[rollout.Verb]string{}
	each(t, "../internal/rollout", func(n ast.Node) {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return
		}
		if typ, ok := spec.Type.(*ast.Ident); ok && typ.Name == "Verb" {
			all[rollout.Verb(literal(t, spec.Values[0]))] = spec.Names[0].Name
		}
	})
	return all
}
