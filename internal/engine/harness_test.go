package engine

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
	"github.com/rolloutbot/rollout/store/storetest"
)

var full = flag.Bool("full", false, "10,000 messages to 200 channels, and 20 lives of crashes instead of a few")

// size is few, or with -full many.
func size(few, many int) int {
	if *full {
		return many
	}
	return few
}

// bubbleClock is the clock of a synctest bubble.
type bubbleClock struct{}

func (bubbleClock) Now() time.Time                         { return time.Now() }
func (bubbleClock) After(d time.Duration) <-chan time.Time { return time.After(d) }

// A said is one message as it stands in the scripted chat.
type said struct {
	at     time.Time // of the first post
	to     rollout.Place
	thread string
	text   string // of the newest look
	plain  string // the same as a person reads it
	key    string
	ts     string
	urgent bool
	edits  int
}

// answer is how the scripted chat takes one call.
type answer struct {
	lost  bool          // the message is not accepted
	after time.Duration // how long the answer takes
	err   error         // what the caller hears; nil is a plain yes
	panic bool
}

// chat is a Slack by script: it keeps what it accepts, and answers each call as
// told.
type chat struct {
	mu     sync.Mutex
	log    []said
	calls  int
	script func(m Message) answer
	busy   int
	most   int // calls at the same time
}

func (c *chat) Post(ctx context.Context, m Message) (rollout.MessageRef, error) {
	c.mu.Lock()
	c.calls++
	c.busy++
	c.most = max(c.most, c.busy)
	var a answer
	if c.script != nil {
		a = c.script(m)
	}
	ref := rollout.MessageRef{Channel: "in-" + m.To.ID()}
	if !a.lost {
		ref.TS = c.accept(m)
	}
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.busy--
	}()
	if a.panic {
		panic("the transport broke")
	}
	if a.after > 0 {
		select {
		case <-time.After(a.after):
		case <-ctx.Done():
			return rollout.MessageRef{}, &rollout.SendFailure{Class: rollout.SendAmbiguous, Err: ctx.Err()}
		}
	}
	if a.err != nil {
		return rollout.MessageRef{}, a.err
	}
	return ref, nil
}

func (c *chat) accept(m Message) string {
	if m.Update.TS != "" {
		i := slices.IndexFunc(c.log, func(s said) bool { return s.ts == m.Update.TS })
		c.log[i].text, c.log[i].plain = textOf(m), m.Card.Plain()
		c.log[i].edits++
		return m.Update.TS
	}
	ts := fmt.Sprintf("%d.%06d", time.Now().Unix(), len(c.log))
	c.log = append(c.log, said{at: time.Now(), to: m.To, thread: m.Thread, text: textOf(m), plain: m.Card.Plain(), key: m.Key, ts: ts, urgent: m.Urgent})
	return ts
}

// textOf is everything that a message says, in one string.
func textOf(m Message) string { return fmt.Sprintf("%s %+v", m.Card.Text, m.Card.Blocks) }

func (c *chat) said() []said {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.log)
}

func (c *chat) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.calls
}

func (c *chat) answers(f func(m Message) answer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.script = f
}

// at are the messages of one place, oldest first.
func (c *chat) at(p rollout.Place) []said {
	return slices.DeleteFunc(c.said(), func(s said) bool { return s.to != p })
}

func limited(after time.Duration) error {
	return &rollout.SendFailure{Class: rollout.SendRetry, RetryAfter: after, Err: errors.New("ratelimited")}
}

func failure(c rollout.SendClass) error {
	return &rollout.SendFailure{Class: c, Err: errors.New("scripted " + string(c))}
}

// A bench is one engine at work in a bubble.
type bench struct {
	t    *testing.T
	st   store.Store
	chat *chat
	e    *Engine
	log  *sharedLog
	stop context.CancelFunc
	done chan error
}

// inBubble runs a story with an engine that works on a store in memory.
func inBubble(t *testing.T, o Options, story func(t *testing.T, b *bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		st := storetest.Memory()
		b := &bench{t: t, st: st, chat: &chat{}, log: new(sharedLog)}
		defer func() {
			b.end()
			if err := st.Close(); err != nil {
				t.Error(err)
			}
		}()
		b.start(o)
		story(t, b)
	})
}

// start starts an engine, as after a restart.
func (b *bench) start(o Options) {
	b.make(o)
	b.run()
}

func (b *bench) make(o Options) {
	o.Clock, o.Poster = bubbleClock{}, b.chat
	if o.Store == nil {
		o.Store = b.st
	}
	o.Logger = slog.New(slog.NewTextHandler(b.log, nil))
	b.e = New(o)
}

func (b *bench) run() {
	ctx, stop := context.WithCancel(b.t.Context())
	b.stop, b.done = stop, make(chan error, 1)
	e, done := b.e, b.done
	go func() { done <- e.Run(ctx) }()
}

// restart ends the engine and starts another, changed by change.
func (b *bench) restart(o Options, change func(*Engine)) {
	b.t.Helper()
	b.end()
	b.make(o)
	change(b.e)
	b.run()
}

// end stops the engine and waits for it.
func (b *bench) end() {
	b.t.Helper()
	b.stop()
	if err := <-b.done; err != nil {
		b.t.Errorf("the engine ended with %v", err)
	}
}

func (b *bench) settle() {
	b.t.Helper()
	if err := b.e.Settle(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

// sleep lets bubble time pass and then settles.
func (b *bench) sleep(d time.Duration) {
	b.t.Helper()
	time.Sleep(d)
	b.settle()
}

func (b *bench) apply(e rollout.Effects) {
	b.t.Helper()
	now := time.Now()
	err := b.st.Update(b.t.Context(), func(tx store.Tx) error { return store.Apply(tx, rollout.Actor{}, now, e) })
	if err != nil {
		b.t.Fatal(err)
	}
	b.e.Nudge()
}

// tell owes each place a routine message; subject and place make the lane, and
// text is found again in what the chat has.
func (b *bench) tell(subject, text string, to ...rollout.Place) {
	b.t.Helper()
	b.apply(rollout.Effects{Notices: []rollout.Notice{notice(rollout.NoticeActivated, subject, text, to...)}})
}

func (b *bench) tellUrgent(subject, text string, to ...rollout.Place) {
	b.t.Helper()
	b.apply(rollout.Effects{Notices: []rollout.Notice{notice(rollout.NoticeUndelivered, subject, text, to...)}})
}

func notice(kind rollout.NoticeKind, subject, text string, to ...rollout.Place) rollout.Notice {
	n := rollout.Notice{Kind: kind, Plan: "helper", Subject: subject, Facts: map[string]string{"agent": text, "to": text}}
	for _, p := range to {
		n.To = append(n.To, rollout.Target{To: p})
	}
	return n
}

func (b *bench) view(f func(tx store.Tx) error) {
	b.t.Helper()
	if err := b.st.View(b.t.Context(), f); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) rows() (rows []store.Row) {
	b.t.Helper()
	b.view(func(tx store.Tx) (err error) {
		rows, err = store.OutboxAfter(tx, 0, 0)
		return err
	})
	return rows
}

func (b *bench) health() Health {
	b.t.Helper()
	h, err := b.e.Health(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	return h
}

// wantTexts checks that messages contain the given texts, one each, in order.
func wantTexts(t *testing.T, got []said, want ...string) {
	t.Helper()
	ok := len(got) == len(want)
	for i := 0; ok && i < len(want); i++ {
		ok = strings.Contains(got[i].text, want[i])
	}
	if !ok {
		var texts []string
		for _, s := range got {
			texts = append(texts, s.text)
		}
		t.Errorf("got %d messages:\n%s\nwant: %q", len(got), strings.Join(texts, "\n"), want)
	}
}

// sharedLog is written by the engine while a test reads it.
type sharedLog struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *sharedLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *sharedLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// cut is a store that its engine can be cut off from, as by a crash.
type cut struct {
	store.Store
	dead atomic.Bool
}

var errCut = errors.New("the process died")

func (c *cut) View(ctx context.Context, fn func(store.Tx) error) error {
	if c.dead.Load() {
		return errCut
	}
	return c.Store.View(ctx, fn)
}

func (c *cut) Update(ctx context.Context, fn func(store.Tx) error) error {
	if c.dead.Load() {
		return errCut
	}
	err := c.Store.Update(ctx, fn)
	if c.dead.Load() { // durable, and nobody heard of it
		return errCut
	}
	return err
}
