package rollout

// Facts of a wave's item in a digest, beside those of its messages.
const (
	FactDay    = "day"     // the wave's first planned day: "2026-07-22"
	FactInDays = "in_days" // how many days until then, on the day of the digest; negative: late
)

// WaveDigest is what the digest of the rollout lead says of dates: a planned
// wave 7 and 1 days before and on its day, and once when that has passed. When
// the bot was down over such a day, the next digest says it, with the days that
// are left. A plan whose waves stand still is not spoken of.
func WaveDigest(p Plan, s State, runs Waves, a Asked) []DigestItem {
	if mayGoForward(s) != nil || a.User != s.RolloutLead() {
		return nil
	}
	var out []DigestItem
	for _, w := range p.Waves {
		run := runs.Of(p, w)
		if run.State != WavePlanned || !w.asks(a) {
			continue
		}
		on := w.Date.Value.From
		item := DigestItem{
			Plan: p.ID, Agent: s.Agent, Of: run.Kind(), Subject: run.Key(), What: "wave",
			Facts:  map[string]string{FactWave: w.Title(), FactDay: on.String(), FactInDays: number(w.DaysFrom(a.To))},
			Button: "Check the gate", Line: "in " + string(p.ID) + " wave check " + string(w.ID),
			Due: on, Urgency: UrgentSoon,
		}
		put(item.Facts, FactUsers, w.Users.Text)
		switch days := w.DaysFrom(a.To); {
		case days < 0:
			item.Urgency = UrgentLate
		case days == 0:
			item.Urgency = UrgentToday
		}
		out = append(out, item)
	}
	return out
}

// lastDay is the last day on which the wave can begin without being late.
func (w Wave) lastDay() Day {
	if to := w.Date.Value.To; !to.IsZero() {
		return to
	}
	return w.Date.Value.From
}

// Dated reports whether the plan gives the wave a day of the calendar.
func (w Wave) Dated() bool { return w.Date.Acts() && !w.Date.Value.From.IsZero() }

// Late reports whether a planned wave's date has passed.
func (w Wave) Late(run WaveRun, today Day) bool {
	return run.State == WavePlanned && w.Dated() && w.lastDay().Before(today)
}

// DaysFrom counts the days until the wave is planned: 0 on each of its days,
// below 0 when the last of them has passed.
func (w Wave) DaysFrom(today Day) int {
	switch {
	case today.Before(w.Date.Value.From):
		return w.Date.Value.From.unix() - today.unix()
	case w.lastDay().Before(today):
		return w.lastDay().unix() - today.unix()
	}
	return 0
}

// asks reports whether one of the days on which the wave's date is spoken of is
// among those that a digest speaks for.
func (w Wave) asks(a Asked) bool {
	if !w.Dated() {
		return false
	}
	on := w.Date.Value.From
	for _, day := range []Day{on.AddDays(-7), on.AddDays(-1), on, w.lastDay().AddDays(1)} {
		if !day.Before(a.From) && !a.To.Before(day) {
			return true
		}
	}
	return false
}
