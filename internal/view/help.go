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

// Help lists what the asker may use. With a topic it is about that noun only.
func Help(topic string, entries []HelpEntry) Card {
	var d draft
	title := "What you can type"
	if topic != "" {
		title = "What you can type about " + Line(topic)
	}
	d.say("*%s*", title)
	lines := make([]string, len(entries))
	for i, e := range entries {
		lines[i] = Code(strings.TrimSpace(e.Name+" "+e.Args)) + "  " + escCode(e.Short)
		if topic != "" && e.Long != "" {
			lines[i] += "\n" + escCode(e.Long)
		}
	}
	d.pack(lines)
	if topic == "" {
		d.small("Name another agent first: " + Code("in NAME …") + " · more about one: " + Code("help incident") + " · in a thread, mention the bot and leave out the id")
	}
	return d.card(title)
}

// Unknown answers a word that is no command: the lines that could be meant as
// buttons to press, and examples to type. Lines are in the chat's escaped form;
// a button shows them as they were typed.
func Unknown(word string, near []string, examples []string) Card {
	var d draft
	text := "I do not know " + Quote(word, 60) + "; nothing was done."
	d.lines(text, exampleWords("For example", examples))
	var buttons []Button
	for i, n := range near {
		if i < 3 {
			buttons = append(buttons, Button{Text: sentence(PlainText(n)), Line: n, Label: "Run " + PlainText(n)})
		}
	}
	if len(buttons) > 0 {
		if !onlyHelp(near) {
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
