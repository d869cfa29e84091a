package view

import (
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// DoneWhich answers a "done" that names nothing, or nothing alone: what it could
// mean for the asker, each with the button that does it. word is what was typed and
// names none of these.
func DoneWhich(waits []rollout.Waiting, word string, now time.Time) Card {
	const most = 10
	var d draft
	unknown := ""
	if word != "" {
		unknown = "Nothing that waits on you is called “" + Excerpt(word, 60) + "”. "
	}
	if len(waits) == 0 {
		return said("%sNo step of a pause, no incident, no criterion and no review waits on you, so nothing was done.\n%s shows everything that waits on you.", unknown, Code("todo"))
	}
	text := unknown + count(len(waits), "thing waits for your “done”.", "things wait for your “done”.") + " Nothing was done yet."
	d.say("%s", text)
	for _, w := range waits[:min(most, len(waits))] {
		line := waitWords[w.Todo](w, now)
		d.with(line.button, Truncate(line.text, 300))
		d.buttons(line.more...)
	}
	if more := len(waits) - most; more > 0 {
		d.small(count(more, "more is not shown", "more are not shown") + ": " + Code("todo"))
	}
	return d.card(text)
}
