package view

import (
	"fmt"
	"strings"
)

// The chat's limits, each a little below what it refuses. The size of all
// blocks together is undocumented; from about 13,200 characters of JSON on
// messages were refused.
const (
	maxBlocks     = 50
	maxFormBlocks = 100
	maxText       = 3000 // of a section, and of the line for notifications
	maxField      = 2000
	maxFields     = 10
	maxContexts   = 10
	maxButtons    = 25
	maxHeader     = 150
	maxButtonText = 75
	maxLine       = 2000 // bytes
	maxConfirm    = 300
	maxCard       = 12500 // characters of all blocks as JSON, names of fields included
	maxFormTitle  = 24
	maxLabel      = 2000
	maxOptionText = 75
	maxOptions    = 100
	maxRadios     = 10
)

// Fit keeps a card within the chat's limits, so that it is never refused:
// texts are cut with a mark, surplus blocks go from the end, and the last line
// then says how many did not fit. A card without blocks shows its text. One that
// fits comes back as it is.
func (c Card) Fit() Card {
	c.Text = Truncate(c.Text, maxText)
	blocks := make([]Block, 0, len(c.Blocks))
	for _, b := range c.Blocks {
		if b, ok := fitBlock(b); ok {
			blocks = append(blocks, b)
		}
	}
	if c.Text == "" {
		c.Text = textOr(firstText(blocks))
	}
	if len(blocks) == 0 {
		blocks = []Block{Section{Text: c.Text}}
	}
	c.Blocks = fitMany(blocks)
	return c
}

// fitMany drops blocks from the end until the rest fits, but keeps the last
// row of buttons: what a card is for must not get lost with its length.
func fitMany(blocks []Block) []Block {
	total := 0
	for _, b := range blocks {
		total += weight(b)
	}
	if len(blocks) <= maxBlocks && total <= maxCard {
		return blocks
	}
	var tail []Block
	if n := len(blocks); n > 0 {
		if _, ok := blocks[n-1].(Actions); ok {
			tail, blocks = blocks[n-1:], blocks[:n-1]
		}
	}
	const note = 250
	room := maxCard - note
	for _, b := range tail {
		room -= weight(b)
	}
	n := 0
	for n < len(blocks) && n < maxBlocks-2 {
		if room -= weight(blocks[n]); room < 0 {
			break
		}
		n++
	}
	left := len(blocks) - n
	out := append(blocks[:n:n], Context{Texts: []string{fmt.Sprintf("Cut here: %s of this message did not fit.", count(left, "part", "parts"))}})
	return append(out, tail...)
}

func fitBlock(b Block) (Block, bool) {
	switch b := b.(type) {
	case Header:
		b.Text = cutPlain(b.Text, maxHeader)
		return b, b.Text != ""
	case Section:
		b.Text = Truncate(b.Text, maxText)
		b.Fields = cutTexts(b.Fields, maxFields, maxField)
		if b.Button != nil {
			button, ok := fitButton(*b.Button)
			if b.Button = &button; !ok {
				b.Button = nil
			}
		}
		return b, b.Text != "" || len(b.Fields) > 0
	case Context:
		b.Texts = cutTexts(b.Texts, maxContexts, maxField)
		return b, len(b.Texts) > 0
	case Actions:
		var kept []Button
		for _, x := range b.Buttons {
			if x, ok := fitButton(x); ok && len(kept) < maxButtons {
				kept = append(kept, x)
			}
		}
		return Actions{kept}, len(kept) > 0
	case Input:
		return fitInput(b), true
	default:
		return b, true
	}
}

// cutTexts drops empty texts and keeps at most n, of at most size each; the
// last one says how many more there were.
func cutTexts(texts []string, n, size int) []string {
	var kept []string
	for _, t := range texts {
		if t != "" {
			kept = append(kept, Truncate(t, size))
		}
	}
	if len(kept) > n {
		kept = append(kept[:n-1:n-1], fmt.Sprintf("and %d more", len(kept)-n+1))
	}
	return kept
}

// fitButton refuses a button whose line is too long: a line that was cut would
// do something else.
func fitButton(b Button) (Button, bool) {
	b.Text = cutPlain(b.Text, maxButtonText)
	b.Label = cutPlain(b.Label, maxButtonText)
	if b.Confirm != nil {
		c := *b.Confirm
		c.Title = cutPlain(c.Title, 100)
		c.Text = Truncate(c.Text, maxConfirm)
		c.Confirm = cutPlain(c.Confirm, 30)
		c.Deny = cutPlain(c.Deny, 30)
		b.Confirm = &c
	}
	return b, b.Text != "" && len(b.Line) <= maxLine
}

// Fit keeps a form within the chat's limits. Fields beyond the hundredth block
// are left out, and the last block says so.
func (f Form) Fit() Form {
	f.Title = cutPlain(f.Title, maxFormTitle)
	f.Submit = cutPlain(f.Submit, maxFormTitle)
	var blocks []Block
	for _, b := range f.Blocks {
		if b, ok := fitBlock(b); ok {
			blocks = append(blocks, b)
		}
	}
	if len(blocks) > maxFormBlocks {
		left := len(blocks) - maxFormBlocks + 1
		blocks = append(blocks[:maxFormBlocks-1:maxFormBlocks-1],
			Context{Texts: []string{fmt.Sprintf("Cut here: %s did not fit; submit this form and open it again.", count(left, "part", "parts"))}})
	}
	f.Blocks = blocks
	return f
}

func fitInput(in Input) Input {
	in.Label = textOr(cutPlain(in.Label, maxLabel))
	in.Initial = Truncate(in.Initial, maxText)
	in.Hint = cutPlain(in.Hint, maxLabel)
	if in.Max <= 0 || in.Max > maxText {
		in.Max = maxText
	}
	most := maxOptions
	if in.Kind == Radio {
		most = maxRadios
	}
	if len(in.Options) > most {
		in.Options = in.Options[:most:most]
	}
	options := make([]Option, len(in.Options))
	for i, o := range in.Options {
		o.Text = textOr(cutPlain(o.Text, maxOptionText))
		o.About = cutPlain(o.About, maxOptionText)
		options[i] = o
	}
	in.Options = options
	return in
}

// cutPlain is for plain-text fields, in which no token stands.
func cutPlain(s string, n int) string { return Truncate(strings.TrimSpace(Clean(s)), n) }

// weight estimates how many characters of JSON a block becomes.
func weight(b Block) int {
	const frame = 70
	switch b := b.(type) {
	case Header:
		return frame + jsonLen(b.Text)
	case Section:
		n := frame + jsonLen(b.Text)
		for _, f := range b.Fields {
			n += frame + jsonLen(f)
		}
		if b.Button != nil {
			n += buttonWeight(*b.Button)
		}
		return n
	case Context:
		n := frame
		for _, t := range b.Texts {
			n += frame + jsonLen(t)
		}
		return n
	case Actions:
		n := frame
		for _, x := range b.Buttons {
			n += buttonWeight(x)
		}
		return n
	default:
		return frame
	}
}

func buttonWeight(b Button) int {
	n := 180 + jsonLen(b.Text) + jsonLen(b.Line) + jsonLen(b.Label)
	if c := b.Confirm; c != nil {
		n += 240 + jsonLen(c.Title) + jsonLen(c.Text) + jsonLen(c.Confirm) + jsonLen(c.Deny)
	}
	return n
}

func jsonLen(s string) int {
	return units(s) + strings.Count(s, `"`) + strings.Count(s, `\`) + strings.Count(s, "\n")
}

func firstText(blocks []Block) string {
	for _, b := range blocks {
		switch b := b.(type) {
		case Header:
			return escaper.Replace(b.Text)
		case Section:
			if b.Text != "" {
				return b.Text
			}
		}
	}
	return ""
}
