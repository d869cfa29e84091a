package hooks

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/rolloutbot/rollout/commands"
)

// Limits of one request.
const (
	maxBody = 1 << 20
	maxRows = 5000
	// maxFaults is how many wrong rows are named; the rest is counted.
	maxFaults = 50
	// deadline bounds one request: it is over before the server's own.
	deadline = 25 * time.Second
)

// Booker books the rows of a feed; commands.Dispatcher is the one.
type Booker interface {
	BookFeed(ctx context.Context, rows []commands.FeedRow) ([]commands.FeedLine, error)
}

// Server takes what other systems report. Token is the bearer that they send; it
// must not be empty.
type Server struct {
	Token string
	Book  Booker
	Log   *slog.Logger
}

// Handler serves everything below /hooks/. Whoever does not know the token is
// told nothing of what there is.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /hooks/spend", s.spend)
	mux.HandleFunc("/hooks/spend", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Allow", http.MethodPost)
		problem{Status: http.StatusMethodNotAllowed, Detail: "Send spend with POST."}.write(w)
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		problem{Status: http.StatusNotFound, Detail: "There is nothing here. Spend is sent to /hooks/spend."}.write(w)
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.knows(r.Header.Get("Authorization")) {
			w.Header().Set("WWW-Authenticate", "Bearer")
			problem{Status: http.StatusUnauthorized, Detail: "Send the token as “Authorization: Bearer …”."}.write(w)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// knows compares hashes, so that neither content nor length of the token can be
// timed.
func (s *Server) knows(header string) bool {
	scheme, token, ok := strings.Cut(header, " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") || s.Token == "" {
		return false
	}
	got, want := sha256.Sum256([]byte(strings.TrimSpace(token))), sha256.Sum256([]byte(s.Token))
	return subtle.ConstantTimeCompare(got[:], want[:]) == 1
}

// spend books the rows of one request.
func (s *Server) spend(w http.ResponseWriter, r *http.Request) {
	rows, fault := readSpend(w, r)
	if fault != nil {
		fault.write(w)
		return
	}
	// A sender that hangs up does not undo what it sent.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), deadline)
	defer cancel()
	booked, err := s.Book.BookFeed(ctx, rows)
	if err != nil {
		s.explain(err).write(w)
		return
	}
	answer(w, http.StatusOK, "application/json", map[string]any{"booked": booked})
}

// readSpend reads the rows of a request, by its content type.
func readSpend(w http.ResponseWriter, r *http.Request) ([]commands.FeedRow, *problem) {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if charset := params["charset"]; err == nil && charset != "" && !strings.EqualFold(charset, "utf-8") {
		return nil, &problem{Status: http.StatusUnsupportedMediaType, Detail: "Send it as UTF-8. Nothing was booked."}
	}
	var read func([]byte) ([]commands.FeedRow, *problem)
	switch kind {
	case "application/json":
		read = readJSON
	case "text/csv":
		read = readCSV
	default:
		return nil, &problem{Status: http.StatusUnsupportedMediaType, Detail: "Say in Content-Type what it is: application/json or text/csv. Nothing was booked."}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, &problem{Status: http.StatusRequestEntityTooLarge, Detail: "That is more than 1 MiB. Send it in parts. Nothing was booked."}
	case err != nil:
		return nil, &problem{Status: http.StatusBadRequest, Detail: "The request ended too early. Nothing was booked."}
	}
	rows, fault := read(body)
	switch {
	case fault != nil:
		return nil, fault
	case len(rows) == 0:
		return nil, &problem{Status: http.StatusUnprocessableEntity, Detail: "There are no rows. Nothing was booked."}
	}
	return rows, nil
}

func tooManyRows() *problem {
	return &problem{
		Status: http.StatusRequestEntityTooLarge,
		Detail: fmt.Sprintf("There are more than %d rows. Send them in parts. Nothing was booked.", maxRows),
	}
}

// explain makes an answer of what went wrong.
func (s *Server) explain(err error) problem {
	var f *commands.FeedError
	if !errors.As(err, &f) {
		ref := rand.Text()[:6]
		s.Log.Error("a feed of spend failed", "ref", ref, "err", err)
		return problem{
			Status: http.StatusInternalServerError,
			Detail: "That did not work (ref " + ref + "). Send the same again: what has been booked is not booked twice.",
		}
	}
	return refused(f)
}

// refused names the rows for which a whole feed is refused.
func refused(f *commands.FeedError) problem {
	p := problem{Status: http.StatusUnprocessableEntity, Rows: f.Faults}
	if f.Conflict {
		p.Status = http.StatusConflict
	}
	rows := "1 row is"
	if len(f.Faults) > 1 {
		rows = fmt.Sprintf("%d rows are", len(f.Faults))
	}
	p.Detail = fmt.Sprintf("%s wrong, so nothing was booked. The first: row %d, %s", rows, f.Faults[0].Row, f.Faults[0].Text)
	if len(p.Rows) > maxFaults {
		p.Rows, p.More = p.Rows[:maxFaults], len(p.Rows)-maxFaults
	}
	return p
}
