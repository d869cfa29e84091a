package fakeslack

import (
	"encoding/json"
	"io"
	"maps"
)

// entry is one payload that the bot sent.
type entry struct {
	Method string         `json:"method"`
	Args   map[string]any `json:"args"`
}

// maxJournal bounds the journal of a long run; the oldest half goes first.
const maxJournal = 50_000

// record notes a payload, the token left out. Besides Web API methods there are ack.slash_command and
// ack.view_submission (HTTP answers of the bot) and response_url.
func (s *Slack) record(method string, args map[string]any) {
	args = maps.Clone(args)
	delete(args, "token")
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.journal) >= maxJournal {
		s.journal = append(s.journal[:0:0], s.journal[maxJournal/2:]...)
	}
	s.journal = append(s.journal, entry{method, args})
}

// WriteJournal writes every payload that the bot sent, one JSON line each.
func (s *Slack) WriteJournal(w io.Writer) error {
	s.mu.Lock()
	list := s.journal[:len(s.journal):len(s.journal)]
	s.mu.Unlock()
	e := json.NewEncoder(w)
	for _, x := range list {
		if err := e.Encode(x); err != nil {
			return err
		}
	}
	return nil
}
