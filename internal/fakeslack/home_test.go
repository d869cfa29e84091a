package fakeslack_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/slack-go/slack"
)

func TestTheHomeTabIsDrawnAndPressed(t *testing.T) {
	w := start(t)
	var world struct {
		HomeTab bool `json:"home_tab"`
		Home    *slack.View
	}
	look := func(user string) {
		t.Helper()
		world.HomeTab, world.Home = false, nil
		if err := json.Unmarshal([]byte(w.get("/play/world?user="+user)), &world); err != nil {
			t.Fatal(err)
		}
	}
	look("maya")
	if world.HomeTab || world.Home != nil {
		t.Error("there is a home tab before there is one")
	}
	if o := w.do("/play/home", in{"user": "maya", "tab": "home"}); o.status != 404 || !strings.Contains(o.Error, "no home tab for maya") {
		t.Errorf("%d %q", o.status, o.Error)
	}
	if o := w.do("/play/home", in{"user": "maya", "tab": "attic"}); o.status != 400 || !strings.Contains(o.Error, "say home or messages") {
		t.Errorf("%d %q", o.status, o.Error)
	}
	// Whoever opens the direct messages is announced; a bot may fill the tab then.
	w.do("/play/home", in{"user": "maya", "tab": "messages"})
	if e := w.last().event(t); e["type"] != "app_home_opened" || e["user"] != "maya" || e["tab"] != "messages" || e["channel"] != "D-maya" {
		t.Errorf("event %v", e)
	}
	button := slack.NewButtonBlockElement("go", "ack INC-1", plain("Acknowledge"))
	_, err := w.api.PublishView("maya", slack.HomeTabViewRequest{
		Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: []slack.Block{section("INC-1 waits"), slack.NewActionBlock("a", button)}},
	}, "")
	if err != nil {
		t.Fatal(err)
	}
	look("maya")
	if !world.HomeTab || world.Home == nil || len(world.Home.Blocks.BlockSet) != 2 {
		t.Errorf("the page gets %+v", world.Home)
	}
	w.do("/play/home", in{"user": "maya", "tab": "home"})
	if e := w.last().event(t); e["tab"] != "home" || e["view"].(map[string]any)["id"] != world.Home.ID {
		t.Errorf("event %v", e)
	}
	if o := w.do("/play/click", in{"user": "maya", "view": world.Home.ID, "action": "Acknowledge"}); o.status != 200 {
		t.Fatalf("%d %s", o.status, o.Error)
	}
	if c := w.last().interaction(t); c.View.Type != slack.VTHomeTab || c.ActionCallback.BlockActions[0].Value != "ack INC-1" {
		t.Errorf("the bot got %+v", c.ActionCallback)
	}
	look("lee")
	if world.HomeTab || world.Home != nil {
		t.Error("lee sees maya's home tab")
	}
	w.clean()
}
