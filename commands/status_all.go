package commands

import (
	"fmt"
	"slices"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

// statusAll is a page of a line for each agent, worst first. Names, indexes and
// running counts say the order; only the page's own plans are loaded.
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

// standing is a plan's place in the order of status all. Every field is more the
// worse it is, and the first that differs decides.
type standing struct {
	plan rollout.PlanID
	bad  [6]int // stopped or paused (2) or asked to be (1), late incidents, late reviews, on hold, over budget, open incidents
}

// worstFirst lists all plans in the order of status all: those that are stopped
// or paused, those of which somebody asks for it, then with incidents whose
// answer is late, with late reviews, on hold, over their budget, with open
// incidents; and by name.
func (c *Call) worstFirst(tx store.Tx) ([]rollout.PlanID, error) {
	const most = 1000 // late ones beyond are not counted
	names, err := store.PlanNames(tx)
	if err != nil {
		return nil, err
	}
	marks, live, behind, err := c.troubles(tx)
	if err != nil {
		return nil, err
	}
	var bad []standing
	var well []rollout.PlanID
	for _, name := range names {
		m := marks[name.Plan]
		s := standing{plan: name.Plan, bad: [6]int{m[0], 0, behind[name.Plan], m[1], m[2], live[name.Plan]}}
		if s.bad == ([6]int{}) {
			well = append(well, s.plan)
			continue
		}
		if live[name.Plan] > 0 {
			if s.bad[1], err = store.LateCount(tx, s.plan, c.Now, most); err != nil {
				return nil, err
			}
		}
		bad = append(bad, s)
	}
	slices.SortStableFunc(bad, func(a, b standing) int { // they come by name
		return slices.Compare(b.bad[:], a.bad[:])
	})
	order := make([]rollout.PlanID, 0, len(names))
	for _, s := range bad {
		order = append(order, s.plan)
	}
	return append(order, well...), nil
}

// troubles is what is bad of plans, as indexes and running counts have it: of
// each its pause, hold and budget as standing counts them, its live incidents,
// and its late reviews. A day and a month are the house's here, whatever the
// zones of the plans are.
func (c *Call) troubles(tx store.Tx) (marks map[rollout.PlanID][3]int, live, behind map[rollout.PlanID]int, err error) {
	marks = map[rollout.PlanID][3]int{}
	mark := func(ids []rollout.PlanID, at, as int) {
		for _, id := range ids {
			m := marks[id]
			m[at] = as
			marks[id] = m
		}
	}
	h, err := store.House(tx)
	if err != nil {
		return nil, nil, nil, err
	}
	halted, asked, err := store.PausedPlans(tx)
	if err != nil {
		return nil, nil, nil, err
	}
	mark(asked, 0, 1)
	mark(halted, 0, 2)
	held, err := store.HeldPlans(tx)
	if err != nil {
		return nil, nil, nil, err
	}
	mark(held, 1, 1)
	today := c.today(rollout.State{Zone: h.Zone})
	for _, period := range rollout.PeriodsOf(today) {
		over, err := store.PlansOverBudget(tx, period)
		if err != nil {
			return nil, nil, nil, err
		}
		mark(over, 2, 1)
	}
	if live, err = store.LiveCounts(tx); err != nil {
		return nil, nil, nil, err
	}
	behind, err = store.PlansBehind(tx, today)
	return marks, live, behind, err
}
