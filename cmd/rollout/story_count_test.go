package main_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rolloutbot/rollout/internal/fakeslack"
	"github.com/rolloutbot/rollout/internal/play"
)

// countFrom begins a count: of what is said from now on.
func (s *story) countFrom(string) error {
	s.since = s.clock.Now()
	return nil
}

// unasked counts what the bot posted at a place by itself: not answers, which
// only their asker sees, and not what stands in a thread.
func (s *story) unasked(args string) error {
	list, rest, err := s.at(args)
	if err != nil {
		return err
	}
	return s.counted(args, rest, func() (out []play.Message) {
		for _, m := range s.recent(list) {
			if m.Thread == "" || m.Thread == m.TS {
				out = append(out, m)
			}
		}
		return out
	}())
}

// threaded counts what the bot said in threads of a channel.
func (s *story) threaded(args string) error {
	list, rest, err := s.at(args)
	if err != nil {
		return err
	}
	return s.counted(args, rest, slices.DeleteFunc(s.recent(list), func(m play.Message) bool { return m.Thread == "" || m.Thread == m.TS }))
}

// counted compares how many of list say a text, any where there is none, with
// what the story expects.
func (s *story) counted(args, rest string, list []play.Message) error {
	number, text, _ := strings.Cut(rest, " ")
	want, err := strconv.Atoi(number)
	if err != nil {
		return fmt.Errorf("say how many")
	}
	text = strings.TrimSpace(text)
	n := 0
	for _, m := range list {
		if text == "" || says(textOf(m), text) {
			n++
		}
	}
	if n == want {
		return nil
	}
	return fmt.Errorf("%d messages there do so; all that were said since %s:\n%s", n, s.since.Format(time.RFC3339), s.diary(args, list))
}

// arrived reports whether all messages at a place that say so came at that time
// on its wall, and on a working day.
func (s *story) arrived(args string) error {
	list, rest, err := s.at(args)
	if err != nil {
		return err
	}
	clock, text, _ := strings.Cut(rest, " ")
	zone, n := s.wall(args), 0
	for _, m := range s.recent(list) {
		if !says(textOf(m), strings.TrimSpace(text)) {
			continue
		}
		n++
		at := moment(m).In(zone)
		if day := at.Weekday(); at.Format("15:04") != clock || day == time.Saturday || day == time.Sunday {
			return fmt.Errorf("one came at %s:\n%s", at.Format("Mon 2 Jan 15:04"), s.diary(args, list))
		}
	}
	if n == 0 {
		return fmt.Errorf("none says so:\n%s", s.diary(args, list))
	}
	return nil
}

// recent are the bot's own messages since the count began.
func (s *story) recent(list []play.Message) (out []play.Message) {
	for _, m := range list {
		if m.User == fakeslack.BotUser && !m.Ephemeral && !moment(m).Before(s.since) {
			out = append(out, m)
		}
	}
	return out
}

// moment is when a message was posted.
func moment(m play.Message) time.Time {
	seconds, _, _ := strings.Cut(m.TS, ".")
	n, _ := strconv.ParseInt(seconds, 10, 64)
	return time.Unix(n, 0)
}

// wall is the zone of the wall at a place: a person's own, of a channel the
// playground's.
func (s *story) wall(args string) *time.Location {
	place, _, _ := strings.Cut(args, " ")
	name := "Europe/Berlin"
	people, _ := fakeslack.Playground()
	for _, p := range people {
		if "@"+p.ID == place {
			name = p.Zone
		}
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		s.t.Fatal(err)
	}
	return zone
}

// diary lists messages with their days and times.
func (s *story) diary(args string, list []play.Message) string {
	var b strings.Builder
	for _, m := range list {
		if moment(m).Before(s.since) {
			continue
		}
		fmt.Fprintf(&b, "    %s  %s\n", moment(m).In(s.wall(args)).Format("Mon 2 Jan 15:04"), strings.ReplaceAll(strings.TrimSpace(textOf(m)), "\n", "\n                      "))
	}
	return b.String()
}
