package commands

import (
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

// nouns folds the ways people write a noun.
var nouns = map[string]string{
	"incidents": "incident", "inc": "incident", "plans": "plan", "owners": "owner", "?": "help", "--help": "help", "policy": "oncall",
}

// verbs folds the few kind aliases of an incident's verbs.
var verbs = map[string]string{
	"new": "open", "create": "open", "declare": "open",
	"take": "ack", "acknowledge": "ack", "close": "resolve", "ls": "list",
}

// ofIncident are the verbs that act on one incident: they may stand before or
// after its id, and without the noun.
var ofIncident = []string{"ack", "release", "note", "resolve", "show"}

// find takes the command's name from the line. Ids may stand before or after
// the verb; what is left on the line are the arguments, id first.
func (c *Call) find() (*Command, error) {
	first := fold(c.Line.Peek(), nouns)
	if first == "" {
		return c.bare(), nil
	}
	if id, ok := asIncidentID(first); ok && strings.HasPrefix(first, "inc") {
		c.Line.Word()
		return c.incidentVerb(id), nil
	}
	switch {
	case first == "incident":
		c.Line.Word()
		return c.incidentNoun()
	case first == "plan" || first == "owner":
		c.Line.Word()
		verb := c.Line.Peek()
		if verb == "" {
			return map[string]*Command{"plan": cmdPlanShow, "owner": cmdOwnerList}[first], nil
		}
		if cmd := named(first + " " + fold(verb, verbs)); cmd != nil {
			c.Line.Word()
			return cmd, nil
		}
		return nil, c.unknown(first+" "+verb, c.commandNames(first+" "))
	case slices.Contains(ofIncident, fold(first, verbs)):
		c.Line.Word()
		return named("incident " + fold(first, verbs)), nil
	}
	if cmd := named(first); cmd != nil {
		c.Line.Word()
		if first == "oncall" || cmd == cmdOncall {
			c.Line.Take("test")
		}
		return cmd, nil
	}
	if c.Via == rollout.ByMention && c.Thread != "" {
		if in, err := c.threadIncident(); err == nil && in != "" {
			return cmdIncidentNote, nil
		}
	}
	states, err := c.states()
	if err != nil {
		return nil, err
	}
	if s, n := matchPlan(states, c.Line.Words()); n > 0 && n == len(c.Line.Words()) {
		c.Line.Drop(n)
		c.named = s.Plan
		return cmdStatus, nil
	}
	names := c.commandNames("")
	for _, s := range states {
		names = append(names, s.Agent)
	}
	return nil, c.unknown(first, names)
}

// bare is what nothing but the command's name asks for.
func (c *Call) bare() *Command {
	if c.named != "" {
		return cmdStatus
	}
	return cmdHome
}

// incidentNoun reads what follows "incident".
func (c *Call) incidentNoun() (*Command, error) {
	if id, ok := c.Line.IncidentID(); ok {
		return c.incidentVerb(id), nil
	}
	if cmd := named("incident " + fold(c.Line.Peek(), verbs)); cmd != nil {
		c.Line.Word()
		return cmd, nil
	}
	if c.Line.Empty() {
		return cmdIncidentList, nil
	}
	// "incident data is missing" may be a report without a verb, "incident resovle
	// 12" a verb with a typing error. Neither opens an incident by accident.
	text := c.Line.Left()
	return nil, c.unknown("incident "+c.Line.Peek(), c.commandNames("incident "), "incident open "+text)
}

// incidentVerb reads what follows an id: a verb, or nothing. The id goes back
// to the line's front, where every verb expects it.
func (c *Call) incidentVerb(id string) *Command {
	cmd := cmdIncidentShow
	if v := fold(c.Line.Peek(), verbs); slices.Contains(ofIncident, v) {
		c.Line.Word()
		cmd = named("incident " + v)
	}
	c.Line = NewLine(id + " " + c.Line.Left())
	return cmd
}

func named(name string) *Command {
	i := slices.IndexFunc(All, func(cmd *Command) bool { return cmd.Name == name })
	if i < 0 {
		return nil
	}
	return All[i]
}

func fold(word string, table map[string]string) string {
	if w, ok := table[word]; ok {
		return w
	}
	return word
}

func (c *Call) commandNames(prefix string) []string {
	var out []string
	for _, cmd := range All {
		if strings.HasPrefix(cmd.Name, prefix) && c.mayUse(cmd) {
			out = append(out, cmd.Name)
		}
	}
	return out
}

// unknownWord is the answer to words that name nothing: what is near, and two
// examples.
type unknownWord struct {
	word string
	near []string
}

func (u *unknownWord) Error() string { return "nothing is called " + u.word }

func (u *unknownWord) card() view.Card {
	return view.Unknown(u.word, u.near, []string{"help", "report it shows salary data"})
}

// unknown suggests the nearest of names, and lines that could have been meant.
func (c *Call) unknown(word string, names []string, lines ...string) error {
	u := &unknownWord{word: word}
	if near := nearest(word, names); near != "" {
		u.near = append(u.near, near)
	}
	for _, l := range lines {
		if len(l) <= maxButtonLine {
			u.near = append(u.near, l)
		}
	}
	return u
}

// nearest is the name that differs least from word, "" when none is near.
func nearest(word string, names []string) string {
	best, distance := "", len(word)/2+1
	for _, n := range names {
		candidates := append([]string{n}, strings.Fields(n)...)
		for _, part := range candidates {
			if d := levenshtein.ComputeDistance(strings.ToLower(word), strings.ToLower(part)); d < distance {
				best, distance = n, d
			}
		}
	}
	return best
}
