package view

import (
	"fmt"
	"strconv"
	"time"
)

// Uncounted stands for the Total of a list that is too long to be counted for
// an answer.
const Uncounted = -1

// IncidentPage is one page of a list of incidents, worst first.
type IncidentPage struct {
	Of      string // what is listed, in words: "open incidents of Policy Assistant"
	Items   []Listed
	Skipped int    // items on the pages before
	Total   int    // items on all pages, or Uncounted
	More    string // the line of the next page; "": there is none
	Empty   string // what to say when there is nothing; "": a plain sentence
}

// IncidentLine is an incident in one line: id, severity, problem, standing.
func IncidentLine(l Listed, now time.Time) string {
	in := l.Incident
	if l.Masked {
		return "*private incident*"
	}
	sev := graded(in)
	if sev != Severity(in.Sev) {
		sev = "*" + sev + "*"
	}
	return dots("*"+Line(in.ID)+"*", sev, textOr(Excerpt(in.Text, 100)), standing(in, now, now), Excerpt(in.Policy.Area, 60))
}

// IncidentList shows a page of incidents and says how many there are.
func IncidentList(p IncidentPage, now time.Time) Card {
	if p.Total == 0 || p.Total == Uncounted && len(p.Items) == 0 {
		empty := p.Empty
		if empty == "" {
			empty = "There are no " + Line(p.Of) + "."
		}
		return said("%s", empty)
	}
	var d draft
	title := sentence(Line(p.Of))
	if p.Total != Uncounted {
		title += ": " + strconv.Itoa(p.Total)
	}
	d.say("*%s*", title)
	lines := make([]string, len(p.Items))
	for i, l := range p.Items {
		lines[i] = IncidentLine(l, now)
	}
	d.pack(lines)
	if len(p.Items) < p.Total {
		d.small(fmt.Sprintf("%d to %d of %d shown", p.Skipped+1, p.Skipped+len(p.Items), p.Total))
	}
	if p.More != "" {
		d.buttons(Button{Text: "Show more", Line: p.More, Label: "Show more " + p.Of})
	}
	return d.card(title)
}
