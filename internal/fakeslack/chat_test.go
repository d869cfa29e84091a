package fakeslack_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"github.com/rolloutbot/rollout/internal/fakeslack"
)

// code is the error that Slack gave, or nothing.
func code(err error) string {
	var no slack.SlackErrorResponse
	if errors.As(err, &no) {
		return no.Err
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

func TestACardIsPostedEditedAndDeleted(t *testing.T) {
	w := start(t)
	place, ts, err := w.api.PostMessage("ops", slack.MsgOptionText("INC-7 open", false), slack.MsgOptionBlocks(section("*INC-7* open")),
		slack.MsgOptionMetadata(slack.SlackMetadata{EventType: "delivery", EventPayload: map[string]any{"key": "k1"}}))
	if err != nil || place != "ops" {
		t.Fatalf("%q %v", place, err)
	}
	if !regexp.MustCompile(`^\d+\.\d{6}$`).MatchString(ts) {
		t.Errorf("ts %q has no six decimals", ts)
	}
	_, reply, err := w.api.PostMessage("ops", slack.MsgOptionText("told Lee", false), slack.MsgOptionTS(ts))
	if err != nil || reply <= ts {
		t.Fatalf("reply %q after %q: %v", reply, ts, err)
	}
	if _, _, _, err := w.api.UpdateMessage("ops", ts, slack.MsgOptionText("INC-7 acked", false), slack.MsgOptionBlocks(section("*INC-7* acked"))); err != nil {
		t.Fatal(err)
	}
	seen := w.messages("channel=ops")
	if texts(seen) != "INC-7 acked | told Lee" || !seen[0].Edited || seen[1].Edited || seen[1].Thread != ts || seen[0].Thread != "" {
		t.Errorf("seen: %+v", seen)
	}
	if got := seen[0].Blocks[0]["text"].(map[string]any)["text"]; got != "*INC-7* acked" {
		t.Errorf("the card shows %v", got)
	}
	h, err := w.api.GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: "ops", IncludeAllMetadata: true})
	if err != nil || len(h.Messages) != 1 || h.Messages[0].Metadata.EventPayload["key"] != "k1" || h.Messages[0].ReplyCount != 1 {
		t.Errorf("history: %+v %v", h, err)
	}
	replies, _, _, err := w.api.GetConversationReplies(&slack.GetConversationRepliesParameters{ChannelID: "ops", Timestamp: ts})
	if err != nil || len(replies) != 2 || replies[1].Text != "told Lee" || replies[1].ParentUserId != "rollout" {
		t.Errorf("replies: %+v %v", replies, err)
	}
	if _, _, err := w.api.DeleteMessage("ops", reply); err != nil {
		t.Fatal(err)
	}
	if got := texts(w.messages("channel=ops")); got != "INC-7 acked" {
		t.Errorf("after the deletion: %q", got)
	}
	link, err := w.api.GetPermalink(&slack.PermalinkParameters{Channel: "ops", Ts: ts})
	if err != nil || !strings.HasPrefix(link, w.apiURL+"/archives/ops/p") {
		t.Errorf("permalink %q %v", link, err)
	}
	w.clean()
}

func TestBlocksStayUntilTheyAreReplacedOrCleared(t *testing.T) {
	w := start(t)
	_, ts, _ := w.api.PostMessage("ops", slack.MsgOptionText("a", false), slack.MsgOptionBlocks(section("a"), section("b")))
	count := func() int { return len(w.messages("channel=ops")[0].Blocks) }
	if _, _, _, err := w.api.UpdateMessage("ops", ts, slack.MsgOptionText("only text", false)); err != nil || count() != 2 {
		t.Errorf("text alone left %d blocks: %v", count(), err)
	}
	if _, _, _, err := w.api.UpdateMessage("ops", ts, slack.MsgOptionText("none", false), slack.MsgOptionBlocks()); err != nil || count() != 0 {
		t.Errorf("an empty list left %d blocks: %v", count(), err)
	}
}

func TestTimestampsNeverRepeatWhileTheClockStands(t *testing.T) {
	w := start(t)
	last := ""
	for range 50 {
		_, ts, err := w.api.PostMessage("ops", slack.MsgOptionText("x", false))
		if err != nil || ts <= last {
			t.Fatalf("%q after %q: %v", ts, last, err)
		}
		last = ts
	}
	if !strings.HasPrefix(last, "1799053200.") {
		t.Errorf("%q does not follow the world's clock", last)
	}
}

func TestWherePostingIsRefused(t *testing.T) {
	people, channels := fakeslack.Playground()
	people[5].Deactivated = true // priya
	channels = append(channels, fakeslack.Channel{ID: "old", Name: "old", Archived: true, Members: []string{"rollout", "maya"}},
		fakeslack.Channel{ID: "board", Name: "board", Private: true, Members: []string{"ada"}})
	w := start(t)
	snapshotOf(t, w, people, channels)
	for _, c := range []struct{ name, channel, want string }{
		{"a channel the bot is in", "ops", ""},
		{"a private channel the bot is in", "security", ""},
		{"a channel that is not there", "nowhere", "channel_not_found"},
		{"a private channel the bot does not see", "board", "channel_not_found"},
		{"a public channel the bot is not in", "general", "not_in_channel"},
		{"an archived channel", "old", "is_archived"},
		{"a person, in their direct messages", "maya", ""},
		{"direct messages by their id", "D-maya", ""},
		{"a deactivated person", "priya", "user_disabled"},
		{"itself", "rollout", "cannot_dm_bot"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := w.api.PostMessage(c.channel, slack.MsgOptionText("hello", false))
			if code(err) != c.want {
				t.Errorf("%q, want %q", code(err), c.want)
			}
		})
	}
	if got := texts(w.messages("user=maya")); got != "hello | hello" {
		t.Errorf("maya's direct messages: %q", got)
	}
	w.clean()
}

// snapshotOf gives a running workspace other people and channels.
func snapshotOf(t *testing.T, w *workspace, people []fakeslack.Person, channels []fakeslack.Channel) {
	t.Helper()
	other := fakeslack.New(fakeslack.Options{Now: w.clock.Now, People: people, Channels: channels})
	data, err := other.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	if err := w.slack.Restore(data); err != nil {
		t.Fatal(err)
	}
}

func TestWhatCannotBeEdited(t *testing.T) {
	w := start(t)
	w.says("maya", "ops", "by a person")
	theirs := w.messages("channel=ops")[0].TS
	ephemeral, err := w.api.PostEphemeral("ops", "maya", slack.MsgOptionText("for maya", false))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, ts, want string }{
		{"another's message", theirs, "cant_update_message"},
		{"an ephemeral message", ephemeral, "message_not_found"},
		{"one that is not there", "1799053200.999999", "message_not_found"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, _, err := w.api.UpdateMessage("ops", c.ts, slack.MsgOptionText("changed", false))
			if code(err) != c.want {
				t.Errorf("%q, want %q", code(err), c.want)
			}
		})
	}
	if got := texts(w.messages("channel=ops&user=maya")); got != "by a person | for maya" {
		t.Errorf("maya sees %q", got)
	}
}

func TestEphemeralMessagesStayApart(t *testing.T) {
	w := start(t)
	if _, err := w.api.PostEphemeral("ops", "maya", slack.MsgOptionText("only you", false)); err != nil {
		t.Fatal(err)
	}
	if _, err := w.api.PostEphemeral("security", "maya", slack.MsgOptionText("x", false)); code(err) != "user_not_in_channel" {
		t.Errorf("outside the channel: %v", err)
	}
	h, err := w.api.GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: "ops"})
	if err != nil || len(h.Messages) != 0 {
		t.Errorf("history holds %+v %v", h, err)
	}
	if got := w.messages("channel=ops&user=lee"); len(got) != 0 {
		t.Errorf("lee sees %+v", got)
	}
	w.clean()
}

func TestMistakesOfTheBotAreViolations(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(*slack.Client) error
		want string // error answered; empty: accepted with a warning
		note string
	}{
		{"an unknown method", func(a *slack.Client) error { return a.ArchiveConversation("ops") }, "unknown_method", "conversations.archive: unknown method"},
		{"blocks without text", func(a *slack.Client) error {
			_, _, err := a.PostMessage("ops", slack.MsgOptionBlocks(section("x")))
			return err
		}, "", "blocks without text"},
		{"no text at all", func(a *slack.Client) error { _, _, err := a.PostMessage("ops"); return err }, "no_text", "no_text"},
		{"a text beyond 40,000", func(a *slack.Client) error {
			_, _, err := a.PostMessage("ops", slack.MsgOptionText(strings.Repeat("ä", 40001), false))
			return err
		}, "msg_too_long", "msg_too_long"},
		{"a thread in a thread", func(a *slack.Client) error {
			_, root, _ := a.PostMessage("ops", slack.MsgOptionText("root", false))
			_, reply, _ := a.PostMessage("ops", slack.MsgOptionText("reply", false), slack.MsgOptionTS(root))
			_, _, err := a.PostMessage("ops", slack.MsgOptionText("x", false), slack.MsgOptionTS(reply))
			return err
		}, "cannot_reply_to_message", "first message of a thread"},
		{"metadata without a payload", func(a *slack.Client) error {
			_, _, err := a.PostMessage("ops", slack.MsgOptionText("x", false), slack.MsgOptionMetadata(slack.SlackMetadata{EventType: "x"}))
			return err
		}, "invalid_metadata_schema", "metadata"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := start(t)
			if got := code(c.do(w.api)); got != c.want {
				t.Errorf("answered %q, want %q", got, c.want)
			}
			if v := w.slack.Violations(); len(v) != 1 || !strings.Contains(v[0], c.note) {
				t.Errorf("violations %q, want one with %q", v, c.note)
			}
		})
	}
}

func TestTokens(t *testing.T) {
	w := start(t)
	for _, c := range []struct{ name, token, want string }{
		{"the bot's", botToken, ""},
		{"none", "", "not_authed"},
		{"a wrong one", "xoxb-other", "invalid_auth"},
		{"the app's", "xapp-test", "not_allowed_token_type"},
	} {
		t.Run(c.name, func(t *testing.T) {
			api := slack.New(c.token, slack.OptionAPIURL(w.apiURL+"/api/"))
			if _, err := api.AuthTest(); code(err) != c.want {
				t.Errorf("form: %q, want %q", code(err), c.want)
			}
			want := c.want
			if want == "" {
				want = "invalid_trigger_id"
			}
			_, err := api.OpenView("t", slack.ModalViewRequest{Type: "modal", Title: plain("Form"), Blocks: slack.Blocks{BlockSet: []slack.Block{section("x")}}})
			if code(err) != want {
				t.Errorf("JSON: %q, want %q", code(err), want)
			}
		})
	}
}
