package commands

import (
	"regexp"
	"slices"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

var (
	criterionKeys = regexp.MustCompile(`^(w[0-9]{1,6})\.([0-9]{1,6})$`)
	shortKeys     = regexp.MustCompile(`^([0-9]{1,6})\.([0-9]{1,6})$`) // a key without its W
)

// takeWave takes a wave from the line's front, however FindWaves finds it. Which
// of several is meant is asked.
func (c *Call) takeWave(p rollout.Plan) (rollout.Wave, error) {
	found, n := p.FindWaves(c.Line.Words())
	switch {
	case len(found) == 1:
		c.Line.Drop(n)
		return found[0], nil
	case len(found) > 1:
		c.Line.Drop(n)
		return rollout.Wave{}, c.askWave(p, found)
	case len(p.Waves) == 0:
		return rollout.Wave{}, rollout.Problemf(rollout.Missing, "Write them into the table of the plan's first section and import it again.",
			"The plan has no waves. Nothing was changed.")
	}
	next := "Type its name, for example `/rollout wave show " + p.Called(p.Waves[0].ID) + "`; `/rollout wave` lists them."
	if c.Line.Empty() {
		return rollout.Wave{}, rollout.Problemf(rollout.Invalid, next, "No wave is named. Nothing was changed.")
	}
	return rollout.Wave{}, rollout.Problemf(rollout.Missing, next, "The plan has no wave “%s”. Nothing was changed.", clip(c.Line.Word(), 60))
}

// waveHere takes a wave of the plan that the request is about from the line's
// front.
func (c *Call) waveHere() (desk, rollout.Wave, error) {
	k, err := c.here()
	if err != nil {
		return k, rollout.Wave{}, err
	}
	w, err := c.takeWave(k.plan)
	return k, w, err
}

// askWave offers a button for each wave that could be meant, with the rest of
// the line behind it.
func (c *Call) askWave(p rollout.Plan, found []rollout.Wave) error {
	a := &choose{question: "Which wave do you mean? Nothing was changed yet."}
	for _, w := range found {
		a.choices = append(a.choices, view.Choice{Text: w.Title() + " (" + string(w.ID) + ")", Line: c.waveLine(p, string(w.ID))})
	}
	return c.short(a)
}

// waveLine is the line that was typed, with the key of a wave or a criterion in
// place of what was taken from it.
func (c *Call) waveLine(p rollout.Plan, key string) string {
	return strings.TrimSpace("in " + string(p.ID) + " " + c.Cmd.Name + " " + key + " " + c.Line.Left())
}

// short is a question whose buttons can carry their lines.
func (c *Call) short(a *choose) error {
	for _, choice := range a.choices {
		if len(choice.Line) > maxButtonLine {
			return rollout.Problemf(rollout.Invalid, "Name it by its key, which `/rollout wave show` prints, or say less behind it.",
				"Several could be meant, and the line is too long to ask. Nothing was changed.")
		}
	}
	return a
}

// criterionAt is a criterion that a line names, and its wave.
type criterionAt struct {
	wave rollout.Wave
	rollout.GateCriterion
}

// takeCriterion takes one criterion: by its key ("W2.4", "2.4"), a wave and its number
// or its words, or its words alone, which are looked for in the wave that the
// plan stands at. What could be several is asked.
func (c *Call) takeCriterion(k desk) (criterionAt, error) {
	none := criterionAt{}
	if at, ok, err := c.takeKey(k, nil); ok || err != nil {
		return at, err
	}
	if at, ok, err := c.takeShortKey(k); ok || err != nil {
		return at, err
	}
	words := c.Line.Words()
	if found, n := k.plan.FindWaves(words); len(found) > 0 {
		rest := *c.Line
		c.Line.Drop(n)
		if len(found) > 1 {
			return none, c.askWave(k.plan, found)
		}
		w := found[0]
		if at, ok, err := c.takeKey(k, &w); ok || err != nil {
			return at, err
		}
		at, ok, err := c.takeWords(k, w, k.plan.GateCriteria(k.state, w))
		if ok || err != nil {
			return at, err
		}
		if c.Line.Empty() {
			return none, c.askCriterion(k, w, "")
		}
		*c.Line = rest
	}
	w, run, err := c.currentWave(k)
	if err != nil {
		return none, err
	}
	if w.ID != "" {
		all := k.plan.GateCriteria(k.state, w)
		if at, ok, err := c.takeWords(k, w, slices.DeleteFunc(slices.Clone(all), func(g rollout.GateCriterion) bool { return g.Gate != run.Next() })); ok || err != nil {
			return at, err
		}
		if at, ok, err := c.takeWords(k, w, all); ok || err != nil {
			return at, err
		}
	}
	return none, c.askCriterion(k, w, c.Line.Peek())
}

// takeCriteria takes the criterion at the line's front, and those whose keys
// follow its key: "W2.2, W2.4 and W2.5". They are of one gate.
func (c *Call) takeCriteria(k desk) ([]criterionAt, error) {
	word := c.Line.Peek()
	short := shortKeys.MatchString(keyWord(word))
	first, err := c.takeCriterion(k)
	all := []criterionAt{first}
	for err == nil && (short || criterionKeys.MatchString(keyWord(word))) {
		rest := *c.Line
		parted := rest.Take("and", "&", ",") || keyWord(word) != word
		word = rest.Peek()
		at, ok := criterionAt{}, criterionKeys.MatchString(keyWord(word))
		if !ok && !(short && shortKeys.MatchString(keyWord(word)) && (parted || onlyKeys(rest.Words()))) {
			break
		}
		*c.Line = rest
		if at, ok, err = c.takeKey(k, nil); !ok && err == nil {
			if at, ok, err = c.takeShortKey(k); !ok && err == nil {
				err = noCriterion(k.plan, rollout.Wave{}, keyWord(word))
			}
		}
		switch {
		case err != nil:
		case at.wave.ID != first.wave.ID || at.Gate != first.Gate:
			err = rollout.Problemf(rollout.Invalid, "Name them in two lines.", "%s and %s are of two gates. Nothing was changed.", first.Key, at.Key)
		case !slices.ContainsFunc(all, func(g criterionAt) bool { return g.Key == at.Key }):
			all = append(all, at)
		}
	}
	return all, err
}

// onlyKeys reports whether words are keys without their W and nothing else before a
// reason, so that a number among them is no evidence.
func onlyKeys(words []string) bool {
	for _, w := range words {
		switch {
		case w == "because":
			return true
		case w != "and" && w != "&" && !shortKeys.MatchString(keyWord(w)):
			return false
		}
	}
	return true
}

// keyWord is a word of a line as a key is written, in a list too.
func keyWord(word string) string { return strings.TrimRight(word, ",;") }

// takeKey takes a criterion by its key, or behind the wave that it is of by its
// number.
func (c *Call) takeKey(k desk, named *rollout.Wave) (at criterionAt, ok bool, err error) {
	word := keyWord(c.Line.Peek())
	m := criterionKeys.FindStringSubmatch(word)
	switch {
	case m == nil && (named == nil || !bareNumber.MatchString(word)):
		return at, false, nil
	case m == nil:
		m = []string{word, string(named.ID), word}
	}
	w, there := k.plan.Wave(rollout.RowID(strings.ToUpper(m[1])))
	if !there || named != nil && named.ID != w.ID {
		return at, false, noCriterion(k.plan, w, word)
	}
	for _, g := range k.plan.GateCriteria(k.state, w) {
		if g.Key == string(w.ID)+"."+strings.TrimLeft(m[2], "0") {
			c.Line.Raw()
			return criterionAt{w, g}, true, nil
		}
	}
	return at, false, noCriterion(k.plan, w, word)
}

// takeShortKey takes a criterion by its key without the W. The number at its front
// may be the name of a wave that stands in another row: then it is asked. What
// calls a wave ("1.4") or no criterion is no key.
func (c *Call) takeShortKey(k desk) (at criterionAt, ok bool, err error) {
	m := shortKeys.FindStringSubmatch(keyWord(c.Line.Peek()))
	if m == nil {
		return at, false, nil
	}
	if called, _ := k.plan.FindWaves(c.Line.Words()); len(called) > 0 {
		return at, false, nil
	}
	waves, _ := k.plan.FindWaves([]string{m[1]})
	if w, there := k.plan.Wave(rollout.RowID("W" + strings.TrimLeft(m[1], "0"))); there && !slices.ContainsFunc(waves, func(f rollout.Wave) bool { return f.ID == w.ID }) {
		waves = append(waves, w)
	}
	var found []criterionAt
	var asked []rollout.GateCriterion
	for _, w := range waves {
		for _, g := range k.plan.GateCriteria(k.state, w) {
			if g.Key == string(w.ID)+"."+strings.TrimLeft(m[2], "0") {
				found, asked = append(found, criterionAt{w, g}), append(asked, g)
			}
		}
	}
	switch len(found) {
	case 0:
		return at, false, nil
	case 1:
		c.Line.Raw()
		return found[0], true, nil
	}
	c.Line.Raw()
	return at, false, c.askOneOf(k, asked)
}

// takeWords takes a criterion of a wave by its words. A part of them is enough
// where nothing but a reason stands behind; else it could be something that was
// said of another, and is asked.
func (c *Call) takeWords(k desk, w rollout.Wave, all []rollout.GateCriterion) (at criterionAt, ok bool, err error) {
	found, n, whole := rollout.FindCriteria(all, c.Line.Words())
	if len(found) == 0 {
		return at, false, nil
	}
	c.Line.Drop(n)
	if len(found) == 1 && (whole || c.Line.Empty() || c.Line.Peek() == "because") {
		return criterionAt{w, found[0]}, true, nil
	}
	return at, false, c.askOneOf(k, found)
}

func (c *Call) askOneOf(k desk, found []rollout.GateCriterion) error {
	a := &choose{question: "Which criterion do you mean? Nothing was changed yet."}
	for _, g := range found {
		a.choices = append(a.choices, view.Choice{Text: g.Key + " " + clip(g.Criterion.Text, 60), Line: c.waveLine(k.plan, g.Key)})
	}
	return c.short(a)
}

// askCriterion offers the criteria of a wave's next gate when a line names none;
// word is what it says instead.
func (c *Call) askCriterion(k desk, w rollout.Wave, word string) error {
	if word != "" || w.ID == "" {
		return noCriterion(k.plan, w, word)
	}
	var open []rollout.GateCriterion
	err := c.View(func(tx store.Tx) error {
		runs, err := store.Waves(tx, k.plan.ID)
		if err != nil {
			return err
		}
		run := runs.Of(k.plan, w)
		f, err := store.GateFacts(tx, k.plan, k.state, w, run.Next(), c.Now)
		if err != nil || run.Over() {
			return err
		}
		for _, j := range rollout.JudgeGate(k.plan, k.state, w, run.Next(), f, c.Now).Criteria {
			_, ticked := run.Ticks[j.Mark()]
			if j.BuiltIn != rollout.Nothing && j.Waiver == nil && ticked == (c.Cmd.Name == "wave untick") {
				open = append(open, j.GateCriterion)
			}
		}
		return nil
	})
	if err != nil || len(open) == 0 {
		return firstErr(err, noCriterion(k.plan, w, ""))
	}
	return c.askOneOf(k, open)
}

func firstErr(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// currentWave is the wave that the plan stands at; none when all are over.
func (c *Call) currentWave(k desk) (w rollout.Wave, run rollout.WaveRun, err error) {
	err = c.View(func(tx store.Tx) error {
		runs, err := store.Waves(tx, k.plan.ID)
		w, run, _ = k.plan.CurrentWave(runs)
		return err
	})
	return w, run, err
}

func noCriterion(p rollout.Plan, w rollout.Wave, word string) error {
	next := "`/rollout wave show` lists the criteria of a wave with their keys."
	if w.ID == "" && len(p.Waves) > 0 {
		w = p.Waves[0]
	}
	if w.ID != "" {
		next = "`/rollout wave show " + p.Called(w.ID) + "` lists the criteria of " + w.Title() + " with their keys, for example " + string(w.ID) + ".1."
	}
	if word == "" {
		return rollout.Problemf(rollout.Invalid, next, "No criterion is named. Nothing was changed.")
	}
	return rollout.Problemf(rollout.Missing, next, "No criterion is called “%s”. Nothing was changed.", clip(word, 60))
}

// waveVerb reads what follows "wave" and is no verb: a wave, and a verb behind
// it or nothing, which shows it. The wave goes back to the line's front, where
// every verb expects it. nil when no verb stands there.
func (c *Call) waveVerb() *Command {
	rest := *c.Line
	var wave []string
	for !rest.Empty() {
		wave = append(wave, rest.Raw())
		cmd := c.command("wave " + rest.Peek())
		if rest.Empty() {
			cmd = c.command("wave show")
		}
		if cmd == nil || cmd.Args == "" {
			continue
		}
		rest.Raw()
		c.Line = NewLine(strings.Join(wave, " ") + " " + rest.Left())
		return cmd
	}
	return nil
}
