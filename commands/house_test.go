package commands_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/commands"
	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
	"github.com/rolloutbot/rollout/store/storetest"
)

// tuesday is now in every test: 10:00 in Berlin.
var tuesday = time.Date(2026, 7, 14, 8, 0, 0, 0, time.UTC)

type still time.Time

func (s still) Now() time.Time { return time.Time(s) }

// house is a dispatcher over a store in memory, with people and channels. No chat,
// no engine: what is asked is answered, and nothing else happens.
type house struct {
	t     testing.TB
	store *fickle
	d     *commands.Dispatcher
	log   bytes.Buffer
	who   map[rollout.UserID]rollout.Person
	where map[rollout.ChannelID]rollout.Channel
}

// accounts are the people of the house. "who" is one whose facts could not be had.
var accounts = map[rollout.UserID]rollout.PersonKind{
	"ada": rollout.Member, "maya": rollout.Member, "lee": rollout.Member, "dana": rollout.Member, "priya": rollout.Member,
	"noor": rollout.Member, "cora": rollout.Member, "sam": rollout.Member, "tess": rollout.Member, "nils": rollout.Member,
	"gil": rollout.Guest, "erin": rollout.External, "robo": rollout.Bot, "gone": rollout.Deactivated, "who": rollout.Unknown,
}

func newHouse(t testing.TB) *house {
	t.Helper()
	return houseOver(t, storetest.Memory())
}

// copied is a house of its own with the same people and everything they have
// said. h is of newHouse.
func (h *house) copied(t testing.TB) *house {
	t.Helper()
	c := emptyHouse(t, storetest.Fork(h.store.Store))
	c.d.Clock = h.d.Clock
	return c
}

// houseOver is a house whose people and channels are in the store.
func houseOver(t testing.TB, s store.Store) *house {
	t.Helper()
	h := emptyHouse(t, s)
	put := []rollout.Record{rollout.House{Schema: 1, Admins: []rollout.UserID{"ada"}, Fallback: "fallback", Zone: "UTC"}}
	for id, p := range h.who {
		if accounts[id] != rollout.Unknown {
			put = append(put, p)
		}
	}
	for _, c := range h.where {
		put = append(put, c)
	}
	err := s.Update(context.Background(), func(tx store.Tx) error {
		return store.Apply(tx, rollout.Actor{Via: rollout.ByTimer}, tuesday, rollout.Effects{Put: put})
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func emptyHouse(t testing.TB, s store.Store) *house {
	t.Helper()
	t.Cleanup(func() { _ = s.Close() })
	h := &house{t: t, store: &fickle{Store: s}, who: map[rollout.UserID]rollout.Person{}, where: map[rollout.ChannelID]rollout.Channel{}}
	h.d = &commands.Dispatcher{
		Store: h.store, Clock: still(tuesday), Log: slog.New(slog.NewTextHandler(&h.log, nil)), Command: "/rollout", Zone: "UTC",
	}
	for id, kind := range accounts {
		h.who[id] = rollout.Person{Schema: 1, ID: id, Account: kind, Name: string(id), Zone: "Europe/Berlin"}
	}
	for _, c := range []rollout.Channel{
		{ID: "agent-hr", BotIn: true},
		{ID: "agent-it", BotIn: true},
		{ID: "ops", BotIn: true},
		{ID: "fallback", BotIn: true},
		{ID: "security", BotIn: true, Private: true},
		{ID: "attic", BotIn: true, Archived: true},
		{ID: "far"},
	} {
		c.Schema, c.Name = 1, string(c.ID)
		h.where[c.ID] = c
	}
	return h
}

// ask is one request: who, where and what.
type ask struct {
	key    string
	user   rollout.UserID
	in     rollout.ChannelID
	thread string
	via    rollout.Via
	line   string
	fields map[string]string
	files  []commands.File
}

var typedMark = regexp.MustCompile(`(^|\s)([@#])([a-z-]+)`)

// request makes a transport's request of it: "@lee" and "#ops" become what the
// chat sends, with the facts of those named.
func (h *house) request(a ask) commands.Request {
	r := commands.Request{
		Key: a.key, Via: a.via, Person: h.who[a.user], Channel: a.in, Conversation: string(a.in), Thread: a.thread,
		Line: typedMark.ReplaceAllString(a.line, "$1<$2$3|$3>"), Fields: a.fields, Files: a.files,
	}
	if r.Via == "" {
		r.Via = rollout.ByCommand
	}
	lines := []string{r.Line}
	for _, v := range a.fields {
		lines = append(lines, v)
	}
	for _, line := range lines {
		people, channels := commands.Mentions(line)
		for _, id := range people {
			p, ok := h.who[id]
			if !ok {
				p = rollout.Person{ID: id}
			}
			r.People = append(r.People, p)
		}
		for _, id := range channels {
			c, ok := h.where[id]
			if !ok {
				c = rollout.Channel{ID: id}
			}
			r.Channels = append(r.Channels, c)
		}
	}
	return r
}

// do asks and returns the reply.
func (h *house) do(a ask) commands.Reply {
	h.t.Helper()
	return h.d.Do(context.Background(), h.request(a))
}

// says asks and returns the answer as a person reads it.
func (h *house) says(a ask) string {
	h.t.Helper()
	return words(h.do(a))
}

// typed is says for a line of somebody in the HR agent's channel.
func (h *house) typed(user rollout.UserID, line string) string {
	h.t.Helper()
	return h.says(ask{user: user, in: "agent-hr", line: line})
}

// want asks and fails unless the answer says all of that.
func (h *house) want(user rollout.UserID, line string, all ...string) string {
	h.t.Helper()
	got := h.typed(user, line)
	for _, s := range all {
		if !strings.Contains(got, s) {
			h.t.Fatalf("%s: %.100s\nanswered\n%s\nwant %q", user, line, got, s)
		}
	}
	return got
}

func words(r commands.Reply) string {
	var b strings.Builder
	if r.Card != nil {
		b.WriteString(r.Card.Plain())
	}
	if r.Form != nil {
		b.WriteString(r.Form.Plain())
	}
	for field, text := range r.FieldErrors {
		fmt.Fprintf(&b, "%s: %s\n", field, text)
	}
	return b.String()
}

// withPlan imports the plan that stories use, as maya, in #agent-hr.
func (h *house) withPlan() *house {
	h.t.Helper()
	h.want("maya", "plan import\n"+policyAssistant(h.t), "HR Policy Assistant", "read")
	h.want("maya", "owner set HR Quality Analyst @dana", "is filled by")
	h.want("maya", "owner set Data Steward @lee", "is filled by")
	return h
}

func policyAssistant(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile("../cmd/rollout/testdata/plans/policy-assistant.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// agent is a small plan of an agent with that name.
func agent(name string) string {
	return "# Rollout And Operations Plan\n\n## 1. Rollout Strategy\n\n- Agent name: " + name +
		"\n\n## 4. Support Model\n\n| Support Area | Owner | SLA / Response Expectation | Escalation Path |\n| --- | --- | --- | --- |\n" +
		"| Agent behavior issue | Keeper | 1 hour | Keeper -> Plan owner |\n"
}

// kinds are all there are in the store.
var kinds = []string{
	"meta", "index", "timer", "card", "inbox", "outbox", "queue", "count", "audit", "body", "next",
	"plan", "document", "state", "incident", "note", "person", "channel", "role", "house", "pause", "spend", "spend-total", "spend-monthly",
	"review", "occurrence", "digest", "wave", "approval", "summary",
}

// dump is everything in the store, for comparing.
func (h *house) dump() string {
	h.t.Helper()
	return h.dumped(kinds)
}

func (h *house) dumped(kinds []string) string {
	h.t.Helper()
	var b strings.Builder
	err := h.store.Store.View(context.Background(), func(tx store.Tx) error {
		for _, kind := range kinds {
			items, err := tx.List(kind, store.Range{})
			if err != nil {
				return err
			}
			for _, it := range items {
				b.WriteString(kind + " " + it.Key + " = ")
				b.Write(it.Value)
				b.WriteByte('\n')
			}
		}
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return b.String()
}

func (h *house) incident(id string) (in rollout.Incident) {
	h.t.Helper()
	err := h.store.Store.View(context.Background(), func(tx store.Tx) (err error) {
		in, err = store.Incident(tx, id)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return in
}

// fickle is a store that can be made to fail.
type fickle struct {
	store.Store
	view   error        // what View says, without looking
	update error        // what Update says, without doing
	after  error        // what Update says, although it did
	panics string       // Update panics in the closure
	lose   func() error // called before each View; its error is the View's
}

func (f *fickle) View(ctx context.Context, fn func(store.Tx) error) error {
	if f.lose != nil {
		if err := f.lose(); err != nil {
			return err
		}
	}
	if f.view != nil {
		return f.view
	}
	return f.Store.View(ctx, fn)
}

func (f *fickle) Update(ctx context.Context, fn func(store.Tx) error) error {
	if f.update != nil {
		return f.update
	}
	err := f.Store.Update(ctx, func(tx store.Tx) error {
		if f.panics != "" {
			panic(f.panics)
		}
		return fn(tx)
	})
	return errors.Join(err, f.after)
}
