package view

import "strings"

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
		d.small("Did you mean")
		d.buttons(buttons...)
	}
	return d.card(text)
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

// Waiting is one thing that waits on somebody. IncidentWaits makes one.
type Waiting struct {
	Text   string // mrkdwn made by this package
	Brief  string // the same in a few words, among others
	Button *Button
}

// Home answers the bare command: what waits on the asker, and examples.
func Home(waits []Waiting, examples []string) Card {
	var d draft
	text := "Nothing waits on you."
	if len(waits) > 0 {
		text = count(len(waits), "thing waits on you", "things wait on you")
	}
	d.say("*%s*", text)
	const most = 10
	for i, w := range waits {
		if i == most {
			d.small(count(len(waits)-most, "more is not shown", "more are not shown"))
			break
		}
		if w.Button != nil {
			d.with(*w.Button, Truncate(w.Text, 300))
		} else {
			d.say("%s", Truncate(w.Text, 300))
		}
	}
	d.say("%s", exampleWords("You can type", examples))
	d.small(Code("help") + " lists everything you may use")
	return d.card(text)
}
