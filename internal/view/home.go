package view

import (
	"fmt"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// waitLine is one thing that waits on somebody as it is shown.
type waitLine struct {
	text   string // mrkdwn
	brief  string // the same in a few words, among others
	button Button
	more   []Button // for the list alone, beside the first one in a row
}

// waitWords say what waits on somebody, by what they are asked to do.
var waitWords = map[rollout.Todo]func(w rollout.Waiting, now time.Time) waitLine{
	rollout.TodoDecidePause: pauseWait,
	rollout.TodoPauseStep:   stepWait,
	rollout.TodoStop:        stopWait,
	rollout.TodoPaused:      pausedWait,
	rollout.TodoAcknowledge: ackWait,
	rollout.TodoResolve:     resolveWait,
	rollout.TodoDecide:      approvalWait,
	rollout.TodoHold:        holdWait,
	rollout.TodoWave:        waveWait,
	rollout.TodoTick:        tickWait,
	rollout.TodoReview:      reviewWait,
	rollout.TodoSetUp:       setUpWait,
}

// HomePage is a page of what waits on somebody over all plans, and examples of
// what they can type.
type HomePage struct {
	Waits    []rollout.Waiting // worst first
	Skipped  int               // things on the pages before
	Total    int               // on all pages
	More     string            // the line of the next page; "": there is none
	Examples []string
}

// Home answers the bare command: what waits on the asker, and examples.
func Home(p HomePage, now time.Time) Card {
	var d draft
	text := "Nothing waits on you."
	if p.Total > 0 {
		text = count(p.Total, "thing waits on you", "things wait on you")
	}
	d.say("*%s*", text)
	for _, w := range p.Waits {
		line := waitWords[w.Todo](w, now)
		text := Truncate(line.text, 300)
		if len(line.more) == 0 {
			d.with(line.button, text)
			continue
		}
		d.say("%s", text)
		d.buttons(append([]Button{line.button}, line.more...)...)
	}
	if len(p.Waits) < p.Total {
		d.small(fmt.Sprintf("%d to %d of %d shown, worst first", p.Skipped+1, p.Skipped+len(p.Waits), p.Total))
	}
	if p.More != "" {
		d.buttons(Button{Text: "Show more", Line: p.More, Label: "Show more of what waits on you"})
	}
	d.say("%s", exampleWords("You can type", p.Examples))
	d.small(Code("help") + " lists everything you may use")
	return d.card(text)
}

// waitsWords are the worst of what waits on somebody of one plan, in one line.
func waitsWords(ws []rollout.Waiting, now time.Time) string {
	const most = 3
	if len(ws) == 0 {
		return ""
	}
	var texts []string
	for _, w := range ws[:min(most, len(ws))] {
		texts = append(texts, waitWords[w.Todo](w, now).brief)
	}
	if more := len(ws) - most; more > 0 {
		texts = append(texts, fmt.Sprintf("%d more: %s", more, Code("todo")))
	}
	return "Waits on you: " + dots(texts...)
}
