package commands

import (
	"errors"
	"strconv"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

var cmdWaveStart = &Command{
	Name: "wave start", Args: "WAVE", Short: "Let a wave begin, once its entry gate is met; it is announced in the plan's home",
	Needs: rollout.RightWave, Run: func(c *Call) (Reply, error) {
		return c.changeWave(rollout.VerbWaveStart, rollout.EntryGate, func(k desk, w rollout.Wave, f rollout.GateFacts, _ string) (rollout.WaveRun, rollout.State, rollout.Effects, error) {
			run, e, err := rollout.StartWave(c.on(k), w, f)
			return run, k.state, e, err
		})
	},
}

var cmdWaveComplete = &Command{
	Name: "wave complete", Args: "WAVE", Short: "End a wave, once its exit gate is met; the last one makes the plan live",
	Needs: rollout.RightWave, Run: func(c *Call) (Reply, error) {
		return c.changeWave(rollout.VerbWaveComplete, rollout.ExitGate, func(k desk, w rollout.Wave, f rollout.GateFacts, _ string) (rollout.WaveRun, rollout.State, rollout.Effects, error) {
			return rollout.CompleteWave(c.on(k), w, f)
		})
	},
}

var cmdWaveCancel = &Command{
	Name: "wave cancel", Args: "WAVE because TEXT", Short: "Take a wave out of the rollout, and say why",
	Long:  "Without a reason it opens a form.",
	Needs: rollout.RightWave, Run: func(c *Call) (Reply, error) {
		reply, err := c.changeWave(rollout.VerbWaveCancel, "", func(k desk, w rollout.Wave, f rollout.GateFacts, because string) (rollout.WaveRun, rollout.State, rollout.Effects, error) {
			return rollout.CancelWave(c.on(k), w, because, f)
		})
		var why *wantsReason
		if errors.As(err, &why) {
			return Reply{Form: &why.form}, nil
		}
		return reply, err
	},
}

// changeWave runs one transition of the wave that the line names. A gate is
// judged in the transaction that passes it. With a gate nothing may be left on
// the line; else what is left is the reason.
func (c *Call) changeWave(verb rollout.Verb, gate rollout.Gate, rule func(k desk, w rollout.Wave, f rollout.GateFacts, because string) (rollout.WaveRun, rollout.State, rollout.Effects, error)) (Reply, error) {
	k, w, err := c.waveHere()
	if err != nil {
		return Reply{}, err
	}
	because := clean(c.Fields["because"])
	if gate == "" && c.Fields == nil {
		if word := c.Line.Peek(); word != "" && word != "because" { // it is for good: a stray word is no reason
			call := c.Cmd.Name + " " + k.plan.Called(w.ID)
			return Reply{}, c.unknown(call+" "+plainText(c.Line.Left()), call+" because "+c.Line.Left())
		}
		because = c.because()
	} else if err := c.done(c.Cmd.Name+" "+k.plan.Called(w.ID), "wave check "+k.plan.Called(w.ID)); err != nil {
		return Reply{}, err
	}
	return c.changePlan(k.plan.ID, func(tx store.Tx, k desk) (rollout.Receipt, rollout.Effects, error) {
		w, f, err := k.gate(tx, w.ID, gate, c.Now)
		if err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		run, s, e, err := rule(k, w, f, because)
		var held *rollout.HeldGate
		var hold *rollout.OnHold
		switch {
		case errors.As(err, &held):
			err = &heldGate{HeldGate: held, now: c.Now}
		case errors.As(err, &hold):
			err = &onHold{OnHold: hold, wave: w.Title()}
		}
		var p *rollout.Problem
		if errors.As(err, &p) && p.Field == "because" && c.Fields == nil && because == "" {
			err = &wantsReason{view.CancelForm(k.plan.ID, w.Title(), w.ID)}
		}
		if err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		a := c.waveAnswer(k, run, len(e.Put) > 0)
		a.Told = k.state.Stage != rollout.Draft
		a.Live = s.Stage == rollout.Live && k.state.Stage != rollout.Live
		return waveReceipt(verb, a), e, nil
	})
}

// wantsReason is the error of a line that lacks nothing but its reason, which a
// form asks for.
type wantsReason struct{ form view.Form }

func (*wantsReason) Error() string { return "no reason is given" }

// heldGate is the answer to a wave that its gate does not let pass.
type heldGate struct {
	*rollout.HeldGate
	now time.Time
}

func (h *heldGate) card() view.Card { return view.HeldGate(h.HeldGate, h.now) }

// wave is a row of the plan as it is in the transaction: it may have gone since
// the line was read.
func (k desk) wave(id rollout.RowID) (rollout.Wave, error) {
	w, ok := k.plan.Wave(id)
	if !ok {
		return w, rollout.Problemf(rollout.Conflict, "`/rollout wave` lists the waves there are.",
			"The document was imported again meanwhile and has no wave %s any more. Nothing was changed.", id)
	}
	return w, nil
}

// gate is a wave, and what its gate is judged by, as they are in the transaction.
func (k desk) gate(tx store.Tx, id rollout.RowID, gate rollout.Gate, now time.Time) (rollout.Wave, rollout.GateFacts, error) {
	w, err := k.wave(id)
	if err != nil {
		return w, rollout.GateFacts{}, err
	}
	f, err := store.GateFacts(tx, k.plan, k.state, w, gate, now)
	return w, f, err
}

// waveAnswer is what every answer about a wave has to say.
func (c *Call) waveAnswer(k desk, run rollout.WaveRun, changed bool) rollout.WaveDid {
	return rollout.WaveDid{Plan: k.plan.ID, Agent: k.state.Agent, Run: run, Call: k.plan.Called(run.Wave), Changed: changed, Home: k.duty.HomePlace(), At: c.Now.UTC().Truncate(time.Second)}
}

// waveReceipt freezes an answer, so that a repeat gets the same.
func waveReceipt(verb rollout.Verb, a rollout.WaveDid) rollout.Receipt {
	return rollout.Receipt{Verb: verb, Subject: a.Run.Key(), Facts: facts("answer", frozen(a), "changed", strconv.FormatBool(a.Changed))}
}

// waveWords are the answers to changes of a wave.
var waveWords = map[rollout.Verb]func(rollout.WaveDid) view.Card{
	rollout.VerbWaveStart:    view.WaveStarted,
	rollout.VerbWaveComplete: view.WaveCompleted,
	rollout.VerbWaveCancel:   view.WaveCancelled,
	rollout.VerbWaveMove:     view.WaveMoved,
	rollout.VerbTick:         view.WaveTicked,
	rollout.VerbUntick:       view.WaveUnticked,
	rollout.VerbNoCriteria:   view.WaveSaidWhy,
}

func answerWave(_ *Call, r rollout.Receipt) (Reply, error) {
	a, err := thawed[rollout.WaveDid](r, "answer")
	if err != nil {
		return Reply{}, err
	}
	return say(waveWords[r.Verb](a)), nil
}
