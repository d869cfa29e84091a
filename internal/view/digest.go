package view

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// digestWords say what an item of a digest asks, by its What.
var digestWords = map[string]func(rollout.DigestItem) string{
	"approval": approvalItem,
	"pause":    pauseItem,
	"review":   reviewItem,
	"tick":     tickItem,
	"wave":     waveItem,
}

// DigestCard is the one message of a person and day: what waits on them, worst
// first, each with its button. What has been settled since says by whom instead.
func DigestCard(g rollout.Digest) Card {
	var d draft
	text := digestHead(g)
	d.say("*%s*", text)
	reviews := 0
	for _, it := range g.Items {
		words, ok := digestWords[it.What]
		line := ""
		if ok {
			line = words(it)
		} else {
			line = Line(it.What)
		}
		switch {
		case it.Settled != "":
			by := ""
			if it.SettledBy != "" {
				by = " by " + Person(it.SettledBy)
			}
			d.say("%s", line+"\n"+sentence(Excerpt(it.Settled, 60))+by+" · "+Time(it.SettledAt))
			continue
		case it.Line == "":
			d.say("%s", line)
			continue
		case it.What == "review":
			reviews++
		}
		d.with(Button{Text: it.Button, Line: it.Line, Label: itemLabel(it)}, line)
	}
	if reviews > 1 {
		d.buttons(Button{Text: fmt.Sprintf("Review all %d", reviews), Line: "review due", Style: Primary})
	}
	late := ""
	switch since := "it speaks for every day since " + dayName(g.From) + "."; {
	case g.Late > 0 && !g.From.IsZero():
		late = "This comes " + Duration(g.Late) + " late, since the bot was down; " + since
	case g.Late > 0:
		late = "This comes " + Duration(g.Late) + " late, since the bot was down."
	case !g.From.IsZero():
		late = "You were not asked before; " + since
	}
	beyond := ""
	if g.Beyond > 0 {
		beyond = count(g.Beyond, "more is not shown", "more are not shown") + ": " + Code("")
	}
	d.small(beyond, late)
	return d.card(text)
}

// itemLabel is what a screen reader says of an item's button.
func itemLabel(it rollout.DigestItem) string {
	if it.What == "wave" {
		return it.Button + " of " + oneLine(it.Facts[rollout.FactWave])
	}
	return it.Button + " " + oneLine(cmp.Or(it.Facts[rollout.FactItem], it.Facts[rollout.FactCriterion]))
}

// digestHead counts what the digest lists, which is what is asked by a day or
// named on it: more may wait on its reader.
func digestHead(g rollout.Digest) string {
	n := map[rollout.Urgency]int{}
	open := 0
	for _, it := range g.Items {
		if it.Settled == "" {
			n[it.Urgency]++
			open++
		}
	}
	if open == 0 {
		return "Nothing of " + dayName(g.Day) + " waits on you any more"
	}
	var parts []string
	for _, p := range []struct {
		of    rollout.Urgency
		words string
	}{{rollout.UrgentLate, "late"}, {rollout.UrgentToday, "due today"}, {rollout.UrgentSoon, "due soon"}, {rollout.UrgentNever, "to know of"}} {
		if n[p.of] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n[p.of], p.words))
		}
	}
	if n[rollout.UrgentNever] == open {
		return "Your day, " + dayName(g.Day)
	}
	return "Asked of you, " + dayName(g.Day) + ": " + strings.Join(parts, ", ")
}

// reviewItem words a review in a digest.
func reviewItem(it rollout.DigestItem) string {
	f := facts(it.Facts)
	line := dots("*"+textOr(Excerpt(f[rollout.FactItem], 100))+"*", Excerpt(it.Agent, 80), periodLabel(f[rollout.FactItemPeriod]))
	if it.Settled != "" {
		return line
	}
	line = dots(line, reviewDue(rollout.ReviewState(f[rollout.FactState]), it.Due, f.number(rollout.FactDays)))
	var more []string
	if owners := f.places(rollout.FactOwners); len(owners) > 0 {
		more = append(more, "Asked of "+Places(owners)+", and of you as plan owner since it is late.")
	}
	if roles := f[rollout.FactUnfilled]; roles != "" {
		filled := "Nobody fills " + f.roles(rollout.FactUnfilled)
		if channels := f.places(rollout.FactChannels); len(channels) > 0 {
			filled = Places(channels) + " fills " + f.roles(rollout.FactUnfilled) + ", and a review is asked of a person"
		}
		more = append(more, filled+", so you are asked as plan owner.")
	}
	if e := f[rollout.FactEvidence]; e != "" {
		more = append(more, "Evidence: "+Excerpt(e, 200))
	}
	return joined(append([]string{line}, more...), "\n")
}
