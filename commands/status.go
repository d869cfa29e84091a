package commands

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/rolloutbot/rollout/internal/planfile"
	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

var cmdStatus = &Command{
	Name: "status", Args: "[AGENT|all]", Short: "How an agent stands, worst first", Needs: rollout.RightRead,
	Long: "Without a name: the channel's agent, or all of them where the channel has none. `status all` lists every agent.",
	Run:  status,
}

// agentsPage is how many agents a page of `status all` shows.
const agentsPage = 20

func status(c *Call) (Reply, error) {
	share := c.Line.Take("share")
	var card view.Card
	var line string
	err := c.View(func(tx store.Tx) error {
		all := c.Line.Take("all")
		from := c.takeFrom()
		if !all && !c.Line.Empty() && c.named == "" {
			states, err := store.States(tx, "", 0)
			if err != nil {
				return err
			}
			s, n := matchPlan(states, c.Line.Words())
			if n == 0 || n < len(c.Line.Words()) {
				return noSuchPlan(plainText(c.Line.Left()), states)
			}
			c.Line.Drop(n)
			c.named = s.Plan
		}
		if err := c.done(); err != nil {
			return err
		}
		id, err := c.planID(tx)
		var several *pick
		switch {
		case errors.Is(err, errNoPlan):
			card = view.StatusNone(len(c.d.Samples) > 0)
			return nil
		case all || errors.As(err, &several):
			card, err = c.statusAll(tx, from, share)
			line = "status share all"
			return err
		case err != nil:
			return err
		}
		data, err := c.statusOf(tx, id, share)
		if err != nil {
			return err
		}
		line = fmt.Sprintf("in %s status share", id)
		card = view.Status(data, c.Now)
		return nil
	})
	if err != nil {
		return Reply{}, err
	}
	if share {
		return Reply{Card: &card, Public: true}, nil
	}
	if line != "" && c.Channel != "" {
		card = card.WithShare(line)
	}
	return say(card), nil
}

// statusOf is how one plan stands. A shared answer is read by everybody in the
// channel, so it is masked as for a stranger and holds nothing personal.
func (c *Call) statusOf(tx store.Tx, id rollout.PlanID, share bool) (view.StatusData, error) {
	k, err := deskOf(tx, id)
	if err != nil {
		return view.StatusData{}, err
	}
	data, err := c.counted(tx, k.state)
	if err != nil {
		return view.StatusData{}, err
	}
	const shown = 8 // more than any answer shows
	worst, err := store.LiveIncidents(tx, id, shown)
	if err != nil {
		return view.StatusData{}, err
	}
	data.Unfilled = len(k.plan.Unfilled(k.duty))
	if data.Wave, data.Holds, err = c.waveStatus(tx, k); err != nil {
		return data, err
	}
	if data.Budget, err = c.budgetLine(tx, k); err != nil {
		return data, err
	}
	if data.LateReviews, err = c.lateReviews(tx, k.state); err != nil {
		return data, err
	}
	who := c.viewer(k.duty.House)
	if share {
		who = rollout.Viewer{Channel: c.Channel}
	}
	for _, in := range worst {
		l, err := listed(tx, k.plan, in, who)
		if err != nil {
			return data, err
		}
		data.Open = append(data.Open, l)
	}
	counts := view.CountFields(fieldsOf(k.plan, k.state))
	data.Unclear, data.Assumed = counts.Unclear, counts.Assumed
	if !share {
		data.CanFix = c.may(rollout.RightActivate, k.state, k.duty) == nil
		data.Waits, err = c.waits(tx, k.state)
	}
	return data, err
}

// counted is how many incidents of a plan are live and late. Both are counted
// in indexes: what it costs grows neither with history nor with the texts.
func (c *Call) counted(tx store.Tx, s rollout.State) (view.StatusData, error) {
	const most = 1000 // late ones beyond are not counted
	data := view.StatusData{State: s}
	var err error
	if data.Live, err = store.LiveCount(tx, s.Plan); err != nil || data.Live == 0 {
		return data, err
	}
	data.Late, err = store.LateCount(tx, s.Plan, c.Now, most)
	return data, err
}

// statusAll is a line for each agent, worst first: those that are stopped or
// paused, then with late incidents, with open ones, and by name.
func (c *Call) statusAll(tx store.Tx, from int, share bool) (view.Card, error) {
	states, err := store.States(tx, "", 0)
	if err != nil {
		return view.Card{}, err
	}
	var all []view.StatusData
	for _, s := range states {
		data, err := c.counted(tx, s)
		if err != nil {
			return view.Card{}, err
		}
		all = append(all, data)
	}
	slices.SortStableFunc(all, func(a, b view.StatusData) int {
		if a, b := a.State.Halted(), b.State.Halted(); a != b {
			if a {
				return -1
			}
			return 1
		}
		if a.Late != b.Late {
			return b.Late - a.Late
		}
		if a.Live != b.Live {
			return b.Live - a.Live
		}
		return strings.Compare(strings.ToLower(a.State.Agent), strings.ToLower(b.State.Agent))
	})
	page := view.StatusPage{Total: len(all), Skipped: min(from, len(all))}
	for _, data := range all[page.Skipped:min(page.Skipped+agentsPage, len(all))] {
		full, err := c.statusOf(tx, data.State.Plan, share)
		if err != nil {
			return view.Card{}, err
		}
		page.Agents = append(page.Agents, full)
	}
	if next := page.Skipped + len(page.Agents); next < len(all) {
		page.More = fmt.Sprintf("status all from %d", next)
	}
	return view.StatusAll(page), nil
}

// fieldsOf is every field of a plan as it was understood, with what people
// have confirmed since.
func fieldsOf(p rollout.Plan, s rollout.State) []view.Field {
	confirmed := func(path, text string) bool {
		c, ok := s.Confirmed[path]
		return ok && c.Hash == planfile.Hash(text)
	}
	titles := map[string]string{} // by the path of a field of a wave's row
	for i, w := range p.Waves {
		for _, field := range []string{"wave", "users", "scope", "entry", "exit", "date"} {
			if strings.TrimSpace(w.Name.Text) != "" {
				titles[fmt.Sprintf("waves[%d].%s", i, field)] = w.Title()
			}
		}
	}
	var out []view.Field
	for _, e := range planfile.Understanding(p, nil).Fields {
		out = append(out, view.Field{
			Row: titles[e.Path], Section: e.Section, Path: e.Path, Line: e.Line, Text: e.Text, Reading: e.Reading, Status: e.Status,
			Confirmed: confirmed(e.Path, e.Text),
		})
	}
	return out
}
