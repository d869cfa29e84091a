package rollout

import (
	"maps"
	"strconv"
	"time"
)

// WaveState is where a wave stands. Ready, late and held are not stored: they
// follow from the calendar and the gate.
type WaveState string

// The stored states of a wave. One without a record is planned.
const (
	WavePlanned   WaveState = "planned"
	WaveRunning   WaveState = "running"
	WaveDone      WaveState = "done"
	WaveCancelled WaveState = "cancelled"
)

// Gate is what a wave must pass: to begin, and to be done.
type Gate string

// The two gates of a wave.
const (
	EntryGate Gate = "entry"
	ExitGate  Gate = "exit"
)

// Verbs of waves, as the audit record has them.
const (
	VerbWaveStart    Verb = "wave.start"
	VerbWaveComplete Verb = "wave.complete"
	VerbWaveCancel   Verb = "wave.cancel"
	VerbWaveMove     Verb = "wave.move"
	VerbTick         Verb = "wave.tick"
	VerbUntick       Verb = "wave.untick"
	VerbWaive        Verb = "wave.waive"
	VerbNoCriteria   Verb = "wave.no-criteria"
	VerbLive         Verb = "plan.live" // its last wave is over
)

// WaveRun is what has become of one wave of a plan: its state, and what people
// said of its criteria. It hangs on the row's id, so that it outlives renaming
// and re-import; what was said of a criterion hangs on the criterion's text, so
// that another text asks again.
type WaveRun struct {
	Schema    int               `json:"schema"`
	Plan      PlanID            `json:"plan"`
	Wave      RowID             `json:"wave"`
	Title     string            `json:"title"` // "wave 2", as it was called when this was written
	State     WaveState         `json:"state"`
	Started   time.Time         `json:"started,omitzero"`
	StartedBy UserID            `json:"started_by,omitempty"`
	Ended     time.Time         `json:"ended,omitzero"` // done or cancelled
	EndedBy   UserID            `json:"ended_by,omitempty"`
	Because   string            `json:"because,omitempty"` // why it was cancelled
	Moved     *Moved            `json:"moved,omitempty"`   // its date, in chat; nil: never
	Ticks     map[string]Said   `json:"ticks,omitempty"`   // by GateCriterion.Mark
	Waived    map[string]Waiver `json:"waived,omitempty"`  // by GateCriterion.Mark
	Empty     map[Gate]Said     `json:"empty,omitempty"`   // why a gate has no criteria
	Passed    map[Gate][]Judged `json:"passed,omitempty"`  // a gate as it was when it was passed
}

// Said is a person's word for something, and what they gave for it: evidence,
// or a reason.
type Said struct {
	By   UserID    `json:"by"`
	At   time.Time `json:"at"`
	Text string    `json:"text,omitempty"`
	Of   string    `json:"of,omitempty"` // why a gate has no criteria: the Mark of what stood there instead; "": nothing did
}

// Waiver lets a gate pass although a criterion is not met.
type Waiver struct {
	Approval string    `json:"approval"` // "APR-12"
	Asker    UserID    `json:"asker"`
	Because  string    `json:"because"`
	By       UserID    `json:"by"`
	At       time.Time `json:"at"`
	Hash     string    `json:"hash"`            // of the criterion as it was waived; an edit ends the waiver
	Count    *int      `json:"count,omitempty"` // what was counted when it was asked; nil: nothing was
}

// SaidWhy is why a gate has no criteria, as long as the document says there what it
// said then: that "TBD" needs none is no word about "TBD: security signs".
func (r WaveRun) SaidWhy(c GateCriterion) (Said, bool) {
	said, ok := r.Empty[c.Gate]
	return said, ok && said.Of == c.instead()
}

// WaiverOf is the waiver of a criterion, as long as that reads as it was waived.
// Whether it covers what is counted now, JudgeGate says.
func (r WaveRun) WaiverOf(c GateCriterion) (Waiver, bool) {
	w, ok := r.Waived[c.Mark()]
	return w, ok && w.Hash == c.Hash()
}

// Kind is the wave's kind of record.
func (r WaveRun) Kind() string { return "wave" }

// Key is plan and row: one record a wave.
func (r WaveRun) Key() string { return string(r.Plan) + "/" + string(r.Wave) }

// Index is empty: a plan's waves are listed by key.
func (r WaveRun) Index() []string { return nil }

// Over reports whether the wave is done or cancelled.
func (r WaveRun) Over() bool { return r.State == WaveDone || r.State == WaveCancelled }

// Past reports whether the wave has passed a gate, or never will.
func (r WaveRun) Past(g Gate) bool {
	return r.Over() || g == EntryGate && r.State == WaveRunning
}

// Next is the gate that the wave stands at.
func (r WaveRun) Next() Gate {
	if r.State == WaveRunning {
		return ExitGate
	}
	return EntryGate
}

// Waves are the records of a plan's waves, by row.
type Waves map[RowID]WaveRun

// Of is the record of a wave; of one that nothing has happened to, a planned one.
func (ws Waves) Of(p Plan, w Wave) WaveRun {
	r, ok := ws[w.ID]
	if !ok {
		r = WaveRun{Schema: 1, Plan: p.ID, Wave: w.ID, State: WavePlanned}
	}
	r.Title = w.Title()
	return r
}

// With are the records with a newer one of one wave among them.
func (ws Waves) With(run WaveRun) Waves {
	all := maps.Clone(ws)
	if all == nil {
		all = Waves{}
	}
	all[run.Wave] = run
	return all
}

// Wave is the row with that id.
func (p Plan) Wave(id RowID) (Wave, bool) {
	for _, w := range p.Waves {
		if w.ID == id {
			return w, true
		}
	}
	return Wave{}, false
}

// WaveNumber is the wave's place in the order of the rows, from 1.
func (p Plan) WaveNumber(id RowID) int {
	for i, w := range p.Waves {
		if w.ID == id {
			return i + 1
		}
	}
	return 0
}

// CurrentWave is the wave that the plan stands at: the one that runs, else the
// first that is planned. false when all are over, or there is none.
func (p Plan) CurrentWave(runs Waves) (Wave, WaveRun, bool) {
	for _, w := range p.Waves {
		if r := runs.Of(p, w); r.State == WaveRunning {
			return w, r, true
		}
	}
	for _, w := range p.Waves {
		if r := runs.Of(p, w); r.State == WavePlanned {
			return w, r, true
		}
	}
	return Wave{}, WaveRun{}, false
}

// NextDated is the first planned wave that has a day of the calendar.
func (p Plan) NextDated(runs Waves) (Wave, bool) {
	for _, w := range p.Waves {
		if runs.Of(p, w).State == WavePlanned && w.Dated() {
			return w, true
		}
	}
	return Wave{}, false
}

// RolloutLead is who leads the rollout: the plan owner while nobody was set.
func (s State) RolloutLead() UserID {
	if s.Lead != "" {
		return s.Lead
	}
	return s.PlanOwner
}

// criterionKey is the short name of a wave's n-th criterion, "W2.4".
func criterionKey(w RowID, n int) string { return string(w) + "." + strconv.Itoa(n) }
