package play

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// Client uses a playground's controls over HTTP, as the page and scripts do.
type Client struct{ URL string }

// Message is a message as the controls show it.
type Message struct {
	Channel   string          `json:"channel"`
	TS        string          `json:"ts"`
	Thread    string          `json:"thread"`
	User      string          `json:"user"`
	Text      string          `json:"text"`
	Blocks    json.RawMessage `json:"blocks"`
	Ephemeral bool            `json:"ephemeral"`
	Edited    bool            `json:"edited"`
}

// Outcome is what a person newly sees of what they did.
type Outcome struct {
	Messages []Message         `json:"messages"`
	View     json.RawMessage   `json:"view"`
	Home     json.RawMessage   `json:"home"`
	Errors   map[string]string `json:"errors"`
}

// Type types a line as somebody, in a channel or, with "", in the bot's direct
// messages.
func (c Client) Type(ctx context.Context, user, channel, thread, text string) (Outcome, error) {
	return c.post(ctx, "/play/command", map[string]any{"user": user, "channel": channel, "thread": thread, "text": text})
}

// Click presses a button by its text or action id; ts "" means the newest
// message that has it.
func (c Client) Click(ctx context.Context, user, channel, ts, action string) (Outcome, error) {
	return c.post(ctx, "/play/click", map[string]any{"user": user, "channel": channel, "ts": ts, "action": action})
}

// ClickView presses a button of a form or home tab by the view's id.
func (c Client) ClickView(ctx context.Context, user, view, action string) (Outcome, error) {
	return c.post(ctx, "/play/click", map[string]any{"user": user, "view": view, "action": action})
}

// Submit submits the open form.
func (c Client) Submit(ctx context.Context, user, view string, values map[string]string) (Outcome, error) {
	return c.post(ctx, "/play/submit", map[string]any{"user": user, "view": view, "values": values})
}

// File posts a file as somebody.
func (c Client) File(ctx context.Context, user, channel, name string, content []byte) (Outcome, error) {
	return c.post(ctx, "/play/file", map[string]any{"user": user, "channel": channel, "name": name, "content": string(content)})
}

// OpenHome opens somebody's home tab and returns it as Home.
func (c Client) OpenHome(ctx context.Context, user string) (Outcome, error) {
	return c.post(ctx, "/play/home", map[string]any{"user": user, "tab": "home"})
}

// Fault arms a fault.
func (c Client) Fault(ctx context.Context, fault map[string]any) error {
	_, err := c.post(ctx, "/play/fault", fault)
	return err
}

// Deactivate deactivates an account.
func (c Client) Deactivate(ctx context.Context, user string) error {
	_, err := c.post(ctx, "/play/person", map[string]any{"user": user, "deactivate": true})
	return err
}

// Messages are those of a channel, of somebody's direct messages, or of a
// channel as somebody sees it, oldest first.
func (c Client) Messages(ctx context.Context, user, channel string) ([]Message, error) {
	q := url.Values{}
	if user != "" {
		q.Set("user", user)
	}
	if channel != "" {
		q.Set("channel", channel)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.URL+"/play/messages?"+q.Encode(), nil)
	if err != nil {
		return nil, err
	}
	o, err := c.do(req)
	return o.Messages, err
}

// Journal writes every payload that the bot sent, as JSON lines.
func (c Client) Journal(ctx context.Context, w io.Writer) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.URL+"/play/journal", nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(w, resp.Body)
	return err
}

func (c Client) post(ctx context.Context, path string, body any) (Outcome, error) {
	b, err := json.Marshal(body)
	if err != nil {
		return Outcome{}, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.URL+path, bytes.NewReader(b))
	if err != nil {
		return Outcome{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	return c.do(req)
}

func (c Client) do(req *http.Request) (Outcome, error) {
	var o Outcome
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return o, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return o, err
	}
	if resp.StatusCode != http.StatusOK {
		return o, fmt.Errorf("%s answered %s: %s", req.URL.Path, resp.Status, b)
	}
	return o, json.Unmarshal(b, &o)
}
