package rollout

import "time"

// WeekPause is a plan's newest pause in a summary: it is not over, or was over only
// since the last one.
type WeekPause struct {
	ID    string     `json:"id"`
	State PauseState `json:"state"`
	Off   bool       `json:"off,omitempty"` // users did not reach the agent
	From  time.Time  `json:"from"`          // when it was off, else since when it was being stopped or was asked for
	To    time.Time  `json:"to,omitzero"`   // when it was over
}

// WeekHold is a hold in a summary: it stands, or was over only since the last one.
type WeekHold struct {
	By      UserID    `json:"by"`
	From    time.Time `json:"from"`
	To      time.Time `json:"to,omitzero"` // zero: it stands
	Because string    `json:"because,omitempty"`
}

// halts says what of the plan stands still or stood still since the last summary.
// That one began or ended since is news; that it stands as it did is not.
func (w *Week) halts(s State, pa Pause, since func(time.Time) bool) {
	at := WeekPause{ID: pa.ID, State: pa.State, Off: !pa.PausedAt.IsZero(), From: pa.Asked}
	switch {
	case at.Off:
		at.From = pa.PausedAt
	case pa.State != PauseDeclined && !pa.DecidedAt.IsZero():
		at.From = pa.DecidedAt
	}
	switch pa.State {
	case PauseResumed:
		at.To = pa.ResumedAt
	case PauseDeclined:
		at.To = pa.DecidedAt
	}
	if pa.ID != "" && (pa.Live() || since(at.To)) {
		w.Pause = &at
		w.News = w.News || since(at.From) || since(at.To)
	}
	switch held := s.Held; {
	case s.Hold != nil:
		w.Hold = &WeekHold{By: s.Hold.By, From: s.Hold.At, Because: s.Hold.Because}
		w.News = w.News || since(s.Hold.At)
	case held != nil && since(held.Over):
		w.Hold = &WeekHold{By: held.By, From: held.At, To: held.Over, Because: held.Because}
		w.News = true
	}
}
