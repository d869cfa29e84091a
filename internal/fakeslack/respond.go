package fakeslack

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"
)

// Limits of a response URL, on the world's clock.
const (
	responseUses = 5
	responseLife = 30 * time.Minute
)

// responseURL lets the bot answer one command or click for a while.
type responseURL struct {
	ID     string    `json:"id"`
	Person string    `json:"person"`
	Place  string    `json:"place"`
	Born   time.Time `json:"born"`
	Uses   int       `json:"uses"`
	// Original is the message that replace_original and delete_original mean: the one that was clicked, or the answer to
	// the command.
	Original string `json:"original,omitempty"`
}

func (s *Slack) newResponseURL(person, place, original string) *responseURL {
	now := s.opt.Now()
	for id, r := range s.world.Responses {
		if now.Sub(r.Born) > 2*responseLife {
			delete(s.world.Responses, id)
		}
	}
	r := &responseURL{ID: s.world.id("R"), Person: person, Place: place, Born: now, Original: original}
	s.world.Responses[r.ID] = r
	return r
}

func (s *Slack) addressOf(r *responseURL) string { return s.base() + "/response/" + r.ID }

func (s *Slack) serveResponseURL(w http.ResponseWriter, r *http.Request) {
	fault := s.takeCallFault("response_url")
	if fault.is(Down) {
		panic(http.ErrAbortHandler)
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxCall))
	args := map[string]any{}
	if err == nil {
		err = decode(body, &args)
	}
	if err != nil {
		s.mu.Lock()
		s.violate("response_url: the body is not JSON")
		s.mu.Unlock()
		http.Error(w, "invalid_payload", http.StatusBadRequest)
		return
	}
	s.record("response_url", args)
	if s.failBefore(w, fault, "response_url") {
		return
	}
	code := s.respond(r.PathValue("id"), &call{method: "response_url", args: args})
	s.holdAfter(r, fault)
	switch code {
	case "":
		_, _ = io.WriteString(w, "ok")
	case "used_url", "expired_url":
		http.Error(w, code, http.StatusNotFound)
	default:
		http.Error(w, code, http.StatusBadRequest)
	}
}

// respond applies one use of a response URL, and returns an error code or nothing.
func (s *Slack) respond(id string, c *call) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.world.Responses[id]
	switch {
	case r == nil, s.opt.Now().Sub(r.Born) > responseLife:
		return "expired_url"
	case r.Uses >= responseUses:
		return "used_url"
	}
	code := s.apply(r, c)
	if code == "" {
		r.Uses++
	}
	return code
}

// responseFields are what an answer by response URL, or to a command, may say.
var responseFields = []string{
	"text", "blocks", "response_type", "replace_original", "delete_original", "thread_ts", "mrkdwn", "metadata",
	"unfurl_links", "unfurl_media", "username", "icon_emoji", "icon_url", "channel", "ts", "reply_broadcast",
}

// apply shows, replaces or deletes a message for an answer. Called with the lock held.
func (s *Slack) apply(r *responseURL, c *call) string {
	for _, k := range sortedKeys(c.args) {
		if !slices.Contains(responseFields, k) {
			s.violate(c.method + ": unknown field " + k)
			return "invalid_arguments"
		}
	}
	kind := c.str("response_type")
	if kind != "" && kind != "ephemeral" && kind != "in_channel" {
		s.violate(fmt.Sprintf("%s: response_type %q", c.method, kind))
		return "invalid_arguments"
	}
	original := s.message(r.Place, r.Original)
	if c.flag("delete_original") {
		if original != nil {
			s.remove(original)
		}
		return ""
	}
	m, no := s.readContent(c)
	if no != nil {
		return asText(no["error"])
	}
	if m.text == "" && len(m.blocks) == 0 {
		s.violate(c.method + ": no_text")
		return "no_text"
	}
	if c.flag("replace_original") && original != nil {
		original.Text, original.Blocks = m.text, m.blocks
		s.edited(original)
		return ""
	}
	n := message{Place: r.Place, User: BotUser, Text: m.text, Blocks: m.blocks, Metadata: m.metadata}
	if no := s.threadIn(c, r.Place); no != nil {
		return asText(no["error"])
	}
	n.Thread = c.str("thread_ts")
	if kind != "in_channel" {
		n.For = r.Person
	}
	posted := s.post(n)
	if r.Original == "" {
		r.Original = posted.TS
	}
	return ""
}
