package fakeslack_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/slack-go/slack"
)

// browser opens pages in a real browser and remembers what went wrong in them.
type browser struct {
	*testing.T
	ctx context.Context

	mu    sync.Mutex
	wrong []string
}

func openBrowser(t *testing.T) *browser {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser takes seconds")
	}
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("no Chromium on this computer")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.UserDataDir(t.TempDir()))
	allocated, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, leave := chromedp.NewContext(allocated)
	t.Cleanup(func() { leave(); stop() })
	b := &browser{T: t, ctx: ctx}
	if err := chromedp.Listen(ctx, func(event any) {
		b.mu.Lock()
		defer b.mu.Unlock()
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			b.wrong = append(b.wrong, fmt.Sprintf("%s %v", e.ExceptionDetails.Text, e.ExceptionDetails.Exception))
		case *log.EventEntryAdded:
			if e.Entry.Level == log.EntryLevelError {
				b.wrong = append(b.wrong, e.Entry.Text+" "+e.Entry.URL)
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, log.Enable, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if len(b.wrong) > 0 {
			t.Errorf("the page complains: %q", b.wrong)
		}
	})
	return b
}

// limited is a context for one step.
func (b *browser) limited() context.Context {
	ctx, cancel := context.WithTimeout(b.ctx, 10*time.Second)
	b.Cleanup(cancel)
	return ctx
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	if err := chromedp.Do(b.limited(), steps...); err != nil {
		b.Fatal(err)
	}
}

// sees waits until a part of the page shows a text.
func (b *browser) sees(part, text string) {
	b.Helper()
	b.waits(fmt.Sprintf(`document.querySelector(%q)?.innerText.includes(%q)`, part, text))
}

// waits waits until an expression is true.
func (b *browser) waits(expression string) {
	b.Helper()
	deadline := time.Now().Add(8 * time.Second)
	for {
		got, err := chromedp.Run(b.limited(), chromedp.Evaluate[bool](`Boolean(`+expression+`)`))
		if err != nil {
			b.Fatal(err)
		}
		if got {
			return
		}
		if time.Now().After(deadline) {
			text, _ := chromedp.Run(b.limited(), chromedp.Evaluate[string](`document.body.innerText`))
			b.Fatalf("never true: %s; the page shows\n%s", expression, text)
		}
		<-time.After(30 * time.Millisecond)
	}
}

// press clicks the button with a text within a part of the page.
func (b *browser) press(part, text string) {
	b.Helper()
	find := fmt.Sprintf(`[...document.querySelectorAll(%q)].find((x) => x.innerText.trim() === %q)`, part+" button", text)
	b.waits(find)
	if _, err := chromedp.Run(b.limited(), chromedp.Evaluate[chromedp.Void](find+`.click()`)); err != nil {
		b.Fatal(err)
	}
}

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
	b := openBrowser(t)
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
	b.do(chromedp.Navigate(page.URL + "/#maya/ops"))
	b.sees("#log", "INC-1")

	// A command: while the bot thinks, the page says so; the answer is for Maya alone and shows markup, not HTML.
	b.do(chromedp.SendKeys("#composer-text", "/rollout\r"))
	b.sees(".composer-status", "Sending")
	release()
	b.sees("#log .ephemeral", "Only visible to you")
	b.sees("#log .ephemeral strong:not(.who strong)", "hello")
	b.sees("#log .ephemeral", "<script>alert(1)</script>")
	b.sees("#log .ephemeral time:not(.who time)", "today 10:30")
	b.waits(`document.querySelector('#composer-text').value === ''`)

	// A thread.
	b.press("#log article[data-ts='"+ts+"']", "Reply")
	b.do(chromedp.SendKeys("#reply-text", "@rollout ack\r"))
	b.sees("#thread .log", "noted")
	b.sees("#log", "2 replies")

	// A button edits the card.
	b.press("#log article[data-ts='"+ts+"']", "Add note")
	b.sees("#log", "INC-1 acknowledged\n(edited)")

	// A form: what is missing is said beside each field; what is right goes to the bot.
	b.do(chromedp.SendKeys("#composer-text", "/rollout report\r"))
	b.press("dialog", "Open")
	b.waits(`document.querySelectorAll('dialog [aria-invalid]').length === 2`)
	b.sees("dialog", "Please complete this required field.")
	b.do(chromedp.SendKeys("dialog .b-input input", "shows salaries"), chromedp.SetValue("dialog select", "security"))
	b.waits(`document.querySelector('dialog select').dispatchEvent(new Event('change'))`)
	b.press("dialog", "Open")
	b.waits(`!document.querySelector('dialog')`)
	v := w.last().interaction(t).View.State.Values
	if v["text_b"]["text"].Value != "shows salaries" || v["area_b"]["area"].SelectedOption.Value != "security" {
		t.Errorf("the form held %+v", v)
	}

	// Someone else, who hears of changes without asking.
	b.do(chromedp.Click("#side [data-key='person lee']"))
	b.waits(`document.title.includes('as lee')`)
	b.waits(`!document.querySelector('#log').innerText.includes('Only visible to you')`)
	if _, _, err := w.api.PostMessage("lee", slack.MsgOptionText("you are on call", false)); err != nil {
		t.Fatal(err)
	}
	b.sees("#side .count", "1")
	b.do(chromedp.Click("#side [data-key='place D-lee']"))
	b.sees("#log", "you are on call")

	// Time.
	b.sees("#clock", "Mon, 4 Jan 2027, 10:00 Berlin")
	b.press("#clock", "+1 day")
	b.sees("#clock", "Tue, 5 Jan 2027, 10:00 Berlin")
	b.sees("#log .day", "Yesterday")
	w.clean()
}
