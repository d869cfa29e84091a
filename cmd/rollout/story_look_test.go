package main_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/rolloutbot/rollout/internal/play"
)

// at reads "#CHANNEL …" or "@USER …" and returns the messages there.
func (s *story) at(args string) ([]play.Message, string, error) {
	place, rest, _ := strings.Cut(args, " ")
	var list []play.Message
	var err error
	switch {
	case strings.HasPrefix(place, "#"):
		list, err = s.world.Client().Messages(s.ctx(), "", place[1:])
	case strings.HasPrefix(place, "@"):
		list, err = s.world.Client().Messages(s.ctx(), place[1:], "")
	default:
		err = fmt.Errorf("say where: #channel or @user")
	}
	return list, strings.TrimSpace(rest), err
}

var times = regexp.MustCompile(`^([0-9]+)×\s*`)

func (s *story) posted(args string) error {
	list, text, err := s.at(args)
	if err != nil {
		return err
	}
	want := -1
	if m := times.FindStringSubmatch(text); m != nil {
		want, _ = strconv.Atoi(m[1])
		text = text[len(m[0]):]
	}
	n := 0
	for _, m := range list {
		if says(textOf(m), text) {
			n++
		}
	}
	if n == want || want < 0 && n > 0 {
		return nil
	}
	return fmt.Errorf("%d messages there say so:\n%s", n, indent(texts(list)))
}

func (s *story) newest(args string) error {
	list, text, err := s.at(args)
	if err != nil {
		return err
	}
	if len(list) == 0 || !says(textOf(list[len(list)-1]), text) {
		return fmt.Errorf("the newest there does not say so:\n%s", indent(texts(list)))
	}
	return nil
}

func (s *story) quietAt(args string) error {
	list, text, err := s.at(args)
	if err != nil {
		return err
	}
	for _, m := range list {
		if text == "" || says(textOf(m), text) {
			return fmt.Errorf("there is:\n%s", indent(textOf(m)))
		}
	}
	return nil
}

func (s *story) threadOf(args string) error {
	list, text, err := s.at(args)
	if err != nil {
		return err
	}
	for _, m := range list {
		if m.Thread == "" || m.Thread == m.TS {
			if says(textOf(m), text) {
				s.thread, s.channel = m.TS, m.Channel
				return nil
			}
		}
	}
	return fmt.Errorf("no message there says so:\n%s", indent(texts(list)))
}

func (s *story) skip(args string) error {
	d, err := time.ParseDuration(args)
	if err != nil {
		return err
	}
	return s.world.Advance(s.ctx(), s.clock.Now().Add(d))
}

func (s *story) until(args string) error {
	t, err := time.Parse(time.RFC3339, args)
	if err != nil {
		return err
	}
	return s.world.Advance(s.ctx(), t)
}

func (s *story) restart(string) error {
	if err := s.stop(""); err != nil {
		return err
	}
	return s.start("")
}

func (s *story) stop(string) error { return s.world.StopBot(s.ctx()) }

func (s *story) start(string) error {
	if err := s.world.StartBot(s.ctx()); err != nil {
		return err
	}
	return s.world.Settle(s.ctx())
}

func (s *story) fault(args string) error {
	f := strings.Fields(args)
	if len(f) < 2 {
		return fmt.Errorf("say which method and what")
	}
	fault := map[string]any{"method": strings.TrimPrefix(f[0], "*"), "kind": f[1]}
	if len(f) > 2 {
		n, err := strconv.Atoi(f[2])
		if err != nil {
			return err
		}
		fault["count"] = n
	}
	return s.world.Client().Fault(s.ctx(), fault)
}

func (s *story) twice(string) error {
	return s.world.Client().Fault(s.ctx(), map[string]any{"kind": "duplicate", "count": 1})
}

func (s *story) leave(args string) error { return s.world.Client().Deactivate(s.ctx(), args) }

func (s *story) exported(args string) error {
	agent, file, _ := strings.Cut(args, " ")
	got, err := s.world.Bot().Export(s.ctx(), agent)
	if err != nil {
		return err
	}
	if string(got) != s.files[file] {
		return fmt.Errorf("the export has %d bytes and differs from the file's %d", len(got), len(s.files[file]))
	}
	return nil
}

// says reports whether text holds what a story expects: the words as they are,
// or what a /regular expression/ matches.
func says(text, want string) bool {
	if len(want) > 1 && want[0] == '/' && want[len(want)-1] == '/' {
		return regexp.MustCompile("(?s)" + want[1:len(want)-1]).MatchString(text)
	}
	return strings.Contains(text, want)
}

func texts(list []play.Message) string {
	var b strings.Builder
	for _, m := range list {
		b.WriteString(textOf(m))
		b.WriteString("\n")
	}
	return b.String()
}

// dateToken is a moment as Slack gets it; stories read it in UTC.
var dateToken = regexp.MustCompile(`<!date\^[0-9]+\^[^|>]*\|([^>]*)>`)

var mark = regexp.MustCompile(`<([@#])([^>|]*)(\|[^>]*)?>`)

// textOf is a message as a person reads it.
func textOf(m play.Message) string {
	if text := blockText(m.Blocks); text != "" {
		return text
	}
	return readable(m.Text)
}

// viewText is an open form as a person reads it.
func viewText(view string) string {
	if view == "" {
		return ""
	}
	return blockText(json.RawMessage("[" + view + "]"))
}

// blockText gathers the words of blocks in the order in which they are read.
func blockText(blocks json.RawMessage) string {
	var v any
	if len(blocks) == 0 || json.Unmarshal(blocks, &v) != nil {
		return ""
	}
	var out []string
	walk(v, &out)
	return readable(strings.Join(out, "\n"))
}

// readable has names for mentions, moments in UTC, and PING where everybody
// would be pinged.
func readable(text string) string {
	text = dateToken.ReplaceAllString(text, "$1")
	text = strings.NewReplacer("<!channel>", "PING", "<!here>", "PING", "<!everyone>", "PING").Replace(text)
	text = mark.ReplaceAllString(text, "$1$2")
	text = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(text)
	return strings.ReplaceAll(text, "*", "")
}

// walk gathers the texts of blocks in the order in which they are read.
func walk(v any, out *[]string) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			walk(x, out)
		}
	case map[string]any:
		if v["type"] == "button" {
			if t, ok := v["text"].(map[string]any); ok {
				*out = append(*out, fmt.Sprintf("[%v]", t["text"]))
			}
			return
		}
		if s, ok := v["text"].(string); ok {
			*out = append(*out, s)
		}
		for _, k := range []string{"title", "text", "label", "hint", "fields", "accessory", "element", "elements", "options", "description", "blocks"} {
			if _, ok := v[k].(string); !ok {
				walk(v[k], out)
			}
		}
	}
}

func indent(s string) string {
	return "    " + strings.ReplaceAll(strings.TrimRight(s, "\n"), "\n", "\n    ")
}
