package store

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

var kindWave = rollout.WaveRun{}.Kind()

// Waves returns what has become of a plan's waves; those that nothing has
// happened to are not in it.
func Waves(tx Tx, plan rollout.PlanID) (rollout.Waves, error) {
	list, err := all[rollout.WaveRun](tx, kindWave, Range{Prefix: string(plan) + "/"})
	if err != nil {
		return nil, err
	}
	runs := make(rollout.Waves, len(list))
	for _, r := range list {
		runs[r.Wave] = r
	}
	return runs, nil
}

// AsksOfWaves reports whether a digest may have something to ask somebody about a
// plan's waves: one of their dates is spoken of, and they lead the rollout or own
// the plan; or it is, and they have a word before a wave begins. It does not load the plan; with a
// yes the rule decides.
func AsksOfWaves(tx Tx, s rollout.State, a rollout.Asked) (bool, error) {
	from, to := rollout.WaveDates(a)
	days := rollout.WaveDayIndex(s.Plan)
	near, err := someDay(tx, days, Range{From: days + from.String(), To: days + to.String() + sep + "\xff"}, func(day rollout.Day) bool {
		return rollout.MayAsk(day, s, a)
	})
	switch office := a.User == s.RolloutLead() || a.User == s.PlanOwner; {
	case err != nil:
		return false, err
	case !near && office: // one may be weeks late
		return someDay(tx, days, Range{To: days + from.String()}, func(last rollout.Day) bool { return rollout.MayAskLate(last, s, a) })
	case !near || office:
		return near, nil
	}
	ticks := rollout.TicksIndex(s.Plan)
	roles, err := found(tx, kindPlan, Range{Prefix: ticks})
	if err != nil {
		return false, err
	}
	for _, it := range roles {
		role, _, _ := strings.Cut(it.Key[len(kindPlan)+1+len(ticks):], sep)
		if len(role) >= rollout.IndexedWord { // clipped: whose it is, only the plan says
			return true, nil
		}
		fills, err := fillsOf(tx, s, role)
		if err != nil || slices.Contains(fills, rollout.DM(a.User)) {
			return err == nil, err
		}
	}
	return false, nil
}

// someDay reports whether something holds of one of a plan's wave days in a range.
func someDay(tx Tx, days string, r Range, holds func(rollout.Day) bool) (bool, error) {
	r.Prefix = days
	items, err := found(tx, kindPlan, r)
	for _, it := range items {
		text, _, _ := strings.Cut(it.Key[len(kindPlan)+1+len(days):], sep)
		day, err := rollout.ParseDay(text)
		if err != nil || holds(day) {
			return err == nil, err
		}
	}
	return false, err
}

// GateFacts is what a gate of a wave is judged by. What it costs grows with the
// incidents that are live, and with those opened in the wave, not with history.
// Spend is that of now's month or year.
func GateFacts(tx Tx, p rollout.Plan, s rollout.State, w rollout.Wave, g rollout.Gate, now time.Time) (rollout.GateFacts, error) {
	f := rollout.GateFacts{IncidentCounts: noIncidents()}
	var err error
	if f.Runs, err = Waves(tx, p.ID); err != nil {
		return f, err
	}
	if f.Asked, err = OpenApprovals(tx, p.ID); err != nil {
		return f, err
	}
	since := rollout.GateSince(p, s, f.Runs, w, g)
	for sev := rollout.Severity(1); sev <= 4; sev++ {
		of := fmt.Sprintf("%s/%d/", p.ID, sev)
		if f.Live[sev], err = countFound(tx, kindIncident, Range{Prefix: "live/" + of}); err != nil {
			return f, err
		}
		if f.Opened[sev], err = openedSince(tx, "opened/"+of, since); err != nil {
			return f, err
		}
	}
	if kinds := rollout.GateAreas(w, g); len(kinds) > 0 {
		if f.Areas, err = countByArea(tx, p.ID, since, kinds); err != nil {
			return f, err
		}
	}
	if period, ok := rollout.GatePeriod(p, s, w, g, now); ok {
		if f.Spent, err = SpendTotal(tx, p.ID, period); err != nil {
			return f, err
		}
	}
	grave := f.Live[1] + f.Live[2]
	if grave == 0 {
		return f, nil
	}
	f.Worst, err = LiveIncidents(tx, p.ID, grave)
	return f, err
}

func openedSince(tx Tx, prefix string, since time.Time) (int, error) {
	return countFound(tx, kindIncident, sinceRange(prefix, since))
}

func sinceRange(prefix string, since time.Time) Range {
	r := Range{Prefix: prefix}
	if !since.IsZero() {
		r.From = prefix + fmt.Sprintf("%012d", since.Unix())
	}
	return r
}

func noIncidents() rollout.IncidentCounts {
	return rollout.IncidentCounts{Live: map[rollout.Severity]int{}, Opened: map[rollout.Severity]int{}}
}

// countByArea counts a plan's incidents of some kinds of areas. No index knows
// an area: it loads the incidents, so it is only for gates that name one.
func countByArea(tx Tx, plan rollout.PlanID, since time.Time, kinds []rollout.AreaKind) (map[rollout.AreaKind]rollout.IncidentCounts, error) {
	counts := map[rollout.AreaKind]rollout.IncidentCounts{}
	for _, k := range kinds {
		counts[k] = noIncidents()
	}
	live, err := LiveIncidents(tx, plan, 0)
	if err != nil {
		return nil, err
	}
	for _, in := range live {
		if n, ok := counts[in.Policy.Kind]; ok {
			n.Live[in.Sev]++
		}
	}
	for sev := rollout.Severity(1); sev <= 4; sev++ {
		opened, err := byIndex[rollout.Incident](tx, kindIncident, sinceRange(fmt.Sprintf("opened/%s/%d/", plan, sev), since))
		if err != nil {
			return nil, err
		}
		for _, in := range opened {
			if n, ok := counts[in.Policy.Kind]; ok {
				n.Opened[sev]++
			}
		}
	}
	return counts, nil
}
