package engine

import (
	"context"
	"fmt"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

// Poster puts one message into the chat: one call, no retries of its own, done
// or given up when ctx ends. Its error is a *Failure; any other error counts as
// an outcome that nobody knows.
type Poster interface {
	Post(ctx context.Context, m Message) (Ref, error)
}

// Message is one call: a new message, or with Update the new look of one that
// stands.
type Message struct {
	To     rollout.Place
	Thread string // timestamp of the thread's root; "" outside threads
	Update Ref    // the message to edit; the zero Ref posts a new one
	Card   view.Card
	Key    string // delivery key: the same for every attempt at one row
	Urgent bool
}

// Ref is where a message stands in the chat.
type Ref struct {
	Channel string // for direct messages the conversation's id, not the person's
	TS      string
}

// Failure is a call that did not come back with a plain yes.
type Failure struct {
	Class      store.Class
	RetryAfter time.Duration // how long the place must be left alone, when the chat said so
	Err        error
}

func (f *Failure) Error() string { return fmt.Sprintf("%v: %v", f.Class, f.Err) }

func (f *Failure) Unwrap() error { return f.Err }
