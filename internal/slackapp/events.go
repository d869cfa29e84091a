package slackapp

import (
	"context"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"github.com/rolloutbot/rollout/commands"
	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

// event takes a delivery of the Events API. Slack delivers these again when
// they are not answered in time; the event's id tells a repeat.
func (s *Server) event(w http.ResponseWriter, body []byte) {
	ev, err := slackevents.ParseEvent(body, slackevents.OptionNoVerifyToken())
	if err != nil {
		// One block of a kind the SDK does not know fails the whole event.
		s.Log.Warn("an event could not be read", "err", err)
		w.WriteHeader(http.StatusOK)
		return
	}
	switch ev.Type {
	case slackevents.URLVerification:
		if data, ok := ev.Data.(*slackevents.EventsAPIURLVerificationEvent); ok {
			writeJSON(w, map[string]string{"challenge": data.Challenge})
		}
		return
	case slackevents.CallbackEvent:
	default:
		w.WriteHeader(http.StatusOK)
		return
	}
	var outer struct {
		ID string `json:"event_id"`
	}
	if json.Unmarshal(body, &outer) != nil || outer.ID == "" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	switch in := ev.InnerEvent.Data.(type) {
	case *slackevents.AppMentionEvent:
		if in.User == "" { // a workflow's, or another app's
			s.Log.Debug("a mention by nobody was passed over", "event", outer.ID)
			break
		}
		if in.BotID == "" && in.Edited == nil {
			s.spoken(w, spoken{
				id: outer.ID, team: ev.TeamID, user: in.User, channel: in.Channel, thread: in.ThreadTimeStamp,
				text: leadingMention.ReplaceAllString(strings.TrimSpace(in.Text), ""), files: in.Files,
			})
			return
		}
	case *slackevents.MessageEvent:
		if in.ChannelType == "im" && in.BotID == "" && in.User != "" && (in.SubType == "" || in.SubType == "file_share") &&
			rollout.UserID(in.User) != s.Client.Self() {
			s.spoken(w, spoken{
				id: outer.ID, team: ev.TeamID, user: in.User, channel: in.Channel, thread: in.ThreadTimeStamp, direct: true,
				text: s.bare(in.Text), files: filesOf(in),
			})
			return
		}
	case *slackevents.AppHomeOpenedEvent:
		if in.Tab == "home" {
			s.after(func(ctx context.Context) { s.publishHome(ctx, in.User, ev.TeamID) })
		}
	case *slackevents.UserChangeEvent:
		s.Directory.Changed(context.Background(), s.changed(body))
	}
	w.WriteHeader(http.StatusOK)
}

// leadingMention is the bot's own name at the front of what was said to it.
var leadingMention = regexp.MustCompile(`^<@[^>]+>[\s,:]*`)

// spoken is something said to the bot: a mention, or a direct message.
type spoken struct {
	id, team, user, channel, thread, text string
	direct                                bool
	files                                 []slack.File
}

// bare is a direct message's text without the command's name or the bot's,
// which people type out of habit.
func (s *Server) bare(text string) string {
	text = leadingMention.ReplaceAllString(strings.TrimSpace(text), "")
	if rest, ok := strings.CutPrefix(text, s.Command); ok && (rest == "" || rest[0] == ' ' || rest[0] == '\n') {
		return strings.TrimSpace(rest)
	}
	return text
}

// spoken answers what was said, seen by the asker alone. There is no trigger:
// a form is offered by a button.
func (s *Server) spoken(w http.ResponseWriter, in spoken) {
	r := commands.Request{
		Key: "event/" + in.id, Via: rollout.ByMention,
		Person:       rollout.Person{ID: rollout.UserID(in.user), Team: in.team},
		Conversation: in.channel, Thread: in.thread, Line: in.text,
	}
	if !in.direct {
		r.Channel = rollout.ChannelID(in.channel)
	}
	send := func(ctx context.Context, reply commands.Reply) {
		c := reply.Card
		if reply.Form != nil {
			card := formButton(*reply.Form, r.Line)
			c = &card
		}
		if c == nil {
			return
		}
		if err := s.Client.whisper(ctx, in.channel, in.user, in.thread, in.direct, *c); err != nil {
			s.Log.Warn("an answer was lost on its way", "err", err)
		}
	}
	work := func(ctx context.Context) commands.Reply {
		files, err := s.Client.download(ctx, in.files)
		if err != nil {
			card := view.ProblemCard(err)
			return commands.Reply{Card: &card}
		}
		r.Files = files
		return s.doing(r)(ctx)
	}
	if len(in.files) > 0 && strings.TrimSpace(r.Line) == "" {
		r.Line = "plan import" // nothing else is done with a file that comes without a word
	}
	s.run(work, func(reply commands.Reply) {
		w.WriteHeader(http.StatusOK)
		s.after(func(ctx context.Context) { send(ctx, reply) })
	}, func() {
		w.WriteHeader(http.StatusOK)
	}, send)
}

func filesOf(in *slackevents.MessageEvent) []slack.File {
	if in.Message != nil {
		return in.Message.Files
	}
	return nil
}

// changed reads the account out of a user_change event in the form that
// users.info has, which the SDK's event type shortens.
func (s *Server) changed(body []byte) rollout.Person {
	var ev struct {
		Event struct {
			User slack.User `json:"user"`
		} `json:"event"`
	}
	if json.Unmarshal(body, &ev) != nil {
		return rollout.Person{}
	}
	return personOf(&ev.Event.User, s.Client.Team())
}
