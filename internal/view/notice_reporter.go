package view

import "github.com/rolloutbot/rollout/internal/rollout"

func openedNotice(n notice) Card {
	more := n.toldNow() + " " + sentence(n.due()) + "."
	if halted := HaltedBrief(n.facts, n.now); halted != "" {
		more += " " + sentence(halted) + "."
	}
	if n.settled != "" { // it comes late
		more = n.settled + "."
	}
	return said("Thank you for reporting *%s*, %s.\n%s", Line(n.facts[rollout.FactID]), Quote(n.facts[rollout.FactText], 100), more)
}

// toldNow says who hears of it by the move that the reporter is told of.
func (n notice) toldNow() string {
	switch until := n.time(rollout.FactUntil); {
	case !until.IsZero():
		return "The area is closed now; people are told at opening, " + n.when(until) + "."
	case len(n.places(rollout.FactTo)) > 0:
		return Places(n.places(rollout.FactTo)) + " " + isAre(len(n.places(rollout.FactTo))) + " told now."
	}
	return "Nobody could be told yet; the plan owner hears of that."
}

// releasedNotice tells the reporter that who had it has it no more.
func releasedNotice(n notice) Card {
	next := ""
	if n.facts[rollout.FactUntil] == "" && n.next() != "" {
		next = n.next() + "."
	}
	return said("%s has released *%s*, %s, so nobody has it again.\n%s", Person(n.user(rollout.FactBy)), Line(n.facts[rollout.FactID]),
		Quote(n.facts[rollout.FactText], 100), joined([]string{n.toldNow(), next, "You hear when somebody has it."}, " "))
}

func answeredNotice(n notice) Card {
	return said("%s has taken *%s*, %s. You hear again when it is over.", Person(n.user(rollout.FactBy)), Line(n.facts[rollout.FactID]), Quote(n.facts[rollout.FactText], 100))
}

func resolvedNotice(n notice) Card {
	how := ""
	if r := n.facts[rollout.FactResolution]; r != "" {
		how = "\nHow it ended: " + Excerpt(r, 2000)
	}
	return said("*%s* is resolved by %s: %s%s", Line(n.facts[rollout.FactID]), Person(n.user(rollout.FactBy)), Quote(n.facts[rollout.FactText], 100), how)
}

// lateNotice tells the reporter that the answer time has passed.
func lateNotice(n notice) Card {
	lead := "Nobody has taken *" + Line(n.facts[rollout.FactID]) + "* yet, " + n.quoted() + "."
	if by := n.time(rollout.FactAnswerBy); !by.IsZero() {
		lead += " Its answer was due " + n.when(by) + "."
	}
	return n.noAnswer(lead)
}

// noAnswerNotice tells the reporter that the whole path was told.
func noAnswerNotice(n notice) Card {
	lead := "Everybody on the escalation path of *" + Line(n.facts[rollout.FactID]) + "* was told, " + n.quoted() + ", and nobody has taken it. The plan owner knows."
	if by := n.time(rollout.FactAnswerBy); !by.IsZero() && n.facts[rollout.FactFirstAt] == "" && !never(by) && !n.now.Before(by) {
		lead += " Its answer was due " + n.when(by) + "."
	}
	return n.noAnswer(lead)
}

func (n notice) quoted() string { return Quote(n.facts[rollout.FactText], 100) }

// noAnswer says who was told meanwhile and who is next.
func (n notice) noAnswer(lead string) Card {
	told := "Nobody could be told yet, since nobody fills the roles of its path; the plan owner and the administrators know."
	if places := n.places(rollout.FactTold); len(places) > 0 {
		told = "Told so far: " + Places(places) + "."
	}
	next := n.next()
	if again := n.time(rollout.FactAgain); next == "" && !again.IsZero() {
		next = "Next: the plan owner is told again " + n.when(again) + ", then once a day until somebody takes it"
	}
	if next != "" {
		next += "."
	}
	return said("%s", joined([]string{lead, told, next, joined([]string{"You hear when somebody has it.", n.lateLine()}, " ")}, "\n"))
}
