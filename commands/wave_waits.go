package commands

import (
	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

// approvalWaits are what the asker can decide.
func (c *Call) approvalWaits(tx store.Tx, s rollout.State) ([]view.Waiting, error) {
	mine, err := c.decides(tx, s.Plan)
	var out []view.Waiting
	for _, a := range mine {
		out = append(out, view.ApprovalWaits(a))
	}
	return out, err
}

// waveWaits are what the wave that a plan stands at wants of the asker: the
// criteria that are theirs to tick, and, of who leads the rollout, that it can go
// on or is late. Of a wave that is held, or planned far ahead, nothing is wanted yet.
func (c *Call) waveWaits(tx store.Tx, s rollout.State) ([]view.Waiting, error) {
	const ahead = 14 // days
	if s.Stage != rollout.RollingOut && s.Stage != rollout.Live || s.WavesHeld() {
		return nil, nil
	}
	// Most plans are nobody's of those who ask: nothing of these is loaded.
	if mine, err := c.holds(tx, s.Plan); err != nil || !mine {
		return nil, err
	}
	runs, err := store.Waves(tx, s.Plan)
	if err != nil {
		return nil, err
	}
	k, err := deskOf(tx, s.Plan)
	if err != nil {
		return nil, err
	}
	w, run, ok := k.plan.CurrentWave(runs)
	if !ok || run.State == rollout.WavePlanned && w.Dated() && w.DaysFrom(rollout.DayOf(c.Now, k.zone())) > ahead {
		return nil, nil
	}
	v, err := c.wave(tx, k, w, runs)
	if err != nil {
		return nil, err
	}
	v.Turn = true
	var out []view.Waiting
	if c.Person.ID == s.RolloutLead() {
		if wait, ok := view.WaveWaits(k.plan.ID, v); ok {
			out = append(out, wait)
		}
	}
	for _, j := range v.Next().Holds() {
		if j.Attests() && k.fills(j.Owners, c.Person.ID) {
			out = append(out, view.CriterionWaits(k.plan.ID, v, j))
		}
	}
	return out, nil
}

// holds reports whether the asker has a place in a plan: it is theirs, they lead
// it, or fill one of its roles. Their plans are listed once for a request.
func (c *Call) holds(tx store.Tx, id rollout.PlanID) (bool, error) {
	if c.held == nil {
		plans, err := store.PlansOf(tx, c.Person.ID)
		if err != nil {
			return false, err
		}
		c.held = make(map[rollout.PlanID]bool, len(plans))
		for _, p := range plans {
			c.held[p] = true
		}
	}
	return c.held[id], nil
}

// fills reports whether somebody fills one of roles.
func (k desk) fills(roles []string, u rollout.UserID) bool {
	for _, role := range roles {
		for _, p := range k.duty.Places(role) {
			if p == rollout.DM(u) {
				return true
			}
		}
	}
	return false
}
