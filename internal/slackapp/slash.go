package slackapp

import (
	"context"
	"net/http"

	"github.com/rolloutbot/rollout/commands"
	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

// slash answers a slash command in the body of the HTTP answer. Slack does not
// deliver one twice; a proxy might, and the trigger's id tells.
func (s *Server) slash(w http.ResponseWriter, body []byte) {
	v, ok := form(body)
	if !ok || v.Get("user_id") == "" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	r := commands.Request{
		Via:    rollout.ByCommand,
		Person: rollout.Person{ID: rollout.UserID(v.Get("user_id")), Team: v.Get("team_id")},
		Line:   v.Get("text"),
	}
	if t := v.Get("trigger_id"); t != "" {
		r.Key = "slash/" + t
	}
	if v.Get("channel_name") != "directmessage" {
		r.Channel = rollout.ChannelID(v.Get("channel_id"))
	}
	respond := v.Get("response_url")
	at := where{Channel: string(r.Channel)}
	s.run(s.doing(r), func(reply commands.Reply) {
		switch {
		case reply.Form != nil:
			w.WriteHeader(http.StatusOK)
			s.after(func(ctx context.Context) { s.openForm(ctx, v.Get("trigger_id"), respond, r.Line, *reply.Form, at) })
		case reply.Card != nil:
			writeJSON(w, answerOf(*reply.Card, reply.Public))
		default:
			w.WriteHeader(http.StatusOK)
		}
	}, func() {
		writeJSON(w, answerOf(view.Working(), false))
	}, func(ctx context.Context, reply commands.Reply) {
		s.finish(ctx, respond, r.Line, reply)
	})
}

// openForm opens a form, and says how else to go on when Slack will not.
func (s *Server) openForm(ctx context.Context, trigger, respond, line string, f view.Form, at where) {
	if err := s.Client.open(ctx, trigger, f, at); err != nil {
		s.Log.Warn("a form did not open", "form", f.Title, "err", err)
		s.tell(ctx, respond, formButton(f, line), false)
	}
}

// finish answers a request whose delivery was told "working on it".
func (s *Server) finish(ctx context.Context, respond, line string, reply commands.Reply) {
	switch {
	case reply.Form != nil:
		s.tell(ctx, respond, formButton(*reply.Form, line), false)
	case reply.Card != nil:
		s.tell(ctx, respond, *reply.Card, reply.Public)
	}
}

// tell sends a private answer through a response URL. It is not repeated: an
// answer that is lost can be had again by asking again.
func (s *Server) tell(ctx context.Context, respond string, c view.Card, public bool) {
	if respond == "" {
		return
	}
	if err := s.Client.respond(ctx, respond, c, public); err != nil {
		s.Log.Warn("an answer was lost on its way", "err", err)
	}
}
