package view

import (
	"fmt"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// happened words one thing that happened to an incident: a line of its story,
// and of its card's thread.
func happened(h rollout.Happening) string {
	words, ok := happenings[h.What]
	if !ok {
		return textOr(Line(string(h.What)))
	}
	return textOr(words(h, h.Args))
}

// happenings has the words of everything that can happen; a test lists what
// has none.
var happenings = map[rollout.What]func(h rollout.Happening, f facts) string{
	rollout.DidOpen: func(h rollout.Happening, _ facts) string {
		return Person(h.Who) + " reported it"
	},
	rollout.DidHold: func(h rollout.Happening, f facts) string {
		return dots("Outside hours: people are told "+When(f.time(rollout.FactUntil), h.At), f.late())
	},
	rollout.DidTell: func(h rollout.Happening, f facts) string {
		lead := "Told " + f.roles(rollout.FactRole) + ": " + Places(f.places(rollout.FactTo))
		why := ""
		switch f[rollout.FactWhy] {
		case rollout.WhySoft:
			why = "outside hours, channel only"
		case rollout.WhyRelease:
			why = "released before"
		case rollout.WhyRound:
			why = fmt.Sprintf("round %d", h.Round)
		case rollout.WhyPath:
			why = fmt.Sprintf("step %d, nobody had answered", h.Step+1)
		}
		return dots(lead, why, f.late(), nextInLine(h, f))
	},
	rollout.DidRemind: func(h rollout.Happening, f facts) string {
		return dots("Reminded "+f.roles(rollout.FactRole)+": "+Places(f.places(rollout.FactTo)), f.late(), nextInLine(h, f))
	},
	rollout.DidMiss: func(_ rollout.Happening, f facts) string {
		return dots("Nobody fills "+f.roles(rollout.FactRole)+", so nobody was told", f.late())
	},
	rollout.DidLeaveOut: func(_ rollout.Happening, f facts) string {
		return "Left out " + Places(f.places(rollout.FactTo)) + " for " + f.roles(rollout.FactRole) + ": this is private, and that channel is not"
	},
	rollout.DidSkip: func(h rollout.Happening, f facts) string {
		what := "Skipped step " + fmt.Sprint(h.Step+1)
		if r := f[rollout.FactRole]; r != "" {
			what += ", " + f.roles(rollout.FactRole)
		}
		if f[rollout.FactWhy] == rollout.WhyReminder {
			what = "Skipped the reminder"
		}
		due := f.time(rollout.FactDue)
		if due.IsZero() {
			return what + ": the bot was down"
		}
		return what + " due " + When(due, h.At) + ": the bot was down"
	},
	rollout.DidRound: func(h rollout.Happening, _ facts) string {
		return fmt.Sprintf("Round %d begins: the whole path was told and nobody acknowledged", h.Round)
	},
	rollout.DidExhaust: func(_ rollout.Happening, f facts) string {
		return dots("The path has ended and nobody acknowledged; the plan owner and the fallback channel are told", f.late())
	},
	rollout.DidMissAll: func(_ rollout.Happening, f facts) string {
		return dots("No role on the path is filled; the plan owner, the administrators and the fallback channel are told", f.late())
	},
	rollout.DidDaily: func(_ rollout.Happening, f facts) string {
		return dots(dailyWords(f), f.late())
	},
	rollout.DidSayLate: func(h rollout.Happening, _ facts) string {
		return "Told " + Person(h.Who) + ", who reported it, that nobody has taken it yet"
	},
	rollout.DidAck: func(h rollout.Happening, _ facts) string {
		return Person(h.Who) + " acknowledged it; nobody further is told"
	},
	rollout.DidRelease: func(h rollout.Happening, _ facts) string {
		return Person(h.Who) + " released it; its owner is told again"
	},
	rollout.DidNote: func(h rollout.Happening, f facts) string {
		return Person(h.Who) + " noted: " + longText(Esc(f[rollout.FactNote]))
	},
	rollout.DidResolve: func(h rollout.Happening, f facts) string {
		how := ""
		if r := f[rollout.FactResolution]; r != "" {
			how = ": " + longText(Esc(r))
		}
		return Person(h.Who) + " resolved it" + how
	},
	rollout.DidClose: func(rollout.Happening, facts) string {
		return "Closed, seven days after it was resolved"
	},
}

// nextInLine says in a line who is next, when somebody is.
func nextInLine(h rollout.Happening, f facts) string {
	at := f.time(rollout.FactNextAt)
	if at.IsZero() || f[rollout.FactNext] == "" {
		return ""
	}
	return "next " + f.roles(rollout.FactNext) + " " + When(at, h.At)
}

// dailyWords number the tellings of an incident that nobody answers.
func dailyWords(f facts) string {
	return fmt.Sprintf("Daily reminder %d: still nobody has acknowledged", max(1, f.number(rollout.FactTimes)))
}
