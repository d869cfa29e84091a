package play_test

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/rolloutbot/rollout/internal/play"
)

// A line that is typed while the playground still starts, as in a page that was
// open before, waits for the bot and gets its answer; and nobody sees the samples
// half made.
func TestALineTypedTooEarlyWaits(t *testing.T) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	// The first connection is made as soon as anybody listens.
	reach := func() {
		for t.Context().Err() == nil {
			if c, err := net.Dial("tcp", address); err == nil {
				_ = c.Close()
				return
			}
			runtime.Gosched()
		}
	}
	type answered struct {
		o   play.Outcome
		err error
	}
	typed, seen := make(chan answered, 1), make(chan answered, 1)
	go func() {
		reach()
		c := play.Client{URL: "http://" + address}
		go func() {
			resp, err := http.Get(c.URL + "/play/world")
			if err == nil {
				err = resp.Body.Close()
			}
			var o play.Outcome
			if err == nil {
				o.Messages, err = c.Messages(context.WithoutCancel(t.Context()), "maya", "agent-hr")
			}
			seen <- answered{o, err}
		}()
		o, err := c.Type(context.WithoutCancel(t.Context()), "priya", "ops", "", "/rollout help")
		typed <- answered{o, err}
	}()
	w, err := play.New(t.Context(), play.Options{Listen: address, Data: t.TempDir(), Log: slog.New(slog.DiscardHandler)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close(context.WithoutCancel(t.Context())) })
	if a := <-typed; a.err != nil || len(a.o.Messages) == 0 || strings.Contains(a.o.Messages[0].Text, "dispatch_failed") {
		t.Errorf("the first line got %v, %+v", a.err, a.o.Messages)
	}
	all, err := w.Client().Messages(t.Context(), "maya", "agent-hr")
	if a := <-seen; err != nil || a.err != nil || len(a.o.Messages) == 0 || len(a.o.Messages) != len(all) {
		t.Errorf("the first look saw %d of %d messages: %v, %v", len(a.o.Messages), len(all), a.err, err)
	}
}
