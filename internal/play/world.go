package play

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/rolloutbot/rollout/internal/app"
	"github.com/rolloutbot/rollout/internal/fakeslack"
	"github.com/rolloutbot/rollout/internal/rollout"
)

// What the playground's own Slack and bot know each other by. Both live in one
// process and listen on loopback only.
const (
	botToken = "xoxb-playground"
	secret   = "playground-signing-secret"
	zone     = "Europe/Berlin"
)

// Options say what a playground is made of.
type Options struct {
	Listen string        // loopback address of the page, "127.0.0.1:8080"
	Data   string        // folder that keeps everything between runs; "" keeps nothing
	Clock  *Clock        // nil: the computer's, to be moved by the page
	Log    *slog.Logger  // nil: slog.Default
	Pace   time.Duration // least time between two posts in a channel; 0: none
	Fatal  func(error)
	// APIToken lets other systems report something at /hooks/ of the page; "":
	// there is nothing there.
	APIToken string
}

// World is a running playground.
type World struct {
	Slack *fakeslack.Slack
	Clock *Clock

	opt    Options
	log    *slog.Logger
	data   string
	listen net.Listener
	http   *http.Server

	marks *marks // what was given out, and where the clock is

	started chan struct{} // closed when the bot runs: until then lines wait
	ready   chan struct{} // closed when what a playground begins with is there: until then the page waits

	mu  sync.Mutex // one start or stop of the bot at a time
	app *app.App   // nil while the bot is down
}

// Open starts a playground: its Slack, its page and the bot.
func Open(ctx context.Context, o Options) (*World, error) {
	w, err := start(ctx, o)
	if err == nil {
		close(w.ready)
	}
	return w, err
}

// start is Open for whoever fills the playground before its page is shown.
func start(ctx context.Context, o Options) (w *World, err error) {
	w = &World{opt: o, log: o.Log, Clock: o.Clock, data: o.Data, started: make(chan struct{}), ready: make(chan struct{})}
	if w.log == nil {
		w.log = slog.Default()
	}
	if w.data == "" {
		if w.data, err = os.MkdirTemp("", "rollout-play-"); err != nil {
			return nil, err
		}
	} else if err := os.MkdirAll(w.data, 0o700); err != nil {
		return nil, err
	}
	kept, err := w.remembered()
	if err != nil {
		return nil, err
	}
	w.marks = &marks{}
	if o.Data != "" {
		if w.marks, err = openMarks(w.data); err != nil {
			return nil, err
		}
		defer func() {
			if err != nil {
				err = errors.Join(err, w.marks.close())
			}
		}()
	}
	if w.Clock == nil {
		w.Clock = NewClock(max(kept.Offset, w.marks.offset))
	}
	people, channels := fakeslack.Playground()
	w.Slack = fakeslack.New(fakeslack.Options{
		Now: w.Clock.Now, Secret: secret, BotToken: botToken, People: people, Channels: channels, Settle: w.Settle, HomeTab: true,
		Suggestions: w.suggestions, Drew: w.marks.drew,
	})
	drawn, newest := w.marks.drawn, w.marks.newest
	if kept.Slack != nil {
		if err := w.Slack.Restore(kept.Slack); err != nil {
			return nil, err
		}
	}
	w.Slack.Continue(drawn, newest)
	if w.listen, err = net.Listen("tcp", o.Listen); err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w. Name a free address with --listen", o.Listen, err)
	}
	if ip := w.listen.Addr().(*net.TCPAddr).IP; !ip.IsLoopback() {
		_ = w.listen.Close()
		return nil, fmt.Errorf("%s is not a loopback address: the playground lets everybody act as anybody, so it listens on this computer only", o.Listen)
	}
	w.Slack.Advertise(w.URL())
	w.http = &http.Server{Handler: w.handler(), ReadHeaderTimeout: 5 * time.Second}
	go func() {
		if err := w.http.Serve(w.listen); !errors.Is(err, http.ErrServerClosed) {
			w.log.Error("the playground's page ended", "err", err)
		}
	}()
	if err := w.StartBot(ctx); err != nil {
		return nil, errors.Join(err, w.Close(ctx))
	}
	close(w.started)
	return w, nil
}

// URL is the page's address.
func (w *World) URL() string { return "http://" + w.listen.Addr().String() }

func (w *World) handler() http.Handler {
	mux := http.NewServeMux()
	api := w.Slack.API()
	for _, prefix := range []string{"/api/", "/response/", "/upload/", "/files/"} {
		mux.Handle(prefix, api)
	}
	mux.HandleFunc("/hooks/", w.hooks)
	mux.Handle("/play/clock", waits(w.ready, fakeslack.Guard(http.HandlerFunc(w.clock))))
	page := w.Slack.Play()
	mux.Handle("/", waits(w.ready, page))
	mux.Handle("/play/world", waits(w.ready, page)) // also of a page that was open before
	mux.Handle("/play/", waits(w.started, page))
	return mux
}

// waits answers requests that come too early as soon as it can.
func waits(until <-chan struct{}, next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		select {
		case <-until:
			next.ServeHTTP(rw, r)
		case <-r.Context().Done():
		}
	})
}

// hooks hands what other systems report to the bot.
func (w *World) hooks(rw http.ResponseWriter, r *http.Request) {
	a := w.Bot()
	if a == nil {
		http.Error(rw, "the bot is down", http.StatusServiceUnavailable)
		return
	}
	a.Handler().ServeHTTP(rw, r)
}

// StartBot starts the bot on what its store holds. It does nothing when it is
// running.
func (w *World) StartBot(ctx context.Context) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.app != nil {
		return nil
	}
	a, err := app.New(app.Options{
		StorePath: filepath.Join(w.data, "rollout.db"), Clock: w.Clock, Log: w.log, Listen: "127.0.0.1:0", Pace: w.opt.Pace,
		Slack:   app.Slack{Token: botToken, Secret: secret, APIURL: w.URL() + "/api/", Command: "/rollout"},
		House:   rollout.House{Admins: []rollout.UserID{"ada"}, Fallback: "fallback", Zone: zone},
		Samples: Samples(), Fatal: w.opt.Fatal, APIToken: w.opt.APIToken,
	})
	if err != nil {
		return err
	}
	if err := a.Start(ctx); err != nil {
		return errors.Join(err, a.Stop(ctx))
	}
	w.app = a
	w.Slack.Connect(a.URL())
	return nil
}

// StopBot stops the bot; its store and the playground's Slack stay.
func (w *World) StopBot(ctx context.Context) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.app == nil {
		return nil
	}
	w.Slack.Connect("")
	err := w.app.Stop(ctx)
	w.app = nil
	return err
}

// Bot is the running program, nil while it is down.
func (w *World) Bot() *app.App {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.app
}

// Settle returns when nothing is due now: no event that Slack delivers again,
// and nothing of the bot's. While the bot is down nothing of its is.
func (w *World) Settle(ctx context.Context) error {
	a := w.Bot()
	if a == nil {
		return nil
	}
	w.Slack.Redeliver(ctx)
	return a.Settle(ctx)
}

// Close stops everything. Without a data folder nothing is kept.
func (w *World) Close(ctx context.Context) error {
	errs := []error{w.StopBot(ctx)}
	w.Slack.Close()
	errs = append(errs, w.http.Close())
	if w.opt.Data == "" {
		return errors.Join(append(errs, os.RemoveAll(w.data))...)
	}
	return errors.Join(append(errs, w.remember(), w.marks.close())...)
}

// Fresh reports whether the playground begins with nothing: no bot has run on
// its store.
func (o Options) Fresh() bool {
	if o.Data == "" {
		return true
	}
	_, err := os.Stat(filepath.Join(o.Data, "rollout.db"))
	return errors.Is(err, fs.ErrNotExist)
}
