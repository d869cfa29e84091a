package slackapp

import (
	"context"

	"github.com/slack-go/slack"

	"github.com/rolloutbot/rollout/commands"
	"github.com/rolloutbot/rollout/internal/rollout"
)

// homeLine is what the home tab shows: what waits on the person, over all plans.
const homeLine = "todo"

// publishHome draws somebody's home tab anew. It is not repeated: opening the
// tab again does.
func (s *Server) publishHome(ctx context.Context, user, team string) {
	r := s.withFacts(ctx, commands.Request{
		Via: rollout.ByButton, Person: rollout.Person{ID: rollout.UserID(user), Team: team}, Line: homeLine,
	})
	reply := s.Do.Do(ctx, r)
	if reply.Card == nil {
		return
	}
	_, err := s.Client.api.PublishViewContext(ctx, slack.PublishViewContextRequest{
		UserID: user,
		View: slack.HomeTabViewRequest{
			Type: slack.VTHomeTab, CallbackID: "home", Blocks: slack.Blocks{BlockSet: blocksOf(reply.Card.Blocks)},
		},
	})
	if err != nil {
		s.Log.Warn("a home tab was not drawn", "user", user, "err", err)
	}
}

// onHome answers a button of the home tab: the answer goes to the person's
// direct messages, where it stays, and the tab is drawn anew.
func (s *Server) onHome(ctx context.Context, in slack.InteractionCallback, reply commands.Reply) {
	if reply.Card != nil {
		if err := s.Client.whisper(ctx, in.User.ID, in.User.ID, "", true, *reply.Card); err != nil {
			s.Log.Warn("an answer was lost on its way", "err", err)
		}
	}
	team := in.User.TeamID
	if team == "" {
		team = in.Team.ID
	}
	s.publishHome(ctx, in.User.ID, team)
}
