package rollout

import "time"

// The shortest delay that the policy makes by itself, and the shortest time
// between two rounds. A wait written in the path may be shorter.
const shortestDelay = 5 * time.Minute

// endOfTime stands for what no calendar reaches; still a year of four digits.
var endOfTime = time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC)

// Delays are the waits before step 1, step 2 … and, last, before the end of the
// round, on the policy's clock: wall time when it pages, else the area's open
// hours. With A the answer time and f = 1 (sev3, sev4), 1/2 (sev2), 1/4 (sev1),
// the first is f·A and each later one f·A/2, five minutes at least. A wait
// written in the path stands as it is, and an answer due at the end of a day is
// never hurried: its A is what is left of that day at from.
func (p Policy) Delays(from time.Time) []time.Duration {
	all := make([]time.Duration, len(p.Steps))
	for i := range all {
		all[i] = p.delay(i+1, from, from)
	}
	return all
}

// Reminder is how long after the start whoever was told first is reminded:
// half-way to what comes next. False when that is less than five minutes, and
// for best effort.
func (p Policy) Reminder(from time.Time) (time.Duration, bool) {
	half := (p.delay(1, from, from) / 2).Truncate(time.Second)
	return half, p.Answer != nil && half >= shortestDelay
}

// AnswerBy is when an incident opened at that time must be answered, in the
// plan's words whatever the severity; the zero time for best effort.
func (p Policy) AnswerBy(opened time.Time) time.Time {
	if p.Answer == nil {
		return time.Time{}
	}
	t, err := p.Answer.Deadline(opened, p.Calendar)
	if err != nil {
		return endOfTime // the calendar never opens again, so the answer is never late
	}
	return notAfter(t, endOfTime).UTC()
}

// Late reports whether the incident's answer time has passed without an answer.
func (in Incident) Late(now time.Time) bool {
	return in.State == IncidentOpen && in.FirstAt.IsZero() && !in.AnswerBy.IsZero() && now.After(in.AnswerBy)
}

// delay is the wait before step n (from 1; len(Steps): the end of the round)
// when the step before it was told at from in a round that began at base.
func (p Policy) delay(n int, base, from time.Time) time.Duration {
	if n < len(p.Steps) && p.Steps[n].Wait != nil {
		return p.length(*p.Steps[n].Wait, from)
	}
	d := p.length(p.Pace, base)
	if !p.Pace.ends() {
		switch p.Sev {
		case 1:
			d /= 4
		case 2:
			d /= 2
		}
	}
	if n > 1 {
		d /= 2
	}
	return max(d.Truncate(time.Second), shortestDelay)
}

// due is the instant of step n when the step before it was told at from.
func (p Policy) due(n int, base, from time.Time) time.Time {
	return p.add(from, p.delay(n, base, from))
}

// length is how much a span, begun at from, counts on the policy's clock. In
// open hours a day is a business day, however it was written.
func (p Policy) length(s Span, from time.Time) time.Duration {
	if s.ends() {
		end, err := s.Deadline(from, p.Calendar)
		switch {
		case err != nil:
			return 0
		case p.Outside == PageOutside:
			return end.Sub(from)
		}
		return p.Calendar.Counted(from, end)
	}
	if p.Outside != PageOutside {
		s.Calendar = Business
	}
	d, _ := s.Length(p.Calendar)
	return d
}

// add counts d on from the policy's clock.
func (p Policy) add(from time.Time, d time.Duration) time.Time {
	if p.Outside == PageOutside {
		return notAfter(from.Add(d), endOfTime).UTC()
	}
	t := p.Calendar.Add(from, d)
	switch {
	case !t.IsZero():
		return t.UTC()
	case p.Calendar.NextOpen(from).IsZero():
		return notAfter(from.Add(d), endOfTime).UTC() // it never opens again: rather at night than never
	}
	return endOfTime
}

// open reports whether people may be told at t.
func (p Policy) open(t time.Time) bool {
	return p.Outside == PageOutside || p.Calendar.IsOpen(t)
}

// opening is t when people may be told then, else the next opening. A calendar
// that never opens holds nobody back.
func (p Policy) opening(t time.Time) time.Time {
	if p.open(t) {
		return t
	}
	if next := p.Calendar.NextOpen(t); !next.IsZero() {
		return next.UTC()
	}
	return t
}

func notAfter(t, end time.Time) time.Time {
	if t.After(end) {
		return end
	}
	return t
}
