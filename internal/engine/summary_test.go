package engine

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
	"github.com/rolloutbot/rollout/store/bolt"
)

// summed is a plan as heldPlan makes it, with a home and Monday summaries from
// now on.
func summed(id string, stage rollout.Stage, now time.Time) rollout.Effects {
	e := heldPlan(id, "maya", "lee")
	for i, rec := range e.Put {
		if s, ok := rec.(rollout.State); ok {
			s.Stage, s.Home = stage, rollout.ChannelID("home-"+id)
			e.Put[i] = s
			live := s
			live.Stage = rollout.RollingOut
			e.Join(rollout.StartSummaries(live, rollout.Books{}, now))
		}
	}
	return e
}

// A plan's summary comes on Mondays at nine, once through a crash, where there
// is anything to say: the review of December falls due on Friday the 7th.
func TestSummaryOnMondays(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, b *bench) {
		b.apply(summed("one", rollout.RollingOut, time.Now()))
		b.apply(summed("asleep", rollout.Draft, time.Now()))
		b.sleep(2*aDay + 9*time.Hour - time.Minute) // Monday the 3rd, 08:59
		wantTexts(t, b.chat.at("#home-one"))
		b.restart(Options{}, func(*Engine) {})
		b.sleep(2 * time.Minute)
		wantTexts(t, b.chat.at("#home-one"), "*one* · news since Sat 1 Jan · nothing is late")
		b.restart(Options{}, func(*Engine) {})
		b.sleep(aDay * 6)
		wantTexts(t, b.chat.at("#home-one"), "nothing is late")
		b.end()
		time.Sleep(aDay*4 + 12*time.Hour) // the bot is down over Monday the 10th, until Thursday evening
		b.start(Options{})
		b.settle()
		wantTexts(t, b.chat.at("#home-one"), "nothing is late")
		b.sleep(12 * time.Hour) // Friday, 09:01
		wantTexts(t, b.chat.at("#home-one"), "nothing is late", "*one* · news since Mon 3 Jan · 1 review late")
		b.sleep(2 * aDay)
		wantTexts(t, b.chat.at("#home-one"), "nothing is late", "1 review late")
		if got := b.chat.at("#home-asleep"); len(got) != 0 {
			t.Errorf("a draft speaks: %+v", got)
		}
	})
}

// A plan without anything to say says nothing, and goes on looking each Monday.
func TestSummaryOfNothing(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, b *bench) {
		e := summed("one", rollout.Live, time.Now())
		var quiet rollout.Effects
		for _, rec := range e.Put {
			if _, review := rec.(rollout.Review); !review {
				quiet.Put = append(quiet.Put, rec)
			}
		}
		quiet.Arm = e.Arm
		b.apply(quiet)
		b.sleep(29 * aDay)
		if got := b.chat.said(); len(got) != 0 {
			t.Errorf("it says %+v", got)
		}
		b.view(func(tx store.Tx) error {
			next, err := store.Timer(tx, rollout.SummaryKey("one"))
			if err == nil && next.Due.Format(time.RFC3339) != "2000-01-31T09:00:00Z" {
				t.Errorf("it looks again at %s", next.Due)
			}
			return err
		})
	})
}

// BenchmarkSummaryOf10000Plans makes the summary of one plan with 5 incidents in
// a store of 10,000 plans: what it costs does not grow with their number.
func BenchmarkSummaryOf10000Plans(b *testing.B) {
	const plans = 10_000
	st, err := bolt.Open(filepath.Join(b.TempDir(), "rollout.db"), bolt.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = st.Close() })
	start := time.Date(2000, 1, 3, 9, 0, 0, 0, time.UTC)
	for from := 0; from < plans; from += 500 {
		err := st.Update(context.Background(), func(tx store.Tx) error {
			for i := from; i < from+500; i++ {
				e := summed(fmt.Sprintf("plan-%d", i), rollout.RollingOut, start)
				for k := range 5 {
					num := uint64(5*i + k + 1)
					e.Put = append(e.Put, rollout.Incident{
						ID: fmt.Sprintf("INC-%d", num), Num: num, Plan: rollout.PlanID(fmt.Sprintf("plan-%d", i)), Sev: 3, State: rollout.IncidentClosed,
						Opened: start.Add(time.Hour), AnswerBy: start.Add(2 * time.Hour), FirstAt: start.Add(2 * time.Hour),
					})
				}
				if err := store.Apply(tx, rollout.Actor{}, start, e); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	now, i := start.AddDate(0, 0, 7), 0
	for b.Loop() {
		id := rollout.PlanID(fmt.Sprintf("plan-%d", i%plans))
		err := st.View(context.Background(), func(tx store.Tx) error {
			e, err := loadSummary(tx, rollout.Timer{Plan: id}, now)
			if err == nil && len(e.Notices) != 1 {
				err = fmt.Errorf("it says %+v", e)
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		i++
	}
}
