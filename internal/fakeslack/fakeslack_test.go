package fakeslack_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"github.com/rolloutbot/rollout/internal/fakeslack"
)

const (
	secret   = "8f742231b10e8888abcd99yyyzzz85a5"
	botToken = "xoxb-test"
)

// clock is a world clock that stands still until it is moved.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// request is what the stub bot got.
type request struct {
	path   string
	header http.Header
	body   []byte
}

// form returns one field of a form.
func (r request) form(t *testing.T, key string) string {
	t.Helper()
	h := httptest.NewRequest("POST", "/", bytes.NewReader(r.body))
	h.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if err := h.ParseForm(); err != nil {
		t.Fatal(err)
	}
	return h.PostForm.Get(key)
}

// interaction parses the payload as the bot's library does.
func (r request) interaction(t *testing.T) slack.InteractionCallback {
	t.Helper()
	var c slack.InteractionCallback
	if err := json.Unmarshal([]byte(r.form(t, "payload")), &c); err != nil {
		t.Fatal(err)
	}
	return c
}

// event returns the inner event of a delivery.
func (r request) event(t *testing.T) map[string]any {
	t.Helper()
	var o struct{ Event map[string]any }
	if err := json.Unmarshal(r.body, &o); err != nil {
		t.Fatal(err)
	}
	return o.Event
}

// workspace is a fake Slack on a port, with a stub bot behind it.
type workspace struct {
	*testing.T
	slack  *fakeslack.Slack
	api    *slack.Client
	apiURL string
	play   string
	clock  *clock
	bot    *httptest.Server

	mu   sync.Mutex
	got  []request
	take func(w http.ResponseWriter, r request)
}

func start(t *testing.T) *workspace {
	t.Helper()
	people, channels := fakeslack.Playground()
	w := &workspace{T: t, clock: &clock{now: time.Date(2027, 1, 4, 9, 0, 0, 0, time.UTC)}}
	w.slack = fakeslack.New(fakeslack.Options{
		Now: w.clock.Now, Secret: secret, BotToken: botToken, AppToken: "xapp-test", People: people, Channels: channels,
	})
	api := httptest.NewServer(w.slack.API())
	play := httptest.NewServer(w.slack.Play())
	w.bot = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got := request{r.URL.Path, r.Header.Clone(), body}
		w.mu.Lock()
		w.got = append(w.got, got)
		take := w.take
		w.mu.Unlock()
		if take != nil {
			take(rw, got)
		}
	}))
	t.Cleanup(func() { w.slack.Close(); play.Close(); w.bot.Close(); api.Close() })
	w.slack.Connect(w.bot.URL)
	w.slack.Advertise(api.URL)
	w.apiURL, w.play = api.URL, play.URL
	w.api = slack.New(botToken, slack.OptionAPIURL(api.URL+"/api/"))
	return w
}

// answer makes the bot take requests so.
func (w *workspace) answer(take func(http.ResponseWriter, request)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.take = take
}

func (w *workspace) requests() []request {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]request(nil), w.got...)
}

func (w *workspace) last() request {
	w.Helper()
	all := w.requests()
	if len(all) == 0 {
		w.Fatal("the bot got no request")
	}
	return all[len(all)-1]
}

type message struct {
	Channel, TS, Thread, User, Text string
	Blocks                          []map[string]any
	Ephemeral, Edited               bool
	Files                           []struct{ ID, Name string }
}

type outcome struct {
	Messages []message
	View     *slack.View
	Errors   map[string]string
	Error    string
	status   int
}

// do posts to a control.
func (w *workspace) do(path string, body any) outcome {
	w.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		w.Fatal(err)
	}
	resp, err := http.Post(w.play+path, "application/json", bytes.NewReader(text))
	if err != nil {
		w.Fatal(err)
	}
	defer resp.Body.Close()
	o := outcome{status: resp.StatusCode}
	if err := json.NewDecoder(resp.Body).Decode(&o); err != nil {
		w.Fatal(err)
	}
	return o
}

type in map[string]any

// says types a line and fails the test when the control refuses it.
func (w *workspace) says(user, channel, text string) outcome {
	w.Helper()
	o := w.do("/play/command", in{"user": user, "channel": channel, "text": text})
	if o.status != 200 {
		w.Fatalf("%s types %q: %d %s", user, text, o.status, o.Error)
	}
	return o
}

func (w *workspace) get(path string) string {
	w.Helper()
	resp, err := http.Get(w.play + path)
	if err != nil {
		w.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		w.Fatal(err)
	}
	return string(body)
}

func (w *workspace) messages(query string) []message {
	w.Helper()
	var o struct{ Messages []message }
	if err := json.Unmarshal([]byte(w.get("/play/messages?"+query)), &o); err != nil {
		w.Fatal(err)
	}
	return o.Messages
}

// texts joins what messages say.
func texts(list []message) string {
	var all []string
	for _, m := range list {
		all = append(all, m.Text)
	}
	return strings.Join(all, " | ")
}

// clean fails the test when the bot did something that Slack never takes.
func (w *workspace) clean() {
	w.Helper()
	if v := w.slack.Violations(); len(v) > 0 {
		w.Errorf("violations: %q", v)
	}
}

func section(text string) *slack.SectionBlock {
	return slack.NewSectionBlock(slack.NewTextBlockObject("mrkdwn", text, false, false), nil, nil)
}

func plain(text string) *slack.TextBlockObject {
	return slack.NewTextBlockObject("plain_text", text, false, false)
}

// answerJSON is an HTTP answer of the bot.
func answerJSON(body string) func(http.ResponseWriter, request) {
	return func(w http.ResponseWriter, _ request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, body)
	}
}
