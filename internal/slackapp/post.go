package slackapp

import (
	"context"

	"github.com/slack-go/slack"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

// Message is one card on its way to a place.
type Message struct {
	To     rollout.Place
	Thread string // timestamp of the thread's root; "" outside threads
	Update Ref    // the message to edit; the zero Ref posts a new one
	Card   view.Card
	Key    string // delivery key, sent as metadata with a first post
}

// Ref is where a message stands in Slack.
type Ref struct {
	Channel string // for direct messages the conversation's id, not the person's
	TS      string
}

// deliveryEvent names the metadata that carries a delivery key.
const deliveryEvent = "rollout_delivery"

// Send posts or edits one message. The error is a *Failure.
func (c *Client) Send(ctx context.Context, m Message) (Ref, error) {
	ctx, cancel := context.WithTimeout(ctx, callDeadline)
	defer cancel()
	ctx, wrote := sent(ctx)
	options := []slack.MsgOption{
		slack.MsgOptionText(m.Card.Text, false),
		slack.MsgOptionBlocks(blocksOf(m.Card.Blocks)...),
	}
	if m.Update.TS != "" {
		channel, ts, _, err := c.api.UpdateMessageContext(ctx, m.Update.Channel, m.Update.TS, options...)
		if err != nil {
			return Ref{}, classify(err, *wrote)
		}
		return Ref{channel, ts}, nil
	}
	options = append(options, slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl())
	if m.Key != "" {
		options = append(options, slack.MsgOptionMetadata(slack.SlackMetadata{
			EventType: deliveryEvent, EventPayload: map[string]any{"key": m.Key},
		}))
	}
	if m.Thread != "" {
		options = append(options, slack.MsgOptionTS(m.Thread))
	}
	channel, ts, err := c.api.PostMessageContext(ctx, m.To.ID(), options...)
	if err != nil {
		return Ref{}, classify(err, *wrote)
	}
	if ts == "" {
		return Ref{}, &Failure{Class: Ambiguous, Err: errNoTimestamp}
	}
	return Ref{channel, ts}, nil
}
