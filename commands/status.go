package commands

import (
	"errors"
	"fmt"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

var cmdStatus = &Command{
	Name: "status", Args: "[AGENT|all]", Short: "How an agent stands, worst first", Needs: rollout.RightStatus,
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
		from, err := c.takeFrom()
		if err != nil {
			return err
		}
		if !all && !c.Line.Empty() && c.named == "" {
			s, n, err := store.PlanCalled(tx, c.Line.Words())
			if err != nil {
				return err
			}
			if n == 0 || n < len(c.Line.Words()) {
				return noSuchPlan(tx, plainText(c.Line.Left()))
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
			card, err = c.statusAll(tx, from)
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
	data, err := c.statusLine(tx, k)
	if err != nil {
		return data, err
	}
	const shown = 8 // more than any answer shows
	worst, err := store.LiveIncidents(tx, id, shown)
	if err != nil {
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
	if !share {
		data.CanFix = c.may(rollout.RightActivate, k.state, k.duty) == nil
		data.Waits, err = c.waits(tx, k.state)
	}
	return data, err
}

// statusLine is what a plan's line in a list of plans says.
func (c *Call) statusLine(tx store.Tx, k desk) (data view.StatusData, err error) {
	const most = 1000 // late ones beyond are not counted
	data.State, data.Unfilled = k.state, len(k.plan.Unfilled(k.duty))
	if data.Unclear, data.Assumed, err = openFields(tx, k); err != nil {
		return data, err
	}
	if data.Live, err = store.LiveCount(tx, k.plan.ID); err != nil {
		return data, err
	}
	if data.Live > 0 {
		if data.Late, err = store.LateCount(tx, k.plan.ID, c.Now, most); err != nil {
			return data, err
		}
	}
	if data.Wave, err = c.waveStatus(tx, k); err != nil {
		return data, err
	}
	if data.Budget, err = c.budgetLine(tx, k); err != nil {
		return data, err
	}
	data.LateReviews, err = c.lateReviews(tx, k.state)
	return data, err
}
