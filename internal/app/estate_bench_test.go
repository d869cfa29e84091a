package app_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/app"
	"github.com/rolloutbot/rollout/internal/play"
	"github.com/rolloutbot/rollout/internal/rollout"
)

var estateHouse = rollout.House{Admins: []rollout.UserID{"U1"}, Fallback: "C9", Zone: "UTC"}

// counted is a stand-in for Slack that takes everything and counts it.
type counted struct {
	url   string
	posts atomic.Int64  // messages
	homes chan struct{} // a home tab was drawn
}

func countingSlack(b *testing.B) *counted {
	c := &counted{homes: make(chan struct{}, 64)}
	var ts atomic.Int64
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"ok":true,"team_id":"T1","user_id":"U9","channel":"D1","ts":"%d.000000"}`, 1800000000+ts.Add(1))
		switch {
		case strings.HasSuffix(r.URL.Path, "/views.publish"):
			c.homes <- struct{}{}
		case strings.HasSuffix(r.URL.Path, "/chat.postMessage"):
			c.posts.Add(1)
		}
	}))
	b.Cleanup(h.Close)
	c.url = h.URL
	return c
}

// open starts the program on a copy of the estate.
func (e *estate) open(b *testing.B, clock app.Clock, slackURL string) *app.App {
	b.Helper()
	path := filepath.Join(b.TempDir(), "rollout.db")
	copyFile(b, path, e.path)
	return startAt(b, path, clock, slackURL)
}

func startAt(b *testing.B, path string, clock app.Clock, slackURL string) *app.App {
	b.Helper()
	a, err := app.New(app.Options{
		StorePath: path, Clock: clock, Listen: "127.0.0.1:0", Log: quietLog(), House: estateHouse,
		Slack: app.Slack{Token: "xoxb-bench", Secret: "signing", APIURL: slackURL + "/api/", Command: "/rollout"},
	})
	if err != nil {
		b.Fatal(err)
	}
	if err := a.Start(b.Context()); err != nil {
		b.Fatal(err)
	}
	return a
}

func end(b *testing.B, a *app.App) {
	b.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := a.Stop(ctx); err != nil {
		b.Error(err)
	}
}

func copyFile(b *testing.B, to, from string) {
	b.Helper()
	in, err := os.Open(from)
	if err != nil {
		b.Fatal(err)
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := io.Copy(out, in); err != nil {
		b.Fatal(err)
	}
	if err := out.Close(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkEstate measures what people and mornings cost in a store of 10,000
// plans, which is built once.
func BenchmarkEstate(b *testing.B) {
	e := onEstate(b)
	b.Run("build", func(b *testing.B) {
		for b.Loop() { // it was built above; what counts are the metrics
		}
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(e.built.Seconds(), "s")
		b.ReportMetric(e.size(b), "MB")
	})
	b.Run("typed", e.typed)
	b.Run("home-tab", e.homeTab)
	b.Run("start", e.start)
	b.Run("morning", e.morning)
}

// typed measures signed lines from request to answer, one at a time.
func (e *estate) typed(b *testing.B) {
	a := e.open(b, play.NewFrozenClock(estateNow), countingSlack(b).url)
	defer end(b, a)
	last := estatePlans - estatePlans%20
	if last == estatePlans {
		last -= 20
	}
	for _, c := range []struct{ name, user, channel, text, want string }{
		{"status-in-a-channel", "U00007", string(planChannel(77)), "status", planName(77)},
		{"status-of-thousands-left-open", "U1", string(planChannel(0)), "status", "open"},
		{"status-by-name", "U00007", "", "in Helper 00077 status", planName(77)},
		{"status-all-first", "U00007", "", "status all", "agents"},
		{"status-all-last", "U00007", "", fmt.Sprintf("status all from %d", last), "agents"},
		{"todo", "U00007", "", "todo", "Helper"},
		{"bare", "U00007", "", "", "Helper"},
		{"bare-of-a-stranger", "U77777", "", "", "status"},
		{"agents-first", "U00007", "", "agents", planName(1)},
		{"agents-last", "U00007", "", fmt.Sprintf("agents from %d", last), planName(estatePlans - 1)},
		{"which-agent", "U00007", "", "budget", "Which agent"},
		{"no-such-agent", "U00007", "", "in nowhere status", "No agent"},
		{"budget-of-a-year", "U1", string(planChannel(0)), "budget", "budget"},
		{"doctor", "U1", "", "doctor", "Looked at"},
	} {
		b.Run(c.name, func(b *testing.B) { load(b, a.URL()+"/slack/commands", line{c.user, c.channel, c.text, c.want}, 1) })
	}
}

// homeTab is from the event that a tab was opened to the call that draws it.
func (e *estate) homeTab(b *testing.B) {
	slack := countingSlack(b)
	a := e.open(b, play.NewFrozenClock(estateNow), slack.url)
	defer end(b, a)
	n := 0
	for b.Loop() {
		n++
		body := fmt.Sprintf(`{"type":"event_callback","team_id":"T1","event_id":"Ev%d","event":{"type":"app_home_opened","user":"U00007","channel":"D1","tab":"home"}}`, n)
		if _, err := signedPost(http.DefaultClient, a.URL()+"/slack/events", "application/json", body); err != nil {
			b.Fatal(err)
		}
		select {
		case <-slack.homes:
		case <-b.Context().Done():
		}
	}
}

// start is from nothing to the first signed answer, on a store that is in the
// memory of the computer's file cache.
func (e *estate) start(b *testing.B) {
	slack := countingSlack(b)
	path := filepath.Join(b.TempDir(), "rollout.db")
	copyFile(b, path, e.path)
	for b.Loop() {
		a := startAt(b, path, play.NewFrozenClock(estateNow), slack.url)
		if err := signed(http.DefaultClient, a.URL()+"/slack/commands", line{"U00007", string(planChannel(77)), "status", planName(77)}); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		end(b, a)
		b.StartTimer()
	}
}

// morning is a day on which everybody's digest is due at one moment: until every
// timer has fired and the last message was taken.
func (e *estate) morning(b *testing.B) {
	slack := countingSlack(b)
	var delivered, cpu time.Duration
	for b.Loop() {
		b.StopTimer()
		clock := play.NewFrozenClock(estateNow)
		a := e.open(b, clock, slack.url)
		if err := a.Settle(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		began, used := time.Now(), cpuTime(b)
		clock.Advance(estateMorning)
		if err := a.Settle(b.Context()); err != nil {
			b.Fatal(err)
		}
		delivered += time.Since(began)
		cpu += cpuTime(b) - used
		b.StopTimer()
		end(b, a)
		b.StartTimer()
	}
	messages := slack.posts.Load() / int64(b.N)
	if messages < int64(estatePeople/2) {
		b.Fatalf("%d messages: that was no morning", messages)
	}
	b.ReportMetric(delivered.Seconds()/float64(b.N), "s-to-delivered")
	b.ReportMetric(cpu.Seconds()/float64(b.N), "cpu-s/op")
	b.ReportMetric(float64(messages), "messages")
}
