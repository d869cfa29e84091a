package rollout

import (
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// Verdict is how a criterion stands. Only met lets a gate pass; inconclusive
// holds as not met does, and a named person may waive either.
type Verdict string

// The three verdicts.
const (
	Met          Verdict = "met"
	NotMet       Verdict = "not met"
	Inconclusive Verdict = "inconclusive"
)

// Reason says why a verdict is what it is; its words are in view.
type Reason string

// The reasons of verdicts, and the fields of Judged that each fills.
const (
	ReasonTicked      Reason = "ticked"       // Said
	ReasonNotTicked   Reason = "not ticked"   // -
	ReasonWave        Reason = "wave"         // Wave, State: where the cited wave stands
	ReasonNoWave      Reason = "no wave"      // Wave: the plan has none of that name
	ReasonDate        Reason = "date"         // -
	ReasonIncidents   Reason = "incidents"    // Count, Since for those opened in the wave
	ReasonBudget      Reason = "budget"       // Period, Percent
	ReasonNoBudget    Reason = "no budget"    // of the plan that is read
	ReasonNoSpend     Reason = "no spend"     // Period: none is on record
	ReasonNoNumber    Reason = "no number"    // the text gives nothing to compare with
	ReasonNoReading   Reason = "no reading"   // of a metric
	ReasonNoReview    Reason = "no review"    // on record
	ReasonUnconfirmed Reason = "unconfirmed"  // the reading is assumed, nobody has confirmed it
	ReasonUnclear     Reason = "unclear"      // the text was not understood
	ReasonNoCriteria  Reason = "no criteria"  // an empty gate
	ReasonSaidWhy     Reason = "said why not" // Said: why it has none
)

// Judged is a criterion and how it stands.
type Judged struct {
	GateCriterion
	Verdict Verdict `json:"verdict"`
	Reason  Reason  `json:"reason"`
	Said    *Said   `json:"said,omitempty"`
	Waiver  *Waiver `json:"waiver,omitempty"`
	// Outgrown is a waiver of less than is found now: it lets nothing pass.
	Outgrown *Waiver   `json:"outgrown,omitempty"`
	Asked    *Approval `json:"-"` // the open request to waive it; nil when there is none
	Wave     string    `json:"wave,omitempty"`
	State    WaveState `json:"state,omitempty"`
	Count    int       `json:"count,omitempty"`
	Since    time.Time `json:"since,omitzero"`
	Period   Period    `json:"period,omitempty"`
	Percent  string    `json:"percent,omitempty"` // of the period's budget that is spent, as people read it
	From     Day       `json:"from,omitzero"`     // of one that nobody can tick yet: from when somebody can
}

// Passes reports whether the criterion lets the gate pass.
func (j Judged) Passes() bool { return j.Verdict == Met || j.Waiver != nil }

// HoldingIncident is an open incident that holds a gate. A private one has no id.
type HoldingIncident struct {
	ID  string
	Sev Severity
}

// GateVerdict is how a gate of a wave stands.
type GateVerdict struct {
	Wave      RowID
	Title     string // "wave 2"
	Gate      Gate
	Criteria  []Judged
	Incidents []HoldingIncident // open sev1 and sev2
}

// Holds are the criteria that keep the gate shut.
func (v GateVerdict) Holds() []Judged {
	return slices.DeleteFunc(slices.Clone(v.Criteria), Judged.Passes)
}

// Met reports whether the gate lets the wave pass. A gate without a criterion
// never does.
func (v GateVerdict) Met() bool {
	return len(v.Criteria) > 0 && len(v.Holds()) == 0 && len(v.Incidents) == 0
}

// GateFacts is what a gate is judged by. Incidents are counted by severity.
type GateFacts struct {
	Runs  Waves
	Worst []Incident // live, the worst first: at least all of sev1 and sev2
	IncidentCounts
	Areas map[AreaKind]IncidentCounts // of those that the gate's criteria name, see GateAreas
	Asked []Approval                  // open ones of the plan
	Spent SpendTotal                  // of the budget's period, where the gate speaks of the budget, see GatePeriod
}

// IncidentCounts counts incidents, also private ones, by severity.
type IncidentCounts struct {
	Live   map[Severity]int // now
	Opened map[Severity]int // since GateSince
}

// writes are the criteria that the document writes for a gate.
func (w Wave) writes(g Gate) []Criterion {
	if g == ExitGate {
		return w.Exit.Value
	}
	return w.Entry.Value
}

// GateAreas are the kinds of areas whose incidents alone a gate's criteria speak of.
func GateAreas(w Wave, g Gate) []AreaKind {
	var kinds []AreaKind
	for _, c := range w.writes(g) {
		if c.Area != "" && !slices.Contains(kinds, c.Area) {
			kinds = append(kinds, c.Area)
		}
	}
	return kinds
}

// GateSince is from when incidents count as opened "in the wave": for the exit
// since it began; for the entry since the wave before it began, else since the
// plan became active.
func GateSince(p Plan, s State, runs Waves, w Wave, g Gate) time.Time {
	if r := runs.Of(p, w); g == ExitGate {
		return r.Started
	}
	since := s.Activated
	for _, before := range p.Waves {
		if before.ID == w.ID {
			break
		}
		if r := runs.Of(p, before); r.Started.After(since) {
			since = r.Started
		}
	}
	return since
}

// JudgeGate says how a gate stands now, criterion by criterion.
func JudgeGate(p Plan, s State, w Wave, g Gate, f GateFacts, now time.Time) GateVerdict {
	run := f.Runs.Of(p, w)
	v := GateVerdict{Wave: w.ID, Title: w.Title(), Gate: g}
	for _, c := range p.GateCriteria(s, w) {
		if c.Gate == g {
			v.Criteria = append(v.Criteria, judge(p, s, w, run, c, f, now))
		}
	}
	for _, in := range f.Worst {
		switch {
		case in.Sev > 2 || !in.Live():
		case in.Policy.Private:
			v.Incidents = append(v.Incidents, HoldingIncident{})
		default:
			v.Incidents = append(v.Incidents, HoldingIncident{ID: in.ID, Sev: in.Sev})
		}
	}
	return v
}

func judge(p Plan, s State, w Wave, run WaveRun, c GateCriterion, f GateFacts, now time.Time) Judged {
	j := Judged{GateCriterion: c, Verdict: Inconclusive}
	if waiver, ok := run.WaiverOf(c); ok {
		j.Waiver = &waiver
	}
	j.Asked = waiverAsked(f.Asked, w.ID, c)
	switch {
	case c.BuiltIn == Nothing:
		j.Verdict, j.Reason = NotMet, ReasonNoCriteria
		if said, ok := run.SaidWhy(c); ok {
			j.Verdict, j.Reason, j.Said = Met, ReasonSaidWhy, &said
		}
	case c.Status == Unclear || c.undecided():
		j.Reason = ReasonUnclear
	case c.Status == Assumed:
		if j.counts() { // what is waived is counted all the same
			j.byIncidents(p, s, w, f)
		}
		j.Verdict, j.Reason = Inconclusive, ReasonUnconfirmed
	default:
		j.byKind(p, s, w, run, f, now)
	}
	j.outgrow()
	return j
}

func (j *Judged) byKind(p Plan, s State, w Wave, run WaveRun, f GateFacts, now time.Time) {
	switch c := j.Criterion; c.Kind {
	case ByMetric:
		if j.Reason = ReasonNoReading; c.Budget {
			j.byBudget(p, s, f, now)
		}
	case ByReview:
		j.Reason = ReasonNoReview
	case ByWave:
		j.byWave(p, f)
	case ByDate:
		j.byDate(s, now)
	case ByIncident:
		j.byIncidents(p, s, w, f)
	default:
		j.Verdict, j.Reason = NotMet, ReasonNotTicked
		from, lasts := c.attestedFrom(run, s.zone())
		said, ticked := run.Ticks[j.Mark()]
		switch {
		case lasts && j.Gate == ExitGate && DayOf(now, s.zone()).Before(from): // whoever ticked it before it began
			j.From = from
		case ticked:
			j.Verdict, j.Reason, j.Said = Met, ReasonTicked, &said
		}
	}
}

func (j *Judged) byWave(p Plan, f GateFacts) {
	j.Wave = j.Criterion.Wave
	cited, ok := p.waveNamed(j.Criterion.Wave)
	if !ok {
		j.Reason = ReasonNoWave
		return
	}
	r := f.Runs.Of(p, cited)
	j.Wave, j.State, j.Reason, j.Verdict = cited.Title(), r.State, ReasonWave, NotMet
	if r.State == WaveDone {
		j.Verdict = Met
	}
}

func (j *Judged) byDate(s State, now time.Time) {
	j.Reason = ReasonDate
	if j.Criterion.Date == nil {
		j.Reason = ReasonNoNumber
		return
	}
	today, day := DayOf(now, s.zone()), *j.Criterion.Date
	met := !today.Before(day) // "not before"
	if strings.HasPrefix(j.Criterion.Op, "<") {
		met = !day.Before(today) // "by"
	}
	j.Verdict = NotMet
	if met {
		j.Verdict = Met
	}
}

func (j *Judged) byIncidents(p Plan, s State, w Wave, f GateFacts) {
	c := j.Criterion
	of := f.IncidentCounts
	if c.Area != "" {
		of = f.Areas[c.Area]
	}
	counts := of.Live
	if c.Scope != "open" {
		counts = of.Opened
		j.Since = GateSince(p, s, f.Runs, w, j.Gate)
	}
	for sev := Severity(1); sev <= 4; sev++ {
		if c.Unit == "" || slices.Contains(strings.Split(c.Unit, "/"), "sev"+number(int(sev))) {
			j.Count += counts[sev]
		}
	}
	if c.Number == nil {
		j.Reason = ReasonNoNumber
		return
	}
	j.Reason, j.Verdict = ReasonIncidents, NotMet
	if compares(decimal.NewFromInt(int64(j.Count)), c.Op, *c.Number) {
		j.Verdict = Met
	}
}

// compares reports whether a op b holds; an operator that is not known never does.
func compares(a decimal.Decimal, op string, b decimal.Decimal) bool {
	switch n := a.Cmp(b); op {
	case ">=":
		return n >= 0
	case ">":
		return n > 0
	case "<=":
		return n <= 0
	case "<":
		return n < 0
	case "=":
		return n == 0
	}
	return false
}
