package rollout

import (
	"strings"
	"testing"
	"time"
)

func TestMakePlanID(t *testing.T) {
	taken := map[PlanID]bool{"policy": true, "policy-2": true, "agent": true}
	tests := []struct {
		name, agent string
		want        PlanID
	}{
		{"words", "HR Policy Assistant", "hr-policy-assistant"},
		{"signs between and at the ends", "  *R&D* / Bot!! ", "r-d-bot"},
		{"letters of any script", "Größe 日本", "größe-日本"},
		{"nothing to make one of", "🤖 <>", "agent-2"},
		{"taken, twice", "Policy", "policy-3"},
		{"long", strings.Repeat("long name ", 20), "long-name-long-name-long-name-long-name"},
		{"a number", "12", "12"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := MakePlanID(tt.agent, func(id PlanID) bool { return taken[id] }); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestWhichPlanADocumentIsOf(t *testing.T) {
	hr, desk := State{Plan: "hr", Agent: "HR Policy Assistant"}, State{Plan: "hr-desk", Agent: "HR Desk"}
	tests := []struct {
		name  string
		goBy  []State // the agent's name
		old   *State  // the plan that was named with the document
		agent string
		next  PlanID // of which it is the next version, where no plan was named
		want  string // of the refusal
	}{
		{name: "nobody goes by it", agent: "Lamp"},
		{name: "the agent's own name", goBy: []State{hr}, old: &hr, agent: "HR Policy Assistant", next: "hr"},
		{name: "written in another way", goBy: []State{hr}, old: &hr, agent: "hr  policy-assistant.", next: "hr"},
		{name: "only another's id", goBy: []State{desk}, agent: "hr desk bot", want: "There is another plan that goes by “hr desk bot”, so nothing was imported."},
		{name: "another's id and its own name", goBy: []State{desk, hr}, old: &hr, agent: "HR Policy Assistant", next: "hr", want: "There is another plan"},
		{name: "another plan was named with it", goBy: []State{hr}, old: &desk, agent: "HR Policy Assistant", next: "hr", want: "There is another plan"},
		{name: "a long name", goBy: []State{hr}, agent: strings.Repeat("x", 70), want: "“" + strings.Repeat("x", 60) + "…”"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var next PlanID
			if s := NextVersionOf(tt.goBy, tt.agent); s != nil {
				next = s.Plan
			}
			if next != tt.next {
				t.Errorf("it is the next version of %q, want %q", next, tt.next)
			}
			checkProblem(t, FreeName(tt.goBy, tt.old, tt.agent), tt.want)
		})
	}
}

func TestImportPlan(t *testing.T) {
	p := Plan{ID: "hr", Version: 1, Hash: "h1", Agent: area("HR")}
	im := Import{Plan: p, Bytes: []byte("doc"), Name: "hr.md", Home: "C1", Zone: "Europe/Berlin"}
	s, e := ImportPlan(im, nil, maya, monday)
	want := State{
		Schema: 1, Plan: "hr", Agent: "HR", Stage: Draft, Importer: "maya", PlanOwner: "maya", Acting: true,
		Zone: "Europe/Berlin", ZoneAssumed: true, Home: "C1",
	}
	if !equalStates(s, want) {
		t.Errorf("a new plan is\n%+v, want\n%+v", s, want)
	}
	if len(e.Put) != 3 || len(e.Notices) != 0 || len(e.Arm) != 0 {
		t.Errorf("a draft has effects beyond its records: %+v", e)
	}
	doc, ok := e.Put[2].(Document)
	if !ok || string(doc.Bytes) != "doc" || doc.Version != 1 || doc.By != "maya" || doc.Name != "hr.md" {
		t.Errorf("the document is kept as %+v", e.Put[2])
	}

	s.Stage, s.Lead, s.Home, s.Zone, s.ZoneAssumed = RollingOut, "lee", "C2", "UTC", false
	im.Plan.Version, im.Plan.Hash, im.Plan.Agent = 2, "h2", area("HR Desk")
	again, e := ImportPlan(im, &s, lee, monday.Add(time.Hour))
	s.Agent = "HR Desk"
	if !equalStates(again, s) {
		t.Errorf("the next version changes the state to\n%+v, want\n%+v", again, s)
	}
	if e.Log[0].Verb != VerbImport || e.Log[0].Why != "version 2, h2" {
		t.Errorf("the record says %+v", e.Log[0])
	}
}

func equalStates(a, b State) bool {
	return a.Agent == b.Agent && a.Stage == b.Stage && a.Importer == b.Importer && a.PlanOwner == b.PlanOwner && a.Acting == b.Acting &&
		a.Lead == b.Lead && a.Zone == b.Zone && a.ZoneAssumed == b.ZoneAssumed && a.Home == b.Home && a.Plan == b.Plan && a.Schema == b.Schema
}
