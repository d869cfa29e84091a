package view

import (
	"fmt"
	"strings"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// Notice words a message that nobody asked for, from the facts frozen when it
// was decided. about is the record it speaks of as it is now, nil where there is
// none: a notice with buttons whose subject has been settled since is drawn
// without them and says by whom, which is how a delivered one is settled by an
// edit. The error is a kind without words, a fault of ours.
func Notice(kind rollout.NoticeKind, frozen map[string]string, about rollout.Record, now time.Time) (Card, error) {
	words, ok := notices[kind]
	if !ok {
		return Card{}, fmt.Errorf("no words for a notice of kind %q", kind)
	}
	n := notice{facts: frozen, now: now, record: about}
	switch in := about.(type) {
	case rollout.Incident:
		n.subject = &in
	case *rollout.Incident:
		n.subject = in
	}
	n.settled = settledWords(n.subject)
	return words(n), nil
}

// notice is what the words of a notice are made of.
type notice struct {
	facts
	record  rollout.Record    // as it is now; nil where there is none, or nothing of it may be said
	subject *rollout.Incident // the same, where it is an incident
	settled string            // who settled its incident; "": it still asks for somebody
	now     time.Time
}

var notices = map[rollout.NoticeKind]func(notice) Card{
	rollout.NoticeTold:          toldNotice,
	rollout.NoticeRemind:        remindNotice,
	rollout.NoticeExhausted:     exhaustedNotice,
	rollout.NoticeUnreachable:   unreachableNotice,
	rollout.NoticeLine:          lineNotice,
	rollout.NoticeOpened:        openedNotice,
	rollout.NoticeAnswered:      answeredNotice,
	rollout.NoticeReleased:      releasedNotice,
	rollout.NoticeLate:          lateNotice,
	rollout.NoticeNoAnswer:      noAnswerNotice,
	rollout.NoticeResolved:      resolvedNotice,
	rollout.NoticeOwns:          ownsNotice,
	rollout.NoticeOffice:        officeNotice,
	rollout.NoticeOfficeOver:    officeOverNotice,
	rollout.NoticeOfficeVacant:  officeVacantNotice,
	rollout.NoticeActivated:     activatedNotice,
	rollout.NoticeBudget:        budgetNotice,
	rollout.NoticeSummary:       summaryNotice,
	rollout.NoticeMonthlyEnded:  monthlyEndedNotice,
	rollout.NoticeUndelivered:   undeliveredNotice,
	rollout.NoticeMaskedParked:  maskedNotice,
	rollout.NoticeAsked:         askedNotice,
	rollout.NoticeDecided:       decidedNotice,
	rollout.NoticeWaveStarted:   waveStartedNotice,
	rollout.NoticeWaveDone:      waveDoneNotice,
	rollout.NoticeWaveCancelled: waveCancelledNotice,
	rollout.NoticeWaveMoved:     waveMovedNotice,
	rollout.NoticeCorrected:     correctedNotice,
	rollout.NoticeHeld:          heldNotice,
	rollout.NoticeHoldOver:      holdOverNotice,

	rollout.NoticePauseAsked:   pauseAskedNotice,
	rollout.NoticePauseStep:    pauseStepNotice,
	rollout.NoticePauseStalled: pauseStalledNotice,
	rollout.NoticePauseLine:    pauseLineNotice,
	rollout.NoticePauseNews:    pauseNewsNotice,
	rollout.NoticePauseAsker:   pauseAskerNotice,
}

// settledWords say who settled what a notice asked for; "" while nobody has.
func settledWords(in *rollout.Incident) string {
	if in == nil {
		return ""
	}
	switch in.State {
	case rollout.IncidentAcked:
		return "Acknowledged by " + Person(in.AckBy) + " · " + When(in.AckAt, in.Opened)
	case rollout.IncidentResolved, rollout.IncidentClosed:
		return "Resolved by " + Person(in.ResolvedBy) + " · " + When(in.ResolvedAt, in.Opened)
	}
	return ""
}

// call asks somebody to act: the problem first, why they hear of it, the
// facts, the buttons.
func (n notice) call(why ...string) Card {
	var d draft
	id := Line(n.facts[rollout.FactID])
	sev := rollout.Severity(n.number(rollout.FactSev))
	title := dots(urgent(sev), id)
	if n.settled != "" {
		title = dots(Severity(sev), id)
	}
	lead := dots(title, textOr(Excerpt(n.facts[rollout.FactText], leadChars)), n.due())
	d.say("%s", bold(lead, title))
	if full := Esc(n.facts[rollout.FactText]); full != textOr(Excerpt(n.facts[rollout.FactText], leadChars)) {
		d.say("%s", longText(full))
	}
	d.lines(append(why, n.about())...)
	if n.settled == "" {
		d.buttons(AckButton(n.facts[rollout.FactID]), showButton(n.facts[rollout.FactID]))
	} else {
		d.small(n.settled)
	}
	if n.facts[rollout.FactPrivate] != "" {
		d.small(privateNote)
	}
	return d.card(lead)
}

const privateNote = "Private: everybody else sees only “private incident”."

// bold sets the beginning of a text in bold type.
func bold(s, beginning string) string {
	if rest, ok := strings.CutPrefix(s, beginning); ok {
		return "*" + beginning + "*" + rest
	}
	return s
}

// when reads times from the opening, which the notice shows.
func (n notice) when(t time.Time) string {
	if opened := n.time(rollout.FactOpened); !opened.IsZero() {
		return When(t, opened)
	}
	return When(t, n.now)
}

// due is what the plan promises, as far as it is still open.
func (n notice) due() string {
	by := n.time(rollout.FactAnswerBy)
	switch first := n.time(rollout.FactFirstAt); {
	case n.settled != "":
		return ""
	case !first.IsZero():
		return "answered " + n.when(first) + ", then released"
	case by.IsZero():
		return "no answer time (best effort)"
	case never(by):
		return "no open hours ahead"
	case n.now.After(by):
		return "answer was due " + n.when(by)
	}
	return "answer by " + n.when(by)
}

func (n notice) about() string {
	reported := ""
	if opened := n.time(rollout.FactOpened); !opened.IsZero() {
		reported = "opened " + Time(opened) + " by " + Person(n.user(rollout.FactReporter))
	}
	return dots(Line(n.facts[rollout.FactAgent]), Line(n.facts[rollout.FactArea]), reported)
}

// next says what happens by itself when nobody answers.
func (n notice) next() string {
	at := n.time(rollout.FactNextAt)
	switch {
	case n.settled != "" || at.IsZero():
		return ""
	case n.facts[rollout.FactNext] != "":
		return "Next: " + n.roles(rollout.FactNext) + " " + n.when(at) + ", unless somebody acknowledges"
	case n.facts[rollout.FactRepeats] != "":
		return "Next: the path begins again " + n.when(at) + ", unless somebody acknowledges"
	}
	return "Next: the path ends " + n.when(at) + "; then the plan owner hears that nobody answered"
}

func toldNotice(n notice) Card {
	role := n.roles(rollout.FactRole)
	why := ""
	switch n.facts[rollout.FactWhy] {
	case rollout.WhySoft:
		why = "Outside hours. People are told at opening, " + n.when(n.time(rollout.FactUntil)) + "; whoever sees this may take it now."
	case rollout.WhyPath:
		why = fmt.Sprintf("Nobody has acknowledged yet, so this goes to %s (step %d of %d).", role, n.number(rollout.FactStep)+1, n.number(rollout.FactSteps))
	case rollout.WhyRound:
		why = fmt.Sprintf("The whole path was told and nobody acknowledged. Round %d begins with %s.", n.number(rollout.FactRound), role)
	case rollout.WhyRelease:
		why = "It was acknowledged and released again, so this goes to " + role + " once more."
	default:
		why = "This is for " + role + "."
	}
	return n.call(why, n.next(), n.lateLine())
}

func remindNotice(n notice) Card {
	why := "A reminder for " + n.roles(rollout.FactRole) + ": nobody has acknowledged this yet."
	if n.settled != "" {
		why = "A reminder went to " + n.roles(rollout.FactRole) + "."
	}
	return n.call(why, n.next(), n.lateLine())
}

func exhaustedNotice(n notice) Card {
	if n.masked() {
		return n.privateAlarm("everybody on its escalation path was told and nobody acknowledged")
	}
	again := ""
	if n.number(rollout.FactTimes) > 0 {
		again = dailyWords(n.facts) + ". It comes once a day until somebody does."
	}
	told := ""
	if places := n.places(rollout.FactTold); len(places) > 0 {
		told = "Told so far: " + Places(places)
	}
	return n.call("Everybody on the escalation path was told and nobody acknowledged.", again, told, n.lateLine())
}

func unreachableNotice(n notice) Card {
	if n.masked() {
		return n.privateAlarm("it reaches nobody, since no role on its escalation path is filled")
	}
	return n.call("This reaches nobody: no role on the escalation path is filled. Fill them: "+Code("owner list"), n.lateLine())
}

// privateAlarm says where help is needed, without a word of what it is about.
func (n notice) privateAlarm(what string) Card {
	return said("*%s* has a private incident: %s. The plan owner has the details.", Line(n.facts[rollout.FactAgent]), what)
}

func lineNotice(n notice) Card {
	h := rollout.Happening{
		What: rollout.What(n.facts[rollout.FactWhat]), Who: n.user(rollout.FactBy), At: n.now,
		Round: n.number(rollout.FactRound), Step: n.number(rollout.FactStep), Args: n.facts,
	}
	return said("%s", happened(h))
}

func ownsNotice(n notice) Card {
	var d draft
	owned, lines := n.owned()
	text := "You own " + owned + " in *" + Line(n.facts[rollout.FactAgent]) + "*."
	d.say("%s", text)
	d.lines(lines...)
	if owner := n.user("owner"); owner != "" {
		d.small("Not yours? Tell the plan owner, " + Person(owner) + ".")
	} else {
		d.small("Not yours? Fill the role with somebody else: " + Code("owner set"))
	}
	return d.card(text)
}

// owned says what somebody owns in a plan: counted, and by name; "" for nothing.
func (n notice) owned() (counted string, lines []string) {
	counts := map[string]int{}
	for _, t := range things {
		if n.facts[t.what] == "" {
			continue
		}
		names := strings.Split(n.facts[t.what], "\n")
		counts[t.what] = len(names)
		for i, name := range names {
			names[i] = textOr(Excerpt(name, 80))
		}
		if !t.single {
			lines = append(lines, sentence(t.many)+": "+List(names, 8))
		}
	}
	return thingWords(counts), lines
}

func activatedNotice(n notice) Card {
	words := "No role is filled by a person yet, so nobody was told."
	if told := n.number("told"); told > 0 {
		words = count(told, "person was", "people were") + " told what they own."
	}
	return said("*%s* is rolling out now: %s activated the plan. %s", Line(n.facts[rollout.FactAgent]), Person(n.user(rollout.FactBy)), words)
}
