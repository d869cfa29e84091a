package view

import (
	"fmt"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// setUpWait is a plan that is not set up yet, among the things that wait on its
// owner: what is open, and a button to each.
func setUpWait(w rollout.Waiting, _ time.Time) waitLine {
	open, in, agent := *w.SetUp, "in "+string(w.Plan)+" ", oneLine(w.Agent)
	var parts []string
	var buttons []Button
	add := func(n int, words string, b Button) {
		if n > 0 {
			parts, buttons = append(parts, words), append(buttons, b)
		}
	}
	add(open.Unclear, fmt.Sprintf("%d unclear", open.Unclear), Button{Text: "Fix", Line: in + "plan show unclear", Label: "Fix what is unclear in " + agent})
	add(open.Assumed, count(open.Assumed, "reading to confirm", "readings to confirm"), Button{Text: "Confirm", Line: in + "plan confirm", Label: "Confirm readings of " + agent})
	add(open.Unfilled, count(open.Unfilled, "role nobody fills", "roles nobody fills"), Button{Text: "Fill roles", Line: in + "owner set", Label: "Fill roles of " + agent})
	lead := "*" + textOr(Excerpt(w.Agent, 80)) + "*"
	if open.Draft {
		lead += " is a draft"
		buttons = append(buttons, Button{Text: "Activate", Line: in + "plan activate", Label: "Activate: preview of " + agent})
		if len(parts) == 0 {
			parts = []string{"all is set up"}
		}
	}
	text := lead + ": " + joined(parts, ", ")
	return waitLine{text: text, brief: "set up " + textOr(Excerpt(w.Agent, 80)), button: buttons[0], more: buttons[1:]}
}
