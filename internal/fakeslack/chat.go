package fakeslack

import (
	"fmt"
	"regexp"
	"strings"
)

// maxText is how long the text of a message may be.
const maxText = 40000

// content is what a message says, checked.
type content struct {
	text     string
	blocks   []any
	metadata any
	warning  string
	given    struct{ text, blocks, metadata bool }
}

// readContent checks text, blocks and metadata of a call. A refusal comes back as an answer.
func (s *Slack) readContent(c *call) (content, answer) {
	var m content
	m.text = c.str("text")
	_, m.given.text = c.args["text"]
	blocks, hasBlocks := c.args["blocks"]
	m.given.blocks = hasBlocks && blocks != ""
	if c.has("attachments") && c.args["attachments"] != "" {
		return m, s.fault(c, "invalid_attachments", "attachments are not supported by this workspace: use blocks")
	}
	if characters(m.text) > maxText {
		return m, s.fault(c, "msg_too_long")
	}
	if m.given.blocks {
		if code, why := checkMessageBlocks(blocks); code != "" {
			return m, s.fault(c, code, why...)
		}
		m.blocks = s.world.withIDs(blocks)
	}
	if m.text == "" && len(m.blocks) > 0 {
		m.warning = "missing_text_in_message"
		s.violate(c.method + ": blocks without text: notifications and screen readers would have nothing to say")
	}
	if v, ok := c.args["metadata"]; ok && v != "" {
		o, isObject := v.(map[string]any)
		_, hasPayload := o["event_payload"].(map[string]any)
		if !isObject || asText(o["event_type"]) == "" || !hasPayload {
			return m, s.fault(c, "invalid_metadata_schema", "metadata needs event_type and event_payload")
		}
		m.metadata, m.given.metadata = v, true
	}
	return m, nil
}

func (m content) warn(a answer) answer {
	if m.warning != "" {
		a["warning"] = m.warning
		a["response_metadata"] = map[string]any{"warnings": []string{m.warning}}
	}
	return a
}

// place finds the channel or direct messages that an id names, as far as the bot may know of them.
func (s *Slack) place(id string) (string, string) {
	if p := s.world.person(id); p != nil {
		if p.Kind == Bot {
			return "", "cannot_dm_bot"
		}
		id = dmOf(p.ID)
	}
	if p := s.world.dmWith(id); p != nil {
		if p.Deactivated {
			return "", "user_disabled"
		}
		return id, ""
	}
	c := s.world.channel(id)
	if c == nil || c.Private && !s.world.member(id, BotUser) {
		return "", "channel_not_found"
	}
	return id, ""
}

// postingPlace is a place to which the bot may post.
func (s *Slack) postingPlace(id string) (string, string) {
	place, code := s.place(id)
	if code != "" {
		return "", code
	}
	if c := s.world.channel(place); c != nil {
		switch {
		case c.Archived:
			return "", "is_archived"
		case !s.world.member(place, BotUser):
			return "", "not_in_channel"
		}
	}
	return place, ""
}

// threadIn checks that a reply has a first message to hang on.
func (s *Slack) threadIn(c *call, place string) answer {
	ts := c.str("thread_ts")
	if ts == "" {
		return nil
	}
	root := s.message(place, ts)
	switch {
	case root == nil || root.For != "":
		return refuse("thread_not_found")
	case root.Thread != "":
		return s.fault(c, "cannot_reply_to_message", "thread_ts must be the first message of a thread")
	}
	return nil
}

// newContent is what a call posts at a place: something, in a thread there is.
func (s *Slack) newContent(c *call, place string) (content, answer) {
	m, no := s.readContent(c)
	if no != nil {
		return m, no
	}
	if m.text == "" && len(m.blocks) == 0 {
		return m, s.fault(c, "no_text")
	}
	return m, s.threadIn(c, place)
}

func (s *Slack) chatPostMessage(c *call) answer {
	if c.str("channel") == "" {
		return s.fault(c, "invalid_arguments", "missing required field: channel")
	}
	place, code := s.postingPlace(c.str("channel"))
	if code != "" {
		return refuse(code)
	}
	m, no := s.newContent(c, place)
	if no != nil {
		return no
	}
	posted := s.post(message{
		Place: place, Thread: c.str("thread_ts"), Broadcast: c.str("thread_ts") != "" && c.flag("reply_broadcast"),
		User: BotUser, Text: m.text, Blocks: m.blocks, Metadata: m.metadata,
	})
	return m.warn(answer{"channel": place, "ts": posted.TS, "message": s.wireMessage(posted, true)})
}

func (s *Slack) chatPostEphemeral(c *call) answer {
	for _, k := range []string{"channel", "user"} {
		if c.str(k) == "" {
			return s.fault(c, "invalid_arguments", "missing required field: "+k)
		}
	}
	place, code := s.postingPlace(c.str("channel"))
	if code != "" {
		return refuse(code)
	}
	person := s.world.person(c.str("user"))
	if person == nil {
		return refuse("user_not_found")
	}
	if !s.world.member(place, person.ID) || person.Deactivated {
		return refuse("user_not_in_channel")
	}
	m, no := s.newContent(c, place)
	if no != nil {
		return no
	}
	posted := s.post(message{
		Place: place, Thread: c.str("thread_ts"), User: BotUser, For: person.ID, Text: m.text, Blocks: m.blocks,
	})
	return m.warn(answer{"message_ts": posted.TS})
}

// own finds a message that the bot may change: one of its own, seen by all.
func (s *Slack) own(c *call, refusal string) (*message, answer) {
	for _, k := range []string{"channel", "ts"} {
		if c.str(k) == "" {
			return nil, s.fault(c, "invalid_arguments", "missing required field: "+k)
		}
	}
	place, code := s.place(c.str("channel"))
	if code != "" {
		return nil, refuse(code)
	}
	m := s.message(place, c.str("ts"))
	switch {
	case m == nil || m.For != "":
		return nil, refuse("message_not_found")
	case m.User != BotUser:
		return nil, refuse(refusal)
	}
	if ch := s.world.channel(place); ch != nil && ch.Archived {
		return nil, refuse("is_archived")
	}
	return m, nil
}

// chatUpdate replaces what is given. Blocks that are not mentioned stay; an empty list removes them.
func (s *Slack) chatUpdate(c *call) answer {
	m, no := s.own(c, "cant_update_message")
	if no != nil {
		return no
	}
	n, no := s.readContent(c)
	if no != nil {
		return no
	}
	if !n.given.text && !n.given.blocks {
		return s.fault(c, "no_text")
	}
	if n.given.text {
		m.Text = n.text
	}
	if n.given.blocks {
		m.Blocks = n.blocks
	}
	if n.given.metadata {
		m.Metadata = n.metadata
	}
	s.edited(m)
	return n.warn(answer{"channel": m.Place, "ts": m.TS, "text": m.Text, "message": s.wireMessage(m, true)})
}

func (s *Slack) chatDelete(c *call) answer {
	m, no := s.own(c, "cant_delete_message")
	if no != nil {
		return no
	}
	s.remove(m)
	return answer{"channel": m.Place, "ts": m.TS}
}

func (s *Slack) chatGetPermalink(c *call) answer {
	place, code := s.place(c.str("channel"))
	if code != "" {
		return refuse(code)
	}
	m := s.message(place, c.str("message_ts"))
	if m == nil || m.For != "" {
		return refuse("message_not_found")
	}
	link := fmt.Sprintf("%s/archives/%s/p%s", s.base(), place, strings.ReplaceAll(m.TS, ".", ""))
	if m.Thread != "" {
		link += "?thread_ts=" + m.Thread + "&cid=" + place
	}
	return answer{"channel": place, "permalink": link}
}

// base is the address by which the bot reaches API.
func (s *Slack) base() string { return s.apiURL }

// wireMessage is a message as the Web API and events show it.
func (s *Slack) wireMessage(m *message, withMetadata bool) map[string]any {
	o := map[string]any{"type": "message", "user": m.User, "text": m.Text, "ts": m.TS, "team": TeamID}
	if p := s.world.person(m.User); p != nil {
		o["team"] = p.team()
	}
	if m.User == BotUser {
		o["bot_id"], o["app_id"] = BotID, AppID
	}
	if len(m.Blocks) > 0 {
		o["blocks"] = m.Blocks
	}
	if m.Thread != "" {
		o["thread_ts"] = m.Thread
		if root := s.message(m.Place, m.Thread); root != nil {
			o["parent_user_id"] = root.User
		}
	} else if replies := s.replies(m); len(replies) > 0 && m.For == "" {
		o["thread_ts"] = m.TS
		o["reply_count"] = len(replies)
		o["latest_reply"] = replies[len(replies)-1].TS
	}
	switch {
	case m.Broadcast:
		o["subtype"] = "thread_broadcast"
	case len(m.Files) > 0:
		o["subtype"], o["upload"] = "file_share", false
	}
	if len(m.Files) > 0 {
		o["files"] = s.wireFiles(m.Files)
	}
	if m.Edited != "" {
		o["edited"] = map[string]any{"user": m.User, "ts": m.Edited}
	}
	if withMetadata && m.Metadata != nil {
		o["metadata"] = m.Metadata
	}
	return o
}

// tsPattern is what a message timestamp looks like; anything else is a mistake of the caller's.
var tsPattern = regexp.MustCompile(`^\d{1,12}\.\d{6}$`)
