package slackapp

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

// What Slack's answer means for the message it was about.
func TestFailuresAreSorted(t *testing.T) {
	for _, c := range []struct {
		name   string
		answer func(http.ResponseWriter)
		want   Class
	}{
		{"a rate limit", func(w http.ResponseWriter) { w.Header().Set("Retry-After", "7"); w.WriteHeader(429) }, Retry},
		{"a rate limit without a time", func(w http.ResponseWriter) { w.WriteHeader(429) }, Retry},
		{"no such channel", says("channel_not_found"), Permanent},
		{"blocks that Slack refuses", says("invalid_blocks"), Permanent},
		{"the message to edit is gone", says("message_not_found"), Gone},
		{"a token that was revoked", says("token_revoked"), Installation},
		{"a scope that is missing", says("missing_scope"), Installation},
		{"Slack's own trouble", says("internal_error"), Ambiguous},
		{"a proxy's trouble", func(w http.ResponseWriter) { w.WriteHeader(502) }, Ambiguous},
		{"an answer that cannot be read", func(w http.ResponseWriter) { _, _ = io.WriteString(w, "<html>") }, Ambiguous},
		{"a yes without a timestamp", func(w http.ResponseWriter) { _, _ = io.WriteString(w, `{"ok":true}`) }, Ambiguous},
		{"a connection that is cut", func(w http.ResponseWriter) {
			c, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				_ = c.Close()
			}
		}, Ambiguous},
		{"a login page's address", func(w http.ResponseWriter) { w.WriteHeader(404) }, Installation},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				c.answer(w)
			}))
			defer h.Close()
			if got := post(t, h.URL+"/api/"); got.Class != c.want {
				t.Errorf("got %v (%v), want %v", got.Class, got.Err, c.want)
			}
		})
	}
}

func says(code string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"ok":false,"error":%q,"response_metadata":{"messages":["no more than 50 items allowed [json-pointer:/blocks]"]}}`, code)
	}
}

// A connection that is refused wrote nothing: it may be tried again at once.
func TestUnreachable(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "http://" + l.Addr().String() + "/api/"
	_ = l.Close()
	if got := post(t, address); got.Class != Unreachable {
		t.Errorf("got %v (%v), want %v", got.Class, got.Err, Unreachable)
	}
}

// What Slack says beside its code reaches the log.
func TestDetailIsKept(t *testing.T) {
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { says("invalid_blocks")(w) }))
	defer h.Close()
	if got := post(t, h.URL+"/api/"); !strings.Contains(got.Error(), "json-pointer:/blocks") {
		t.Errorf("got %v", got)
	}
}

func post(t *testing.T, address string) *Failure {
	t.Helper()
	_, err := NewClient("xoxb-test", address).Send(t.Context(), Message{To: "#C1", Card: view.Card{Text: "hello"}})
	var f *Failure
	if !errors.As(err, &f) {
		t.Fatalf("got %v, want a *Failure", err)
	}
	return f
}

// An account that Slack says is not there is nobody of ours; one that Slack
// could not tell about stays unknown.
func TestAccountsThatAreNotThere(t *testing.T) {
	for code, known := range map[string]bool{"user_not_found": true, "user_not_visible": true, "internal_error": false} {
		h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { says(code)(w) }))
		p, err := NewClient("xoxb-test", h.URL+"/api/").Person(t.Context(), "U1")
		h.Close()
		if (err == nil) != known || known && p.Account != rollout.External {
			t.Errorf("%s: got %+v, %v", code, p, err)
		}
	}
}
