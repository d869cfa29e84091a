package commands

import (
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

var cmdOncall = &Command{
	Name: "oncall", Args: "[AREA [SEV]] [at TIME]", Short: "Who would be told, step by step, with clock times",
	Long: "Without an area: who is told first in each. The time is in your own zone: `at 14:05`, `at tomorrow 09:00`, `at sat 22:00`, `at 2026-07-22 14:05`. " +
		"Nobody is told anything by asking.",
	Needs: rollout.RightStatus, Run: oncall,
}

func oncall(c *Call) (Reply, error) {
	k, err := c.here()
	if err != nil {
		return Reply{}, err
	}
	areas := rollout.Areas(k.plan)
	area, n, _ := matchArea(areas, c.Line.Words())
	c.Line.Drop(n)
	sev, ok, err := c.Line.Severity()
	if err != nil {
		return Reply{}, err
	}
	if !ok {
		sev = rollout.DefaultSeverity
	}
	at := c.Now
	if c.Line.Take("at") {
		if at, err = readTime(c.Line.Words(), c.Now, c.zone(k.state)); err != nil {
			return Reply{}, err
		}
		c.Line.Rest()
	}
	switch {
	case c.Line.Empty():
	case n > 0 || ok:
		return Reply{}, c.done()
	default:
		return Reply{}, noSuchArea(plainText(c.Line.Left()), areas)
	}
	look := func(row rollout.RowID) view.Oncall {
		pol := rollout.PolicyFor(k.plan, k.state, row, sev)
		return view.Oncall{Plan: k.plan.ID, Agent: k.state.Agent, Policy: pol, At: at, Forecast: rollout.Foresee(pol, k.duty, at)}
	}
	if n > 0 {
		return say(view.OncallCard(look(area.Row))), nil
	}
	var all []view.Oncall
	for _, a := range areas {
		all = append(all, look(a.Row))
	}
	return say(view.OncallAreas(all)), nil
}

// zone is where the asker's clock hangs: their own zone, else the plan's.
func (c *Call) zone(s rollout.State) *time.Location {
	for _, name := range []string{c.Person.Zone, s.Zone} {
		if zone, err := rollout.LoadZone(name); err == nil {
			return zone
		}
	}
	return time.UTC
}
