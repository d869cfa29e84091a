package commands

import (
	"strings"

	"github.com/rolloutbot/rollout/internal/planfile"
	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

var cmdWaveMove = &Command{
	Name: "wave move", Args: "WAVE DATE", Short: "Plan a wave for another day; the document then says so too",
	Long: "DATE is a day or a range: `wave move 2 tomorrow`, `wave move 2 2027-02-08`, `wave move 2 8 to 12 February 2027`. A date that can be read " +
		"in two ways, or without its year lies more than 10 months ahead, is asked about.",
	Needs: rollout.RightWave, Run: moveWave,
}

func moveWave(c *Call) (Reply, error) {
	k, w, err := c.waveHere()
	if err != nil {
		return Reply{}, err
	}
	c.Line.Take("to")
	to, err := c.takeDays(k, w)
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
		text := days(to)
		run, moved, err := rollout.MoveWave(c.on(k), w, runs.Of(k.plan, w), to, text)
		if err != nil {
			return rollout.Receipt{}, none, err
		}
		a := c.waveAnswer(k, run, false)
		a.Text = to.Words()
		if w.Date.Status == rollout.Understood && w.Date.Value == to {
			return waveReceipt(rollout.VerbWaveMove, a), none, nil
		}
		e, name, err := c.edited(tx, k, rollout.WavePath(k.plan, w, "date"), text)
		if err != nil {
			return rollout.Receipt{}, none, err
		}
		e.Join(moved)
		a.Changed, a.File, a.Told = true, name, len(moved.Notices) > 0
		a.Draft, a.Yours = k.state.Stage == rollout.Draft, k.state.RolloutLead() == c.Person.ID
		return waveReceipt(rollout.VerbWaveMove, a), e, nil
	})
}

// takeDays reads the days that a wave is moved to, to the end of the line: a day
// that lies ahead, as people say it, or a range as the document may hold one. A
// day that can be read in two ways, or whose year is in doubt, is asked about.
func (c *Call) takeDays(k desk, w rollout.Wave) (rollout.DayRange, error) {
	call := k.plan.Called(w.ID)
	example := "Write it like `/rollout wave move " + call + " tomorrow` or `/rollout wave move " + call + " 2027-02-08`."
	text := c.Line.Rest()
	if text == "" {
		return rollout.DayRange{}, rollout.Problemf(rollout.Invalid, example, "No date is named. Nothing was changed.")
	}
	today := rollout.DayOf(c.Now, k.zone())
	found := readDay(strings.ToLower(text), today, ahead)
	question := "“" + clip(text, 60) + "” can be read as two days. Which one is it? Nothing was changed yet."
	switch {
	case found.far:
		question = found.doubt(today, "Nothing was changed yet.")
		fallthrough
	case len(found.days) > 1:
		a := &choose{question: question}
		for _, d := range found.days {
			a.choices = append(a.choices, view.Choice{Text: d.Words(), Line: c.waveLine(k.plan, string(w.ID)+" "+d.String())})
		}
		return rollout.DayRange{}, c.short(a)
	case len(found.days) == 1:
		return rollout.DayRange{From: found.days[0], To: found.days[0]}, nil
	}
	date, findings := planfile.Dates(text)
	switch {
	case date.Status == rollout.Understood:
		return date.Value, nil
	case len(findings) > 0:
		return rollout.DayRange{}, rollout.Problemf(rollout.Invalid, example, "%s Nothing was changed.", clip(findings[0].Text, 300))
	}
	return rollout.DayRange{}, rollout.Problemf(rollout.Invalid, example, "“%s” is no date. Nothing was changed.", clip(text, 60))
}

// days writes a range as the document holds it.
func days(on rollout.DayRange) string {
	if on.To == on.From {
		return on.From.String()
	}
	return on.From.String() + " to " + on.To.String()
}

// edited writes one field of the document, which makes its next version. Every
// other byte stays, and so do the ids of all rows. name is of the file that the
// document came in.
func (c *Call) edited(tx store.Tx, k desk, path, text string) (e rollout.Effects, name string, err error) {
	none := rollout.Effects{}
	doc, err := store.NewestDocument(tx, k.plan.ID)
	if err != nil {
		return none, "", err
	}
	after, err := planfile.Set(doc.Bytes, path, text)
	if err != nil {
		return none, "", err
	}
	read, err := planfile.Read(after)
	if err != nil {
		return none, "", err
	}
	read.ID, read.Version = k.plan.ID, k.plan.Version+1
	read, _ = planfile.Match(k.plan, read, nil)
	_, e = rollout.ImportPlan(rollout.Import{Plan: read, Bytes: after, Name: doc.Name}, &k.state, c.Actor(), c.Now)
	return e, doc.Name, nil
}
