package view

// MayRepeat marks an urgent message that is sent again because nobody knows
// whether it arrived the first time.
func MayRepeat(c Card) Card {
	return withSmall(c, "Sent again: it is not known whether the first one arrived, so you may see this twice.")
}

// OutOfThread marks a message that belongs into a thread whose first message
// could not be posted here.
func OutOfThread(c Card) Card {
	return withSmall(c, "The card that this belongs to could not be posted here, so it stands alone.")
}

// withSmall adds small print at the end of a message, in a message without
// blocks below its text.
func withSmall(c Card, text string) Card {
	if len(c.Blocks) == 0 {
		c.Blocks = []Block{Section{Text: c.Text}}
	}
	c.Blocks = append(c.Blocks[:len(c.Blocks):len(c.Blocks)], Context{Texts: []string{text}})
	return c
}
