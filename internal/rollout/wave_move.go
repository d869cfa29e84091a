package rollout

import (
	"fmt"
	"time"
)

// Moved is a wave's date as somebody changed it in chat: what the document said
// before, what it says since, by whom and when.
type Moved struct {
	Was string    `json:"was"` // the cell's text
	To  string    `json:"to"`
	By  UserID    `json:"by"`
	At  time.Time `json:"at"`
}

// farthestMove is how many days ahead a wave can be planned in chat; more is a slip
// of the pen.
const farthestMove = 3 * 366

// MoveWave plans a wave for other days. text is what the document says of them
// from now on, which is for the caller to write. The plan's home hears of it. The
// error refuses a wave that has begun or is over, and days that have passed or are
// years away.
func MoveWave(k Desk, w Wave, run WaveRun, to DayRange, text string) (WaveRun, Effects, error) {
	switch {
	case run.Over():
		return run, Effects{}, isOver(k.Plan, run)
	case run.State == WaveRunning:
		return run, Effects{}, Problemf(Conflict, fmt.Sprintf("`/rollout wave show %s` says since when.", k.Plan.Called(w.ID)),
			"%s has begun, so its date is no longer planned. Nothing was changed.", sentence(w.Title()))
	case to.To.Before(DayOf(k.Now, k.State.zone())):
		return run, Effects{}, Problemf(Invalid, "Name a day that lies ahead.", "%s has passed. Nothing was changed.", to.To.Words())
	case DayOf(k.Now, k.State.zone()).AddDays(farthestMove).Before(to.To):
		return run, Effects{}, Problemf(Invalid, "Check the year.", "%s is more than three years away. Nothing was changed.", to.To.Words())
	}
	run.Moved = &Moved{Was: w.Date.Text, To: text, By: k.By.User, At: wholeSecond(k.Now)}
	e := run.effects(VerbWaveMove, fmt.Sprintf("%s from %q to %s", w.Title(), w.Date.Text, to.Words()))
	e.Notices = tellMoved(k, w, run, to)
	return run, e, nil
}

// MovesUndone are the moves that the next version of a document takes back: it
// says again what it said before somebody moved the wave in chat. They are named
// by the paths of the dates in the new version.
func MovesUndone(before, after Plan, runs Waves) map[string]Moved {
	undone := map[string]Moved{}
	for _, w := range after.Waves {
		was, ok := before.Wave(w.ID)
		m := runs[w.ID].Moved
		if ok && m != nil && was.Date.Text == m.To && w.Date.Text == m.Was && m.Was != m.To {
			undone[WavePath(after, w, "date")] = *m
		}
	}
	return undone
}
