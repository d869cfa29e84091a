package view

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// escaper neutralises what the chat would read as a mention, link or token.
var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// Esc makes text that people wrote safe to show in mrkdwn. Mentions, links and
// date tokens become the characters they are written with; control, direction
// and zero-width characters go; a mark that would start or end emphasis, code
// or a quote is replaced by a character that looks like it. "p95_latency" and
// "2*3" stay as they are. The records keep what was typed.
func Esc(s string) string { return escaper.Replace(defuse(Clean(s))) }

// Line is Esc for one line: line breaks become blanks.
func Line(s string) string { return Esc(oneLine(s)) }

// Excerpt is Line, cut after n characters with a mark of the cut.
func Excerpt(s string, n int) string { return Truncate(Line(s), n) }

// Quote is Line in quotation marks, cut after n characters: how a short text
// of somebody stands inside our own sentence.
func Quote(s string, n int) string { return "“" + Excerpt(s, n) + "”" }

// Clean takes out of a text what cannot be seen but acts: control characters,
// direction overrides, zero-width characters and tags. More than two line
// breaks in a row become two. It does not escape: it is for plain-text fields,
// where no mark takes hold.
func Clean(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	breaks := 0
	s = strings.Map(func(r rune) rune {
		if r == '\r' || r == '\u2028' || r == '\u2029' || r == '\u0085' {
			r = '\n'
		}
		if r == '\n' {
			if breaks++; breaks > 2 {
				return -1
			}
			return r
		}
		switch {
		case r == '\t':
			return ' '
		case r == '\u200c', r == '\u200d': // scripts and emoji are spelt with these joiners
			return r
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == '\u3164', r == '\uffa0', r == '\u115f', r == '\u1160':
			return -1
		}
		if !unicode.IsSpace(r) {
			breaks = 0
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

func oneLine(s string) string { return strings.Join(strings.Fields(Clean(s)), " ") }

// looks gives each mark of the chat's markup, and its full-width form, which
// the chat reads too, a character that only looks like it.
var looks = map[rune]rune{
	'*': '∗', '＊': '∗',
	'_': 'ˍ', '＿': 'ˍ',
	'~': '∼', '～': '∼',
	'`': 'ˋ', '｀': 'ˋ',
}

// defuse replaces the marks that would take hold where they stand.
func defuse(s string) string {
	if !strings.ContainsAny(s, "*_~`>@＊＿～｀＞") {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 8)
	before := '\n'
	lineStart := true // nothing but blanks since the line began
	for i, r := range s {
		after := '\n'
		size := utf8.RuneLen(r)
		if next, n := utf8.DecodeRuneInString(s[i+size:]); n > 0 {
			after = next
		}
		out := r
		switch r {
		case '`', '｀':
			out = looks[r]
		case '*', '_', '~', '＊', '＿', '～':
			inWord := wordRune(before) && wordRune(after)
			apart := unicode.IsSpace(before) && unicode.IsSpace(after)
			if !inWord && !apart {
				out = looks[r]
			}
		case '>', '＞':
			if lineStart {
				out = '›'
			}
		case '@':
			if callsAll(s[i+size:]) {
				out = '＠'
			}
		}
		b.WriteRune(out)
		before = r
		lineStart = r == '\n' || lineStart && unicode.IsSpace(r)
	}
	return b.String()
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// callsAll reports whether after an @ a name follows by which a chat rings
// everybody.
func callsAll(s string) bool {
	for _, name := range []string{"here", "channel", "everyone", "group"} {
		if len(s) >= len(name) && strings.EqualFold(s[:len(name)], name) {
			if r, n := utf8.DecodeRuneInString(s[len(name):]); n == 0 || !wordRune(r) {
				return true
			}
		}
	}
	return false
}

// Truncate cuts mrkdwn after at most n characters as the chat counts them
// (UTF-16 units), the mark of the cut included. It never cuts inside a token
// ("<@U1>", "&amp;") or a code span, nor between a letter and its accents. Escape first, cut
// after.
func Truncate(s string, n int) string {
	if units(s) <= n {
		return s
	}
	const mark = "…"
	room := n - units(mark)
	end, used := 0, 0
	for end < len(s) {
		a := atom(s[end:])
		if used += units(s[end : end+a]); used > room {
			break
		}
		end += a
	}
	if room < 0 {
		return ""
	}
	return strings.TrimRightFunc(s[:end], unicode.IsSpace) + mark
}

// atom is how many bytes at the start of s belong together.
func atom(s string) int {
	switch s[0] {
	case '<':
		if i := strings.IndexAny(s, ">\n"); i > 0 && s[i] == '>' {
			return i + 1
		}
	case '`': // our own code span; people's text holds none
		if i := strings.IndexAny(s[1:], "`\n"); i >= 0 && s[1+i] == '`' {
			return i + 2
		}
	case '&':
		for _, e := range []string{"&amp;", "&lt;", "&gt;"} {
			if strings.HasPrefix(s, e) {
				return len(e)
			}
		}
	}
	_, n := utf8.DecodeRuneInString(s)
	for n < len(s) {
		r, size := utf8.DecodeRuneInString(s[n:])
		switch {
		case r == '\u200d': // joins the next one too
			_, joined := utf8.DecodeRuneInString(s[n+size:])
			n += size + joined
		case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Me, r), unicode.Is(unicode.Mc, r), r >= 0x1f3fb && r <= 0x1f3ff:
			n += size
		default:
			return n
		}
	}
	return n
}

// units counts as the chat does: a character beyond the basic plane is two.
func units(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xffff {
			n++
		}
	}
	return n
}

// Person mentions somebody; the chat shows their name and notifies them when
// they can see the message. Nobody is "nobody".
func Person(u rollout.UserID) string {
	id := chatID(string(u))
	if id == "" {
		return "nobody"
	}
	return "<@" + id + ">"
}

// Place names where a message goes: a person or a channel.
func Place(p rollout.Place) string {
	switch {
	case p.User() != "":
		return Person(p.User())
	case p.Channel() != "":
		return Channel(p.Channel())
	}
	return "nowhere"
}

// Channel names a channel; the chat shows its name to those who can see it.
func Channel(c rollout.ChannelID) string {
	id := chatID(string(c))
	if id == "" {
		return "no channel"
	}
	return "<#" + id + ">"
}

// Places names several, shortened after three.
func Places(ps []rollout.Place) string {
	names := make([]string, len(ps))
	for i, p := range ps {
		names[i] = Place(p)
	}
	return List(names, 3)
}

// chatID keeps an id from ending the token it stands in, whatever it holds.
func chatID(id string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 && (wordRune(r) || r == '-' || r == '_' || r == '.') {
			return r
		}
		return -1
	}, id)
}

// Code shows a line that can be typed, in a code span, cut when it is long. The
// name of the command is put in by Called.
func Code(line string) string {
	line = Truncate(inCode(oneLine(line)), 200)
	return "`" + strings.TrimSpace(Command+" "+line) + "`"
}

// inCode escapes what stands in a code span, where no mark takes hold but a
// mention might.
func inCode(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == '`':
			r = looks['`']
		case r == '@' && callsAll(s[i+1:]):
			r = '＠'
		}
		b.WriteRune(r)
	}
	return escaper.Replace(b.String())
}

// Command stands for the root command's name in every text of this package.
const Command = "/rollout"
