package fakeslack

import (
	"io"
	"mime"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
)

// maxFile bounds one file.
const maxFile = 16 << 20

// file is one file, uploaded by a person or by the bot. It is Shared once a message shows it.
type file struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Title   string   `json:"title"`
	User    string   `json:"user"`
	Created int64    `json:"created"` // seconds
	Length  int      `json:"length"`  // as announced
	Content []byte   `json:"content"`
	Stored  bool     `json:"stored"` // the bytes have arrived
	Places  []string `json:"places,omitempty"`
}

func (s *Slack) addFile(user, name string, content []byte) *file {
	f := &file{
		ID: s.world.id("F"), Name: name, Title: name, User: user, Created: s.opt.Now().Unix(),
		Length: len(content), Content: content, Stored: true,
	}
	s.world.Files[f.ID] = f
	return f
}

func (s *Slack) wireFiles(ids []string) []any {
	list := []any{}
	for _, id := range ids {
		if f := s.world.Files[id]; f != nil {
			list = append(list, s.wireFile(f))
		}
	}
	return list
}

func (s *Slack) wireFile(f *file) map[string]any {
	at := s.base() + "/files/" + f.ID + "/" + url.PathEscape(f.Name)
	channels, ims := []string{}, []string{}
	for _, p := range f.Places {
		if s.world.dmWith(p) != nil {
			ims = append(ims, p)
		} else {
			channels = append(channels, p)
		}
	}
	kind := strings.TrimPrefix(path.Ext(f.Name), ".")
	return map[string]any{
		"id": f.ID, "created": f.Created, "timestamp": f.Created, "name": f.Name, "title": f.Title,
		"mimetype": mimeOf(f.Name), "filetype": kind, "pretty_type": strings.ToUpper(kind), "user": f.User,
		"user_team": TeamID, "mode": "hosted", "is_external": false, "is_public": false, "size": len(f.Content),
		"url_private": at, "url_private_download": at, "file_access": "visible",
		"channels": channels, "groups": []string{}, "ims": ims,
	}
}

func mimeOf(name string) string {
	switch ext := strings.ToLower(path.Ext(name)); ext {
	case ".md", ".markdown":
		return "text/markdown"
	case ".txt", "":
		return "text/plain"
	default:
		kind, _, _ := strings.Cut(mime.TypeByExtension(ext), ";")
		if kind == "" {
			return "application/octet-stream"
		}
		return kind
	}
}

// botSees says whether the bot may read a file: its own, and what was shared where it is.
func (s *Slack) botSees(f *file) bool {
	return f.User == BotUser || len(f.Places) == 0 || slices.ContainsFunc(f.Places, func(p string) bool {
		return s.world.member(p, BotUser)
	})
}

func (s *Slack) filesInfo(c *call) answer {
	f := s.world.Files[c.str("file")]
	if f == nil || !f.Stored || !s.botSees(f) {
		return refuse("file_not_found")
	}
	return answer{"file": s.wireFile(f), "comments": []any{}, "paging": map[string]any{"count": 0, "total": 0, "page": 1, "pages": 0}}
}

// filesGetUploadURL is the first of three steps. The address it gives uses the host by which the bot called, because
// clients send their token to no other.
func (s *Slack) filesGetUploadURL(c *call) answer {
	length, err := strconv.Atoi(c.str("length"))
	switch {
	case c.str("filename") == "":
		return s.fault(c, "invalid_arguments", "missing required field: filename")
	case err != nil || length <= 0:
		return s.fault(c, "invalid_arguments", "length must be more than 0")
	case length > maxFile:
		return refuse("file_upload_size_restricted")
	}
	f := s.addFile(BotUser, c.str("filename"), nil)
	f.Length, f.Stored = length, false
	return answer{"upload_url": c.base + "/upload/" + f.ID, "file_id": f.ID}
}

// serveUpload takes the bytes, as a form with a part named file or bare.
func (s *Slack) serveUpload(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxFile+1<<16)
	var content []byte
	var err error
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind == "multipart/form-data" {
		part, _, perr := r.FormFile("file")
		if perr != nil {
			http.Error(w, "no part named file", http.StatusBadRequest)
			return
		}
		defer part.Close()
		content, err = io.ReadAll(part)
	} else {
		content, err = io.ReadAll(r.Body)
	}
	if err != nil {
		http.Error(w, "the upload broke off", http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.world.Files[r.PathValue("id")]
	switch {
	case f == nil || f.Stored:
		http.Error(w, "no such upload", http.StatusNotFound)
	case len(content) != f.Length:
		http.Error(w, "length differs from what was announced", http.StatusBadRequest)
	default:
		f.Content, f.Stored = content, true
		_, _ = io.WriteString(w, "OK - "+strconv.Itoa(len(content)))
	}
}

// filesCompleteUpload is the third step: it names the files and posts them.
func (s *Slack) filesCompleteUpload(c *call) answer {
	entries, _ := c.args["files"].([]any)
	if len(entries) == 0 {
		return s.fault(c, "invalid_arguments", "missing required field: files")
	}
	var ids []string
	files := []any{}
	for _, e := range entries {
		o, _ := e.(map[string]any)
		f := s.world.Files[asText(o["id"])]
		if f == nil || f.User != BotUser || len(f.Places) > 0 || !f.Stored {
			return refuse("file_not_found")
		}
		if t := asText(o["title"]); t != "" {
			f.Title = t
		}
		ids = append(ids, f.ID)
		files = append(files, map[string]any{"id": f.ID, "title": f.Title})
	}
	channels := c.str("channel_id")
	if channels == "" {
		channels = c.str("channels")
	}
	if channels == "" {
		return answer{"files": files} // stays private to the bot
	}
	var places []string
	for id := range strings.SplitSeq(channels, ",") {
		if s.world.person(id) != nil {
			return refuse("channel_not_found") // here a person's id is no channel: open the direct messages first
		}
		place, code := s.postingPlace(id)
		if code != "" {
			return refuse(code)
		}
		if no := s.threadIn(c, place); no != nil {
			return no
		}
		places = append(places, place)
	}
	for _, place := range places {
		for _, id := range ids {
			s.world.Files[id].Places = append(s.world.Files[id].Places, place)
		}
		s.post(message{
			Place: place, Thread: c.str("thread_ts"), User: BotUser, Text: c.str("initial_comment"), Files: ids,
		})
	}
	return answer{"files": files}
}

// serveDownload hands out a file to the bot. Without its token it redirects to a sign-in page, as Slack does.
func (s *Slack) serveDownload(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	f := s.world.Files[r.PathValue("id")]
	allowed := bearer(r) == s.opt.BotToken && s.opt.BotToken != ""
	found := f != nil && f.Stored && s.botSees(f)
	s.mu.Unlock()
	switch {
	case !allowed:
		http.Redirect(w, r, "/signin?redir="+url.QueryEscape(r.URL.Path), http.StatusFound)
	case !found:
		http.NotFound(w, r)
	default:
		w.Header().Set("Content-Type", mimeOf(f.Name))
		_, _ = w.Write(f.Content)
	}
}

func serveSignIn(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = io.WriteString(w, "<!doctype html><title>Sign in</title><p>Sign in to see this file.")
}
