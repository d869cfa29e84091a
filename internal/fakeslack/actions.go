package fakeslack

import (
	"context"
	"strings"
)

// Line is something that a person types. An empty channel means their direct messages with the bot.
type Line struct {
	User    string `json:"user"`
	Channel string `json:"channel"`
	Thread  string `json:"thread"`
	Text    string `json:"text"`
}

// typeLine runs a slash command, or posts a message.
func (s *Slack) typeLine(ctx context.Context, l Line) (outcome, error) {
	if strings.TrimSpace(l.Text) == "" {
		return outcome{}, wrongRequest("text is empty: there is nothing to send")
	}
	return s.act(ctx, l.User, func(p *Person) (map[string]string, error) {
		place, err := s.writable(p, l.Channel, l.Thread)
		if err != nil {
			return nil, err
		}
		word, _, _ := strings.Cut(strings.ReplaceAll(l.Text, "\n", " "), " ")
		switch {
		case !strings.HasPrefix(word, "/") || strings.Contains(word[1:], "/"):
			s.announce(ctx, s.say(p, place, l.Thread, l.Text, nil))
		case word != s.opt.Command:
			s.refuseCommand(p, place, l.Thread, word+" is not a valid command.")
		case l.Thread != "":
			s.refuseCommand(p, place, l.Thread, word+" is not supported in threads. Sorry!")
		default:
			s.slash(ctx, p, place, l.Text)
		}
		return nil, nil
	})
}

func (s *Slack) refuseCommand(p *Person, place, thread, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.whisper(place, thread, p.ID, text)
}

// writable is the place where a person may write; a full member joins a public channel by writing in it.
func (s *Slack) writable(p *Person, channel, thread string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	place := s.placeNamed(p.ID, channel)
	if place == "" {
		return "", unknown("%s sees no channel %q", p.Name, channel)
	}
	if c := s.world.channel(place); c != nil {
		switch {
		case c.Archived:
			return "", wrongRequest("#%s is archived", c.Name)
		case !s.world.member(place, p.ID) && !s.world.mayLook(place, p.ID):
			return "", wrongRequest("%s is not in #%s", p.Name, c.Name)
		case !s.world.member(place, p.ID):
			c.Members = append(c.Members, p.ID)
		}
	}
	if thread != "" {
		if m := s.message(place, thread); m == nil || m.For != "" || m.Thread != "" {
			return "", unknown("%q is not the first message of a thread there", thread)
		}
	}
	return place, nil
}

// say posts a message by a person.
func (s *Slack) say(p *Person, place, thread, line string, files []string) *message {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.post(message{Place: place, Thread: thread, User: p.ID, Text: s.escape(p.ID, line), Files: files})
	s.markRead(p.ID, place)
	return m
}

// Click is a press of a button or a choice in a menu: in the message with that ts, or without ts in the open form.
type Click struct {
	User    string         `json:"user"`
	Channel string         `json:"channel"`
	TS      string         `json:"ts"`
	View    string         `json:"view"`
	Action  string         `json:"action"` // text, action id or value
	Value   any            `json:"value"`  // the choice in a menu; or the value, to tell equal buttons apart
	Values  map[string]any `json:"values"` // what the open form holds
}

func (s *Slack) click(ctx context.Context, c Click) (outcome, error) {
	return s.act(ctx, c.User, func(person *Person) (map[string]string, error) {
		p, err := s.aim(person, c)
		if err != nil {
			return nil, err
		}
		if why := s.interact(ctx, p); why != "" {
			return map[string]string{"action": why}, nil
		}
		return nil, nil
	})
}

// aim finds what a click means.
func (s *Slack) aim(person *Person, c Click) (press, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := press{person: person, typed: c.Values}
	var blocks []any
	if c.TS == "" {
		p.view = s.top(person.ID)
		if c.View != "" && c.View == homeOf(s, person.ID) {
			p.view = s.world.Homes[person.ID]
		}
		if p.view == nil || c.View != "" && p.view.ID != c.View {
			return p, unknown("%s has no such form open, and no ts of a message was given", person.Name)
		}
		blocks, _ = p.view.Body["blocks"].([]any)
	} else {
		place := s.placeNamed(person.ID, c.Channel)
		p.message = s.message(place, c.TS)
		if p.message == nil || !s.sees(person.ID, p.message) {
			return p, unknown("%s sees no message %q there", person.Name, c.TS)
		}
		if p.message.User != BotUser {
			return p, wrongRequest("that message is not the bot's, it has no buttons")
		}
		blocks = p.message.Blocks
	}
	found, err := findElement(blocks, c.Action, c.Value)
	if err != nil {
		return p, unknown("%s", err)
	}
	p.block, p.element, p.chosen = found.block, found.element, found.chosen
	return p, nil
}

func homeOf(s *Slack, person string) string {
	if v := s.world.Homes[person]; v != nil {
		return v.ID
	}
	return ""
}

// Form is a filled-in form. Values are keyed by action id or label; what is left out keeps what the form began with.
type Form struct {
	User   string         `json:"user"`
	View   string         `json:"view"` // empty means the form in front
	Values map[string]any `json:"values"`
}

func (s *Slack) submitForm(ctx context.Context, f Form) (outcome, error) {
	return s.act(ctx, f.User, func(p *Person) (map[string]string, error) {
		v, err := s.inFront(p, f.View)
		if err != nil {
			return nil, err
		}
		errs, err := s.submit(ctx, p, v, f.Values)
		if err != nil {
			return nil, wrongRequest("%s", err)
		}
		return errs, nil
	})
}

// inFront is the form that a person can send.
func (s *Slack) inFront(p *Person, id string) (*view, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.top(p.ID)
	switch {
	case v == nil:
		return nil, unknown("%s has no form open", p.Name)
	case id != "" && id != v.ID:
		return nil, wrongRequest("the form in front of %s is %s, not %s", p.Name, v.ID, id)
	case v.Body["submit"] == nil:
		return nil, wrongRequest("this form has no submit button")
	}
	return v, nil
}

// Attachment is a text file that a person posts: in a channel with "@rollout plan import", unless Text says otherwise.
type Attachment struct {
	User    string  `json:"user"`
	Channel string  `json:"channel"`
	Thread  string  `json:"thread"`
	Name    string  `json:"name"`
	Content string  `json:"content"`
	Text    *string `json:"text"`
}

func (s *Slack) postFile(ctx context.Context, a Attachment) (outcome, error) {
	if strings.TrimSpace(a.Name) == "" {
		return outcome{}, wrongRequest("name is empty: a file needs one")
	}
	if len(a.Content) > maxFile {
		return outcome{}, wrongRequest("the file is larger than %d MiB", maxFile>>20)
	}
	return s.act(ctx, a.User, func(p *Person) (map[string]string, error) {
		place, err := s.writable(p, a.Channel, a.Thread)
		if err != nil {
			return nil, err
		}
		line := "@" + BotUser + " plan import"
		if s.inDM(place) {
			line = ""
		}
		if a.Text != nil {
			line = *a.Text
		}
		s.mu.Lock()
		f := s.addFile(p.ID, a.Name, []byte(a.Content))
		f.Places = []string{place}
		s.mu.Unlock()
		s.announce(ctx, s.say(p, place, a.Thread, line, []string{f.ID}))
		return nil, nil
	})
}

func (s *Slack) inDM(place string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.world.dmWith(place) != nil
}

// setActive deactivates or reactivates a person, and tells the bot.
func (s *Slack) setActive(ctx context.Context, user string, deactivate bool) (listed, error) {
	s.Redeliver(ctx)
	s.mu.Lock()
	p := s.personNamed(user)
	if p == nil || p.ID == BotUser {
		s.mu.Unlock()
		return listed{}, unknown("there is nobody called %q", user)
	}
	p.Deactivated = deactivate
	if deactivate {
		s.closeAll(p.ID)
	}
	s.changed()
	now := s.opt.Now()
	event := map[string]any{
		"type": "user_change", "user": s.wireUser(p), "cache_ts": now.Unix(), "event_ts": stampOf(now),
	}
	l := listedOf(p)
	s.mu.Unlock()
	s.emit(ctx, event)
	return l, s.settle(ctx)
}
