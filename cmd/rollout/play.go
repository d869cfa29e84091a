package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/rolloutbot/rollout/internal/planfile"
	"github.com/rolloutbot/rollout/internal/play"
)

type playCmd struct {
	Listen string   `help:"Loopback address of the page." default:"127.0.0.1:8080"`
	Plan   []string `help:"Import this plan instead of the samples; may be repeated." type:"existingfile" placeholder:"FILE.md"`
	Data   string   `help:"Folder that keeps everything between runs; without it nothing is kept." placeholder:"DIR"`
}

// Run opens the playground and serves it until it is told to stop.
func (p playCmd) Run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	plans, err := p.plans()
	if err != nil {
		return err
	}
	token, err := apiToken()
	if err != nil {
		return err
	}
	doubt := make(chan error, 1)
	w, err := play.New(ctx, play.Options{
		Listen: p.Listen, Data: p.Data, APIToken: token,
		Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
		Fatal: func(err error) {
			select {
			case doubt <- err:
			default: // one reason to end is enough
			}
		},
	}, plans)
	if err != nil {
		return err
	}
	fmt.Printf("The playground is at %s (stop it with Ctrl-C)\n", w.URL())
	select {
	case err := <-doubt:
		return &exit{exitInDoubt, err}
	case <-ctx.Done():
	}
	ending, cancel := context.WithTimeout(context.Background(), stopPatience)
	defer cancel()
	return w.Close(ending)
}

// plans reads the files and refuses what cannot be imported before anything
// starts, so that the mistake is seen where the file was named.
func (p playCmd) plans() ([]play.Plan, error) {
	var out []play.Plan
	for _, path := range p.Plan {
		doc, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		if _, err := planfile.Read(doc); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		out = append(out, play.Plan{Name: filepath.Base(path), Document: doc})
	}
	return out, nil
}
