package fakeslack_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/slack-go/slack"
)

func TestControlsAnswerOnlyThisComputerAndItsPage(t *testing.T) {
	w := start(t)
	for _, c := range []struct {
		name   string
		change func(*http.Request)
		want   int
	}{
		{"the page", func(*http.Request) {}, 200},
		{"another host name", func(r *http.Request) { r.Host = "rebound.example:80" }, 403},
		{"another address", func(r *http.Request) { r.Host = "192.0.2.7" }, 403},
		{"localhost", func(r *http.Request) { r.Host = "localhost:8080" }, 200},
		{"IPv6", func(r *http.Request) { r.Host = "[::1]:8080" }, 200},
		{"another site", func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }, 403},
		{"another origin", func(r *http.Request) { r.Header.Set("Origin", "https://example.com") }, 403},
		{"a form", func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }, 415},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := http.NewRequest("POST", w.play+"/play/command", strings.NewReader(`{"user":"maya","channel":"ops","text":"hi"}`))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "application/json")
			c.change(r)
			resp, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			if resp.StatusCode != c.want {
				t.Errorf("%d, want %d", resp.StatusCode, c.want)
			}
		})
	}
	if got := len(w.messages("channel=ops")); got != 3 {
		t.Errorf("%d messages were posted", got)
	}
}

func TestControlsNameWhatIsWrong(t *testing.T) {
	w := start(t)
	for _, c := range []struct {
		name, path string
		body       any
		status     int
		error      string
	}{
		{"nobody", "/play/command", in{"user": "zed", "text": "hi"}, 404, `there is nobody called "zed"`},
		{"the bot", "/play/command", in{"user": "rollout", "text": "hi"}, 404, `there is nobody called "rollout"`},
		{"no channel", "/play/command", in{"user": "maya", "channel": "moon", "text": "hi"}, 404, `maya sees no channel "moon"`},
		{"a private channel of others", "/play/command", in{"user": "maya", "channel": "security", "text": "hi"}, 404, `maya sees no channel "security"`},
		{"another's direct messages", "/play/command", in{"user": "maya", "channel": "D-lee", "text": "hi"}, 404, `maya sees no channel "D-lee"`},
		{"no thread", "/play/command", in{"user": "maya", "channel": "ops", "thread": "1.000000", "text": "hi"}, 404, `"1.000000" is not the first message of a thread there`},
		{"no text", "/play/command", in{"user": "maya", "channel": "ops", "text": " "}, 400, "text is empty: there is nothing to send"},
		{"no JSON object", "/play/command", "hi", 400, "the body is not the JSON that is expected: json: cannot unmarshal string into Go value of type fakeslack.Line"},
		{"no such form", "/play/submit", in{"user": "maya"}, 404, "maya has no form open"},
		{"neither ts nor form", "/play/click", in{"user": "maya", "action": "Go"}, 404, "maya has no such form open, and no ts of a message was given"},
		{"a file without a name", "/play/file", in{"user": "maya", "channel": "ops", "content": "x"}, 400, "name is empty: a file needs one"},
		{"nothing to change", "/play/person", in{"user": "maya"}, 400, "say deactivate: true or false"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if o := w.do(c.path, c.body); o.status != c.status || o.Error != c.error {
				t.Errorf("%d %q", o.status, o.Error)
			}
		})
	}
	if n := len(w.requests()); n != 0 {
		t.Errorf("the bot got %d requests", n)
	}
}

func TestTheShapeOfWhatControlsAnswer(t *testing.T) {
	w := start(t)
	w.answer(answerJSON(`{"text":"hello"}`))
	var raw struct{ Messages []map[string]any }
	resp, err := http.Post(w.play+"/play/command", "application/json", strings.NewReader(`{"user":"maya","channel":"ops","text":"/rollout"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(&raw); err != nil {
		t.Fatal(err)
	}
	m := raw.Messages[0]
	for _, k := range []string{"channel", "ts", "thread", "user", "text", "blocks", "ephemeral", "edited"} {
		if _, ok := m[k]; !ok {
			t.Errorf("no %s in %v", k, m)
		}
	}
	if len(m) != 8 || m["ephemeral"] != true || m["edited"] != false || m["thread"] != "" {
		t.Errorf("%v", m)
	}
	if got := w.get("/play/people"); !strings.HasPrefix(got, `{"people":[{"id":"ada","name":"ada","kind":"admin","zone":"Europe/Berlin"},{"id":"maya"`) ||
		!strings.Contains(got, `"id":"gil","name":"gil","kind":"guest"`) || !strings.Contains(got, `"id":"erin","name":"erin","kind":"external"`) || strings.Contains(got, `"rollout"`) {
		t.Errorf("people: %s", got)
	}
	if got := w.get("/play/messages?channel=agent-hr"); got != `{"messages":[]}`+"\n" {
		t.Errorf("an empty channel: %s", got)
	}
}

func TestWhoSeesWhat(t *testing.T) {
	w := start(t)
	if _, _, err := w.api.PostMessage("security", slack.MsgOptionText("private", false)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.api.PostMessage("lee", slack.MsgOptionText("you are on call", false)); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{
		"channel=security":            "private",
		"channel=security&user=lee":   "private",
		"channel=security&user=maya":  "",
		"channel=security&user=priya": "",
		"user=lee":                    "you are on call",
		"user=maya":                   "",
		"channel=D-lee&user=maya":     "",
	} {
		if got := texts(w.messages(query)); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	if got := w.get("/play/world?user=maya"); strings.Contains(got, "security") {
		t.Errorf("maya's page knows of security: %s", got)
	}
	if got := w.get("/play/world?user=lee"); !strings.Contains(got, `"id":"D-lee","name":"rollout","private":true,"direct":true,"members":["lee","rollout"],"unread":1`) {
		t.Errorf("lee's page: %s", got)
	}
	w.do("/play/read", in{"user": "lee"})
	if got := w.get("/play/world?user=lee"); !strings.Contains(got, `"members":["lee","rollout"],"unread":0`) {
		t.Errorf("after reading: %s", got)
	}
}

func TestTheJournalHoldsEveryPayload(t *testing.T) {
	w := start(t)
	w.answer(answerJSON(`{"text":"hello"}`))
	w.says("maya", "ops", "/rollout")
	if err := slack.PostWebhook(w.last().form(t, "response_url"), &slack.WebhookMessage{Text: "more"}); err != nil {
		t.Fatal(err)
	}
	w.card("ops")
	lines := strings.Split(strings.TrimSpace(w.get("/play/journal")), "\n")
	if len(lines) != 3 {
		t.Fatalf("%q", lines)
	}
	for i, want := range []string{`{"method":"ack.slash_command","args":{"text":"hello"}}`, `{"method":"response_url","args":{`, `{"method":"chat.postMessage","args":{"blocks":[{`} {
		if !strings.HasPrefix(lines[i], want) {
			t.Errorf("line %d: %s, want %s", i+1, lines[i], want)
		}
	}
	if strings.Contains(strings.Join(lines, ""), botToken) {
		t.Error("the journal holds the token")
	}
}

func TestARestartLosesNothing(t *testing.T) {
	w := start(t)
	w.opens()
	ts := w.card("ops")
	w.says("maya", "ops", "/rollout report")
	w.do("/play/file", in{"user": "maya", "channel": "ops", "name": "plan.md", "content": "# Plan"})
	w.do("/play/person", in{"user": "dana", "deactivate": true})
	before := w.get("/play/messages?channel=ops") + w.get("/play/world?user=maya") + w.get("/play/people")
	data, err := w.slack.Snapshot()
	if err != nil {
		t.Fatal(err)
	}

	again := start(t)
	if err := again.slack.Restore(data); err != nil {
		t.Fatal(err)
	}
	again.answer(nil)
	after := again.get("/play/messages?channel=ops") + again.get("/play/world?user=maya") + again.get("/play/people")
	rev := func(s string) string { return s[:strings.Index(s, `"rev":`)] + s[strings.Index(s, `,"team":`):] }
	if rev(after) != rev(before) {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
	if o := again.do("/play/click", in{"user": "lee", "channel": "ops", "ts": ts, "action": "note"}); o.status != 200 {
		t.Errorf("an old button: %d %s", o.status, o.Error)
	}
	if o := again.do("/play/submit", in{"user": "maya", "values": in{"text": "x", "area": "data"}}); o.status != 200 || len(o.Errors) > 0 {
		t.Errorf("an open form: %d %s %v", o.status, o.Error, o.Errors)
	}
	if _, fresh, err := again.api.PostMessage("ops", slack.MsgOptionText("x", false)); err != nil || fresh <= ts {
		t.Errorf("a new ts %q after %q: %v", fresh, ts, err)
	}
}

func TestADamagedSnapshotChangesNothing(t *testing.T) {
	w := start(t)
	w.says("maya", "ops", "hello")
	for name, data := range map[string]string{"empty": "", "cut": `{"schema":1,"world":{`, "newer": `{"schema":99,"world":{}}`, "another file": `[]`} {
		if err := w.slack.Restore([]byte(data)); err == nil {
			t.Errorf("%s: was taken", name)
		}
	}
	if got := texts(w.messages("channel=ops")); got != "hello" {
		t.Errorf("seen: %q", got)
	}
}

func TestThePageIsServedUnderAStrictPolicy(t *testing.T) {
	w := start(t)
	for path, kind := range map[string]string{"/": "text/html", "/archives/ops/p1": "text/html", "/app.js": "text/javascript", "/style.css": "text/css"} {
		resp, err := http.Get(w.play + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		policy := resp.Header.Get("Content-Security-Policy")
		if resp.StatusCode != 200 || !strings.HasPrefix(resp.Header.Get("Content-Type"), kind) ||
			!strings.Contains(policy, "script-src 'self'") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: %d %s %s", path, resp.StatusCode, resp.Header.Get("Content-Type"), policy)
		}
	}
}

func TestThePageHearsOfChanges(t *testing.T) {
	w := start(t)
	resp, err := http.Get(w.play + "/play/events")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	next := func() string {
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				return data
			}
		}
		return ""
	}
	first := next()
	w.says("maya", "ops", "hello")
	if second := next(); second == "" || second == first {
		t.Errorf("heard %q, then %q", first, second)
	}
	w.slack.Close()
	if last := next(); last != "" {
		t.Errorf("after closing: %q", last)
	}
}
