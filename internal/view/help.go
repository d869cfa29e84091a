package view

import (
	"slices"
	"strings"
)

// HelpEntry is a command as help shows it.
type HelpEntry struct {
	Name, Args, Short string
	Long              string // shown when help is asked about this one
}

// HelpGroup is a line of the overview: a noun with its verbs, or a command without
// verbs and those that stand beside it.
type HelpGroup struct {
	Name, Args, Short string
	Verbs, Also       []string
}

// HelpOverview lists what the asker may use, a line for each noun.
func HelpOverview(groups []HelpGroup) Card {
	const title = "What you can type"
	var d draft
	d.say("*%s*", title)
	lines := make([]string, len(groups))
	for i, g := range groups {
		also := ""
		if len(g.Also) > 0 {
			also = "also: " + strings.Join(g.Also, ", ")
		}
		lines[i] = Code(strings.TrimSpace(g.Name+" "+g.Args)) + "  " + dots(escCode(g.Short), strings.Join(g.Verbs, ", "), also)
	}
	d.pack(lines)
	d.small("More about one: " + Code("help incident") + " · another agent: " + Code("in NAME …") + " · in a thread, mention the bot and leave out the id")
	return d.card(title)
}

// Help is all about a topic that the asker may use.
func Help(topic string, entries []HelpEntry) Card {
	var d draft
	title := "What you can type about " + Line(topic)
	d.say("*%s*", title)
	lines := make([]string, len(entries))
	for i, e := range entries {
		lines[i] = Code(strings.TrimSpace(e.Name+" "+e.Args)) + "  " + escCode(e.Short)
		if e.Long != "" {
			lines[i] += "\n" + escCode(e.Long)
		}
	}
	d.parts(lines)
	return d.card(title)
}

// UnknownWord is a word that is no command, or not one where it stands. Lines are
// in the chat's escaped form; they are shown as they were typed.
type UnknownWord struct {
	Word     string
	Said     string   // what to say instead of "I do not know …"; "": that
	Instead  string   // what to do; "": examples are shown
	Meant    []string // lines that could be meant, as buttons to press
	Typed    []string // such lines that tell people at once: they are shown, to be typed
	Examples []string
}

// Unknown answers a word that means nothing where it stands.
func Unknown(u UnknownWord) Card {
	var d draft
	text := "I do not know " + Quote(u.Word, 60) + "; nothing was done."
	if u.Said != "" {
		text = escCode(u.Said)
	}
	after := exampleWords("For example", u.Examples)
	if u.Instead != "" {
		after = escCode(u.Instead)
	}
	typed := ""
	if len(u.Typed) > 0 {
		lines := make([]string, len(u.Typed))
		for i, line := range u.Typed {
			lines[i] = PlainText(line)
		}
		typed = exampleWords("Did you mean", lines) + "? Type it: it tells people at once."
	}
	d.lines(text, after, typed)
	var buttons []Button
	for i, n := range u.Meant {
		if i < 3 {
			buttons = append(buttons, Button{Text: sentence(PlainText(n)), Line: n})
		}
	}
	if len(buttons) > 0 {
		if !onlyHelp(u.Meant) {
			d.small("Did you mean")
		}
		d.buttons(buttons...)
	}
	return d.card(text)
}

// onlyHelp reports whether all that can be offered is help: nobody meant that.
func onlyHelp(near []string) bool {
	return !slices.ContainsFunc(near, func(line string) bool {
		words := strings.Fields(line)
		if len(words) > 2 && words[0] == "in" {
			words = words[2:]
		}
		return len(words) == 0 || words[0] != "help"
	})
}

func exampleWords(lead string, examples []string) string {
	if len(examples) == 0 {
		return ""
	}
	codes := make([]string, len(examples))
	for i, e := range examples {
		codes[i] = Code(e)
	}
	return lead + ": " + strings.Join(codes, " · ")
}
