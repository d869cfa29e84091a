package fakeslack

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// received is one message that the bot sent, and who got it.
type received struct {
	TS      string `json:"ts"`
	Place   string `json:"place"`
	Person  string `json:"person,omitempty"`  // who got it, for direct messages and answers
	Channel string `json:"channel,omitempty"` // where it stands, outside direct messages
	Thread  string `json:"thread,omitempty"`
	Answer  bool   `json:"answer,omitempty"` // seen by the one who asked, and by nobody else
	Text    string `json:"text"`
}

// tally is how many messages somebody, or a channel, got.
type tally struct {
	ID    string `json:"id"`
	Count int    `json:"count"`
}

// channelTally is how many messages a channel got, and somebody who sees it.
type channelTally struct {
	tally
	Name   string `json:"name"`
	Member string `json:"member,omitempty"`
}

// inbox is everybody's inbox: what the bot sent, in the order in which it did, newest last. Direct messages count for a
// person, posts and replies for a channel; answers that only the asker sees count for nobody. An edit is no message.
type inbox struct {
	People   []tally        `json:"people"`
	Channels []channelTally `json:"channels"`
	Total    int            `json:"total"` // of the messages asked for, whether or not they are all answered
	Messages []received     `json:"messages"`
}

// wanted narrows an inbox.
type wanted struct {
	of      string // a person's id, or a channel's behind #; empty: everybody's
	since   string // the earliest ts; empty: all
	answers bool   // answers too
	limit   int    // the newest so many messages; 0: all
}

// inbox collects what the bot sent. Called with the lock held.
func (s *Slack) inbox(w wanted) inbox {
	var all []received
	counts := map[string]int{}
	for place, list := range s.world.Messages {
		for _, m := range list {
			if m.User != BotUser || w.since != "" && compareTS(m.TS, w.since) < 0 {
				continue
			}
			r := s.received(place, m)
			if !r.Answer {
				counts[r.owner()]++
			} else if !w.answers {
				continue
			}
			if w.of == "" || w.of == r.Person || w.of == r.owner() {
				all = append(all, r)
			}
		}
	}
	slices.SortFunc(all, func(a, b received) int { return compareTS(a.TS, b.TS) })
	box := inbox{People: []tally{}, Channels: []channelTally{}, Total: len(all), Messages: []received{}}
	for _, p := range s.world.People {
		if p.Kind != Bot {
			box.People = append(box.People, tally{p.ID, counts[p.ID]})
		}
	}
	for _, c := range s.world.Channels {
		if n := counts["#"+c.ID]; n > 0 || "#"+c.ID == w.of {
			box.Channels = append(box.Channels, channelTally{tally{c.ID, n}, c.Name, s.someone(c)})
		}
	}
	if w.limit > 0 && len(all) > w.limit {
		all = all[len(all)-w.limit:]
	}
	box.Messages = append(box.Messages, all...)
	return box
}

func (s *Slack) received(place string, m *message) received {
	r := received{TS: m.TS, Place: place, Person: m.For, Thread: m.Thread, Answer: m.For != "", Text: m.Text}
	if p := s.world.dmWith(place); p != nil {
		r.Person = p.ID
	} else {
		r.Channel = place
	}
	return r
}

// someone is a person who is in a channel, if anybody is.
func (s *Slack) someone(c *Channel) string {
	for _, id := range c.Members {
		if p := s.world.person(id); p != nil && p.Kind != Bot && !p.Deactivated {
			return id
		}
	}
	return ""
}

// owner is for whom a message counts: a channel, behind #, or a person.
func (r received) owner() string {
	if r.Channel != "" {
		return "#" + r.Channel
	}
	return r.Person
}

// serveInbox answers everybody's inbox: of a person or a channel, since a time, with answers, the newest so many.
func (s *Slack) serveInbox(w http.ResponseWriter, r *http.Request) {
	box, err := s.inboxAsked(r)
	if err != nil {
		writeError(w, err)
		return
	}
	writeJSON(w, http.StatusOK, box)
}

func (s *Slack) inboxAsked(r *http.Request) (inbox, error) {
	q := r.URL.Query()
	asked := wanted{answers: q.Get("answers") != "", limit: numberOf(json.Number(q.Get("limit")), 0)}
	if since := q.Get("since"); since != "" {
		t, err := time.Parse(time.RFC3339, since)
		if err != nil {
			return inbox{}, wrongRequest("since: %q is not a time such as 2027-01-04T09:00:00Z", since)
		}
		asked.since = fmt.Sprintf("%d.%06d", t.Unix(), t.Nanosecond()/1e3)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if of := q.Get("of"); of != "" {
		if asked.of = s.inboxOwner(of); asked.of == "" {
			return inbox{}, unknown("there is nobody and no channel called %q", of)
		}
	}
	return s.inbox(asked), nil
}

// inboxOwner finds a person, or a channel written with #.
func (s *Slack) inboxOwner(name string) string {
	if name, ok := strings.CutPrefix(name, "#"); ok {
		for _, c := range s.world.Channels {
			if c.ID == name || strings.EqualFold(c.Name, name) {
				return "#" + c.ID
			}
		}
		return ""
	}
	if p := s.personNamed(name); p != nil && p.Kind != Bot {
		return p.ID
	}
	return ""
}
