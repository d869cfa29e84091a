package rollout

import (
	"maps"
	"slices"
)

// KeepsRunning refuses the next version of a plan that has no row any more for a
// wave that runs: nobody could complete or cancel it then, and its users would
// have the agent by a wave that is nowhere written.
func KeepsRunning(next Plan, runs Waves) error {
	for _, row := range slices.Sorted(maps.Keys(runs)) {
		run := runs[row]
		if run.State != WaveRunning || slices.ContainsFunc(next.Waves, func(w Wave) bool { return w.ID == row }) {
			continue
		}
		return Problemf(Conflict,
			"Keep its row, with the name it had; or end the wave first: `/rollout wave complete` or `wave cancel`, and import again.",
			"%s is running and is not in this document any more, so nothing was imported.", sentence(run.Title))
	}
	return nil
}
