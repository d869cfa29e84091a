package commands

import (
	"slices"

	"github.com/rolloutbot/rollout/internal/planfile"
	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// waitSources load what of one plan may wait on the asker. Whether it does, and
// how urgently, is the noun's rule in rollout.
var waitSources = []func(*Call, store.Tx, rollout.State) ([]rollout.Waiting, error){
	(*Call).pauseWaits, (*Call).incidentWaits, (*Call).approvalWaits, (*Call).holdWaits, (*Call).waveWaits, (*Call).reviewWaits,
}

// everyWait is what waits on the asker over all plans, worst first. It costs what
// may wait on them and what they hold, however many plans there are.
func (c *Call) everyWait(tx store.Tx) ([]rollout.Waiting, error) {
	plans, err := c.waitingPlans(tx)
	if err != nil {
		return nil, err
	}
	states := make([]rollout.State, len(plans))
	for i, id := range plans {
		if states[i], err = store.State(tx, id); err != nil {
			return nil, err
		}
	}
	waits, err := c.waits(tx, states...)
	if err != nil {
		return nil, err
	}
	for _, s := range states {
		more, err := c.setUpWaits(tx, s)
		if err != nil {
			return nil, err
		}
		waits = append(waits, more...)
	}
	rollout.WorstFirst(waits)
	return waits, nil
}

// setUpWaits are what is open of a plan, for its owner. How one plan stands says
// that by itself, so only the list over all plans has it.
func (c *Call) setUpWaits(tx store.Tx, s rollout.State) ([]rollout.Waiting, error) {
	if s.PlanOwner != c.Person.ID {
		return nil, nil
	}
	k, err := deskOf(tx, s.Plan)
	if err != nil || c.may(rollout.RightActivate, k.state, k.duty) != nil {
		return nil, err
	}
	open := rollout.SetUp{Unfilled: len(k.plan.Unfilled(k.duty))}
	if open.Unclear, open.Assumed, err = openFields(tx, k); err != nil {
		return nil, err
	}
	return rollout.SetUpWaiting(s, c.Person.ID, open), nil
}

// openFields counts what of a plan's text is still to be settled.
func openFields(tx store.Tx, k desk) (unclear, assumed int, err error) {
	runs, err := store.Waves(tx, k.plan.ID)
	if err != nil {
		return 0, 0, err
	}
	answered := k.plan.GatesAnswered(k.state, runs)
	unclear, assumed = planfile.Open(k.plan, func(path, text string) bool { return answered[path] || k.state.IsConfirmed(path, text) })
	return unclear, assumed, nil
}

// waitingPlans are the plans, by id, of which something may wait on the asker:
// those that they hold something in, those of incidents that are theirs, and
// those with something that whoever holds an office may have to look at.
func (c *Call) waitingPlans(tx store.Tx) ([]rollout.PlanID, error) {
	all, err := store.PlansOf(tx, c.Person.ID)
	if err != nil {
		return nil, err
	}
	mine, err := store.PlansWaitingOn(tx, c.Person.ID)
	if err != nil {
		return nil, err
	}
	halted, asked, err := store.PausedPlans(tx)
	if err != nil {
		return nil, err
	}
	drafts, err := store.DraftsOf(tx, c.Person.ID)
	if err != nil {
		return nil, err
	}
	all = slices.Concat(all, mine, halted, asked, drafts)
	for _, look := range []func(store.Tx) ([]rollout.PlanID, error){store.PlansAsking, store.HeldPlans, store.PlansUnanswered} {
		more, err := look(tx)
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// waits are the things of some plans that wait on the asker, worst first.
func (c *Call) waits(tx store.Tx, states ...rollout.State) ([]rollout.Waiting, error) {
	var out []rollout.Waiting
	for _, s := range states {
		for _, source := range waitSources {
			more, err := source(c, tx, s)
			if err != nil {
				return nil, err
			}
			out = append(out, more...)
		}
	}
	rollout.WorstFirst(out)
	return out, nil
}

func (c *Call) pauseWaits(tx store.Tx, s rollout.State) ([]rollout.Waiting, error) {
	if s.Pause == nil {
		return nil, nil
	}
	k, err := c.pauseAt(tx, s.Pause.ID, false)
	if err != nil {
		return nil, err
	}
	return rollout.PauseWaiting(k.pause, k.state, c.stops(k), c.viewer(k.duty.House), k.duty, c.Now), nil
}

func (c *Call) incidentWaits(tx store.Tx, s rollout.State) ([]rollout.Waiting, error) {
	const most = 100 // the worst; who has more on their plate needs the list
	live, err := store.IncidentsOf(tx, c.Person.ID, s.Plan, most)
	if err != nil {
		return nil, err
	}
	h, err := store.House(tx)
	if err != nil {
		return nil, err
	}
	who := c.viewer(h)
	if who.Admin || who.User == s.PlanOwner { // those wait on nobody else who was not told
		unanswered, err := store.UnansweredIncidents(tx, s.Plan, most)
		if err != nil {
			return nil, err
		}
		live = append(live, slices.DeleteFunc(unanswered, func(in rollout.Incident) bool { return slices.Contains(in.WaitsOn(), who.User) })...)
	}
	if len(live) == 0 {
		return nil, nil
	}
	p, err := store.Plan(tx, s.Plan)
	if err != nil {
		return nil, err
	}
	out := make([]rollout.Waiting, 0, len(live))
	for _, in := range live {
		l, err := listed(tx, p, in, who)
		if err != nil {
			return nil, err
		}
		if l.Masked {
			continue
		}
		if w, ok := rollout.IncidentWaiting(l.Incident, s, who, c.Now); ok {
			out = append(out, w)
		}
	}
	return out, nil
}

func (c *Call) approvalWaits(tx store.Tx, s rollout.State) ([]rollout.Waiting, error) {
	asked, d, err := openApprovals(tx, s.Plan)
	return rollout.ApprovalWaiting(asked, s, d, c.Person.ID, c.Now), err
}

func (c *Call) holdWaits(_ store.Tx, s rollout.State) ([]rollout.Waiting, error) {
	return rollout.HoldWaiting(s, c.Person.ID), nil
}

func (c *Call) waveWaits(tx store.Tx, s rollout.State) ([]rollout.Waiting, error) {
	if !s.WavesGo() {
		return nil, nil
	}
	// Most plans are nobody's of those who ask: nothing of these is loaded.
	if mine, err := c.holds(tx, s.Plan); err != nil || !mine {
		return nil, err
	}
	k, err := deskOf(tx, s.Plan)
	if err != nil {
		return nil, err
	}
	runs, err := store.Waves(tx, s.Plan)
	if err != nil {
		return nil, err
	}
	var out []rollout.Waiting
	for _, w := range rollout.WavesAsking(k.plan, k.state, runs, c.Now) {
		at, err := c.waveAt(tx, k, w, runs)
		if err != nil {
			return nil, err
		}
		out = append(out, rollout.WaveWaiting(k.plan, k.state, at, k.duty, c.Person.ID, c.Now)...)
	}
	return out, nil
}

func (c *Call) reviewWaits(tx store.Tx, s rollout.State) ([]rollout.Waiting, error) {
	owed, err := store.OwedReviewsOf(tx, s, c.Person.ID, c.today(s))
	return rollout.ReviewWaiting(owed, s, c.Person.ID, c.Now), err
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
