package fakeslack

import (
	"cmp"
	"slices"
	"time"
)

// message is one message in a place. Blocks are as Slack keeps them: with ids where the bot gave none.
type message struct {
	Place     string   `json:"place"`
	TS        string   `json:"ts"`
	Thread    string   `json:"thread,omitempty"` // ts of the thread's first message, when this is a reply
	Broadcast bool     `json:"broadcast,omitempty"`
	User      string   `json:"user"`
	For       string   `json:"for,omitempty"` // the only person who sees it: ephemeral
	Text      string   `json:"text"`
	Blocks    []any    `json:"blocks,omitempty"`
	Metadata  any      `json:"metadata,omitempty"`
	Files     []string `json:"files,omitempty"`
	Edited    string   `json:"edited,omitempty"` // ts of the last edit
	Rev       int64    `json:"rev"`              // of the world, when it was last posted or edited
}

func indexKey(place, ts string) string { return place + " " + ts }

func (s *Slack) reindex() {
	s.index, s.threads = map[string]*message{}, map[string][]*message{}
	for _, list := range s.world.Messages {
		for _, m := range list {
			s.enter(m)
		}
	}
}

func (s *Slack) enter(m *message) {
	s.index[indexKey(m.Place, m.TS)] = m
	if m.Thread != "" && m.For == "" {
		k := indexKey(m.Place, m.Thread)
		s.threads[k] = append(s.threads[k], m)
	}
}

// post adds a message under a new timestamp. Called with the lock held.
func (s *Slack) post(m message) *message {
	m.TS = s.world.stamp(s.opt.Now())
	m.Rev = s.changed()
	s.world.Messages[m.Place] = append(s.world.Messages[m.Place], &m)
	s.enter(&m)
	if s.world.dmWith(m.Place) != nil {
		s.world.OpenDMs[m.Place] = true
	}
	return &m
}

// whisper is an ephemeral message by Slack itself.
func (s *Slack) whisper(place, thread, person, text string) *message {
	return s.post(message{Place: place, Thread: thread, User: Slackbot, For: person, Text: text})
}

func (s *Slack) message(place, ts string) *message { return s.index[indexKey(place, ts)] }

// edited notes that a message was changed now.
func (s *Slack) edited(m *message) {
	m.Edited = stampOf(s.opt.Now())
	m.Rev = s.changed()
}

func stampOf(t time.Time) string {
	w := world{}
	return w.stamp(t)
}

func (s *Slack) remove(m *message) {
	same := func(o *message) bool { return o == m }
	delete(s.index, indexKey(m.Place, m.TS))
	k := indexKey(m.Place, m.Thread)
	s.threads[k] = slices.DeleteFunc(s.threads[k], same)
	s.world.Messages[m.Place] = slices.DeleteFunc(s.world.Messages[m.Place], same)
	s.changed()
}

// sees says whether a person could read a message.
func (s *Slack) sees(person string, m *message) bool {
	if m.For != "" {
		return m.For == person
	}
	return s.world.mayLook(m.Place, person)
}

// newSince returns what a person newly sees after a revision: posted or edited, in their channels and direct messages,
// oldest first.
func (s *Slack) newSince(person string, rev int64) []*message {
	var list []*message
	for place, all := range s.world.Messages {
		if !s.world.member(place, person) {
			continue
		}
		for _, m := range all {
			if m.Rev > rev && s.sees(person, m) {
				list = append(list, m)
			}
		}
	}
	// In the order in which they happened: a card that was edited now comes after what was said before.
	slices.SortFunc(list, func(a, b *message) int { return cmp.Compare(a.Rev, b.Rev) })
	return list
}

// replies is what was said in a message's thread, oldest first, ephemerals left out.
func (s *Slack) replies(m *message) []*message { return s.threads[indexKey(m.Place, m.TS)] }
