package commands

import (
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

var cmdHelp = &Command{
	Name: "help", Args: "[NOUN]", Short: "What you can type", Needs: rollout.RightHelp,
	Long: "`help incident` is about all that can be done with incidents, `help ack` about one of these.",
	Run: func(c *Call) (Reply, error) {
		words := strings.Fields(strings.ToLower(c.Line.Rest()))
		for i, w := range words {
			words[i] = fold(fold(w, nouns), verbs)
		}
		topic := strings.Join(words, " ")
		var entries []view.HelpEntry
		for _, cmd := range c.all {
			if cmd.isAbout(topic) && c.mayUse(cmd) == nil {
				entries = append(entries, view.HelpEntry{Name: cmd.Name, Args: cmd.Args, Short: cmd.Short, Long: cmd.Long})
			}
		}
		if len(entries) == 0 {
			return Reply{}, c.unknown(topic)
		}
		return say(view.Help(topic, entries)), nil
	},
}

// isAbout reports whether help about a topic shows the command: a noun has all
// of its verbs, a verb stands for itself.
func (cmd *Command) isAbout(topic string) bool {
	return topic == "" || cmd.Name == topic || strings.HasPrefix(cmd.Name, topic+" ") || strings.HasSuffix(cmd.Name, " "+topic)
}
