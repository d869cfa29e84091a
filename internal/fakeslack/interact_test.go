package fakeslack_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
)

// card posts a message with two buttons of the same text.
func (w *workspace) card(channel string) string {
	w.Helper()
	_, ts, err := w.api.PostMessage(channel, slack.MsgOptionText("Two incidents", false), slack.MsgOptionBlocks(
		section("*INC-1*"),
		slack.NewActionBlock("one", slack.NewButtonBlockElement("ack", "incident ack INC-1", plain("Acknowledge")), slack.NewButtonBlockElement("note", "incident note INC-1", plain("Add note"))),
		slack.NewActionBlock("two", slack.NewButtonBlockElement("ack", "incident ack INC-2", plain("Acknowledge"))),
	))
	if err != nil {
		w.Fatal(err)
	}
	return ts
}

func TestAButtonIsPressed(t *testing.T) {
	w := start(t)
	ts := w.card("ops")
	w.answer(func(rw http.ResponseWriter, r request) {
		c := r.interaction(t)
		if _, _, _, err := w.api.UpdateMessage(c.Channel.ID, c.Message.Timestamp, slack.MsgOptionText("noted", false), slack.MsgOptionBlocks()); err != nil {
			t.Error(err)
		}
	})
	o := w.do("/play/click", in{"user": "lee", "channel": "ops", "ts": ts, "action": "Add note"})
	r := w.last()
	if r.path != "/slack/interactions" {
		t.Errorf("sent to %s", r.path)
	}
	c := r.interaction(t)
	a := c.ActionCallback.BlockActions[0]
	switch {
	case c.Type != slack.InteractionTypeBlockActions, c.User.ID != "lee", c.User.Name != "lee", c.User.TeamID != "T0ROLLOUT",
		c.Team.ID != "T0ROLLOUT", c.Channel.ID != "ops", c.Container.MessageTs != ts, c.Message.Timestamp != ts,
		c.Message.User != "rollout", len(c.Message.Blocks.BlockSet) != 3, c.TriggerID == "", c.ResponseURL == "":
		t.Errorf("payload %+v", c)
	case a.ActionID != "note", a.BlockID != "one", a.Type != "button", a.Value != "incident note INC-1", a.Text.Text != "Add note", a.ActionTs == "":
		t.Errorf("action %+v", a)
	}
	if texts(o.Messages) != "noted" || !o.Messages[0].Edited {
		t.Errorf("lee sees %+v", o.Messages)
	}
	w.clean()
}

func TestWhichButtonIsMeant(t *testing.T) {
	w := start(t)
	ts := w.card("ops")
	for _, c := range []struct {
		name   string
		click  in
		value  string // of the button that was pressed
		status int
		error  string
	}{
		{"by text", in{"action": "Add note"}, "incident note INC-1", 200, ""},
		{"in another case", in{"action": "add NOTE"}, "incident note INC-1", 200, ""},
		{"by action id", in{"action": "note"}, "incident note INC-1", 200, ""},
		{"by value", in{"action": "incident ack INC-2"}, "incident ack INC-2", 200, ""},
		{"by text and value", in{"action": "Acknowledge", "value": "incident ack INC-2"}, "incident ack INC-2", 200, ""},
		{"one of two", in{"action": "Acknowledge"}, "", 404, `there are 2 of "Acknowledge": name one by its value, one of "incident ack INC-1", "incident ack INC-2"`},
		{"none", in{"action": "Resolve"}, "", 404, `there is no "Resolve" to press; there is: "Acknowledge", "Add note", "Acknowledge"`},
		{"another message", in{"action": "note", "ts": "1.000000"}, "", 404, `lee sees no message "1.000000" there`},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := len(w.requests())
			click := in{"user": "lee", "channel": "ops", "ts": ts}
			for k, v := range c.click {
				click[k] = v
			}
			o := w.do("/play/click", click)
			if o.status != c.status || o.Error != c.error {
				t.Fatalf("%d %q", o.status, o.Error)
			}
			if c.value == "" {
				if len(w.requests()) != before {
					t.Error("something was pressed")
				}
				return
			}
			if got := w.last().interaction(t).ActionCallback.BlockActions[0].Value; got != c.value {
				t.Errorf("pressed %q, want %q", got, c.value)
			}
		})
	}
}

func TestAnEphemeralMessageIsReplacedByItsResponseURL(t *testing.T) {
	w := start(t)
	ts, err := w.api.PostEphemeral("ops", "maya", slack.MsgOptionText("Sure?", false), slack.MsgOptionBlocks(
		slack.NewActionBlock("b", slack.NewButtonBlockElement("yes", "yes", plain("Yes")))))
	if err != nil {
		t.Fatal(err)
	}
	if o := w.do("/play/click", in{"user": "lee", "channel": "ops", "ts": ts, "action": "Yes"}); o.status != 404 {
		t.Errorf("lee presses what only maya sees: %d", o.status)
	}
	w.answer(func(_ http.ResponseWriter, r request) {
		c := r.interaction(t)
		if !c.Container.IsEphemeral || c.Message.Timestamp != "" {
			t.Errorf("container %+v, message %q", c.Container, c.Message.Timestamp)
		}
		if err := slack.PostWebhook(c.ResponseURL, &slack.WebhookMessage{Text: "Done", ReplaceOriginal: true}); err != nil {
			t.Error(err)
		}
	})
	o := w.do("/play/click", in{"user": "maya", "channel": "ops", "ts": ts, "action": "Yes"})
	if texts(o.Messages) != "Done" || o.Messages[0].TS != ts || len(o.Messages[0].Blocks) != 0 {
		t.Errorf("maya sees %+v", o.Messages)
	}
	w.clean()
}

func TestAPressThatTheBotDoesNotTake(t *testing.T) {
	w := start(t)
	ts := w.card("ops")
	w.answer(func(rw http.ResponseWriter, _ request) { rw.WriteHeader(500) })
	o := w.do("/play/click", in{"user": "lee", "channel": "ops", "ts": ts, "action": "note"})
	if !strings.Contains(o.Errors["action"], "500") {
		t.Errorf("%+v", o.Errors)
	}
}

func TestMenusInAMessage(t *testing.T) {
	w := start(t)
	opt := func(v, s string) *slack.OptionBlockObject { return slack.NewOptionBlockObject(v, plain(s), nil) }
	_, ts, err := w.api.PostMessage("ops", slack.MsgOptionText("Menus", false), slack.MsgOptionBlocks(slack.NewActionBlock("m",
		slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain("Severity"), "sev", opt("sev1", "Critical"), opt("sev2", "High")),
		slack.NewOptionsSelectBlockElement(slack.OptTypeUser, plain("Owner"), "owner"),
		slack.NewOverflowBlockElement("more", opt("log", "Show log")),
	)))
	if err != nil {
		t.Fatal(err)
	}
	pressed := func(click in) *slack.BlockAction {
		t.Helper()
		click["user"], click["channel"], click["ts"] = "lee", "ops", ts
		if o := w.do("/play/click", click); o.status != 200 || len(o.Errors) > 0 {
			t.Fatalf("%d %q %v", o.status, o.Error, o.Errors)
		}
		return w.last().interaction(t).ActionCallback.BlockActions[0]
	}
	if a := pressed(in{"action": "sev", "value": "High"}); a.SelectedOption.Value != "sev2" || a.ActionID != "sev" {
		t.Errorf("%+v", a)
	}
	if a := pressed(in{"action": "Critical"}); a.SelectedOption.Value != "sev1" {
		t.Errorf("%+v", a)
	}
	if a := pressed(in{"action": "Owner", "value": "@dana"}); a.SelectedUser != "dana" {
		t.Errorf("%+v", a)
	}
	if a := pressed(in{"action": "Show log"}); a.SelectedOption.Value != "log" || a.Type != "overflow" {
		t.Errorf("%+v", a)
	}
	if o := w.do("/play/click", in{"user": "lee", "channel": "ops", "ts": ts, "action": "sev", "value": "Low"}); !strings.Contains(o.Errors["action"], "There are: Critical, High") {
		t.Errorf("%+v", o.Errors)
	}
}

func reportForm(title string) slack.ModalViewRequest {
	area := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain("Area"), "area",
		slack.NewOptionBlockObject("data", plain("Data"), nil), slack.NewOptionBlockObject("security", plain("Security"), nil))
	who := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, plain("Who"), "who")
	text := slack.NewPlainTextInputBlockElement(plain("What happened?"), "text")
	text.MaxLength = 20
	note := slack.NewInputBlock("note_b", plain("Note"), nil, slack.NewPlainTextInputBlockElement(nil, "note"))
	note.Optional = true
	whom := slack.NewInputBlock("who_b", plain("Told"), nil, who)
	whom.Optional = true
	return slack.ModalViewRequest{
		Type: "modal", Title: plain(title), Submit: plain("Open"), Close: plain("Cancel"), CallbackID: "incident", PrivateMetadata: `{"c":"ops"}`,
		Blocks: slack.Blocks{BlockSet: []slack.Block{
			section("Tell us"), slack.NewInputBlock("text_b", plain("What is wrong"), nil, text),
			slack.NewInputBlock("area_b", plain("Area"), nil, area), whom, note,
		}},
	}
}

// opens makes the bot answer a slash command by opening a form.
func (w *workspace) opens() {
	w.answer(func(_ http.ResponseWriter, r request) {
		if r.path != "/slack/commands" {
			return
		}
		loading := slack.ModalViewRequest{Type: "modal", Title: plain("Report"), Blocks: slack.Blocks{BlockSet: []slack.Block{section("Loading")}}}
		v, err := w.api.OpenView(r.form(w.T, "trigger_id"), loading)
		if err != nil {
			w.Error(err)
			return
		}
		if _, err := w.api.UpdateView(reportForm("Report"), "", v.Hash, v.ID); err != nil {
			w.Error(err)
		}
		if _, err := w.api.UpdateView(reportForm("Report"), "", v.Hash, v.ID); code(err) != "hash_conflict" {
			w.Errorf("an old hash: %v", err)
		}
	})
}

func TestAFormIsOpenedFilledInAndSent(t *testing.T) {
	w := start(t)
	w.opens()
	o := w.says("maya", "ops", "/rollout report")
	if o.View == nil || o.View.Title.Text != "Report" || o.View.CallbackID != "incident" || len(o.View.Blocks.BlockSet) != 5 {
		t.Fatalf("maya sees %+v", o.View)
	}
	o = w.do("/play/submit", in{"user": "maya", "view": o.View.ID, "values": in{"text": "shows salaries", "Area": "Security", "who": "lee"}})
	if o.status != 200 || o.Errors != nil || o.View != nil {
		t.Errorf("%+v", o)
	}
	c := w.last().interaction(t)
	v := c.View.State.Values
	switch {
	case c.Type != slack.InteractionTypeViewSubmission, c.View.CallbackID != "incident", c.View.PrivateMetadata != `{"c":"ops"}`, c.User.ID != "maya", c.View.Hash == "":
		t.Errorf("payload %+v", c)
	case v["text_b"]["text"].Value != "shows salaries", v["text_b"]["text"].Type != "plain_text_input",
		v["area_b"]["area"].SelectedOption.Value != "security", v["who_b"]["who"].SelectedUser != "lee", v["note_b"]["note"].Value != "":
		t.Errorf("state %+v", v)
	}
	w.clean()
}

func TestAFormThatSlackWouldNotSend(t *testing.T) {
	w := start(t)
	w.opens()
	w.says("maya", "ops", "/rollout report")
	before := len(w.requests())
	for _, c := range []struct {
		name   string
		values in
		want   map[string]string
	}{
		{"nothing filled in", in{}, map[string]string{"text": "Please complete this required field.", "area": "Please complete this required field."}},
		{"too long", in{"text": strings.Repeat("x", 21), "area": "data"}, map[string]string{"text": "This must be at most 20 characters; it is 21."}},
		{"no such option", in{"text": "x", "area": "Moon"}, map[string]string{"area": `There is no option "Moon". There are: Data, Security`}},
		{"nobody of that name", in{"text": "x", "area": "data", "who": "zed"}, map[string]string{"who": `"zed" is no user here.`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := w.do("/play/submit", in{"user": "maya", "values": c.values})
			if len(o.Errors) != len(c.want) || o.View == nil {
				t.Fatalf("%+v", o)
			}
			for k, want := range c.want {
				if o.Errors[k] != want {
					t.Errorf("%s: %q, want %q", k, o.Errors[k], want)
				}
			}
		})
	}
	if o := w.do("/play/submit", in{"user": "maya", "values": in{"colour": "red"}}); o.status != 400 || !strings.Contains(o.Error, `no field colour; it has: text ("What is wrong")`) {
		t.Errorf("an unknown field: %d %q", o.status, o.Error)
	}
	if o := w.do("/play/submit", in{"user": "lee", "values": in{}}); o.status != 404 || o.Error != "lee has no form open" {
		t.Errorf("lee has no form: %d %q", o.status, o.Error)
	}
	if n := len(w.requests()); n != before {
		t.Errorf("the bot got %d requests", n-before)
	}
}

func TestAnswersToAForm(t *testing.T) {
	next, _ := json.Marshal(slack.NewPushViewSubmissionResponse(ptr(reportForm("Second"))))
	instead, _ := json.Marshal(slack.NewUpdateViewSubmissionResponse(ptr(reportForm("Instead"))))
	for _, c := range []struct {
		name   string
		body   string
		view   string // title of what is in front afterwards
		errors map[string]string
		faulty bool
	}{
		{"nothing", ``, "", nil, false},
		{"clear", `{"response_action":"clear"}`, "", nil, false},
		{"errors", `{"response_action":"errors","errors":{"area_b":"Security is closed"}}`, "Report", map[string]string{"area": "Security is closed"}, false},
		{"update", string(instead), "Instead", nil, false},
		{"push", string(next), "Second", nil, false},
		{"errors for a block without input", `{"response_action":"errors","errors":{"nowhere":"x"}}`, "Report", map[string]string{"view": "We had some trouble connecting. Try again?"}, true},
		{"an unknown action", `{"response_action":"dance"}`, "Report", map[string]string{"view": "We had some trouble connecting. Try again?"}, true},
		{"a faulty view", `{"response_action":"update","view":{"type":"modal"}}`, "Report", map[string]string{"view": "We had some trouble connecting. Try again?"}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := start(t)
			w.opens()
			w.says("maya", "ops", "/rollout report")
			w.answer(answerJSON(c.body))
			o := w.do("/play/submit", in{"user": "maya", "values": in{"text": "x", "area": "data"}})
			title := ""
			if o.View != nil {
				title = o.View.Title.Text
			}
			if title != c.view || len(o.Errors) != len(c.errors) {
				t.Fatalf("in front %q, errors %v", title, o.Errors)
			}
			for k, want := range c.errors {
				if o.Errors[k] != want {
					t.Errorf("%s: %q", k, o.Errors[k])
				}
			}
			if faulty := len(w.slack.Violations()) > 0; faulty != c.faulty {
				t.Errorf("violations %q", w.slack.Violations())
			}
		})
	}
}

func ptr[T any](v T) *T { return &v }

func TestAButtonInAFormKnowsWhatIsTyped(t *testing.T) {
	w := start(t)
	w.answer(func(_ http.ResponseWriter, r request) {
		if r.path == "/slack/commands" {
			v := reportForm("Report")
			v.Blocks.BlockSet = append(v.Blocks.BlockSet, slack.NewActionBlock("more", slack.NewButtonBlockElement("add", "add", plain("Add a row"))))
			if _, err := w.api.OpenView(r.form(t, "trigger_id"), v); err != nil {
				t.Error(err)
			}
			return
		}
		c := r.interaction(t)
		if _, err := w.api.PushView(c.TriggerID, reportForm("Pushed")); err != nil {
			t.Error(err)
		}
	})
	w.says("maya", "ops", "/rollout report")
	o := w.do("/play/click", in{"user": "maya", "action": "Add a row", "values": in{"text": "half typed"}})
	c := w.last().interaction(t)
	if c.Container.Type != "view" || c.View.State.Values["text_b"]["text"].Value != "half typed" || c.ActionCallback.BlockActions[0].ActionID != "add" {
		t.Errorf("payload %+v", c)
	}
	if o.View == nil || o.View.Title.Text != "Pushed" || o.View.PreviousViewID == "" {
		t.Fatalf("in front: %+v", o.View)
	}
	w.do("/play/close", in{"user": "maya", "view": o.View.ID})
	if got := w.get("/play/world?user=maya"); !strings.Contains(got, `"depth":1`) {
		t.Errorf("after closing: %s", got)
	}
	w.clean()
}

func TestTriggersWorkOnceAndForThreeSeconds(t *testing.T) {
	t.Parallel()
	w := start(t)
	w.says("maya", "ops", "/rollout")
	trigger := w.last().form(t, "trigger_id")
	open := func(id string) string {
		_, err := w.api.OpenView(id, reportForm("Report"))
		return code(err)
	}
	if got := open(trigger); got != "" {
		t.Errorf("the first time: %q", got)
	}
	if got := open(trigger); got != "exchanged_trigger_id" {
		t.Errorf("the second time: %q", got)
	}
	if got := open("13371337.999"); got != "invalid_trigger_id" {
		t.Errorf("one that is not there: %q", got)
	}
	w.says("maya", "ops", "/rollout")
	late := w.last().form(t, "trigger_id")
	<-time.After(3100 * time.Millisecond) // wire time: this clock cannot be moved
	if got := open(late); got != "expired_trigger_id" {
		t.Errorf("after three seconds: %q", got)
	}
}

func TestResponseURLsEnd(t *testing.T) {
	w := start(t)
	w.says("maya", "ops", "/rollout")
	address := w.last().form(t, "response_url")
	post := func(body string) (int, string) {
		resp, err := http.Post(address, "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		var b bytes.Buffer
		_, _ = b.ReadFrom(resp.Body)
		return resp.StatusCode, strings.TrimSpace(b.String())
	}
	steps := []struct {
		name, body string
		status     int
		answer     string
		sees       string
	}{
		{"first", `{"text":"one"}`, 200, "ok", "one"},
		{"invalid, which does not count", `{"blocks":[{"type":"x"}]}`, 400, "invalid_blocks", "one"},
		{"unknown field", `{"txt":"one"}`, 400, "invalid_arguments", "one"},
		{"replaced", `{"text":"two","replace_original":true}`, 200, "ok", "two"},
		{"another", `{"text":"three"}`, 200, "ok", "two | three"},
		{"for all", `{"text":"four","response_type":"in_channel"}`, 200, "ok", "two | three | four"},
		{"deleted", `{"delete_original":true}`, 200, "ok", "three | four"},
		{"the sixth", `{"text":"six"}`, 404, "used_url", "three | four"},
	}
	for _, s := range steps {
		if status, answer := post(s.body); status != s.status || answer != s.answer {
			t.Errorf("%s: %d %q", s.name, status, answer)
		}
		if got := texts(w.messages("channel=ops&user=maya")); got != s.sees {
			t.Errorf("%s: maya sees %q, want %q", s.name, got, s.sees)
		}
	}
	if got := texts(w.messages("channel=ops")); got != "four" {
		t.Errorf("everybody sees %q", got)
	}

	w.says("maya", "ops", "/rollout")
	address = w.last().form(t, "response_url")
	w.clock.Advance(30*time.Minute + time.Second)
	if status, answer := post(`{"text":"late"}`); status != 404 || answer != "expired_url" {
		t.Errorf("after half an hour: %d %q", status, answer)
	}
}
