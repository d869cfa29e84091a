package view

// Waiting is one thing that waits on somebody. IncidentWaits makes one.
type Waiting struct {
	Text   string // mrkdwn made by this package
	Brief  string // the same in a few words, among others
	Button *Button
}

// Home answers the bare command: what waits on the asker, and examples.
func Home(waits []Waiting, examples []string) Card {
	var d draft
	text := "Nothing waits on you."
	if len(waits) > 0 {
		text = count(len(waits), "thing waits on you", "things wait on you")
	}
	d.say("*%s*", text)
	const most = 10
	for i, w := range waits {
		if i == most {
			d.small(count(len(waits)-most, "more is not shown", "more are not shown"))
			break
		}
		if w.Button != nil {
			d.with(*w.Button, Truncate(w.Text, 300))
		} else {
			d.say("%s", Truncate(w.Text, 300))
		}
	}
	d.say("%s", exampleWords("You can type", examples))
	d.small(Code("help") + " lists everything you may use")
	return d.card(text)
}
