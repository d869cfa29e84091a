package commands

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

var cmdWaveStart = &Command{
	Name: "wave start", Args: "WAVE", Short: "Let a wave begin, once its entry gate is met; it is announced in the plan's home",
	Needs: rollout.RightWave, Run: func(c *Call) (Reply, error) {
		return c.changeWave(rollout.VerbWaveStart, rollout.EntryGate, func(k desk, w rollout.Wave, f rollout.GateFacts, _ string) (rollout.WaveRun, rollout.State, rollout.Effects, error) {
			run, e, err := rollout.StartWave(k.plan, k.state, w, f, c.Actor(), k.duty, c.Now)
			return run, k.state, e, err
		})
	},
}

var cmdWaveComplete = &Command{
	Name: "wave complete", Args: "WAVE", Short: "End a wave, once its exit gate is met; the last one makes the plan live",
	Needs: rollout.RightWave, Run: func(c *Call) (Reply, error) {
		return c.changeWave(rollout.VerbWaveComplete, rollout.ExitGate, func(k desk, w rollout.Wave, f rollout.GateFacts, _ string) (rollout.WaveRun, rollout.State, rollout.Effects, error) {
			return rollout.CompleteWave(k.plan, k.state, w, f, c.Actor(), k.duty, c.Now)
		})
	},
}

var cmdWaveCancel = &Command{
	Name: "wave cancel", Args: "WAVE because TEXT", Short: "Take a wave out of the rollout, and say why",
	Needs: rollout.RightWave, Run: func(c *Call) (Reply, error) {
		return c.changeWave(rollout.VerbWaveCancel, "", func(k desk, w rollout.Wave, f rollout.GateFacts, because string) (rollout.WaveRun, rollout.State, rollout.Effects, error) {
			return rollout.CancelWave(k.plan, k.state, w, because, f, c.Actor(), k.duty, c.Now)
		})
	},
}

// changeWave runs one transition of the wave that the line names. A gate is
// judged in the transaction that passes it. With a gate nothing may be left on
// the line; else what is left is the reason.
func (c *Call) changeWave(verb rollout.Verb, gate rollout.Gate, rule func(k desk, w rollout.Wave, f rollout.GateFacts, because string) (rollout.WaveRun, rollout.State, rollout.Effects, error)) (Reply, error) {
	k, err := c.here()
	if err != nil {
		return Reply{}, err
	}
	w, err := takeWave(c.Line, k.plan)
	if err != nil {
		return Reply{}, err
	}
	because := ""
	if gate == "" {
		because = c.because()
	} else if err := c.done(c.Cmd.Name+" "+string(w.ID), "wave check "+string(w.ID)); err != nil {
		return Reply{}, err
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
		run, s, e, err := rule(k, w, f, because)
		var held *rollout.HeldGate
		var hold *rollout.OnHold
		switch {
		case errors.As(err, &held):
			err = &heldGate{HeldGate: held, now: c.Now}
		case errors.As(err, &hold):
			err = &onHold{OnHold: hold, wave: w.Title()}
		}
		if err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		a := c.waveAnswer(k, run, len(e.Put) > 0)
		a.Live = s.Stage == rollout.Live && k.state.Stage != rollout.Live
		return waveReceipt(verb, a), e, nil
	})
}

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

var cmdWaveTick = &Command{
	Name: "wave tick", Args: "CRITERION [EVIDENCE]", Short: "Say that a criterion is met, and where that can be seen",
	Long: "CRITERION is a key as `wave show` prints it: `wave tick W2.4 minutes of 3 July`. For 15 minutes `wave untick` takes it back; " +
		"later it needs a reason.",
	Needs: rollout.RightTick, Run: func(c *Call) (Reply, error) {
		return c.onCriterion(rollout.VerbTick, func(run rollout.WaveRun, g rollout.GateCriterion, text string, may error) (rollout.WaveRun, rollout.Effects, error) {
			if may != nil {
				return run, rollout.Effects{}, may
			}
			return rollout.Tick(run, g, text, c.Actor(), c.Now)
		})
	},
}

var cmdWaveUntick = &Command{
	Name: "wave untick", Args: "CRITERION [because TEXT]", Short: "Take a tick back: your own for 15 minutes, later with a reason",
	Needs: rollout.RightTick, Run: func(c *Call) (Reply, error) {
		return c.onCriterion(rollout.VerbUntick, func(run rollout.WaveRun, g rollout.GateCriterion, text string, may error) (rollout.WaveRun, rollout.Effects, error) {
			return rollout.Untick(run, g, text, may, c.Actor(), c.Now)
		})
	},
}

// onCriterion changes what was said of the criterion that the line names. may
// is whether the asker has the right to tick it, as its owner or by an office.
func (c *Call) onCriterion(verb rollout.Verb, rule func(run rollout.WaveRun, g rollout.GateCriterion, text string, may error) (rollout.WaveRun, rollout.Effects, error)) (Reply, error) {
	k, err := c.reading()
	if err != nil {
		return Reply{}, err
	}
	w, g, err := takeCriterion(c.Line, k)
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
		w, g, err := k.criterion(w.ID, g)
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
		run, e, err := rule(before, g, text, rollout.May(rollout.RightTick, who))
		if err != nil {
			return rollout.Receipt{}, none, err
		}
		return waveReceipt(verb, c.criterionAnswer(k, w, g, f, run, len(e.Put) > 0)), e, nil
	})
}

// criterion is a criterion of the plan as it is in the transaction: a document
// that was imported meanwhile may have another in its place.
func (k desk) criterion(wave rollout.RowID, meant rollout.GateCriterion) (rollout.Wave, rollout.GateCriterion, error) {
	w, err := k.wave(wave)
	if err != nil {
		return w, meant, err
	}
	for _, g := range k.plan.GateCriteria(k.state, w) {
		if g.Mark() == meant.Mark() {
			return w, g, nil
		}
	}
	return w, meant, rollout.Problemf(rollout.Conflict, "`/rollout wave show "+string(wave)+"` shows what it asks for now.",
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

// waveAnswer is what every answer about a wave has to say.
func (c *Call) waveAnswer(k desk, run rollout.WaveRun, changed bool) view.WaveAnswer {
	return view.WaveAnswer{Plan: k.plan.ID, Agent: k.state.Agent, Run: run, Changed: changed, Home: k.duty.HomePlace(), At: c.Now.UTC().Truncate(time.Second)}
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

// waveReceipt freezes an answer, so that a repeat gets the same.
func waveReceipt(verb rollout.Verb, a view.WaveAnswer) rollout.Receipt {
	// A value that came out of a rule can always be marshalled.
	b, _ := json.Marshal(a)
	return rollout.Receipt{Verb: verb, Subject: a.Run.Key(), Facts: facts("answer", string(b), "changed", strconv.FormatBool(a.Changed))}
}

// waveWords are the answers to changes of a wave.
var waveWords = map[rollout.Verb]func(view.WaveAnswer) view.Card{
	rollout.VerbWaveStart:    view.WaveStarted,
	rollout.VerbWaveComplete: view.WaveCompleted,
	rollout.VerbWaveCancel:   view.WaveCancelled,
	rollout.VerbWaveMove:     view.WaveMoved,
	rollout.VerbTick:         view.WaveTicked,
	rollout.VerbUntick:       view.WaveUnticked,
	rollout.VerbNoCriteria:   view.WaveSaidWhy,
}

func answerWave(_ *Call, r rollout.Receipt) (Reply, error) {
	var a view.WaveAnswer
	if err := json.Unmarshal([]byte(r.Facts["answer"]), &a); err != nil {
		return Reply{}, err
	}
	return say(waveWords[r.Verb](a)), nil
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
	w, err := takeWave(c.Line, k.plan)
	if err != nil {
		return Reply{}, err
	}
	gate := rollout.Gate(c.Line.Peek())
	if gate != rollout.EntryGate && gate != rollout.ExitGate {
		return Reply{}, rollout.Problemf(rollout.Invalid, "Type `/rollout wave no-criteria "+string(w.ID)+" entry because …` or `exit`.",
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

var cmdWaveWaive = &Command{
	Name: "wave waive", Args: "[WAVE] CRITERION because TEXT", Short: "Ask to let a wave go on although a criterion is not met",
	Long: "The owner of the metric or review that it cites decides, else the plan owner; never who asks. CRITERION is a key as `wave show` " +
		"prints it. Without a reason it opens a form.",
	Needs: rollout.RightWave, Run: askWaiver,
}

func askWaiver(c *Call) (Reply, error) {
	k, err := c.here()
	if err != nil {
		return Reply{}, err
	}
	w, g, err := takeCriterion(c.Line, k)
	if err != nil {
		return Reply{}, err
	}
	because := clean(c.Fields["because"])
	if c.Fields == nil {
		if because = c.because(); because == "" {
			return c.askWhyWaive(k, w, g)
		}
	}
	return c.changePlan(k.plan.ID, func(tx store.Tx, k desk) (rollout.Receipt, rollout.Effects, error) {
		ask, err := c.waiver(tx, k, w.ID, g, because)
		if err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		num, err := tx.Next("approval")
		if err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		a, e, err := rollout.AskApproval(k.state, num, c.Actor(), ask, k.duty, c.Now)
		if err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		return c.approvalReceipt(rollout.VerbAsk, a, true), e, nil
	})
}

// waiver is what to ask for so that a criterion is waived, as the plan is in the
// transaction.
func (c *Call) waiver(tx store.Tx, k desk, wave rollout.RowID, meant rollout.GateCriterion, because string) (rollout.Ask, error) {
	w, g, err := k.criterion(wave, meant)
	if err != nil {
		return rollout.Ask{}, err
	}
	f, err := store.GateFacts(tx, k.plan, k.state, w, g.Gate)
	if err != nil {
		return rollout.Ask{}, err
	}
	for _, j := range rollout.JudgeGate(k.plan, k.state, w, g.Gate, f, c.Now).Criteria {
		if j.Mark() == g.Mark() {
			return rollout.AskWaiver(k.state, f.Runs.Of(k.plan, w), j, f.Asked, because)
		}
	}
	return rollout.Ask{}, noCriterion(k.plan, g.Key)
}

// askWhyWaive opens the form for a reason, unless what it asks for cannot be
// asked: that is said before anybody has written one.
func (c *Call) askWhyWaive(k desk, w rollout.Wave, g rollout.GateCriterion) (Reply, error) {
	var form view.Form
	err := c.View(func(tx store.Tx) error {
		if _, err := c.waiver(tx, k, w.ID, g, ""); err != nil {
			return err
		}
		f, err := store.GateFacts(tx, k.plan, k.state, w, g.Gate)
		if err != nil {
			return err
		}
		for _, j := range rollout.JudgeGate(k.plan, k.state, w, g.Gate, f, c.Now).Criteria {
			if j.Mark() == g.Mark() {
				form = view.WaiveForm(k.plan.ID, w.Title(), j, c.Now)
			}
		}
		return nil
	})
	if err != nil {
		return Reply{}, err
	}
	return Reply{Form: &form}, nil
}

// waiverHash is of the criterion that a request is about, as the plan has it
// now; "" when it has it no more.
func waiverHash(_ store.Tx, k desk, a rollout.Approval) (string, error) {
	_, g, ok := k.waived(a)
	if !ok {
		return "", nil
	}
	return g.Hash(), nil
}

// waive carries out an approved waiver.
func waive(tx store.Tx, k desk, a rollout.Approval, _ rollout.Actor, _ time.Time) (rollout.Effects, error) {
	w, g, ok := k.waived(a)
	if !ok {
		return rollout.Effects{}, rollout.Problemf(rollout.Conflict, "`/rollout wave` shows the waves.", "%s asks for something that the plan no longer has. Nothing was changed.", a.ID)
	}
	runs, err := store.Waves(tx, k.plan.ID)
	if err != nil {
		return rollout.Effects{}, err
	}
	_, e := rollout.Waive(runs.Of(k.plan, w), g, a)
	return e, nil
}

// waived is the criterion that a request to waive is about.
func (k desk) waived(a rollout.Approval) (rollout.Wave, rollout.GateCriterion, bool) {
	row, mark, _ := strings.Cut(a.Subject, "/")
	w, ok := k.plan.Wave(rollout.RowID(row))
	if ok {
		for _, g := range k.plan.GateCriteria(k.state, w) {
			if g.Mark() == mark {
				return w, g, true
			}
		}
	}
	return w, rollout.GateCriterion{}, false
}
