package fakeslack_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
)

// post posts a text and says how that ended, as the bot sees it.
func (w *workspace) post(text string) error {
	_, _, err := w.api.PostMessage("ops", slack.MsgOptionText(text, false))
	return err
}

func TestFaultsOfCalls(t *testing.T) {
	for _, c := range []struct {
		name     string
		fault    in
		saw      func(error) bool
		accepted bool
	}{
		{"rate limited", in{"kind": "429", "retry_after": 7}, func(err error) bool {
			var r *slack.RateLimitedError
			return errors.As(err, &r) && r.RetryAfter == 7*time.Second
		}, false},
		{"a server error", in{"kind": "5xx"}, func(err error) bool {
			var s slack.StatusCodeError
			return errors.As(err, &s) && s.Code == 503
		}, false},
		{"cut", in{"kind": "cut"}, func(err error) bool { return err != nil && strings.Contains(err.Error(), "EOF") }, true},
		{"down", in{"kind": "down", "count": 1}, func(err error) bool { return err != nil && strings.Contains(err.Error(), "EOF") }, false},
		{"not in channel", in{"kind": "not_in_channel"}, func(err error) bool { return code(err) == "not_in_channel" }, false},
		{"a missing scope", in{"kind": "missing_scope"}, func(err error) bool {
			var no slack.SlackErrorResponse
			return errors.As(err, &no) && no.Err == "missing_scope" && no.Needed == "chat:write" && no.Provided != ""
		}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := start(t)
			c.fault["method"] = "chat.postMessage"
			if o := w.do("/play/fault", c.fault); o.status != 200 {
				t.Fatalf("%d %s", o.status, o.Error)
			}
			if _, err := w.api.AuthTest(); err != nil {
				t.Errorf("another method: %v", err)
			}
			if err := w.post("first"); !c.saw(err) {
				t.Errorf("the bot saw %v", err)
			}
			if got := texts(w.messages("channel=ops")) == "first"; got != c.accepted {
				t.Errorf("accepted: %v, want %v", got, c.accepted)
			}
			if err := w.post("second"); err != nil {
				t.Errorf("the fault stays: %v", err)
			}
			w.clean()
		})
	}
}

func TestSlowIsAcceptedAfterTheDeadline(t *testing.T) {
	w := start(t)
	w.do("/play/fault", in{"method": "chat.postMessage", "kind": "slow", "delay": "30s"})
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, _, err := w.api.PostMessageContext(ctx, "ops", slack.MsgOptionText("late", false)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the bot saw %v", err)
	}
	if got := texts(w.messages("channel=ops")); got != "late" {
		t.Errorf("seen: %q", got)
	}
}

func TestDownLastsUntilItIsDisarmed(t *testing.T) {
	w := start(t)
	w.do("/play/fault", in{"kind": "down"})
	for range 3 {
		if err := w.post("x"); err == nil {
			t.Fatal("a call came through")
		}
	}
	if got := w.get("/play/fault"); got != `{"armed":[{"kind":"down","count":0}]}`+"\n" {
		t.Errorf("armed: %s", got)
	}
	w.do("/play/fault", in{"kind": "none"})
	if err := w.post("back"); err != nil {
		t.Error(err)
	}
	if got := w.get("/play/journal"); strings.Count(got, "chat.postMessage") != 1 {
		t.Errorf("calls that were never read are in the journal: %s", got)
	}
}

func TestDuplicateAndLateDeliveries(t *testing.T) {
	w := start(t)
	w.answer(answerJSON(`{"text":"hello"}`))
	w.do("/play/fault", in{"kind": "duplicate", "method": "command"})
	o := w.says("maya", "ops", "/rollout")
	all := w.requests()
	if len(all) != 2 || string(all[0].body) != string(all[1].body) {
		t.Errorf("%d deliveries of one command", len(all))
	}
	if texts(o.Messages) != "hello" {
		t.Errorf("maya sees %q", texts(o.Messages))
	}
	w.answer(nil)
	w.do("/play/fault", in{"kind": "duplicate", "method": "event"})
	w.says("maya", "", "once")
	if all := w.requests(); len(all) != 4 || string(all[2].body) != string(all[3].body) {
		t.Errorf("%d deliveries", len(all))
	}
	ts := w.card("ops")
	w.do("/play/fault", in{"kind": "duplicate"})
	w.do("/play/click", in{"user": "lee", "channel": "ops", "ts": ts, "action": "note"})
	if all := w.requests(); len(all) != 6 || string(all[4].body) != string(all[5].body) {
		t.Errorf("%d deliveries", len(all))
	}

	w.do("/play/fault", in{"kind": "late"})
	w.says("maya", "", "first")
	if n := len(w.requests()); n != 6 {
		t.Fatalf("the late event came at once")
	}
	w.says("maya", "", "second")
	all = w.requests()
	if len(all) != 8 || all[6].event(t)["text"] != "second" || all[7].event(t)["text"] != "first" {
		t.Errorf("order: %v", all[6:])
	}
}

func TestFaultsThatCannotBeArmed(t *testing.T) {
	w := start(t)
	for name, f := range map[string]in{
		"an unknown kind": {"kind": "flood"}, "a negative count": {"kind": "429", "count": -1},
		"a long delay": {"kind": "slow", "delay": "2h"}, "no kind": {},
	} {
		if o := w.do("/play/fault", f); o.status != 400 || o.Error == "" {
			t.Errorf("%s: %d %q", name, o.status, o.Error)
		}
	}
	if got := w.get("/play/fault"); got != `{"armed":[]}`+"\n" {
		t.Errorf("armed: %s", got)
	}
}
