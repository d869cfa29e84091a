package slackapp

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/slack-go/slack"

	"github.com/rolloutbot/rollout/commands"
	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

func (s *Server) interaction(w http.ResponseWriter, body []byte) {
	v, ok := form(body)
	var in slack.InteractionCallback
	if ok {
		ok = json.Unmarshal([]byte(v.Get("payload")), &in) == nil
	}
	if !ok || in.User.ID == "" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	switch in.Type {
	case slack.InteractionTypeBlockActions:
		s.pressed(w, in)
	case slack.InteractionTypeViewSubmission:
		s.submitted(w, in)
	default:
		w.WriteHeader(http.StatusOK)
	}
}

// pressed runs the line a button carries. Private answers go through the
// response URL, or into the form the button stands in; the card itself is
// edited by the outbox.
func (s *Server) pressed(w http.ResponseWriter, in slack.InteractionCallback) {
	if len(in.ActionCallback.BlockActions) == 0 || in.ActionCallback.BlockActions[0].Value == "" {
		w.WriteHeader(http.StatusOK)
		return
	}
	action := in.ActionCallback.BlockActions[0]
	at := placeOf(in)
	r := s.requestOf(in, rollout.ByButton, action.Value, at)
	if in.TriggerID != "" {
		r.Key = "click/" + in.TriggerID + "/" + action.ActionTs
	}
	onHome := in.View.Type == slack.VTHomeTab
	inForm := in.View.ID != "" && !onHome
	send := func(ctx context.Context, reply commands.Reply, fresh bool) {
		switch {
		case reply.Form != nil && fresh && inForm:
			if _, err := s.Client.api.PushViewContext(ctx, in.TriggerID, viewOf(*reply.Form, at)); err != nil {
				s.Log.Warn("a form did not open", "form", reply.Form.Title, "err", err)
			}
		case reply.Form != nil && fresh:
			s.openForm(ctx, in.TriggerID, in.ResponseURL, r.Line, *reply.Form, at)
		case onHome:
			s.onHome(ctx, in, reply)
		case reply.Card != nil && inForm:
			s.show(ctx, in, *reply.Card, at)
		default:
			s.finish(ctx, in.ResponseURL, r.Line, reply)
		}
	}
	s.run(s.doing(r), func(reply commands.Reply) {
		w.WriteHeader(http.StatusOK)
		s.after(func(ctx context.Context) { send(ctx, reply, true) })
	}, func() {
		w.WriteHeader(http.StatusOK)
	}, func(ctx context.Context, reply commands.Reply) { send(ctx, reply, false) })
}

// show puts an answer into the form that a button was pressed in.
func (s *Server) show(ctx context.Context, in slack.InteractionCallback, c view.Card, at where) {
	title := "Answer"
	if in.View.Title != nil {
		title = in.View.Title.Text
	}
	if _, err := s.Client.api.UpdateViewContext(ctx, done(c, title, at), "", "", in.View.ID); err != nil {
		s.Log.Warn("an answer was lost on its way", "err", err)
	}
}

// submitted runs a form's line with its values. Faults show under their
// fields and nothing typed is lost; an answer takes the form's place.
func (s *Server) submitted(w http.ResponseWriter, in slack.InteractionCallback) {
	at := placeOf(in)
	r := s.requestOf(in, rollout.ByForm, at.Line, at)
	// One form is submitted once: the view's id names it. Its hash changes when
	// it was sent back with faults and is submitted again.
	r.Key = "form/" + in.View.ID + "/" + in.View.Hash
	r.Fields = map[string]string{}
	if in.View.State != nil {
		for block, actions := range in.View.State.Values {
			for _, a := range actions {
				r.Fields[block] = valueOf(a)
			}
		}
	}
	title := "Answer"
	if in.View.Title != nil {
		title = in.View.Title.Text
	}
	s.run(s.doing(r), func(reply commands.Reply) {
		switch {
		case len(reply.FieldErrors) > 0:
			writeJSON(w, slack.NewErrorsViewSubmissionResponse(reply.FieldErrors))
		case reply.Form != nil:
			v := viewOf(*reply.Form, at)
			writeJSON(w, slack.NewUpdateViewSubmissionResponse(&v))
		case reply.Card != nil:
			v := done(*reply.Card, title, at)
			writeJSON(w, slack.NewUpdateViewSubmissionResponse(&v))
		default:
			writeJSON(w, slack.NewClearViewSubmissionResponse())
		}
	}, func() {
		v := done(view.Working(), title, at)
		writeJSON(w, slack.NewUpdateViewSubmissionResponse(&v))
	}, func(ctx context.Context, reply commands.Reply) {
		if reply.Card != nil {
			s.show(ctx, in, *reply.Card, at)
		}
	})
}

func (s *Server) requestOf(in slack.InteractionCallback, via rollout.Via, line string, at where) commands.Request {
	team := in.User.TeamID
	if team == "" {
		team = in.Team.ID
	}
	return commands.Request{
		Via:     via,
		Person:  rollout.Person{ID: rollout.UserID(in.User.ID), Team: team},
		Channel: rollout.ChannelID(at.Channel), Conversation: at.Conversation, Thread: at.Thread, Line: line,
	}
}

// placeOf is where a button stands or a form was opened from. Direct messages
// are no channel.
func placeOf(in slack.InteractionCallback) where {
	var at where
	if in.View.PrivateMetadata != "" {
		// It is ours and travelled signed; one we cannot read has no place.
		_ = json.Unmarshal([]byte(in.View.PrivateMetadata), &at)
		return at
	}
	if in.Channel.Name != "directmessage" && !in.Channel.IsIM {
		at.Channel = in.Channel.ID
	}
	at.Conversation, at.Thread = in.Channel.ID, in.Message.ThreadTimestamp
	return at
}

// valueOf is what somebody entered into one field. People and channels come as
// mentions, as they do in a typed line.
func valueOf(a slack.BlockAction) string {
	switch {
	case a.SelectedUser != "":
		return "<@" + a.SelectedUser + ">"
	case a.SelectedConversation != "":
		return "<#" + a.SelectedConversation + ">"
	case a.SelectedChannel != "":
		return "<#" + a.SelectedChannel + ">"
	case a.SelectedOption.Value != "":
		return a.SelectedOption.Value
	}
	return a.Value
}
