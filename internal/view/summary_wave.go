package view

import (
	"fmt"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// weekWave is the wave that runs, or the next one and its date, between those that
// are over since and others that are late; "" where there is none.
func weekWave(w rollout.Week) string {
	at := w.Wave
	if at == nil {
		return ""
	}
	var parts []string
	for _, e := range at.Ended {
		parts = append(parts, Line(e.Title)+" "+string(e.State)+" on "+dayName(e.On))
	}
	const most = 3
	if n := len(parts); n > most {
		parts = append(parts[:most:most], count(n-most, "more is over", "more are over"))
	}
	if at.Title != "" {
		parts = append(parts, weekAt(*at))
	}
	for i, b := range at.Behind {
		if i == most {
			parts = append(parts, count(len(at.Behind)-most, "more is late", "more are late"))
			break
		}
		parts = append(parts, Line(b.Title)+", planned for "+dayRange(b.From, b.To)+", *"+daysLate(b.Late)+"*")
	}
	return "Waves: " + dots(parts...)
}

func weekAt(at rollout.WeekWave) string {
	users := ""
	if u := Excerpt(at.Users, 60); u != "" {
		users = " (" + u + ")"
	}
	switch {
	case !at.Since.IsZero():
		return Line(at.Title) + " runs since " + dayName(at.Since) + users
	case at.From.IsZero():
		return "next " + Line(at.Title) + ", without a day of the calendar" + users
	}
	late := ""
	if at.Late > 0 {
		late = ", *" + daysLate(at.Late) + "*"
	}
	return "next " + Line(at.Title) + ", planned for " + dayRange(at.From, at.To) + users + late
}

// weekWavesLate counts the waves that are late, and names the only one; "" when
// none is.
func weekWavesLate(w rollout.Week) string {
	at := w.Wave
	if at == nil {
		return ""
	}
	n, title := len(at.Behind), at.Title
	if at.Late > 0 {
		n++
	} else if n > 0 {
		title = at.Behind[0].Title
	}
	switch n {
	case 0:
		return ""
	case 1:
		return Line(title) + " late"
	}
	return count(n, "wave", "waves") + " late"
}

// weekHolds is what holds the exit of the wave that runs; "" when nothing does.
func weekHolds(w rollout.Week) string {
	at := w.Wave
	if at == nil || at.Since.IsZero() || len(at.Holds)+len(at.Grave) == 0 {
		return ""
	}
	const most = 2
	var parts []string
	for i, text := range at.Holds {
		if i == most {
			parts = append(parts, fmt.Sprintf("%d more", len(at.Holds)-most))
			break
		}
		parts = append(parts, Excerpt(text, 60))
	}
	what := "Holds its exit: "
	if len(at.Behind) > 0 {
		what = "Holds the exit of " + Line(at.Title) + ": "
	}
	return what + dots(append(parts, holdingIncidents(at.Grave))...)
}
