package fakeslack

import (
	"regexp"
	"slices"
	"strings"
)

// typed finds what Slack turns into something else in a typed line: addresses, @names and #channels.
var typed = regexp.MustCompile(`https?://[^\s<>|]+|[@#][\p{L}\p{N}][\p{L}\p{N}._-]*`)

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// escape turns a typed line into what Slack sends: & < > escaped, @maya as <@maya|maya>, #ops as <#ops|ops>, addresses
// in angle brackets. Names that nobody has, and private channels the person is not in, stay as typed.
func (s *Slack) escape(person, line string) string {
	var b strings.Builder
	rest := 0
	for _, at := range typed.FindAllStringIndex(line, -1) {
		token := line[at[0]:at[1]]
		if at[0] > 0 && insideWord(line[at[0]-1]) {
			continue
		}
		sent, length := s.resolve(person, token)
		if length == 0 {
			continue
		}
		b.WriteString(escaper.Replace(line[rest:at[0]]))
		b.WriteString(sent)
		rest = at[0] + length
	}
	b.WriteString(escaper.Replace(line[rest:]))
	return b.String()
}

func insideWord(c byte) bool {
	return c == '_' || c == '/' || c == '.' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

// resolve returns what a token is sent as, and how much of it that stands for; 0 when nothing.
func (s *Slack) resolve(person, token string) (string, int) {
	if token[0] != '@' && token[0] != '#' {
		end := len(strings.TrimRight(token, ".,;:!?)]}'\"*_~`"))
		return "<" + escaper.Replace(token[:end]) + ">", end
	}
	// A name may be followed by a full stop or a dash: the longest beginning that somebody is called counts.
	for end := len(token); end > 1; end-- {
		name := strings.ToLower(token[1:end])
		if end < len(token) && !strings.ContainsRune("._-", rune(token[end])) {
			continue
		}
		if token[0] == '@' {
			if sent := s.mention(name); sent != "" {
				return sent, end
			}
			continue
		}
		i := slices.IndexFunc(s.world.Channels, func(c *Channel) bool { return c.Name == name })
		if i >= 0 && (!s.world.Channels[i].Private || s.world.member(s.world.Channels[i].ID, person)) {
			return "<#" + s.world.Channels[i].ID + "|" + name + ">", end
		}
	}
	return "", 0
}

func (s *Slack) mention(name string) string {
	switch name {
	case "here", "channel", "everyone":
		return "<!" + name + ">"
	}
	for _, p := range s.world.People {
		if strings.ToLower(p.Name) != name {
			continue
		}
		if p.ID == BotUser {
			return "<@" + p.ID + ">" // as in the text of a real mention: without a label
		}
		return "<@" + p.ID + "|" + p.Name + ">"
	}
	return ""
}
