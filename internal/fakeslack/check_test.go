package fakeslack_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/slack-go/slack"
)

// postBlocks posts blocks as they stand, past slack-go's types, and returns the error and Slack's messages.
func (w *workspace) postBlocks(blocks string) (string, string) {
	w.Helper()
	resp, err := http.PostForm(w.apiURL+"/api/chat.postMessage", url.Values{
		"token": {botToken}, "channel": {"ops"}, "text": {"x"}, "blocks": {blocks},
	})
	if err != nil {
		w.Fatal(err)
	}
	defer resp.Body.Close()
	var a struct {
		Error            string
		ResponseMetadata struct{ Messages []string } `json:"response_metadata"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&a); err != nil {
		w.Fatal(err)
	}
	return a.Error, strings.Join(a.ResponseMetadata.Messages, "\n")
}

func repeat(n int, item string) string {
	return "[" + strings.TrimSuffix(strings.Repeat(item+",", n), ",") + "]"
}

func TestInvalidBlocksAreNamedWithAPointer(t *testing.T) {
	w := start(t)
	long := func(n int) string { return strings.Repeat("x", n) }
	button := func(more string) string {
		return `[{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"Go"}` + more + `}]}]`
	}
	inSection := func(element string) string {
		return `[{"type":"section","text":{"type":"mrkdwn","text":"x"},"accessory":` + element + `}]`
	}
	option := func(value string) string {
		return `{"text":{"type":"plain_text","text":"One"},"value":"` + value + `"}`
	}
	for _, c := range []struct{ name, blocks, want string }{
		{"too many blocks", repeat(51, `{"type":"divider"}`), "no more than 50 items allowed [json-pointer:/blocks]"},
		{"an unknown block", `[{"type":"carousel"}]`, "unsupported type: carousel [json-pointer:/blocks/0]"},
		{"a section of nothing", `[{"type":"section"}]`, "missing required field: text or fields [json-pointer:/blocks/0]"},
		{"an empty text", `[{"type":"section","text":{"type":"mrkdwn","text":""}}]`, "must be more than 0 characters [json-pointer:/blocks/0/text/text]"},
		{"a long text", `[{"type":"divider"},{"type":"section","text":{"type":"mrkdwn","text":"` + long(3001) + `"}}]`, "must be less than 3001 characters [json-pointer:/blocks/1/text/text]"},
		{"mrkdwn in a header", `[{"type":"header","text":{"type":"mrkdwn","text":"x"}}]`, "must be a plain_text object [json-pointer:/blocks/0/text]"},
		{"a long header", `[{"type":"header","text":{"type":"plain_text","text":"` + long(151) + `"}}]`, "must be less than 151 characters [json-pointer:/blocks/0/text/text]"},
		{"eleven fields", `[{"type":"section","fields":` + repeat(11, `{"type":"mrkdwn","text":"x"}`) + `}]`, "no more than 10 items allowed [json-pointer:/blocks/0/fields]"},
		{"eleven in a context", `[{"type":"context","elements":` + repeat(11, `{"type":"mrkdwn","text":"x"}`) + `}]`, "no more than 10 items allowed [json-pointer:/blocks/0/elements]"},
		{"no actions", `[{"type":"actions","elements":[]}]`, "no fewer than 1 items required [json-pointer:/blocks/0/elements]"},
		{"26 actions", `[{"type":"actions","elements":` + repeat(26, `{"type":"button","text":{"type":"plain_text","text":"Go"}}`) + `}]`, "no more than 25 items allowed [json-pointer:/blocks/0/elements]"},
		{"a long button", button(`,"value":"` + long(2001) + `"`), "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]"},
		{"a button's own style", button(`,"style":"default"`), "must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]"},
		{"a property that is not there", button(`,"colour":"red"`), "invalid additional property: colour [json-pointer:/blocks/0/elements/0]"},
		{"a dialog without deny", button(`,"confirm":{"title":{"type":"plain_text","text":"t"},"text":{"type":"mrkdwn","text":"t"},"confirm":{"type":"plain_text","text":"Do"}}`), "missing required field: deny [json-pointer:/blocks/0/elements/0/confirm]"},
		{"a block id twice", `[{"type":"divider","block_id":"a"},{"type":"divider","block_id":"a"}]`, `block_id "a" already exists [json-pointer:/blocks/1/block_id]`},
		{"an action id twice in a block", `[{"type":"actions","elements":` + repeat(2, `{"type":"button","action_id":"go","text":{"type":"plain_text","text":"Go"}}`) + `}]`, `action_id "go" already exists in this block [json-pointer:/blocks/0/elements/1/action_id]`},
		{"six in an overflow", inSection(`{"type":"overflow","options":` + repeat(6, option("v")) + `}`), "no more than 5 items allowed [json-pointer:/blocks/0/accessory/options]"},
		{"a long option value", inSection(`{"type":"static_select","options":[` + option(long(76)) + `]}`), "must be less than 76 characters [json-pointer:/blocks/0/accessory/options/0/value]"},
		{"a menu of nothing", inSection(`{"type":"static_select"}`), "exactly one of options and option_groups is required [json-pointer:/blocks/0/accessory]"},
		{"a text input in a section", inSection(`{"type":"plain_text_input"}`), "unsupported type: plain_text_input in section [json-pointer:/blocks/0/accessory]"},
		{"an image without words", `[{"type":"image","image_url":"https://example.com/a.png"}]`, "missing required field: alt_text [json-pointer:/blocks/0]"},
		{"markdown beyond 12,000 in all", `[{"type":"markdown","text":"` + long(7000) + `"},{"type":"markdown","text":"` + long(6000) + `"}]`, "less than 12001 characters together [json-pointer:/blocks]"},
		{"a table of 101 rows", `[{"type":"table","rows":` + repeat(101, `[{"type":"raw_text","text":"x"}]`) + `}]`, "no more than 100 items allowed [json-pointer:/blocks/0/rows]"},
		{"null", `[{"type":"section","text":null,"fields":[{"type":"mrkdwn","text":"x"}]}]`, "must not be null [json-pointer:/blocks/0/text]"},
		{"no list", `{"type":"divider"}`, "must be an array [json-pointer:/blocks]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, why := w.postBlocks(c.blocks)
			if got != "invalid_blocks" || !strings.Contains(why, c.want) {
				t.Errorf("%q with\n%s\nwant %s", got, why, c.want)
			}
		})
	}
	if got, _ := w.postBlocks(`[{"type":`); got != "invalid_blocks_format" {
		t.Errorf("broken JSON: %q", got)
	}
	if got, _ := w.postBlocks(repeat(5, `{"type":"section","text":{"type":"mrkdwn","text":"`+long(2900)+`"}}`)); got != "msg_blocks_too_long" {
		t.Errorf("14,500 characters of blocks: %q", got)
	}
	if got := w.messages("channel=ops"); len(got) != 0 {
		t.Errorf("%d refused messages are shown", len(got))
	}
	if len(w.slack.Violations()) != 28 {
		t.Errorf("%d violations: %q", len(w.slack.Violations()), w.slack.Violations())
	}
}

// Everything that the bot's library can build within the limits is taken.
func TestBlocksWithinTheLimitsAreTaken(t *testing.T) {
	w := start(t)
	opt := slack.NewOptionBlockObject("v", plain("One"), plain("about it"))
	confirm := slack.NewConfirmationBlockObject(plain("Sure?"), plain("It stops."), plain("Stop"), plain("Keep"))
	danger := slack.NewButtonBlockElement("stop", "pause now", plain("Stop")).WithStyle(slack.StyleDanger).WithConfirm(confirm)
	date := slack.NewDatePickerBlockElement("day")
	date.InitialDate = "2027-01-31"
	people := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, plain("Who"), "who")
	people.InitialUser = "lee"
	_, _, err := w.api.PostMessage("ops", slack.MsgOptionText("all of it", false), slack.MsgOptionBlocks(
		slack.NewHeaderBlock(plain("Header")),
		slack.NewSectionBlock(slack.NewTextBlockObject("mrkdwn", "*text*", false, true), []*slack.TextBlockObject{plain("a"), plain("b")}, slack.NewAccessory(danger)),
		slack.NewDividerBlock(),
		slack.NewContextBlock("ctx", slack.NewTextBlockObject("mrkdwn", "small", false, false)),
		slack.NewActionBlock("acts", slack.NewButtonBlockElement("go", "incident ack INC-7", plain("Go")).WithStyle(slack.StylePrimary),
			slack.NewOverflowBlockElement("more", opt), people, date,
			slack.NewOptionsSelectBlockElement(slack.OptTypeConversations, plain("Where"), "where"),
			slack.NewRadioButtonsBlockElement("radio", opt), slack.NewCheckboxGroupsBlockElement("checks", opt)),
		slack.NewSectionBlock(plain("menu"), nil, slack.NewAccessory(slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain("Pick"), "pick", opt))),
		slack.NewInputBlock("in", plain("Why"), plain("a hint"), slack.NewPlainTextInputBlockElement(plain("Because"), "why")),
	))
	if err != nil {
		var no slack.SlackErrorResponse
		errors.As(err, &no)
		t.Fatalf("%v %q", err, no.ResponseMetadata.Messages)
	}
	w.clean()
	for i, b := range w.messages("channel=ops")[0].Blocks {
		if b["block_id"] == nil || b["block_id"] == "" {
			t.Errorf("block %d has no id: %v", i, b)
		}
	}
}

func TestInvalidViewsAreNamedWithAPointer(t *testing.T) {
	w := start(t)
	for _, c := range []struct{ name, view, want string }{
		{"a long title", `{"type":"modal","title":{"type":"plain_text","text":"A title that is far too long"},"blocks":[]}`, "must be less than 25 characters [json-pointer:/view/title/text]"},
		{"no title", `{"type":"modal","blocks":[]}`, "missing required field: title [json-pointer:/view]"},
		{"an input without submit", `{"type":"modal","title":{"type":"plain_text","text":"T"},"blocks":[{"type":"input","label":{"type":"plain_text","text":"L"},"element":{"type":"plain_text_input"}}]}`, "missing required field: submit"},
		{"a long memory", fmt.Sprintf(`{"type":"modal","title":{"type":"plain_text","text":"T"},"private_metadata":%q,"blocks":[]}`, strings.Repeat("x", 3001)), "must be less than 3001 characters [json-pointer:/view/private_metadata]"},
		{"a table", `{"type":"modal","title":{"type":"plain_text","text":"T"},"blocks":[{"type":"table","rows":[[{"type":"raw_text","text":"x"}]]}]}`, "unsupported type: table in a modal [json-pointer:/view/blocks/0]"},
		{"two that want the cursor", `{"type":"modal","title":{"type":"plain_text","text":"T"},"submit":{"type":"plain_text","text":"S"},"blocks":` +
			repeat(2, `{"type":"input","label":{"type":"plain_text","text":"L"},"element":{"type":"plain_text_input","focus_on_load":true}}`) + `}`, "no more than 1 element may have focus_on_load [json-pointer:/view/blocks]"},
		{"a home tab", `{"type":"home","blocks":[]}`, "must be one of: [modal] [json-pointer:/view/type]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := http.NewRequest("POST", w.apiURL+"/api/views.open", strings.NewReader(`{"trigger_id":"x","view":`+c.view+`}`))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Authorization", "Bearer "+botToken)
			resp, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			var a slack.SlackResponse
			if err := json.NewDecoder(resp.Body).Decode(&a); err != nil {
				t.Fatal(err)
			}
			if why := strings.Join(a.ResponseMetadata.Messages, "\n"); a.Error != "invalid_arguments" || !strings.Contains(why, c.want) {
				t.Errorf("%q with %s, want %s", a.Error, why, c.want)
			}
		})
	}
}
