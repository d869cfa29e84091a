package app

import (
	"context"
	"time"

	"github.com/rolloutbot/rollout/internal/engine"
	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/slackapp"
)

// lookupPatience is how long a request waits to learn who somebody is.
const lookupPatience = time.Second

// poster hands the outbox's messages to Slack.
type poster struct {
	client  *slackapp.Client
	command string
}

// Post sends one message.
func (p poster) Post(ctx context.Context, m engine.Message) (rollout.MessageRef, error) {
	return p.client.Send(ctx, slackapp.Message{
		To: m.To, Thread: m.Thread, Update: m.Update, Card: m.Card.Called(p.command), Key: m.Key,
	})
}

// directory is how deliveries learn who somebody is: what the store knows, else
// what Slack says within a second.
type directory struct{ *App }

func (d directory) Lookup(ctx context.Context, id rollout.UserID) rollout.Person {
	p, err := d.engine.LookupPerson(ctx, id, lookupPatience)
	if err != nil {
		d.log.Warn("an account could not be looked up", "user", id, "err", err)
	}
	return p
}

func (d directory) LookupChannel(ctx context.Context, id rollout.ChannelID) rollout.Channel {
	c, err := d.engine.LookupChannel(ctx, id, lookupPatience)
	if err != nil {
		d.log.Warn("a channel could not be looked up", "channel", id, "err", err)
	}
	return c
}

// Changed keeps what Slack says of an account by itself.
func (d directory) Changed(ctx context.Context, p rollout.Person) {
	if p.ID == "" {
		return
	}
	if err := d.engine.KeepPerson(ctx, p); err != nil {
		d.log.Warn("a change of an account was not kept; it is asked for again within a day", "user", p.ID, "err", err)
	}
}
