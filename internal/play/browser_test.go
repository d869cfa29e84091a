package play_test

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/rolloutbot/rollout/internal/browsertest"
	"github.com/rolloutbot/rollout/internal/play"
)

// TestBrowserFirstHour is a newcomer's first hour with the whole playground: a
// plan is pasted, people get its roles, an incident is opened by form and
// acknowledged by somebody else, nobody answers a second one while the clock
// moves, and the inbox counts what everybody got for it.
func TestBrowserFirstHour(t *testing.T) {
	w := open(t)
	b := browsertest.Open(t)
	b.Goto(w.URL() + "/#maya/agent-hr")
	b.Sees("#clock", "Mon, 4 Jan 2027, 10:00 Berlin")
	b.Sees("#log", "Nothing has been said here yet")

	// Maya pastes the plan behind the command. Everything is done with the
	// keyboard: the message field has focus from the start.
	b.Waits(`document.activeElement.id === 'composer-text'`)
	b.Keys("/rollout plan import")
	b.Paste("\n" + string(play.Samples()["policy-assistant"]))
	b.Keys(browsertest.Enter)
	b.Sees("#log .ephemeral", "HR Policy Assistant: 138 of 140 read")

	// A few letters are enough, and never sent half typed: the command, then a person.
	b.Keys("/")
	b.Sees(".offers", "/rollout")
	b.Keys(browsertest.Enter, "sta")
	b.Waits(`document.activeElement.getAttribute('role') === 'combobox'`)
	b.Sees(".offers", "status")
	b.Waits(`document.getElementById(document.activeElement.getAttribute('aria-activedescendant')).innerText.startsWith('status')`)
	b.Keys(browsertest.Enter)
	b.Waits(`document.activeElement.value === '/rollout status '`)
	b.Keys(browsertest.Enter)
	b.Sees("#log .ephemeral:last-child", "HR Policy Assistant · draft")
	for role, letters := range map[string]string{"Data Steward": "@le", "IT Service Lead": "@da", "Head of Data": "@sa"} {
		b.Keys("/rollout owner set "+role+" "+letters, browsertest.Enter)
		b.Waits(`document.activeElement.value.startsWith('/rollout owner set ` + role + ` ` + letters + `') && document.activeElement.value.endsWith(' ')`)
		b.Keys(browsertest.Enter)
		b.Sees("#log .ephemeral:last-child", role+" of HR Policy Assistant is filled")
	}
	// The agents are offered behind "in", and Tab takes an offer as Enter does. What
	// is a whole line is sent, although longer ones begin like it.
	b.Keys("/rollout in ")
	b.Sees(".offers", "HR Policy Assistant")
	b.Keys(browsertest.Tab)
	b.Waits(`document.activeElement.value === '/rollout in hr-policy-assistant '`)
	b.Keys("bud")
	b.Waits(`document.activeElement.hasAttribute('aria-activedescendant')`)
	b.Keys("get")
	b.Waits(`!document.querySelector('.offers').hidden && !document.activeElement.hasAttribute('aria-activedescendant')`)
	b.Keys(browsertest.Enter)
	b.Waits(`document.activeElement.value === ''`)
	b.Sees("#log .ephemeral:last-child", "of $2,000")
	// Escape closes the offers and keeps what was typed.
	b.Keys("/rollout ")
	b.Sees(".offers", "incident open")
	b.Keys(browsertest.Escape)
	b.Waits(`document.querySelector('.offers').hidden && document.activeElement.value === '/rollout '`)

	// Priya fills in the form, by keyboard: the text, the area's first letters.
	// What Maya began to write stays hers.
	b.Click("#side [data-key='person priya']")
	b.Waits(`document.title.includes('as priya')`)
	b.Keys("/rollout incident open", browsertest.Enter)
	b.Waits(`document.activeElement.matches('dialog textarea')`)
	b.Keys("the leave table is empty", browsertest.Tab, "Data")
	b.Send()
	b.Sees("dialog", "INC-1 opened")
	b.Keys(browsertest.Escape)
	b.Waits(`!document.querySelector('dialog')`)
	b.Keys("x") // the message field takes letters again
	b.Waits(`document.querySelector('#composer-text').value === 'x'`)
	b.Keys(browsertest.Backspace)
	b.Sees("#log article:not(.ephemeral)", "INC-1 · the leave table is empty")

	// Lee finds it among the direct messages, and takes it.
	b.Click("#side [data-key='person lee']")
	b.Waits(`document.title.includes('as lee')`)
	b.Sees("#side [data-key='place D-lee'] .count", "1")
	b.Click("#side [data-key='place D-lee']")
	b.Sees("#log", "the leave table is empty")
	b.Press("#log", "Acknowledge")
	b.Click("#side [data-key='place agent-hr']")
	b.Sees("#log article:not(.ephemeral)", "acknowledged by @lee")
	b.Press("#log", "2 replies")
	b.Sees("#thread", "@lee acknowledged it; nobody further is told")
	b.Keys(browsertest.Escape)
	b.Waits(`document.querySelector('#thread').hidden`)

	// Nobody takes the second one. Time goes on until the next step is told.
	b.Click("#side [data-key='person priya']")
	b.Waits(`document.title.includes('as priya')`)
	b.Keys("/rollout incident open data sev3 the bonus table is empty", browsertest.Enter)
	b.Sees("#log article:nth-last-child(1 of article:not(.ephemeral))", "INC-2")
	b.Press("#clock", "Next event")
	b.Sees("#clock", "10:30 Berlin")
	b.Press("#clock", "+15 min")
	b.Sees("#clock", "10:45 Berlin")
	b.Press("#clock", "Next event")
	b.Sees("#clock", "11:00 Berlin")
	b.Press("#clock", "+1 day")
	b.Sees("#clock", "Tue, 5 Jan 2027, 11:00 Berlin")

	// Everyone's inbox counts who was told, and narrows to one person.
	b.Click("#side [data-key='inbox']")
	b.Sees("#inbox .box-list", "the bonus table is empty")
	for person, want := range map[string]string{"lee": "3", "dana": "1", "gil": "0"} {
		b.Waits(`document.querySelector('[data-of="` + person + `"] .box-count').firstChild.data === '` + want + `'`)
	}
	b.Do(chromedp.Focus(`[data-of="dana"]`))
	b.Keys(browsertest.Enter)
	b.Waits(`document.activeElement.matches('[data-of="dana"][aria-pressed="true"]')`)
	b.Waits(`document.querySelectorAll('.box-row').length === 1`)
	b.Sees(".box-note", "1 message")
	b.Sees(".box-row", "Dana Quill")
	b.Press(".box-row", "Go to")
	b.Waits(`document.title.includes('Rollout as dana')`)
	b.Sees("#log", "the bonus table is empty")

	// A page that nobody looks at gives its connection back, of which a browser has
	// few, and catches up when somebody looks again.
	const look = `Object.defineProperty(document, 'hidden', { value: %t, configurable: true }); document.dispatchEvent(new Event('visibilitychange'))`
	b.Run(`EventSource.prototype.close = ((close) => function () { window.gaveBack = true; close.call(this); })(EventSource.prototype.close)`)
	b.Run(fmt.Sprintf(look, true))
	b.Waits(`window.gaveBack`)
	if err := w.Advance(t.Context(), time.Date(2027, 1, 6, 8, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	b.Run(fmt.Sprintf(look, false))
	b.Sees("#clock", "Wed, 6 Jan 2027, 09:00 Berlin")
}

// TestBrowserReviews settles a review in its form, with the keyboard: what is
// chosen and written in each of several fields reaches the bot.
func TestBrowserReviews(t *testing.T) {
	w := open(t)
	type say struct{ user, text string }
	for _, said := range []say{
		{"maya", "/rollout plan import\n" + string(play.Samples()["policy-assistant"])},
		{"maya", "/rollout owner set Data Steward @lee"},
		{"maya", "/rollout plan activate confirm"},
	} {
		if _, err := w.Client().Type(t.Context(), said.user, "agent-hr", "", said.text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Advance(t.Context(), time.Date(2027, 3, 2, 9, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	b := browsertest.Open(t)
	b.Goto(w.URL() + "/#lee/agent-hr")
	b.Waits(`document.activeElement.id === 'composer-text'`)
	b.Keys("/rollout review due", browsertest.Enter)
	b.Waits(`document.activeElement.matches('dialog select')`)
	b.Keys("Acc", browsertest.Tab, "two sources are gone")
	b.Send()
	b.Sees("dialog", "accepted")
	b.Keys(browsertest.Escape)
	b.Waits(`!document.querySelector('dialog')`)
	b.Keys("/rollout review history data source", browsertest.Enter)
	b.Sees("#log .ephemeral:last-child", "two sources are gone")
}

// TestBrowserFurtherUp reads further up while something comes: at the end nothing
// moves out of view by itself, further up nothing moves, and a button says what came.
func TestBrowserFurtherUp(t *testing.T) {
	w := open(t)
	says := func(user, line string) {
		t.Helper()
		if _, err := w.Client().Type(t.Context(), user, "agent-hr", "", line); err != nil {
			t.Fatal(err)
		}
	}
	says("maya", "/rollout plan import\n"+string(play.Samples()["policy-assistant"]))
	says("maya", "/rollout hepl")
	for range 10 {
		says("maya", "/rollout help")
		says("priya", "/rollout report the leave table is empty again")
	}
	b := browsertest.Open(t)
	const (
		atEnd  = `((l) => l.scrollHeight > l.clientHeight + 200 && l.scrollHeight - l.scrollTop - l.clientHeight < 2)(document.querySelector(%q))`
		goUp   = `document.querySelector(%q).scrollTop = 0`
		isUp   = `document.querySelector(%q).scrollTop < 100`
		inLog  = "#log"
		inBox  = "#inbox .box-list"
		moreOf = `document.querySelector('%s + .below button').hidden === %t`
	)
	is := func(expression, list string) { t.Helper(); b.Waits(fmt.Sprintf(expression, list)) }
	// A person cannot act before what they see is drawn.
	drawn := func() {
		t.Helper()
		b.Run(`window.drawn = false; requestAnimationFrame(() => requestAnimationFrame(() => { window.drawn = true; }))`)
		b.Waits(`window.drawn`)
	}
	up := func(list string) { t.Helper(); drawn(); b.Run(fmt.Sprintf(goUp, list)); drawn(); is(isUp, list) }

	// The answer to a button further up: it is said to be below, and shown on demand.
	b.Goto(w.URL() + "/#maya/agent-hr")
	is(atEnd, inLog)
	up(inLog)
	b.Press("#log", "Help")
	b.Sees("#log + .below", "Answer below")
	is(isUp, inLog)
	b.Press("#log + .below", "Answer below")
	b.Waits(fmt.Sprintf(moreOf, inLog, true))
	drawn()
	b.Waits(`document.querySelector('#log article:last-of-type').innerText.includes('What you can type')`)
	b.Waits(`document.querySelector('#log article:last-of-type').getBoundingClientRect().top > document.querySelector('#log').getBoundingClientRect().top - 80`)
	b.Waits(`document.activeElement.id === 'log'`)
	// Whoever types a line wants to see what comes of it.
	up(inLog)
	b.Do(chromedp.Focus("#composer-text"))
	b.Keys("/rollout agents", browsertest.Enter)
	b.Sees("#log .ephemeral:last-child", "HR Policy Assistant")
	is(atEnd, inLog)

	// The inbox stays at its end when the window changes, and counts what came below.
	b.Click("#side [data-key='inbox']")
	is(atEnd, inBox)
	for _, size := range [][2]int64{{900, 420}, {500, 700}, {1400, 600}} {
		b.Do(chromedp.EmulateViewport(size[0], size[1]))
		b.Waits(fmt.Sprintf(`innerWidth === %d`, size[0]))
		drawn()
		is(atEnd, inBox)
	}
	b.Waits(fmt.Sprintf(moreOf, inBox, true))
	up(inBox)
	says("priya", "/rollout report the bonus table is empty")
	b.Sees("#inbox .below", "new below")
	is(isUp, inBox)
	b.Run(`document.querySelector('#inbox .below button').click()`)
	b.Waits(fmt.Sprintf(moreOf, inBox, true))
	b.Waits(`!(` + fmt.Sprintf(isUp, inBox) + `)`)
	b.Sees(inBox, "the bonus table is empty")

	// On a telephone the menu is closed, and the bar says who acts.
	b.Do(chromedp.EmulateViewport(400, 780))
	b.Sees(".bar", "Maya Torrent")
	b.Waits(`document.querySelector('.box-list').getBoundingClientRect().top < innerHeight * 0.4`)
}

// open starts a playground without samples, on a Monday at 10:00 in Berlin.
func open(t *testing.T) *play.World {
	t.Helper()
	w, err := play.Open(t.Context(), play.Options{
		Listen: "127.0.0.1:0", Data: t.TempDir(), Log: slog.New(slog.DiscardHandler),
		Clock: play.NewFrozenClock(time.Date(2027, 1, 4, 9, 0, 0, 0, time.UTC)), // a Monday, 10:00 in Berlin
		Fatal: func(err error) { t.Errorf("the bot ended by itself: %v", err) },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if v := w.Slack.Violations(); len(v) > 0 {
			t.Errorf("Slack would refuse: %q", v)
		}
		if err := w.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	return w
}
