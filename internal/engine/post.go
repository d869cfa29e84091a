package engine

import (
	"context"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

// Poster puts one message into the chat: one call, no retries of its own, done
// or given up when ctx ends. Its error is a *rollout.SendFailure; any other error counts as
// an outcome that nobody knows.
type Poster interface {
	Post(ctx context.Context, m Message) (rollout.MessageRef, error)
}

// Message is one call: a new message, or with Update the new look of one that
// stands.
type Message struct {
	To     rollout.Place
	Thread string             // timestamp of the thread's root; "" outside threads
	Update rollout.MessageRef // the message to edit; the zero value posts a new one
	Card   view.Card
	Key    string // delivery key: the same for every attempt at one row
	Urgent bool
}
