package view

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// dayName words a date: "Fri 5 Mar". Dates are the plan's own days, so they are
// the same for every reader.
func dayName(d rollout.Day) string {
	if d.IsZero() {
		return "never"
	}
	return d.At(0, time.UTC).Format("Mon 2 Jan")
}

// fullDay is dayName with its year, for what may lie far back.
func fullDay(d rollout.Day) string {
	return d.Words()
}

// Period words the name of a period. What it does not know it shows as it is.
func Period(p string) string { return Line(rollout.PeriodWords(p)) }

// periodLabel is Period without an article, for a line of a list.
func periodLabel(p string) string { return strings.TrimPrefix(Period(p), "the ") }

// reviewDue words how an occurrence stands: "due Fri 5 Mar", "due today",
// "3 days late (was due Fri 5 Mar)".
func reviewDue(state rollout.ReviewState, due rollout.Day, late int) string {
	switch state {
	case rollout.ReviewOverdue:
		return "*" + daysLate(late) + "* (was due " + dayName(due) + ")"
	case rollout.ReviewDue:
		return "*due today*"
	}
	return "due " + dayName(due)
}

func daysLate(n int) string { return count(n, "day", "days") + " late" }

// LateReview is a late review in a few words, for status: "Access review 3 days
// late (Sam)".
func LateReview(o rollout.OwedReview) string {
	return textOr(Excerpt(o.Review.Item, 60)) + " " + daysLate(o.Late) + " (" + users(o.Whose) + ")"
}

func users(all []rollout.UserID) string {
	names := make([]string, len(all))
	for i, u := range all {
		names[i] = Person(u)
	}
	return List(names, 3)
}

// lateReviews words the worst of a plan's late reviews; "" when none is.
func lateReviews(late []rollout.OwedReview) string {
	if len(late) == 0 {
		return ""
	}
	text := LateReview(late[0])
	if more := len(late) - 1; more > 0 {
		text += fmt.Sprintf(" and %s", count(more, "more late review", "more late reviews"))
	}
	return text
}

// reviewWait is a review that waits on somebody, with the button that opens its
// form.
func reviewWait(w rollout.Waiting, _ time.Time) waitLine {
	o := *w.Review
	name := textOr(Excerpt(o.Review.Item, 80))
	return waitLine{
		text:   dots("*"+name+"*", Excerpt(o.Review.Agent, 80), periodLabel(o.Open.Period), reviewDue(o.State, o.Due, o.Late)),
		brief:  name + " (" + strings.ReplaceAll(briefDue(o), "*", "") + ")",
		button: Button{Text: "Review", Line: rollout.ReviewLine(o.Review, o.Open.Period), Label: "Review " + oneLine(o.Review.Item)},
	}
}

func briefDue(o rollout.OwedReview) string {
	if o.State == rollout.ReviewOverdue {
		return daysLate(o.Late)
	}
	return reviewDue(o.State, o.Due, 0)
}

// Names of the fields of ReviewForm: these words, a slash, and the key of the
// occurrence.
const (
	OutcomeField = "outcome/"
	NoteField    = "note/"
)

// ReviewForm asks for the outcome of reviews, all of them in one form. Whatever
// is left empty stays open. Agents are named when there are several.
func ReviewForm(owed []rollout.OwedReview, beyond int) Form {
	several := false
	for _, o := range owed {
		several = several || o.Review.Plan != owed[0].Review.Plan
	}
	outcomes := make([]Option, len(rollout.Outcomes))
	for i, o := range rollout.Outcomes {
		outcomes[i] = Option{Value: string(o), Text: sentence(string(o))}
	}
	var blocks []Block
	if !several && len(owed) > 0 {
		blocks = withAgent(owed[0].Review.Agent, nil)
	}
	for i, o := range owed {
		key := rollout.OccurrenceKey(o.Review.Key(), o.Open.Period)
		name := oneLine(o.Review.Item)
		// The number tells the fields apart that do not say the name again.
		number, note := "", "Link or text"
		if len(owed) > 1 {
			number, note = strconv.Itoa(i+1)+". ", note+" "+strconv.Itoa(i+1)
		}
		about := []string{"*" + number + textOr(Excerpt(o.Review.Item, 150)) + "*", periodLabel(o.Open.Period), reviewDue(o.State, o.Due, o.Late)}
		if several {
			about = append(about, Excerpt(o.Review.Agent, 80))
			name += " · " + oneLine(o.Review.Agent)
		}
		if o.Review.Evidence != "" {
			about = append(about, "evidence: "+Excerpt(o.Review.Evidence, 300))
		}
		blocks = append(
			blocks, Section{Text: dots(about...)},
			Input{Name: OutcomeField + key, Label: "Outcome of " + name, Kind: Select, Options: outcomes, Optional: true},
			Input{Name: NoteField + key, Label: note, Kind: TextLine, Optional: true},
		)
	}
	if beyond > 0 {
		blocks = append(blocks, Context{[]string{count(beyond, "more waits", "more wait") + ": submit this form and open it again."}})
	}
	return Form{Title: "Your reviews", Submit: "Save", Line: "review due", Blocks: blocks}.Fit()
}

// NoReviews answers who has nothing to review: what comes next for them.
func NoReviews(next []rollout.ReviewStanding) Card {
	text := "No review is due from you."
	if len(next) == 0 {
		return said("%s None of a running plan is yours.", text)
	}
	var d draft
	d.say("%s", text)
	const most = 10
	lines := make([]string, 0, most)
	for i, s := range next {
		if i == most {
			break
		}
		lines = append(lines, dots("*"+textOr(Excerpt(s.Review.Item, 80))+"*", Excerpt(s.Review.Agent, 60), "next due "+fullDay(s.Due), string(s.Review.Row)))
	}
	d.lines(lines...)
	if len(next) > most {
		d.small(count(len(next)-most, "more is not shown", "more are not shown"))
	}
	return d.card(text)
}

// ReviewsDone answers what was settled: a line each, with the next due day.
func ReviewsDone(all []rollout.ReviewDid) Card {
	lines := make([]string, len(all))
	for i, r := range all {
		lines[i] = reviewDone(r, len(all) > 1)
	}
	var d draft
	d.pack(lines)
	text := lines[0]
	if len(all) > 1 {
		text = count(len(all), "review", "reviews") + " answered"
	}
	return d.card(text)
}

// otherThan is an outcome that an occurrence does not have, for an example.
func otherThan(o rollout.Outcome) string {
	if o == rollout.Rejected {
		return string(rollout.Accepted)
	}
	return string(rollout.Rejected)
}

// settledBy says who gave an occurrence the outcome that it has, and when; the
// calendar says nothing.
func settledBy(o rollout.ReviewOccurrence) string {
	if last := len(o.Corrected) - 1; last >= 0 {
		return " by " + Person(o.Corrected[last].By) + ", " + Time(o.Corrected[last].At)
	}
	if o.At.IsZero() {
		return ""
	}
	if o.By == "" {
		return ", " + Time(o.At)
	}
	return " by " + Person(o.By) + ", " + Time(o.At)
}

func reviewDone(r rollout.ReviewDid, several bool) string {
	o := r.Occurrence
	what := "*" + textOr(Excerpt(o.Item, 100)) + "*"
	if several {
		what += " (" + Excerpt(o.Agent, 60) + ")"
	}
	what += " for " + Period(o.Period)
	next := "The next one is due " + fullDay(r.Next) + "."
	switch {
	case !r.Changed && o.Outcome == "":
		m := o.Moves[len(o.Moves)-1]
		return what + " is put off to " + fullDay(m.To) + " already by " + Person(m.By) + ", " + Time(m.At) + ". Nothing changed."
	case !r.Changed:
		return what + " was " + string(o.Outcome) + " already" + settledBy(o) + ". Nothing changed. If that is wrong: " +
			Code("in "+string(o.Plan)+" review correct "+string(o.Row)+" "+o.Period+" "+otherThan(o.Outcome)+" because …")
	case len(o.Corrected) > 0:
		c := o.Corrected[len(o.Corrected)-1]
		return what + " is " + string(c.To) + " now, and was " + string(c.From) + ": " + Quote(c.Because, 200) + ". Both stay on record."
	case o.Outcome == "":
		m := o.Moves[len(o.Moves)-1]
		if m.Late {
			return what + " is put off to " + fullDay(m.To) + ". It is " + daysLate(o.Late) + " and stays so; the plan owner hears of it as before."
		}
		return what + " is put off: it is due " + fullDay(m.To) + " now."
	case o.Outcome == rollout.Skipped:
		return what + " is skipped: " + Quote(o.Text, 200) + ". " + next
	}
	late := ""
	if o.Late > 0 {
		late = ", " + daysLate(o.Late)
	}
	return what + ": " + string(o.Outcome) + late + ". " + next
}

// ReviewHistory is what became of an item's occurrences, newest first.
type ReviewHistory struct {
	Review rollout.Review
	Now    *rollout.OwedReview // how it stands; nil when it does not come round any more
	Past   []rollout.ReviewOccurrence
	More   bool // there were earlier ones
}

// ReviewHistoryCard shows it.
func ReviewHistoryCard(h ReviewHistory) Card {
	var d draft
	text := dots("*"+textOr(Excerpt(h.Review.Item, 100))+"*", Excerpt(h.Review.Agent, 80), string(h.Review.Row))
	d.say("%s", text)
	if n := h.Now; n != nil {
		now := sentence(periodLabel(n.Open.Period)) + ": " + reviewDue(n.State, n.Due, n.Late) + ", asked of " + users(n.Whose)
		if m := h.Review.Moved; m != nil && m.Period == n.Open.Period {
			now += "\n" + moveWords(*m)
		}
		if n.State == rollout.ReviewScheduled {
			d.say("%s", now)
		} else {
			d.with(Button{Text: "Review", Line: rollout.ReviewLine(h.Review, n.Open.Period), Style: Primary, Label: "Review " + oneLine(h.Review.Item)}, now)
		}
	} else {
		d.say("It does not come round any more: the plan has no such row, or no cadence for it.")
	}
	var lines []string
	for _, o := range h.Past {
		lines = append(lines, pastReview(o))
	}
	if len(lines) == 0 {
		lines = []string{"Nothing has fallen due before."}
	}
	d.pack(lines)
	if h.More {
		d.small("Earlier ones are not shown.")
	}
	return d.card(text)
}

func moveWords(m rollout.Move) string {
	if m.By == "" { // the bot itself
		return "put off to " + fullDay(m.To) + ": " + Excerpt(m.Because, 200)
	}
	return "put off to " + fullDay(m.To) + " by " + Person(m.By) + ": " + Quote(m.Because, 200)
}

func pastReview(o rollout.ReviewOccurrence) string {
	outcome := o.Outcome
	if len(o.Corrected) > 0 {
		outcome = o.Corrected[0].From
	}
	line := "*" + sentence(periodLabel(o.Period)) + "*: " + string(outcome)
	if o.By != "" {
		line += " by " + Person(o.By) + ", " + Time(o.At)
	}
	if o.Outcome == rollout.Missed {
		line += " (was due " + fullDay(o.Due) + ")"
	} else if o.Late > 0 {
		line += ", " + daysLate(o.Late)
	}
	if o.Link != "" {
		line += " · " + Excerpt(o.Link, 300)
	}
	if o.Text != "" {
		line += " · " + Quote(o.Text, 300)
	}
	for _, m := range o.Moves {
		line += "\n    " + moveWords(m)
	}
	for _, c := range o.Corrected {
		line += "\n    corrected to *" + string(c.To) + "* by " + Person(c.By) + ", " + Time(c.At) + ": " + Quote(c.Because, 200)
	}
	return line
}

// correctedNotice tells whose word on a review was changed, and why.
func correctedNotice(n notice) Card {
	text := n.agent() + ": " + textOr(Excerpt(n.facts[rollout.FactItem], 100)) + " for " + Period(n.facts[rollout.FactItemPeriod]) + ", which was " +
		Line(n.facts[rollout.FactWas]) + ", is " + Line(n.facts[rollout.FactOutcome]) + " now, corrected by " + Person(n.user(rollout.FactBy)) + "."
	return said("%s", joined([]string{
		text, "Why: " + longText(Esc(n.facts[rollout.FactBecause])),
		"What you said stays on record: " + Code("in "+n.facts[rollout.FactIn]+" review history "+n.facts[rollout.FactItemRow]),
	}, "\n"))
}
