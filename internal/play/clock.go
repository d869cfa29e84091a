package play

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// furthest is how far one move of the clock may go: a year of a playground is
// enough to see everything come round, and ends in time.
const furthest = 366 * 24 * time.Hour

// Advance moves the clock to a moment, going from due instant to due instant
// and letting everything happen at each.
func (w *World) Advance(ctx context.Context, to time.Time) error {
	if err := w.Settle(ctx); err != nil {
		return err
	}
	var last time.Time
	for {
		next, some, err := w.Next(ctx)
		if err != nil {
			return err
		}
		// What cannot be done now is tried again later; it must not hold time up.
		if !some || next.After(to) || !next.After(last) {
			break
		}
		last = next
		w.move(next)
		if err := w.Settle(ctx); err != nil {
			return err
		}
	}
	w.move(to)
	if err := w.Settle(ctx); err != nil || w.opt.Data == "" {
		return err
	}
	// A moved clock is kept at once: after a crash the store must not be ahead of it.
	return w.remember()
}

// move moves the clock, and keeps where it goes first: the store is never ahead of
// a clock that was killed on its way.
func (w *World) move(to time.Time) {
	if d := to.Sub(w.Clock.Now()); d > 0 {
		w.marks.moved(w.Clock.Offset() + d)
	}
	w.Clock.Advance(to)
}

// Next is the earliest moment at which something happens by itself; false when
// nothing will, or the bot is down.
func (w *World) Next(ctx context.Context) (time.Time, bool, error) {
	a := w.Bot()
	if a == nil {
		return time.Time{}, false, nil
	}
	next, some, err := a.NextDue(ctx)
	if again, waits := w.Slack.NextRedelivery(); err == nil && waits && (!some || again.Before(next)) {
		return again, true, nil
	}
	return next, some, err
}

// clock is the control /play/clock.
func (w *World) clock(rw http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet:
	case http.MethodPost:
		var body struct{ Advance, To string }
		if err := json.NewDecoder(http.MaxBytesReader(rw, r.Body, 1<<10)).Decode(&body); err != nil {
			http.Error(rw, `send {"advance":"15m"} or {"to":"2027-01-04T09:00:00Z"} or {"to":"next"}`, http.StatusBadRequest)
			return
		}
		to, err := w.target(r.Context(), body.Advance, body.To)
		if err != nil {
			http.Error(rw, err.Error(), http.StatusBadRequest)
			return
		}
		if err := w.Advance(r.Context(), to); err != nil {
			http.Error(rw, err.Error(), http.StatusInternalServerError)
			return
		}
	default:
		rw.Header().Set("Allow", "GET, POST")
		http.Error(rw, "use GET or POST", http.StatusMethodNotAllowed)
		return
	}
	answer := map[string]string{"now": w.Clock.Now().UTC().Format(time.RFC3339)}
	if next, some, err := w.Next(r.Context()); err == nil && some {
		answer["next"] = next.UTC().Format(time.RFC3339)
	}
	rw.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(rw).Encode(answer) // a reader that went away hears nothing
}

// target is the moment that a move goes to.
func (w *World) target(ctx context.Context, advance, to string) (time.Time, error) {
	now := w.Clock.Now()
	var t time.Time
	switch {
	case advance != "" && to == "":
		d, err := time.ParseDuration(advance)
		if err != nil {
			return t, fmt.Errorf("advance: %q is not a duration such as 15m or 24h", advance)
		}
		t = now.Add(d)
	case to == "next" && advance == "":
		next, some, err := w.Next(ctx)
		if err != nil {
			return t, err
		}
		if !some {
			return now, nil
		}
		t = next
	case to != "" && advance == "":
		var err error
		if t, err = time.Parse(time.RFC3339, to); err != nil {
			return t, fmt.Errorf("to: %q is not a time such as 2027-01-04T09:00:00Z, nor next", to)
		}
	default:
		return t, fmt.Errorf("say advance or to, not both and not neither")
	}
	switch {
	case t.Before(now) && to != "next":
		return t, fmt.Errorf("the clock never goes back: it is %s", now.UTC().Format(time.RFC3339))
	case t.Sub(now) > furthest:
		return t, fmt.Errorf("a move goes at most a year on")
	}
	return t, nil
}
