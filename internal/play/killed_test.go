package play_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/play"
)

// A playground that is killed and opened again gives out no id and no timestamp a
// second time, and its clock does not go back: what its folder holds at any moment
// is what a killed one leaves.
func TestAKilledPlaygroundGoesOn(t *testing.T) {
	open := func(dir string) *play.World {
		t.Helper()
		w, err := play.Open(t.Context(), play.Options{
			Listen: "127.0.0.1:0", Data: dir, Log: slog.New(slog.DiscardHandler), Fatal: func(err error) { t.Errorf("the bot ended by itself: %v", err) },
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = w.Close(context.WithoutCancel(t.Context())) })
		return w
	}
	// says types a line and lists the timestamps of all that is seen of it.
	says := func(w *play.World, line string) (seen []string) {
		t.Helper()
		o, err := w.Client().Type(t.Context(), "maya", "ops", "", line)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range o.Messages {
			seen = append(seen, m.TS)
		}
		if len(seen) == 0 {
			t.Fatalf("nothing is seen of %s", line)
		}
		return seen
	}
	folder := t.TempDir()
	first := open(folder)
	before := says(first, "/rollout plan import\n"+string(play.Samples()["policy-assistant"]))
	if err := first.Advance(t.Context(), first.Clock.Now().Add(48*time.Hour)); err != nil {
		t.Fatal(err)
	}
	before = append(before, says(first, "/rollout report it is slow")...)
	stood := first.Clock.Now()

	killed := t.TempDir() // what its Slack said was never kept: it keeps that when it ends
	for _, name := range []string{"rollout.db", "marks"} {
		b, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(killed, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	again := open(killed)
	if now := again.Clock.Now(); now.Before(stood) {
		t.Errorf("the clock went back from %s to %s", stood, now)
	}
	for _, ts := range says(again, "/rollout report it is slow again") {
		if ts <= slices.Max(before) {
			t.Errorf("message %s is not behind %s", ts, slices.Max(before))
		}
	}
	o, err := again.Client().Type(t.Context(), "maya", "ops", "", "/rollout incident list")
	if err != nil || len(o.Messages) != 1 || !strings.Contains(o.Messages[0].Text, "Assistant: 2") {
		t.Errorf("%v, %+v", err, o.Messages)
	}
}
