package fakeslack

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// delivery is one event on its way to the bot.
type delivery struct {
	ID     string         `json:"id"`
	Time   int64          `json:"time"` // seconds
	Event  map[string]any `json:"event"`
	Tries  int            `json:"tries"`
	Reason string         `json:"reason,omitempty"` // why the last try failed
	Due    time.Time      `json:"due"`              // of the next try, on the world's clock
}

// retryAfter is when Slack tries an event again after it failed for the first, second and third time.
var retryAfter = []time.Duration{0, time.Minute, 5 * time.Minute}

// emit sends an event. A failed delivery is repeated at once, and then by Redeliver after one and five minutes.
func (s *Slack) emit(ctx context.Context, event map[string]any) {
	s.mu.Lock()
	d := &delivery{ID: s.world.id("Ev"), Time: s.opt.Now().Unix(), Event: event}
	twice := s.takeDelivery(Duplicate, "event")
	if s.late == nil && s.takeDelivery(Late, "event") {
		s.late = d
		s.mu.Unlock()
		return
	}
	after := s.late
	s.late = nil
	s.mu.Unlock()
	s.deliver(ctx, d)
	if twice {
		s.deliver(ctx, &delivery{ID: d.ID, Time: d.Time, Event: d.Event})
	}
	if after != nil {
		s.deliver(ctx, after)
	}
}

// deliver tries an event once, and again while the next try is due at once.
func (s *Slack) deliver(ctx context.Context, d *delivery) {
	for {
		a := s.send(ctx, "/slack/events", "application/json", s.eventBody(d), retryHeader(d))
		d.Tries++
		switch {
		case a.timedOut():
			d.Reason = "http_timeout"
		case a.err != nil:
			d.Reason = "connection_failed"
		case a.status < 200 || a.status > 299:
			d.Reason = "http_error"
			if a.header.Get("X-Slack-No-Retry") == "1" {
				return
			}
		default:
			return
		}
		if d.Tries > len(retryAfter) {
			return // Slack gives up
		}
		wait := retryAfter[d.Tries-1]
		if wait == 0 {
			continue
		}
		s.mu.Lock()
		d.Due = s.opt.Now().Add(wait)
		s.world.Pending = append(s.world.Pending, d)
		s.mu.Unlock()
		return
	}
}

func retryHeader(d *delivery) http.Header {
	if d.Tries == 0 {
		return nil
	}
	return http.Header{"X-Slack-Retry-Num": {strconv.Itoa(d.Tries)}, "X-Slack-Retry-Reason": {d.Reason}}
}

func (s *Slack) eventBody(d *delivery) []byte {
	body, err := json.Marshal(map[string]any{
		"token": "not-used", "team_id": TeamID, "api_app_id": AppID, "type": "event_callback", "event": d.Event,
		"event_id": d.ID, "event_time": d.Time, "is_ext_shared_channel": false,
		"authorizations": []any{map[string]any{
			"enterprise_id": nil, "team_id": TeamID, "user_id": BotUser, "is_bot": true, "is_enterprise_install": false,
		}},
	})
	if err != nil {
		panic(err) // events are made here, of strings and lists
	}
	return body
}

// Redeliver tries again what is due by the world's clock. Controls do so before anything else; a clock that moves the
// world calls it when NextRedelivery has come.
func (s *Slack) Redeliver(ctx context.Context) {
	s.mu.Lock()
	var due, wait []*delivery
	for _, d := range s.world.Pending {
		if d.Due.After(s.opt.Now()) {
			wait = append(wait, d)
		} else {
			due = append(due, d)
		}
	}
	s.world.Pending = wait
	s.mu.Unlock()
	for _, d := range due {
		s.deliver(ctx, d)
	}
}

// NextRedelivery says when the next event is to be tried again, by the world's clock.
func (s *Slack) NextRedelivery() (time.Time, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var next time.Time
	for _, d := range s.world.Pending {
		if next.IsZero() || d.Due.Before(next) {
			next = d.Due
		}
	}
	return next, !next.IsZero()
}

// announce sends the event that a person's message causes, if any: a mention of the bot in a channel it is in, or
// anything in its direct messages.
func (s *Slack) announce(ctx context.Context, m *message) {
	if event := s.eventOf(m); event != nil {
		s.emit(ctx, event)
	}
}

func (s *Slack) eventOf(m *message) map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	event := map[string]any{
		"user": m.User, "text": m.Text, "ts": m.TS, "event_ts": m.TS, "channel": m.Place,
		"team": s.world.person(m.User).team(), "client_msg_id": "msg-" + m.TS,
	}
	if m.Thread != "" {
		event["thread_ts"] = m.Thread
	}
	if len(m.Files) > 0 {
		event["files"], event["upload"] = s.wireFiles(m.Files), false
	}
	switch {
	case s.world.dmWith(m.Place) != nil:
		event["type"], event["channel_type"] = "message", "im"
		if len(m.Files) > 0 {
			event["subtype"] = "file_share"
		}
	case !strings.Contains(m.Text, "<@"+BotUser+">"):
		return nil
	case !s.world.member(m.Place, BotUser):
		s.whisper(m.Place, m.Thread, m.User, "You mentioned <@"+BotUser+">, but they're not in this channel.")
		return nil
	default:
		event["type"] = "app_mention"
	}
	return event
}
