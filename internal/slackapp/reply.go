package slackapp

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/slack-go/slack"

	"github.com/rolloutbot/rollout/internal/view"
)

// answer is the body by which a slash command or a response URL is answered.
type answer struct {
	ResponseType    string        `json:"response_type,omitempty"`
	ReplaceOriginal bool          `json:"replace_original"`
	Text            string        `json:"text"`
	Blocks          []slack.Block `json:"blocks"` // slack.Blocks would be encoded twice
}

func answerOf(c view.Card, public bool) answer {
	a := answer{ResponseType: slack.ResponseTypeEphemeral, Text: c.Text, Blocks: blocksOf(c.Blocks)}
	if public {
		a.ResponseType = slack.ResponseTypeInChannel
	}
	return a
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	// The reader has gone when this fails; there is nobody left to tell.
	_ = json.NewEncoder(w).Encode(v)
}

// respond sends a card through a response URL, which Slack honours five times
// within half an hour. Slack's answer to a spent one is an error here.
func (c *Client) respond(ctx context.Context, address string, card view.Card, public bool) error {
	body, err := json.Marshal(answerOf(card, public))
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the response address answered %s", resp.Status)
	}
	return nil
}

// whisper shows a card to one person in a channel or thread, or posts it in
// their direct messages, where nobody else reads it.
func (c *Client) whisper(ctx context.Context, channel, user, thread string, direct bool, card view.Card) error {
	options := []slack.MsgOption{
		slack.MsgOptionText(card.Text, false),
		slack.MsgOptionBlocks(blocksOf(card.Blocks)...),
	}
	if thread != "" {
		options = append(options, slack.MsgOptionTS(thread))
	}
	if direct {
		_, _, err := c.api.PostMessageContext(ctx, channel, options...)
		return err
	}
	_, err := c.api.PostEphemeralContext(ctx, channel, user, options...)
	return err
}

// where remembers, in a form, the place its answer belongs to.
type where struct {
	Line         string `json:"line"`
	Channel      string `json:"channel,omitempty"` // "" in direct messages
	Conversation string `json:"conversation,omitempty"`
	Thread       string `json:"thread,omitempty"`
}

func viewOf(f view.Form, at where) slack.ModalViewRequest {
	at.Line = f.Line
	// Three short strings: marshalling them cannot fail.
	meta, _ := json.Marshal(at)
	v := slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: "form", Title: plain(f.Title), Close: plain("Cancel"),
		PrivateMetadata: string(meta), Blocks: slack.Blocks{BlockSet: blocksOf(f.Blocks)},
	}
	if f.Submit != "" {
		v.Submit = plain(f.Submit)
	}
	return v
}

// done is the view that a submitted form turns into: its answer.
func done(c view.Card, title string, at where) slack.ModalViewRequest {
	meta, _ := json.Marshal(at)
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: "answer", Title: plain(title), Close: plain("Close"),
		PrivateMetadata: string(meta), Blocks: slack.Blocks{BlockSet: blocksOf(c.Blocks)},
	}
}

// open shows a form. The trigger lives three seconds and works once.
func (c *Client) open(ctx context.Context, trigger string, f view.Form, at where) error {
	_, err := c.api.OpenViewContext(ctx, trigger, viewOf(f, at))
	return err
}

// formButton stands in for a form where none can be opened: a message has no
// trigger, a button has.
func formButton(f view.Form, line string) view.Card {
	return view.Card{
		Text: f.Title,
		Blocks: []view.Block{view.Section{
			Text:   view.Line(f.Title),
			Button: &view.Button{Text: "Open the form", Line: line, Style: view.Primary},
		}},
	}
}
