package view

import (
	"fmt"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// summaryNotice is a plan's Monday summary: what is late first, then what stood
// still, the waves, incidents, spend and reviews, a line each.
func summaryNotice(n notice) Card {
	w, ok := rollout.ReadWeek(n.facts[rollout.FactWeek])
	agent := "*" + textOr(Excerpt(n.facts[rollout.FactAgent], 100)) + "*"
	if !ok {
		return said("%s: this summary cannot be read any more. How it stands now: %s", agent, Code("in "+n.facts[rollout.FactIn]+" status"))
	}
	var d draft
	lead := dots(agent, weekHalted(w), "news since "+dayName(w.Since), weekLate(w))
	d.say("%s", lead)
	d.lines(
		weekReviews("Late", w.Overdue, func(r rollout.WeekReview) string { return count(r.Late, "day", "days") }),
		weekPause(w),
		weekHold(w),
		weekWave(w),
		weekHolds(w),
		weekIncidents(w),
		weekSpend(w),
		weekReviews("Due this week", w.Due, func(r rollout.WeekReview) string { return dayName(r.Due) }),
		weekReviews("Reviewed", done(w.Done, false), func(r rollout.WeekReview) string { return Line(string(r.Outcome)) }),
		weekReviews("Never reviewed", done(w.Done, true), func(r rollout.WeekReview) string { return "was due " + dayName(r.Due) }),
	)
	d.buttons(Button{Text: "Show status", Line: "in " + n.facts[rollout.FactIn] + " status", Label: "Show status of " + oneLine(n.facts[rollout.FactAgent])})
	late := ""
	if w.Late > 0 {
		late = "This comes " + Duration(w.Late) + " late, since the bot was down."
	}
	d.small(late)
	return d.card(lead)
}

// weekHalted says that the agent, or its rollout, stands still; "" while neither
// does.
func weekHalted(w rollout.Week) string {
	switch {
	case !w.Halted.IsZero() && w.Off:
		return "paused on " + dayName(w.Halted)
	case !w.Halted.IsZero():
		return "being stopped since " + dayName(w.Halted)
	case !w.Held.IsZero():
		return "on hold since " + dayName(w.Held)
	}
	return ""
}

// weekLate counts what is late now.
func weekLate(w rollout.Week) string {
	var parts []string
	if waves := weekWavesLate(w); waves != "" {
		parts = append(parts, waves)
	}
	if n := len(w.Overdue); n > 0 {
		parts = append(parts, count(n, "review", "reviews")+" late")
	}
	if w.Silent > 0 {
		parts = append(parts, count(w.Silent, "incident", "incidents")+" without the answer that was due")
	}
	if len(parts) == 0 {
		return "nothing is late"
	}
	return strings.Join(parts, ", ")
}

func weekIncidents(w rollout.Week) string {
	opened, open, answers := "none opened", "none open now", ""
	if w.Opened > 0 {
		opened = fmt.Sprintf("%d opened", w.Opened)
	}
	if w.Live > 0 {
		open = fmt.Sprintf("%d open now", w.Live)
	}
	switch {
	case w.Owed == 1 && w.InTime == 1:
		answers = "answered in time"
	case w.Owed == 1:
		answers = "not answered in time"
	case w.Owed > 1:
		answers = fmt.Sprintf("%d of %d answered in time", w.InTime, w.Owed)
	}
	return "Incidents: " + dots(opened, answers, open)
}

// weekSpend is what was booked and how the books stand; "" of a plan without a
// budget for which nothing was ever booked.
func weekSpend(w rollout.Week) string {
	if len(w.Months) == 0 && len(w.Booked) == 0 {
		return ""
	}
	parts := []string{"nothing booked"}
	if len(w.Booked) > 0 {
		parts[0] = List(quantities(w.Booked), 3) + " booked"
	}
	for i, m := range w.Months {
		var spent []string
		for _, q := range m.Spent {
			spent = append(spent, Line(SpentOf(m.Allowance, q)))
		}
		ended := ""
		if i < len(w.Months)-1 {
			ended = "ended at "
		}
		parts = append(parts, Line(PeriodName(m.Allowance.Period))+" "+ended+List(spent, 3))
	}
	return "Spend: " + dots(parts...)
}

func quantities(all []rollout.Quantity) []string {
	words := make([]string, len(all))
	for i, q := range all {
		words[i] = Line(q.String())
	}
	return words
}

// weekReviews lists reviews with what there is to say of each, and the roles
// whose they are.
func weekReviews(what string, all []rollout.WeekReview, say func(rollout.WeekReview) string) string {
	const most = 6
	var parts []string
	for i, r := range all {
		if i == most {
			parts = append(parts, fmt.Sprintf("%d more", len(all)-most))
			break
		}
		owner := ""
		if r.Owners != "" && r.Outcome == "" {
			owner = " (" + Excerpt(r.Owners, 80) + ")"
		}
		parts = append(parts, textOr(Excerpt(r.Item, 80))+" "+say(r)+owner)
	}
	if len(parts) == 0 {
		return ""
	}
	return what + ": " + dots(parts...)
}

// done are the reviews that are over, those that nobody did or the others.
func done(all []rollout.WeekReview, missed bool) (out []rollout.WeekReview) {
	for _, r := range all {
		if (r.Outcome == rollout.Missed) == missed {
			out = append(out, r)
		}
	}
	return out
}
