package fakeslack_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/slack-go/slack"

	"github.com/rolloutbot/rollout/internal/browsertest"
)

// withClock mounts a clock beside the controls, as the playground does.
func withClock(w *workspace) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", w.slack.Play())
	tell := func(rw http.ResponseWriter) {
		_ = json.NewEncoder(rw).Encode(in{"now": w.clock.Now().Format(time.RFC3339)})
	}
	mux.HandleFunc("GET /play/clock", func(rw http.ResponseWriter, _ *http.Request) { tell(rw) })
	mux.HandleFunc("POST /play/clock", func(rw http.ResponseWriter, r *http.Request) {
		var how struct{ Advance string }
		if err := json.NewDecoder(r.Body).Decode(&how); err != nil {
			w.Error(err)
		}
		d, err := time.ParseDuration(how.Advance)
		if err != nil {
			w.Error(err)
		}
		w.clock.Advance(d)
		tell(rw)
	})
	return mux
}

func TestThePageInABrowser(t *testing.T) {
	w := start(t)
	b := browsertest.Open(t)
	ts := w.card("ops")
	hold := make(chan struct{})
	release := sync.OnceFunc(func() { close(hold) })
	defer release() // also when the test ends early: the bot's server waits for its handlers
	w.answer(func(rw http.ResponseWriter, r request) {
		switch {
		case r.path == "/slack/commands" && r.form(t, "text") == "report":
			if _, err := w.api.OpenView(r.form(t, "trigger_id"), reportForm("Report")); err != nil {
				t.Error(err)
			}
		case r.path == "/slack/commands":
			<-hold
			answerJSON(`{"text":"*hello* <@maya>, <script>alert(1)</script> due <!date^1799055000^{date_short_pretty} {time}|later>"}`)(rw, r)
		case r.path == "/slack/events":
			if _, _, err := w.api.PostMessage("ops", slack.MsgOptionText("noted", false), slack.MsgOptionTS(ts)); err != nil {
				t.Error(err)
			}
		case r.interaction(t).Type == slack.InteractionTypeBlockActions:
			if _, _, _, err := w.api.UpdateMessage("ops", ts, slack.MsgOptionText("INC-1 acknowledged", false), slack.MsgOptionBlocks()); err != nil {
				t.Error(err)
			}
		}
	})
	page := httptest.NewServer(withClock(w))
	t.Cleanup(func() { w.slack.Close(); page.Close() }) // in this order: the page listens until Close
	b.Goto(page.URL + "/#maya/ops")
	b.Sees("#log", "INC-1")

	// A command: while the bot thinks, the page says so; the answer is for Maya alone and shows markup, not HTML.
	b.Do(chromedp.SendKeys("#composer-text", "/rollout\r"))
	b.Sees(".composer-status", "Sending")
	release()
	b.Sees("#log .ephemeral", "Only visible to you")
	b.Sees("#log .ephemeral strong:not(.who strong)", "hello")
	b.Sees("#log .ephemeral", "<script>alert(1)</script>")
	b.Sees("#log .ephemeral time:not(.who time)", "today 10:30")
	b.Waits(`document.querySelector('#composer-text').value === ''`)

	// A thread.
	b.Press("#log article[data-ts='"+ts+"']", "Reply")
	b.Do(chromedp.SendKeys("#reply-text", "@rollout ack\r"))
	b.Sees("#thread .log", "noted")
	b.Sees("#log", "2 replies")

	// A button edits the card.
	b.Press("#log article[data-ts='"+ts+"']", "Add note")
	b.Sees("#log", "INC-1 acknowledged\n(edited)")

	// A form: what is missing is said beside each field; what is right goes to the bot.
	b.Do(chromedp.SendKeys("#composer-text", "/rollout report\r"))
	b.Press("dialog", "Open")
	b.Waits(`document.querySelectorAll('dialog [aria-invalid]').length === 2`)
	b.Sees("dialog", "Please complete this required field.")
	b.Do(chromedp.SendKeys("dialog .b-input input", "shows salaries"), chromedp.SetValue("dialog select", "security"))
	b.Waits(`document.querySelector('dialog select').dispatchEvent(new Event('change'))`)
	b.Press("dialog", "Open")
	b.Waits(`!document.querySelector('dialog')`)
	v := w.last().interaction(t).View.State.Values
	if v["text_b"]["text"].Value != "shows salaries" || v["area_b"]["area"].SelectedOption.Value != "security" {
		t.Errorf("the form held %+v", v)
	}

	// Someone else, who hears of changes without asking.
	b.Click("#side [data-key='person lee']")
	b.Waits(`document.title.includes('as lee')`)
	b.Waits(`!document.querySelector('#log').innerText.includes('Only visible to you')`)
	if _, _, err := w.api.PostMessage("lee", slack.MsgOptionText("you are on call from <!date^1799055000^{date_short_pretty} {time}|later>", false)); err != nil {
		t.Fatal(err)
	}
	b.Sees("#side .count", "1")
	b.Click("#side [data-key='place D-lee']")
	b.Sees("#log", "you are on call from today 10:30")

	// Time.
	b.Sees("#clock", "Mon, 4 Jan 2027, 10:00 Berlin")
	b.Press("#clock", "+1 day")
	b.Sees("#clock", "Tue, 5 Jan 2027, 10:00 Berlin")
	b.Sees("#log .day", "Yesterday")
	b.Sees("#log", "you are on call from yesterday 10:30")
	b.Click("#side [data-key='place ops']")
	b.Click("#log .replies")
	b.Sees("#thread .who time", "yesterday 10:00")
	w.clean()
}
