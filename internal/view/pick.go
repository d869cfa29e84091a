package view

// Choice is one of several things a line could mean, with the line that means
// exactly it.
type Choice struct{ Text, Line string }

// Pick asks which of several things is meant. Its buttons carry the typed line
// with the choice in it; nothing was done yet.
func Pick(question string, choices []Choice) Card {
	var d draft
	d.say("%s", Line(question))
	const most = 20
	bs := make([]Button, 0, most)
	for i, c := range choices {
		if i == most {
			break
		}
		bs = append(bs, Button{Text: oneLine(c.Text), Line: c.Line})
	}
	for len(bs) > 0 {
		n := min(5, len(bs))
		d.buttons(bs[:n]...)
		bs = bs[n:]
	}
	if len(choices) > most {
		d.small(count(len(choices)-most, "more is not shown; name it in the line", "more are not shown; name it in the line"))
	}
	return d.card(Line(question))
}
