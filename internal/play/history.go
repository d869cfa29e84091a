package play

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
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
		w, err := start(ctx, o)
		if err != nil {
			return nil, err
		}
		for _, p := range plans {
			if _, err := w.Client().File(ctx, "maya", "", p.Name, p.Document); err != nil {
				return nil, fmt.Errorf("%s was not imported: %w", p.Name, err)
			}
		}
		close(w.ready)
		return w, nil
	}
	now := time.Now().Round(0)
	past, err := readHistory(now)
	if err != nil {
		return nil, err
	}
	// The samples' past is made the way every past is: somebody types at that
	// time. Then the clock catches up with the computer's.
	if o.Clock == nil {
		o.Clock = NewClock(past[0].at.Sub(now))
	}
	w, err := start(ctx, o)
	if err != nil {
		return nil, err
	}
	if err := w.replay(ctx, past, now); err != nil {
		return nil, fmt.Errorf("the samples' history stopped: %w", err)
	}
	close(w.ready)
	return w, nil
}

// Client uses this playground's controls.
func (w *World) Client() Client { return Client{URL: w.URL()} }

// historic is one line of a history: somebody types a line at a time.
type historic struct {
	at                  time.Time
	user, channel, text string
}

// readHistory reads samples/history.txt as it happened before now. A line is
// "maya #agent-hr: /rollout status", a time (see moment), or a remark behind
// "#" at its front. "{policy-assistant}" stands for a sample's document.
func readHistory(now time.Time) ([]historic, error) {
	b, err := sampleFiles.ReadFile("samples/history.txt")
	if err != nil {
		return nil, err
	}
	local, err := time.LoadLocation(zone)
	if err != nil {
		return nil, err
	}
	end := lastWorkingMoment(now.In(local))
	samples := Samples()
	var at time.Time
	var out []historic
	for n, line := range strings.Split(string(b), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		next, ok, err := moment(line, at, end)
		switch {
		case err != nil:
			return nil, fmt.Errorf("history, line %d: %w", n+1, err)
		case ok && next.Before(at):
			return nil, fmt.Errorf("history, line %d: %q goes back to %s", n+1, line, next)
		case ok:
			at = next
			continue
		}
		who, text, ok := strings.Cut(line, ": ")
		user, channel, _ := strings.Cut(who, " #")
		if !ok || user == "" || at.IsZero() {
			return nil, fmt.Errorf("history, line %d: neither “who #channel: line” after a time nor a time", n+1)
		}
		for name, doc := range samples {
			text = strings.ReplaceAll(text, "{"+name+"}", "\n"+string(doc))
		}
		out = append(out, historic{at, user, channel, text})
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("history: nothing happens in it")
	}
	return out, nil
}

// moment reads the lines of a history that are times: "day 6 09:10" is on the
// sixth working day before the end's, "end 25m" is that long before the end,
// "skip 12m" that long after what was before. The other lines are none.
func moment(line string, at, end time.Time) (time.Time, bool, error) {
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "skip", "end":
		d, err := time.ParseDuration(rest)
		if word == "end" {
			return end.Add(-d), true, err
		}
		return at.Add(d), true, err
	case "day":
		days, clock, _ := strings.Cut(rest, " ")
		n, err := strconv.Atoi(days)
		if err != nil || n < 1 {
			return at, true, fmt.Errorf("%q is not a number of working days from 1", days)
		}
		t, err := time.Parse("15:04", clock)
		day := workingDaysBefore(end, n)
		return time.Date(day.Year(), day.Month(), day.Day(), t.Hour(), t.Minute(), 0, 0, end.Location()), true, err
	}
	return at, false, nil
}

// The hours in which the samples' people do things. A morning is left for what
// happens shortly before the end.
const (
	dayBegins = 10 * time.Hour
	dayEnds   = 16*time.Hour + 30*time.Minute
)

// lastWorkingMoment is now within working hours, else the end of the working
// day before, so that nothing that the samples tell happens at night.
func lastWorkingMoment(now time.Time) time.Time {
	into := time.Duration(now.Hour())*time.Hour + time.Duration(now.Minute())*time.Minute
	switch {
	case isWorkingDay(now) && into >= dayBegins && into <= dayEnds:
		return now
	case !isWorkingDay(now) || into < dayBegins:
		now = workingDaysBefore(now, 1)
	}
	return time.Date(now.Year(), now.Month(), now.Day(), 0, int(dayEnds/time.Minute), 0, 0, now.Location())
}

func isWorkingDay(t time.Time) bool {
	return t.Weekday() != time.Saturday && t.Weekday() != time.Sunday
}

// workingDaysBefore is the same hour n working days earlier.
func workingDaysBefore(t time.Time, n int) time.Time {
	for n > 0 {
		t = t.AddDate(0, 0, -1)
		if isWorkingDay(t) {
			n--
		}
	}
	return t
}

// replay lets a history happen, and then all that falls due until now.
func (w *World) replay(ctx context.Context, past []historic, now time.Time) error {
	for _, l := range past {
		if l.at.After(w.Clock.Now()) {
			if err := w.Advance(ctx, l.at); err != nil {
				return err
			}
		}
		if _, err := w.Client().Type(ctx, l.user, l.channel, "", l.text); err != nil {
			return err
		}
	}
	return w.Advance(ctx, now)
}
