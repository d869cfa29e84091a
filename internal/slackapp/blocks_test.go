package slackapp

import (
	"testing"

	"github.com/slack-go/slack"

	"github.com/rolloutbot/rollout/internal/view"
)

// What destroys is asked about in its own colour, not in that of what is good.
func TestConfirmLooksLikeItsButton(t *testing.T) {
	for style, want := range map[view.Style]slack.Style{view.Danger: slack.StyleDanger, view.Primary: slack.StyleDefault, view.Plain: slack.StyleDefault} {
		e := buttonOf(view.Button{Text: "Stop", Line: "stop", Style: style, Confirm: &view.Confirm{Title: "Stop?", Text: "It stops.", Confirm: "Stop", Deny: "Go on"}}, "do")
		if e.Confirm.Style != want {
			t.Errorf("the question of a button of style %q has style %q, want %q", style, e.Confirm.Style, want)
		}
	}
}
