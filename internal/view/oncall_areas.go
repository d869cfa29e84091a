package view

import (
	"github.com/rolloutbot/rollout/internal/rollout"
)

// OncallAreas is who hears first in each area, a line each, with the button
// that shows an area step by step.
func OncallAreas(areas []Oncall) Card {
	var d draft
	if len(areas) == 0 {
		return said("The plan has no support areas.")
	}
	text := dots("*"+Line(areas[0].Agent)+"*", Severity(areas[0].Policy.Sev), "opened "+Time(areas[0].At)+" would tell")
	d.say("%s", text)
	const most = 12
	for i, a := range areas {
		if i == most {
			d.small(count(len(areas)-most, "more area is not shown", "more areas are not shown"))
			break
		}
		name := oneLine(a.Policy.Area)
		d.with(Button{
			Text: "Step by step", Label: "Step by step: who is told about " + name,
			Line: "in " + string(a.Plan) + " oncall " + name + " " + Severity(a.Policy.Sev),
		}, dots("*"+Line(name)+"*", firstTold(a), "answer "+promiseWords(a.Policy)))
	}
	d.small("Slack messages only; they will not wake a silent phone.")
	return d.card(text)
}

// firstTold says who is told first and when.
func firstTold(o Oncall) string {
	for _, f := range o.Forecast {
		if f.What == rollout.DidTell && len(f.Places) > 0 {
			who := Places(f.Places) + " as " + Role(f.Role)
			if f.At.After(o.At) {
				return who + " " + When(f.At, o.At)
			}
			return who + " at once"
		}
	}
	return "nobody who can be reached"
}
