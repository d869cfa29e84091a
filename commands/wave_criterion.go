package commands

import (
	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

var cmdWaveTick = &Command{
	Name: "wave tick", Args: "CRITERION … [EVIDENCE]", Short: "Say that a criterion is met, and where that can be seen",
	Long: "CRITERION is a key as `wave show` prints it, with or without its W, or the criterion's own words: `wave tick W2.4 minutes of 3 July`, `wave tick guide published`. " +
		"Several keys tick all of them, with the same evidence. For 15 minutes `wave untick` takes it back; later it needs a reason.",
	Needs: rollout.RightTick, Run: func(c *Call) (Reply, error) {
		return c.onCriteria(rollout.VerbTick, rollout.Tick)
	},
}

var cmdWaveUntick = &Command{
	Name: "wave untick", Args: "CRITERION … [because TEXT]", Short: "Take a tick back: your own for 15 minutes, later with a reason",
	Needs: rollout.RightTick, Run: func(c *Call) (Reply, error) {
		return c.onCriteria(rollout.VerbUntick, rollout.Untick)
	},
}

// onCriteria changes what was said of the criteria that the line names: of all of
// them, or of none. The rule is told what the asker is to the plan and to the
// criterion.
func (c *Call) onCriteria(verb rollout.Verb, rule func(k rollout.Desk, run rollout.WaveRun, g rollout.GateCriterion, text string, who rollout.Standing) (rollout.WaveRun, rollout.Effects, error)) (Reply, error) {
	k, err := c.reading()
	if err != nil {
		return Reply{}, err
	}
	all, err := c.takeCriteria(k)
	if err != nil {
		return Reply{}, err
	}
	if verb == rollout.VerbUntick {
		c.Line.Take("because")
	}
	text := c.Line.Rest()
	return c.Change(func(tx store.Tx) (rollout.Receipt, rollout.Effects, error) {
		none := rollout.Effects{}
		k, err := deskOf(tx, k.plan.ID)
		if err != nil {
			return rollout.Receipt{}, none, err
		}
		var e rollout.Effects
		var a rollout.WaveDid
		var f rollout.GateFacts
		for i, at := range all {
			w, g, err := k.criterion(at)
			if err != nil {
				return rollout.Receipt{}, none, err
			}
			if i == 0 {
				f, err = store.GateFacts(tx, k.plan, k.state, w, g.Gate, c.Now)
				if err != nil {
					return rollout.Receipt{}, none, err
				}
			}
			who := c.standing(k.state, k.duty)
			who.Owner = k.fills(g.Owners, c.Person.ID)
			for _, role := range g.Owners {
				who.Holders.Owners = append(who.Holders.Owners, people(k.duty.Places(role))...)
			}
			run, one, err := rule(c.on(k), f.Runs.Of(k.plan, w), g, text, who)
			if err != nil {
				return rollout.Receipt{}, none, err
			}
			said := rollout.CriterionDid{Key: g.Key, Text: g.Criterion.Text, Said: run.Ticks[g.Mark()], Changed: len(one.Put) > 0}
			if !who.Owner {
				said.For = g.Owners
			}
			if said.Changed { // one record, as the last of them leaves it
				e.Put, e.Log = one.Put, append(e.Log, one.Log...)
			}
			f.Runs = f.Runs.With(run)
			ticked := append(a.Criteria, said)
			a = c.gateAnswer(k, w, g.Gate, f, run, len(e.Put) > 0)
			a.Criteria = ticked
		}
		return waveReceipt(verb, a), e, nil
	})
}

// criterion is a criterion of the plan as it is in the transaction: a document
// that was imported meanwhile may have another in its place.
func (k desk) criterion(meant criterionAt) (rollout.Wave, rollout.GateCriterion, error) {
	w, err := k.wave(meant.wave.ID)
	if err != nil {
		return w, meant.GateCriterion, err
	}
	for _, g := range k.plan.GateCriteria(k.state, w) {
		if g.Mark() == meant.Mark() {
			return w, g, nil
		}
	}
	return w, meant.GateCriterion, rollout.Problemf(rollout.Conflict, "`/rollout wave show "+k.plan.Called(w.ID)+"` shows what it asks for now.",
		"The document was imported again meanwhile and asks for something else. Nothing was changed.")
}

// reading is the desk of the plan for somebody who may read it: what else the
// command needs hangs on the criterion.
func (c *Call) reading() (k desk, err error) {
	err = c.View(func(tx store.Tx) error {
		id, err := c.planID(tx)
		if err != nil {
			return err
		}
		if k, err = deskOf(tx, id); err != nil {
			return err
		}
		return c.may(rollout.RightPlanRead, k.state, k.duty)
	})
	return k, err
}

// gateAnswer adds what still holds a gate. f has the wave as it is now.
func (c *Call) gateAnswer(k desk, w rollout.Wave, gate rollout.Gate, f rollout.GateFacts, run rollout.WaveRun, changed bool) rollout.WaveDid {
	a := c.waveAnswer(k, run, changed)
	a.Gate = gate
	v := rollout.JudgeGate(k.plan, k.state, w, gate, f, c.Now)
	a.Holds = len(v.Holds()) + len(v.Incidents)
	turn, _, ok := k.plan.CurrentWave(f.Runs)
	a.Turn = ok && turn.ID == w.ID && run.Next() == gate && k.state.Stage != rollout.Draft && !k.state.WavesHeld()
	return a
}

var cmdWaveNoCriteria = &Command{
	Name: "wave no-criteria", Args: "WAVE entry|exit because TEXT", Short: "Say why a gate has no criteria; without that an empty gate never passes",
	Long:  "Without a reason it opens a form.",
	Needs: rollout.RightWave, Run: sayNoCriteria,
}

func sayNoCriteria(c *Call) (Reply, error) {
	k, w, err := c.waveHere()
	if err != nil {
		return Reply{}, err
	}
	gate := rollout.Gate(c.Line.Peek())
	if gate != rollout.EntryGate && gate != rollout.ExitGate {
		return Reply{}, rollout.Problemf(rollout.Invalid, "Type `/rollout wave no-criteria "+k.plan.Called(w.ID)+" entry because …` or `exit`.",
			"A wave has two gates, entry and exit, and neither is named. Nothing was changed.")
	}
	c.Line.Raw()
	because := clean(c.Fields["because"])
	if c.Fields == nil {
		if because = c.because(); because == "" {
			f := view.NoCriteriaForm(k.plan.ID, w.Title(), w.ID, gate)
			return Reply{Form: &f}, nil
		}
	}
	return c.changePlan(k.plan.ID, func(tx store.Tx, k desk) (rollout.Receipt, rollout.Effects, error) {
		w, f, err := k.gate(tx, w.ID, gate, c.Now)
		if err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		run, e, err := rollout.SayNoCriteria(c.on(k), w, f.Runs.Of(k.plan, w), gate, because)
		if err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		f.Runs = f.Runs.With(run)
		a := c.gateAnswer(k, w, gate, f, run, len(e.Put) > 0)
		a.Said = run.Empty[gate]
		return waveReceipt(rollout.VerbNoCriteria, a), e, nil
	})
}
