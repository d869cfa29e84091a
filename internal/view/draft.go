package view

import (
	"fmt"
	"strings"
)

// draft gathers the blocks of a card in the order in which they are read.
type draft struct{ blocks []Block }

// say adds a paragraph; an empty one adds nothing.
func (d *draft) say(format string, args ...any) {
	text := format
	if len(args) > 0 {
		text = fmt.Sprintf(format, args...)
	}
	if text != "" {
		d.blocks = append(d.blocks, Section{Text: text})
	}
}

// lines adds one paragraph of lines, without the empty ones.
func (d *draft) lines(lines ...string) { d.say("%s", joined(lines, "\n")) }

// with adds a paragraph with a button at its side.
func (d *draft) with(b Button, text string) {
	d.blocks = append(d.blocks, Section{Text: text, Button: &b})
}

// room is how much of a paragraph reads well, and fits.
const room = 2400

// pack adds lines, as many to a paragraph as read well and fit.
func (d *draft) pack(lines []string) { d.packed(lines, "\n") }

// parts adds pieces of several lines with a blank line between them.
func (d *draft) parts(parts []string) { d.packed(parts, "\n\n") }

func (d *draft) packed(pieces []string, by string) {
	from, size := 0, 0
	for i, piece := range pieces {
		if size += units(piece) + len(by); size > room && i > from {
			d.say("%s", joined(pieces[from:i], by))
			from, size = i, units(piece)+len(by)
		}
	}
	d.say("%s", joined(pieces[from:], by))
}

// small adds small print: a line for each text that is not empty.
func (d *draft) small(texts ...string) {
	if text := joined(texts, "\n"); text != "" {
		d.blocks = append(d.blocks, Context{[]string{text}})
	}
}

func (d *draft) buttons(bs ...Button) {
	if len(bs) > 0 {
		d.blocks = append(d.blocks, Actions{bs})
	}
}

// card finishes: text is what notifications and screen readers get.
func (d *draft) card(text string) Card { return Card{Text: text, Blocks: d.blocks}.Fit() }

// said is a card of one paragraph, which is its own notification.
func said(format string, args ...any) Card {
	var d draft
	text := fmt.Sprintf(format, args...)
	d.say("%s", text)
	return d.card(text)
}

// joined joins what is there.
func joined(parts []string, by string) string {
	kept := make([]string, 0, len(parts))
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, by)
}

// dots joins what is there by middle dots: "sev2 · INC-7 · …".
func dots(parts ...string) string { return joined(parts, " · ") }

// Called gives a card the name of the installation's own command where the
// texts of this package show a line to type. People's text is untouched: it
// never holds a code span.
func (c Card) Called(command string) Card {
	if command == "" || command == Command {
		return c
	}
	named := func(s string) string { return strings.ReplaceAll(s, "`"+Command, "`"+command) }
	c.Text = named(c.Text)
	blocks := make([]Block, len(c.Blocks))
	for i, b := range c.Blocks {
		switch b := b.(type) {
		case Section:
			b.Text = named(b.Text)
			b.Fields = each(b.Fields, named)
			blocks[i] = b
		case Context:
			blocks[i] = Context{each(b.Texts, named)}
		default:
			blocks[i] = b
		}
	}
	c.Blocks = blocks
	return c
}

func each(texts []string, f func(string) string) []string {
	out := make([]string, len(texts))
	for i, t := range texts {
		out[i] = f(t)
	}
	return out
}

// WithShare adds a button by which an answer that only the asker sees is
// posted in the channel; line is what does it.
func (c Card) WithShare(line string) Card {
	b := Button{Text: "Share in channel", Line: line}
	n := len(c.Blocks)
	if n > 0 {
		if a, ok := c.Blocks[n-1].(Actions); ok && len(a.Buttons) < 5 {
			c.Blocks = append(c.Blocks[:n-1:n-1], Actions{append(a.Buttons[:len(a.Buttons):len(a.Buttons)], b)})
			return c.Fit()
		}
	}
	c.Blocks = append(c.Blocks[:n:n], Actions{[]Button{b}})
	return c.Fit()
}
