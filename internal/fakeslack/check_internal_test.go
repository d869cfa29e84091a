package fakeslack

import (
	"encoding/json"
	"slices"
	"testing"
)

// The vector that Slack publishes.
func TestSignatureVector(t *testing.T) {
	body := "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
	want := "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
	if got := sign("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", []byte(body)); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// Whatever JSON comes as blocks, it is refused with a reason or taken, and what is taken can be shown, pressed and sent.
func FuzzBlocks(f *testing.F) {
	for _, seed := range []string{
		`[]`, `{}`, `null`, `[null]`, `[{"type":"section"}]`, `[{"type":"divider","block_id":7}]`,
		`[{"type":"section","text":{"type":"mrkdwn","text":"x"},"accessory":{"type":"static_select","options":[{"text":{"type":"plain_text","text":"a"},"value":"a"}]}}]`,
		`[{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"Go"},"value":"v"},{"type":"datepicker"}]}]`,
		`[{"type":"input","label":{"type":"plain_text","text":"L"},"element":{"type":"plain_text_input","max_length":3}}]`,
		`[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"x"}]}]}]`,
		`[{"type":"table","rows":[[{"type":"raw_text","text":"x"},{"type":"rich_text","elements":[]}]],"column_settings":[null]}]`,
		`[{"type":"context","elements":[{"type":"image","alt_text":"x","image_url":"https://example.com"},{"type":"mrkdwn","text":"x"}]}]`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var blocks any
		if decode([]byte(text), &blocks) != nil {
			t.Skip()
		}
		code, why := checkMessageBlocks(blocks)
		if code != "" {
			if len(why) == 0 {
				t.Error("refused without a reason")
			}
			return
		}
		s := New(Options{People: []Person{{ID: "maya", Name: "maya"}}})
		kept := s.world.withIDs(blocks)
		if code, why := checkMessageBlocks(kept); code != "" && code != "msg_blocks_too_long" {
			t.Errorf("with ids: %s %q", code, why)
		}
		values := s.stateOf("maya", kept, nil, press{})
		if _, err := json.Marshal(values); err != nil {
			t.Error(err)
		}
		for _, b := range kept {
			for _, e := range elementsOf(b.(map[string]any)) {
				if e["type"] != "image" && asText(e["action_id"]) == "" {
					t.Errorf("no action id on %v", e)
				}
			}
		}
		_, _ = findElement(kept, "Go", nil)
	})
}

// Whatever is typed, no person's text becomes a mention that nobody typed, and nothing is lost.
func FuzzEscape(f *testing.F) {
	for _, seed := range []string{"@maya", "#ops.", "<!channel>", "a&b<c>", "https://example.com/?a=1&b=2).", "@", "##", "\xff@maya", "@maya@maya"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		people, channels := Playground()
		s := New(Options{People: people, Channels: channels})
		sent := s.escape("maya", line)
		if slices.Contains([]byte(line), '<') && !slices.Contains([]byte(line), '@') && !slices.Contains([]byte(line), '#') &&
			!slices.Contains([]byte(line), ':') && slices.Contains([]byte(sent), '<') {
			t.Errorf("%q became %q", line, sent)
		}
		if len(sent) < len(line) {
			t.Errorf("%q lost something: %q", line, sent)
		}
	})
}
