package fakeslack_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
)

func TestSlashCommandReachesTheBotSignedAndEscaped(t *testing.T) {
	w := start(t)
	w.answer(answerJSON(`{"text":"Policy Assistant is rolling out"}`))

	o := w.says("maya", "ops", "/rollout owner set lead @dana in #agent-hr & see https://example.com/a?b=1&c=2, a < b")

	r := w.last()
	v, err := slack.NewSecretsVerifier(r.header, secret)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.Write(r.body); err != nil || v.Ensure() != nil {
		t.Fatal("the signature does not verify")
	}
	form, _ := url.ParseQuery(string(r.body))
	for key, want := range map[string]string{
		"command": "/rollout", "user_id": "maya", "user_name": "maya", "channel_id": "ops", "channel_name": "ops",
		"team_id": "T0ROLLOUT", "api_app_id": "A0ROLLOUT",
		"text": "owner set lead <@dana|dana> in <#agent-hr|agent-hr> &amp; see <https://example.com/a?b=1&amp;c=2>, a &lt; b",
	} {
		if got := form.Get(key); got != want {
			t.Errorf("%s = %q, want %q", key, got, want)
		}
	}
	if form.Get("trigger_id") == "" || !strings.HasPrefix(form.Get("response_url"), w.apiURL+"/") {
		t.Errorf("trigger %q, response URL %q", form.Get("trigger_id"), form.Get("response_url"))
	}
	if texts(o.Messages) != "Policy Assistant is rolling out" || !o.Messages[0].Ephemeral || o.Messages[0].User != "rollout" {
		t.Errorf("maya sees %+v", o.Messages)
	}
	if got := w.messages("channel=ops"); len(got) != 0 {
		t.Errorf("everybody sees %+v", got)
	}
	if got := texts(w.messages("channel=ops&user=maya")); got != "Policy Assistant is rolling out" {
		t.Errorf("maya finds %q", got)
	}
	if got := w.messages("channel=ops&user=lee"); len(got) != 0 {
		t.Errorf("lee sees what was for maya: %+v", got)
	}
	w.clean()
}

func TestWhatIsTypedIsSentAsSlackSendsIt(t *testing.T) {
	w := start(t)
	for _, c := range []struct{ name, user, typed, sent string }{
		{"a person", "maya", "ask @lee.", "ask <@lee|lee>."},
		{"in another case", "maya", "ask @Lee, please", "ask <@lee|lee>, please"},
		{"nobody of that name", "maya", "ask @nobody", "ask @nobody"},
		{"inside a word", "maya", "mail me@lee.example", "mail me@lee.example"},
		{"a channel with a dash", "maya", "in #agent-hr-", "in <#agent-hr|agent-hr>-"},
		{"a private channel of others", "maya", "in #security", "in #security"},
		{"a private channel of one's own", "lee", "in #security", "in <#security|security>"},
		{"everybody", "maya", "@here look", "<!here> look"},
		{"an address at the end of a sentence", "maya", "(see https://example.com/x).", "(see <https://example.com/x>)."},
		{"markup typed by hand", "maya", "<!channel> & co", "&lt;!channel&gt; &amp; co"},
		{"several lines", "maya", "plan import\n# Plan\n- a > b\n", "plan import\n# Plan\n- a &gt; b\n"},
		{"nothing", "maya", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w.says(c.user, "ops", strings.TrimSuffix("/rollout "+c.typed, " "))
			if got := w.last().form(t, "text"); got != c.sent {
				t.Errorf("sent %q, want %q", got, c.sent)
			}
		})
	}
}

func TestAnswersToACommand(t *testing.T) {
	for _, c := range []struct {
		name string
		take func(http.ResponseWriter, request)
		sees string
		all  string // what everybody sees
	}{
		{"nothing", nil, "", ""},
		{"plain text", func(w http.ResponseWriter, _ request) { _, _ = io.WriteString(w, "hello") }, "hello", ""},
		{"in the channel", answerJSON(`{"response_type":"in_channel","text":"for all"}`), "for all", "for all"},
		{"an error status", func(w http.ResponseWriter, _ request) { w.WriteHeader(500) }, `/rollout failed with the error "dispatch_failed"`, ""},
		{"refused", func(w http.ResponseWriter, _ request) { w.WriteHeader(401) }, `/rollout failed with the error "dispatch_failed"`, ""},
		{"broken JSON", answerJSON(`{"text":`), `/rollout failed with the error "invalid_json"`, ""},
		{
			"blocks beyond the limits", answerJSON(`{"text":"x","blocks":[{"type":"header","text":{"type":"mrkdwn","text":"x"}}]}`),
			`/rollout failed with the error "invalid_blocks"`, "",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := start(t)
			w.answer(c.take)
			if got := texts(w.says("maya", "ops", "/rollout").Messages); got != c.sees {
				t.Errorf("maya sees %q, want %q", got, c.sees)
			}
			if got := texts(w.messages("channel=ops")); got != c.all {
				t.Errorf("everybody sees %q, want %q", got, c.all)
			}
		})
	}
}

func TestABotThatIsSlowOrDownIsNamed(t *testing.T) {
	t.Parallel()
	w := start(t)
	w.slack.Connect("")
	if got := texts(w.says("maya", "ops", "/rollout").Messages); got != `/rollout failed with the error "dispatch_failed"` {
		t.Errorf("while the bot is down maya sees %q", got)
	}
	w.slack.Connect(w.bot.URL)
	hold := make(chan struct{})
	w.answer(func(http.ResponseWriter, request) { <-hold })
	began := time.Now()
	got := texts(w.says("maya", "ops", "/rollout").Messages)
	close(hold)
	if got != `/rollout failed with the error "operation_timeout"` {
		t.Errorf("after 3 seconds maya sees %q", got)
	}
	if waited := time.Since(began); waited < 2500*time.Millisecond || waited > 5*time.Second {
		t.Errorf("Slack waited %v, not about 3 s", waited)
	}
}

func TestCommandsThatSlackItselfRefuses(t *testing.T) {
	w := start(t)
	_, ts, err := w.api.PostMessage("ops", slack.MsgOptionText("a card", false))
	if err != nil {
		t.Fatal(err)
	}
	o := w.do("/play/command", in{"user": "maya", "channel": "ops", "thread": ts, "text": "/rollout status"})
	if texts(o.Messages) != "/rollout is not supported in threads. Sorry!" || o.Messages[0].Thread != ts || !o.Messages[0].Ephemeral {
		t.Errorf("in a thread: %+v", o.Messages)
	}
	if got := texts(w.says("maya", "ops", "/deploy now").Messages); got != "/deploy is not a valid command." {
		t.Errorf("another command: %q", got)
	}
	if n := len(w.requests()); n != 0 {
		t.Errorf("the bot got %d requests", n)
	}
}
