package rollout

import "testing"

func TestKeepsRunning(t *testing.T) {
	p := Plan{Waves: []Wave{{ID: "W1"}, {ID: "W2"}}}
	run := func(row RowID, s WaveState) Waves { return Waves{row: {Wave: row, State: s, Title: "wave 3"}} }
	for _, tt := range []struct {
		name string
		runs Waves
		want string
	}{
		{"nothing runs", nil, ""},
		{"one that is there runs", run("W2", WaveRunning), ""},
		{"one that was planned is gone", run("W3", WavePlanned), ""},
		{"one that is done is gone", run("W3", WaveDone), ""},
		{"one that runs is gone", run("W3", WaveRunning), "Wave 3 is running and is not in this document any more, so nothing was imported."},
	} {
		t.Run(tt.name, func(t *testing.T) { checkProblem(t, KeepsRunning(p, tt.runs), tt.want) })
	}
}
