package commands

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// notYet are verbs that people expect of an incident, and what to do instead. ID
// stands for the incident.
var notYet = map[string]string{
	"area":     "Say it in a note, `/rollout incident note ID …`; or report it again naming the area, `/rollout report area=AREA …`, and resolve this one.",
	"assign":   "Who takes it types `/rollout incident ack ID`; ask them in a note, `/rollout incident note ID …`.",
	"escalate": "It goes on by itself until somebody acknowledges; `/rollout oncall` shows who is told when.",
	"reopen":   "Report it again with `/rollout report …`, and name ID in the text.",
	"severity": "Say it in a note, `/rollout incident note ID …`; or report it again with the severity in front, `/rollout report sev2 …`, and resolve this one.",
	"sev":      "Say it in a note, `/rollout incident note ID …`; or report it again with the severity in front, `/rollout report sev2 …`, and resolve this one.",
	"snooze":   "Say in a note when you go on with it, `/rollout incident note ID …`.",
	"wait":     "Say in a note what it waits for, `/rollout incident note ID …`.",
}

// unknownFirst answers a line whose first word means nothing: the line with a slip
// of the pen mended, or the agent that was probably meant.
func (c *Call) unknownFirst(first string) error {
	rest := *c.Line
	rest.Raw()
	if _, ok := notYet[first]; ok {
		return c.notThere("incident", first, &rest)
	}
	if word := mistyped(first, c.firstWords()); word != "" {
		return c.mended(first, word+" "+rest.Left())
	}
	var meant []string
	for _, cmd := range c.all { // "activate" alone
		if noun, verb, _ := strings.Cut(cmd.Name, " "); verb == first && c.mayUse(cmd) == nil && !cmd.tells() {
			meant = append(meant, strings.TrimSpace(noun+" "+verb+" "+rest.Left()))
		}
	}
	if len(meant) == 0 && c.named == "" {
		err := c.View(func(tx store.Tx) (err error) {
			meant, _, err = nearestPlan(tx, first)
			return err
		})
		if err != nil {
			return err
		}
	}
	return c.unknown(first, meant...)
}

// unknownVerb answers a noun with a verb that it does not have. What was meant is
// not guessed: only a slip of the pen is mended.
func (c *Call) unknownVerb(noun, verb string) error {
	rest := *c.Line
	rest.Raw()
	var verbs []string
	for _, name := range c.commandNames(noun + " ") {
		verbs = append(verbs, strings.TrimPrefix(name, noun+" "))
	}
	if word := mistyped(verb, verbs); word != "" {
		return c.mended(noun+" "+verb, noun+" "+word+" "+rest.Left())
	}
	return c.notThere(noun, verb, &rest)
}

// unknownOf answers an incident's id with a verb that incidents do not have.
func (c *Call) unknownOf(id, verb string) error {
	if _, ok := notYet[verb]; ok {
		here := NewLine(id)
		return c.notThere("incident", verb, here)
	}
	meant := []string{"incident show " + id, "incident note " + id + " " + c.Line.Left()}
	var verbs []string
	for _, name := range c.commandNames("incident ") {
		if c.command(name).ofIncident() {
			verbs = append(verbs, strings.TrimPrefix(name, "incident "))
		}
	}
	if word := mistyped(verb, verbs); word != "" {
		rest := *c.Line
		rest.Raw()
		meant[0] = "incident " + word + " " + id + " " + rest.Left()
	}
	return c.unknown(id+" "+c.Line.Peek(), meant...)
}

// mended is the answer to words with a slip of the pen: the line without it, to be
// pressed; to be typed, where it would tell people at once.
func (c *Call) mended(words, line string) error {
	again := *c
	again.Line = NewLine(strings.TrimSpace(line))
	cmd, err := again.find()
	var further *unknownWord
	switch {
	case errors.As(err, &further):
		return further
	case err != nil:
		return err
	case cmd.tells():
		u := c.unknown(words)
		u.typed = append(u.typed, strings.TrimSpace(c.inPlan(line)))
		return u
	}
	return c.unknown(words, line)
}

// tells reports whether the command tells people at once of words that somebody
// typed. Such a line is shown, and never put on a button that was not asked for.
func (cmd *Command) tells() bool {
	return slices.Contains([]rollout.Right{rollout.RightReport, rollout.RightPauseAsk, rollout.RightPause, rollout.RightHold}, cmd.Needs)
}

// notThere says plainly that a noun has no such verb, and what to do instead.
func (c *Call) notThere(noun, verb string, rest *Line) error {
	u := c.unknown(noun+" "+verb, "help "+noun)
	if noun != "incident" {
		return u
	}
	instead, ok := notYet[verb]
	if !ok {
		u.instead = "To report a problem, type `/rollout report` and what is wrong."
		return u
	}
	id := "ID"
	for _, w := range rest.Words() {
		if found, ok := asIncidentID(w); ok {
			id = found
			break
		}
	}
	u.said = "There is no `/rollout incident " + verb + "` yet, so nothing was done."
	u.instead = strings.ReplaceAll(instead, "ID", id)
	return u
}

// firstWords are what a line of the asker's can begin with.
func (c *Call) firstWords() []string {
	var out []string
	for _, cmd := range c.all {
		if c.mayUse(cmd) != nil {
			continue
		}
		noun, verb, _ := strings.Cut(cmd.Name, " ")
		out = append(out, noun)
		if cmd.ofIncident() {
			out = append(out, verb)
		}
	}
	return out
}

// mistyped is the word that differs from what was typed by a slip of the pen: one
// letter wrong, missing, too many or in its neighbour's place, two in a long word.
// "" when none does.
func mistyped(typed string, words []string) string {
	n := utf8.RuneCountInString(typed)
	if n < 3 || n > 60 {
		return ""
	}
	best, most := "", max(1, n/4)
	for _, w := range words {
		if longer := utf8.RuneCountInString(w) - n; longer > most || -longer > most || w == typed {
			continue // each letter more or less is a slip
		}
		if d := slips(typed, w); d <= most {
			best, most = w, d-1
		}
	}
	return best
}

// slips counts the letters that differ between two words; two neighbours that
// changed places count once.
func slips(a, b string) int {
	from, to := []rune(a), []rune(b)
	rows := make([][]int, len(from)+1)
	for i := range rows {
		rows[i] = make([]int, len(to)+1)
		rows[i][0] = i
	}
	for j := range to {
		rows[0][j+1] = j + 1
	}
	for i := range from {
		for j := range to {
			wrong := 1
			if from[i] == to[j] {
				wrong = 0
			}
			d := min(rows[i][j]+wrong, rows[i][j+1]+1, rows[i+1][j]+1)
			if i > 0 && j > 0 && from[i] == to[j-1] && from[i-1] == to[j] {
				d = min(d, rows[i-1][j-1]+1)
			}
			rows[i+1][j+1] = d
		}
	}
	return rows[len(from)][len(to)]
}
