package slackapp

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/slack-go/slack"

	"github.com/rolloutbot/rollout/internal/rollout"
)

var errNoTimestamp = errors.New("slack said yes without a timestamp")

// Person asks Slack who an account is. The error is a *rollout.SendFailure.
func (c *Client) Person(ctx context.Context, id rollout.UserID) (rollout.Person, error) {
	ctx, wrote := sent(ctx)
	u, err := c.api.GetUserInfoContext(ctx, string(id))
	var refused slack.SlackErrorResponse
	if errors.As(err, &refused) && (refused.Err == "user_not_found" || refused.Err == "user_not_visible") {
		// Slack knows no such account of ours. That is an answer, not a failure to
		// get one: it must not count as a member whose facts could not be had.
		return rollout.Person{Schema: 1, ID: id, Account: rollout.External}, nil
	}
	if err != nil {
		return rollout.Person{}, classify(err, *wrote)
	}
	return personOf(u, c.Team()), nil
}

// Channel asks Slack about a channel. The error is a *rollout.SendFailure; a private
// channel that the bot is not in is unknown to it.
func (c *Client) Channel(ctx context.Context, id rollout.ChannelID) (rollout.Channel, error) {
	ctx, wrote := sent(ctx)
	ch, err := c.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: string(id)})
	if err != nil {
		return rollout.Channel{}, classify(err, *wrote)
	}
	return rollout.Channel{
		Schema: 1, ID: id, Name: ch.Name, Private: ch.IsPrivate || ch.IsGroup,
		Archived: ch.IsArchived, BotIn: ch.IsMember,
	}, nil
}

// Identity is who the bot is in Slack.
type Identity struct {
	Team string
	User rollout.UserID
}

// Identify asks Slack who the bot is and remembers it. The error is a *rollout.SendFailure.
func (c *Client) Identify(ctx context.Context) (Identity, error) {
	ctx, wrote := sent(ctx)
	a, err := c.api.AuthTestContext(ctx)
	if err != nil {
		return Identity{}, classify(err, *wrote)
	}
	id := Identity{Team: a.TeamID, User: rollout.UserID(a.UserID)}
	c.identity.Store(&id)
	return id, nil
}

// Team is the workspace's id, "" until Slack has told.
func (c *Client) Team() string {
	if id := c.identity.Load(); id != nil {
		return id.Team
	}
	return ""
}

// Self is the bot's own account, "" until Slack has told.
func (c *Client) Self() rollout.UserID {
	if id := c.identity.Load(); id != nil {
		return id.User
	}
	return ""
}

// SetTeam tells the client the workspace's id when it is known from the store.
func (c *Client) SetTeam(team string) {
	c.identity.CompareAndSwap(nil, &Identity{Team: team})
}

type identity = atomic.Pointer[Identity]

// personOf reads Slack's account. team is our workspace, "" when not known.
func personOf(u *slack.User, team string) rollout.Person {
	p := rollout.Person{Schema: 1, ID: rollout.UserID(u.ID), Team: u.TeamID, Zone: u.TZ}
	for _, name := range []string{u.Profile.DisplayName, u.RealName, u.Name} {
		if name != "" {
			p.Name = name
			break
		}
	}
	if !rollout.KnownZone(p.Zone) {
		p.Zone = ""
	}
	switch {
	case u.Deleted:
		p.Account = rollout.Deactivated
	case u.IsBot || u.IsAppUser || u.IsWorkflowBot:
		p.Account = rollout.Bot
	case u.IsStranger, team != "" && u.TeamID != "" && u.TeamID != team:
		p.Account = rollout.External
	case u.IsRestricted, u.IsUltraRestricted:
		p.Account = rollout.Guest
	default:
		p.Account = rollout.Member
	}
	return p
}
