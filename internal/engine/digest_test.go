package engine

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
	"github.com/rolloutbot/rollout/store/bolt"
)

// heldPlan is a plan with one monthly review that runs since 1 December 1999,
// so that December's falls due on 7 January 2000, a Friday. The bubble begins on
// 1 January, a Saturday.
func heldPlan(id string, owner, lead rollout.UserID) rollout.Effects {
	s := rollout.State{
		Schema: 1, Plan: rollout.PlanID(id), Agent: id, Stage: rollout.RollingOut, PlanOwner: owner, Zone: "UTC",
		Activated: time.Date(1999, 12, 1, 0, 0, 0, 0, time.UTC),
	}
	p := rollout.Plan{Schema: 1, ID: s.Plan, Reviews: []rollout.ReviewItem{{
		ID: "R1", Item: rollout.Cell[string]{Text: "Access review", Status: rollout.Understood},
		Cadence: rollout.Cell[[]rollout.Cadence]{Status: rollout.Understood, Value: []rollout.Cadence{{Every: 1, Unit: rollout.EveryMonth}}},
		Owner:   rollout.Cell[[]string]{Status: rollout.Understood, Value: []string{"Lead"}},
	}}}
	e := rollout.ScheduleReviews(p, s, "", nil, s.Activated)
	e.Put = append(e.Put, p, s)
	if lead != "" {
		e.Put = append(e.Put, rollout.Role{Schema: 1, Plan: s.Plan, Name: "Lead", Fills: []rollout.Place{rollout.DM(lead)}})
	}
	return e
}

// mornings arms the digests of people at the bubble's first moment.
func (b *bench) mornings(zone string, people ...rollout.UserID) {
	for _, u := range people {
		b.apply(rollout.Effects{
			Put: []rollout.Record{rollout.Person{Schema: 1, ID: u, Account: rollout.Member, Zone: zone}},
			Arm: []rollout.Timer{rollout.Morning(u, zone, rollout.Day{}, time.Now())},
		})
	}
}

const aDay = 24 * time.Hour

// A digest comes at nine on its reader's own wall, over all plans, and not on
// days that ask for nothing.
func TestDigestComesAtNine(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, b *bench) {
		for _, id := range []string{"one", "two", "three"} {
			b.apply(heldPlan(id, "maya", "lee"))
		}
		b.mornings("Asia/Tokyo", "lee")
		b.mornings("America/New_York", "maya")
		b.sleep(4*aDay + 23*time.Hour) // 08:00 in Tokyo on the 6th, a day before it is due
		if got := b.chat.at("@lee"); len(got) != 0 {
			t.Fatalf("asked before nine: %+v", got)
		}
		b.sleep(time.Hour + time.Minute)
		got := b.chat.at("@lee")
		wantTexts(t, got, "3 due soon")
		for _, id := range []string{"one", "two", "three"} {
			if !strings.Contains(got[0].text, "*Access review* · "+id+" · December 1999 · due Fri 7 Jan") {
				t.Errorf("%s is not asked for: %s", id, got[0].text)
			}
		}
		b.sleep(2 * aDay) // the 7th, and a Saturday
		wantTexts(t, b.chat.at("@lee"), "3 due soon", "3 due today")
		b.sleep(2 * aDay) // Monday: late
		wantTexts(t, b.chat.at("@lee"), "3 due soon", "3 due today", "3 late")
		if got := b.chat.at("@maya"); len(got) != 0 {
			t.Errorf("the plan owner is asked too early: %+v", got)
		}
		b.sleep(2*aDay + 15*time.Hour) // Wednesday, 09:00 in New York: three working days late
		wantTexts(t, b.chat.at("@maya"), "3 late")
	})
}

// While the bot is down digests are missed; the next one speaks for all of those
// days, once, and says that it is late.
func TestDigestAfterDowntime(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, b *bench) {
		b.apply(heldPlan("one", "maya", "lee"))
		b.mornings("UTC", "lee", "maya")
		b.settle()
		b.end()
		time.Sleep(6*aDay + 15*time.Hour) // Friday the 7th, 15:00: all week went by
		b.start(Options{})
		b.settle()
		wantTexts(t, b.chat.at("@lee"), "1 due today")
		if got := b.chat.at("@lee")[0].text; !strings.Contains(got, "late, since the bot was down; it speaks for every day since Mon 3 Jan") {
			t.Error(got)
		}
		b.restart(Options{}, func(*Engine) {})
		b.sleep(2 * aDay)
		wantTexts(t, b.chat.at("@lee"), "1 due today")
		b.sleep(aDay)
		wantTexts(t, b.chat.at("@lee"), "1 due today", "1 late")
		if got := b.chat.at("@lee")[1].text; strings.Contains(got, "every day since") {
			t.Errorf("a weekend is no downtime: %s", got)
		}
	})
}

// Nobody is asked on a day of rest or in the night, after a downtime either: that
// waits for nine on the next working day.
func TestDigestRestsAfterDowntime(t *testing.T) {
	for _, tt := range []struct {
		name string
		down time.Duration // from Saturday the 1st, 00:00
		due  time.Duration
		text string
	}{
		{"up on Saturday", 7*aDay + 12*time.Hour, 9*aDay + 9*time.Hour, "1 late"},
		{"up on Sunday night", 8*aDay + 23*time.Hour, 9*aDay + 9*time.Hour, "1 late"},
		{"up late on Thursday", 5*aDay + 23*time.Hour, 6*aDay + 9*time.Hour, "1 due today"},
		{"up when people go home", 5*aDay + 17*time.Hour, 6*aDay + 9*time.Hour, "1 due today"},
		{"up in the night to Friday", 6*aDay + 3*time.Hour, 6*aDay + 9*time.Hour, "1 due today"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inBubble(t, Options{}, func(t *testing.T, b *bench) {
				b.apply(heldPlan("one", "maya", "lee"))
				b.mornings("UTC", "lee", "maya")
				b.settle()
				b.end()
				time.Sleep(tt.down)
				b.start(Options{})
				b.settle()
				b.sleep(tt.due - tt.down - time.Minute)
				wantTexts(t, b.chat.at("@lee"))
				b.restart(Options{}, func(*Engine) {})
				b.sleep(2 * time.Minute)
				wantTexts(t, b.chat.at("@lee"), tt.text)
				if got := b.chat.at("@lee")[0].text; !strings.Contains(got, "You were not asked before; it speaks for every day since Mon 3 Jan") {
					t.Error(got)
				}
			})
		})
	}
}

// Who holds nothing any more has no morning; who is deactivated is asked
// nothing, and the plan owner is instead.
func TestDigestFollowsWhoHolds(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, b *bench) {
		b.apply(heldPlan("one", "maya", "lee"))
		b.mornings("UTC", "lee", "maya", "dana")
		b.apply(rollout.Effects{Put: []rollout.Record{rollout.Person{Schema: 1, ID: "lee", Account: rollout.Deactivated, Zone: "UTC"}}})
		b.sleep(7 * aDay)
		if got := b.chat.at("@lee"); len(got) != 0 {
			t.Errorf("somebody who left is asked: %+v", got)
		}
		wantTexts(t, b.chat.at("@maya"), "Nobody fills Lead", "Nobody fills Lead")
		b.view(func(tx store.Tx) error {
			if _, err := store.Timer(tx, rollout.DigestKey("dana")); err == nil {
				t.Error("dana holds nothing and is woken every morning")
			}
			if _, err := store.Timer(tx, rollout.DigestKey("lee")); err != nil {
				t.Errorf("lee is not asked again when they come back: %v", err)
			}
			return nil
		})
	})
}

// One day is told once, whatever the reader's zone does.
func TestDigestOnceADay(t *testing.T) {
	now := time.Date(2027, 3, 5, 0, 0, 30, 0, time.UTC) // 09:00:30 in Tokyo
	first := rollout.Morning("lee", "Asia/Tokyo", rollout.Day{}, now.Add(-time.Hour))
	a := rollout.Mornings(first, "Asia/Tokyo", now)
	if a.From != a.To || a.To.String() != "2027-03-05" {
		t.Fatalf("the first morning: %+v", a)
	}
	e := rollout.MakeDigest(first, a, "America/Los_Angeles", nil, true, now) // they have flown west meanwhile
	next := e.Arm[0]
	if got := next.Due.Format(time.RFC3339); got != "2027-03-08T17:00:00Z" { // over the weekend
		t.Errorf("the next one is due %s, on a day that was told already or none", got)
	}
	b := rollout.Mornings(next, "America/Los_Angeles", next.Due)
	if b.From.String() != "2027-03-06" || b.To.String() != "2027-03-08" {
		t.Errorf("the next one: %+v", b)
	}
}

// BenchmarkDigestOf10000Plans fires the digest of somebody who holds 5 things in
// a store of 10,000 plans: it costs what they hold.
func BenchmarkDigestOf10000Plans(b *testing.B) {
	const plans, people = 10_000, 2_000
	st, err := bolt.Open(filepath.Join(b.TempDir(), "rollout.db"), bolt.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = st.Close() })
	start := time.Date(1999, 12, 1, 0, 0, 0, 0, time.UTC)
	apply := func(fn func(tx store.Tx) error) {
		b.Helper()
		if err := st.Update(context.Background(), fn); err != nil {
			b.Fatal(err)
		}
	}
	for from := 0; from < plans; from += 500 {
		apply(func(tx store.Tx) error {
			for i := from; i < from+500; i++ {
				e := heldPlan(fmt.Sprintf("plan-%d", i), rollout.UserID(fmt.Sprintf("o%d", i%people)), rollout.UserID(fmt.Sprintf("u%d", i%people)))
				if err := store.Apply(tx, rollout.Actor{}, start, e); err != nil {
					return err
				}
			}
			return nil
		})
	}
	now := time.Date(2000, 1, 10, 9, 0, 0, 0, time.UTC)
	load := func(u string) (e rollout.Effects) {
		err := st.View(context.Background(), func(tx store.Tx) (err error) {
			day := rollout.DayOf(now, time.UTC).AddDays(-1)
			e, err = loadDigest(tx, rollout.Morning(rollout.UserID(u), "UTC", day, now.Add(-time.Second)), now)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		return e
	}
	i := 0
	for b.Loop() {
		e := load(fmt.Sprintf("u%d", i%people))
		if g := e.Put[0].(rollout.Digest); len(g.Items) != plans/people {
			b.Fatalf("%d items", len(g.Items))
		}
		i++
	}
}
