package main_test

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/play"
)

// storyStart is when every story begins: a Tuesday, 10:00 in Berlin.
var storyStart = time.Date(2026, 7, 14, 8, 0, 0, 0, time.UTC)

// patience bounds one step of a story on the computer's own clock.
const patience = 20 * time.Second

// story is one txtar script that is being played.
type story struct {
	t       *testing.T
	world   *play.World
	clock   *play.Clock
	files   map[string]string // the archive's files
	user    string
	channel string
	thread  string
	seen    []play.Message // what the last step showed its user
	view    string         // the form that is open, as JSON
	errors  map[string]string
	since   time.Time // from when messages are counted

	restless bool // the bot is restarted before every line that acts
	restarts int  // how often that was done
}

func newStory(t *testing.T, files map[string]string) *story {
	clock := play.NewFrozenClock(storyStart)
	s := &story{t: t, clock: clock, files: files, user: "maya", channel: "ops"}
	w, err := play.Open(s.ctx(), play.Options{
		Listen: "127.0.0.1:0", Data: t.TempDir(), Clock: clock, Log: quiet(t), APIToken: storyToken,
		Fatal: func(err error) { t.Errorf("the bot ended by itself: %v", err) },
	})
	if err != nil {
		t.Fatal(err)
	}
	s.world = w
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := w.Close(ctx); err != nil {
			t.Errorf("closing: %v", err)
		}
	})
	return s
}

func (s *story) ctx() context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	s.t.Cleanup(cancel)
	return ctx
}

// word is one of the words that stories are written in.
type word struct {
	args string // in the notation of help
	help string
	run  func(s *story, args string) error
}

// words are read from the line's front, the longest first.
var words map[string]word

func init() {
	words = map[string]word{
		"as":        {"USER [in CHANNEL|in thread|direct]", "who acts from here on, and where", (*story).as},
		"/rollout":  {"LINE", "types the slash command; {FILE} stands for a file of the archive", (*story).command},
		"mention":   {"LINE", "says it to the bot where the user is: in a channel or a thread", (*story).mention},
		"say":       {"TEXT", "posts a plain message where the user is", (*story).say},
		"post":      {"FILE", "posts a file of the archive where the user is", (*story).post},
		"click":     {"BUTTON [again]", "presses a button of the newest message that has it", (*story).click},
		"submit":    {"NAME=VALUE; …", "submits the open form", (*story).submit},
		"sees":      {"TEXT", "the last answer says so; /regular expression/ too", (*story).sees},
		"sees-not":  {"TEXT", "the last answer does not say so", (*story).seesNot},
		"home":      {"", "opens the home tab, which then is the form", (*story).home},
		"form":      {"TEXT", "the open form says so", (*story).form},
		"fault-at":  {"FIELD TEXT", "the form came back with this under the field", (*story).faultAt},
		"posted":    {"#CHANNEL|@USER [N×] TEXT", "this many messages (one or more) there say so", (*story).posted},
		"newest":    {"#CHANNEL|@USER TEXT", "the newest message there says so", (*story).newest},
		"quiet":     {"#CHANNEL|@USER [TEXT]", "no message there (that says so)", (*story).quietAt},
		"thread-of": {"#CHANNEL TEXT", "goes into the thread of the message that says so", (*story).threadOf},
		"skip":      {"DURATION", "time passes; what is due happens at its moment", (*story).skip},
		"until":     {"RFC3339", "time passes until then", (*story).until},
		"restart":   {"", "the bot stops and starts on the same store", (*story).restart},
		"stop":      {"", "the bot is down", (*story).stop},
		"start":     {"", "the bot starts again", (*story).start},
		"fault":     {"METHOD KIND [COUNT]", "arms a fault of Slack; kind none clears all", (*story).fault},
		"leave":     {"USER", "the account is deactivated", (*story).leave},
		"twice":     {"", "the next request is delivered twice with the same ids", (*story).twice},
		"hook":      {"PATH FILE", "another system posts a file of the archive there", (*story).hook},
		"count":     {"", "what is said from here on is counted", (*story).countFrom},
		"unasked":   {"#CHANNEL|@USER N [TEXT]", "this many messages since count were posted there (and say so), beside answers and threads", (*story).unasked},
		"threaded":  {"#CHANNEL|@USER N [TEXT]", "the same in threads", (*story).threaded},
		"arrived":   {"#CHANNEL|@USER HH:MM TEXT", "all since count that say so came at that time there, on working days", (*story).arrived},
		"exported":  {"AGENT FILE", "the document that is exported equals the archive's file", (*story).exported},
	}
}

// onlyLooks are the words that ask nothing of the bot and let no time pass.
var onlyLooks = map[string]bool{
	"as": true, "sees": true, "sees-not": true, "form": true, "fault-at": true, "posted": true, "newest": true, "quiet": true, "thread-of": true,
	"restart": true, "stop": true, "start": true, "fault": true, "leave": true, "twice": true,
	"count": true, "unasked": true, "threaded": true, "arrived": true,
}

// play runs the script, a line each. Lines that begin with # are remarks.
func (s *story) play(script string) {
	for n, line := range strings.Split(script, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, args, _ := strings.Cut(line, " ")
		w, ok := words[name]
		if !ok {
			s.t.Fatalf("line %d: %q is no word of stories", n+1, name)
		}
		if s.restless && !onlyLooks[name] && s.world.Bot() != nil {
			if err := s.restart(""); err != nil {
				s.t.Fatalf("line %d: restarting before it: %v", n+1, err)
			}
			s.restarts++
		}
		if err := w.run(s, strings.TrimSpace(args)); err != nil {
			s.t.Fatalf("line %d: %s\n  %v\n  at %s, as %s in %q\n  last answer:\n%s", n+1, line, err,
				s.clock.Now().Format(time.RFC3339), s.user, s.channel, indent(texts(s.seen)))
		}
	}
	if v := s.world.Slack.Violations(); len(v) > 0 {
		s.t.Errorf("Slack would refuse:\n  %s", strings.Join(v, "\n  "))
	}
}

func (s *story) as(args string) error {
	user, where, _ := strings.Cut(args, " ")
	s.user, s.thread, s.view = user, "", ""
	switch {
	case where == "direct":
		s.channel = ""
	case strings.HasPrefix(where, "in #"):
		s.channel = strings.TrimPrefix(where, "in #")
	case where != "":
		return fmt.Errorf("say “in #channel” or “direct”")
	}
	return nil
}

func (s *story) took(o play.Outcome, err error) error {
	if err != nil {
		return err
	}
	s.seen, s.errors = o.Messages, o.Errors
	s.view = ""
	if len(o.View) > 0 && string(o.View) != "null" {
		s.view = string(o.View)
	}
	return nil
}

var fileMark = regexp.MustCompile(`\{([^{}\s]+)\}`)

// filled puts files of the archive in for {FILE}, behind a line break.
func (s *story) filled(text string) string {
	return fileMark.ReplaceAllStringFunc(text, func(m string) string {
		if body, ok := s.files[strings.Trim(m, "{}")]; ok {
			return "\n" + body
		}
		return m
	})
}

func (s *story) command(args string) error {
	return s.took(s.world.Client().Type(s.ctx(), s.user, s.channel, "", s.filled(strings.TrimSpace("/rollout "+args))))
}

func (s *story) mention(args string) error {
	return s.took(s.world.Client().Type(s.ctx(), s.user, s.channel, s.thread, s.filled("@rollout "+args)))
}

func (s *story) say(args string) error {
	return s.took(s.world.Client().Type(s.ctx(), s.user, s.channel, s.thread, s.filled(args)))
}

func (s *story) post(args string) error {
	body, ok := s.files[args]
	if !ok {
		return fmt.Errorf("the archive has no file %s", args)
	}
	return s.took(s.world.Client().File(s.ctx(), s.user, s.channel, args, []byte(body)))
}

// click presses a button of the open form, else of the newest message that the
// user can see where they are and that has it.
func (s *story) click(args string) error {
	if s.view != "" {
		id, err := s.viewID()
		if err != nil {
			return err
		}
		return s.took(s.world.Client().ClickView(s.ctx(), s.user, id, args))
	}
	list, err := s.world.Client().Messages(s.ctx(), s.user, s.channel)
	if err != nil {
		return err
	}
	list = append(list, s.seen...)
	for _, m := range slices.Backward(list) {
		if strings.Contains(textOf(m), "["+args+"]") {
			return s.took(s.world.Client().Click(s.ctx(), s.user, m.Channel, m.TS, args))
		}
	}
	return fmt.Errorf("no message there has the button; there is:\n%s", indent(texts(list)))
}

// viewID is the id of the form or home tab that is open.
func (s *story) viewID() (string, error) {
	var v struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal([]byte(s.view), &v); err != nil {
		return "", fmt.Errorf("no form is open")
	}
	return v.ID, nil
}

func (s *story) submit(args string) error {
	id, err := s.viewID()
	if err != nil {
		return err
	}
	values := map[string]string{}
	for pair := range strings.SplitSeq(args, ";") {
		name, value, ok := strings.Cut(pair, "=")
		if ok {
			values[strings.TrimSpace(name)] = strings.TrimSpace(value)
		}
	}
	return s.took(s.world.Client().Submit(s.ctx(), s.user, id, values))
}

func (s *story) home(string) error {
	o, err := s.world.Client().OpenHome(s.ctx(), s.user)
	if err == nil {
		s.seen, s.view = nil, string(o.Home)
	}
	return err
}

func (s *story) sees(args string) error {
	if says(texts(s.seen)+viewText(s.view), args) {
		return nil
	}
	return fmt.Errorf("the answer does not say so")
}

func (s *story) seesNot(args string) error {
	if says(texts(s.seen)+viewText(s.view), args) {
		return fmt.Errorf("the answer says so")
	}
	return nil
}

func (s *story) form(args string) error {
	if s.view == "" {
		return fmt.Errorf("no form is open")
	}
	if text := viewText(s.view); !says(text, args) {
		return fmt.Errorf("the form does not say so:\n%s", indent(text))
	}
	return nil
}

func (s *story) faultAt(args string) error {
	field, text, _ := strings.Cut(args, " ")
	if !says(s.errors[field], text) {
		return fmt.Errorf("the form's faults are %v", s.errors)
	}
	return nil
}
