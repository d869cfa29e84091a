package fakeslack_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
)

type inbox struct {
	People, Channels []struct {
		ID, Name, Member string
		Count            int
	}
	Total    int
	Messages []struct {
		TS, Place, Person, Channel, Thread, Text string
		Answer                                   bool
	}
	Error string
}

func (w *workspace) inbox(query string) inbox {
	w.Helper()
	var box inbox
	if err := json.Unmarshal([]byte(w.get("/play/inbox?"+query)), &box); err != nil {
		w.Fatal(err)
	}
	return box
}

// lines writes an inbox as "to: text", and the counts that are not 0.
func (b inbox) lines() string {
	var all []string
	for _, m := range b.Messages {
		to := m.Person
		if m.Channel != "" {
			to += "#" + m.Channel
		}
		all = append(all, to+": "+m.Text)
	}
	counts := []string{}
	for _, c := range append(b.People, b.Channels...) {
		if c.Count > 0 {
			counts = append(counts, fmt.Sprintf("%s %d", c.ID, c.Count))
		}
	}
	return strings.Join(all, " | ") + " = " + strings.Join(counts, ", ")
}

func TestEveryonesInboxCountsWhatTheBotSent(t *testing.T) {
	w := start(t)
	post := func(place, text string, more ...slack.MsgOption) string {
		_, ts, err := w.api.PostMessage(place, append(more, slack.MsgOptionText(text, false))...)
		if err != nil {
			t.Fatal(err)
		}
		return ts
	}
	post("lee", "you own the data")
	w.clock.Advance(time.Hour)
	card := post("agent-hr", "INC-1")
	post("agent-hr", "told lee", slack.MsgOptionTS(card))
	post("lee", "INC-1")
	w.clock.Advance(time.Hour)
	if _, _, _, err := w.api.UpdateMessage("agent-hr", card, slack.MsgOptionText("INC-1 acknowledged", false)); err != nil {
		t.Fatal(err)
	}
	if _, err := w.api.PostEphemeral("agent-hr", "maya", slack.MsgOptionText("it is lee's", false)); err != nil {
		t.Fatal(err)
	}
	post("security", "a key is out")
	w.says("maya", "agent-hr", "thank you") // people's own messages are not the bot's

	all := "lee: you own the data | #agent-hr: INC-1 acknowledged | #agent-hr: told lee | lee: INC-1 | #security: a key is out = lee 2, agent-hr 2, security 1"
	for _, c := range []struct{ name, query, want string }{
		{"everybody's, in time order", "", all},
		{"with answers, which count for nobody", "answers=yes", strings.Replace(all, "lee: INC-1 |", "lee: INC-1 | maya#agent-hr: it is lee's |", 1)},
		{"a person's", "of=@lee", "lee: you own the data | lee: INC-1 = lee 2, agent-hr 2, security 1"},
		{"a person's answers", "of=maya&answers=yes", "maya#agent-hr: it is lee's = lee 2, agent-hr 2, security 1"},
		{"a channel's", "of=" + url.QueryEscape("#security"), "#security: a key is out = lee 2, agent-hr 2, security 1"},
		{"since a time", "since=2027-01-04T10:00:00Z", "#agent-hr: INC-1 acknowledged | #agent-hr: told lee | lee: INC-1 | #security: a key is out = lee 1, agent-hr 2, security 1"},
		{"the newest", "limit=1", "#security: a key is out = lee 2, agent-hr 2, security 1"},
		{"of nobody", "of=gil", " = lee 2, agent-hr 2, security 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := w.inbox(c.query).lines(); got != c.want {
				t.Errorf("it shows\n%s\nwant\n%s", got, c.want)
			}
		})
	}
	if box := w.inbox("limit=1"); box.Total != 5 || len(box.People) != 8 {
		t.Errorf("%d of 5 messages, %d of 8 people", box.Total, len(box.People))
	}
	// Somebody in a channel is named, so that the page can go there.
	if c := w.inbox("").Channels; c[1].Name != "security" || c[1].Member != "ada" {
		t.Errorf("channels %+v", c)
	}
	for query, want := range map[string]string{"of=zed": `there is nobody and no channel called "zed"`, "of=rollout": `no channel called "rollout"`, "since=monday": "is not a time such as"} {
		if got := w.inbox(query).Error; !strings.Contains(got, want) {
			t.Errorf("%s: %q", query, got)
		}
	}
}
