package slackapp

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/slack-go/slack"

	"github.com/rolloutbot/rollout/commands"
	"github.com/rolloutbot/rollout/internal/rollout"
)

const (
	maxBody = 1 << 20
	// patience is how long a delivery waits for its answer before it is told
	// "working on it"; Slack itself gives up after three seconds.
	patience = 2500 * time.Millisecond
	// workDeadline bounds one request, answered late or not.
	workDeadline = 25 * time.Second
)

// Doer answers requests; commands.Dispatcher is the one.
type Doer interface {
	Do(context.Context, commands.Request) commands.Reply
}

// Directory knows people and channels. It never fails: what it cannot learn in
// time comes back with its id alone.
type Directory interface {
	Lookup(context.Context, rollout.UserID) rollout.Person
	LookupChannel(context.Context, rollout.ChannelID) rollout.Channel
	// Changed takes facts that Slack sent by itself.
	Changed(context.Context, rollout.Person)
}

// Server receives Slack's deliveries over signed HTTP.
type Server struct {
	Secret    string // the app's signing secret
	Command   string // the slash command's name, "/rollout"
	Client    *Client
	Do        Doer
	Directory Directory
	Log       *slog.Logger

	working pending // deliveries acknowledged but not answered yet
}

// Handler serves the three addresses of the app's manifest. What is not signed
// by Slack is refused with 401 and no detail.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("POST /slack/commands", s.signed(s.slash))
	mux.Handle("POST /slack/interactions", s.signed(s.interaction))
	mux.Handle("POST /slack/events", s.signed(s.event))
	return mux
}

// Wait returns when every delivery has been answered, or ctx ends.
func (s *Server) Wait(ctx context.Context) { s.working.wait(ctx) }

// signed checks the signature on the raw bytes before anything is parsed.
func (s *Server) signed(next func(http.ResponseWriter, []byte)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err == nil {
			err = verify(r.Header, s.Secret, body)
		}
		if err != nil {
			s.Log.Warn("refused a delivery that is not Slack's", "path", r.URL.Path, "why", err)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next(w, body)
	})
}

func verify(h http.Header, secret string, body []byte) error {
	if secret == "" {
		return errors.New("no signing secret is set")
	}
	v, err := slack.NewSecretsVerifier(h, secret)
	if err != nil {
		return err
	}
	if _, err := v.Write(body); err != nil {
		return err
	}
	return v.Ensure()
}

// form reads a form-encoded body.
func form(body []byte) (url.Values, bool) {
	v, err := url.ParseQuery(string(body))
	return v, err == nil
}

// run does the work and hands its reply to answer: at once when it is ready
// within Slack's patience, else to later, after slow has been called. The
// work goes on either way; a delivery that hangs up does not undo it.
func (s *Server) run(work func(context.Context) commands.Reply, answer func(commands.Reply), slow func(), later func(context.Context, commands.Reply)) {
	ctx, cancel := context.WithTimeout(context.Background(), workDeadline)
	done := make(chan commands.Reply, 1)
	s.working.begin()
	go func() { done <- work(ctx) }()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case reply := <-done:
		answer(reply)
		s.working.end()
		cancel()
	case <-timer.C:
		slow()
		go func() {
			defer s.working.end()
			defer cancel()
			later(ctx, <-done)
		}()
	}
}

// doing is the work of a request.
func (s *Server) doing(r commands.Request) func(context.Context) commands.Reply {
	return func(ctx context.Context) commands.Reply { return s.Do.Do(ctx, s.withFacts(ctx, r)) }
}

// after runs work that follows an acknowledgement: opening a form, answering
// through a response URL.
func (s *Server) after(work func(context.Context)) {
	s.working.begin()
	go func() {
		defer s.working.end()
		ctx, cancel := context.WithTimeout(context.Background(), callDeadline)
		defer cancel()
		work(ctx)
	}()
}

// withFacts adds what is known of the asker and of everybody the line names.
func (s *Server) withFacts(ctx context.Context, r commands.Request) commands.Request {
	team := r.Person.Team
	r.Person = s.Directory.Lookup(ctx, r.Person.ID)
	if ours := s.Client.Team(); team != "" && ours != "" && team != ours {
		r.Person.Account = rollout.External
	}
	people, channels := commands.Mentions(r.Line)
	if r.Channel != "" {
		channels = append(channels, r.Channel)
	}
	for _, name := range r.Fields {
		p, c := commands.Mentions(name)
		people, channels = append(people, p...), append(channels, c...)
	}
	for _, id := range people {
		r.People = append(r.People, s.Directory.Lookup(ctx, id))
	}
	for _, id := range channels {
		r.Channels = append(r.Channels, s.Directory.LookupChannel(ctx, id))
	}
	return r
}
