package view

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// nothingOff ends every alert: a message about money must not be taken for one
// about the agent's state.
const nothingOff = "Nothing was switched off."

// budgetNotice tells the budget owner which levels of spend were reached, and
// what the plan has that its owner may be asked to do.
func budgetNotice(n notice) Card {
	var d draft
	agent := Excerpt(n.facts[rollout.FactAgent], 100)
	period := PeriodName(rollout.Period(n.facts[rollout.FactPeriod]))
	levels := lineList(n.facts[rollout.FactLevels])
	lead := dots("*"+textOr(agent)+"*", Excerpt(period, 20), Truncate(n.spent(), 200))
	if c := n.corrected(); c != "" {
		lead = dots("*"+textOr(agent)+"*", Excerpt(period, 20))
		d.lines(lead, c, n.lines(), nothingOff)
		return d.card(joined([]string{lead + ".", c, nothingOff}, " "))
	}
	d.say("%s", lead)
	of := ""
	if n.facts[rollout.FactBudget] != "" {
		of = " of the budget"
	}
	reached := n.reached() + List(levels, 8) + of + "."
	daily := ""
	if t := n.facts[rollout.FactDaily]; t != "" {
		daily = "The daily budget is taken for the whole month: " + Excerpt(t, 80) + "."
	}
	pause := ""
	if n.facts[rollout.FactPause] != "" {
		pause = "The plan says to pause here. That is for people to decide."
	}
	trigger := n.facts[rollout.FactTrigger]
	if trigger != "" {
		pause = "It may meet the pause trigger " + Quote(trigger, 200) + ". That is for people to decide."
	}
	center := ""
	if t := n.facts[rollout.FactCenter]; t != "" {
		center = "Cost centre: " + Excerpt(t, 200)
	}
	waited := ""
	if at := n.time(rollout.FactReached); !at.IsZero() {
		waited = "That was " + Time(at) + ", outside working hours, and below all of the budget, so it waited for the morning."
	}
	d.lines(reached, waited, daily, pause, center)
	if ask := n.asks(); len(ask) > 0 {
		d.lines(append([]string{"What their owner can be asked to do; I do not change the model:"}, ask...)...)
	}
	if trigger != "" {
		what := Truncate(oneLine("Spend of "+n.facts[rollout.FactSpent]+" in "+period), 150)
		d.buttons(askForPause(rollout.PlanID(n.facts[rollout.FactPlan]), what, "the budget", trigger)...)
	}
	d.lines(n.lines(), n.whyYou(), nothingOff)
	return d.card(joined([]string{lead + ".", reached, nothingOff}, " "))
}

// lines is how to look at what was booked.
func (n notice) lines() string {
	return "The lines: " + Code("in "+n.facts[rollout.FactPlan]+" budget show "+n.facts[rollout.FactPeriod])
}

// reached says why the levels are told now.
func (n notice) reached() string {
	switch rollout.Cause(n.facts[rollout.FactCause]) {
	case rollout.CauseAgain:
		return "Reached again, after spend was taken back: "
	case rollout.CauseActivated:
		return "Reached while the plan was a draft: "
	case rollout.CauseImported:
		return "Reached since the plan was imported anew: "
	}
	return "Reached for the first time: "
}

// corrected says which of the levels are reached no more, since spend was taken
// back; "" while all of them stand.
func (n notice) corrected() string {
	total, ok := n.record.(rollout.SpendTotal)
	alert, err := strconv.Atoi(n.facts[rollout.FactAlert])
	if !ok || err != nil {
		return ""
	}
	var gone, stand, lines []string
	var last rollout.TakenBack
	told := total.Told(alert)
	for _, c := range told {
		if c.Back == nil {
			stand = append(stand, Excerpt(c.Words, 80))
			continue
		}
		gone = append(gone, Excerpt(c.Words, 80))
		if line := Line(c.Back.By); !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
		if c.Back.At.After(last.At) {
			last = *c.Back
		}
	}
	switch {
	case len(told) == 0: // of long ago: no more is kept of it
		return "Corrected: what reached " + List(lineList(n.facts[rollout.FactLevels]), 8) + " was taken back."
	case len(gone) == 0:
		return ""
	}
	now := Line(last.Left.String())
	if budget := n.facts[rollout.FactBudget]; budget != "" {
		now += " of " + Line(budget)
	}
	were := " was"
	if len(lines) > 1 {
		were = " were"
	}
	text := "Corrected: " + List(lines, 8) + were + " taken back, which left " + now + ". Reached no more: " + List(gone, 8) + "."
	if len(stand) > 0 {
		text += " Still reached: " + List(stand, 8) + "."
	}
	return text
}

// spent is how much of the budget is gone.
func (n notice) spent() string {
	text := Line(n.facts[rollout.FactSpent])
	if budget := n.facts[rollout.FactBudget]; budget != "" {
		text += " of " + Line(budget)
	}
	if percent := n.facts[rollout.FactPercent]; percent != "" {
		text += ", " + Line(percent) + " %"
	}
	return text
}

// asks quotes what the plan has against spending too much.
func (n notice) asks() []string {
	var all []string
	if t := n.facts[rollout.FactRouting]; t != "" {
		all = append(all, "Model routing: "+Quote(t, 600))
	}
	if t := n.facts[rollout.FactLimits]; t != "" {
		all = append(all, "Usage limits: "+Quote(t, 600))
	}
	return all
}

func (n notice) whyYou() string {
	switch {
	case n.facts[rollout.FactDraft] != "":
		return "The plan is a draft, so only you hear of this, who imported it."
	case n.facts[rollout.FactStandIn] != "" && n.facts[rollout.FactOwner] != "":
		return "Nobody fills " + Excerpt(n.facts[rollout.FactOwner], 200) + ", who owns the budget, so you hear of this as plan owner: " + Code("owner set")
	case n.facts[rollout.FactStandIn] != "":
		return "The plan names no budget owner, so you hear of this as plan owner."
	}
	return ""
}

// lineList are the lines of a fact that has several.
func lineList(s string) []string {
	var all []string
	for l := range strings.SplitSeq(s, "\n") {
		if l = Excerpt(l, 80); l != "" {
			all = append(all, l)
		}
	}
	return all
}

// PeriodName names a month or a year: "July 2026", "2026".
func PeriodName(p rollout.Period) string {
	if t, err := time.Parse("2006-01", string(p)); err == nil {
		return t.Format("January 2006")
	}
	return string(p)
}
