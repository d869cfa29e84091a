package engine

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

const (
	home  = rollout.Place("#C-home")
	dana  = rollout.Place("@dana")
	owner = rollout.Place("@maya")
)

var (
	reporter = rollout.Actor{User: "priya", Person: rollout.Person{ID: "priya", Account: rollout.Member}, Via: rollout.ByCommand}
	acker    = rollout.Actor{User: "lee", Person: rollout.Person{ID: "lee", Account: rollout.Member}, Via: rollout.ByButton}
)

// helper is a plan whose support row answers within an hour: Desk, then Lead.
func helper() (rollout.Plan, rollout.State, []rollout.Record) {
	named := func(names ...string) rollout.Cell[[]string] {
		return rollout.Cell[[]string]{Text: strings.Join(names, ", "), Status: rollout.Understood, Value: names}
	}
	plan := rollout.Plan{Schema: 1, ID: "helper", Version: 1, Support: []rollout.SupportRow{{
		ID:    "S1",
		Area:  rollout.Cell[string]{Text: "Agent behaviour issue", Status: rollout.Understood, Value: "Agent behaviour issue"},
		Owner: named("Desk"),
		SLA: rollout.Cell[rollout.SLA]{
			Text: "1 hour", Status: rollout.Understood,
			Value: rollout.SLA{Answer: &rollout.Span{Amount: "PT1H", Calendar: rollout.Wall}},
		},
		Path: rollout.Cell[[]rollout.PathStep]{
			Text: "Lead", Status: rollout.Understood, Value: []rollout.PathStep{{Roles: []string{"Lead"}}},
		},
	}}}
	state := rollout.State{
		Schema: 1, Plan: "helper", Agent: "Helper", Stage: rollout.RollingOut,
		PlanOwner: "maya", Zone: "UTC", Home: "C-home",
	}
	return plan, state, []rollout.Record{
		plan, state,
		rollout.House{Schema: 1, Admins: []rollout.UserID{"ada"}, Fallback: "C-fallback", Zone: "UTC"},
		rollout.Role{Schema: 1, Plan: "helper", Name: "Desk", Fills: []rollout.Place{lee}},
		rollout.Role{Schema: 1, Plan: "helper", Name: "Lead", Fills: []rollout.Place{dana}},
	}
}

// prepare puts the plan and its people in.
func (b *bench) prepare() {
	b.t.Helper()
	_, _, records := helper()
	b.apply(rollout.Effects{Put: records})
}

// open opens incidents numbered from first, as people would, in one commit.
func (b *bench) open(first, n int) {
	b.t.Helper()
	now := time.Now()
	plan, state, _ := helper()
	err := b.st.Update(b.t.Context(), func(tx store.Tx) error {
		for i := range n {
			duty, err := store.DutyOf(tx, "helper", []string{"Desk", "Lead"})
			if err != nil {
				return err
			}
			_, e, err := rollout.OpenIncident(plan, state, uint64(first+i), reporter, rollout.Report{Text: "it shows salary data", Area: "S1"}, duty, now)
			if err != nil {
				return err
			}
			if err := store.Apply(tx, reporter, now, e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
	b.e.Nudge()
}

func (b *bench) ack(id string) {
	b.t.Helper()
	now := time.Now()
	err := b.st.Update(b.t.Context(), func(tx store.Tx) error {
		in, err := store.Incident(tx, id)
		if err != nil {
			return err
		}
		_, e, err := rollout.Ack(in, acker, now)
		if err != nil {
			return err
		}
		return store.Apply(tx, acker, now, e)
	})
	if err != nil {
		b.t.Fatal(err)
	}
	b.e.Nudge()
}

func (b *bench) incident(id string) (in rollout.Incident) {
	b.t.Helper()
	b.view(func(tx store.Tx) (err error) {
		in, err = store.Incident(tx, id)
		return err
	})
	return in
}

// advance goes from due instant to due instant, as the playground's clock does.
func (b *bench) advance(d time.Duration) {
	b.t.Helper()
	end := time.Now().Add(d)
	for {
		b.settle()
		next, some, err := b.e.NextDue(b.t.Context())
		if err != nil {
			b.t.Fatal(err)
		}
		if !some || next.After(end) {
			time.Sleep(time.Until(end))
			b.settle()
			return
		}
		if !next.After(time.Now()) {
			b.t.Fatalf("settled, and yet %v is due at %v", next, time.Now())
		}
		time.Sleep(time.Until(next))
	}
}

func TestEscalationClimbsThePathByItself(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, b *bench) {
		b.prepare()
		b.open(1, 1)
		b.settle()
		wantTexts(t, b.chat.at(lee), "salary data")
		wantTexts(t, b.chat.at(dana))
		if got := b.chat.at(home); len(got) == 0 || got[0].thread != "" {
			t.Fatalf("the home channel has %+v, want the card first", got)
		}
		start := time.Now()
		b.advance(59 * time.Minute)
		if got := b.chat.at(lee); len(got) != 2 || got[1].at.Sub(start) != 30*time.Minute {
			t.Errorf("the desk has %+v, want a reminder after half an hour", got)
		}
		b.advance(2 * time.Minute)
		if got := b.chat.at(dana); len(got) != 1 || got[0].at.Sub(start) != time.Hour {
			t.Errorf("the lead has %+v, want one message after an hour", got)
		}
		b.ack("INC-1")
		b.advance(48 * time.Hour)
		if got := b.chat.at(dana); len(got) != 1 || !strings.Contains(got[0].text, "Acknowledged by") || strings.Contains(got[0].text, "incident ack") {
			t.Errorf("after the acknowledgement the lead has %+v, want one message that is settled", got)
		}
		card := b.chat.at(home)[0]
		if !strings.Contains(card.text, "acknowledged by") || card.edits == 0 {
			t.Errorf("the card is %+v, want it edited in place", card)
		}
		for _, s := range b.chat.at(home)[1:] {
			if s.thread != card.ts {
				t.Errorf("%q stands outside the card's thread", s.text)
			}
		}
	})
}

func TestAcknowledgedBeforeItWasDelivered(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, b *bench) {
		b.prepare()
		b.chat.answers(func(m Message) answer {
			if m.To == lee {
				return answer{lost: true, err: limited(time.Minute)}
			}
			return answer{}
		})
		b.open(1, 1)
		b.settle()
		b.ack("INC-1")
		b.chat.answers(nil)
		b.advance(time.Hour)
		wantTexts(t, b.chat.at(lee))
		var ended []store.RowState
		for _, r := range b.rows() {
			if r.To == lee {
				ended = append(ended, r.State)
			}
		}
		if len(ended) != 1 || ended[0] != store.RowSuperseded {
			t.Errorf("the desk's rows ended %v, want one superseded", ended)
		}
	})
}

func TestUnchangedCardIsNotSentAgain(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, b *bench) {
		b.prepare()
		b.open(1, 1)
		b.settle()
		before := b.chat.count()
		in := b.incident("INC-1")
		in.Schema++ // a change that no card shows
		b.apply(rollout.Effects{Put: []rollout.Record{in}})
		b.settle()
		if n := b.chat.count() - before; n != 0 {
			t.Errorf("%d calls for a card that looks the same", n)
		}
		if h := b.health(); h.Queue.Ready+h.Queue.Sending+h.Queue.Unknown != 0 {
			t.Errorf("health is %+v, want an empty queue", h)
		}
	})
}

func TestThreadWithoutItsCardStandsAlone(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, b *bench) {
		b.prepare()
		first := true
		b.chat.answers(func(m Message) answer {
			if m.To == home && first {
				first = false
				return answer{lost: true, err: failure(rollout.SendPermanent)}
			}
			return answer{}
		})
		b.open(1, 1)
		b.settle()
		got := b.chat.at(home)
		if len(got) == 0 || got[0].thread != "" || !strings.Contains(got[0].text, "could not be posted here") {
			t.Errorf("the home channel has %+v, want the line at top level, saying so", got)
		}
	})
}

func TestPrivateIncidentStaysUnknownInTheFallbackChannel(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, b *bench) {
		b.prepare()
		b.open(1, 1)
		b.settle()
		in := b.incident("INC-1")
		in.Policy.Private = true
		b.apply(rollout.Effects{
			Put: []rollout.Record{in},
			Notices: []rollout.Notice{{
				Kind: rollout.NoticeExhausted, Plan: "helper", Subject: "INC-1", Gen: in.Gen,
				To:    []rollout.Target{{To: "#C-fallback"}},
				Facts: map[string]string{rollout.FactAgent: "Helper", rollout.FactPrivate: "yes"},
			}},
		})
		b.settle()
		b.ack("INC-1")
		b.settle()
		got := b.chat.at("#C-fallback")
		if len(got) != 1 || strings.Contains(got[0].text, "salary") || strings.Contains(got[0].text, "lee") || strings.Contains(got[0].text, "INC-1") {
			t.Errorf("the fallback channel reads %+v", got)
		}
	})
}

// Rule 4 of the escalation: what was missed runs once, as the newest step.
func TestDowntime(t *testing.T) {
	cases := []struct {
		name string
		down time.Duration
		lead int // messages to the lead
	}{
		{"shorter than the reminder", 20 * time.Minute, 0},
		{"an hour and a half", 90 * time.Minute, 1},
		{"a weekend", 63 * time.Hour, 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, Options{}, func(t *testing.T, b *bench) {
				b.prepare()
				b.open(1, 1)
				b.settle()
				before := len(b.chat.said())
				b.end()
				time.Sleep(c.down)
				b.start(Options{})
				b.settle()
				if got := b.chat.at(dana); len(got) != c.lead {
					t.Errorf("the lead has %d messages, want %d", len(got), c.lead)
				}
				if burst := len(b.chat.said()) - before; burst > 8 {
					t.Errorf("%d messages at once after the downtime", burst)
				}
				if h := b.health(); h.Overdue != 0 || c.lead > 0 && h.Timers.Worst < 20*time.Minute {
					t.Errorf("health is %+v, want nothing due and the lateness recorded", h)
				}
				if next, some, err := b.e.NextDue(t.Context()); err != nil || !some || !next.After(time.Now()) {
					t.Errorf("next due %v %v %v, want the incident to go on", next, some, err)
				}
			})
		})
	}
}

func TestTimerOfAnOlderGenerationDoesNothing(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, b *bench) {
		b.prepare()
		b.open(1, 1)
		b.ack("INC-1")
		b.settle()
		before := b.chat.count()
		old := rollout.Timer{
			Key: rollout.TimerKey(rollout.TimerStep, "INC-1"), Kind: rollout.TimerStep,
			Plan: "helper", Subject: "INC-1", Gen: 1, Due: time.Now().Add(time.Minute),
		}
		b.apply(rollout.Effects{Arm: []rollout.Timer{old}})
		b.sleep(time.Hour)
		if n := b.chat.count() - before; n != 0 {
			t.Errorf("%d calls by a timer that was settled", n)
		}
		b.view(func(tx store.Tx) error {
			if _, err := store.Timer(tx, old.Key); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("the timer is still there: %v", err)
			}
			return nil
		})
	})
}
