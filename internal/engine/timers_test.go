package engine

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// TestEveryTimerKindHasALoader reads the kinds from the source, wherever in the
// package they are declared, so that a new one cannot be forgotten.
func TestEveryTimerKindHasALoader(t *testing.T) {
	kinds := timerKinds(t)
	for kind, name := range kinds {
		if loaders[kind] == nil {
			t.Errorf("timers of kind %q (%s) have no loader", kind, name)
		}
	}
	for kind := range loaders {
		if kinds[kind] == "" {
			t.Errorf("there is a loader for %q, which is no kind of timer", kind)
		}
	}
}

// timerKinds are the names of all constants of type TimerKind.
func timerKinds(t *testing.T) map[rollout.TimerKind]string {
	t.Helper()
	paths, err := filepath.Glob("../rollout/*.go")
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[rollout.TimerKind]string{}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) == 0 {
				return true
			}
			if typ, ok := spec.Type.(*ast.Ident); !ok || typ.Name != "TimerKind" {
				return true
			}
			for i, v := range spec.Values {
				kind, err := strconv.Unquote(v.(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				kinds[rollout.TimerKind(kind)] = spec.Names[i].Name
			}
			return true
		})
	}
	if len(kinds) == 0 {
		t.Fatal("no kinds found: the test looks in the wrong place")
	}
	return kinds
}

const testKind rollout.TimerKind = "test"

func timer(name string, due time.Time) rollout.Timer {
	return rollout.Timer{Key: rollout.TimerKey(testKind, name), Kind: testKind, Subject: name, Due: due}
}

// rules is a loader that counts what it was asked, and does what a name's
// first part says.
type rules struct {
	mu    sync.Mutex
	asked map[string][]time.Time
	well  bool // whatever was broken works now
}

func (r *rules) load(_ store.Tx, t rollout.Timer, now time.Time) (rollout.Effects, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.asked == nil {
		r.asked = map[string][]time.Time{}
	}
	r.asked[t.Subject] = append(r.asked[t.Subject], now)
	what, _, _ := strings.Cut(t.Subject, "-")
	switch {
	case r.well:
	case what == "panics":
		panic("no rule for this")
	case what == "fails":
		return rollout.Effects{}, errors.New("no rule for this")
	case what == "spins":
		return rollout.Effects{Arm: []rollout.Timer{t}}, nil
	}
	return rollout.Effects{}, nil
}

func (r *rules) times(subject string) []time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.asked[subject])
}

func withRules(t *testing.T, story func(t *testing.T, b *bench, r *rules)) {
	inBubble(t, Options{}, func(t *testing.T, b *bench) {
		r := new(rules)
		b.restart(Options{}, func(e *Engine) {
			e.loaders = map[rollout.TimerKind]loader{testKind: r.load}
			e.listed = 20
		})
		story(t, b, r)
	})
}

const sickOnes = 30

func TestSickTimerIsTriedAgainAndBlocksNobody(t *testing.T) {
	for _, sick := range []string{"panics", "fails", "spins"} {
		t.Run(sick, func(t *testing.T) {
			withRules(t, func(t *testing.T, b *bench, r *rules) {
				start := time.Now()
				var arm []rollout.Timer
				for i := range sickOnes { // more than are taken at once, and the oldest
					arm = append(arm, timer(fmt.Sprintf("%s-%d", sick, i), start.Add(time.Minute)))
				}
				arm = append(arm, timer("well", start.Add(2*time.Minute)), timer("later", start.Add(time.Hour)))
				b.apply(rollout.Effects{Arm: arm})
				b.sleep(2 * time.Minute)
				if got := r.times("well"); len(got) != 1 || !got[0].Equal(start.Add(2*time.Minute)) {
					t.Fatalf("the timer behind the sick ones fired at %v", got)
				}
				got := r.times(sick + "-0")
				if len(got) < 5 || len(got) > 8 {
					t.Errorf("the sick one was tried %d times in a minute, want a back-off", len(got))
				}
				for i := 1; i < len(got); i++ {
					if gap := got[i].Sub(got[i-1]); gap < time.Second<<(i-1) {
						t.Errorf("try %d came %v after the one before", i+1, gap)
					}
				}
				if h := b.health(); h.Sick != sickOnes || h.Overdue < time.Minute {
					t.Errorf("health is %+v, want the sick timers counted and overdue", h)
				}
				next, some, err := b.e.NextDue(t.Context())
				if err != nil || !some || !next.After(time.Now()) || next.After(time.Now().Add(5*time.Minute)) {
					t.Errorf("next due %v %v %v, want the next try", next, some, err)
				}
				b.sleep(time.Hour)
				if got := r.times("later"); len(got) != 1 {
					t.Errorf("the later timer fired at %v", got)
				}
				r.mu.Lock()
				r.well = true
				r.mu.Unlock()
				b.sleep(6 * time.Minute)
				if h := b.health(); h.Sick != 0 || h.Overdue != 0 {
					t.Errorf("after the repair health is %+v", h)
				}
				if _, some, err := b.e.NextDue(t.Context()); some || err != nil {
					t.Errorf("something is still due: %v %v", some, err)
				}
				if !strings.Contains(b.log.String(), "level=ERROR") {
					t.Error("the log says nothing of it")
				}
			})
		})
	}
}

func TestSettledSickTimerIsForgotten(t *testing.T) {
	withRules(t, func(t *testing.T, b *bench, r *rules) {
		tm := timer("panics", time.Now())
		b.apply(rollout.Effects{Arm: []rollout.Timer{tm}})
		b.settle()
		b.apply(rollout.Effects{Disarm: []string{tm.Key}})
		b.sleep(time.Minute)
		if h := b.health(); h.Sick != 0 {
			t.Errorf("health is %+v, want no sick timer", h)
		}
	})
}

func TestThousandTimersAtOnce(t *testing.T) {
	const n = 1000
	withRules(t, func(t *testing.T, b *bench, r *rules) {
		due := time.Now().Add(time.Minute)
		var arm []rollout.Timer
		for i := range n {
			arm = append(arm, timer(fmt.Sprintf("well-%d", i), due))
		}
		b.apply(rollout.Effects{Arm: arm})
		b.sleep(59 * time.Second)
		if n := b.health().Timers.Fired; n != 0 {
			t.Fatalf("%d timers fired early", n)
		}
		b.sleep(time.Second)
		for i := range n {
			if got := r.times(fmt.Sprintf("well-%d", i)); len(got) != 1 || !got[0].Equal(due) {
				t.Fatalf("timer %d fired at %v, want once at %v", i, got, due)
			}
		}
		if h := b.health(); h.Timers.Fired != n || h.Timers.P99 > time.Second {
			t.Errorf("health is %+v", h)
		}
	})
}

// Two engines on one store, as two replicas are: each timer fires once.
func TestTwoEnginesFireATimerOnce(t *testing.T) {
	withRules(t, func(t *testing.T, b *bench, r *rules) {
		first := b.e
		firstDone, firstStop := b.done, b.stop
		b.make(Options{})
		b.e.loaders = first.loaders
		b.run()
		var arm []rollout.Timer
		for i := range 300 {
			arm = append(arm, timer(fmt.Sprintf("well-%d", i), time.Now().Add(time.Second)))
		}
		b.apply(rollout.Effects{Arm: arm})
		b.sleep(20 * time.Second)
		for i := range 300 {
			if got := r.times(fmt.Sprintf("well-%d", i)); len(got) != 1 {
				t.Errorf("timer %d fired %d times", i, len(got))
			}
		}
		firstStop()
		if err := <-firstDone; err != nil {
			t.Error(err)
		}
	})
}

func TestBackOff(t *testing.T) {
	for _, c := range []struct {
		tries int
		want  time.Duration
	}{{0, time.Second}, {1, 2 * time.Second}, {8, 256 * time.Second}, {9, 5 * time.Minute}, {1000, 5 * time.Minute}} {
		if got := backOff(c.tries); got != c.want {
			t.Errorf("after %d tries %v, want %v", c.tries, got, c.want)
		}
	}
}
