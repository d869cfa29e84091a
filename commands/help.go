package commands

import (
	"errors"
	"slices"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

var cmdHelp = &Command{
	Name: "help", Args: "[NOUN]", Short: "What you can type", Needs: rollout.RightHelp,
	Long: "`help incident` is about all that can be done with incidents, `help ack` about one of these.",
	Run:  help,
}

// help shows an overview, or all about a topic. Both hold what the asker may use;
// a command that is asked about by its name is explained to whoever could use it in
// some plan.
func help(c *Call) (Reply, error) {
	words := strings.Fields(strings.ToLower(c.Line.Rest()))
	for i, w := range words {
		words[i] = fold(fold(w, nouns), verbs)
	}
	topic := strings.Join(words, " ")
	may, err := c.mayHere()
	if err != nil {
		return Reply{}, err
	}
	if topic == "" {
		return say(view.HelpOverview(c.overview(may))), nil
	}
	var here, somewhere []view.HelpEntry
	for _, cmd := range c.all {
		if !cmd.isAbout(topic) || c.mayUse(cmd) != nil {
			continue
		}
		entry := view.HelpEntry{Name: cmd.Name, Args: cmd.Args, Short: cmd.Short, Long: cmd.Long}
		somewhere = append(somewhere, entry)
		if may(cmd) || cmd.Name == topic {
			here = append(here, entry)
		}
	}
	switch {
	case len(here) > 0:
		return say(view.Help(topic, here)), nil
	case len(somewhere) > 0:
		return say(view.Help(topic, somewhere)), nil
	}
	var meant []string
	if word := mistyped(words[0], c.firstWords()); word != "" {
		meant = append(meant, "help "+word)
	}
	return Reply{}, c.unknown(topic, meant...)
}

// together are the commands that stand beside another one in the overview.
var together = map[string]string{
	"agents": "status", "done": "todo", "resume": "hold", "undo": "spend", "reverse": "spend", "approve": "approvals", "decline": "approvals",
}

// overview has a line for every noun, with its verbs, and for every command that
// has none.
func (c *Call) overview(may func(*Command) bool) []view.HelpGroup {
	var out []view.HelpGroup
	for _, cmd := range c.all {
		if !may(cmd) {
			continue
		}
		noun, verb, _ := strings.Cut(cmd.Name, " ")
		group, beside := together[noun]
		if !beside {
			group = noun
		}
		i := slices.IndexFunc(out, func(g view.HelpGroup) bool { return g.Name == group })
		switch {
		case i < 0 && verb == "":
			out = append(out, view.HelpGroup{Name: noun, Args: cmd.Args, Short: cmd.Short})
		case i < 0:
			out = append(out, view.HelpGroup{Name: noun, Verbs: []string{verb}})
		case verb == "":
			out[i].Also = append(out[i].Also, noun)
		default:
			out[i].Verbs = append(out[i].Verbs, verb)
		}
	}
	return out
}

// mayHere says what the asker may use in the plan at hand: by their offices in it,
// and as whoever fills one of its roles may own the thing that it is about. Where no
// plan is at hand it says what they could use in some plan.
func (c *Call) mayHere() (func(*Command) bool, error) {
	var who *rollout.Standing
	err := c.View(func(tx store.Tx) error {
		id, err := c.planID(tx)
		var several *pick
		switch {
		case errors.Is(err, errNoPlan), errors.As(err, &several):
			return nil
		case err != nil:
			return err
		}
		k, err := deskOf(tx, id)
		if err != nil {
			return err
		}
		standing := c.standing(k.state, k.duty)
		if standing.Owner, err = c.holds(tx, id); err != nil {
			return err
		}
		standing.Owner = standing.Owner || standing.PlanOwner || standing.Lead || standing.Admin
		who = &standing
		return err
	})
	return func(cmd *Command) bool {
		if who == nil {
			return c.mayUse(cmd) == nil
		}
		return rollout.May(cmd.Needs, *who) == nil
	}, err
}

// isAbout reports whether help about a topic shows the command: a noun has all
// of its verbs, a verb stands for itself.
func (cmd *Command) isAbout(topic string) bool {
	return cmd.Name == topic || strings.HasPrefix(cmd.Name, topic+" ") || strings.HasSuffix(cmd.Name, " "+topic)
}
