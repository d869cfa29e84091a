package view

import (
	"fmt"
	"strings"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// LogEntry is one entry of the record as one viewer may see it. A masked one
// says that something happened in private, and nothing else.
type LogEntry struct {
	Seq     uint64
	At      time.Time
	Verb    rollout.Verb
	Who     rollout.UserID // "": the bot itself
	Name    string         // of who, as the chat showed it then
	Agent   string
	Subject string
	Why     string
	Masked  bool
}

// logWords say what a verb did, with the subject put in for %s. A verb without
// words here is shown by its own name: the record hides nothing.
var logWords = map[rollout.Verb]string{
	rollout.VerbHouse:  "read a changed configuration: administrators, auditors, fallback channel",
	rollout.VerbImport: "imported the plan", rollout.VerbActivate: "activated the plan", rollout.VerbLink: "gave the plan a home channel",
	rollout.VerbRolloutHold: "held the rollout", rollout.VerbRolloutResume: "ended the hold of the rollout",
	rollout.VerbConfirm: "confirmed readings", rollout.VerbOwnerSet: "filled a role",
	rollout.VerbOpen: "opened %s", rollout.VerbAck: "acknowledged %s", rollout.VerbRelease: "released %s", rollout.VerbNote: "noted on %s",
	rollout.VerbResolve: "resolved %s", rollout.VerbStep: "told the next of %s", rollout.VerbRemind: "reminded of %s",
	rollout.VerbDaily: "told %s again", rollout.VerbHold: "put %s off to opening", rollout.VerbClose: "closed %s",
	rollout.VerbSpend: "booked spend", rollout.VerbUndo: "took spend back", rollout.VerbReverse: "reversed spend", rollout.VerbSpendFeed: "booked a row of a feed",
	rollout.VerbReviewDone: "finished a review", rollout.VerbReviewSkip: "skipped a review", rollout.VerbReviewSnooze: "put a review off",
	rollout.VerbWaveStart: "started a wave", rollout.VerbWaveComplete: "completed a wave", rollout.VerbWaveCancel: "cancelled a wave", rollout.VerbWaveMove: "moved a wave",
	rollout.VerbTick: "ticked a criterion", rollout.VerbUntick: "took a tick back", rollout.VerbWaive: "waived a criterion", rollout.VerbNoCriteria: "passed an empty gate with a reason",
	rollout.VerbAsk: "asked for %s", rollout.VerbApprove: "approved %s", rollout.VerbDecline: "declined %s", rollout.VerbExpire: "let %s expire", rollout.VerbSupersede: "superseded %s",
}

// Log shows the newest entries of the record, newest first.
func Log(of string, entries []LogEntry, more bool) Card {
	if len(entries) == 0 {
		return said("Nothing is recorded of %s yet.", Line(of))
	}
	var d draft
	text := "The record of " + Line(of) + ", newest first"
	d.say("*%s*", text)
	paragraph := ""
	for _, e := range entries {
		line := logLine(e)
		if units(paragraph)+units(line) > 2500 {
			d.say("%s", paragraph)
			paragraph = ""
		}
		paragraph = joined([]string{paragraph, line}, "\n")
	}
	d.say("%s", paragraph)
	if more {
		d.small("There is more. Say how many you want: " + Code("log 50"))
	}
	return d.card(text)
}

func logLine(e LogEntry) string {
	if e.Masked {
		return dots(Time(e.At), "something in private")
	}
	who := "The bot"
	if e.Who != "" {
		who = Person(e.Who)
	}
	what := strings.ReplaceAll(string(e.Verb), ".", " ") + " " + Line(e.Subject)
	if words := logWords[e.Verb]; words != "" {
		what = words
		if strings.Contains(words, "%s") {
			what = fmt.Sprintf(words, Line(e.Subject))
		}
	}
	why := ""
	if e.Why != "" {
		why = Excerpt(e.Why, 120)
	}
	return dots(Time(e.At), who+" "+what, why)
}
