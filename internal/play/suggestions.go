package play

import (
	"github.com/rolloutbot/rollout/commands"
	"github.com/rolloutbot/rollout/internal/fakeslack"
)

// suggestions are the bot's commands, for whoever begins to type one.
func suggestions() []fakeslack.Suggestion {
	out := make([]fakeslack.Suggestion, 0, len(commands.All))
	for _, c := range commands.All {
		out = append(out, fakeslack.Suggestion{Line: c.Name, Args: c.Args, About: c.Short})
	}
	return out
}
