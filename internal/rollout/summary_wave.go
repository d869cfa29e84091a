package rollout

import "time"

// WeekWave is where a plan stands in its waves, in a summary.
type WeekWave struct {
	Ended []WeekEnded       `json:"ended,omitempty"` // since the last summary, in the order of the plan
	Title string            `json:"title,omitempty"` // of the wave that runs, else of the next one; "": all are over
	Users string            `json:"users,omitempty"`
	Since Day               `json:"since,omitzero"` // it runs; zero: it is planned
	From  Day               `json:"from,omitzero"`  // for when; zero: the plan gives it no day
	To    Day               `json:"to,omitzero"`
	Late  int               `json:"late,omitempty"`  // days since the last of these; none while the waves are held
	Holds []string          `json:"holds,omitempty"` // criteria that hold its exit, as written
	Grave []HoldingIncident `json:"grave,omitempty"` // open incidents that do; a private one has no id

	Behind []WeekBehind `json:"behind,omitempty"` // other waves that are late, in the order of the plan
}

// WeekBehind is a wave that is late while the plan stands at another.
type WeekBehind struct {
	Title string `json:"title"`
	From  Day    `json:"from"`
	To    Day    `json:"to"`
	Late  int    `json:"late"` // days
}

// WeekEnded is a wave that is over since the last summary.
type WeekEnded struct {
	Title string    `json:"title"`
	State WaveState `json:"state"`
	On    Day       `json:"on"`
}

// waves says where the plan stands in its waves, and whether that is news: a wave
// began, ended or was moved since the last summary, the date of one that is
// planned has passed since, whatever runs, or that of the next lies before
// Sunday. Else it stands as it stood a week ago, which is said beside
// what is news, but is no reason to say anything: that a wave is late still is in
// the digest of its lead every week. Of a rollout that is held no date is news or
// late, since it urges nobody.
func (w *Week) waves(p Plan, s State, last Summary, g GateFacts, now time.Time) {
	zone := s.zone()
	today := DayOf(now, zone)
	since := func(t time.Time) bool { return !t.Before(last.At) && t.Before(now) }
	var at WeekWave
	for _, wave := range p.Waves {
		run := g.Runs.Of(p, wave)
		if run.Over() && since(run.Ended) {
			at.Ended = append(at.Ended, WeekEnded{run.Title, run.State, DayOf(run.Ended, zone)})
		}
		w.News = w.News || since(run.Started) || run.Over() && since(run.Ended) || run.Moved != nil && since(run.Moved.At)
	}
	wave, run, ok := p.CurrentWave(g.Runs)
	for _, other := range p.Waves {
		if s.WavesHeld() || !other.Late(g.Runs.Of(p, other), today) {
			continue
		}
		w.News = w.News || !other.lastDay().Before(w.Since)
		if other.ID != wave.ID {
			at.Behind = append(at.Behind, WeekBehind{other.Title(), other.Date.Value.From, other.lastDay(), -other.DaysFrom(today)})
		}
	}
	switch {
	case !ok && len(at.Ended) == 0:
		return
	case !ok:
	case run.State == WaveRunning:
		at.Title, at.Users, at.Since = run.Title, wave.Users.Text, DayOf(run.Started, zone)
		v := JudgeGate(p, s, wave, ExitGate, g, now)
		for _, j := range v.Holds() {
			at.Holds = append(at.Holds, j.Criterion.Text)
		}
		at.Grave = v.Incidents
	default:
		at.Title, at.Users = run.Title, wave.Users.Text
		if !wave.Dated() {
			break
		}
		at.From, at.To = wave.Date.Value.From, wave.lastDay()
		if s.WavesHeld() {
			break
		}
		if wave.Late(run, today) {
			at.Late = -wave.DaysFrom(today)
		}
		soon := at.Late == 0 && !mondayOf(today).AddDays(6).Before(at.From)
		w.News = w.News || soon
	}
	w.Wave = &at
}
