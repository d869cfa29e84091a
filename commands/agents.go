package commands

import (
	"fmt"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
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

var cmdTodo = &Command{
	Name: "todo", Short: "What waits on you, over all agents, worst first", Needs: rollout.RightRead,
	Run: func(c *Call) (Reply, error) {
		if err := c.done(); err != nil {
			return Reply{}, err
		}
		return cmdHome.Run(c)
	},
}

// everyWait is what waits on the asker over all plans.
func (c *Call) everyWait(tx store.Tx) (waits []view.Waiting, plans int, err error) {
	states, err := store.States(tx, "", 0)
	for _, s := range states {
		more, err := c.waits(tx, s)
		if err != nil {
			return nil, 0, err
		}
		waits = append(waits, more...)
	}
	return waits, len(states), err
}
