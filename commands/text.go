package commands

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// token is a mention, channel or link in the chat's escaped form, or a word
// of the chat's own such as <!here>.
var (
	token     = regexp.MustCompile(`<([@#!]?)([^<>|\s@#!][^<>|]*)(?:\|([^<>]*))?>`)
	tokenHere = regexp.MustCompile(`^` + token.String())
)

var unescaper = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

// plainText turns the chat's escaped form into what the person typed: mentions
// and channels by their names, links by their address, entities by their signs.
func plainText(s string) string {
	s = token.ReplaceAllStringFunc(s, func(t string) string {
		m := token.FindStringSubmatch(t)
		mark, id, label := m[1], m[2], m[3]
		switch mark {
		case "@", "#":
			if label == "" {
				label = id
			}
			return mark + label
		case "!":
			word, _, _ := strings.Cut(id, "^")
			return "@" + word
		}
		// The chat makes links of what looks like one ("example.com",
		// "a@example.com"); what was typed is their label.
		if label != "" && strings.HasSuffix(id, label) {
			return label
		}
		return id
	})
	return unescaper.Replace(s)
}

// Mentions lists the people and channels that a line names, in order, so that
// a transport can look up their facts before the request is handled.
func Mentions(line string) (people []rollout.UserID, channels []rollout.ChannelID) {
	for _, m := range token.FindAllStringSubmatch(line, -1) {
		switch m[1] {
		case "@":
			people = append(people, rollout.UserID(m[2]))
		case "#":
			channels = append(channels, rollout.ChannelID(m[2]))
		}
	}
	return people, channels
}

// clean drops control characters and direction marks, which could make a
// stored text read differently from what was typed. Line breaks stay.
func clean(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		if r == '\r' || r == unicode.ReplacementChar || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, s))
}

// clip cuts what somebody typed to a length that can be repeated in a sentence,
// in characters, with a mark of the cut.
func clip(s string, n int) string {
	if runes := []rune(s); len(runes) > n {
		return string(runes[:n]) + "…"
	}
	return s
}
