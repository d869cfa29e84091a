package commands

import (
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

// Request is one thing asked of the bot, whatever way it came.
type Request struct {
	// Key names this request for good: the same key has one effect and the
	// same answer. Only transports make keys. Empty: the request cannot repeat.
	Key string
	// Via is the way it came.
	Via rollout.Via
	// Person is who asks, with the facts known of them.
	Person rollout.Person
	// Channel is where it was asked; "" in direct messages and outside the chat.
	Channel rollout.ChannelID
	// Thread is the timestamp of the thread's first message, "" outside threads,
	// and Conversation the id of the channel or direct messages it stands in.
	Conversation, Thread string
	// Line is what was typed, without the command's own name, in the chat's
	// escaped form ("&lt;", "<@U1|lee>").
	Line string
	// Fields are a form's values by name; nil when no form was submitted.
	Fields map[string]string
	// Files came with the message, already downloaded.
	Files []File
	// People and Channels are facts about those whom the line names.
	People   []rollout.Person
	Channels []rollout.Channel
}

// File is a file somebody posted.
type File struct {
	Name    string
	Content []byte
}

// Reply is what the asker sees. The zero Reply says nothing: the change shows
// on its card.
type Reply struct {
	Card        *view.Card
	Form        *view.Form
	FieldErrors map[string]string // by field name: the form stays open
	Public      bool              // everybody in the channel sees the card
	Close       bool              // a submitted form closes; its answer goes to the asker
}

// Clock is the only now.
type Clock interface{ Now() time.Time }

func say(c view.Card) Reply { return Reply{Card: &c} }
