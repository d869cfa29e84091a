package commands

import (
	"github.com/rolloutbot/rollout/internal/planfile"
	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

var cmdWaveMove = &Command{
	Name: "wave move", Args: "WAVE DATE", Short: "Plan a wave for another day; the document then says so too",
	Long:  "DATE is a day or a range: `wave move 2 2027-02-08`, `wave move 2 8 to 12 February 2027`.",
	Needs: rollout.RightWave, Run: moveWave,
}

func moveWave(c *Call) (Reply, error) {
	k, err := c.here()
	if err != nil {
		return Reply{}, err
	}
	w, err := c.takeWave(k.plan)
	if err != nil {
		return Reply{}, err
	}
	c.Line.Take("to")
	date, err := readDays(c.Line.Rest(), w.ID)
	if err != nil {
		return Reply{}, err
	}
	return c.changePlan(k.plan.ID, func(tx store.Tx, k desk) (rollout.Receipt, rollout.Effects, error) {
		none := rollout.Effects{}
		w, err := k.wave(w.ID)
		if err != nil {
			return rollout.Receipt{}, none, err
		}
		runs, err := store.Waves(tx, k.plan.ID)
		if err != nil {
			return rollout.Receipt{}, none, err
		}
		run := runs.Of(k.plan, w)
		entry, err := rollout.MoveWave(k.plan, k.state, w, run, date.Value, c.Now)
		if err != nil {
			return rollout.Receipt{}, none, err
		}
		a := c.waveAnswer(k, run, false)
		a.Text = date.Reading
		if w.Date.Status == rollout.Understood && w.Date.Value == date.Value {
			return waveReceipt(rollout.VerbWaveMove, a), none, nil
		}
		e, err := c.edited(tx, k, rollout.WavePath(k.plan, w, "date"), days(date.Value))
		if err != nil {
			return rollout.Receipt{}, none, err
		}
		e.Log = append(e.Log, entry)
		a.Changed = true
		return waveReceipt(rollout.VerbWaveMove, a), e, nil
	})
}

// readDays reads a day or a range as people type it; what is none, or could be
// read in two ways, is a Problem.
func readDays(text string, wave rollout.RowID) (rollout.Cell[rollout.DayRange], error) {
	example := "Write it like `/rollout wave move " + string(wave) + " 2027-02-08`."
	if text == "" {
		return rollout.Cell[rollout.DayRange]{}, rollout.Problemf(rollout.Invalid, example, "No date is named. Nothing was changed.")
	}
	date, findings := planfile.Dates(text)
	switch {
	case date.Status == rollout.Understood:
		return date, nil
	case len(findings) > 0:
		return date, rollout.Problemf(rollout.Invalid, example, "%s Nothing was changed.", clip(findings[0].Text, 300))
	}
	return date, rollout.Problemf(rollout.Invalid, example, "“%s” is no date. Nothing was changed.", clip(text, 60))
}

// days writes a range as the document holds it.
func days(on rollout.DayRange) string {
	if on.To == on.From {
		return on.From.String()
	}
	return on.From.String() + " to " + on.To.String()
}

// edited writes one field of the document, which makes its next version. Every
// other byte stays, and so do the ids of all rows.
func (c *Call) edited(tx store.Tx, k desk, path, text string) (rollout.Effects, error) {
	none := rollout.Effects{}
	doc, err := store.NewestDocument(tx, k.plan.ID)
	if err != nil {
		return none, err
	}
	after, err := planfile.Set(doc.Bytes, path, text)
	if err != nil {
		return none, err
	}
	read, err := planfile.Read(after)
	if err != nil {
		return none, err
	}
	read.ID, read.Version = k.plan.ID, k.plan.Version+1
	read, _ = planfile.Match(k.plan, read, nil)
	_, e := rollout.ImportPlan(rollout.Import{Plan: read, Bytes: after, Name: doc.Name}, &k.state, c.Actor(), c.Now)
	return e, nil
}
