package fakeslack

import (
	"encoding/json"
	"errors"
	"mime"
	"net"
	"net/http"
	"slices"
)

// Play serves the page and its controls, to this computer only: requests for another host name, from other sites or
// with a body that is not JSON are refused. The clock (/play/clock) is mounted beside it by whoever owns the time.
func (s *Slack) Play() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /play/command", control(s.typeLineRequest))
	mux.HandleFunc("POST /play/click", control(s.clickRequest))
	mux.HandleFunc("POST /play/submit", control(s.submitRequest))
	mux.HandleFunc("POST /play/file", control(s.fileRequest))
	mux.HandleFunc("POST /play/person", control(s.personRequest))
	mux.HandleFunc("POST /play/fault", control(s.faultRequest))
	mux.HandleFunc("POST /play/close", control(s.closeRequest))
	mux.HandleFunc("POST /play/read", control(s.readRequest))
	mux.HandleFunc("POST /play/home", control(s.homeRequest))
	mux.HandleFunc("GET /play/fault", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, map[string]any{"armed": s.Armed()})
	})
	mux.HandleFunc("GET /play/people", s.servePeople)
	mux.HandleFunc("GET /play/messages", s.serveMessages)
	mux.HandleFunc("GET /play/journal", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/jsonl; charset=utf-8")
		_ = s.WriteJournal(w) // a reader that went away hears nothing
	})
	mux.HandleFunc("GET /play/violations", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, map[string]any{"violations": append([]string{}, s.Violations()...)})
	})
	mux.HandleFunc("GET /play/world", s.serveWorld)
	mux.HandleFunc("GET /play/inbox", s.serveInbox)
	mux.HandleFunc("GET /play/commands", func(w http.ResponseWriter, r *http.Request) {
		all := []Suggestion{}
		if s.opt.Suggestions != nil {
			all = append(all, s.opt.Suggestions(r.Context())...)
		}
		writeJSON(w, http.StatusOK, map[string]any{"commands": all})
	})
	mux.HandleFunc("GET /play/events", s.serveEvents)
	mux.HandleFunc("GET /play/download", s.servePersonDownload)
	mux.Handle("GET /", pageHandler())
	return loopbackOnly(http.NewCrossOriginProtection().Handler(mux))
}

// Guard wraps a handler that is mounted beside Play, so that it refuses what Play refuses.
func Guard(next http.Handler) http.Handler {
	return loopbackOnly(http.NewCrossOriginProtection().Handler(next))
}

// loopbackOnly refuses requests that name another host, so that no web page can reach the controls by a name of its own.
func loopbackOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if h, _, err := net.SplitHostPort(host); err == nil {
			host = h
		}
		ip := net.ParseIP(trimBrackets(host))
		if host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			writeError(w, refusal{http.StatusForbidden, "the playground answers only under localhost or a loopback address"})
			return
		}
		if r.Method == http.MethodPost {
			if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/json" {
				writeError(w, refusal{http.StatusUnsupportedMediaType, "send the body as application/json"})
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

func trimBrackets(host string) string {
	if len(host) > 1 && host[0] == '[' && host[len(host)-1] == ']' {
		return host[1 : len(host)-1]
	}
	return host
}

// maxControl bounds the body of a control: a file and what surrounds it.
const maxControl = maxFile * 2

// control reads a body, runs a control and writes its answer.
func control[B any](run func(*http.Request, B) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var body B
		d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxControl))
		d.UseNumber()
		if err := d.Decode(&body); err != nil {
			var large *http.MaxBytesError
			if errors.As(err, &large) {
				writeError(w, refusal{http.StatusRequestEntityTooLarge, "the body is too large"})
				return
			}
			writeError(w, wrongRequest("the body is not the JSON that is expected: %v", err))
			return
		}
		answer, err := run(r, body)
		if err != nil {
			writeError(w, err)
			return
		}
		writeJSON(w, http.StatusOK, answer)
	}
}

func writeError(w http.ResponseWriter, err error) {
	status := http.StatusInternalServerError
	var no refusal
	if errors.As(err, &no) {
		status = no.status
	}
	writeJSON(w, status, map[string]any{"error": err.Error()})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // a reader that went away hears nothing
}

func (s *Slack) typeLineRequest(r *http.Request, l Line) (any, error) {
	return s.typeLine(r.Context(), l)
}

func (s *Slack) clickRequest(r *http.Request, c Click) (any, error) { return s.click(r.Context(), c) }

func (s *Slack) submitRequest(r *http.Request, f Form) (any, error) {
	return s.submitForm(r.Context(), f)
}

func (s *Slack) fileRequest(r *http.Request, a Attachment) (any, error) {
	return s.postFile(r.Context(), a)
}

func (s *Slack) personRequest(r *http.Request, b struct {
	User       string `json:"user"`
	Deactivate *bool  `json:"deactivate"`
},
) (any, error) {
	if b.Deactivate == nil {
		return nil, wrongRequest("say deactivate: true or false")
	}
	p, err := s.setActive(r.Context(), b.User, *b.Deactivate)
	return map[string]any{"person": p}, err
}

func (s *Slack) faultRequest(_ *http.Request, f Fault) (any, error) {
	if err := s.Inject(f); err != nil {
		return nil, wrongRequest("%s", err)
	}
	return map[string]any{"armed": s.Armed()}, nil
}

func (s *Slack) servePeople(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	people := []listed{}
	for _, p := range s.world.People {
		if p.ID != BotUser {
			people = append(people, listedOf(p))
		}
	}
	s.mu.Unlock()
	writeJSON(w, http.StatusOK, map[string]any{"people": people})
}

// serveMessages answers what is in a channel or in a person's direct messages, oldest first: a channel alone as
// everybody sees it, a user alone their direct messages, both with what only they see. Someone who is not in a private
// channel sees nothing in it. thread leaves only a message and its replies, limit only the newest.
func (s *Slack) serveMessages(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	s.mu.Lock()
	list, err := s.messagesFor(q.Get("user"), q.Get("channel"))
	if root := q.Get("thread"); root != "" {
		list = slices.DeleteFunc(list, func(m *message) bool { return m.TS != root && m.Thread != root })
	}
	var out []shown
	if limit := numberOf(json.Number(q.Get("limit")), 0); limit > 0 && len(list) > limit {
		list = list[len(list)-limit:]
	}
	for _, m := range list {
		out = append(out, s.shown(m))
	}
	s.mu.Unlock()
	if err != nil {
		writeError(w, err)
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{"messages": append([]shown{}, out...)})
}

func (s *Slack) messagesFor(user, channel string) ([]*message, error) {
	person := ""
	if user != "" {
		p := s.personNamed(user)
		if p == nil {
			return nil, unknown("there is nobody called %q", user)
		}
		person = p.ID
	}
	place := channel
	switch {
	case channel == "" && person == "":
		return nil, wrongRequest("name a channel, a user, or both")
	case channel == "":
		place = dmOf(person)
	case s.world.channel(place) == nil && s.world.dmWith(place) == nil:
		i := slices.IndexFunc(s.world.Channels, func(c *Channel) bool { return c.Name == channel || "#"+c.Name == channel })
		if i < 0 {
			return nil, unknown("there is no channel %q", channel)
		}
		place = s.world.Channels[i].ID
	}
	var list []*message
	for _, m := range s.world.Messages[place] {
		if person == "" && m.For == "" || person != "" && s.sees(person, m) {
			list = append(list, m)
		}
	}
	return list, nil
}
