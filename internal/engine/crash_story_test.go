package engine

import (
	"context"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rolloutbot/rollout/commands"
	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
	"github.com/rolloutbot/rollout/store/storetest"
)

// An act is what somebody types, and how long nothing is typed after it.
type act struct {
	user rollout.UserID
	line string // "": nobody types
	then time.Duration
}

// quiet is long enough for a message of unknown outcome to be sent again.
const quiet = store.Lease + store.UnknownWait + time.Minute

// crashStories are what people do and what happens by itself, each from a moment
// of a running plan.
var crashStories = []struct {
	name   string
	start  time.Time
	before []act
	acts   []act
	audit  []string // what it leaves in the record, whatever dies
}{
	{
		name: "a wave starts", start: august,
		before: []act{{"noor", "wave tick W1.1", 0}},
		acts:   []act{{"noor", "wave start 1", quiet}},
		audit:  []string{"noor: wave.start helper/W1: W1.1 met"},
	},
	{
		name: "a waiver is asked for and decided", start: august,
		acts:  []act{{"noor", "wave waive W1.2 because the sample is small", quiet}, {"dana", "approve APR-1", quiet}},
		audit: []string{"dana: approval.approve APR-1", "dana: wave.waive helper/W1: W1.2 by APR-1: the sample is small", "noor: approval.ask APR-1: the sample is small"},
	},
	{
		name: "a pause is asked for, nobody answers, and it is approved", start: august,
		acts:  []act{{"priya", "pause request it leaks names", 16 * time.Minute}, {"maya", "pause approve", quiet}},
		audit: []string{": pause.tell PAU-1", "maya: pause.approve PAU-1", "priya: pause.request PAU-1: it leaks names"},
	},
	{
		name: "a pause at once", start: august,
		acts:  []act{{"maya", "pause now it leaks names", quiet}},
		audit: []string{"maya: pause.now PAU-1: it leaks names"},
	},
	{
		name: "the steps of a pause", start: august,
		before: []act{{"priya", "pause request it leaks names", 0}, {"maya", "pause approve", 0}},
		acts:   []act{{"tess", "pause step 1 done", quiet}, {"cora", "pause step 2 done", quiet}},
		audit:  []string{"cora: pause.step PAU-1: step 2", "tess: pause.step PAU-1: step 1"},
	},
	{
		name: "a wait within a pause ends by itself", start: august,
		before: []act{{"maya", "pause now", 0}, {"tess", "pause step 1 done", 0}, {"cora", "pause step 2 done", 0}},
		acts:   []act{{"", "", 10*time.Minute + quiet}},
		audit:  []string{": pause.wait PAU-1"},
	},
	{
		name: "a resumption is asked for and decided", start: august,
		before: []act{{"maya", "pause now", 0}, {"tess", "pause step 1 done", 0}, {"cora", "pause step 2 done", 0}},
		acts:   []act{{"maya", "resume because it is mended", quiet}, {"nils", "approve APR-1", quiet}},
		audit:  []string{"maya: approval.ask APR-1: it is mended", "maya: pause.resume-request PAU-1: it is mended", "nils: approval.approve APR-1", "nils: pause.resume PAU-1: it is mended"},
	},
	{
		name: "a hold and its end", start: august,
		acts:  []act{{"noor", "hold because security looks at it", quiet}, {"maya", "resume hold", quiet}},
		audit: []string{"maya: plan.resume helper", "noor: plan.hold helper: security looks at it"},
	},
	{
		name: "spend over two thresholds, taken back", start: august,
		acts:  []act{{"sam", "spend 90 for tokens", quiet}, {"sam", "undo SP-1", quiet}},
		audit: []string{"sam: spend.book SP-1", "sam: spend.undo SP-1"},
	},
	{
		name: "spend of every month, on its day", start: eve,
		acts:  []act{{"sam", "spend 60 on 2026-08-04 for tokens monthly", 9*time.Hour + quiet}, {"maya", "reverse SPM-1 because it is over", quiet}},
		audit: []string{": spend.book SP-1", "maya: spend.monthly-end SPM-1: it is over", "sam: spend.monthly SPM-1: USD 60.00 from 2026-08-04"},
	},
	{
		name: "a digest, and the review that it asks for", start: september,
		acts:  []act{{"", "", quiet}, {"lee", "review done R1 2026-08 accepted all well", quiet}},
		audit: []string{"lee: review.done helper/R1/2026-08: all well"},
	},
	{
		name: "a digest, and the review put off", start: september,
		acts:  []act{{"", "", quiet}, {"lee", "review snooze R1 2026-08 3d because lee is ill", quiet}},
		audit: []string{"lee: review.snooze helper/R1/2026-08: lee is ill"},
	},
}

var (
	august    = time.Date(2026, 8, 3, 8, 0, 0, 0, time.UTC)
	eve       = time.Date(2026, 8, 3, 23, 59, 0, 0, time.UTC) // amounts of a day are booked at nine
	september = time.Date(2026, 9, 7, 8, 59, 0, 0, time.UTC)  // the review of August is due, and digests come at nine
)

const crashPlan = `# Rollout And Operations Plan

## 1. Rollout Strategy

- Agent name: Helper

| Wave | Users | Scope | Entry Criteria | Exit Criteria | Date |
| ---- | ----- | ----- | -------------- | ------------- | ---- |
| 1 | The desk | Leave | Guide published | At least 85% accepted answers | 2027-01-11 |

## 3. Observability Dashboard Specification

| Area | Metric | Source | Threshold | Owner |
| ---- | ------ | ------ | --------- | ----- |
| Quality | Accepted answers | Sample | 85% accepted answers | Analyst |

## 4. Support Model

| Support Area | Owner | SLA / Response Expectation | Escalation Path |
| ------------ | ----- | -------------------------- | --------------- |
| Security incident | Security | 15 minutes | Security |
| User support | Keeper | 4 business hours | Keeper -> Desk |

## 5. Cost Controls

- Budget owner: Finance
- Monthly budget: $100
- Alert thresholds: 50%, 80%

## 6. Lifecycle Review

| Review Item | Cadence | Owner | Evidence |
| ----------- | ------- | ----- | -------- |
| Data review | Monthly | Keeper | List |

## 7. Pause And Retirement

- Pause procedure:
  1. Switch it off (Desk)
  2. Tell the users (Communications Lead)
  3. Wait 10 minutes
  4. Delete the data (Desk)
`

// dying is a store whose process dies at one of its commits: before it is
// durable, or when it is and nobody has heard.
type dying struct {
	store.Store
	mu    sync.Mutex
	count int
	at    int // which commit; 0: never
	after bool
	dead  bool
	gone  chan struct{}
}

func (d *dying) View(ctx context.Context, fn func(store.Tx) error) error {
	d.mu.Lock()
	dead := d.dead
	d.mu.Unlock()
	if dead {
		return errCut
	}
	return d.Store.View(ctx, fn)
}

func (d *dying) Update(ctx context.Context, fn func(store.Tx) error) error {
	d.mu.Lock()
	d.count++
	now := !d.dead && d.count == d.at
	if now {
		d.dead = true
		close(d.gone)
	}
	dead := d.dead
	d.mu.Unlock()
	if dead && !(now && d.after) {
		return errCut
	}
	err := d.Store.Update(ctx, fn)
	if now {
		return fmt.Errorf("%w: %w", store.ErrUnknown, errCut)
	}
	return err
}

// lifetime is one telling of a story: a store that stays, a chat, and a process
// that may die and is then started again.
type lifetime struct {
	t       *testing.T
	st      store.Store
	chat    *chat
	dying   *dying
	engine  *Engine
	d       *commands.Dispatcher
	end     func()
	died    bool
	sending map[string]bool // delivery keys on their way when it died
}

func (l *lifetime) start(at int, after bool) {
	log := slog.New(slog.DiscardHandler)
	l.dying = &dying{Store: l.st, at: at, after: after, gone: make(chan struct{})}
	l.engine = New(Options{Store: l.dying, Clock: bubbleClock{}, Poster: l.chat, Logger: log})
	l.d = &commands.Dispatcher{Store: l.dying, Clock: bubbleClock{}, Log: log, Nudge: l.engine.Nudge, Command: "/rollout", Zone: "UTC"}
	ctx, stop := context.WithCancel(l.t.Context())
	done := make(chan error, 1)
	go func() { done <- l.engine.Run(ctx) }()
	l.end = func() {
		stop()
		if err := <-done; err != nil {
			l.t.Error(err)
		}
	}
}

// again starts a process after the one before has died.
func (l *lifetime) again() {
	l.end()
	l.died, l.sending = true, map[string]bool{}
	rows, err := rowsOf(l.t, l.st)
	if err != nil {
		l.t.Fatal(err)
	}
	for _, r := range rows {
		if r.State == store.RowSending {
			l.sending[r.Key] = true
		}
	}
	l.start(0, false)
}

func (l *lifetime) dead() bool {
	select {
	case <-l.dying.gone:
		return true
	default:
		return false
	}
}

// say types a line; who was not answered sends the same request again.
func (l *lifetime) say(key string, a act) {
	l.t.Helper()
	r := commands.Request{
		Key: key, Via: rollout.ByCommand, Person: rollout.Person{ID: a.user, Account: rollout.Member, Name: string(a.user), Zone: "UTC"},
		Channel: "C-home", Conversation: "C-home", Line: a.line,
	}
	_, err := l.d.Try(l.t.Context(), r)
	if l.dead() {
		l.again()
		_, err = l.d.Try(l.t.Context(), r)
	}
	if err != nil {
		l.t.Fatalf("%s: %.60s: %v", a.user, a.line, err)
	}
}

// wait lets time pass; a process that dies meanwhile is started again at once.
func (l *lifetime) wait(d time.Duration) {
	end := time.After(d)
	for {
		died := l.dying.gone
		if l.died {
			died = nil
		}
		select {
		case <-died:
			l.again()
		case <-end:
			if err := l.engine.Settle(l.t.Context()); err != nil && !l.dead() {
				l.t.Fatal(err)
			}
			if !l.died && l.dead() {
				l.again()
			}
			return
		}
	}
}

func rowsOf(t *testing.T, st store.Store) (rows []store.Row, err error) {
	err = st.View(t.Context(), func(tx store.Tx) (err error) {
		rows, err = store.OutboxAfter(tx, 0, 0)
		return err
	})
	return rows, err
}

// crashBase is the plan of the stories, running since July, as it stands at a
// moment: everything that was due before has happened and is delivered, as log
// says.
func crashBase(t *testing.T, until time.Time) (base store.Store, log []said) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, 7, 14, 8, 0, 0, 0, time.UTC)))
		l := &lifetime{t: t, st: storetest.Memory(), chat: &chat{}}
		base = l.st
		defer base.Close()
		put := []rollout.Record{
			rollout.House{Schema: 1, Admins: []rollout.UserID{"ada"}, Fallback: "C-fallback", Zone: "UTC"},
			rollout.Channel{Schema: 1, ID: "C-home", Name: "home", BotIn: true},
			rollout.Channel{Schema: 1, ID: "C-fallback", Name: "fallback", BotIn: true},
		}
		for role, u := range map[string]rollout.UserID{
			"Analyst": "dana", "Security": "nils", "Finance": "sam", "Keeper": "lee", "Desk": "tess", "Communications Lead": "cora", "": "maya",
		} {
			put = append(put, rollout.Person{Schema: 1, ID: u, Account: rollout.Member, Name: string(u), Zone: "UTC"})
			if role != "" {
				put = append(put, rollout.Role{Schema: 1, Plan: "helper", Name: role, Fills: []rollout.Place{rollout.DM(u)}})
			}
		}
		apply := func(put ...rollout.Record) {
			err := base.Update(t.Context(), func(tx store.Tx) error {
				return store.Apply(tx, rollout.Actor{}, time.Now(), rollout.Effects{Put: put})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		apply(put...)
		l.start(0, false)
		l.say("", act{user: "maya", line: "plan import\n" + crashPlan})
		var s rollout.State
		if err := base.View(t.Context(), func(tx store.Tx) (err error) {
			s, err = store.State(tx, "helper")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		s.Lead = "noor"
		apply(s)
		l.say("", act{user: "maya", line: "plan activate confirm"})
		l.wait(time.Minute)
		l.end()
		lapse(t, base, until.Add(-time.Minute))
		l.start(0, false)
		l.wait(0)
		l.end()
		log = l.chat.said()
	})
	return base, log
}

// lapse fires what is due until then, each at its own moment, and says of which
// kinds it was.
func lapse(t *testing.T, st store.Store, until time.Time) (fired []rollout.TimerKind) {
	t.Helper()
	e := New(Options{Store: st, Clock: bubbleClock{}, Poster: &chat{}, Logger: slog.New(slog.DiscardHandler)})
	for {
		var due []rollout.Timer
		err := st.View(t.Context(), func(tx store.Tx) (err error) {
			due, err = store.Due(tx, until, 1)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(due) == 0 {
			time.Sleep(time.Until(until))
			return fired
		}
		time.Sleep(time.Until(due[0].Due))
		if err := e.fire(t.Context(), due[0], time.Now()); err != nil {
			t.Fatal(err)
		}
		fired = append(fired, due[0].Kind)
	}
}

var sentAgain = regexp.MustCompile(`\n *\(Sent again: [^\n]*\)`)

// remains are what a telling left behind.
type remains struct {
	audit   []string
	notices []string // kind, subject, place and how it ended
	texts   map[string]int
	keys    map[string]int // messages by delivery key
	said    int            // messages
	sending map[string]bool
	commits int
	died    bool
}

func TestCrashAtEveryCommit(t *testing.T) {
	bases, logs := map[time.Time]store.Store{}, map[time.Time][]said{}
	for _, start := range []time.Time{august, eve, september} {
		bases[start], logs[start] = crashBase(t, start)
	}
	for _, s := range crashStories {
		t.Run(s.name, func(t *testing.T) {
			tell := func(at int, after bool) (out remains) {
				synctest.Test(t, func(t *testing.T) {
					time.Sleep(time.Until(s.start))
					l := &lifetime{t: t, st: storetest.Fork(bases[s.start]), chat: &chat{log: slices.Clone(logs[s.start])}}
					defer l.st.Close()
					l.start(0, false)
					for _, a := range s.before {
						l.say("", a)
						l.wait(0)
					}
					l.end()
					seq := lastSeq(t, l.st)
					l.start(at, after)
					for i, a := range s.acts {
						if a.line != "" {
							l.say(fmt.Sprint("act-", i), a)
						}
						l.wait(a.then)
					}
					out = l.remains(seq)
					l.end()
					out.commits = l.dying.count
				})
				return out
			}
			whole := tell(0, false)
			if whole.died || len(whole.texts) == 0 {
				t.Fatalf("%+v", whole)
			}
			if !slices.Equal(whole.audit, s.audit) {
				t.Errorf("the record says\n%s\nwant\n%s", strings.Join(whole.audit, "\n"), strings.Join(s.audit, "\n"))
			}
			for at := 1; ; at++ {
				before, after := tell(at, false), tell(at, true)
				if !before.died && !after.died {
					if at < whole.commits {
						t.Errorf("there were %d commits, and none was number %d", whole.commits, at)
					}
					break
				}
				before.like(t, whole, fmt.Sprintf("dead before commit %d", at))
				after.like(t, whole, fmt.Sprintf("dead after commit %d", at))
			}
		})
	}
}

// like holds a telling with a crash against the one without.
func (o remains) like(t *testing.T, whole remains, when string) {
	t.Helper()
	if !slices.Equal(o.audit, whole.audit) {
		t.Errorf("%s: the record says\n%s\nwant\n%s", when, strings.Join(o.audit, "\n"), strings.Join(whole.audit, "\n"))
	}
	if !slices.Equal(o.notices, whole.notices) {
		t.Errorf("%s: owed were\n%s\nwant\n%s", when, strings.Join(o.notices, "\n"), strings.Join(whole.notices, "\n"))
	}
	for text, n := range whole.texts {
		if o.texts[text] < n {
			t.Errorf("%s: said %d times instead of %d: %s", when, o.texts[text], n, text)
		}
	}
	if o.said > whole.said+len(o.sending) {
		t.Errorf("%s: %d messages instead of %d, and %d were on their way", when, o.said, whole.said, len(o.sending))
	}
	for key, n := range o.keys {
		if n > 1 && !(n == 2 && o.sending[key]) {
			t.Errorf("%s: %s stands in the chat %d times", when, key, n)
		}
	}
}

func lastSeq(t *testing.T, st store.Store) (seq uint64) {
	t.Helper()
	if err := st.View(t.Context(), func(tx store.Tx) error {
		h, err := store.AuditHead(tx)
		seq = h.Seq
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return seq
}

// remains checks the store and reads what was done since an entry of the record.
func (l *lifetime) remains(since uint64) remains {
	l.t.Helper()
	out := remains{texts: map[string]int{}, keys: map[string]int{}, sending: l.sending, died: l.died}
	err := l.st.View(l.t.Context(), func(tx store.Tx) error {
		report, err := store.Check(tx)
		if err != nil {
			return err
		}
		for _, d := range report.Damage {
			l.t.Errorf("damage: %+v", d)
		}
		return nil
	})
	rows, rowErr := rowsOf(l.t, l.st)
	if err != nil || rowErr != nil {
		l.t.Fatal(err, rowErr)
	}
	for _, r := range rows {
		if !r.State.Over() {
			l.t.Errorf("row %d (%s to %s) is still %s", r.Seq, r.Kind, r.To, r.State)
		}
		if r.Kind != store.CardRow {
			out.notices = append(out.notices, fmt.Sprintf("%s %s %s %s", r.Kind, r.Subject, r.To, r.State))
		}
	}
	for _, s := range l.chat.said() {
		out.texts[string(s.to)+": "+sentAgain.ReplaceAllString(s.plain, "")]++
		out.keys[s.key]++
		out.said++
	}
	out.audit = recordSince(l.t, l.st, since)
	slices.Sort(out.notices)
	slices.Sort(out.audit)
	return out
}

// recordSince is the audit record after an entry, each as "who: verb subject:
// why".
func recordSince(t *testing.T, st store.Store, since uint64) (lines []string) {
	t.Helper()
	err := st.View(t.Context(), func(tx store.Tx) error {
		entries, err := store.Audit(tx, since, 0)
		for _, e := range entries {
			lines = append(lines, strings.TrimSuffix(fmt.Sprintf("%s: %s %s: %s", e.User, e.Verb, e.Subject, e.Why), ": "))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}
