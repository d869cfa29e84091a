package view

import (
	"fmt"
	"slices"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// pauseHappenings has the words of everything that can happen to a pause: a
// line of its thread, and what who asked is told; a test lists what has none.
var pauseHappenings = map[rollout.What]func(h rollout.Happening, f facts) string{
	rollout.DidPauseAsk: func(h rollout.Happening, _ facts) string { return Person(h.Who) + " asked for a pause" },
	rollout.DidPauseAlso: func(h rollout.Happening, f facts) string {
		return Person(h.Who) + " asks for it too: " + longText(Esc(f[rollout.FactNote]))
	},
	rollout.DidPauseNow: func(h rollout.Happening, _ facts) string {
		return Person(h.Who) + " stops the agent at once; the steps' owners are asked now"
	},
	rollout.DidPauseApprove: func(h rollout.Happening, f facts) string {
		text := Person(h.Who) + " approved the pause; the steps' owners are asked now"
		if said := f[rollout.FactNote]; said != "" {
			text += ": " + longText(Esc(said))
		}
		return text
	},
	rollout.DidPauseDecline: func(h rollout.Happening, f facts) string {
		return Person(h.Who) + " declined the pause, users keep the agent: " + longText(Esc(f[rollout.FactNote]))
	},
	rollout.DidPauseTell: func(_ rollout.Happening, f facts) string {
		return dots("Nobody has decided yet, so "+rungWords(f)+" asked now: "+Places(f.places(rollout.FactTo)), f.late())
	},
	rollout.DidPauseStall: func(_ rollout.Happening, f facts) string {
		return dots("Nobody has confirmed that the agent is off, so these are told now: "+Places(f.places(rollout.FactTo)), f.late())
	},
	rollout.DidPauseAgain: func(_ rollout.Happening, f facts) string {
		return dots(fmt.Sprintf("Daily reminder %d: it still waits", max(1, f.number(rollout.FactTimes))), f.late())
	},
	rollout.DidPauseStep: func(h rollout.Happening, f facts) string {
		return fmt.Sprintf("%s confirmed step %d: %s", Person(h.Who), h.Step+1, Excerpt(f[rollout.FactNote], 300))
	},
	rollout.DidPauseHand: func(h rollout.Happening, f facts) string {
		switch f[rollout.FactWhy] {
		case rollout.WhyNobodyFills:
			return fmt.Sprintf("Step %d is with %s: nobody fills %s", h.Step+1, Places(f.places(rollout.FactTo)), f.roles(rollout.FactRole))
		case rollout.WhyChannelFills:
			return fmt.Sprintf("Step %d is with %s, which a public channel fills, so it is confirmed by somebody else: asked are %s", h.Step+1, f.roles(rollout.FactRole), Places(f.places(rollout.FactTo)))
		}
		return fmt.Sprintf("Step %d is with %s (%s)", h.Step+1, f.roles(rollout.FactRole), Places(f.places(rollout.FactTo)))
	},
	rollout.DidPauseHold: func(h rollout.Happening, f facts) string {
		return fmt.Sprintf("Step %d is a wait, until %s: %s", h.Step+1, Time(f.time(rollout.FactUntil)), Excerpt(f[rollout.FactNote], 300))
	},
	rollout.DidPauseHeld: func(h rollout.Happening, f facts) string {
		return dots(fmt.Sprintf("Step %d, the wait, is over", h.Step+1), f.late())
	},
	rollout.DidPauseStop: func(h rollout.Happening, _ facts) string {
		return "The agent is paused: " + Person(h.Who) + " confirmed the last step that stops it"
	},
	rollout.DidResumeAsk: func(h rollout.Happening, f facts) string {
		return Person(h.Who) + " asks to resume: " + longText(Esc(f[rollout.FactNote]))
	},
	rollout.DidResumeDecline: func(h rollout.Happening, f facts) string {
		who := Person(h.Who) + " declined to resume"
		if h.Who == "" {
			who = "The request to resume came to nothing"
		}
		if f[rollout.FactNote] == "" {
			return who + "; it stays as it is"
		}
		return who + ", it stays as it is: " + longText(Esc(f[rollout.FactNote]))
	},
	rollout.DidResume: func(h rollout.Happening, _ facts) string {
		return Person(h.Who) + " let it be resumed: the agent may be switched on again"
	},
}

func rungWords(f facts) string {
	switch f.number(rollout.FactRung) {
	case 0:
		return "plan owner and rollout lead are"
	case 1:
		return "the security area's owner and path are"
	}
	return "administrators and the fallback channel are"
}

func pauseHappened(n notice) string {
	h := rollout.Happening{
		What: rollout.What(n.facts[rollout.FactWhat]), Who: n.user(rollout.FactBy), At: n.now,
		Step: n.number(rollout.FactStep), Args: n.facts,
	}
	words, ok := pauseHappenings[h.What]
	if !ok {
		return textOr(Line(string(h.What)))
	}
	return textOr(words(h, n.facts))
}

func (n notice) pause() (rollout.Pause, bool) {
	p, ok := n.record.(rollout.Pause)
	return p, ok
}

// pauseAbout names the pause in one line.
func (n notice) pauseAbout() string {
	asked := ""
	if at := n.time(rollout.FactOpened); !at.IsZero() {
		asked = "asked by " + Person(n.user(rollout.FactReporter)) + " " + Time(at)
	}
	return dots(Line(n.facts[rollout.FactID]), asked)
}

func (n notice) agent() string { return "*" + textOr(Excerpt(n.facts[rollout.FactAgent], 80)) + "*" }

// pauseAskedNotice asks somebody who may decide. Once it is decided it loses its
// buttons and says by whom.
func pauseAskedNotice(n notice) Card {
	var d draft
	lead := dots("Pause requested", textOr(Excerpt(n.facts[rollout.FactAgent], 80)), textOr(Excerpt(n.facts[rollout.FactText], leadChars)))
	d.say("%s", bold(lead, "Pause requested"))
	if full := Esc(n.facts[rollout.FactText]); full != textOr(Excerpt(n.facts[rollout.FactText], leadChars)) {
		d.say("%s", longText(full))
	}
	reason := "You may decide: nothing is stopped until somebody does."
	switch n.facts[rollout.FactWhat] {
	case string(rollout.DidPauseAgain):
		reason = "Still nobody has decided. " + fmt.Sprintf("This is daily reminder %d; nothing is stopped until somebody does.", max(1, n.number(rollout.FactTimes)))
	case string(rollout.DidPauseTell):
		if n.number(rollout.FactRung) > 0 {
			reason = "Nobody has decided yet, so you are asked too. Nothing is stopped until somebody does."
		}
	}
	p, ok := n.pause()
	if ok && p.State != rollout.PauseRequested {
		d.lines(n.pauseAbout())
		d.small(pauseSettled(p))
		return d.card(lead)
	}
	d.lines(reason, n.pauseAbout(), n.lateLine())
	if ok {
		d.buttons(decideButtons(p)...)
	}
	return d.card(lead)
}

// pauseSettled says what has become of the pause.
func pauseSettled(p rollout.Pause) string {
	switch p.State {
	case rollout.PauseDeclined:
		return "Declined by " + Person(p.DecidedBy) + " · " + When(p.DecidedAt, p.Asked)
	case rollout.PauseResumed:
		return "Resumed by " + Person(p.ResumedBy) + " · " + When(p.ResumedAt, p.Asked)
	case rollout.PauseRequested:
		return ""
	}
	if !p.PausedAt.IsZero() {
		return "Paused since " + When(p.PausedAt, p.Asked) + " · decided by " + Person(p.DecidedBy)
	}
	return "Approved by " + Person(p.DecidedBy) + " · " + When(p.DecidedAt, p.Asked)
}

// pauseStepNotice asks a step's owner to do it.
func pauseStepNotice(n notice) Card {
	var d draft
	i := n.number(rollout.FactStep)
	lead := fmt.Sprintf("Pausing %s: step %d is yours: %s", textOr(Excerpt(n.facts[rollout.FactAgent], 80)), i+1, textOr(Excerpt(n.facts[rollout.FactNote], 300)))
	d.say("%s", lead)
	p, ok := n.pause()
	if ok && i < len(p.Steps) && (p.Steps[i].Done() || !p.Live()) {
		s := p.Steps[i]
		if s.Done() {
			d.small("Done by " + Person(s.By) + " · " + When(s.At, p.Asked))
		} else {
			d.small(pauseSettled(p))
		}
		return d.card(lead)
	}
	reason, confirm := "", n.places(rollout.FactConfirm)
	switch {
	case len(confirm) > 0:
		reason = "Whoever does it tells " + Places(confirm) + ", who confirms it."
	case n.facts[rollout.FactWhy] == rollout.WhyNobodyFills:
		reason = "Nobody fills " + n.roles(rollout.FactRole) + ", so it is asked of you."
	case n.facts[rollout.FactWhy] == rollout.WhyChannelFills:
		reason = "A public channel fills " + n.roles(rollout.FactRole) + " and was asked too; you confirm that it is done."
	}
	d.lines(reason, why(n.facts[rollout.FactText]), n.pauseAbout())
	if ok && slices.Contains(p.Reached(), i+1) && len(confirm) == 0 {
		b := stepButton(p, i+1)
		b.Style = Primary
		d.buttons(b)
		if p.Steps[i].Stops {
			d.small("Users reach the agent until it is confirmed.")
		}
	}
	return d.card(lead)
}

// pauseStalledNotice says that a stop is not confirmed.
func pauseStalledNotice(n notice) Card {
	var d draft
	p, ok := n.pause()
	lead := "Stopping " + textOr(Excerpt(n.facts[rollout.FactAgent], 80)) + " is not confirmed"
	stands := ok && p.Live() && !p.Stopped()
	if stands {
		lead += ": " + stoppingWords(p)
	}
	d.say("%s", bold(lead, "Stopping"))
	if ok && !stands {
		d.small(pauseSettled(p))
		return d.card(lead)
	}
	d.lines("Find somebody who does the step, and confirm it.", why(n.facts[rollout.FactText]), n.pauseAbout(), n.lateLine())
	if ok {
		var bs []Button
		for _, n := range p.Reached() {
			if p.Steps[n-1].Stops && len(bs) < 5 {
				bs = append(bs, stepButton(p, n))
			}
		}
		d.buttons(bs...)
	}
	return d.card(lead)
}

func pauseLineNotice(n notice) Card { return said("%s", pauseHappened(n)) }

// pauseNewsNotice is for everybody in the plan's home.
func pauseNewsNotice(n notice) Card {
	by := Person(n.user(rollout.FactBy))
	switch rollout.What(n.facts[rollout.FactWhat]) {
	case rollout.DidPauseStop:
		return said("%s is paused: %s confirmed the last step that stops it. Incidents go on; waves stand still.", n.agent(), by)
	case rollout.DidResume:
		if p, ok := n.pause(); ok && p.PausedAt.IsZero() {
			return said("%s is not stopped after all: %s let that be decided. Nobody had confirmed that it was off; whoever switched something off switches it on.", n.agent(), by)
		}
		return said("%s may be used again: %s let it be resumed. Whoever switched it off switches it on.", n.agent(), by)
	case rollout.DidPauseNow, rollout.DidPauseApprove:
		text := n.agent() + " is being paused, decided by " + by + ". Users still reach it until its steps are confirmed."
		return said("%s", joined([]string{text, why(n.facts[rollout.FactText])}, "\n"))
	}
	return said("%s: %s", n.agent(), pauseHappened(n))
}

// pauseAskerNotice tells who asked what has become of it.
func pauseAskerNotice(n notice) Card {
	return said("%s · %s: %s", n.agent(), "*"+textOr(Line(n.facts[rollout.FactID]))+"*", pauseHappened(n))
}

// resumePhrase says what an approval of a resumption asks for.
func resumePhrase(f facts) string {
	return "resume the agent (" + textOr(Line(f[rollout.FactKey])) + ")"
}
