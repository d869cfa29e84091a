package rollout

import "strings"

// Facts of a wave's messages, beside those of a request to waive.
const (
	FactUsers       = "users"
	FactScope       = "scope"
	FactMaterials   = "materials"
	FactLimitations = "limitations"
	FactNextWave    = "next_wave"
	FactNextRow     = "next_row"
	FactNextRuns    = "next_runs" // instant since when that wave runs; missing: it has not begun
	FactMovedTo     = "moved_to"  // the days that a wave was moved to, in words
	FactWas         = "was"       // the days before, in words or as the document had them; missing: none
	FactStage       = "stage"     // of the plan
	FactWaived      = "waived"    // "W1.6 APR-2", a line each: what its gates let pass by a waiver
	FactEmptyGate   = "empty"     // "entry four people": why a gate had no criteria, a line each
)

// announce is the one post by which a wave begins.
func announce(k Desk, w Wave, run WaveRun) Notice {
	n := waveNotice(k, NoticeWaveStarted, w, run, nil)
	put(n.Facts, FactScope, w.Scope.Text)
	put(n.Facts, FactMaterials, k.Plan.Enablement.Materials.Text)
	put(n.Facts, FactLimitations, k.Plan.Enablement.Limitations.Text)
	return n
}

// waveNotice tells the plan's home what became of a wave.
func waveNotice(k Desk, kind NoticeKind, w Wave, run WaveRun, runs Waves) Notice {
	p, s := k.Plan, k.State
	f := map[string]string{
		FactAgent: s.Agent, FactWave: w.Title(), FactRow: string(w.ID), FactStage: string(s.Stage), FactBy: string(run.StartedBy),
		FactIn: string(p.ID),
	}
	put(f, FactUsers, w.Users.Text)
	if run.State != WaveCancelled {
		waived, empty := run.LetPass()
		put(f, FactWaived, strings.Join(waived, "\n"))
		put(f, FactEmptyGate, strings.Join(empty, "\n"))
	}
	if run.Over() {
		f[FactBy] = string(run.EndedBy)
		put(f, FactBecause, run.Because)
		if next, at, ok := p.CurrentWave(runs.With(run)); ok {
			f[FactNextWave], f[FactNextRow] = next.Title(), string(next.ID)
			if at.State == WaveRunning {
				f[FactNextRuns] = stamp(at.Started)
			}
		}
	}
	return Notice{
		Kind: kind, Plan: p.ID, Subject: run.Key(), Facts: f,
		To: []Target{{To: k.Duty.HomePlace(), Routes: []Place{DM(s.PlanOwner)}}},
	}
}

// tellMoved is the one line that says a wave's new days. A draft tells nobody.
func tellMoved(k Desk, w Wave, run WaveRun, to DayRange) []Notice {
	if k.State.Stage == Draft {
		return nil
	}
	n := waveNotice(k, NoticeWaveMoved, w, run, nil)
	n.Facts[FactMovedTo], n.Facts[FactBy] = to.Words(), string(k.By.User)
	was := w.Date.Text
	if w.Dated() {
		was = w.Date.Value.Words()
	}
	put(n.Facts, FactWas, was)
	return []Notice{n}
}

// LetPass is what the gates that the wave has passed let pass without a criterion
// that was met: "W1.6 APR-2" for each that was waived, and why a gate had none,
// behind its name.
func (r WaveRun) LetPass() (waived, empty []string) {
	for _, g := range []Gate{EntryGate, ExitGate} {
		for _, j := range r.Passed[g] {
			switch {
			case j.Waiver != nil && j.Verdict != Met:
				waived = append(waived, j.Key+" "+j.Waiver.Approval)
			case j.Reason == ReasonSaidWhy && j.Said != nil:
				empty = append(empty, string(g)+" "+strings.Join(strings.Fields(j.Said.Text), " "))
			}
		}
	}
	return waived, empty
}
