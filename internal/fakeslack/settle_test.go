package fakeslack_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/rolloutbot/rollout/internal/fakeslack"
)

func TestControlsAnswerWhenEverythingDueHasHappened(t *testing.T) {
	people, channels := fakeslack.Playground()
	var s *fakeslack.Slack
	var settled atomic.Int32
	var broken atomic.Bool
	s = fakeslack.New(fakeslack.Options{
		BotToken: botToken, People: people, Channels: channels,
		Settle: func(context.Context) error {
			if broken.Load() {
				return errors.New("the outbox does not empty")
			}
			// What the bot does while it settles: it posts.
			settled.Add(1)
			r := httptest.NewRequest("POST", "/api/chat.postMessage", strings.NewReader(`{"channel":"ops","text":"settled"}`))
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Authorization", "Bearer "+botToken)
			s.API().ServeHTTP(httptest.NewRecorder(), r)
			return nil
		},
	})
	say := func() *httptest.ResponseRecorder {
		r := httptest.NewRequest("POST", "http://localhost/play/command", strings.NewReader(`{"user":"maya","channel":"ops","text":"hello"}`))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		s.Play().ServeHTTP(w, r)
		return w
	}
	var o outcome
	if w := say(); json.Unmarshal(w.Body.Bytes(), &o) != nil || w.Code != http.StatusOK || texts(o.Messages) != "hello | settled" || settled.Load() != 1 {
		t.Errorf("maya sees %q after %d settlings", texts(o.Messages), settled.Load())
	}
	broken.Store(true)
	if w := say(); w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), "the outbox does not empty") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
