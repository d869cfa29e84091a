package engine

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

const (
	ops   = rollout.Place("#C-ops")
	other = rollout.Place("#C-other")
	lee   = rollout.Place("@lee")
)

func TestMessageArrivesOnceWithItsKey(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, b *bench) {
		b.tell("helper", "one", ops)
		b.settle()
		got := b.chat.at(ops)
		wantTexts(t, got, "one")
		row := b.rows()[0]
		if row.State != store.RowDone || row.Ref.TS != got[0].ts || got[0].key != row.Key || row.Key == "" {
			t.Errorf("the row is %+v, the message %+v", row, got[0])
		}
	})
}

func TestLaneKeepsItsOrderUnderFaults(t *testing.T) {
	const lanes, each = 8, 12
	inBubble(t, Options{}, func(t *testing.T, b *bench) {
		faults := rand.New(rand.NewPCG(1, 2))
		b.chat.answers(func(Message) answer {
			switch faults.IntN(6) {
			case 0:
				return answer{lost: true, err: limited(time.Duration(1+faults.IntN(3)) * time.Second)}
			case 1:
				return answer{lost: true, err: failure(rollout.SendUnreachable)}
			case 2:
				return answer{lost: true, err: failure(rollout.SendAmbiguous)}
			}
			return answer{after: time.Duration(faults.IntN(900)) * time.Millisecond}
		})
		for i := range each {
			for l := range lanes {
				b.tell(fmt.Sprintf("subject-%d", l), fmt.Sprintf("lane-%d-message-%02d.", l, i), ops)
			}
		}
		b.sleep(6 * time.Hour)
		for l := range lanes {
			var got []said
			for _, s := range b.chat.at(ops) {
				if strings.Contains(s.text, fmt.Sprintf("lane-%d-", l)) {
					got = append(got, s)
				}
			}
			var want []string
			for i := range each {
				want = append(want, fmt.Sprintf("lane-%d-message-%02d.", l, i))
			}
			wantTexts(t, got, want...)
		}
		if b.chat.most < 2 || b.chat.most > 16 {
			t.Errorf("%d calls at once, want lanes in parallel and never more than 16", b.chat.most)
		}
	})
}

func TestRetryAfterHoldsOneChannelOnly(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, b *bench) {
		start, refused := time.Now(), 0
		b.chat.answers(func(m Message) answer {
			if m.To == ops && refused == 0 {
				refused++
				return answer{lost: true, err: limited(30 * time.Second)}
			}
			return answer{}
		})
		b.tell("first", "one", ops)
		b.settle()
		b.tell("second", "two", ops, other) // another lane of the same place waits as well
		b.tell("first", "three", ops)
		b.settle()
		wantTexts(t, b.chat.at(ops))
		wantTexts(t, b.chat.at(other), "two")
		if h := b.health(); h.Held != 1 || h.Queue.Ready != 3 {
			t.Errorf("health is %+v, want one place held and three messages ready", h)
		}
		next, some, err := b.e.NextDue(t.Context())
		if err != nil || !some || !next.Equal(start.Add(30*time.Second)) {
			t.Errorf("next due %v %v %v, want the end of Retry-After", next, some, err)
		}
		b.sleep(29 * time.Second)
		if b.chat.count() != 2 {
			t.Errorf("%d calls before Retry-After was over, want 2", b.chat.count())
		}
		b.sleep(2 * time.Second)
		got := b.chat.at(ops)
		if len(got) != 3 || strings.Contains(got[0].text, "three") {
			t.Errorf("got %+v, want all three, one before three", got)
		}
		if at := b.chat.at(ops)[0].at; at.Before(start.Add(30 * time.Second)) {
			t.Errorf("sent at %v, before Retry-After was over", at.Sub(start))
		}
	})
}

func TestSlackDownForAnHour(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, b *bench) {
		b.chat.answers(func(Message) answer { return answer{lost: true, err: failure(rollout.SendUnreachable)} })
		var want []string
		for i := range 30 {
			b.tell("helper", fmt.Sprintf("message-%02d.", i), ops)
			want = append(want, fmt.Sprintf("message-%02d.", i))
			b.sleep(2 * time.Minute)
		}
		wantTexts(t, b.chat.said())
		if h := b.health(); h.Unsent < 59*time.Minute || h.Queue.Ready != 30 {
			t.Errorf("health is %+v, want thirty messages, the oldest an hour old", h)
		}
		b.chat.answers(nil)
		b.sleep(6 * time.Minute) // the longest back-off
		wantTexts(t, b.chat.said(), want...)
	})
}

func TestUnknownOutcome(t *testing.T) {
	cases := []struct {
		name   string
		urgent bool
		first  answer
		wait   time.Duration // until it is sent again
		twice  bool          // it stands twice
	}{
		{"routine, lost", false, answer{lost: true, err: failure(rollout.SendAmbiguous)}, store.UnknownWait, false},
		{"routine, accepted and cut", false, answer{err: failure(rollout.SendAmbiguous)}, store.UnknownWait, true},
		{"routine, an error that is no SendFailure", false, answer{lost: true, err: errCut}, store.UnknownWait, false},
		{"routine, slower than the deadline", false, answer{after: time.Minute}, callDeadline + store.UnknownWait, true},
		{"routine, the transport panics", false, answer{panic: true}, store.UnknownWait, true},
		{"urgent, lost", true, answer{lost: true, err: failure(rollout.SendAmbiguous)}, store.UrgentWait, false},
		{"urgent, accepted and cut", true, answer{err: failure(rollout.SendAmbiguous)}, store.UrgentWait, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, Options{}, func(t *testing.T, b *bench) {
				calls := 0
				b.chat.answers(func(Message) answer {
					if calls++; calls == 1 {
						return c.first
					}
					return answer{}
				})
				start := time.Now()
				tell := b.tell
				if c.urgent {
					tell = b.tellUrgent
				}
				tell("helper", "hello", ops)
				b.sleep(c.wait - time.Millisecond)
				if b.chat.count() != 1 {
					t.Fatalf("%d calls before %v were over", b.chat.count(), c.wait)
				}
				b.sleep(time.Millisecond)
				got := b.chat.said()
				if want := 1 + btoi(c.twice); len(got) != want || b.chat.count() != 2 {
					t.Fatalf("%d messages after %d calls, want %d after 2", len(got), b.chat.count(), want)
				}
				last := got[len(got)-1]
				if marked := strings.Contains(last.text, "may see this twice"); marked != c.urgent {
					t.Errorf("the repetition says %q", last.text)
				}
				if last.key != got[0].key || last.at.Sub(start) != c.wait {
					t.Errorf("sent again after %v with key %q, want %v and %q", last.at.Sub(start), last.key, c.wait, got[0].key)
				}
				if r := b.rows()[0]; r.State != store.RowDone || r.Attempt != 2 {
					t.Errorf("the row is %+v", r)
				}
			})
		})
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestInstallationTroubleStopsEverythingButAProbe(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, b *bench) {
		var calls []time.Time
		b.chat.answers(func(Message) answer {
			calls = append(calls, time.Now())
			return answer{lost: true, err: failure(rollout.SendInstallation)}
		})
		b.tell("helper", "first", ops)
		b.settle()
		for i := range 40 {
			b.tell(fmt.Sprintf("subject-%d", i), "more", rollout.Place(fmt.Sprintf("#C-%d", i)))
		}
		b.sleep(10 * time.Minute)
		b.chat.answers(nil)
		for i, at := range calls[1:] {
			if gap := at.Sub(calls[i]); gap < time.Minute {
				t.Errorf("a call %v after the one before, want at most one a minute", gap)
			}
		}
		if n := len(calls); n < 8 || n > 11 {
			t.Errorf("%d calls in ten minutes, want about one a minute", n)
		}
		h := b.health()
		if !h.Circuit.Open || !strings.Contains(h.Circuit.Reason, "installation") || h.Queue.Ready != 41 {
			t.Errorf("health is %+v", h)
		}
		next, some, err := b.e.NextDue(t.Context())
		if err != nil || !some || !next.Equal(h.Circuit.Probe) {
			t.Errorf("next due %v %v %v, want the probe at %v", next, some, err, h.Circuit.Probe)
		}
		b.sleep(3 * time.Minute)
		if h := b.health(); h.Circuit.Open || h.Queue.Ready != 0 {
			t.Errorf("after the repair health is %+v", h)
		}
		if got := len(b.chat.said()); got != 41 {
			t.Errorf("%d messages, want 41", got)
		}
		for _, r := range b.rows() {
			if r.State != store.RowDone {
				t.Errorf("row %d is %s", r.Seq, r.State)
			}
		}
	})
}

func TestPermanentRefusalTakesTheNextRoute(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, b *bench) {
		b.chat.answers(func(m Message) answer {
			if m.To == lee {
				return answer{lost: true, err: failure(rollout.SendPermanent)}
			}
			return answer{}
		})
		n := notice(rollout.NoticeActivated, "helper", "hello")
		n.To = []rollout.Target{{To: lee, Routes: []rollout.Place{ops, other}}}
		b.apply(rollout.Effects{Notices: []rollout.Notice{n}})
		b.settle()
		wantTexts(t, b.chat.said(), "hello")
		wantTexts(t, b.chat.at(ops), "hello")
		if h := b.health(); h.Queue.Parked != 1 {
			t.Errorf("health is %+v, want one parked", h)
		}
	})
}

func TestUrgentMessagesGoFirst(t *testing.T) {
	inBubble(t, Options{Senders: 1}, func(t *testing.T, b *bench) {
		b.chat.answers(func(Message) answer { return answer{after: time.Second} })
		b.tell("busy", "before", other)
		time.Sleep(time.Millisecond) // the only sender is at work
		for i := range 5 {
			b.tell(fmt.Sprintf("routine-%d", i), "routine", rollout.Place(fmt.Sprintf("#C-%d", i)))
		}
		b.tellUrgent("urgent", "#C-late", lee)
		b.sleep(time.Minute)
		wantTexts(t, b.chat.said()[:3], "before", "#C-late", "routine")
	})
}

func TestWordsThatCannotBeMadeDoNotHoldTheLane(t *testing.T) {
	for _, broken := range []string{"panic", "error"} {
		t.Run(broken, func(t *testing.T) {
			inBubble(t, Options{}, func(t *testing.T, b *bench) {
				b.restart(Options{}, func(e *Engine) {
					e.notice = func(k rollout.NoticeKind, f map[string]string, in rollout.Record, now time.Time) (view.Card, error) {
						switch {
						case f["agent"] != "broken":
							return view.Notice(k, f, in, now)
						case broken == "panic":
							panic("no words")
						}
						return view.Card{}, errors.New("no words")
					}
				})
				b.tell("helper", "broken", ops)
				b.tell("helper", "after", ops)
				b.sleep(time.Hour)
				wantTexts(t, b.chat.said(), "after")
				r := b.rows()[0]
				if r.State != store.RowParked || r.Class != rollout.SendRender || r.Panics != 5 {
					t.Errorf("the row is %+v, want parked after five tries", r)
				}
				if !strings.Contains(b.log.String(), "could not be worded") {
					t.Errorf("the log says nothing of it:\n%s", b.log)
				}
			})
		})
	}
}

func TestPaceOneMessageASecondAndChannel(t *testing.T) {
	inBubble(t, Options{Pace: time.Second}, func(t *testing.T, b *bench) {
		for i := range 5 {
			b.tell(fmt.Sprintf("subject-%d", i), "hello", ops, other)
		}
		b.sleep(10 * time.Second)
		for _, p := range []rollout.Place{ops, other} {
			got := b.chat.at(p)
			if len(got) != 5 {
				t.Fatalf("%d messages in %s, want 5", len(got), p)
			}
			for i := 1; i < len(got); i++ {
				if gap := got[i].at.Sub(got[i-1].at); gap != time.Second {
					t.Errorf("%v between two messages in %s, want 1s", gap, p)
				}
			}
		}
	})
}

// With -full these are 10,000 messages.
func TestManyMessagesToTwoHundredChannels(t *testing.T) {
	const channels = 200
	each := size(10, 50)
	inBubble(t, Options{Pace: time.Second}, func(t *testing.T, b *bench) {
		start := time.Now()
		b.chat.answers(func(Message) answer { return answer{after: 50 * time.Millisecond} })
		var notices []rollout.Notice
		for i := range each {
			for c := range channels {
				notices = append(notices, notice(rollout.NoticeActivated, "helper", fmt.Sprintf("message-%02d.", i), rollout.Place(fmt.Sprintf("#C-%03d", c))))
			}
		}
		b.apply(rollout.Effects{Notices: notices})
		b.sleep(90 * time.Second)
		got := b.chat.said()
		if len(got) != channels*each {
			t.Fatalf("%d messages, want %d", len(got), channels*each)
		}
		next := map[rollout.Place]int{}
		for _, s := range got {
			if !strings.Contains(s.text, fmt.Sprintf("message-%02d.", next[s.to])) {
				t.Fatalf("in %s message %d is %q", s.to, next[s.to], s.text)
			}
			next[s.to]++
		}
		bound := time.Duration(each-1) * time.Second // one a second and channel
		if took := got[len(got)-1].at.Sub(start); took > bound*12/10 {
			t.Errorf("the last message went after %v, want at most 1.2 times %v", took, bound)
		}
	})
}
