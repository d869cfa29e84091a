package commands_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// Two messages: one about a plan, one that is of none.
var (
	tellsDana = rollout.Notice{
		Kind: rollout.NoticeOfficeOver, Plan: "hr-policy-assistant", Subject: "hr-policy-assistant", To: []rollout.Target{{To: rollout.DM("dana")}},
	}
	tellsOps = rollout.Notice{Kind: rollout.NoticeHoldOver, Subject: "house", To: []rollout.Target{{To: rollout.In("ops")}}}
)

// givenUp has the chat refuse what is owed now, and then these, for good. What
// else is owed is delivered.
func (h *house) givenUp(all ...rollout.Notice) {
	h.t.Helper()
	h.sends(rollout.SendAccepted)
	h.apply(rollout.Effects{Notices: all})
	h.sends(rollout.SendPermanent)
}

// sends has the chat answer everything that is owed in one way, and says to whom
// it was.
func (h *house) sends(class rollout.SendClass) string {
	h.t.Helper()
	var to []string
	err := h.store.Store.Update(context.Background(), func(tx store.Tx) error {
		for {
			rows, err := store.Claim(tx, h.d.Clock.Now(), 1, nil)
			if err != nil || len(rows) == 0 {
				return err
			}
			r := rows[0]
			to = append(to, string(r.Kind)+" "+string(r.To))
			o := store.Outcome{Class: class, Error: "not_in_channel"}
			if class == rollout.SendAccepted {
				o = store.Outcome{Class: class, Ref: rollout.MessageRef{Channel: r.To.ID(), TS: fmt.Sprint(r.Seq)}}
			}
			if err := store.Finish(tx, h.d.Clock.Now(), r.Seq, r.LeaseToken, o); err != nil {
				return err
			}
		}
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return strings.Join(to, ", ")
}

// An administrator sees what was given up, by number, and has it tried again: all
// of it, or one.
func TestDoctorRetry(t *testing.T) {
	h := newHouse(t).withPlan()
	h.givenUp(tellsDana, tellsOps)
	got := h.want("ada", "doctor", "No. ", "[Try again]", "One of them alone: `/rollout doctor retry ")
	if other := h.want("maya", "doctor", "Administrators can have them tried again"); strings.Contains(other, "[Try again]") {
		t.Errorf("who may not is offered it:\n%s", other)
	}
	if line := buttonLine(h.do(ask{user: "ada", in: "ops", line: "doctor"}), "Try again"); line != "doctor retry" {
		t.Errorf("the button says %q\n%s", line, got)
	}
	seqs := h.parked()
	h.want("ada", fmt.Sprintf("doctor retry %d", seqs[1]), "1 message is tried again.", "Given up still: 1")
	if sent := h.sends(rollout.SendAccepted); sent != "plan.hold-over #ops" {
		t.Errorf("sent %s", sent)
	}
	h.want("ada", fmt.Sprintf("doctor retry %d", seqs[1]), fmt.Sprintf("Message %d has been delivered. Nothing was changed.", seqs[1]))
	h.want("ada", fmt.Sprintf("doctor retry no. %d", seqs[0]), "1 message is tried again.")
	h.want("ada", fmt.Sprintf("doctor retry #%d", seqs[0]), "is on its way. Nothing was changed.")
	h.sends(rollout.SendPermanent)
	h.want("ada", "doctor", "Messages given up: 1")
	h.want("ada", "doctor retry", "1 message is tried again.")
	h.sends(rollout.SendAccepted)
	h.want("maya", "log", "@ada took up again messages that had been given up · 1 tried again")
	h.want("ada", "doctor retry", "No message is given up. Nothing was changed.")
	if got := h.typed("ada", "doctor"); strings.Contains(got, "[Try again]") {
		t.Errorf("nothing is given up, and it offers to try again:\n%s", got)
	}
}

// What another place was told is not told twice, and is off the list.
func TestDoctorRetryOfWhatWentAnotherWay(t *testing.T) {
	h := newHouse(t).withPlan()
	elsewhere := tellsDana
	elsewhere.To = []rollout.Target{{To: rollout.DM("dana"), Routes: []rollout.Place{rollout.In("ops")}}}
	h.sends(rollout.SendAccepted)
	h.apply(rollout.Effects{Notices: []rollout.Notice{elsewhere}})
	h.step(rollout.SendPermanent)
	h.want("ada", "doctor", "then sent another way")
	h.sends(rollout.SendAccepted)
	h.want("ada", "doctor retry", "1 is not sent a second time: another place was told instead, or is about to be.")
	if sent := h.sends(rollout.SendAccepted); sent != "" || len(h.parked()) > 0 {
		t.Errorf("sent %s, and given up are %v", sent, h.parked())
	}
}

// step has the chat answer one message.
func (h *house) step(class rollout.SendClass) {
	h.t.Helper()
	err := h.store.Store.Update(context.Background(), func(tx store.Tx) error {
		rows, err := store.Claim(tx, h.d.Clock.Now(), 1, nil)
		if err != nil {
			return err
		}
		return store.Finish(tx, h.d.Clock.Now(), rows[0].Seq, rows[0].LeaseToken, store.Outcome{Class: class})
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) parked() (seqs []uint64) {
	h.t.Helper()
	err := h.store.Store.View(context.Background(), func(tx store.Tx) error {
		rows, err := store.Parked(tx, 0, 0)
		for _, r := range rows {
			seqs = append(seqs, r.Seq)
		}
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return seqs
}

// More than one action takes up: it says how many are left, and the button goes on
// behind them, also when the first have been refused again meanwhile.
func TestDoctorRetryOfMany(t *testing.T) {
	h := newHouse(t).withPlan()
	var many []rollout.Notice
	for i := range rollout.RetryMost + 20 {
		n := tellsOps
		n.Subject = fmt.Sprint("house", i)
		many = append(many, n)
	}
	h.givenUp(many...)
	h.want("ada", "doctor", "5 of 520 shown")
	r := h.do(ask{user: "ada", in: "ops", line: "doctor retry"})
	if got := words(r); !strings.Contains(got, "500 messages are tried again.") || !strings.Contains(got, "Given up still: 20") {
		t.Fatal(got)
	}
	h.sends(rollout.SendPermanent)
	line := buttonLine(r, "Try again")
	h.want("ada", line, "20 messages are tried again.", "Given up still: 500")
	h.sends(rollout.SendAccepted)
	h.want("ada", line, "No further message is given up. Nothing was changed. Given up still: 500; `/rollout doctor` lists them.")
}
