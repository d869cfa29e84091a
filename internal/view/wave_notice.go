package view

import (
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// waveItem words a wave's date in the digest of the rollout lead.
func waveItem(it rollout.DigestItem) string {
	f := facts(it.Facts)
	when := waveWhen(it)
	if at := f.time(rollout.FactHeldAt); !at.IsZero() {
		held := holdWords(rollout.Hold{By: f.user(rollout.FactBy), At: at, Because: f[rollout.FactBecause]})
		when = dots("held: the rollout is "+held, "planned for "+dayText(it.Due))
	}
	line := dots("*"+sentence(Line(f[rollout.FactWave]))+"*", Excerpt(it.Agent, 80), when, Excerpt(f[rollout.FactUsers], 100))
	if lead := f.places(rollout.FactOwners); len(lead) > 0 && it.Settled == "" {
		line += "\nAsked of " + Places(lead) + ", who leads the rollout, and of you as plan owner since it is late for more than a week."
	}
	return line
}

// tickItem words what an owner is asked to confirm before a wave begins.
func tickItem(it rollout.DigestItem) string {
	f := facts(it.Facts)
	when := ""
	if it.Settled == "" {
		when = waveWhen(it)
	}
	return dots("*"+textOr(Excerpt(f[rollout.FactCriterion], 200))+"*", Excerpt(it.Agent, 80), Line(f[rollout.FactWave]), when, Excerpt(f[rollout.FactUsers], 100))
}

// waveWhen words how far a wave's planned day is.
func waveWhen(it rollout.DigestItem) string {
	on := dayText(it.Due)
	switch days := facts(it.Facts).number(rollout.FactInDays); {
	case days < 0:
		return "late: it was planned for " + on
	case days == 0:
		return "planned for today"
	case days == 1:
		return "planned for tomorrow, " + on
	default:
		return "planned for " + on + ", in " + count(days, "day", "days")
	}
}

func (n notice) waveTitle() string { return Line(n.facts[rollout.FactWave]) }

// ofAgent begins a message about a wave.
func (n notice) ofAgent(what string) string {
	return "*" + Line(n.facts[rollout.FactAgent]) + ": " + n.waveTitle() + " " + what + "*"
}

// fact is a labelled fact, "" where there is none.
func (n notice) fact(label, name string) string { return labelled(label, n.facts[name]) }

// waveStartedNotice is the announcement by which a wave begins: one post with
// all that its users and those who help them need.
func waveStartedNotice(n notice) Card {
	var d draft
	lead := dots(n.ofAgent("has begun"), Excerpt(n.facts[rollout.FactUsers], 200))
	d.say("%s", lead)
	d.lines(
		n.fact("Scope", rollout.FactScope),
		n.fact("Support materials", rollout.FactMaterials),
		n.fact("Known limitations", rollout.FactLimitations),
		"Something wrong? "+Code("report what happened"),
	)
	d.lines(n.letPass()...)
	d.small("Started by " + Person(n.user(rollout.FactBy)))
	return d.card(lead)
}

// letPass says what the wave's gates let pass although it was not met.
func (n notice) letPass() (lines []string) {
	if all := n.facts[rollout.FactWaived]; all != "" {
		waived := strings.Split(all, "\n")
		names := make([]string, len(waived))
		for i, w := range waived {
			key, approval, _ := strings.Cut(w, " ")
			names[i] = Line(key) + " (" + Line(approval) + ")"
		}
		lines = append(lines, "It passed with "+count(len(waived), "criterion", "criteria")+" waived: "+List(names, 5)+".")
	}
	if all := n.facts[rollout.FactEmptyGate]; all != "" {
		for _, why := range strings.Split(all, "\n") {
			gate, text, _ := strings.Cut(why, " ")
			lines = append(lines, "Its "+Line(gate)+" gate had no criteria: "+Quote(text, 200))
		}
	}
	return lines
}

func waveDoneNotice(n notice) Card {
	return n.waveOver(dots(n.ofAgent("is complete"), "completed by "+Person(n.user(rollout.FactBy))))
}

func waveCancelledNotice(n notice) Card {
	return n.waveOver(dots(n.ofAgent("is cancelled"), "by "+Person(n.user(rollout.FactBy)), Excerpt(n.facts[rollout.FactBecause], 500)))
}

func waveMovedNotice(n notice) Card {
	was := textOr(Excerpt(n.facts[rollout.FactWas], 100))
	if n.facts[rollout.FactWas] == "" {
		was = "without a date"
	}
	return said("%s: %s is planned for %s now, was %s, moved by %s.", n.agent(), n.waveTitle(), Line(n.facts[rollout.FactMovedTo]), was, Person(n.user(rollout.FactBy)))
}

// waveOver says how a wave ended and what comes next.
func (n notice) waveOver(lead string) Card {
	var d draft
	d.say("%s", lead)
	d.lines(n.letPass()...)
	switch {
	case n.facts[rollout.FactStage] == string(rollout.Live):
		d.say("That was the last wave: the plan is live.")
	case n.facts[rollout.FactNextRuns] != "":
		d.say("%s", sentence(Line(n.facts[rollout.FactNextWave]))+" goes on; it runs since "+Time(n.time(rollout.FactNextRuns))+".")
	case n.facts[rollout.FactNextRow] != "":
		d.with(n.checkButton(rollout.FactNextRow, rollout.FactNextWave), "Next: "+Line(n.facts[rollout.FactNextWave]))
	}
	return d.card(lead)
}

func (n notice) checkButton(row, title string) Button {
	return Button{
		Text: "Check the gate", Line: "in " + n.facts[rollout.FactIn] + " wave check " + n.facts[row],
		Label: "Check the gate of " + oneLine(n.facts[title]),
	}
}
