package fakeslack

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// FaultKind names one way in which Slack or the network can misbehave.
type FaultKind string

// The faults. All but Duplicate and Late concern calls by the bot; those two concern what is sent to the bot.
const (
	RateLimited  FaultKind = "429"            // refused, with Retry-After
	ServerError  FaultKind = "5xx"            // refused before anything happened; the caller cannot know that
	Cut          FaultKind = "cut"            // accepted, then the connection is cut without an answer
	Slow         FaultKind = "slow"           // accepted, answered after Delay
	NotInChannel FaultKind = "not_in_channel" // refused
	MissingScope FaultKind = "missing_scope"  // refused, with the scope that would be needed
	Down         FaultKind = "down"           // connections are closed before a request is read
	Duplicate    FaultKind = "duplicate"      // the next command, click or event comes twice with the same ids
	Late         FaultKind = "late"           // the next event comes after the one that follows it
	NoFault      FaultKind = "none"           // disarms everything
)

var faultKinds = []FaultKind{RateLimited, ServerError, Cut, Slow, NotInChannel, MissingScope, Down, Duplicate, Late, NoFault}

// Fault is a misbehaviour to come.
type Fault struct {
	// Method is a Web API method, response_url, upload or download; for Duplicate command, interaction or event. Empty means whichever
	// comes next.
	Method string    `json:"method,omitempty"`
	Kind   FaultKind `json:"kind"`
	// Count says how often; 0 means once, and for Down until it is disarmed.
	Count int `json:"count"`
	// RetryAfter is what a 429 asks for, in seconds; 0 means 1.
	RetryAfter int `json:"retry_after,omitempty"`
	// Delay of Slow as a Go duration on the wire's clock; empty means one second. To outlast a caller's deadline it must
	// be longer than that.
	Delay string `json:"delay,omitempty"`
}

func (f *Fault) is(k FaultKind) bool { return f != nil && f.Kind == k }

// Inject arms a fault, or disarms all with NoFault.
func (s *Slack) Inject(f Fault) error {
	if !slices.Contains(faultKinds, f.Kind) {
		return fmt.Errorf("%q is no fault; there are %v", f.Kind, faultKinds)
	}
	if f.Count < 0 || f.RetryAfter < 0 {
		return fmt.Errorf("count and retry_after cannot be negative")
	}
	if f.Delay != "" {
		if d, err := time.ParseDuration(f.Delay); err != nil || d < 0 || d > time.Minute {
			return fmt.Errorf("delay %q is not a duration up to a minute, such as 2s", f.Delay)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.Kind == NoFault {
		s.faults = nil
		return nil
	}
	if f.Count == 0 && f.Kind != Down {
		f.Count = 1
	}
	s.faults = append(s.faults, &f)
	return nil
}

// Armed lists the faults to come.
func (s *Slack) Armed() []Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]Fault, 0, len(s.faults))
	for _, f := range s.faults {
		list = append(list, *f)
	}
	return list
}

// take uses up the first armed fault that fits, or returns nil. Called with the lock held.
func (s *Slack) take(fits func(*Fault) bool) *Fault {
	i := slices.IndexFunc(s.faults, fits)
	if i < 0 {
		return nil
	}
	f := s.faults[i]
	if f.Count == 0 {
		return f // until disarmed
	}
	f.Count--
	if f.Count == 0 {
		s.faults = slices.Delete(s.faults, i, i+1)
	}
	return f
}

func (s *Slack) takeCallFault(method string) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.take(func(f *Fault) bool {
		return f.Kind != Duplicate && f.Kind != Late && (f.Method == "" || f.Method == method)
	})
	if f == nil {
		return nil
	}
	taken := *f
	return &taken
}

// takeDelivery uses up a fault of what is sent to the bot: command, interaction or event. Called with the lock held.
func (s *Slack) takeDelivery(kind FaultKind, what string) bool {
	return s.take(func(f *Fault) bool { return f.Kind == kind && (f.Method == "" || f.Method == what) }) != nil
}

// failBefore answers a call that a fault refuses, and says whether it did.
func (s *Slack) failBefore(w http.ResponseWriter, f *Fault, method string) bool {
	if f == nil {
		return false
	}
	switch f.Kind {
	case RateLimited:
		w.Header().Set("Retry-After", strconv.Itoa(cmp.Or(f.RetryAfter, 1)))
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(http.StatusTooManyRequests)
		writeAnswer(w, refuse("ratelimited"))
	case ServerError:
		http.Error(w, "upstream connect error or disconnect/reset before headers", http.StatusServiceUnavailable)
	case NotInChannel:
		writeAnswer(w, refuse("not_in_channel"))
	case MissingScope:
		a := refuse("missing_scope")
		a["needed"], a["provided"] = cmp.Or(scopeOf[method], "chat:write"), "commands"
		writeAnswer(w, a)
	default:
		return false
	}
	return true
}

// holdAfter lets an accepted call end badly.
func (s *Slack) holdAfter(r *http.Request, f *Fault) {
	switch {
	case f.is(Cut):
		panic(http.ErrAbortHandler)
	case f.is(Slow):
		delay := time.Second
		if f.Delay != "" {
			delay, _ = time.ParseDuration(f.Delay) // Inject has looked at it
		}
		t := time.NewTimer(delay)
		defer t.Stop()
		select {
		case <-t.C:
		case <-r.Context().Done():
		}
	}
}

// faulty lets faults act on an address that is no method: upload or download.
func (s *Slack) faulty(name string, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		f := s.takeCallFault(name)
		if f.is(Down) {
			panic(http.ErrAbortHandler)
		}
		if !s.failBefore(w, f, name) {
			s.holdAfter(r, f)
			next(w, r)
		}
	}
}

// scopeOf names the scope that each method would need.
var scopeOf = map[string]string{
	"chat.delete":                  "chat:write",
	"chat.postEphemeral":           "chat:write",
	"chat.postMessage":             "chat:write",
	"chat.update":                  "chat:write",
	"conversations.history":        "channels:history,groups:history,mpim:history,im:history",
	"conversations.info":           "channels:read,groups:read,mpim:read,im:read",
	"conversations.join":           "channels:join",
	"conversations.list":           "channels:read,groups:read,mpim:read,im:read",
	"conversations.members":        "channels:read,groups:read,mpim:read,im:read",
	"conversations.open":           "channels:manage,groups:write,im:write,mpim:write",
	"conversations.replies":        "channels:history,groups:history,mpim:history,im:history",
	"files.completeUploadExternal": "files:write",
	"files.getUploadURLExternal":   "files:write",
	"files.info":                   "files:read",
	"team.info":                    "team:read",
	"users.info":                   "users:read",
	"users.list":                   "users:read",
}
