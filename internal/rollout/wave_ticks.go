package rollout

import (
	"slices"
	"time"
)

// TickRoles are those who confirm something before each wave of a plan begins.
func (p Plan) TickRoles() []string {
	return slices.Concat(p.Enablement.CommunicationOwner.Value, p.Enablement.TrainingOwner.Value)
}

// TickDigest asks the owners of what needs their word before a wave begins,
// "announced" and "trained", on the days on which the rollout lead is reminded
// of its date; nobody while the rollout is on hold. d knows who fills TickRoles.
// What is ticked or waived is not asked for.
func TickDigest(p Plan, s State, runs Waves, d Duty, a Asked) []DigestItem {
	if mayGoForward(s) != nil {
		return nil
	}
	var out []DigestItem
	for _, w := range p.Waves {
		run := runs.Of(p, w)
		if run.State != WavePlanned || !w.asks(s, a) {
			continue
		}
		for _, c := range p.ownedTicks(s, w) {
			if _, _, _, settled := run.settled(c); settled || !slices.ContainsFunc(c.Owners, func(role string) bool {
				return slices.Contains(fills(d, role), DM(a.User))
			}) {
				continue
			}
			item := waveItem(p, s, w, run, a)
			item.Subject, item.What = run.tickSubject(c), "tick"
			item.Facts[FactCriterion], item.Facts[FactKey] = c.Criterion.Text, c.Key
			item.Button, item.Line = "Tick", "in "+string(p.ID)+" wave tick "+c.Key
			out = append(out, item)
		}
	}
	return out
}

// ownedTicks are the criteria of a wave's entry that an owner's word meets.
func (p Plan) ownedTicks(s State, w Wave) []GateCriterion {
	return slices.DeleteFunc(p.GateCriteria(s, w), func(c GateCriterion) bool {
		return c.Gate != EntryGate || len(c.Owners) == 0 || !c.Attests()
	})
}

// tickSubject names a criterion among what digests ask for.
func (r WaveRun) tickSubject(c GateCriterion) string { return r.Key() + "/" + c.Mark() }

// settled says how a criterion of the entry was settled; false while a word on
// it is wanted.
func (r WaveRun) settled(c GateCriterion) (how string, by UserID, at time.Time, ok bool) {
	if t, ok := r.Ticks[c.Mark()]; ok {
		return "ticked", t.By, t.At, true
	}
	if v, ok := r.WaiverOf(c); ok {
		return "waived", v.By, v.At, true
	}
	switch {
	case r.Over():
		return string(r.State), r.EndedBy, r.Ended, true
	case r.State == WaveRunning:
		return "started", r.StartedBy, r.Started, true
	}
	return "", "", time.Time{}, false
}

// Settling is a thing that digests may ask for and that nobody needs to do any
// more. Digests that ask for it are found by DigestIndex(Of, Subject).
type Settling struct {
	Of, Subject string
	How         string // in a word or two
	By          UserID
	At          time.Time
}

// Settlings are what the digests may ask for of a wave and that is settled now:
// the wave's own date, and the word that its owners were asked for.
func Settlings(p Plan, s State, run WaveRun) []Settling {
	var all []Settling
	if how, by, at, ok := run.settled(GateCriterion{}); ok {
		all = append(all, Settling{run.Kind(), run.Key(), how, by, at})
	}
	w, _ := p.Wave(run.Wave)
	for _, c := range p.ownedTicks(s, w) {
		if how, by, at, ok := run.settled(c); ok {
			all = append(all, Settling{run.Kind(), run.tickSubject(c), how, by, at})
		}
	}
	return all
}

// In takes the buttons from the digests that ask for the thing.
func (x Settling) In(shown []Digest) []Record {
	return settleItems(shown, x.Of, x.Subject, x.How, x.By, x.At)
}
