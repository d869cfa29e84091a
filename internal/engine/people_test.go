package engine

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// directory is who the chat says that people are.
type directory struct {
	mu    sync.Mutex
	asked map[string]int
	slow  time.Duration
	err   error
	busy  int
	most  int
	open  bool // channels are public
}

func (d *directory) ask(ctx context.Context, id string) error {
	d.mu.Lock()
	if d.asked == nil {
		d.asked = map[string]int{}
	}
	d.asked[id]++
	d.busy++
	d.most = max(d.most, d.busy)
	slow, err := d.slow, d.err
	d.mu.Unlock()
	defer func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.busy--
	}()
	select {
	case <-time.After(slow):
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (d *directory) Person(ctx context.Context, id rollout.UserID) (rollout.Person, error) {
	return rollout.Person{Account: rollout.Member, Name: "Name of " + string(id)}, d.ask(ctx, string(id))
}

func (d *directory) Channel(ctx context.Context, id rollout.ChannelID) (rollout.Channel, error) {
	d.mu.Lock()
	open := d.open
	d.mu.Unlock()
	return rollout.Channel{Name: "name-of-" + string(id), Private: !open, BotIn: true}, d.ask(ctx, string(id))
}

func (d *directory) times(id string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.asked[id]
}

func (d *directory) set(slow time.Duration, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.slow, d.err = slow, err
}

func TestLookupAsksOnceAndRemembers(t *testing.T) {
	d := &directory{slow: 200 * time.Millisecond}
	inBubble(t, Options{Directory: d}, func(t *testing.T, b *bench) {
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				p, err := b.e.LookupPerson(t.Context(), "lee", time.Second)
				if err != nil || p.Name != "Name of lee" || p.Account != rollout.Member {
					t.Errorf("got %+v, %v", p, err)
				}
			})
		}
		all.Wait()
		if n := d.times("lee"); n != 1 {
			t.Errorf("asked %d times, want once", n)
		}
		d.set(0, errors.New("down"))
		p, err := b.e.LookupPerson(t.Context(), "lee", time.Second)
		if err != nil || p.Name != "Name of lee" {
			t.Errorf("what is known is not asked again: %+v, %v", p, err)
		}
		b.view(func(tx store.Tx) error {
			kept, err := store.Person(tx, "lee")
			if kept.Seen.IsZero() || kept.ID != "lee" {
				t.Errorf("kept %+v", kept)
			}
			return err
		})
	})
}

func TestLookupIsNeverWaitedForLongerThanAsked(t *testing.T) {
	d := &directory{slow: 5 * time.Second}
	inBubble(t, Options{Directory: d}, func(t *testing.T, b *bench) {
		start := time.Now()
		p, err := b.e.LookupPerson(t.Context(), "lee", time.Second)
		if err == nil || p.Account != rollout.Unknown || p.ID != "lee" || time.Since(start) != time.Second {
			t.Errorf("after %v got %+v, %v", time.Since(start), p, err)
		}
		time.Sleep(5 * time.Second) // the call went on
		if p, err := b.e.LookupPerson(t.Context(), "lee", time.Second); err != nil || p.Account != rollout.Member {
			t.Errorf("later got %+v, %v", p, err)
		}
		if n := d.times("lee"); n != 1 {
			t.Errorf("asked %d times, want once", n)
		}
	})
}

func TestFailedLookupIsRememberedForAMinute(t *testing.T) {
	d := &directory{err: errors.New("users.info is down")}
	inBubble(t, Options{Directory: d}, func(t *testing.T, b *bench) {
		for range 5 {
			if c, err := b.e.LookupChannel(t.Context(), "C-ops", time.Second); err == nil || c.ID != "C-ops" || c.Name != "" {
				t.Errorf("got %+v, %v", c, err)
			}
			time.Sleep(10 * time.Second)
		}
		if n := d.times("C-ops"); n != 1 {
			t.Errorf("asked %d times within a minute, want once", n)
		}
		d.set(0, nil)
		time.Sleep(11 * time.Second)
		if c, err := b.e.LookupChannel(t.Context(), "C-ops", time.Second); err != nil || !c.Private {
			t.Errorf("after a minute got %+v, %v", c, err)
		}
	})
}

func TestFactsOlderThanADayAreRefreshed(t *testing.T) {
	d := &directory{slow: time.Second}
	inBubble(t, Options{Directory: d}, func(t *testing.T, b *bench) {
		fresh := rollout.Person{Schema: 1, ID: "fresh", Account: rollout.Member, Seen: time.Now()}
		old := []rollout.Record{fresh, rollout.Channel{Schema: 1, ID: "C-old", Seen: time.Now().Add(-25 * time.Hour)}}
		for i := range 150 {
			old = append(old, rollout.Person{Schema: 1, ID: rollout.UserID(fmt.Sprintf("U%d", i)), Seen: time.Now().Add(-30 * time.Hour)})
		}
		b.apply(rollout.Effects{Put: old})
		time.Sleep(2 * refreshEvery)
		if d.times("fresh") != 0 {
			t.Error("somebody seen today was asked about")
		}
		time.Sleep(2 * refreshEvery)
		for i := range 150 {
			if n := d.times(fmt.Sprintf("U%d", i)); n != 1 {
				t.Errorf("U%d was asked about %d times, want once", i, n)
			}
		}
		if d.times("C-old") != 1 || d.most > refreshAtOnce {
			t.Errorf("the channel was asked about %d times, %d calls at once", d.times("C-old"), d.most)
		}
		b.view(func(tx store.Tx) error {
			p, err := store.Person(tx, "U149")
			if p.Name != "Name of U149" || time.Since(p.Seen) > time.Hour {
				t.Errorf("kept %+v", p)
			}
			return err
		})
	})
}

func TestWhatCannotBeRefreshedStandsInNobodysWay(t *testing.T) {
	d := &directory{err: errors.New("user_not_found")}
	inBubble(t, Options{Directory: d}, func(t *testing.T, b *bench) {
		b.apply(rollout.Effects{Put: []rollout.Record{rollout.Person{Schema: 1, ID: "gone", Name: "Gone", Seen: time.Now().Add(-48 * time.Hour)}}})
		time.Sleep(6 * time.Hour)
		if n := d.times("gone"); n < 3 || n > 7 {
			t.Errorf("asked %d times in six hours, want about one an hour", n)
		}
		b.view(func(tx store.Tx) error {
			p, err := store.Person(tx, "gone")
			if p.Name != "Gone" {
				t.Errorf("what was known is now %+v", p)
			}
			return err
		})
		if !strings.Contains(b.log.String(), "user_not_found") {
			t.Error("the log says nothing of it")
		}
	})
}

func TestDeliveredMessagesAndReceiptsAreRemovedInTime(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, b *bench) {
		b.tell("helper", "hello", ops)
		err := b.st.Update(t.Context(), func(tx store.Tx) error {
			return store.Remember(tx, "key", store.BodyHash("body"), rollout.Receipt{Verb: "plan.link"}, time.Now())
		})
		if err != nil {
			t.Fatal(err)
		}
		b.sleep(23 * time.Hour)
		b.view(func(tx store.Tx) error {
			_, there, err := store.Seen(tx, "key", store.BodyHash("body"))
			if !there || len(b.rows()) != 1 {
				t.Error("something was removed within a day")
			}
			return err
		})
		b.sleep(8 * 24 * time.Hour)
		b.view(func(tx store.Tx) error {
			_, there, err := store.Seen(tx, "key", store.BodyHash("body"))
			if there || len(b.rows()) != 0 {
				t.Errorf("after a week the receipt is there: %v, and %d messages", there, len(b.rows()))
			}
			return err
		})
	})
}
