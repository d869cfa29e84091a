package commands

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// Line is a typed line that is read from the left: words first, free text
// last. It keeps the chat's escaped form until a piece is taken.
type Line struct{ rest string }

// NewLine starts at the first word of s. What stands at the end is kept: a
// pasted document keeps its last line break.
func NewLine(s string) *Line { return &Line{rest: strings.TrimLeftFunc(s, unicode.IsSpace)} }

// Empty reports whether nothing is left.
func (l *Line) Empty() bool { return l.rest == "" }

// Peek is the next word in lower case, as plain text, without taking it. A
// mention or link is one word.
func (l *Line) Peek() string {
	w, _ := l.split()
	return strings.ToLower(plainText(w))
}

// Word takes the next word as plain text, as typed.
func (l *Line) Word() string {
	w, rest := l.split()
	l.rest = rest
	return plainText(w)
}

// Raw takes the next word in the chat's escaped form.
func (l *Line) Raw() string {
	w, rest := l.split()
	l.rest = rest
	return w
}

// Take takes the next word when it is one of words.
func (l *Line) Take(words ...string) bool {
	next := l.Peek()
	for _, w := range words {
		if next == w {
			l.Word()
			return true
		}
	}
	return false
}

// Rest takes everything that is left as free text: never shortened, control
// characters dropped.
func (l *Line) Rest() string {
	s := clean(plainText(l.rest))
	l.rest = ""
	return s
}

// Left is what is left, in the chat's escaped form, without taking it.
func (l *Line) Left() string { return l.rest }

func (l *Line) split() (word, rest string) {
	s := l.rest
	for i := 0; i < len(s); {
		if s[i] == '<' {
			if at := tokenHere.FindString(s[i:]); at != "" {
				i += len(at)
				continue
			}
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if unicode.IsSpace(r) {
			return s[:i], strings.TrimLeftFunc(s[i:], unicode.IsSpace)
		}
		i += n
	}
	return s, ""
}

// Words is what is left as plain lower-case words, for matching names.
func (l *Line) Words() []string { return strings.Fields(strings.ToLower(plainText(l.rest))) }

// Drop takes n words and forgets them.
func (l *Line) Drop(n int) {
	for range n {
		l.Word()
	}
}

var incidentID = regexp.MustCompile(`^(?:inc-?|#)?([0-9]{1,9})$`)

// IncidentID takes an incident's id, "INC-12", "inc12", "#12" or "12".
func (l *Line) IncidentID() (string, bool) {
	id, ok := asIncidentID(l.Peek())
	if ok {
		l.Word()
	}
	return id, ok
}

func asIncidentID(w string) (string, bool) {
	m := incidentID.FindStringSubmatch(strings.TrimRight(strings.ToLower(w), ":,."))
	if m == nil {
		return "", false
	}
	n, err := strconv.ParseUint(m[1], 10, 64)
	if err != nil || n == 0 {
		return "", false
	}
	return "INC-" + strconv.FormatUint(n, 10), true
}

var severities = map[string]rollout.Severity{"critical": 1, "crit": 1}

// Severity takes a severity: sev1 … sev4, also s1, p1 and critical.
func (l *Line) Severity() (rollout.Severity, bool) {
	s, ok := asSeverity(l.Peek())
	if ok {
		l.Word()
	}
	return s, ok
}

func asSeverity(w string) (rollout.Severity, bool) {
	w = strings.TrimRight(w, ":,.")
	if s, ok := severities[w]; ok {
		return s, true
	}
	for _, prefix := range []string{"sev", "s", "p"} {
		if d, ok := strings.CutPrefix(w, prefix); ok && len(d) == 1 && d >= "1" && d <= "4" {
			return rollout.Severity(d[0] - '0'), true
		}
	}
	return 0, false
}

// Targets takes the mentions at the line's front: people and channels. bad is
// the first word that is neither, as typed.
func (l *Line) Targets() (to []rollout.Place, bad string) {
	for !l.Empty() {
		w := l.Raw()
		m := token.FindStringSubmatch(w)
		switch {
		case m != nil && m[0] == w && m[1] == "@" && m[2] != "":
			to = append(to, rollout.DM(rollout.UserID(m[2])))
		case m != nil && m[0] == w && m[1] == "#" && m[2] != "":
			to = append(to, rollout.In(rollout.ChannelID(m[2])))
		default:
			return to, plainText(w)
		}
	}
	return to, ""
}
