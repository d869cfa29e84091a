package commands

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
)

var criterionKeys = regexp.MustCompile(`^(w[0-9]{1,6})\.([0-9]{1,6})$`)

// takeWave takes a wave from the line's front: by its name, the longest first,
// by its row ("W2"), else by its place in the table. The word "wave" may stand
// before it.
func takeWave(l *Line, p rollout.Plan) (rollout.Wave, error) {
	if w, n := matchWave(p, l.Words()); n > 0 {
		l.Drop(n)
		return w, nil
	}
	if len(p.Waves) == 0 {
		return rollout.Wave{}, rollout.Problemf(rollout.Missing, "Write them into the table of the plan's first section and import it again.",
			"The plan has no waves. Nothing was changed.")
	}
	example := "Type its name or number, for example `/rollout wave show " + string(p.Waves[0].ID) + "`; `/rollout wave` lists them."
	if l.Empty() {
		return rollout.Wave{}, rollout.Problemf(rollout.Invalid, example, "No wave is named. Nothing was changed.")
	}
	return rollout.Wave{}, rollout.Problemf(rollout.Missing, example,
		"The plan has no wave “%s”. Nothing was changed.", clip(l.Word(), 60))
}

// matchWave finds a wave at the front of words, and how many words it takes.
func matchWave(p rollout.Plan, words []string) (best rollout.Wave, n int) {
	skip := 0
	if len(words) > 1 && slices.Contains([]string{"wave", "phase", "stage"}, words[0]) {
		skip = 1
	}
	for _, w := range p.Waves {
		name := nameWords(w.Name.Text)
		names := [][]string{name}
		if len(name) > 1 && slices.Contains([]string{"wave", "phase", "stage"}, name[0]) {
			names = append(names, name[1:])
		}
		for _, at := range []int{0, skip} {
			for _, name := range names {
				k := at + len(name)
				if len(name) > 0 && k > n && k <= len(words) && slices.Equal(name, words[at:k]) {
					best, n = w, k
				}
			}
		}
	}
	if n > 0 || len(words) <= skip {
		return best, n
	}
	word := strings.TrimRight(words[skip], ":,.")
	for i, w := range p.Waves {
		if word == strings.ToLower(string(w.ID)) || word == strconv.Itoa(i+1) && !namesWave(p, word) {
			return w, skip + 1
		}
	}
	return rollout.Wave{}, 0
}

// namesWave reports whether a word is a wave's name: then it is not a place.
func namesWave(p rollout.Plan, word string) bool {
	return slices.ContainsFunc(p.Waves, func(w rollout.Wave) bool { return strings.EqualFold(w.Name.Text, word) })
}

// takeCriterion takes a criterion: its key ("W2.4"), or a wave and a key, or a
// wave and the criterion's number.
func takeCriterion(l *Line, k desk) (rollout.Wave, rollout.GateCriterion, error) {
	none := rollout.GateCriterion{}
	var w rollout.Wave
	named := false
	if !criterionKeys.MatchString(l.Peek()) {
		var err error
		if w, err = takeWave(l, k.plan); err != nil {
			if l.Empty() {
				return w, none, noCriterion(k.plan, "")
			}
			return w, none, err
		}
		named = true
	}
	word := l.Peek()
	number := ""
	if m := criterionKeys.FindStringSubmatch(word); m != nil {
		of, ok := k.plan.Wave(rollout.RowID(strings.ToUpper(m[1])))
		if !ok || named && of.ID != w.ID {
			return w, none, noCriterion(k.plan, word)
		}
		w, number = of, m[2]
	} else if named && bareNumber.MatchString(word) {
		number = word
	}
	for _, c := range k.plan.GateCriteria(k.state, w) {
		if c.Key == string(w.ID)+"."+strings.TrimLeft(number, "0") {
			l.Raw()
			return w, c, nil
		}
	}
	return w, none, noCriterion(k.plan, word)
}

func noCriterion(p rollout.Plan, word string) error {
	next := "Its key stands in `/rollout wave show NAME`, for example W1.2."
	if len(p.Waves) > 0 {
		next = "The keys stand in `/rollout wave show " + string(p.Waves[0].ID) + "` and its like, for example " + string(p.Waves[0].ID) + ".2."
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
