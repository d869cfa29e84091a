package slackapp

import (
	"net/http"
	"time"

	"github.com/slack-go/slack"
)

// callDeadline bounds one call to Slack's Web API.
const callDeadline = 10 * time.Second

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
	h := &http.Client{Timeout: callDeadline}
	options := []slack.Option{slack.OptionHTTPClient(h)}
	if base != "" {
		options = append(options, slack.OptionAPIURL(base))
	}
	return &Client{api: slack.New(token, options...), http: h}
}
