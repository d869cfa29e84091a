package rollout

// Facts of a wave's messages, beside those of a request to waive.
const (
	FactUsers       = "users"
	FactScope       = "scope"
	FactMaterials   = "materials"
	FactLimitations = "limitations"
	FactNextWave    = "next_wave"
	FactNextRow     = "next_row"
	FactStage       = "stage" // of the plan
)

// announce is the one post by which a wave begins.
func announce(p Plan, s State, w Wave, run WaveRun, d Duty) Notice {
	n := waveNotice(NoticeWaveStarted, p, s, w, run, nil, d)
	put(n.Facts, FactScope, w.Scope.Text)
	put(n.Facts, FactMaterials, p.Enablement.Materials.Text)
	put(n.Facts, FactLimitations, p.Enablement.Limitations.Text)
	return n
}

// waveNotice tells the plan's home what became of a wave.
func waveNotice(kind NoticeKind, p Plan, s State, w Wave, run WaveRun, runs Waves, d Duty) Notice {
	f := map[string]string{
		FactAgent: s.Agent, FactWave: w.Title(), FactRow: string(w.ID), FactStage: string(s.Stage), FactBy: string(run.StartedBy),
		FactIn: string(p.ID),
	}
	put(f, FactUsers, w.Users.Text)
	if run.Over() {
		f[FactBy] = string(run.EndedBy)
		put(f, FactBecause, run.Because)
		after := Waves{run.Wave: run}
		for id, r := range runs {
			if id != run.Wave {
				after[id] = r
			}
		}
		if next, _, ok := p.CurrentWave(after); ok {
			f[FactNextWave], f[FactNextRow] = next.Title(), string(next.ID)
		}
	}
	return Notice{
		Kind: kind, Plan: p.ID, Subject: run.Key(), Facts: f,
		To: []Target{{To: d.HomePlace(), Routes: []Place{DM(s.PlanOwner)}}},
	}
}
