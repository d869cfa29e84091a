package view

import (
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// Oncall is who would be told, step by step, of an incident opened at At that
// nobody answers.
type Oncall struct {
	Plan     rollout.PlanID
	Agent    string
	Policy   rollout.Policy
	At       time.Time
	Forecast []rollout.Forecast
}

// OncallCard shows it with clock times; roles that nobody fills come with the
// line that fills them.
func OncallCard(o Oncall) Card {
	var d draft
	text := dots("*"+Line(o.Agent)+"*", textOr(Line(o.Policy.Area)), Severity(o.Policy.Sev), "opened "+Time(o.At), "answer "+promiseWords(o.Policy))
	d.say("%s", text)
	var lines, fill []string
	tells := false
	for _, f := range o.Forecast {
		lines = append(lines, When(f.At, o.At)+"  "+foreseen(f, o.Policy))
		switch f.What {
		case rollout.DidTell, rollout.DidRemind:
			tells = true
		case rollout.DidMiss:
			fill = append(fill, Code("in "+string(o.Plan)+" owner set "+f.Role+" @name"))
		}
	}
	if len(lines) > 40 {
		lines = append(lines[:39:39], count(len(lines)-39, "more line", "more lines"))
	}
	d.pack(lines)
	if len(fill) > 0 {
		d.say("Roles on this path that nobody fills: %s", List(fill, 5))
	}
	silent, private := "", ""
	if tells {
		silent = "Slack message only; will not wake a silent phone."
	}
	if o.Policy.Private {
		private = privateNote
	}
	d.small(silent, defaultWords(o.Policy), outsideWords(o.Policy), private)
	return d.card(text)
}

func promiseWords(p rollout.Policy) string {
	if p.BestEffort() {
		return "best effort"
	}
	words := Promise(p.Answer)
	if p.IsDefault("sla") {
		words += " (default)"
	}
	return words
}

func outsideWords(p rollout.Policy) string {
	switch p.Outside {
	case rollout.PageOutside:
		return "Told at any hour"
	case rollout.SoftOutside:
		return "Outside hours: a channel is told at once, people at opening"
	case rollout.HoldOutside:
		return "Outside hours: nobody is told until opening"
	}
	return ""
}

// foreseen words one line of a forecast.
func foreseen(f rollout.Forecast, p rollout.Policy) string {
	role := Role(f.Role)
	switch f.What {
	case rollout.DidTell:
		return role + " → " + Places(f.Places)
	case rollout.DidRemind:
		return role + " → " + Places(f.Places) + " (reminder)"
	case rollout.DidMiss:
		return role + " → nobody fills this role; goes on at once"
	case rollout.DidLeaveOut:
		return role + " → " + Places(f.Places) + " is left out: the area is private, that channel is not"
	case rollout.DidHold:
		return "outside hours; people are told at opening, " + Time(f.Until)
	case rollout.DidExhaust:
		if p.Rounds == 0 {
			return "the path ends; the plan owner and the fallback channel are told, and it begins again until somebody acknowledges"
		}
		return "the path ends; the plan owner and the fallback channel are told, then once a day"
	case rollout.DidMissAll:
		return "nobody can be told; the plan owner, the administrators and the fallback channel are told"
	case rollout.DidRound:
		return "the path begins again"
	case rollout.AnswerDue:
		return "answer due"
	}
	return Line(string(f.What))
}
