package slackapp

import (
	"net/http"
	"time"

	"github.com/slack-go/slack"
)

// callDeadline bounds one call to Slack's Web API.
const callDeadline = 10 * time.Second

// atOnce is how many calls may be on their way without new connections being made
// for each.
const atOnce = 32

// Client calls Slack's Web API as the bot.
type Client struct {
	api      *slack.Client
	http     *http.Client
	identity identity // who the bot is, once Slack has told
}

// NewClient is a client with the bot's token. base is the Web API's address
// with a trailing slash ("" is Slack's own). The SDK's own retries stay off:
// the outbox knows what may be repeated, the SDK does not.
func NewClient(token, base string) *Client {
	// All calls go to one host, so connections to it are kept for as many as are
	// on their way at once: a new one costs more than the call.
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConns, t.MaxIdleConnsPerHost = atOnce, atOnce
	h := &http.Client{Timeout: callDeadline, Transport: t}
	options := []slack.Option{slack.OptionHTTPClient(h)}
	if base != "" {
		options = append(options, slack.OptionAPIURL(base))
	}
	return &Client{api: slack.New(token, options...), http: h}
}
