package view

import (
	"strconv"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// AreaChoice is a support area that can be chosen for a report.
type AreaChoice struct {
	Row  rollout.RowID
	Name string
}

// OpenForm is what the form for a new incident already knows.
type OpenForm struct {
	Plan  rollout.PlanID // "": the line names no agent
	Agent string
	Areas []AreaChoice
	Text  string // typed already
	Area  rollout.RowID
	Sev   rollout.Severity // 0: the default
}

// OpenIncidentForm asks for the text, the area and the severity of a new
// incident. Its fields are "text", "area" (a row's id) and "sev" (1 to 4).
func OpenIncidentForm(o OpenForm) Form {
	line := "incident open"
	if o.Plan != "" {
		line = "in " + string(o.Plan) + " " + line
	}
	if o.Sev == 0 {
		o.Sev = rollout.DefaultSeverity
	}
	severities := make([]Option, 0, 4)
	for s := rollout.Severity(1); s <= 4; s++ {
		severities = append(severities, Option{Value: strconv.Itoa(int(s)), Text: Severity(s), About: SeverityMeaning(s)})
	}
	blocks := []Block{Input{Name: "text", Label: "What is wrong?", Hint: "What the agent did, and what you expected.", Kind: TextArea, Initial: o.Text}}
	if len(o.Areas) > 0 {
		areas := make([]Option, len(o.Areas))
		for i, a := range o.Areas {
			areas[i] = Option{Value: string(a.Row), Text: oneLine(a.Name)}
		}
		blocks = append(blocks, Input{Name: "area", Label: "Area", Hint: "Left out, it goes to the plan's default area.", Kind: Select, Options: areas, Initial: string(o.Area), Optional: true})
	}
	blocks = append(blocks, Input{Name: "sev", Label: "Severity", Kind: Radio, Options: severities, Initial: strconv.Itoa(int(o.Sev))})
	return Form{Title: "Open incident", Submit: "Open incident", Line: line, Blocks: withAgent(o.Agent, blocks)}.Fit()
}

// withAgent begins a form with the agent it is about.
func withAgent(agent string, blocks []Block) []Block {
	if agent == "" {
		return blocks
	}
	return append([]Block{Context{[]string{"About *" + Line(agent) + "*"}}}, blocks...)
}
