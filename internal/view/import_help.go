package view

// ImportHelp says how a plan comes in when nothing came with the request.
func ImportHelp(sample bool) Card {
	var d draft
	text := "Nothing was imported yet: no plan came with that."
	d.lines(
		text,
		"• Paste: type "+Code("plan import")+", then a line break (Shift+Enter), then the whole document.",
		"• File: post the Markdown file in a channel I am in and mention me with “plan import”, or send me the file directly.",
	)
	if sample {
		d.buttons(Button{Text: "Try the sample", Line: "plan import sample"})
	}
	return d.card(text)
}
