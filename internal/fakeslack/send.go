package fakeslack

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// ackDeadline is how long the bot has for an answer, on the wire's clock.
const ackDeadline = 3 * time.Second

// maxAck bounds what is read of an answer.
const maxAck = 1 << 20

// newSender is a client that follows no redirects and uses no proxy: the bot is on this machine.
func newSender() *http.Client {
	return &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: 64},
		Timeout:       ackDeadline,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// ack is how the bot took a request.
type ack struct {
	status int
	header http.Header
	body   []byte
	err    error // no answer
}

func (a ack) timedOut() bool {
	var n net.Error
	return errors.As(a.err, &n) && n.Timeout()
}

// send signs a body and posts it to the bot.
func (s *Slack) send(ctx context.Context, path, contentType string, body []byte, extra http.Header) ack {
	s.mu.Lock()
	base := s.botURL
	s.mu.Unlock()
	if base == "" {
		return ack{err: errors.New("the bot is down")}
	}
	// A person who closes the page does not take back what they did.
	r, err := http.NewRequestWithContext(context.WithoutCancel(ctx), http.MethodPost, base+path, bytes.NewReader(body))
	if err != nil {
		return ack{err: err}
	}
	stamp := strconv.FormatInt(time.Now().Unix(), 10)
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)")
	r.Header.Set("X-Slack-Request-Timestamp", stamp)
	r.Header.Set("X-Slack-Signature", sign(s.opt.Secret, stamp, body))
	for k, v := range extra {
		r.Header[k] = v
	}
	resp, err := s.client.Do(r)
	if err != nil {
		return ack{err: err}
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxAck))
	return ack{status: resp.StatusCode, header: resp.Header, body: answer, err: err}
}

func (s *Slack) sendForm(ctx context.Context, path string, form url.Values) ack {
	return s.send(ctx, path, "application/x-www-form-urlencoded", []byte(form.Encode()), nil)
}

// sign is Slack's signature of a request, version 0.
func sign(secret, stamp string, body []byte) string {
	h := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(h, "v0:%s:", stamp)
	h.Write(body)
	return "v0=" + hex.EncodeToString(h.Sum(nil))
}
