package view

import (
	"fmt"
	"regexp"
	"strings"
)

// Plain is the card as a person reads it, without markup: for golden files,
// stories and logs of the playground.
func (c Card) Plain() string {
	if len(c.Blocks) == 0 {
		return PlainText(c.Text) + "\n"
	}
	var b strings.Builder
	for _, block := range c.Blocks {
		plainBlock(&b, block)
	}
	return b.String()
}

// Plain is the form as a person reads it.
func (f Form) Plain() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", f.Title)
	for _, block := range f.Blocks {
		plainBlock(&b, block)
	}
	fmt.Fprintf(&b, "[%s] → %s\n", f.Submit, f.Line)
	return b.String()
}

var (
	tokenDate = regexp.MustCompile(`<!date\^\d+\^[^|>]*\|([^>]*)>`)
	tokenID   = regexp.MustCompile(`<([@#])([^|>]*)(?:\|[^>]*)?>`)
	unescaper = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
)

// PlainText is mrkdwn as a person reads it: mentions by id, dates by their
// fallback, no marks of emphasis.
func PlainText(s string) string {
	s = tokenDate.ReplaceAllString(s, "$1")
	s = tokenID.ReplaceAllString(s, "$1$2")
	s = emphasis.ReplaceAllString(s, "$1$2")
	return unescaper.Replace(s)
}

// emphasis finds our own bold: people's marks never take hold.
var emphasis = regexp.MustCompile(`(^|[\s(])\*([^*\n]+)\*`)

func plainBlock(b *strings.Builder, block Block) {
	switch block := block.(type) {
	case Header:
		fmt.Fprintf(b, "# %s\n", block.Text)
	case Section:
		text := PlainText(block.Text)
		if block.Button != nil {
			text += "  " + plainButton(*block.Button)
		}
		if text != "" {
			b.WriteString(text + "\n")
		}
		for _, f := range block.Fields {
			b.WriteString("  " + PlainText(f) + "\n")
		}
	case Context:
		for _, t := range block.Texts {
			for _, line := range strings.Split(PlainText(t), "\n") {
				b.WriteString("  (" + line + ")\n")
			}
		}
	case Actions:
		words := make([]string, len(block.Buttons))
		for i, x := range block.Buttons {
			words[i] = plainButton(x)
		}
		b.WriteString(strings.Join(words, " ") + "\n")
	case Divider:
		b.WriteString("----\n")
	case Input:
		plainInput(b, block)
	}
}

func plainButton(b Button) string {
	switch b.Style {
	case Primary:
		return "[*" + b.Text + "*]"
	case Danger:
		return "[!" + b.Text + "]"
	}
	return "[" + b.Text + "]"
}

func plainInput(b *strings.Builder, in Input) {
	optional := ""
	if in.Optional {
		optional = ", optional"
	}
	fmt.Fprintf(b, "%s (%s%s)\n", in.Label, in.Kind, optional)
	for _, o := range in.Options {
		mark := "( )"
		if o.Value == in.Initial {
			mark = "(•)"
		}
		about := ""
		if o.About != "" {
			about = ": " + o.About
		}
		fmt.Fprintf(b, "  %s %s%s\n", mark, o.Text, about)
	}
	if len(in.Options) == 0 && in.Initial != "" {
		fmt.Fprintf(b, "  > %s\n", strings.ReplaceAll(in.Initial, "\n", "\n  > "))
	}
	if in.Hint != "" {
		fmt.Fprintf(b, "  (%s)\n", in.Hint)
	}
}
