package rollout

import (
	"strconv"
	"strings"
	"time"
)

// Facts of an incident's notices and happenings: plain data, so that the words
// can be made from a notice alone. Users are ids, places "@U1" or "#C1"
// separated by blanks, instants RFC 3339 in UTC, lengths whole seconds. A fact
// that does not apply is left out.
const (
	FactID       = "id"        // "INC-7"
	FactAgent    = "agent"     // the agent's name
	FactSev      = "sev"       // "1" to "4"
	FactArea     = "area"      // the area's name
	FactPrivate  = "private"   // "yes": of a private area; alone with agent, nothing more may be said
	FactText     = "text"      // as reported
	FactReporter = "reporter"  // user
	FactOpened   = "opened"    // instant
	FactAnswerBy = "answer_by" // instant; missing: best effort
	FactFirst    = "first"     // user who acknowledged first
	FactFirstAt  = "first_at"  // instant at which the answer clock stopped
	FactState    = "state"     // of the incident
	FactUntil    = "until"     // instant of opening: outside hours, people are told then
	FactSteps    = "steps"     // how many steps the policy has
	FactRound    = "round"     // from 1
	FactNext     = "next"      // roles of the next step, separated by ", "; missing: none is left in this round
	FactNextAt   = "next_at"   // instant of the next step, or of the end of the round
	FactRepeats  = "repeats"   // "yes": after the end of the round the path starts again
	FactTold     = "told"      // places told so far
	FactAgain    = "again_at"  // instant at which an exhausted incident is told again

	FactWhat       = "what"       // of a line: the What of the happening
	FactStep       = "step"       // from 0
	FactRole       = "role"       // as the plan has it; of a skipped step all of them
	FactTo         = "to"         // places told by this
	FactWhy        = "why"        // one of the Why words
	FactDue        = "due"        // instant at which it should have happened
	FactLate       = "late"       // seconds it happened late, when the bot was down
	FactTimes      = "times"      // how many days an exhausted incident was told
	FactBy         = "by"         // user who did it
	FactNote       = "note"       // the note's text
	FactResolution = "resolution" // how it ended
)

const yes = "yes"

// Why somebody is told.
const (
	WhyOpening  = "opened"   // the incident was opened, or its area opens
	WhySoft     = "soft"     // outside hours: the area's channels now, people at opening
	WhyPath     = "path"     // nobody answered the step before
	WhyRound    = "round"    // nobody answered the whole path
	WhyRelease  = "released" // an acknowledgement was taken back
	WhyReminder = "reminder" // half-way to the next step
)

// brief is what a line in the thread needs.
func (m *move) brief() map[string]string {
	in := m.in
	f := map[string]string{
		FactID: in.ID, FactAgent: in.Agent, FactSev: number(int(in.Sev)), FactArea: in.Policy.Area, FactRound: number(in.Round),
	}
	if in.Policy.Private {
		f[FactPrivate] = yes
	}
	if in.Policy.Rounds == 0 || in.Round < in.Policy.Rounds {
		f[FactRepeats] = yes
	}
	return f
}

// facts is everything a message of its own may need.
func (m *move) facts() map[string]string {
	in, f := m.in, m.brief()
	f[FactText], f[FactState] = in.Text, string(in.State)
	f[FactSteps], f[FactStep] = number(len(in.Policy.Steps)), number(max(in.Step, 0))
	put(f, FactReporter, string(in.Reporter))
	put(f, FactOpened, stamp(in.Opened))
	put(f, FactAnswerBy, stamp(in.AnswerBy))
	put(f, FactFirst, string(in.FirstAck))
	put(f, FactFirstAt, stamp(in.FirstAt))
	put(f, FactResolution, in.Resolution)
	if in.Held {
		put(f, FactUntil, stamp(in.NextAt))
	}
	if !in.NextAt.IsZero() {
		f[FactNextAt] = stamp(in.NextAt)
		put(f, FactNext, rolesOf(in.Policy, in.Step+1))
	}
	return m.lateness(f)
}

// lateness adds how late it is, when it is, and takes out facts that do not
// apply.
func (m *move) lateness(f map[string]string) map[string]string {
	if m.late > 0 {
		f[FactLate] = number(int(m.late / time.Second))
	}
	for k, v := range f {
		if v == "" {
			delete(f, k)
		}
	}
	return f
}

// put adds a fact that applies.
func put(f map[string]string, name, value string) {
	if value != "" {
		f[name] = value
	}
}

// args are the arguments of a happening that has one, or none.
func args(name, value string) map[string]string {
	if value == "" {
		return nil
	}
	return map[string]string{name: value}
}

// stamp is an instant as a fact holds it; the zero time is "".
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func number(n int) string { return strconv.Itoa(n) }

// rolesOf are the names on a step; "" beyond the last.
func rolesOf(p Policy, n int) string {
	if n >= len(p.Steps) {
		return ""
	}
	return strings.Join(p.Steps[n].Roles, ", ")
}

// wholeSecond is the second that t is in, in UTC: clocks count seconds, and
// what is stored compares equal to what was meant.
func wholeSecond(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }
