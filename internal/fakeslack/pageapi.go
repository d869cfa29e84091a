package fakeslack

import (
	"fmt"
	"net/http"
	"time"
)

// What follows is for the page only.

type worldPlace struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Private  bool     `json:"private"`
	Direct   bool     `json:"direct"`
	Members  []string `json:"members"`
	Unread   int      `json:"unread"`
	Archived bool     `json:"archived"`
}

type worldPerson struct {
	listed
	RealName string `json:"real_name"`
	Title    string `json:"title"`
	Waiting  int    `json:"waiting"` // unread direct messages
}

// serveWorld answers what the page needs around the messages, as one person sees it.
func (s *Slack) serveWorld(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	people := []worldPerson{}
	for _, p := range s.world.People {
		people = append(people, worldPerson{listedOf(p), p.real(), p.Title, s.unread(p.ID, dmOf(p.ID))})
	}
	answer := map[string]any{
		"rev": s.world.Rev, "now": s.opt.Now().UTC().Format(time.RFC3339), "command": s.opt.Command, "bot": BotUser,
		"team": teamName, "people": people, "places": []worldPlace{},
	}
	p := s.personNamed(r.URL.Query().Get("user"))
	if p != nil && p.ID != BotUser {
		places := []worldPlace{}
		for _, c := range s.world.Channels {
			if s.world.mayLook(c.ID, p.ID) {
				places = append(places, worldPlace{c.ID, c.Name, c.Private, false, c.Members, s.unread(p.ID, c.ID), c.Archived})
			}
		}
		dm := dmOf(p.ID)
		places = append(places, worldPlace{dm, BotUser, true, true, []string{p.ID, BotUser}, s.unread(p.ID, dm), false})
		answer["places"] = places
		answer["home_tab"] = s.hasHome(p.ID)
		if v := s.world.Homes[p.ID]; v != nil {
			answer["home"] = s.wireView(v)
		}
		if v := s.top(p.ID); v != nil {
			answer["view"] = s.wireView(v)
			answer["depth"] = len(s.world.Views[p.ID])
		}
	}
	writeJSON(w, http.StatusOK, answer)
}

// unread counts what others said in a place since the person last looked.
func (s *Slack) unread(person, place string) int {
	if !s.world.member(place, person) {
		return 0
	}
	n, read := 0, s.world.Read[person][place]
	list := s.world.Messages[place]
	for i := len(list) - 1; i >= 0 && compareTS(list[i].TS, read) > 0; i-- {
		if list[i].User != person && s.sees(person, list[i]) {
			n++
		}
	}
	return n
}

// markRead notes that a person has read everything in a place. Called with the lock held.
func (s *Slack) markRead(person, place string) {
	list := s.world.Messages[place]
	if len(list) == 0 {
		return
	}
	if s.world.Read[person] == nil {
		s.world.Read[person] = map[string]string{}
	}
	newest := list[len(list)-1].TS
	if s.world.Read[person][place] != newest {
		s.world.Read[person][place] = newest
		s.changed()
	}
}

func (s *Slack) readRequest(_ *http.Request, b struct {
	User    string `json:"user"`
	Channel string `json:"channel"`
},
) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.personNamed(b.User)
	if p == nil {
		return nil, unknown("there is nobody called %q", b.User)
	}
	place := s.placeNamed(p.ID, b.Channel)
	if place == "" {
		return nil, unknown("%s sees no channel %q", p.Name, b.Channel)
	}
	s.markRead(p.ID, place)
	return map[string]any{"ok": true}, nil
}

// closeRequest closes the form in front of a person without sending it.
func (s *Slack) closeRequest(_ *http.Request, b struct {
	User string `json:"user"`
	View string `json:"view"`
},
) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.personNamed(b.User)
	if p == nil {
		return nil, unknown("there is nobody called %q", b.User)
	}
	if v := s.top(p.ID); v != nil && (b.View == "" || b.View == v.ID) {
		if v.Body["clear_on_close"] == true {
			s.closeAll(p.ID)
		} else {
			s.closeTop(p.ID)
		}
	}
	return map[string]any{"ok": true}, nil
}

// servePersonDownload hands a file to a person who could see it.
func (s *Slack) servePersonDownload(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	f := s.world.Files[r.URL.Query().Get("id")]
	p := s.personNamed(r.URL.Query().Get("user"))
	allowed := false
	if f != nil && f.Stored && p != nil {
		for _, place := range f.Places {
			allowed = allowed || s.world.mayLook(place, p.ID)
		}
	}
	s.mu.Unlock()
	if !allowed {
		writeError(w, unknown("there is no such file here"))
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename*=UTF-8''%s", escapeName(f.Name)))
	_, _ = w.Write(f.Content)
}

// How often the page hears of changes at most, and of nothing at least.
const (
	eventPause = 40 * time.Millisecond
	eventPulse = 20 * time.Second
)

// serveEvents tells the page that the world has changed, by server-sent events. The page then asks for what it shows.
func (s *Slack) serveEvents(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	out := http.NewResponseController(w)
	_ = out.SetWriteDeadline(time.Time{}) // this answer has no end
	wake := make(chan struct{}, 1)
	wake <- struct{}{}
	s.mu.Lock()
	s.watchers[wake] = true
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.watchers, wake)
		s.mu.Unlock()
	}()
	pulse := time.NewTicker(eventPulse)
	defer pulse.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case <-s.done:
			return
		case <-pulse.C:
			fmt.Fprint(w, ": still here\n\n")
		case <-wake:
			s.mu.Lock()
			rev := s.world.Rev
			s.mu.Unlock()
			fmt.Fprintf(w, "event: change\ndata: %d\n\n", rev)
		}
		if out.Flush() != nil {
			return
		}
		select { // several changes at once are one
		case <-r.Context().Done():
			return
		case <-time.After(eventPause):
		}
	}
}
