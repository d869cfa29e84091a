package rollout

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// WaiverSubject is what a request to waive is about: one criterion of one gate
// of a wave. The criterion is named by what it says, so that another text in its
// place is another subject.
type WaiverSubject struct {
	Wave RowID
	Gate Gate
	Mark string // GateCriterion.Mark
}

// WaiverOf is the subject of a request to waive a criterion of a wave.
func WaiverOf(w RowID, c GateCriterion) WaiverSubject { return WaiverSubject{w, c.Gate, c.Mark()} }

// String is the subject as Approval.Subject holds it: "W1/entry/9f2c…".
func (x WaiverSubject) String() string { return string(x.Wave) + "/" + string(x.Gate) + "/" + x.Mark }

// WaiverSubject is what the approval asks to waive; false for one of another
// kind, and for words that name no criterion.
func (a Approval) WaiverSubject() (WaiverSubject, bool) {
	parts := strings.Split(a.Subject, "/")
	if a.For != ApproveWaiver || len(parts) != 3 {
		return WaiverSubject{}, false
	}
	return WaiverSubject{RowID(parts[0]), Gate(parts[1]), parts[2]}, true
}

// Criterion is the criterion that the subject names, as the plan has it now;
// false when it has it no more.
func (x WaiverSubject) Criterion(p Plan, s State) (Wave, GateCriterion, bool) {
	w, ok := p.Wave(x.Wave)
	if ok {
		for _, c := range p.GateCriteria(s, w) {
			if WaiverOf(w.ID, c) == x {
				return w, c, true
			}
		}
	}
	return w, GateCriterion{}, false
}

// Facts of a request to waive, beside those of every approval.
const (
	FactWave      = "wave"      // the wave's title: "wave 2"
	FactGate      = "gate"      // "entry" or "exit"
	FactCriterion = "criterion" // its text
	FactKey       = "key"       // "W2.4", as it was when it was asked
	FactVerdict   = "verdict"   // how it stood when it was asked
	FactRow       = "row"       // the wave's row: "W2"
	FactCount     = "count"     // of incidents, what was counted when it was asked
	FactOpen      = "open"      // "yes": those that are open, not those that were opened
)

// counts reports whether the criterion asks for a number of incidents.
func (j Judged) counts() bool {
	return j.Criterion.Kind == ByIncident && j.Criterion.Number != nil && j.BuiltIn == Written && j.Status != Unclear
}

// outgrow takes away a waiver of less than is counted now. Who let one incident
// pass has not let two pass; as many, or fewer, it covers still.
func (j *Judged) outgrow() {
	if w := j.Waiver; w != nil && w.Count != nil && j.counts() && j.Verdict != Met && worse(j.Criterion, *w.Count, j.Count) {
		j.Waiver, j.Outgrown = nil, w
	}
}

// Worse reports whether more is counted than when the approval was asked for, so
// that it is no answer to how the criterion stands now.
func (j Judged) Worse(a Approval) bool {
	was, counted := a.count()
	return counted && j.counts() && worse(j.Criterion, was, j.Count)
}

// count is what was counted when it was asked; false when nothing was.
func (a Approval) count() (int, bool) {
	n, err := strconv.Atoi(a.Facts[FactCount])
	return n, err == nil
}

// worse reports whether a count is further from what a criterion asks for.
func worse(c Criterion, was, now int) bool {
	switch c.Op {
	case ">", ">=":
		return now < was
	case "=":
		off := func(n int) decimal.Decimal { return decimal.NewFromInt(int64(n)).Sub(*c.Number).Abs() }
		return off(now).GreaterThan(off(was))
	}
	return now > was
}

// AskWaiver is what to ask for so that a criterion is waived. One that is met
// needs none, and a gate that was passed takes none: these are Problems.
func AskWaiver(k Desk, run WaveRun, j Judged, because string) (Ask, error) {
	if err := unsettled(k.Plan, run, j.GateCriterion); err != nil {
		return Ask{}, err
	}
	if err := underWay(k.State); err != nil {
		return Ask{}, err
	}
	subject, call := WaiverOf(run.Wave, j.GateCriterion).String(), k.Plan.Called(run.Wave)
	switch {
	case j.Waiver != nil:
		return Ask{}, Problemf(Conflict, fmt.Sprintf("`/rollout wave check %s` says what else is open.", call),
			"%s is waived already by %s. Nothing was changed.", j.Key, j.Waiver.Approval)
	case j.Verdict == Met:
		return Ask{}, Problemf(Conflict, fmt.Sprintf("`/rollout wave check %s` says what else is open.", call),
			"%s is met, so there is nothing to waive. Nothing was changed.", j.Key)
	case j.BuiltIn == Nothing:
		return Ask{}, Problemf(Conflict, fmt.Sprintf("Say why it has none: `/rollout wave no-criteria %s %s because …`.", call, j.Gate),
			"The gate has no criteria, so there is nothing to waive. Nothing was changed.")
	}
	ask := Ask{
		For: ApproveWaiver, Subject: subject, Hash: j.Hash(), Because: because, Roles: j.Owners,
		Facts: map[string]string{
			FactWave: run.Title, FactGate: string(j.Gate), FactCriterion: j.Criterion.Text, FactKey: j.Key,
			FactVerdict: string(j.Verdict), FactRow: string(run.Wave),
		},
	}
	if j.counts() {
		ask.Facts[FactCount] = number(j.Count)
		if j.Criterion.Scope == "open" {
			ask.Facts[FactOpen] = yes
		}
	}
	return ask, nil
}

// waiverAsked is the open request to waive a criterion; nil when there is none.
func waiverAsked(asked []Approval, w RowID, c GateCriterion) *Approval {
	for _, a := range asked {
		if x, ok := a.WaiverSubject(); ok && a.State == ApprovalOpen && x == WaiverOf(w, c) {
			return &a
		}
	}
	return nil
}

// Waive carries out an approved request: from now on the criterion holds its
// gate no more, as long as no more is counted than when it was asked.
func Waive(run WaveRun, c GateCriterion, a Approval) (WaveRun, Effects) {
	waiver := Waiver{Approval: a.ID, Asker: a.Asker, Because: a.Because, By: a.By, At: a.Decided, Hash: a.Hash}
	if n, counted := a.count(); counted {
		waiver.Count = &n
	}
	run.Waived = with(run.Waived, c.Mark(), waiver)
	return run, run.effects(VerbWaive, c.Key+" by "+a.ID+": "+a.Because)
}

// moot supersedes what was asked of gates of a wave that are settled now.
func moot(asked []Approval, w Wave, now time.Time, gates ...Gate) Effects {
	var e Effects
	for _, a := range asked {
		x, ok := a.WaiverSubject()
		if !ok || x.Wave != w.ID || !slices.Contains(gates, x.Gate) {
			continue
		}
		_, over := Supersede(a, WhyOver, now)
		e.Join(over)
	}
	return e
}

// ImportedWaves is what an import or an edit of the document changes beside the
// document: requests to waive a criterion that reads otherwise now, or is gone,
// are superseded. What runs goes on: a row keeps its state with its id.
func ImportedWaves(p Plan, s State, asked []Approval, now time.Time) Effects {
	var e Effects
	hashes := map[string]string{}
	for _, w := range p.Waves {
		for _, c := range p.GateCriteria(s, w) {
			hashes[WaiverOf(w.ID, c).String()] = c.Hash()
		}
	}
	for _, a := range asked {
		if a.For == ApproveWaiver && hashes[a.Subject] != a.Hash {
			_, over := Supersede(a, WhyChanged, now)
			e.Join(over)
		}
	}
	return e
}
