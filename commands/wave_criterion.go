package commands

import (
	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

var cmdWaveTick = &Command{
	Name: "wave tick", Args: "CRITERION [EVIDENCE]", Short: "Say that a criterion is met, and where that can be seen",
	Long: "CRITERION is a key as `wave show` prints it: `wave tick W2.4 minutes of 3 July`. For 15 minutes `wave untick` takes it back; " +
		"later it needs a reason.",
	Needs: rollout.RightTick, Run: func(c *Call) (Reply, error) {
		return c.onCriterion(rollout.VerbTick, func(p rollout.Plan, run rollout.WaveRun, g rollout.GateCriterion, text string, who rollout.Standing) (rollout.WaveRun, rollout.Effects, error) {
			return rollout.Tick(p, run, g, text, who, c.Actor(), c.Now)
		})
	},
}

var cmdWaveUntick = &Command{
	Name: "wave untick", Args: "CRITERION [because TEXT]", Short: "Take a tick back: your own for 15 minutes, later with a reason",
	Needs: rollout.RightTick, Run: func(c *Call) (Reply, error) {
		return c.onCriterion(rollout.VerbUntick, func(p rollout.Plan, run rollout.WaveRun, g rollout.GateCriterion, text string, who rollout.Standing) (rollout.WaveRun, rollout.Effects, error) {
			return rollout.Untick(p, run, g, text, who, c.Actor(), c.Now)
		})
	},
}

// onCriterion changes what was said of the criterion that the line names. The
// rule is told what the asker is to the plan and to the criterion.
func (c *Call) onCriterion(verb rollout.Verb, rule func(p rollout.Plan, run rollout.WaveRun, g rollout.GateCriterion, text string, who rollout.Standing) (rollout.WaveRun, rollout.Effects, error)) (Reply, error) {
	k, err := c.reading()
	if err != nil {
		return Reply{}, err
	}
	at, err := c.takeCriterion(k)
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
		w, g, err := k.criterion(at)
		if err != nil {
			return rollout.Receipt{}, none, err
		}
		f, err := store.GateFacts(tx, k.plan, k.state, w, g.Gate)
		if err != nil {
			return rollout.Receipt{}, none, err
		}
		who := c.standing(k.state, k.duty)
		who.Owner = k.fills(g.Owners, c.Person.ID)
		before := f.Runs.Of(k.plan, w)
		run, e, err := rule(k.plan, before, g, text, who)
		if err != nil {
			return rollout.Receipt{}, none, err
		}
		return waveReceipt(verb, c.criterionAnswer(k, w, g, f, run, len(e.Put) > 0)), e, nil
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

// criterionAnswer adds what was said of a criterion and what still holds its gate.
func (c *Call) criterionAnswer(k desk, w rollout.Wave, g rollout.GateCriterion, f rollout.GateFacts, run rollout.WaveRun, changed bool) view.WaveAnswer {
	a := c.waveAnswer(k, run, changed)
	a.Key, a.Text, a.Gate = g.Key, g.Criterion.Text, g.Gate
	a.Said = run.Ticks[g.Mark()]
	if g.BuiltIn == rollout.Nothing {
		a.Said = run.Empty[g.Gate]
	}
	after := rollout.Waves{w.ID: run}
	for id, r := range f.Runs {
		if id != w.ID {
			after[id] = r
		}
	}
	f.Runs = after
	v := rollout.JudgeGate(k.plan, k.state, w, g.Gate, f, c.Now)
	a.Holds = len(v.Holds()) + len(v.Incidents)
	turn, _, ok := k.plan.CurrentWave(f.Runs)
	a.Turn = ok && turn.ID == w.ID && run.Next() == g.Gate && k.state.Stage != rollout.Draft && !k.state.WavesHeld()
	return a
}

var cmdWaveNoCriteria = &Command{
	Name: "wave no-criteria", Args: "WAVE entry|exit because TEXT", Short: "Say why a gate has no criteria; without that an empty gate never passes",
	Long:  "Without a reason it opens a form.",
	Needs: rollout.RightWave, Run: sayNoCriteria,
}

func sayNoCriteria(c *Call) (Reply, error) {
	k, err := c.here()
	if err != nil {
		return Reply{}, err
	}
	w, err := c.takeWave(k.plan)
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
		w, err := k.wave(w.ID)
		if err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		f, err := store.GateFacts(tx, k.plan, k.state, w, gate)
		if err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		run, e, err := rollout.SayNoCriteria(k.plan, k.state, w, f.Runs.Of(k.plan, w), gate, because, c.Actor(), c.Now)
		if err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		var g rollout.GateCriterion
		for _, each := range k.plan.GateCriteria(k.state, w) {
			if each.Gate == gate && each.BuiltIn == rollout.Nothing {
				g = each
			}
		}
		return waveReceipt(rollout.VerbNoCriteria, c.criterionAnswer(k, w, g, f, run, len(e.Put) > 0)), e, nil
	})
}
