package commands

import (
	"regexp"
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

// Words is what is left, folded for matching names: one entry for each word
// that Drop would take.
func (l *Line) Words() []string {
	var words []string
	for rest := *l; !rest.Empty(); {
		words = append(words, foldName(rest.Raw()))
	}
	return words
}

// Drop takes n words and forgets them.
func (l *Line) Drop(n int) {
	for range n {
		l.Raw()
	}
}

// foldName folds the ways people type one word of a name: case, and the
// apostrophe that a keyboard makes curly by itself.
func foldName(word string) string {
	return strings.ReplaceAll(strings.ToLower(plainText(word)), "’", "'")
}

// nameWords are the words of a name as Words has those of a line.
func nameWords(name string) []string { return rollout.NameWords(name) }

var (
	incidentID = regexp.MustCompile(`^(?:inc-?|#)?([0-9]+)$`)
	bareNumber = regexp.MustCompile(`^[0-9]+$`)
)

// IncidentID takes an incident's id, "INC-12", "inc12", "#12" or "12". A number
// that no incident can have is an id too: it is answered as one that is not there.
func (l *Line) IncidentID() (string, bool) {
	id, ok := asIncidentID(l.Peek())
	if ok {
		l.Raw()
	}
	return id, ok
}

func asIncidentID(w string) (string, bool) {
	m := incidentID.FindStringSubmatch(strings.TrimRight(strings.ToLower(w), ":,."))
	if m == nil {
		return "", false
	}
	const most = 18 // digits of the largest number anybody counts to
	n := strings.TrimLeft(m[1], "0")
	switch {
	case n == "":
		n = "0"
	case len(n) > most:
		n = n[:most] + "…"
	}
	return "INC-" + n, true
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
