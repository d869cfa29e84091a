package view

import "github.com/rolloutbot/rollout/internal/rollout"

// weekPause is the plan's pause, from when to when; "" without one.
func weekPause(w rollout.Week) string {
	p := w.Pause
	if p == nil {
		return ""
	}
	from, id := Time(p.From), " ("+Line(p.ID)+")"
	switch {
	case p.State == rollout.PauseDeclined:
		return "Asked to be paused, declined " + Time(p.To) + id
	case p.State == rollout.PauseRequested:
		return "Asked to be paused " + from + ", nobody has decided" + id
	case p.Off && p.State == rollout.PauseResumed:
		return "Paused: " + from + " to " + Time(p.To) + id
	case p.State == rollout.PauseResumed:
		return "Being stopped: " + from + " to " + Time(p.To) + ", never confirmed" + id
	case p.Off && p.State == rollout.PauseResumeAsked:
		return "Paused since " + from + ", resume requested" + id
	case p.Off:
		return "Paused since " + from + id
	}
	return "Being stopped since " + from + ", users may still reach it" + id
}

// weekHold is the hold of the rollout, from when to when; "" without one.
func weekHold(w rollout.Week) string {
	switch h := w.Hold; {
	case h == nil:
		return ""
	case !h.To.IsZero():
		return "On hold: " + Time(h.From) + " to " + Time(h.To)
	default:
		why := ""
		if h.Because != "" {
			why = ": " + Excerpt(h.Because, 200)
		}
		return "On hold since " + Time(h.From) + " by " + Person(h.By) + why
	}
}
