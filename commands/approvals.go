package commands

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

var cmdApprovals = &Command{
	Name: "approvals", Short: "What waits to be decided, over all agents: what is yours first, then what you asked for",
	Long:  "Requests to waive a criterion, to resume an agent and to pause one, while they are open. `in NAME approvals` is about one agent.",
	Needs: rollout.RightPlanRead, Run: listApprovals,
}

// approvalsPage is how many open requests a page shows.
const approvalsPage = 10

func listApprovals(c *Call) (Reply, error) {
	from, err := c.takeFrom()
	if err != nil {
		return Reply{}, err
	}
	if err := c.done("approvals"); err != nil {
		return Reply{}, err
	}
	var all []view.OpenRequest
	err = c.View(func(tx store.Tx) (err error) {
		if all, err = c.openPauses(tx); err != nil {
			return err
		}
		asked, err := c.openApprovals(tx)
		all = append(all, asked...)
		return err
	})
	if err != nil {
		return Reply{}, err
	}
	slices.SortStableFunc(all, func(a, b view.OpenRequest) int {
		return cmp.Or(cmp.Compare(a.Whose, b.Whose), a.Asked().Compare(b.Asked()))
	})
	page := view.RequestsPage{Total: len(all), Skipped: min(from, len(all))}
	for _, r := range all {
		page.Of[r.Whose]++
	}
	page.Items = all[page.Skipped:min(page.Skipped+approvalsPage, len(all))]
	if next := page.Skipped + len(page.Items); next < len(all) {
		page.More = c.inPlan(fmt.Sprintf("approvals from %d", next))
	}
	return say(view.Approvals(page)), nil
}

// openApprovals are the approvals that wait to be decided, each with those who
// can decide it now.
func (c *Call) openApprovals(tx store.Tx) ([]view.OpenRequest, error) {
	asked, err := store.EveryOpenApproval(tx, c.named)
	if err != nil {
		return nil, err
	}
	roles := map[rollout.PlanID][]string{}
	for _, a := range asked {
		roles[a.Plan] = append(roles[a.Plan], a.Roles...)
	}
	duties := map[rollout.PlanID]rollout.Duty{}
	var out []view.OpenRequest
	for i, a := range asked {
		d, ok := duties[a.Plan]
		if !ok {
			if d, err = store.DutyOf(tx, a.Plan, roles[a.Plan]); err != nil {
				return nil, err
			}
			duties[a.Plan] = d
		}
		r := view.OpenRequest{Approval: &asked[i], Whose: view.Others}
		for _, u := range a.Deciders(d) {
			r.Deciders = append(r.Deciders, rollout.DM(u))
		}
		switch me := rollout.DM(c.Person.ID); {
		case slices.Contains(r.Deciders, me):
			r.Whose = view.ForYou
		case a.Asker == c.Person.ID:
			r.Whose = view.ByYou
		}
		out = append(out, r)
	}
	return out, nil
}

// openPauses are the pauses that somebody asks for and nobody has decided.
func (c *Call) openPauses(tx store.Tx) ([]view.OpenRequest, error) {
	_, asked, err := store.PausedPlans(tx)
	if err != nil {
		return nil, err
	}
	var out []view.OpenRequest
	for _, id := range asked {
		if c.named != "" && id != c.named {
			continue
		}
		s, err := store.State(tx, id)
		if err != nil {
			return nil, err
		}
		k, err := c.pauseAt(tx, s.Pause.ID, false)
		if err != nil {
			return nil, err
		}
		r := view.OpenRequest{Pause: &k.pause, Deciders: k.pause.Told, Whose: view.Others}
		asks := func(a rollout.PauseAsk) bool { return a.By == c.Person.ID }
		switch {
		case rollout.May(rollout.RightPause, c.stops(k)) == nil:
			r.Whose = view.ForYou
		case k.pause.Asker == c.Person.ID || slices.ContainsFunc(k.pause.Also, asks):
			r.Whose = view.ByYou
		}
		out = append(out, r)
	}
	return out, nil
}
