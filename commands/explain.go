package commands

import (
	"crypto/rand"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

// explain turns an error into words. A Problem is shown as it is; anything
// else is ours to look into, under a reference that finds the line in the log.
func (d *Dispatcher) explain(c *Call, err error) Reply {
	var p *rollout.Problem
	var asks question
	var twice *store.ConflictError
	switch {
	case errors.As(err, &asks): // it may be a refusal too, and says more than that
		return say(c.asked(asks))
	case errors.As(err, &p):
		if p.Field != "" && c.Fields != nil {
			return Reply{FieldErrors: map[string]string{p.Field: p.Error()}}
		}
		return say(view.Problem(p))
	case errors.As(err, &twice):
		return say(view.Problem(rollout.Problemf(rollout.Conflict, "Send it again as a new request.",
			"A request with this id was handled before and said something else, so nothing was changed.")))
	}
	ref := reference()
	name := ""
	if c.Cmd != nil {
		name = c.Cmd.Name
	}
	log := d.Log.With("ref", ref, "command", name)
	var panicked *store.PanicError
	if errors.As(err, &panicked) {
		log = log.With("stack", string(panicked.Stack))
	}
	log.Error("a request failed", "err", err)
	switch {
	case c.saved:
		return say(view.Saved(ref, lookFor(name)))
	case errors.Is(err, store.ErrUnknown):
		return say(view.Unsure(ref, lookFor(name)))
	}
	failure := view.Failure(ref)
	if _, typed := c.Fields["text"]; typed { // the form stays open, with what was typed
		return Reply{FieldErrors: map[string]string{"text": failure.Text}}
	}
	return say(failure)
}

// lookFor is the line that shows whether a command's change was saved.
func lookFor(command string) string {
	noun, _, _ := strings.Cut(command, " ")
	switch noun {
	case "incident", "report":
		return "incident list"
	case "owner":
		return "owner list"
	case "pause":
		return "pause show"
	case "plan":
		return "plan show"
	case "wave":
		return "wave list"
	case "review":
		return "review due"
	case "budget", "spend", "undo", "reverse":
		return "budget show"
	}
	return "status"
}

// reference is a short word to find a log line by.
func reference() string { return rand.Text()[:5] }

// hashOf names what a request says, so that the same key with another body is
// noticed.
func hashOf(r Request) string {
	parts := []string{string(r.Person.ID), string(r.Channel), r.Thread, r.Line}
	for _, name := range slices.Sorted(maps.Keys(r.Fields)) {
		parts = append(parts, name, r.Fields[name])
	}
	for _, f := range r.Files {
		parts = append(parts, f.Name, string(f.Content))
	}
	return store.BodyHash(parts...)
}
