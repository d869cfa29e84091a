package commands

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

// statusAll is a page of a line for each agent, worst first: those that are
// stopped or paused, then with late incidents, with open ones, and by name. Names
// and running counts say the order; only the page's own plans are loaded.
func (c *Call) statusAll(tx store.Tx, from int) (view.Card, error) {
	order, err := c.worstFirst(tx)
	if err != nil {
		return view.Card{}, err
	}
	page := view.StatusPage{Total: len(order), Skipped: min(from, len(order))}
	for _, id := range order[page.Skipped:min(page.Skipped+agentsPage, len(order))] {
		k, err := deskOf(tx, id)
		if err != nil {
			return view.Card{}, err
		}
		data, err := c.statusLine(tx, k)
		if err != nil {
			return view.Card{}, err
		}
		page.Agents = append(page.Agents, data)
	}
	if next := page.Skipped + len(page.Agents); next < len(order) {
		page.More = fmt.Sprintf("status all from %d", next)
	}
	return view.StatusAll(page), nil
}

// worstFirst lists all plans in the order of status all.
func (c *Call) worstFirst(tx store.Tx) ([]rollout.PlanID, error) {
	const most = 1000 // late ones beyond are not counted
	names, err := store.PlanNames(tx)
	if err != nil {
		return nil, err
	}
	halted, _, err := store.PausedPlans(tx)
	if err != nil {
		return nil, err
	}
	live, err := store.LiveCounts(tx)
	if err != nil {
		return nil, err
	}
	stops := make(map[rollout.PlanID]bool, len(halted))
	for _, id := range halted {
		stops[id] = true
	}
	type standing struct {
		plan       rollout.PlanID
		late, live int
		halted     bool
	}
	var bad []standing
	var well []rollout.PlanID
	for _, name := range names {
		s := standing{plan: name.Plan, live: live[name.Plan], halted: stops[name.Plan]}
		if s.live == 0 && !s.halted {
			well = append(well, s.plan)
			continue
		}
		if s.live > 0 {
			if s.late, err = store.LateCount(tx, s.plan, c.Now, most); err != nil {
				return nil, err
			}
		}
		bad = append(bad, s)
	}
	slices.SortStableFunc(bad, func(a, b standing) int { // they come by name
		if a.halted != b.halted {
			if a.halted {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(b.late, a.late), cmp.Compare(b.live, a.live))
	})
	order := make([]rollout.PlanID, 0, len(names))
	for _, s := range bad {
		order = append(order, s.plan)
	}
	return append(order, well...), nil
}
