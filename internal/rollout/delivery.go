package rollout

import (
	"fmt"
	"time"
)

// SendClass says what an attempt at a message came to. An outcome that is not
// known for certain is never taken for a failure.
type SendClass string

// The classes of outcome.
const (
	SendAccepted     SendClass = "accepted"     // the chat said ok and gave a timestamp
	SendRetry        SendClass = "retry"        // refused for now; try again
	SendUnreachable  SendClass = "unreachable"  // not a byte was written: refused connection, DNS, TLS
	SendPermanent    SendClass = "permanent"    // channel or argument errors: this place will not take it
	SendGone         SendClass = "gone"         // the message to edit is no longer there
	SendInstallation SendClass = "installation" // token or scope: no place takes anything until an administrator acts
	SendAmbiguous    SendClass = "ambiguous"    // deadline, cut after bytes were written, 5xx, unreadable answer
	SendRender       SendClass = "render"       // the words could not be made
)

// SendFailure is the error of a call to the chat that did not come back with a
// plain yes.
type SendFailure struct {
	Class      SendClass
	RetryAfter time.Duration // how long the place must be left alone, when the chat said so
	Err        error
}

func (f *SendFailure) Error() string { return fmt.Sprintf("%v: %v", f.Class, f.Err) }

func (f *SendFailure) Unwrap() error { return f.Err }

// MessageRef is where a message stands in the chat; the zero value is nowhere.
type MessageRef struct {
	Channel string `json:"channel,omitempty"` // of direct messages the conversation's id, not the person's
	TS      string `json:"ts,omitempty"`
}

// Facts of the notices about messages that were given up. The place and the
// error are for the admins only.
const (
	FactNotice = "notice" // the kind of the notice that was not delivered
	FactPlace  = "place"
	FactClass  = "class" // of its last attempt: a SendClass
	FactError  = "error"
	FactQueued = "row" // its number in the outbox
)
