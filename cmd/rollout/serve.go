package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/rolloutbot/rollout/internal/app"
	"github.com/rolloutbot/rollout/internal/rollout"
)

// pace is what Slack allows: about one message a second in a channel.
const pace = time.Second

// stopPatience bounds an orderly stop; what is not done by then is in the store.
const stopPatience = 15 * time.Second

type serveCmd struct{}

// Run serves until it is told to stop.
func (serveCmd) Run() error {
	c, err := readConfig()
	// Both lists at once: a person mends them all before the next try.
	if err = joinFaults(err, c.forServe()); err != nil {
		return &exit{exitWrong, err}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	doubt := make(chan error, 1)
	a, err := app.New(c.options(doubt))
	if err != nil {
		return &exit{exitWrong, err}
	}
	if err := a.Start(ctx); err != nil {
		return &exit{exitWrong, errors.Join(err, a.Stop(ctx))}
	}
	c.logger().Info("listening", "address", a.URL(), "store", c.Store, "version", version())
	select {
	case err := <-doubt:
		if app.OtherWorkspace(err) {
			return &exit{exitWrong, err}
		}
		return &exit{exitInDoubt, err}
	case <-ctx.Done():
	}
	ending, cancel := context.WithTimeout(context.Background(), stopPatience)
	defer cancel()
	return a.Stop(ending)
}

// options turn the configuration into the program's. doubt hears when the
// process has to start again.
func (c config) options(doubt chan<- error) app.Options {
	house := rollout.House{Fallback: rollout.ChannelID(c.FallbackChannel), Zone: c.Timezone}
	for _, id := range c.Admins {
		house.Admins = append(house.Admins, rollout.UserID(id))
	}
	for _, id := range c.Auditors {
		house.Auditors = append(house.Auditors, rollout.UserID(id))
	}
	return app.Options{
		StorePath: c.Store, Workspace: c.Workspace, Clock: app.WallClock{}, Log: c.logger(),
		Slack:  app.Slack{Token: string(c.BotToken), Secret: string(c.SigningSecret), APIURL: c.APIURL, Command: c.Command},
		Listen: c.Listen, House: house, Pace: pace, APIToken: string(c.APIToken),
		Fatal: func(err error) {
			select {
			case doubt <- err:
			default:
			}
		},
	}
}

// joinFaults makes one list of two.
func joinFaults(errs ...error) error {
	var all faults
	for _, err := range errs {
		var f faults
		if errors.As(err, &f) {
			all = append(all, f...)
		} else if err != nil {
			return err
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all
}
