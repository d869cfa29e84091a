package commands

import (
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

var cmdOncall = &Command{
	Name: "oncall", Args: "[AREA [SEV]] [at TIME]", Short: "Who would be told, step by step, with clock times",
	Long: "Without an area: who is told first in each. The time is in your own zone: `at 14:05`, `at tomorrow 09:00`, `at sat 22:00`, `at 2026-07-22 14:05`. " +
		"Nobody is told anything by asking.",
	Needs: rollout.RightRead, Run: oncall,
}

func oncall(c *Call) (Reply, error) {
	var card view.Card
	err := c.View(func(tx store.Tx) error {
		p, s, err := c.plan(tx)
		if err != nil {
			return err
		}
		d, err := duty(tx, p)
		if err != nil {
			return err
		}
		areas := rollout.Areas(p)
		area, n := matchArea(areas, c.Line.Words())
		c.Line.Drop(n)
		sev, ok := c.Line.Severity()
		if !ok {
			sev = rollout.DefaultSeverity
		}
		at := c.Now
		if c.Line.Take("at") {
			if at, err = readTime(c.Line.Words(), c.Now, c.zone(s)); err != nil {
				return err
			}
			c.Line.Rest()
		}
		if !c.Line.Empty() {
			return noSuchArea(plainText(c.Line.Left()), areas)
		}
		if n > 0 {
			areas = []rollout.Area{area}
		}
		var out []view.Oncall
		for _, a := range areas {
			pol := rollout.PolicyFor(p, s, a.Row, sev)
			out = append(out, view.Oncall{Plan: p.ID, Agent: s.Agent, Policy: pol, At: at, Forecast: rollout.Foresee(pol, d, at)})
		}
		if n > 0 {
			card = view.OncallCard(out[0])
		} else {
			card = view.OncallAreas(out)
		}
		return nil
	})
	if err != nil {
		return Reply{}, err
	}
	return say(card), nil
}

// zone is where the asker's clock hangs: their own zone, else the plan's.
func (c *Call) zone(s rollout.State) *time.Location {
	for _, name := range []string{c.Person.Zone, s.Zone} {
		if name == "" {
			continue
		}
		if zone, err := time.LoadLocation(name); err == nil {
			return zone
		}
	}
	return time.UTC
}
