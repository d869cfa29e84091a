package fakeslack_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
)

func TestMentionsAndDirectMessagesBecomeEvents(t *testing.T) {
	w := start(t)
	_, root, err := w.api.PostMessage("ops", slack.MsgOptionText("INC-7", false))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name                  string
		line                  in
		kind, text, thread, m string // m: the place
	}{
		{"a mention in a thread", in{"channel": "ops", "thread": root, "text": "@rollout ack"}, "app_mention", "<@rollout> ack", root, "ops"},
		{"a mention in a channel", in{"channel": "ops", "text": "@rollout status, ask @lee"}, "app_mention", "<@rollout> status, ask <@lee|lee>", "", "ops"},
		{"a direct message", in{"channel": "", "text": "status"}, "message", "status", "", "D-maya"},
		{"a mention in direct messages", in{"channel": "D-maya", "text": "@rollout status"}, "message", "<@rollout> status", "", "D-maya"},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := len(w.requests())
			c.line["user"] = "maya"
			o := w.do("/play/command", c.line)
			if len(w.requests()) != before+1 {
				t.Fatalf("%d events for one message", len(w.requests())-before)
			}
			r := w.last()
			v, err := slack.NewSecretsVerifier(r.header, secret)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = v.Write(r.body)
			if r.path != "/slack/events" || v.Ensure() != nil {
				t.Errorf("path %s, signature %v", r.path, v.Ensure())
			}
			outer, err := slackevents.ParseEvent(r.body, slackevents.OptionNoVerifyToken())
			if err != nil || outer.Type != "event_callback" || outer.TeamID != "T0ROLLOUT" {
				t.Fatalf("%+v %v", outer, err)
			}
			if cb := outer.Data.(*slackevents.EventsAPICallbackEvent); cb.EventID == "" || cb.EventTime != int(w.clock.Now().Unix()) {
				t.Errorf("event id %q time %d", cb.EventID, cb.EventTime)
			}
			e := r.event(t)
			thread, _ := e["thread_ts"].(string)
			if e["type"] != c.kind || e["text"] != c.text || thread != c.thread || e["channel"] != c.m || e["user"] != "maya" || e["ts"] != o.Messages[0].TS {
				t.Errorf("event %v", e)
			}
		})
	}
	w.clean()
}

func TestWhatIsNotTheBotsBusiness(t *testing.T) {
	w := start(t)
	w.says("maya", "ops", "hello everybody")
	w.says("maya", "agent-hr", "the rollout is fine")
	o := w.says("maya", "general", "@rollout status")
	if n := len(w.requests()); n != 0 {
		t.Errorf("the bot got %d requests", n)
	}
	if texts(o.Messages) != "<@rollout> status | You mentioned <@rollout>, but they're not in this channel." {
		t.Errorf("in a channel without the bot maya sees %q", texts(o.Messages))
	}
}

func TestEventsAreDeliveredAgain(t *testing.T) {
	w := start(t)
	w.answer(func(rw http.ResponseWriter, _ request) { rw.WriteHeader(503) })
	w.says("maya", "", "status")
	tries := func() []string {
		var list []string
		for _, r := range w.requests() {
			list = append(list, r.header.Get("X-Slack-Retry-Num")+r.header.Get("X-Slack-Retry-Reason"))
		}
		return list
	}
	if got := tries(); len(got) != 2 || got[0] != "" || got[1] != "1http_error" {
		t.Fatalf("tries %q", got)
	}
	next, some := w.slack.NextRedelivery()
	if !some || !next.Equal(w.clock.Now().Add(time.Minute)) {
		t.Errorf("next at %v %v", next, some)
	}
	w.slack.Redeliver(t.Context())
	if got := tries(); len(got) != 2 {
		t.Errorf("before its time: %q", got)
	}
	w.clock.Advance(time.Minute)
	w.slack.Redeliver(t.Context())
	w.clock.Advance(5 * time.Minute)
	w.answer(nil)
	w.slack.Redeliver(t.Context())
	if got := tries(); len(got) != 4 || got[2] != "2http_error" || got[3] != "3http_error" {
		t.Errorf("tries %q", got)
	}
	all := w.requests()
	if string(all[0].body) != string(all[3].body) {
		t.Errorf("the event changed: %s and %s", all[0].body, all[3].body)
	}
	if _, some := w.slack.NextRedelivery(); some {
		t.Error("an event that was taken is tried again")
	}
}

func TestABotMayRefuseRepetition(t *testing.T) {
	w := start(t)
	w.answer(func(rw http.ResponseWriter, _ request) {
		rw.Header().Set("X-Slack-No-Retry", "1")
		rw.WriteHeader(500)
	})
	w.says("maya", "", "status")
	if _, some := w.slack.NextRedelivery(); len(w.requests()) != 1 || some {
		t.Errorf("%d tries, another planned: %v", len(w.requests()), some)
	}
}
