package view

// Choice is one of several things a line could mean, with the line that means
// exactly it.
type Choice struct{ Text, Line string }

// MostPicked is how many things somebody can pick from.
const MostPicked = 20

// Pick asks which of several things is meant. Its buttons carry the typed line
// with the choice in it; nothing was done yet.
func Pick(question string, choices []Choice) Card { return PickOf(question, choices, len(choices)) }

// PickOf is Pick for the first choices of total.
func PickOf(question string, choices []Choice, total int) Card {
	var d draft
	d.say("%s", Line(question))
	bs := make([]Button, 0, MostPicked)
	for i, c := range choices {
		if i == MostPicked {
			break
		}
		bs = append(bs, Button{Text: oneLine(c.Text), Line: c.Line})
	}
	for len(bs) > 0 {
		n := min(5, len(bs))
		d.buttons(bs[:n]...)
		bs = bs[n:]
	}
	if total > MostPicked {
		d.small(count(total-MostPicked, "more is not shown; name it in the line", "more are not shown; name it in the line"))
	}
	return d.card(Line(question))
}

// Answers says in each button's line which question it answers.
func (c Card) Answers(question string) Card {
	blocks := make([]Block, len(c.Blocks))
	for i, b := range c.Blocks {
		if a, ok := b.(Actions); ok {
			a.Buttons = append([]Button(nil), a.Buttons...)
			for n := range a.Buttons {
				a.Buttons[n].Line = question + " " + a.Buttons[n].Line
			}
			b = a
		}
		blocks[i] = b
	}
	c.Blocks = blocks
	return c
}

// Already answers a press on a question that was answered before: first is what
// its first answer did.
func Already(first Card) Card {
	const text = "You answered this before, so nothing more was done."
	var d draft
	d.say(text)
	c := d.card(joined([]string{text, first.Text}, " "))
	c.Blocks = append(c.Blocks, first.Blocks...)
	return c.Fit()
}
