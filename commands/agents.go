package commands

import (
	"fmt"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

var cmdAgents = &Command{
	Name: "agents", Short: "Every agent: the name and id to call it by, its owner, its home", Needs: rollout.RightStatus,
	Run: func(c *Call) (Reply, error) {
		from, err := c.takeFrom()
		if err != nil {
			return Reply{}, err
		}
		if err := c.done(); err != nil {
			return Reply{}, err
		}
		var page view.AgentsPage
		err = c.View(func(tx store.Tx) error {
			names, err := store.PlanNames(tx)
			if err != nil {
				return err
			}
			page = view.AgentsPage{Total: len(names), Skipped: min(from, len(names))}
			for _, name := range names[page.Skipped:min(page.Skipped+agentsPage, len(names))] {
				s, err := store.State(tx, name.Plan)
				if err != nil {
					return err
				}
				page.States = append(page.States, s)
			}
			return nil
		})
		if err != nil {
			return Reply{}, err
		}
		if page.Total == 0 {
			return say(view.StatusNone(len(c.d.Samples) > 0)), nil
		}
		if next := page.Skipped + len(page.States); next < page.Total {
			page.More = fmt.Sprintf("agents from %d", next)
		}
		return say(view.Agents(page)), nil
	},
}
