package commands

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// nouns folds the ways people write a noun.
var nouns = map[string]string{
	"incidents": "incident", "inc": "incident", "plans": "plan", "owners": "owner", "reviews": "review", "waves": "wave", "approval": "approvals", "stop": "pause", "kill": "pause", "?": "help", "--help": "help",
}

// verbs folds the few kind aliases of verbs.
var verbs = map[string]string{
	"new": "open", "create": "open", "declare": "open",
	"take": "ack", "acknowledge": "ack", "close": "resolve", "ls": "list",
}

// find takes the command's name from the line. Ids may stand before or after
// the verb; what is left on the line are the arguments, id first.
func (c *Call) find() (*Command, error) {
	first := fold(c.Line.Peek(), nouns)
	switch id, isID := asIncidentID(first); {
	case first == "" && c.named != "":
		return c.command("status"), nil
	case first == "":
		return cmdHome, nil
	case isID && !bareNumber.MatchString(first):
		return c.incidentVerb(id)
	case strings.HasPrefix(first, "apr"):
		if id, ok := asApprovalID(first); ok {
			return c.approvalVerb(id)
		}
	case strings.HasPrefix(first, "sp"):
		if id, ok := asMonthlyID(first); ok {
			return c.spendVerb(id)
		}
		if id, ok := asSpendID(first); ok {
			return c.spendVerb(id)
		}
	case slices.Contains(inPauseThread, first) && c.pauseOfThread() != "":
		c.Line.Raw()
		return c.command("pause " + first), nil
	case first == "hold":
		c.Line.Raw()
		return c.holdWords()
	case first == "done":
		c.Line.Raw()
		return c.doneWords()
	case first == "step" && !c.isTalk(): // "step 2 done", outside a pause's thread
		c.Line.Raw()
		return c.command("pause step"), nil
	case c.isNoun(first):
		c.Line.Raw()
		return c.verbOf(first)
	case first == "policy": // "policy test" is the old name of "oncall"
		c.Line.Raw()
		c.Line.Take("test")
		return c.command("oncall"), nil
	}
	if cmd := c.command(first); cmd != nil {
		c.Line.Raw()
		return cmd, nil
	}
	if cmd := c.command("incident " + fold(first, verbs)); cmd != nil && cmd.ofIncident() {
		c.Line.Raw()
		return cmd, nil
	}
	s, n, err := c.called(c.Line.Words())
	if err != nil {
		return nil, err
	}
	if n > 0 && n == len(c.Line.Words()) {
		c.Line.Drop(n)
		c.named = s.Plan
		return c.command("status"), nil
	}
	if id, ok := asIncidentID(first); ok && c.named == "" {
		return c.incidentVerb(id)
	}
	if c.isTalk() {
		c.Line, c.named = NewLine(c.Request.Line), ""
		return c.command("incident note"), nil
	}
	return nil, c.unknownFirst(first)
}

// isNoun reports whether commands are called by word and a verb.
func (c *Call) isNoun(word string) bool {
	return slices.ContainsFunc(c.all, func(cmd *Command) bool { return strings.HasPrefix(cmd.Name, word+" ") })
}

// verbOf reads what follows a noun: a verb, for incidents an id and a verb, or
// nothing.
func (c *Call) verbOf(noun string) (*Command, error) {
	verb := c.Line.Peek()
	if verb == "" {
		return c.bareNoun(noun)
	}
	if id, ok := asIncidentID(verb); ok && noun == "incident" {
		return c.incidentVerb(id)
	}
	if cmd := c.command(noun + " " + fold(verb, verbs)); cmd != nil {
		c.Line.Raw()
		return cmd, nil
	}
	if noun == "wave" {
		if cmd := c.waveVerb(); cmd != nil {
			return cmd, nil
		}
	}
	if noun == "budget" {
		look := *c.Line // "budget october"
		if _, _, err := takeMonth(&look, rollout.DayOf(c.Now, time.UTC)); err == nil {
			return c.command("budget show"), nil
		}
	}
	if noun == "pause" {
		return c.pauseWords()
	}
	// "incident data is missing" may be a report without a verb; it opens none by
	// accident.
	return nil, c.unknownVerb(noun, verb)
}

// bareNoun is what a noun alone opens.
func (c *Call) bareNoun(noun string) (*Command, error) {
	if cmd := c.command(noun); cmd != nil {
		return cmd, nil
	}
	i := slices.IndexFunc(c.all, func(cmd *Command) bool { return cmd.Bare && strings.HasPrefix(cmd.Name, noun+" ") })
	if i < 0 {
		return nil, c.unknown(noun, "help "+noun)
	}
	return c.all[i], nil
}

// incidentVerb takes an id, or a list of them, and what follows: a verb, or nothing.
// The ids go back to the line's front, where every verb expects them, with a colon
// before a text.
func (c *Call) incidentVerb(id string) (*Command, error) {
	list, _ := c.Line.idList()
	*c.Line = list[len(list)-1].behind
	var ids []string
	for _, l := range list {
		ids = append(ids, l.id)
	}
	verb := fold(c.Line.Peek(), verbs)
	cmd := c.command("incident " + verb)
	switch {
	case verb == "":
		cmd = c.command("incident show")
	case cmd == nil || !cmd.ofIncident():
		return nil, c.unknownOf(id, verb)
	default:
		c.Line.Raw()
	}
	end := " "
	if strings.Contains(cmd.Args, "TEXT") {
		end = ": "
	}
	c.Line = NewLine(strings.Join(ids, " ") + end + c.Line.Left())
	return cmd, nil
}

// ofIncident reports whether the command acts on one incident: its id may stand
// before or after the verb, and the noun may be left out.
func (cmd *Command) ofIncident() bool {
	return strings.HasPrefix(cmd.Name, "incident ") && strings.HasPrefix(cmd.Args, "[ID")
}

// command is the command of that name, or nil.
func (c *Call) command(name string) *Command {
	i := slices.IndexFunc(c.all, func(cmd *Command) bool { return cmd.Name == name })
	if i < 0 {
		return nil
	}
	return c.all[i]
}

func fold(word string, table map[string]string) string {
	if w, ok := table[word]; ok {
		return w
	}
	return word
}

// isTalk reports whether the request is something said to the bot in an
// incident's thread: words there that are no command are a note.
func (c *Call) isTalk() bool {
	if c.Via != rollout.ByMention {
		return false
	}
	id, err := c.threadIncident()
	return err == nil && id != ""
}

func (c *Call) commandNames(prefix string) []string {
	var out []string
	for _, cmd := range c.all {
		if strings.HasPrefix(cmd.Name, prefix) && c.mayUse(cmd) == nil {
			out = append(out, cmd.Name)
		}
	}
	return out
}

// nearest is the name that differs least from word, "" when none is near. No
// name is near a word longer than people mistype.
func nearest(word string, names []string) string {
	return nearestWithin(word, names, utf8.RuneCountInString(word)/2)
}

// nearestWithin is nearest for names that differ by at most so many characters.
func nearestWithin(word string, names []string, most int) string {
	const longest = 60
	n := utf8.RuneCountInString(word)
	best, distance := "", most+1
	for _, name := range names {
		for _, part := range append([]string{name}, strings.Fields(name)...) {
			if n > longest || utf8.RuneCountInString(part) > longest {
				continue
			}
			if d := levenshtein.ComputeDistance(strings.ToLower(word), strings.ToLower(part)); d < distance {
				best, distance = name, d
			}
		}
	}
	return best
}

// withNear adds the name that was probably meant to a problem.
func withNear(p *rollout.Problem, word string, names []string) *rollout.Problem {
	if near := nearest(word, names); near != "" {
		p.Text += " Did you mean “" + near + "”?"
	}
	return p
}
