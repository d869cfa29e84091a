package view

import (
	"fmt"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// weekWave is the wave that runs, or the next one and its date, behind those that
// are over since; "" where there is none.
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
	on := dayText(at.From)
	if at.To != at.From {
		on += " to " + dayText(at.To)
	}
	late := ""
	if at.Late > 0 {
		late = ", *" + count(at.Late, "day", "days") + " late*"
	}
	return "next " + Line(at.Title) + ", planned for " + on + users + late
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
	return "Holds its exit: " + dots(append(parts, holdingIncidents(at.Grave))...)
}
