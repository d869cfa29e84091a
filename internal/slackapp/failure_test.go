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
		want   rollout.SendClass
	}{
		{"a rate limit", func(w http.ResponseWriter) { w.Header().Set("Retry-After", "7"); w.WriteHeader(429) }, rollout.SendRetry},
		{"a rate limit without a time", func(w http.ResponseWriter) { w.WriteHeader(429) }, rollout.SendRetry},
		{"no such channel", says("channel_not_found"), rollout.SendPermanent},
		{"blocks that Slack refuses", says("invalid_blocks"), rollout.SendPermanent},
		{"the message to edit is gone", says("message_not_found"), rollout.SendGone},
		{"a token that was revoked", says("token_revoked"), rollout.SendInstallation},
		{"a scope that is missing", says("missing_scope"), rollout.SendInstallation},
		{"Slack's own trouble", says("internal_error"), rollout.SendAmbiguous},
		{"a proxy's trouble", func(w http.ResponseWriter) { w.WriteHeader(502) }, rollout.SendAmbiguous},
		{"an answer that cannot be read", func(w http.ResponseWriter) { _, _ = io.WriteString(w, "<html>") }, rollout.SendAmbiguous},
		{"a yes without a timestamp", func(w http.ResponseWriter) { _, _ = io.WriteString(w, `{"ok":true}`) }, rollout.SendAmbiguous},
		{"a connection that is cut", func(w http.ResponseWriter) {
			c, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				_ = c.Close()
			}
		}, rollout.SendAmbiguous},
		{"a login page's address", func(w http.ResponseWriter) { w.WriteHeader(404) }, rollout.SendInstallation},
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
	if got := post(t, address); got.Class != rollout.SendUnreachable {
		t.Errorf("got %v (%v), want %v", got.Class, got.Err, rollout.SendUnreachable)
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

func post(t *testing.T, address string) *rollout.SendFailure {
	t.Helper()
	_, err := NewClient("xoxb-test", address).Send(t.Context(), Message{To: "#C1", Card: view.Card{Text: "hello"}})
	var f *rollout.SendFailure
	if !errors.As(err, &f) {
		t.Fatalf("got %v, want a *rollout.SendFailure", err)
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
