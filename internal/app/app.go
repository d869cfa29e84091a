package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/rolloutbot/rollout/commands"
	"github.com/rolloutbot/rollout/internal/engine"
	"github.com/rolloutbot/rollout/internal/hooks"
	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/slackapp"
	"github.com/rolloutbot/rollout/store"
	"github.com/rolloutbot/rollout/store/bolt"
)

// App is the program. Use New, then Start, then Stop.
type App struct {
	Store      store.Store
	Dispatcher *commands.Dispatcher

	opt    Options
	log    *slog.Logger
	client *slackapp.Client
	engine *engine.Engine
	slack  *slackapp.Server
	http   *http.Server
	listen net.Listener
	unused unused

	stop       context.CancelFunc
	loops      sync.WaitGroup
	identified chan struct{} // closed once the store is bound to Slack's workspace
}

// New opens the store and wires the rooms together; nothing listens or works
// yet. Its errors are sentences for the operator.
func New(o Options) (*App, error) {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	db, err := bolt.Open(o.StorePath, bolt.Options{Workspace: o.Workspace, Fatal: o.Fatal})
	if err != nil {
		return nil, err
	}
	a := &App{opt: o, log: o.Log, Store: db, identified: make(chan struct{})}
	a.client = slackapp.NewClient(o.Slack.Token, o.Slack.APIURL)
	a.engine = engine.New(engine.Options{
		Store: db, Clock: o.Clock, Poster: poster{a.client, o.Slack.Command}, Directory: a.client,
		Logger: o.Log, Pace: o.Pace,
	})
	a.Dispatcher = &commands.Dispatcher{
		Store: db, Clock: o.Clock, Log: o.Log, Nudge: a.engine.Nudge,
		Zone: o.House.Zone, Samples: o.Samples, Command: o.Slack.Command, Health: a.health,
	}
	a.slack = &slackapp.Server{
		Secret: o.Slack.Secret, Command: o.Slack.Command, Client: a.client, Do: a.Dispatcher,
		Directory: directory{a}, Log: o.Log,
	}
	return a, nil
}

// Start stores what the installation says of itself, listens, and begins to
// work. It returns when requests are answered; Slack may be unreachable.
func (a *App) Start(ctx context.Context) error {
	if err := a.settleHouse(ctx); err != nil {
		return err
	}
	if err := a.knowTeam(ctx); err != nil {
		return err
	}
	listen, err := net.Listen("tcp", a.opt.Listen)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w. Set ROLLOUT_LISTEN to a free address", a.opt.Listen, err)
	}
	a.listen = listen
	a.http = &http.Server{
		Handler: a.handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second,
		WriteTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute,
		ConnState: a.unused.track,
		ErrorLog:  slog.NewLogLogger(a.log.Handler(), slog.LevelWarn),
	}
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	a.stop = stop
	a.loops.Go(func() {
		if err := a.http.Serve(listen); !errors.Is(err, http.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
			a.fatal(fmt.Errorf("the HTTP server ended: %w", err))
		}
	})
	a.loops.Go(func() {
		if err := a.engine.Run(work); err != nil && work.Err() == nil {
			a.fatal(fmt.Errorf("the engine ended: %w", err))
		}
	})
	a.loops.Go(func() { a.identify(work) })
	return nil
}

func (a *App) fatal(err error) {
	a.log.Error("cannot go on", "err", err)
	if a.opt.Fatal != nil {
		a.opt.Fatal(err)
	}
}

// settleHouse writes the installation's own record when it says something new.
func (a *App) settleHouse(ctx context.Context) error {
	return a.Store.Update(ctx, func(tx store.Tx) error {
		h, err := store.House(tx)
		if err != nil {
			return err
		}
		return store.Apply(tx, rollout.Actor{Via: rollout.ByStart}, a.opt.Clock.Now(), rollout.SettleHouse(h, a.opt.House))
	})
}

// knowTeam tells the client which workspace is ours as soon as the store knows
// it: until Slack has said who the bot is, an account of another workspace could
// not be told from one of ours.
func (a *App) knowTeam(ctx context.Context) error {
	var team string
	err := a.Store.View(ctx, func(tx store.Tx) (err error) {
		team, err = store.Team(tx)
		return err
	})
	if team != "" {
		a.client.SetTeam(team)
	}
	return err
}

// identify asks Slack who the bot is until it answers, and binds the store to
// the workspace: a store that belongs to another is not worked on.
func (a *App) identify(ctx context.Context) {
	wait := time.Second
	for {
		id, err := a.client.Identify(ctx)
		if err == nil {
			err = a.bind(ctx, id.Team)
			if OtherWorkspace(err) {
				a.fatal(err)
				return
			}
		}
		if err == nil {
			close(a.identified)
			// What doctor says of the fallback channel should not wait for the night in
			// which something has to go there.
			directory{a}.LookupChannel(ctx, a.opt.House.Fallback)
			return
		}
		if ctx.Err() != nil {
			return
		}
		a.log.Warn("Slack has not said yet who the bot is", "err", err, "again_in", wait)
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return
		}
		wait = min(2*wait, time.Minute)
	}
}

// Identified returns when Slack has said who the bot is and the store is bound
// to that workspace.
func (a *App) Identified(ctx context.Context) error {
	select {
	case <-a.identified:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (a *App) bind(ctx context.Context, team string) error {
	return a.Store.Update(ctx, func(tx store.Tx) error { return store.BindTeam(tx, team) })
}

// handler serves Slack's deliveries, what other systems report, and the process's own health.
func (a *App) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/slack/", a.slack.Handler())
	if a.opt.APIToken != "" {
		mux.Handle("/hooks/", (&hooks.Server{Token: a.opt.APIToken, Book: a.Dispatcher, Log: a.log}).Handler())
	}
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("ok\n"))
	})
	return mux
}

// health is what doctor asks of the engine.
func (a *App) health(ctx context.Context) commands.Health {
	h, err := a.engine.Health(ctx)
	out := commands.Health{Sick: h.Sick, Overdue: h.Overdue, Late: h.Timers.P99}
	switch {
	case err != nil:
		out.Trouble = err.Error()
	case h.Trouble != nil:
		out.Trouble = h.Trouble.Error()
	case h.Circuit.Open:
		out.Trouble, out.Since = h.Circuit.Reason, h.Circuit.Since
	}
	return out
}

// Handler is what Start serves, for tests that need no listener.
func (a *App) Handler() http.Handler { return a.handler() }

// URL is where the program listens, "http://127.0.0.1:4242", after Start.
func (a *App) URL() string { return "http://" + a.listen.Addr().String() }

// Settle returns when nothing is due now and every delivery has been answered.
func (a *App) Settle(ctx context.Context) error {
	a.slack.Wait(ctx)
	return a.engine.Settle(ctx)
}

// NextDue is the earliest moment at which there is something to do.
func (a *App) NextDue(ctx context.Context) (time.Time, bool, error) { return a.engine.NextDue(ctx) }

// Stop ends in order: no new request, answers out, calls finished, store
// closed. What is still owed is in the store for the next start.
func (a *App) Stop(ctx context.Context) error {
	var errs []error
	if a.http != nil {
		_ = a.listen.Close() // no new connection; Shutdown closes it again
		a.unused.close()
		if err := a.http.Shutdown(ctx); !errors.Is(err, net.ErrClosed) { // it closes the listener too
			errs = append(errs, err)
		}
		a.slack.Wait(ctx)
		a.stop()
		a.loops.Wait()
	}
	return errors.Join(append(errs, a.Store.Close())...)
}
