package fakeslack

import (
	"context"
	"fmt"
	"net/http"
	"strings"
)

// refusal is why a control did nothing, with the HTTP status that says whose mistake it was.
type refusal struct {
	status int
	text   string
}

func (r refusal) Error() string { return r.text }

func unknown(format string, args ...any) error {
	return refusal{http.StatusNotFound, fmt.Sprintf(format, args...)}
}

func wrongRequest(format string, args ...any) error {
	return refusal{http.StatusBadRequest, fmt.Sprintf(format, args...)}
}

// shown is a message as the controls answer it.
type shown struct {
	Channel   string `json:"channel"`
	TS        string `json:"ts"`
	Thread    string `json:"thread"` // ts of the thread's first message, empty outside threads
	User      string `json:"user"`
	Text      string `json:"text"`
	Blocks    []any  `json:"blocks"`
	Ephemeral bool   `json:"ephemeral"`
	Edited    bool   `json:"edited"`
	// For the page:
	Broadcast bool        `json:"broadcast,omitempty"`
	Replies   int         `json:"replies,omitempty"`
	Files     []shownFile `json:"files,omitempty"`
}

type shownFile struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Size int    `json:"size"`
}

func (s *Slack) shown(m *message) shown {
	x := shown{
		Channel: m.Place, TS: m.TS, Thread: m.Thread, User: m.User, Text: m.Text, Blocks: m.Blocks,
		Ephemeral: m.For != "", Edited: m.Edited != "", Broadcast: m.Broadcast,
		Replies: len(s.replies(m)),
	}
	if x.Blocks == nil {
		x.Blocks = []any{}
	}
	for _, id := range m.Files {
		if f := s.world.Files[id]; f != nil {
			x.Files = append(x.Files, shownFile{f.ID, f.Title, len(f.Content)})
		}
	}
	return x
}

// outcome is what a person sees after they did something.
type outcome struct {
	Messages []shown           `json:"messages"`
	View     map[string]any    `json:"view,omitempty"`
	Errors   map[string]string `json:"errors,omitempty"` // by field for forms; "action" when a press was not taken, "view" when a form was not
}

// act runs what a person does, waits until everything due has happened, and collects what they newly see.
func (s *Slack) act(ctx context.Context, user string, do func(*Person) (map[string]string, error)) (outcome, error) {
	s.Redeliver(ctx)
	p, rev, err := s.actor(user)
	if err != nil {
		return outcome{}, err
	}
	errs, err := do(p)
	if err != nil {
		return outcome{}, err
	}
	if err := s.settle(ctx); err != nil {
		return outcome{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	o := outcome{Messages: []shown{}, Errors: errs}
	for _, m := range s.newSince(p.ID, rev) {
		o.Messages = append(o.Messages, s.shown(m))
	}
	if v := s.top(p.ID); v != nil && (v.Rev > rev || len(errs) > 0) {
		o.View = s.wireView(v)
	}
	return o, nil
}

// actor is the person who does something, and the revision of the world before they do.
func (s *Slack) actor(user string) (*Person, int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.personNamed(user)
	switch {
	case p == nil || p.Kind == Bot:
		return nil, 0, unknown("there is nobody called %q", user)
	case p.Deactivated:
		return nil, 0, wrongRequest("%s is deactivated and can do nothing", p.Name)
	}
	return p, s.world.Rev, nil
}

func (s *Slack) settle(ctx context.Context) error {
	if s.opt.Settle == nil {
		return nil
	}
	if err := s.opt.Settle(ctx); err != nil {
		return fmt.Errorf("what is due did not come to rest: %w", err)
	}
	return nil
}

// personNamed finds a person by id or name, with or without @.
func (s *Slack) personNamed(name string) *Person {
	name = strings.TrimPrefix(name, "@")
	if p := s.world.person(name); p != nil {
		return p
	}
	for _, p := range s.world.People {
		if strings.EqualFold(p.Name, name) {
			return p
		}
	}
	return nil
}

// placeNamed finds a channel by id or name, with or without #, or the person's own direct messages with the bot. Empty
// when there is none, or none that the person could know of.
func (s *Slack) placeNamed(person, name string) string {
	if name == "" || name == dmOf(person) {
		return dmOf(person)
	}
	name = strings.TrimPrefix(name, "#")
	for _, c := range s.world.Channels {
		if c.ID == name || strings.EqualFold(c.Name, name) {
			if c.Private && !s.world.member(c.ID, person) {
				return ""
			}
			return c.ID
		}
	}
	return ""
}

// listed is a person as the controls answer them.
type listed struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Kind Kind   `json:"kind"` // admin, member, guest, external, bot or deactivated
	Zone string `json:"zone"`
}

func listedOf(p *Person) listed {
	l := listed{p.ID, p.Name, p.Kind, p.Zone}
	if p.Deactivated {
		l.Kind = "deactivated"
	}
	return l
}
