package commands

import (
	"fmt"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

var cmdAgents = &Command{
	Name: "agents", Short: "Every agent: the name and id to call it by, its owner, its home", Needs: rollout.RightRead,
	Run: func(c *Call) (Reply, error) {
		from := c.takeFrom()
		if err := c.done(); err != nil {
			return Reply{}, err
		}
		states, err := c.states()
		if err != nil {
			return Reply{}, err
		}
		if len(states) == 0 {
			return say(view.StatusNone(len(c.d.Samples) > 0)), nil
		}
		page := view.AgentsPage{Total: len(states), Skipped: min(from, len(states))}
		page.States = states[page.Skipped:min(page.Skipped+agentsPage, len(states))]
		if next := page.Skipped + len(page.States); next < len(states) {
			page.More = fmt.Sprintf("agents from %d", next)
		}
		return say(view.Agents(page)), nil
	},
}
