package fakeslack

import (
	"context"
	"fmt"
	"mime"
	"net/url"
	"strings"
)

// slash sends a typed slash command to the bot and shows the answer.
func (s *Slack) slash(ctx context.Context, person *Person, place, line string) {
	form, r, twice := s.slashForm(person, place, line)
	a := s.sendForm(ctx, "/slack/commands", form)
	s.answerSlash(r, a, true)
	if twice {
		// The same request again, as a proxy might repeat it. A person sees one answer; the second is only recorded.
		s.answerSlash(r, s.sendForm(ctx, "/slack/commands", form), false)
	}
}

func (s *Slack) slashForm(person *Person, place, line string) (url.Values, *responseURL, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	name := "directmessage"
	if c := s.world.channel(place); c != nil {
		name = c.Name
		if c.Private {
			name = "privategroup"
		}
	}
	r := s.newResponseURL(person.ID, place, "")
	text := strings.TrimLeft(strings.TrimPrefix(line, s.opt.Command), " \t\n")
	return url.Values{
		"token": {"not-used"}, "team_id": {TeamID}, "team_domain": {teamDomain}, "channel_id": {place},
		"channel_name": {name}, "user_id": {person.ID}, "user_name": {person.Name}, "command": {s.opt.Command},
		"text": {s.escape(person.ID, text)}, "api_app_id": {AppID}, "is_enterprise_install": {"false"},
		"response_url": {s.addressOf(r)}, "trigger_id": {s.newTrigger(person.ID, false)},
	}, r, s.takeDelivery(Duplicate, "command")
}

// answerSlash shows the HTTP answer to a command: nothing, plain text, or JSON as for a response URL.
func (s *Slack) answerSlash(r *responseURL, a ack, show bool) {
	fail := func(code string) {
		if !show {
			return
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.whisper(r.Place, "", r.Person, fmt.Sprintf("%s failed with the error %q", s.opt.Command, code))
	}
	switch {
	case a.timedOut():
		fail("operation_timeout")
		return
	case a.err != nil, a.status != 200:
		fail("dispatch_failed")
		return
	case len(strings.TrimSpace(string(a.body))) == 0:
		return
	}
	c := &call{method: "ack.slash_command", args: map[string]any{}}
	if kind, _, _ := mime.ParseMediaType(a.header.Get("Content-Type")); kind == "application/json" {
		if err := decode(a.body, &c.args); err != nil {
			s.mu.Lock()
			s.violate("ack.slash_command: the body is not JSON")
			s.mu.Unlock()
			fail("invalid_json")
			return
		}
	} else {
		c.args["text"] = string(a.body)
	}
	if len(c.args) == 0 {
		return
	}
	s.record(c.method, c.args)
	if !show {
		return
	}
	s.mu.Lock()
	code := s.apply(r, c)
	s.mu.Unlock()
	if code != "" {
		fail(code)
	}
}
