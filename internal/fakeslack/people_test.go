package fakeslack_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/slack-go/slack"
)

func TestPeopleAreWhatTheyAre(t *testing.T) {
	w := start(t)
	for _, c := range []struct {
		id    string
		check func(*slack.User) bool
	}{
		{"ada", func(u *slack.User) bool {
			return u.IsAdmin && u.TeamID == "T0ROLLOUT" && u.TZ == "Europe/Berlin" && u.TZOffset == 3600
		}},
		{"maya", func(u *slack.User) bool {
			return !u.IsAdmin && !u.IsRestricted && !u.IsStranger && u.RealName == "Maya Torrent"
		}},
		{"sam", func(u *slack.User) bool { return u.TZ == "America/New_York" && u.TZOffset == -5*3600 }},
		{"gil", func(u *slack.User) bool { return u.IsRestricted }},
		{"erin", func(u *slack.User) bool { return u.IsStranger && u.TeamID != "T0ROLLOUT" }},
		{"rollout", func(u *slack.User) bool { return u.IsBot }},
	} {
		u, err := w.api.GetUserInfo(c.id)
		if err != nil || !c.check(u) {
			t.Errorf("%s: %+v %v", c.id, u, err)
		}
	}
	if _, err := w.api.GetUserInfo("nobody"); code(err) != "user_not_found" {
		t.Errorf("nobody: %v", err)
	}
	all, err := w.api.GetUsers(slack.GetUsersOptionLimit(3))
	if err != nil || len(all) != 9 {
		t.Errorf("%d people in pages of three: %v", len(all), err)
	}
}

func TestAPersonIsDeactivated(t *testing.T) {
	w := start(t)
	if o := w.do("/play/person", in{"user": "dana", "deactivate": true}); o.status != 200 {
		t.Fatalf("%d %s", o.status, o.Error)
	}
	e := w.last().event(t)
	if e["type"] != "user_change" || e["user"].(map[string]any)["deleted"] != true {
		t.Errorf("event %v", e)
	}
	if u, err := w.api.GetUserInfo("dana"); err != nil || !u.Deleted {
		t.Errorf("dana: %+v %v", u, err)
	}
	if _, _, err := w.api.PostMessage("dana", slack.MsgOptionText("hi", false)); code(err) != "user_disabled" {
		t.Errorf("a message to dana: %v", err)
	}
	if o := w.do("/play/command", in{"user": "dana", "channel": "ops", "text": "/rollout"}); o.status != 400 || !strings.Contains(o.Error, "deactivated") {
		t.Errorf("dana types: %d %q", o.status, o.Error)
	}
	if got := w.get("/play/people"); !strings.Contains(got, `{"id":"dana","name":"dana","kind":"deactivated","zone":"Europe/Berlin"}`) {
		t.Errorf("people: %s", got)
	}
	w.clean()
}

func TestChannels(t *testing.T) {
	w := start(t)
	list, _, err := w.api.GetConversations(&slack.GetConversationsParameters{Types: []string{"public_channel", "private_channel"}})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range list {
		names = append(names, c.Name)
	}
	if want := []string{"general", "ops", "agent-hr", "agent-it", "fallback", "security"}; !slices.Equal(names, want) {
		t.Errorf("channels %v, want %v", names, want)
	}
	c, err := w.api.GetConversationInfo(&slack.GetConversationInfoInput{ChannelID: "security"})
	if err != nil || !c.IsPrivate || !c.IsMember || c.Name != "security" {
		t.Errorf("security: %+v %v", c, err)
	}
	members, _, err := w.api.GetUsersInConversation(&slack.GetUsersInConversationParameters{ChannelID: "security"})
	if err != nil || !slices.Equal(members, []string{"rollout", "ada", "lee"}) {
		t.Errorf("security has %v %v", members, err)
	}
	if _, _, _, err := w.api.JoinConversation("general"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.api.PostMessage("general", slack.MsgOptionText("here now", false)); err != nil {
		t.Errorf("after joining: %v", err)
	}
	im, _, already, err := w.api.OpenConversation(&slack.OpenConversationParameters{Users: []string{"lee"}, ReturnIM: true})
	if err != nil || im.ID != "D-lee" || !im.IsIM || already {
		t.Errorf("direct messages: %+v %v %v", im, already, err)
	}
	w.clean()
}

func TestFilesGoBothWays(t *testing.T) {
	w := start(t)
	f, err := w.api.UploadFile(slack.UploadFileParameters{
		Channel: "ops", Filename: "plan.md", FileSize: 6, Content: "# Plan", Title: "plan.md", InitialComment: "The plan",
	})
	if err != nil {
		t.Fatal(err)
	}
	seen := w.messages("channel=ops")
	if len(seen) != 1 || seen[0].Text != "The plan" || len(seen[0].Files) != 1 || seen[0].Files[0].ID != f.ID {
		t.Fatalf("seen: %+v", seen)
	}
	if got := w.get("/play/download?user=maya&id=" + f.ID); got != "# Plan" {
		t.Errorf("maya downloads %q", got)
	}
	if got := w.get("/play/download?user=nobody&id=" + f.ID); !strings.Contains(got, "error") {
		t.Errorf("a stranger downloads %q", got)
	}

	w.do("/play/file", in{"user": "maya", "channel": "agent-hr", "name": "my plan.md", "content": "# Mine"})
	e := w.last().event(t)
	if e["type"] != "app_mention" || e["text"] != "<@rollout> plan import" || e["channel"] != "agent-hr" {
		t.Errorf("event %v", e)
	}
	got := e["files"].([]any)[0].(map[string]any)
	var content bytes.Buffer
	if err := w.api.GetFile(got["url_private_download"].(string), &content); err != nil || content.String() != "# Mine" {
		t.Errorf("the bot downloads %q %v", content.String(), err)
	}
	other := slack.New("xoxb-other", slack.OptionAPIURL(w.apiURL+"/api/"))
	if err := other.GetFile(got["url_private"].(string), &content); err == nil || !strings.Contains(err.Error(), "sign-in") {
		t.Errorf("with another token: %v", err)
	}
	info, _, _, err := w.api.GetFileInfo(got["id"].(string), 0, 0)
	if err != nil || info.Name != "my plan.md" || info.Size != 6 || info.User != "maya" {
		t.Errorf("info %+v %v", info, err)
	}

	w.do("/play/file", in{"user": "maya", "name": "plan.md", "content": "x"})
	if e := w.last().event(t); e["type"] != "message" || e["subtype"] != "file_share" || e["channel_type"] != "im" || e["channel"] != "D-maya" {
		t.Errorf("in direct messages: %v", e)
	}
	w.clean()
}

func TestUploadsThatSlackRefuses(t *testing.T) {
	w := start(t)
	if _, err := w.api.UploadFile(slack.UploadFileParameters{Channel: "ops", Filename: "a.md", FileSize: 99, Content: "short"}); err == nil {
		t.Error("a length that is not true was taken")
	}
	if _, err := w.api.UploadFile(slack.UploadFileParameters{Channel: "general", Filename: "a.md", FileSize: 1, Content: "x"}); !strings.Contains(err.Error(), "not_in_channel") {
		t.Errorf("a channel the bot is not in: %v", err)
	}
	if got := w.messages("channel=ops"); len(got) != 0 {
		t.Errorf("seen: %+v", got)
	}
}
