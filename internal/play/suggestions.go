package play

import (
	"context"
	"strings"

	"github.com/rolloutbot/rollout/commands"
	"github.com/rolloutbot/rollout/internal/fakeslack"
)

// suggestions are the bot's commands, and the agents that a line can be about,
// for whoever begins to type one.
func (w *World) suggestions(ctx context.Context) []fakeslack.Suggestion {
	out := make([]fakeslack.Suggestion, 0, len(commands.All))
	for _, c := range commands.All {
		s := fakeslack.Suggestion{Line: c.Name, Args: c.Args, About: c.Short}
		if c.Bare {
			s.Short, _, _ = strings.Cut(c.Name, " ")
		}
		out = append(out, s)
	}
	bot := w.Bot()
	if bot == nil {
		return out
	}
	agents, err := bot.Agents(ctx)
	if err != nil {
		w.log.Warn("the page cannot offer the agents", "err", err)
	}
	for _, a := range agents {
		out = append(out, fakeslack.Suggestion{Line: "in " + a[0], Args: "COMMAND", About: a[1], Goes: true})
	}
	return out
}
