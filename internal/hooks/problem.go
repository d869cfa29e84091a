package hooks

import (
	"encoding/json"
	"net/http"

	"github.com/rolloutbot/rollout/commands"
)

// problem is an error as RFC 9457 writes it, with the rows that are wrong.
type problem struct {
	Type   string              `json:"type"`
	Title  string              `json:"title"`
	Status int                 `json:"status"`
	Detail string              `json:"detail"`
	Rows   []commands.RowFault `json:"rows,omitempty"`
	More   int                 `json:"more,omitempty"` // rows beyond those named
}

func (p problem) write(w http.ResponseWriter) {
	p.Type, p.Title = "about:blank", http.StatusText(p.Status)
	answer(w, p.Status, "application/problem+json", p)
}

func answer(w http.ResponseWriter, status int, kind string, v any) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v) // the sender has gone: nothing to do about it
}

func malformed(detail string) *problem {
	return &problem{Status: http.StatusBadRequest, Detail: detail + " Nothing was booked."}
}

func wrongRow(row int, field, text string) *problem {
	return &problem{
		Status: http.StatusUnprocessableEntity, Detail: "A row cannot be read, so nothing was booked: " + text,
		Rows: []commands.RowFault{{Row: row, Field: field, Text: text}},
	}
}
