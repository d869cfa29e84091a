// Command rollout runs the plans by which a company releases AI agents to its
// people: a self-hosted Slack bot. See `rollout --help` and the README.
package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/alecthomas/kong"
)

// cli is the binary's commands. The environment is read by config.go alone, so
// no flag has a variable of its own.
type cli struct {
	Play    playCmd    `cmd:"" help:"Try it in the browser: the bot, a store and a built-in Slack. No account needed."`
	Serve   serveCmd   `cmd:"" help:"Run the bot, configured by the environment."`
	Import  importCmd  `cmd:"" help:"Read a filled-in plan into the store."`
	Export  exportCmd  `cmd:"" help:"Write a plan's document, byte for byte."`
	Lint    lintCmd    `cmd:"" help:"Say what a plan lacks and how it is understood."`
	Verify  verifyCmd  `cmd:"" help:"Check a store: pages, checksums, indexes, audit chain."`
	Version versionCmd `cmd:"" help:"Print the version."`
}

// Exit codes that scripts rely on.
const (
	exitFindings = 1  // lint found something, verify found damage
	exitWrong    = 2  // configuration or arguments
	exitInDoubt  = 75 // it is not known what the store holds: start again
)

// exit is an error with its exit code. A quiet one has said everything already.
type exit struct {
	code int
	err  error
}

func (e *exit) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *exit) Unwrap() error { return e.err }

func main() {
	var c cli
	k := kong.Must(&c, kong.Name("rollout"), kong.Description("Runs the plans by which AI agents are released: waves, owners, incidents, reviews, budget."), kong.UsageOnError())
	ctx, err := k.Parse(os.Args[1:])
	if err != nil {
		fmt.Fprintf(os.Stderr, "rollout: %v\nSee rollout --help.\n", err)
		os.Exit(exitWrong)
	}
	err = ctx.Run()
	var e *exit
	switch {
	case err == nil:
	case errors.As(err, &e):
		if text := e.Error(); text != "" {
			fmt.Fprintln(os.Stderr, "rollout:", text)
		}
		os.Exit(e.code)
	default:
		fmt.Fprintln(os.Stderr, "rollout:", err)
		os.Exit(exitWrong)
	}
}
