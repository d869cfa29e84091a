package fakeslack

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// maxCall bounds the body of one Web API call.
const maxCall = 4 << 20

// API serves what Slack's Web API host serves: /api/METHOD, response URLs, uploads and downloads.
func (s *Slack) API() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", s.serveMethod)
	mux.HandleFunc("POST /response/{id}", s.serveResponseURL)
	mux.HandleFunc("POST /upload/{id}", s.faulty("upload", s.serveUpload))
	mux.HandleFunc("GET /files/{id}/{name}", s.faulty("download", s.serveDownload))
	mux.HandleFunc("GET /signin", serveSignIn)
	return mux
}

// call is one Web API call as it came in. Methods run with the lock held and touch nothing but memory.
type call struct {
	method string
	args   map[string]any
	broken []string // fields that should have been JSON and were not
	base   string   // scheme and host by which the caller reached us
}

// answer is the body of a Web API answer.
type answer map[string]any

// methods are the Web API methods that this workspace knows.
var methods = map[string]func(*Slack, *call) answer{
	"auth.test":                    (*Slack).authTest,
	"bots.info":                    (*Slack).botsInfo,
	"chat.delete":                  (*Slack).chatDelete,
	"chat.getPermalink":            (*Slack).chatGetPermalink,
	"chat.postEphemeral":           (*Slack).chatPostEphemeral,
	"chat.postMessage":             (*Slack).chatPostMessage,
	"chat.update":                  (*Slack).chatUpdate,
	"conversations.history":        (*Slack).conversationsHistory,
	"conversations.info":           (*Slack).conversationsInfo,
	"conversations.join":           (*Slack).conversationsJoin,
	"conversations.list":           (*Slack).conversationsList,
	"conversations.members":        (*Slack).conversationsMembers,
	"conversations.open":           (*Slack).conversationsOpen,
	"conversations.replies":        (*Slack).conversationsReplies,
	"files.completeUploadExternal": (*Slack).filesCompleteUpload,
	"files.getUploadURLExternal":   (*Slack).filesGetUploadURL,
	"files.info":                   (*Slack).filesInfo,
	"team.info":                    (*Slack).teamInfo,
	"users.info":                   (*Slack).usersInfo,
	"users.list":                   (*Slack).usersList,
	"views.open":                   (*Slack).viewsOpen,
	"views.publish":                (*Slack).viewsPublish,
	"views.push":                   (*Slack).viewsPush,
	"views.update":                 (*Slack).viewsUpdate,
}

func (s *Slack) serveMethod(w http.ResponseWriter, r *http.Request) {
	method := r.PathValue("method")
	fault := s.takeCallFault(method)
	if fault.is(Down) {
		panic(http.ErrAbortHandler) // net/http closes the connection without a word
	}
	c, token, err := readCall(w, r, method)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		writeAnswer(w, refuse("invalid_form_data"))
		return
	}
	s.record(method, c.args)
	if s.failBefore(w, fault, method) {
		return
	}
	a := s.answerCall(c, token)
	s.holdAfter(r, fault)
	writeAnswer(w, a)
}

func (s *Slack) answerCall(c *call, token string) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.apiURL == "" {
		s.apiURL = c.base
	}
	run, known := methods[c.method]
	if !known {
		s.violate(c.method + ": unknown method")
		return answer{"ok": false, "error": "unknown_method", "req_method": c.method}
	}
	switch {
	case token == "":
		return refuse("not_authed")
	case token == s.opt.AppToken:
		return refuse("not_allowed_token_type")
	case token != s.opt.BotToken:
		return refuse("invalid_auth")
	}
	if len(c.broken) > 0 {
		return s.fault(c, "invalid_"+c.broken[0]+"_format", c.broken[0]+" is not JSON")
	}
	a := run(s, c)
	if _, decided := a["ok"]; !decided {
		a["ok"] = true
	}
	return a
}

func refuse(code string) answer { return answer{"ok": false, "error": code} }

// fault refuses a call for a mistake of the bot's, which is also noted as a violation.
func (s *Slack) fault(c *call, code string, why ...string) answer {
	a := refuse(code)
	if len(why) > 0 {
		a["response_metadata"] = map[string]any{"messages": why}
	}
	s.violate(c.method + ": " + strings.Join(append([]string{code}, why...), "; "))
	return a
}

func writeAnswer(w http.ResponseWriter, a answer) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(a) // a caller that went away hears nothing
}

// jsonFields travel as JSON text inside a form.
var jsonFields = []string{"blocks", "attachments", "view", "metadata", "files", "unfurls"}

// readCall reads a call in either of its two forms. The token is in the header or in the field named so.
func readCall(w http.ResponseWriter, r *http.Request, method string) (*call, string, error) {
	c := &call{method: method, args: map[string]any{}, base: "http://" + r.Host}
	if r.TLS != nil {
		c.base = "https://" + r.Host
	}
	token := bearer(r)
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxCall))
	if err != nil {
		return c, token, err
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch kind {
	case "application/json":
		if err := decode(body, &c.args); err != nil {
			return c, token, err
		}
		if t, ok := c.args["token"].(string); ok && token == "" {
			token = t
		}
	case "multipart/form-data":
		r.Body = io.NopCloser(bytes.NewReader(body))
		if err := r.ParseMultipartForm(maxCall); err != nil {
			return c, token, err
		}
		token = c.takeForm(r.Form, token)
	default:
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return c, token, err
		}
		for k, v := range r.URL.Query() {
			form[k] = append(form[k], v...)
		}
		token = c.takeForm(form, token)
	}
	delete(c.args, "token")
	return c, token, nil
}

func bearer(r *http.Request) string {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer")
	return strings.TrimSpace(token)
}

func (c *call) takeForm(form url.Values, token string) string {
	for k, v := range form {
		c.args[k] = v[0]
	}
	if t := form.Get("token"); t != "" {
		token = t
	}
	for _, k := range jsonFields {
		text, ok := c.args[k].(string)
		if !ok || text == "" {
			continue
		}
		var v any
		if err := decode([]byte(text), &v); err != nil {
			c.broken = append(c.broken, k)
			continue
		}
		c.args[k] = v
	}
	return token
}

// decode reads JSON and keeps numbers as they were written.
func decode(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		return err
	}
	if d.More() {
		return fmt.Errorf("more than one JSON value")
	}
	return nil
}

func (c *call) str(key string) string {
	switch v := c.args[key].(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}

func (c *call) flag(key string) bool {
	switch v := c.args[key].(type) {
	case bool:
		return v
	case string:
		return v == "true" || v == "1"
	}
	return false
}

func (c *call) number(key string, otherwise int) int {
	n, err := strconv.Atoi(c.str(key))
	if err != nil || n <= 0 {
		return otherwise
	}
	return n
}

func (c *call) has(key string) bool { _, ok := c.args[key]; return ok }
