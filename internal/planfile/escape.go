package planfile

import (
	"regexp"
	"strings"
)

// unescape turns the bytes of one field into the text that people see: Markdown
// escapes resolved outside code, <br> as a line end, emphasis around the whole
// text taken off. Emphasis inside, links and code stay as written.
func unescape(raw string) string {
	raw = unwrap(strings.TrimSpace(raw))
	var b strings.Builder
	ticks := tickRuns(raw)
	for i := 0; i < len(raw); {
		switch c := raw[i]; {
		case c == '\\' && i+1 < len(raw) && punct(raw[i+1]):
			b.WriteByte(raw[i+1])
			i += 2
		case c == '`':
			n := run(raw, i)
			end, ok := ticks.close(i, n)
			if !ok {
				b.WriteString(raw[i : i+n])
				i += n
				break
			}
			b.WriteString(strings.ReplaceAll(raw[i:end], `\|`, "|"))
			i = end
		case c == '<' && brLen(raw[i:]) > 0:
			b.WriteByte('\n')
			i += brLen(raw[i:])
		default:
			b.WriteByte(c)
			i++
		}
	}
	return tidy(b.String())
}

// tidy trims a text and each of its lines.
func tidy(s string) string {
	s = strings.TrimSpace(s)
	if !strings.ContainsAny(s, "\r\n") {
		return s
	}
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// escape writes a tidy text so that unescape gives it back and no table row
// or list is broken by it. It writes as little as that needs.
func escape(text string) string {
	if light := escapeWith(text, `|`); unescape(light) == text && !strings.Contains(light, "<!--") {
		return light
	}
	return escapeWith(text, "|`*_<~")
}

func escapeWith(text, marks string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\n':
			b.WriteString("<br>")
		case c == '\\' && (i+1 == len(text) || punct(text[i+1]) || text[i+1] == '\n'), strings.IndexByte(marks, c) >= 0:
			b.WriteByte('\\')
			b.WriteByte(c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// unwrap takes off emphasis that spans the whole text.
func unwrap(s string) string {
	for _, m := range []string{"***", "**", "__", "~~", "*", "_"} {
		if len(s) > 2*len(m) && strings.HasPrefix(s, m) && strings.HasSuffix(s, m) {
			in := s[len(m) : len(s)-len(m)]
			if in[0] != ' ' && in[0] != m[0] && !strings.Contains(in, m) && !strings.HasSuffix(in, `\`) && !strings.HasSuffix(in, " ") && !strings.HasSuffix(in, m[:1]) {
				return unwrap(in)
			}
		}
	}
	return s
}

// ticks knows where each run of backticks lies, by length, so that finding the
// end of a code span costs no second look at the text.
type ticks map[int][]int

func tickRuns(s string) ticks {
	var t ticks
	for i := 0; i < len(s); {
		if s[i] != '`' {
			i++
			continue
		}
		if t == nil {
			t = ticks{}
		}
		n := run(s, i)
		t[n] = append(t[n], i)
		i += n
	}
	return t
}

// close is the end of the code span that opens with n backticks at i.
func (t ticks) close(i, n int) (int, bool) {
	at := t[n]
	for len(at) > 0 && at[0] <= i {
		at = at[1:]
	}
	t[n] = at
	if len(at) == 0 {
		return 0, false
	}
	return at[0] + n, true
}

func run(s string, i int) int {
	n := 0
	for i+n < len(s) && s[i+n] == s[i] {
		n++
	}
	return n
}

// brLen is the length of a <br> at the start of s, or 0.
func brLen(s string) int {
	for _, b := range []string{"<br>", "<br/>", "<br />"} {
		if len(s) >= len(b) && strings.EqualFold(s[:len(b)], b) {
			return len(b)
		}
	}
	return 0
}

func punct(c byte) bool {
	return c >= '!' && c <= '/' || c >= ':' && c <= '@' || c >= '[' && c <= '`' || c >= '{' && c <= '~'
}

var (
	linkMark = regexp.MustCompile(`!?\[([^\[\]]*)\]\([^()\s]*\)`)
	autoLink = regexp.MustCompile(`<((?:https?|mailto):[^<>\s]*)>`)
	emphasis = regexp.MustCompile(`(^|[\s("'/])[*_]+([^\s*_])|([^\s*_])[*_]+($|[\s)"'.,;:/!?])`)
	spaces   = regexp.MustCompile(`[ \t\x{a0}\x{202f}\x{2009}\x{200b}]+`)
)

// plain is a text without Markdown: what the readers of values look at.
func plain(text string) string {
	if strings.ContainsAny(text, "[<") {
		text = autoLink.ReplaceAllString(linkMark.ReplaceAllString(text, "$1"), "$1")
	}
	text = strings.ReplaceAll(strings.ReplaceAll(text, "**", ""), "`", "")
	if strings.ContainsAny(text, "*_") {
		text = emphasis.ReplaceAllString(text, "$1$2$3$4")
	}
	if strings.Contains(text, "  ") || strings.ContainsAny(text, "\t\u00a0\u202f\u2009\u200b") {
		text = spaces.ReplaceAllString(text, " ")
	}
	return strings.TrimSpace(text)
}
