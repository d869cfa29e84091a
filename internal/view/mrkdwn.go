package view

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// escaper neutralises what the chat would read as a mention, link or token.
var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// Esc makes text that people wrote safe to show in mrkdwn: control characters
// and direction overrides go, mentions and links become plain text, and the
// marks of emphasis keep their look without taking hold.
func Esc(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == '\u2028', r == '\u2029':
			return -1
		}
		return r
	}, s)
	s = escaper.Replace(s)
	// A zero-width joiner-free way to defuse emphasis: marks at a word's edge
	// get a word joiner beside them, which shows nothing and pairs with nothing.
	var b strings.Builder
	for _, r := range s {
		switch r {
		case '*', '_', '~', '`':
			b.WriteRune('\u2060')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Line is Esc for one line: line breaks become blanks.
func Line(s string) string { return Esc(strings.Join(strings.Fields(s), " ")) }

// Person mentions somebody; the chat shows their name and notifies them when
// they can see the message. Nobody is "nobody".
func Person(u rollout.UserID) string {
	if u == "" {
		return "nobody"
	}
	return "<@" + string(u) + ">"
}

// Place names where a message goes: a person or a channel.
func Place(p rollout.Place) string {
	if u := p.User(); u != "" {
		return Person(u)
	}
	return "<#" + p.ID() + ">"
}

// Time shows an instant in each reader's own zone, with UTC for those whose
// client cannot.
func Time(t time.Time) string { return date(t, "{date_short_pretty} {time}", "2 Jan 15:04 UTC") }

// Clock is Time without the date, for moments of the same day.
func Clock(t time.Time) string { return date(t, "{time}", "15:04 UTC") }

func date(t time.Time, token, layout string) string {
	t = t.UTC()
	return "<!date^" + strconv.FormatInt(t.Unix(), 10) + "^" + token + "|" + t.Format(layout) + ">"
}
