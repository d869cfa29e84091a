package view

import (
	"fmt"
	"strings"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// verdictWord is how a criterion stands, in a word or two.
func verdictWord(j rollout.Judged) string {
	if j.Waiver != nil && j.Verdict != rollout.Met {
		return "waived"
	}
	return string(j.Verdict)
}

// criterionLine is a criterion with its key, its verdict and why.
func criterionLine(j rollout.Judged, now time.Time) string {
	return dots("*"+Line(j.Key)+"* "+verdictWord(j), textOr(Excerpt(j.Criterion.Text, 200)), reasonWords(j, now), askedWords(j))
}

// reasonWords say why a verdict is what it is, and what is missing.
func reasonWords(j rollout.Judged, now time.Time) string {
	if w := j.Waiver; w != nil && j.Verdict != rollout.Met {
		return "by " + Person(w.By) + " " + When(w.At, now) + " (" + Line(w.Approval) + "): " + Excerpt(w.Because, 200)
	}
	met := j.Verdict == rollout.Met
	if j.Asked != nil && (j.Reason == rollout.ReasonNoReading || j.Reason == rollout.ReasonNoReview) {
		return "" // what to do was done
	}
	switch j.Reason {
	case rollout.ReasonTicked, rollout.ReasonSaidWhy:
		return saidWords(j.Said, now)
	case rollout.ReasonNotTicked:
		if !j.From.IsZero() {
			return "it can be ticked from " + dayText(j.From) + tickerWords(j)
		}
		return "nobody has ticked it" + tickerWords(j)
	case rollout.ReasonWave:
		return Line(j.Wave) + " is " + string(j.State)
	case rollout.ReasonNoWave:
		return "the plan has no wave " + Quote(j.Wave, 60)
	case rollout.ReasonDate:
		return dateWords(j, met)
	case rollout.ReasonIncidents:
		return countWords(j, now) + outgrownWords(j)
	case rollout.ReasonBudget:
		return Line(j.Percent) + " % of the budget of " + PeriodName(j.Period) + " is spent"
	case rollout.ReasonNoBudget:
		return "the plan has no budget that is read"
	case rollout.ReasonNoSpend:
		return "no spend of " + PeriodName(j.Period) + " is on record; " + Code("spend") + " records it"
	case rollout.ReasonNoNumber:
		return "it names nothing to compare with"
	case rollout.ReasonNoReading:
		return "no readings are recorded in this version yet; it can be waived with the measured value as the reason: " + Code("wave waive "+j.Key+" because measured …")
	case rollout.ReasonNoReview:
		return "no gate is judged by reviews in this version yet; it can be waived with what the review found as the reason: " + Code("wave waive "+j.Key+" because the review found …")
	case rollout.ReasonUnconfirmed:
		return "its reading is assumed, and nobody has confirmed it" + outgrownWords(j)
	case rollout.ReasonUnclear:
		return "the text was not understood"
	case rollout.ReasonNoCriteria:
		return "an empty gate never passes"
	}
	return Line(string(j.Reason))
}

// askedWords say that a waiver is asked for, and whom it waits for.
func askedWords(j rollout.Judged) string {
	if j.Asked == nil || j.Passes() {
		return ""
	}
	return "waiver asked by " + Person(j.Asked.Asker) + " (" + Line(j.Asked.ID) + "), waits for " + Places(j.Asked.Told)
}

func saidWords(s *rollout.Said, now time.Time) string {
	if s == nil {
		return ""
	}
	words := Person(s.By) + " " + When(s.At, now)
	if s.Text != "" {
		words += ": " + Excerpt(s.Text, 200)
	}
	return words
}

func tickerWords(j rollout.Judged) string {
	if len(j.Owners) == 0 {
		return ""
	}
	names := make([]string, len(j.Owners))
	for i, o := range j.Owners {
		names[i] = Role(o)
	}
	return ", which is for " + List(names, 3)
}

func dateWords(j rollout.Judged, met bool) string {
	by := strings.HasPrefix(j.Criterion.Op, "<")
	switch {
	case met && by:
		return "that day has not passed"
	case met:
		return "that day has come"
	case by:
		return "that day has passed"
	}
	return "that day is ahead"
}

// outgrownWords say that a waiver covers less than there is now.
func outgrownWords(j rollout.Judged) string {
	if j.Outgrown == nil || j.Outgrown.Count == nil {
		return ""
	}
	return fmt.Sprintf(", waived at %d (%s), now %d", *j.Outgrown.Count, Line(j.Outgrown.Approval), j.Count)
}

func countWords(j rollout.Judged, now time.Time) string {
	n := "none"
	if j.Count > 0 {
		n = fmt.Sprint(j.Count)
	}
	switch {
	case j.Criterion.Scope == "open":
		return n + " open now"
	case j.Since.IsZero():
		return n + " opened"
	}
	return n + " opened since " + When(j.Since, now)
}

// criterionButton is what somebody can do about a criterion that holds a gate;
// nil when that was done and waits for somebody else.
func criterionButton(plan rollout.PlanID, wave rollout.RowID, j rollout.Judged) *Button {
	in := "in " + string(plan) + " "
	switch {
	case j.Asked != nil && (!j.Attests() || !j.From.IsZero()) && j.Status != rollout.Assumed:
		return nil // it waits for somebody else
	case j.BuiltIn == rollout.Nothing:
		return &Button{
			Text: "No criteria, say why", Line: in + "wave no-criteria " + string(wave) + " " + string(j.Gate),
			Label: "No criteria, say why: " + string(j.Gate) + " gate",
		}
	case j.Status == rollout.Assumed:
		return &Button{Text: "Confirm reading", Line: in + "plan confirm " + j.Path, Label: "Confirm reading of " + oneLine(j.Key)}
	case j.Attests() && j.From.IsZero():
		return &Button{Text: "Tick", Line: in + "wave tick " + j.Key, Label: "Tick " + oneLine(j.Key)}
	}
	return &Button{Text: "Ask to waive", Line: in + "wave waive " + j.Key, Label: "Ask to waive " + oneLine(j.Key)}
}

// holdingIncidents names the open incidents that hold a gate.
func holdingIncidents(list []rollout.HoldingIncident) string {
	const most = 3
	var names []string
	private := 0
	for _, in := range list {
		if in.ID == "" {
			private++
			continue
		}
		names = append(names, Line(in.ID)+" "+Severity(in.Sev))
	}
	if extra := len(names) - most; extra > 0 {
		names = append(names[:most:most], fmt.Sprintf("%d more", extra))
	}
	if private > 0 {
		names = append(names, count(private, "private incident", "private incidents"))
	}
	return joined(names, ", ")
}

// gateWords say in a line how a gate stands.
func gateWords(v rollout.GateVerdict) string {
	holds := len(v.Holds())
	switch in := holdingIncidents(v.Incidents); {
	case v.Met():
		return string(v.Gate) + " gate met"
	case holds == 0 && in != "":
		return string(v.Gate) + " gate held by " + in
	case in != "":
		return fmt.Sprintf("%s gate held by %s and %s", v.Gate, count(holds, "criterion", "criteria"), in)
	}
	return fmt.Sprintf("%s gate held by %d of %s", v.Gate, holds, count(len(v.Criteria), "criterion", "criteria"))
}

// gate draws a gate criterion by criterion: what holds it first, each with what
// can be done about it. buttons false draws the same without.
func (d *draft) gate(plan rollout.PlanID, v rollout.GateVerdict, buttons bool, now time.Time) {
	const most = 20 // with a button each; the rest are lines
	var open, rest []string
	for i, j := range v.Holds() {
		if b := criterionButton(plan, v.Wave, j); b != nil && buttons && i < most {
			d.with(*b, criterionLine(j, now))
			continue
		}
		open = append(open, criterionLine(j, now))
	}
	for _, j := range v.Criteria {
		if j.Passes() {
			rest = append(rest, criterionLine(j, now))
		}
	}
	d.pack(append(open, rest...))
	if len(v.Incidents) > 0 {
		d.say("%s", "*Open incidents* hold it until they are resolved: "+holdingIncidents(v.Incidents))
	}
}

// HeldGate says what keeps a wave from going through its gate, with what can be
// done about each of it. Nothing was changed.
func HeldGate(h *rollout.HeldGate, now time.Time) Card {
	var d draft
	what := "cannot start yet"
	if h.Verdict.Gate == rollout.ExitGate {
		what = "cannot be completed yet"
	}
	lead := dots("*"+sentence(Line(h.Verdict.Title))+" "+what+"*", gateWords(h.Verdict), "nothing was changed")
	d.say("%s", lead)
	d.gate(h.Plan, h.Verdict, true, now)
	return d.card(lead)
}

// dayText is a day of the calendar: "Mon 22 Jul 2026".
func dayText(day rollout.Day) string { return day.Words() }

// dayRange is two days of the calendar, or the one that both are.
func dayRange(from, to rollout.Day) string {
	if to == from || to.IsZero() {
		return dayText(from)
	}
	return dayText(from) + " to " + dayText(to)
}
