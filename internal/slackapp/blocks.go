package slackapp

import (
	"fmt"

	"github.com/slack-go/slack"

	"github.com/rolloutbot/rollout/internal/view"
)

// blocksOf turns a card's blocks into Block Kit. Action ids only tell the
// buttons of one block apart; what a button does is its value, a command line.
func blocksOf(blocks []view.Block) []slack.Block {
	var out []slack.Block
	for i, b := range blocks {
		switch b := b.(type) {
		case view.Header:
			out = append(out, slack.NewHeaderBlock(plain(b.Text)))
		case view.Divider:
			out = append(out, slack.NewDividerBlock())
		case view.Section:
			out = append(out, sectionOf(b))
		case view.Context:
			var parts []slack.MixedElement
			for _, t := range b.Texts {
				parts = append(parts, mrkdwn(t))
			}
			out = append(out, slack.NewContextBlock("", parts...))
		case view.Actions:
			var buttons []slack.BlockElement
			for j, button := range b.Buttons {
				buttons = append(buttons, buttonOf(button, fmt.Sprintf("do-%d-%d", i, j)))
			}
			out = append(out, slack.NewActionBlock("", buttons...))
		case view.Input:
			out = append(out, inputOf(b))
		}
	}
	return out
}

func sectionOf(s view.Section) slack.Block {
	var text *slack.TextBlockObject
	if s.Text != "" {
		text = mrkdwn(s.Text)
	}
	var fields []*slack.TextBlockObject
	for _, f := range s.Fields {
		fields = append(fields, mrkdwn(f))
	}
	var side *slack.Accessory
	if s.Button != nil {
		side = slack.NewAccessory(buttonOf(*s.Button, "do"))
	}
	return slack.NewSectionBlock(text, fields, side)
}

func buttonOf(b view.Button, id string) *slack.ButtonBlockElement {
	e := slack.NewButtonBlockElement(id, b.Line, plain(b.Text))
	e.Style = slack.Style(b.Style)
	e.AccessibilityLabel = b.Label
	if c := b.Confirm; c != nil {
		e.Confirm = slack.NewConfirmationBlockObject(plain(c.Title), plain(c.Text), plain(c.Confirm), plain(c.Deny))
		if b.Style == view.Danger { // else Slack shows the answer as the good one
			e.Confirm.Style = slack.StyleDanger
		}
	}
	return e
}

// inputOf has the field's name as block id and action id, so that a script can
// name it by either.
func inputOf(f view.Input) slack.Block {
	var element slack.BlockElement
	switch f.Kind {
	case view.TextLine, view.TextArea:
		e := slack.NewPlainTextInputBlockElement(nil, f.Name)
		e.Multiline = f.Kind == view.TextArea
		e.InitialValue = f.Initial
		e.MaxLength = f.Max
		if e.MaxLength == 0 {
			e.MaxLength = 3000
		}
		element = e
	case view.Select:
		e := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, f.Name, optionsOf(f.Options)...)
		e.InitialOption = chosen(f)
		element = e
	case view.Radio:
		e := slack.NewRadioButtonsBlockElement(f.Name, optionsOf(f.Options)...)
		e.InitialOption = chosen(f)
		element = e
	case view.PersonIn:
		e := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, nil, f.Name)
		e.InitialUser = f.Initial
		element = e
	case view.ChannelIn:
		e := slack.NewOptionsSelectBlockElement(slack.OptTypeConversations, nil, f.Name)
		e.InitialConversation = f.Initial
		element = e
	}
	var hint *slack.TextBlockObject
	if f.Hint != "" {
		hint = plain(f.Hint)
	}
	block := slack.NewInputBlock(f.Name, plain(f.Label), hint, element)
	block.Optional = f.Optional
	return block
}

func optionsOf(options []view.Option) []*slack.OptionBlockObject {
	var out []*slack.OptionBlockObject
	for _, o := range options {
		out = append(out, optionOf(o))
	}
	return out
}

func optionOf(o view.Option) *slack.OptionBlockObject {
	var about *slack.TextBlockObject
	if o.About != "" {
		about = plain(o.About)
	}
	return slack.NewOptionBlockObject(o.Value, plain(o.Text), about)
}

func chosen(f view.Input) *slack.OptionBlockObject {
	for _, o := range f.Options {
		if o.Value == f.Initial {
			return optionOf(o)
		}
	}
	return nil
}

func plain(s string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
}

// mrkdwn is verbatim: names and links inside are only those that view wrote.
func mrkdwn(s string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.MarkdownType, s, false, true)
}
