package app

import (
	"errors"
	"log/slog"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// Options say what the program works with. StorePath and Clock are needed; a
// program without a Slack token opens its store and serves nothing.
type Options struct {
	StorePath string // of the bbolt file
	Workspace string // key space within it; "" is the default one
	Clock     Clock
	Log       *slog.Logger // nil: slog.Default

	Slack   Slack
	Listen  string        // address of the HTTP server, "127.0.0.1:0" picks a port
	House   rollout.House // admins, auditors, fallback channel, zone
	Pace    time.Duration // least time between two calls about one channel; 0: none
	Samples map[string][]byte
	// APIToken is what other systems show to report something over HTTP; "": they
	// cannot, and there is nothing at those addresses.
	APIToken string

	// Fatal is called when the process must exit: it is no longer known what the
	// store holds, or a part of the program ended, and starting again looks; or
	// the store is another workspace's (OtherWorkspace), which a start does not
	// mend. It must not block.
	Fatal func(error)
}

// OtherWorkspace reports whether an error is that the store belongs to another
// Slack workspace than the token.
func OtherWorkspace(err error) bool {
	var other *store.TeamError
	return errors.As(err, &other)
}

// Slack is how Slack is reached and recognised.
type Slack struct {
	Token   string // the bot's, xoxb-…
	Secret  string // signs what Slack sends
	APIURL  string // base of the Web API, ends in a slash; "" is Slack's own
	Command string // the slash command, "/rollout"
}
