package commands

import (
	"slices"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

var cmdWaveList = &Command{
	Name: "wave list", Short: "The waves, where each stands, and what can be done now", Bare: true,
	Needs: rollout.RightPlanRead, Run: listWaves,
}

var cmdWaveShow = &Command{
	Name: "wave show", Args: "[WAVE]", Short: "One wave with both of its gates, criterion by criterion",
	Long: "A wave is called by its name, or by the number or the words of it: “0 - dry run” is `0` and `dry run` too. Where names have no numbers, " +
		"`2` is the second row. Without a name it is the wave that the plan stands at.",
	Needs: rollout.RightPlanRead, Run: func(c *Call) (Reply, error) { return c.showWave(view.WaveShow) },
}

var cmdWaveCheck = &Command{
	Name: "wave check", Args: "[WAVE]", Short: "What holds the gate that a wave is at, and what can be done about it",
	Needs: rollout.RightPlanRead, Run: func(c *Call) (Reply, error) { return c.showWave(view.WaveCheck) },
}

func listWaves(c *Call) (Reply, error) {
	if err := c.done(); err != nil {
		return Reply{}, err
	}
	_, data, err := c.wavesHere()
	if err != nil {
		return Reply{}, err
	}
	return say(view.WaveList(data, c.Now)), nil
}

func (c *Call) showWave(card func(view.WavesData, view.WaveView, time.Time) view.Card) (Reply, error) {
	k, data, err := c.wavesHere()
	if err != nil {
		return Reply{}, err
	}
	i := slices.IndexFunc(data.Waves, func(v view.WaveView) bool { return v.Turn })
	if !c.Line.Empty() || i < 0 {
		w, err := c.takeWave(k.plan)
		if err != nil {
			return Reply{}, err
		}
		if err := c.done("wave show "+k.plan.Called(w.ID), "wave check "+k.plan.Called(w.ID)); err != nil {
			return Reply{}, err
		}
		i = slices.IndexFunc(data.Waves, func(v view.WaveView) bool { return v.Wave.ID == w.ID })
	}
	return say(card(data, data.Waves[i], c.Now)), nil
}

// wavesHere are the waves of the plan that the request is about.
func (c *Call) wavesHere() (k desk, data view.WavesData, err error) {
	if k, err = c.here(); err != nil {
		return k, data, err
	}
	err = c.View(func(tx store.Tx) error {
		data, err = c.waves(tx, k)
		return err
	})
	return k, data, err
}

// waves are a plan's waves with the gates that are ahead of them.
func (c *Call) waves(tx store.Tx, k desk) (view.WavesData, error) {
	data := view.WavesData{Plan: k.plan.ID, Agent: k.state.Agent, Stage: k.state.Stage, State: k.state}
	runs, err := store.Waves(tx, k.plan.ID)
	if err != nil {
		return data, err
	}
	turn, _, _ := k.plan.CurrentWave(runs)
	for _, w := range k.plan.Waves {
		v, err := c.wave(tx, k, w, runs)
		if err != nil {
			return data, err
		}
		v.Turn = w.ID == turn.ID
		data.Waves = append(data.Waves, v)
	}
	for id, r := range runs {
		if _, there := k.plan.Wave(id); !there {
			data.Gone = append(data.Gone, r)
		}
	}
	slices.SortFunc(data.Gone, func(a, b rollout.WaveRun) int { return a.Started.Compare(b.Started) })
	return data, nil
}

// wave is one wave with the gates that are ahead of it.
func (c *Call) wave(tx store.Tx, k desk, w rollout.Wave, runs rollout.Waves) (view.WaveView, error) {
	run := runs.Of(k.plan, w)
	v := view.WaveView{Wave: w, Run: run, Call: k.plan.Called(w.ID), Late: w.Late(run, rollout.DayOf(c.Now, k.zone())), Held: !run.Over() && k.state.WavesHeld()}
	for _, g := range []struct {
		gate rollout.Gate
		at   **rollout.GateVerdict
	}{{rollout.EntryGate, &v.Entry}, {rollout.ExitGate, &v.Exit}} {
		if run.Past(g.gate) {
			continue
		}
		f, err := store.GateFacts(tx, k.plan, k.state, w, g.gate, c.Now)
		if err != nil {
			return v, err
		}
		verdict := rollout.JudgeGate(k.plan, k.state, w, g.gate, f, c.Now)
		*g.at = &verdict
	}
	return v, nil
}

// waveAt is how a wave stands, and the gate ahead of it.
func (c *Call) waveAt(tx store.Tx, k desk, w rollout.Wave, runs rollout.Waves) (rollout.WaveStanding, error) {
	run := runs.Of(k.plan, w)
	f, err := store.GateFacts(tx, k.plan, k.state, w, run.Next(), c.Now)
	turn, _, _ := k.plan.CurrentWave(runs)
	return rollout.WaveStanding{
		Wave: w, Run: run, Turn: turn.ID == w.ID, Late: w.Late(run, rollout.DayOf(c.Now, k.zone())),
		Gate: rollout.JudgeGate(k.plan, k.state, w, run.Next(), f, c.Now),
	}, err
}

// waveStatus is where a plan stands in its waves, and in a draft the next one with
// a date; nil where there is none.
func (c *Call) waveStatus(tx store.Tx, k desk) (*view.WavePlace, error) {
	runs, err := store.Waves(tx, k.plan.ID)
	if err != nil {
		return nil, err
	}
	of := len(k.plan.Waves)
	if k.state.Stage == rollout.Draft { // its gates hold nothing up yet
		w, ok := k.plan.NextDated(runs)
		if !ok {
			return nil, nil
		}
		run, today := runs.Of(k.plan, w), rollout.DayOf(c.Now, k.zone())
		at := rollout.WaveStanding{Wave: w, Run: run, Late: w.Late(run, today)}
		return &view.WavePlace{WaveStanding: at, Number: k.plan.WaveNumber(w.ID), Of: of, Days: w.DaysFrom(today)}, nil
	}
	w, _, ok := k.plan.CurrentWave(runs)
	if !ok {
		return nil, nil
	}
	at, err := c.waveAt(tx, k, w, runs)
	return &view.WavePlace{WaveStanding: at, Number: k.plan.WaveNumber(w.ID), Of: of}, err
}
