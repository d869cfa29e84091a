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
	Thread string             // timestamp of the thread's root; "" outside threads
	Update rollout.MessageRef // the message to edit; the zero value posts a new one
	Card   view.Card
	Key    string // delivery key, sent as metadata with a first post
}

// deliveryEvent names the metadata that carries a delivery key.
const deliveryEvent = "rollout_delivery"

// Send posts or edits one message. The error is a *rollout.SendFailure.
func (c *Client) Send(ctx context.Context, m Message) (rollout.MessageRef, error) {
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
			return rollout.MessageRef{}, classify(err, *wrote)
		}
		return rollout.MessageRef{Channel: channel, TS: ts}, nil
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
		return rollout.MessageRef{}, classify(err, *wrote)
	}
	if ts == "" {
		return rollout.MessageRef{}, &rollout.SendFailure{Class: rollout.SendAmbiguous, Err: errNoTimestamp}
	}
	return rollout.MessageRef{Channel: channel, TS: ts}, nil
}
