package app_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/app"
	"github.com/rolloutbot/rollout/internal/planfile"
	"github.com/rolloutbot/rollout/internal/play"
	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

const benchPlan = `# Rollout And Operations Plan

## 1. Rollout Strategy

- Agent name: Seed Assistant

## 4. Support Model

| Support Area | Owner | SLA / Response Expectation | Escalation Path |
| --- | --- | --- | --- |
| Agent behavior issue | Quality Lead | 1 hour | Quality Lead -> Operations Lead |
`

// stubSlack accepts whatever is posted.
func stubSlack(b *testing.B) string {
	var ts atomic.Int64
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"ok":true,"team_id":"T1","user_id":"U9","user":{"id":"U1","team_id":"T1","name":"u"},"channel":"D1","ts":"%d.000000"}`, 1700000000+ts.Add(1))
	}))
	b.Cleanup(h.Close)
	return h.URL
}

// benchApp is a running program on a store of its own with one plan: the least
// that a plan can be, one that is filled in as a whole and that somebody holds
// every role of, or, with ROLLOUT_BENCH_HISTORY=DIR, the first with a long past
// that is built once.
func benchApp(b *testing.B, past string) *app.App {
	history := past == "history"
	o := app.Options{
		StorePath: filepath.Join(b.TempDir(), "rollout.db"), Clock: app.WallClock{}, Listen: "127.0.0.1:0", Log: quietLog(),
		House: rollout.House{Admins: []rollout.UserID{"U1"}, Fallback: "C9", Zone: "UTC"},
		Slack: app.Slack{Token: "xoxb-bench", Secret: "signing", APIURL: stubSlack(b) + "/api/", Command: "/rollout"},
	}
	if history {
		dir := os.Getenv("ROLLOUT_BENCH_HISTORY")
		if dir == "" {
			b.Skip("ROLLOUT_BENCH_HISTORY names no folder for the store with a long past")
		}
		o.StorePath = filepath.Join(dir, "history.db")
	}
	a, err := app.New(o)
	if err != nil {
		b.Fatal(err)
	}
	if err := a.Start(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := a.Stop(ctx); err != nil {
			b.Error(err)
		}
	})
	if agents, err := a.Agents(b.Context()); err != nil || len(agents) > 0 {
		return a
	}
	if past == "whole" {
		fillIn(b, a)
		return a
	}
	if _, err := a.ImportFile(b.Context(), "U1", "plan.md", []byte(benchPlan)); err != nil {
		b.Fatal(err)
	}
	if history {
		remember(b, a)
	}
	return a
}

// fillIn gives a store a plan as people write it, of which everybody is found and
// that is on its way.
func fillIn(b *testing.B, a *app.App) {
	build := builder{db: a.Store, lead: rollout.Actor{
		User: "U1", Via: rollout.ByCommand, Person: rollout.Person{ID: "U1", Account: rollout.Member},
	}}
	doc := play.Samples()["policy-assistant"]
	p, err := planfile.Read(doc)
	if err != nil {
		b.Fatal(err)
	}
	err = a.Store.Update(b.Context(), func(tx store.Tx) error { return build.plan(tx, 1, p, doc) })
	if err != nil {
		b.Fatal(err)
	}
}

// remember gives a store 100,000 closed incidents and 1,000,000 audit entries.
func remember(b *testing.B, a *app.App) {
	const incidents, entries, batch = 100_000, 10, 250
	at := time.Now().Add(-365 * 24 * time.Hour)
	for first := uint64(1); first <= incidents; first += batch {
		err := a.Store.Update(b.Context(), func(tx store.Tx) error {
			var e rollout.Effects
			for range batch {
				n, err := tx.Next("incident")
				if err != nil {
					return err
				}
				in := rollout.Incident{
					Schema: 1, ID: fmt.Sprintf("INC-%d", n), Num: n, Plan: "seed-assistant", Agent: "Seed Assistant", Sev: 3,
					Text: "an answer was wrong", Reporter: "U1", Opened: at, State: rollout.IncidentClosed, Gen: 3, ClosedAt: at,
				}
				e.Put = append(e.Put, in)
				for range entries {
					e.Log = append(e.Log, rollout.Entry{Verb: rollout.VerbNote, Plan: in.Plan, Kind: in.Kind(), Subject: in.ID})
				}
			}
			return store.Apply(tx, rollout.Actor{User: "U1", Via: rollout.ByCommand}, at, e)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSigned measures a signed slash command from request to answer, over
// kept-alive connections. p50 and p99 are of all requests of a run; settled is
// with the delivery of all that a request owes.
func BenchmarkSigned(b *testing.B) {
	for _, past := range []string{"empty", "whole", "history"} {
		for _, what := range []line{
			{"U1", "", "status", "Assistant"},
			{"U1", "", "incident open checkout latency", "INC-"},
		} {
			for _, conns := range []int{1, 16, 64} {
				b.Run(fmt.Sprintf("%s/%s/conns=%d", past, strings.ReplaceAll(what.text, " ", "-"), conns), func(b *testing.B) {
					a := benchApp(b, past)
					began := cpuTime(b)
					load(b, a.URL()+"/slack/commands", what, conns)
					if err := a.Settle(b.Context()); err != nil {
						b.Fatal(err)
					}
					b.ReportMetric(float64((cpuTime(b)-began).Microseconds())/1000/float64(b.N), "cpu-ms-settled/op")
				})
			}
		}
	}
}

// line is what somebody types, where ("": in direct messages), and a word of the
// answer.
type line struct{ user, channel, text, want string }

var trigger atomic.Int64

func load(b *testing.B, target string, what line, conns int) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: conns}}
	var next atomic.Int64
	took := make([][]time.Duration, conns)
	b.ResetTimer()
	before := cpuTime(b)
	var all sync.WaitGroup
	for c := range conns {
		all.Go(func() {
			for next.Add(1) <= int64(b.N) {
				began := time.Now()
				if err := signed(client, target, what); err != nil {
					b.Error(err)
					return
				}
				took[c] = append(took[c], time.Since(began))
			}
		})
	}
	all.Wait()
	b.StopTimer()
	b.ReportMetric(float64((cpuTime(b)-before).Microseconds())/1000/float64(b.N), "cpu-ms/op")
	sorted := slices.Concat(took...)
	slices.Sort(sorted)
	if n := len(sorted); n > 0 {
		b.ReportMetric(float64(sorted[n/2].Microseconds())/1000, "p50-ms")
		b.ReportMetric(float64(sorted[n*99/100].Microseconds())/1000, "p99-ms")
		b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "req/s")
	}
}

// cpuTime is what this process has used: the program, the stand-in for Slack and
// whoever types. On a machine that others use too it says more than the clock.
func cpuTime(b *testing.B) time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		b.Fatal(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// signed sends a slash command as Slack does.
func signed(client *http.Client, target string, what line) error {
	n := trigger.Add(1)
	place, name := what.channel, "helpers"
	if place == "" {
		place, name = "D1", "directmessage"
	}
	answer, err := signedPost(client, target, "application/x-www-form-urlencoded", url.Values{
		"user_id": {what.user}, "team_id": {"T1"}, "channel_id": {place}, "channel_name": {name},
		"command": {"/rollout"}, "text": {what.text}, "trigger_id": {fmt.Sprintf("%d.%d", time.Now().UnixNano(), n)},
	}.Encode())
	if err == nil && !strings.Contains(answer, what.want) {
		err = fmt.Errorf("answered without %q: %s", what.want, answer)
	}
	return err
}

func signedPost(client *http.Client, target, kind, body string) (string, error) {
	ts := strconv.FormatInt(time.Now().Unix(), 10)
	m := hmac.New(sha256.New, []byte("signing"))
	fmt.Fprintf(m, "v0:%s:%s", ts, body)
	req, err := http.NewRequest(http.MethodPost, target, strings.NewReader(body))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("X-Slack-Request-Timestamp", ts)
	req.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(m.Sum(nil)))
	resp, err := client.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("answered %s: %s", resp.Status, answer)
	}
	return string(answer), err
}

// BenchmarkStart is from nothing to the first signed answer, on an empty store.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		o := app.Options{
			StorePath: filepath.Join(b.TempDir(), "rollout.db"), Clock: app.WallClock{}, Listen: "127.0.0.1:0", Log: quietLog(),
			House: rollout.House{Admins: []rollout.UserID{"U1"}, Fallback: "C9", Zone: "UTC"},
			Slack: app.Slack{Token: "xoxb-bench", Secret: "signing", APIURL: "http://127.0.0.1:1/api/", Command: "/rollout"},
		}
		a, err := app.New(o)
		if err != nil {
			b.Fatal(err)
		}
		if err := a.Start(b.Context()); err != nil {
			b.Fatal(err)
		}
		if resp, err := http.Get(a.URL() + "/healthz"); err != nil || resp.StatusCode != http.StatusOK {
			b.Fatalf("no answer: %v", err)
		}
		if err := a.Stop(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
