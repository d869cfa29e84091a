package slackapp_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/commands"
	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/slackapp"
	"github.com/rolloutbot/rollout/internal/view"
)

const secret = "8f742231b10e8888abcd99yyyzzz85a5"

// echo answers every request with what it was.
type echo struct {
	got   chan commands.Request
	reply commands.Reply
	wait  chan struct{} // nil: answers at once
}

func (e *echo) Do(_ context.Context, r commands.Request) commands.Reply {
	if e.wait != nil {
		<-e.wait
	}
	e.got <- r
	return e.reply
}

// known is a directory in which everybody is a member.
type known struct{}

func (known) Lookup(_ context.Context, id rollout.UserID) rollout.Person {
	return rollout.Person{ID: id, Account: rollout.Member}
}

func (known) LookupChannel(_ context.Context, id rollout.ChannelID) rollout.Channel {
	return rollout.Channel{ID: id, Name: string(id), BotIn: true}
}

func (known) Changed(context.Context, rollout.Person) {}

func newServer(t *testing.T, do *echo) (*slackapp.Server, *httptest.Server) {
	s := &slackapp.Server{
		Secret: secret, Command: "/rollout", Client: slackapp.NewClient("xoxb-test", "http://127.0.0.1:1/api/"),
		Do: do, Directory: known{}, Log: slog.New(slog.DiscardHandler),
	}
	h := httptest.NewServer(s.Handler())
	t.Cleanup(h.Close)
	return s, h
}

func sign(at time.Time, secret, body string) (ts, signature string) {
	ts = strconv.FormatInt(at.Unix(), 10)
	m := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(m, "v0:%s:%s", ts, body)
	return ts, "v0=" + hex.EncodeToString(m.Sum(nil))
}

func send(t *testing.T, url, body, ts, signature string) (int, string) {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("X-Slack-Request-Timestamp", ts)
	req.Header.Set("X-Slack-Signature", signature)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

func slash(text string) string {
	return url.Values{
		"team_id": {"T1"}, "channel_id": {"C1"}, "channel_name": {"ops"}, "user_id": {"U1"}, "command": {"/rollout"},
		"text": {text}, "trigger_id": {"13345224609.738474920.8088930838d88f008e0"}, "response_url": {""},
	}.Encode()
}

// What is not signed by Slack, now, is refused without a word of why.
func TestOnlySlackIsHeard(t *testing.T) {
	do := &echo{got: make(chan commands.Request, 1), reply: commands.Reply{Card: &view.Card{Text: "hello"}}}
	_, h := newServer(t, do)
	body := slash("status")
	now := time.Now()
	ts, good := sign(now, secret, body)
	_, other := sign(now, "another secret", body)
	oldTS, old := sign(now.Add(-301*time.Second), secret, body)
	big := slash(strings.Repeat("x", 1<<20))
	bigTS, bigSig := sign(now, secret, big)
	for _, c := range []struct {
		name, body, ts, signature string
		want                      int
	}{
		{"signed", body, ts, good, 200},
		{"another secret", body, ts, other, 401},
		{"no signature", body, ts, "", 401},
		{"no timestamp", body, "", good, 401},
		{"another body", body + "&x=1", ts, good, 401},
		{"five minutes old", body, oldTS, old, 401},
		{"over a mebibyte", big, bigTS, bigSig, 401},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, answer := send(t, h.URL+"/slack/commands", c.body, c.ts, c.signature)
			if status != c.want {
				t.Fatalf("got %d, want %d: %s", status, c.want, answer)
			}
			if c.want == 401 && answer != "" {
				t.Errorf("a refusal says %q, want nothing", answer)
			}
		})
	}
	t.Run("five minutes early", func(t *testing.T) {
		// Signed right before it is sent: waiting would bring it into the window.
		ts, early := sign(time.Now().Add(302*time.Second), secret, body)
		if status, answer := send(t, h.URL+"/slack/commands", body, ts, early); status != 401 || answer != "" {
			t.Errorf("got %d %q, want 401 and nothing", status, answer)
		}
	})
	if len(do.got) != 1 {
		t.Errorf("%d requests came through, want the signed one alone", len(do.got))
	}
}

func TestSlashCommandBecomesARequest(t *testing.T) {
	do := &echo{got: make(chan commands.Request, 1), reply: commands.Reply{Card: &view.Card{Text: "hello", Blocks: []view.Block{view.Section{Text: "hello"}}}}}
	_, h := newServer(t, do)
	body := slash("owner set Data Steward <@U2|lee>")
	ts, signature := sign(time.Now(), secret, body)
	status, answer := send(t, h.URL+"/slack/commands", body, ts, signature)
	if status != 200 || !strings.Contains(answer, `"response_type":"ephemeral"`) || !strings.Contains(answer, `"text":"hello"`) {
		t.Errorf("got %d %s", status, answer)
	}
	r := <-do.got
	if r.Person.ID != "U1" || r.Channel != "C1" || r.Key != "slash/13345224609.738474920.8088930838d88f008e0" || r.Via != rollout.ByCommand {
		t.Errorf("got %+v", r)
	}
	if len(r.People) != 1 || r.People[0].ID != "U2" {
		t.Errorf("the facts of those who are named are missing: %+v", r.People)
	}
}

// Slack gives up after three seconds, the work does not: the asker hears that
// it goes on, and gets the answer through the response URL.
func TestSlowAnswerComesLater(t *testing.T) {
	late := make(chan string, 1)
	after := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		late <- string(b)
	}))
	defer after.Close()
	do := &echo{got: make(chan commands.Request, 1), wait: make(chan struct{}), reply: commands.Reply{Card: &view.Card{Text: "done at last"}}}
	s, h := newServer(t, do)
	body := url.Values{"user_id": {"U1"}, "channel_id": {"C1"}, "text": {"status"}, "trigger_id": {"t"}, "response_url": {after.URL}}.Encode()
	ts, signature := sign(time.Now(), secret, body)
	began := time.Now()
	status, answer := send(t, h.URL+"/slack/commands", body, ts, signature)
	if status != 200 || !strings.Contains(answer, "Working on it") {
		t.Errorf("got %d %s", status, answer)
	}
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("Slack had given up: %s", took)
	}
	close(do.wait)
	if got := <-late; !strings.Contains(got, "done at last") {
		t.Errorf("the late answer is %s", got)
	}
	s.Wait(t.Context())
}

// Slack's own published signature, to the bit.
func TestPublishedSignature(t *testing.T) {
	const body = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
	_, got := sign(time.Unix(1531420618, 0), secret, body)
	if want := "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"; got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
}

func TestURLVerification(t *testing.T) {
	_, h := newServer(t, &echo{got: make(chan commands.Request, 1)})
	body := `{"type":"url_verification","token":"x","challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"}`
	ts, signature := sign(time.Now(), secret, body)
	status, answer := send(t, h.URL+"/slack/events", body, ts, signature)
	if status != 200 || !strings.Contains(answer, "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P") {
		t.Errorf("got %d %s", status, answer)
	}
}

func TestMangledBodies(t *testing.T) {
	do := &echo{got: make(chan commands.Request, 8)}
	_, h := newServer(t, do)
	for _, c := range []struct{ name, path, body string }{
		{"a slash command without a person", "/slack/commands", "text=status"},
		{"a slash command that is no form", "/slack/commands", "%zz"},
		{"an interaction without payload", "/slack/interactions", "x=1"},
		{"an interaction that is no JSON", "/slack/interactions", "payload=%7B"},
		{"an interaction of another kind", "/slack/interactions", "payload=" + url.QueryEscape(`{"type":"message_action","user":{"id":"U1"}}`)},
		{"a press without an action", "/slack/interactions", "payload=" + url.QueryEscape(`{"type":"block_actions","user":{"id":"U1"},"actions":[]}`)},
		{"an event that is no JSON", "/slack/events", "{"},
		{"an event without id", "/slack/events", `{"type":"event_callback","event":{"type":"app_mention","user":"U1","text":"hi"}}`},
		{"a mention by a workflow", "/slack/events", `{"type":"event_callback","event_id":"E0","event":{"type":"app_mention","channel":"C1","text":"<@U9> status"}}`},
		{"the bot's own message", "/slack/events", `{"type":"event_callback","event_id":"E1","event":{"type":"message","channel_type":"im","bot_id":"B1","user":"U9","text":"status"}}`},
		{"an edit of a message", "/slack/events", `{"type":"event_callback","event_id":"E2","event":{"type":"message","channel_type":"im","subtype":"message_changed","user":"U1","text":"status"}}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			ts, signature := sign(time.Now(), secret, c.body)
			status, answer := send(t, h.URL+c.path, c.body, ts, signature)
			if status >= 500 || len(do.got) > 0 {
				t.Errorf("got %d %s, and %d requests came through", status, answer, len(do.got))
			}
		})
	}
}
