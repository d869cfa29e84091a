package commands

import (
	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

// cmdHome is the bare command: what waits on the asker, and examples. It has
// no name to type.
var cmdHome = &Command{Needs: rollout.RightRead, Run: func(c *Call) (Reply, error) {
	var waits []view.Waiting
	plans := 0
	err := c.View(func(tx store.Tx) (err error) {
		waits, plans, err = c.everyWait(tx)
		return err
	})
	if err != nil {
		return Reply{}, err
	}
	examples := []string{"status", "report it shows salary data", "oncall security at sat 22:00"}
	if plans == 0 {
		examples = []string{"plan import", "help", "status"}
	}
	return say(view.Home(waits, examples)), nil
}}

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

// waits are the things of one plan that wait on the asker, by sort, the most
// pressing sort first.
func (c *Call) waits(tx store.Tx, s rollout.State) ([]view.Waiting, error) {
	var out []view.Waiting
	for _, sort := range []func(store.Tx, rollout.State) ([]view.Waiting, error){c.waitsPause, c.incidentWaits, c.approvalWaits, c.holdWaits, c.waveWaits, c.reviewWaits} {
		more, err := sort(tx, s)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

// incidentWaits are incidents that the asker was told of and nobody has, and
// those that are theirs.
func (c *Call) incidentWaits(tx store.Tx, s rollout.State) ([]view.Waiting, error) {
	const most = 100 // the worst; who has more on their plate needs the list
	live, err := store.LiveIncidents(tx, s.Plan, most)
	if err != nil || len(live) == 0 {
		return nil, err
	}
	p, err := store.Plan(tx, s.Plan)
	if err != nil {
		return nil, err
	}
	seen, err := c.listed(tx, p, live)
	if err != nil {
		return nil, err
	}
	var out []view.Waiting
	for _, l := range seen {
		if l.Masked {
			continue
		}
		if w, ok := view.IncidentWaits(l.Incident, c.Person.ID, c.Now); ok {
			out = append(out, w)
		}
	}
	return out, nil
}
