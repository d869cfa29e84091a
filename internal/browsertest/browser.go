// Package browsertest drives the playground's page in a real browser, for the
// tests of the page and of the whole playground.
package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Keys that tests press by name.
const (
	Enter     = kb.Enter
	Tab       = kb.Tab
	Escape    = kb.Escape
	ArrowDown = kb.ArrowDown
	ArrowUp   = kb.ArrowUp
	Backspace = kb.Backspace
)

// Browser is a page in a real browser. It remembers what went wrong in the
// page, and fails the test for it at the end.
type Browser struct {
	testing.TB
	ctx context.Context

	mu    sync.Mutex
	wrong []string
}

// Open starts a browser, or skips the test where none is installed.
func Open(t testing.TB) *Browser {
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
		t.Skip("NO BROWSER: install Chromium, else nobody has looked at the page")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(1400, 900))
	allocated, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, leave := chromedp.NewContext(allocated)
	t.Cleanup(func() { leave(); stop() })
	b := &Browser{TB: t, ctx: ctx}
	if err := chromedp.Listen(ctx, b.hear); err != nil {
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

func (b *Browser) hear(event any) {
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
}

// limited is a context for one step.
func (b *Browser) limited() context.Context {
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	b.Cleanup(cancel)
	return ctx
}

// Do takes steps in the page.
func (b *Browser) Do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	if err := chromedp.Do(b.limited(), steps...); err != nil {
		b.Fatal(err)
	}
}

// Goto opens an address.
func (b *Browser) Goto(address string) {
	b.Helper()
	b.Do(chromedp.Navigate(address))
}

// Keys types on the keyboard, wherever the focus is.
func (b *Browser) Keys(keys ...string) {
	b.Helper()
	for _, k := range keys {
		b.Do(chromedp.KeyEvent(k))
	}
}

// Run runs a script.
func (b *Browser) Run(script string) {
	b.Helper()
	if _, err := chromedp.Run(b.limited(), chromedp.Evaluate[chromedp.Void](script)); err != nil {
		b.Fatal(err)
	}
}

// Text is what a script answers.
func (b *Browser) Text(script string) string {
	b.Helper()
	text, err := chromedp.Run(b.limited(), chromedp.Evaluate[string](`String(`+script+`)`))
	if err != nil {
		b.Fatal(err)
	}
	return text
}

// Sees waits until a part of the page shows a text.
func (b *Browser) Sees(part, text string) {
	b.Helper()
	b.Waits(fmt.Sprintf(`document.querySelector(%q)?.innerText.includes(%q)`, part, text))
}

// Waits waits until an expression is true.
func (b *Browser) Waits(expression string) {
	b.Helper()
	deadline := time.Now().Add(45 * time.Second)
	for {
		got, err := chromedp.Run(b.limited(), chromedp.Evaluate[bool](`Boolean(`+expression+`)`))
		if err != nil {
			b.Fatal(err)
		}
		if got {
			return
		}
		if time.Now().After(deadline) {
			b.Fatalf("never true: %s; the page shows\n%s", expression, b.Text(`document.body.innerText`))
		}
		<-time.After(30 * time.Millisecond)
	}
}

// Press clicks the button with a text within a part of the page, once it can be
// pressed.
func (b *Browser) Press(part, text string) {
	b.Helper()
	find := fmt.Sprintf(`[...document.querySelectorAll(%q)].find((x) => x.innerText.trim() === %q && !x.disabled)`, part+" button", text)
	b.Waits(find)
	b.Run(find + `.click()`)
}

// Click clicks what a selector finds, once it is there.
func (b *Browser) Click(selector string) {
	b.Helper()
	find := fmt.Sprintf(`document.querySelector(%q)`, selector)
	b.Waits(find)
	b.Run(find + `.click()`)
}

// Paste puts a text where the focus is, all at once.
func (b *Browser) Paste(text string) {
	b.Helper()
	quoted, err := json.Marshal(text)
	if err != nil {
		b.Fatal(err)
	}
	b.Run(`document.execCommand('insertText', false, ` + string(quoted) + `)`)
}

// Send presses Ctrl and Enter, which sends a form from within any of its fields.
func (b *Browser) Send() {
	b.Helper()
	b.Do(chromedp.KeyEvent(Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl)))
}
