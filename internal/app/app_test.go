package app_test

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
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/app"
	"github.com/rolloutbot/rollout/internal/rollout"
)

func options(t *testing.T, slackURL string) app.Options {
	return app.Options{
		StorePath: filepath.Join(t.TempDir(), "rollout.db"), Clock: app.WallClock{}, Log: quietLog(),
		Listen: "127.0.0.1:0", House: rollout.House{Admins: []rollout.UserID{"U1"}, Fallback: "C9", Zone: "UTC"},
		Slack: app.Slack{Token: "xoxb-test", Secret: "signing", APIURL: slackURL + "/api/", Command: "/agents"},
	}
}

func quietLog() *slog.Logger { return slog.New(slog.DiscardHandler) }

func start(t *testing.T, o app.Options) *app.App {
	t.Helper()
	a, err := app.New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return a
}

func stop(t *testing.T, a *app.App) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := a.Stop(ctx); err != nil {
		t.Errorf("stopping: %v", err)
	}
}

// typed sends a signed slash command and returns the answer.
func typed(t *testing.T, a *app.App, text string) string {
	t.Helper()
	body := url.Values{"user_id": {"U1"}, "team_id": {"T1"}, "channel_id": {"C1"}, "command": {"/agents"}, "text": {text}}.Encode()
	ts := strconv.FormatInt(time.Now().Unix(), 10)
	m := hmac.New(sha256.New, []byte("signing"))
	fmt.Fprintf(m, "v0:%s:%s", ts, body)
	req, err := http.NewRequest(http.MethodPost, a.URL()+"/slack/commands", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Slack-Request-Timestamp", ts)
	req.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(m.Sum(nil)))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Slack's Web API may be unreachable: signed commands are answered all the
// same, and the answers call the command by its name here.
func TestAnswersWithoutSlack(t *testing.T) {
	a := start(t, options(t, "http://127.0.0.1:1"))
	defer stop(t, a)
	if got := typed(t, a, "status"); !strings.Contains(got, "There is no plan here yet") || !strings.Contains(got, "/agents plan import") {
		t.Errorf("got %s", got)
	}
	resp, err := http.Get(a.URL() + "/healthz")
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Errorf("healthz: %v %v", resp, err)
	}
}

// A store that is open stays with the process that has it.
func TestOneProcessOneStore(t *testing.T) {
	o := options(t, "http://127.0.0.1:1")
	a := start(t, o)
	defer stop(t, a)
	_, err := app.New(o)
	if err == nil || !strings.Contains(err.Error(), "another") || !strings.Contains(err.Error(), "rollout.db") {
		t.Errorf("got %v, want a sentence that names the file", err)
	}
}

// The store knows which workspace is ours, so that an account of another one is
// told from ours even before Slack has said who the bot is.
func TestOtherWorkspacesAreKnownFromTheStart(t *testing.T) {
	silent := false
	slack := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch {
		case strings.HasSuffix(r.URL.Path, "auth.test") && silent:
			w.WriteHeader(http.StatusServiceUnavailable)
		case strings.HasSuffix(r.URL.Path, "users.info"):
			fmt.Fprint(w, `{"ok":true,"user":{"id":"U1","name":"una","team_id":"T2"}}`)
		default:
			fmt.Fprint(w, `{"ok":true,"team_id":"T1","user_id":"U9"}`)
		}
	}))
	defer slack.Close()
	o := options(t, slack.URL)
	a := start(t, o)
	if err := a.Identified(t.Context()); err != nil {
		t.Fatal(err)
	}
	stop(t, a)
	silent = true
	a = start(t, o)
	defer stop(t, a)
	if got := typed(t, a, "plan import"); !strings.Contains(got, "your account belongs to another workspace") {
		t.Errorf("got %s", got)
	}
}

// A store belongs to one workspace; with another one's token the program ends
// instead of mixing them.
func TestAnotherWorkspaceIsRefused(t *testing.T) {
	var team atomic.Value
	team.Store("T1")
	slack := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"ok":true,"team_id":%q,"user_id":"U9"}`, team.Load())
	}))
	defer slack.Close()
	o := options(t, slack.URL)
	bound := make(chan error, 1)
	o.Fatal = func(err error) { bound <- err }
	a := start(t, o)
	if err := a.Identified(t.Context()); err != nil {
		t.Fatal(err)
	}
	stop(t, a)
	team.Store("T2")
	a = start(t, o)
	defer stop(t, a)
	select {
	case err := <-bound:
		if !app.OtherWorkspace(err) || !strings.Contains(err.Error(), "T1") || !strings.Contains(err.Error(), "T2") {
			t.Errorf("got %v, want a sentence that names both workspaces", err)
		}
	case <-time.After(10 * time.Second):
		t.Error("the program works on another workspace's store")
	}
}
