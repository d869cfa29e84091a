package play

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/rolloutbot/rollout/internal/app"
)

// Plan is a plan to begin a playground with.
type Plan struct {
	Name     string
	Document []byte
}

// New opens a playground and, when it begins with nothing, fills it: with the
// plans given, imported by maya as drafts, else with the samples and their
// history.
func New(ctx context.Context, o Options, plans []Plan) (*World, error) {
	if !o.Fresh() {
		return Open(ctx, o)
	}
	if len(plans) > 0 {
		w, err := Open(ctx, o)
		if err != nil {
			return nil, err
		}
		for _, p := range plans {
			if _, err := w.Client().File(ctx, "maya", "", p.Name, p.Document); err != nil {
				return nil, fmt.Errorf("%s was not imported: %w", p.Name, err)
			}
		}
		return w, nil
	}
	lines, err := readHistory()
	if err != nil {
		return nil, err
	}
	// The sample's past is made the way every past is: somebody types at that
	// time. Then the clock catches up with the computer's.
	if o.Clock == nil {
		o.Clock = app.NewPlayClock(-span(lines))
	}
	w, err := Open(ctx, o)
	if err != nil {
		return nil, err
	}
	if err := w.replay(ctx, lines); err != nil {
		return nil, fmt.Errorf("the samples' history stopped: %w", err)
	}
	return w, nil
}

// Client uses this playground's controls.
func (w *World) Client() Client { return Client{URL: w.URL()} }

// historic is one line of a history: somebody types a line, or time passes.
type historic struct {
	user, channel, text string
	skip                time.Duration
}

// readHistory reads samples/history.txt: "maya #agent-hr: /rollout status",
// "skip 26h", and remarks behind "#" at a line's front. "{policy-assistant}"
// stands for a sample's document.
func readHistory() ([]historic, error) {
	b, err := sampleFiles.ReadFile("samples/history.txt")
	if err != nil {
		return nil, err
	}
	var out []historic
	for n, line := range strings.Split(string(b), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if d, ok := strings.CutPrefix(line, "skip "); ok {
			skip, err := time.ParseDuration(d)
			if err != nil {
				return nil, fmt.Errorf("history, line %d: %w", n+1, err)
			}
			out = append(out, historic{skip: skip})
			continue
		}
		who, text, ok := strings.Cut(line, ": ")
		user, channel, _ := strings.Cut(who, " #")
		if !ok || user == "" {
			return nil, fmt.Errorf("history, line %d: neither “who #channel: line” nor “skip 1h”", n+1)
		}
		for name, doc := range Samples() {
			text = strings.ReplaceAll(text, "{"+name+"}", "\n"+string(doc))
		}
		out = append(out, historic{user: user, channel: channel, text: text})
	}
	return out, nil
}

func span(lines []historic) (d time.Duration) {
	for _, l := range lines {
		d += l.skip
	}
	return d
}

func (w *World) replay(ctx context.Context, lines []historic) error {
	for _, l := range lines {
		if l.skip > 0 {
			if err := w.Advance(ctx, w.Clock.Now().Add(l.skip)); err != nil {
				return err
			}
			continue
		}
		if _, err := w.Client().Type(ctx, l.user, l.channel, "", l.text); err != nil {
			return err
		}
	}
	return nil
}
