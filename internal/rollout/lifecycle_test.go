package rollout

import (
	"errors"
	"slices"
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

// twoRoles is a draft whose two rows are owned by A and B.
func twoRoles() (Plan, State) {
	p, s := supportPlan(
		SupportRow{Area: area("Data issue"), Owner: roles("A"), Path: path("A → B")},
		SupportRow{Area: area("User support"), Owner: roles("B"), Path: path("")},
	)
	s.Stage = Draft
	return p, s
}

func TestActivate(t *testing.T) {
	p, s := twoRoles()
	d := duty("A=@lee", "B=@dana,#C-ops,@lee")
	preview := Preview(p, d)
	if len(preview.Told) != 2 || preview.Things != 3 || len(preview.Unfilled) != 0 {
		t.Fatalf("the preview is %+v", preview)
	}
	after, a, e, err := Activate(p, s, d, preview.Stamp, maya, monday)
	if err != nil || after.Stage != RollingOut || !after.Activated.Equal(monday) || a.Things != 3 {
		t.Fatalf("%v: %+v", err, after)
	}
	var told []string
	for _, n := range e.Notices {
		for _, to := range n.To {
			told = append(told, string(n.Kind)+" "+string(to.To))
		}
	}
	if want := []string{"plan.owns @lee", "plan.owns @dana", "plan.activated #C-agent"}; !slices.Equal(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
	if got := e.Notices[0].Facts["support area"]; got != "Data issue\nUser support" {
		t.Errorf("lee hears of %q", got)
	}
	for _, stage := range []Stage{RollingOut, Live, Retiring, Retired} {
		s.Stage = stage
		same, _, e, err := Activate(p, s, d, "any", maya, monday)
		if err != nil || same.Stage != stage || len(e.Put)+len(e.Log)+len(e.Notices) != 0 {
			t.Errorf("activating one that is %s: %v, %+v", stage, err, e)
		}
	}
}

func TestActivateWhatWasShown(t *testing.T) {
	p, s := twoRoles()
	shown := Preview(p, duty("A=@lee")).Stamp
	edited := p
	edited.Version++
	tests := []struct {
		name  string
		p     Plan
		d     Duty
		stamp string
		ok    bool
	}{
		{"the same", p, duty("A=@lee"), shown, true},
		{"nobody looked", p, duty("A=@lee"), "", true},
		{"another owner", p, duty("A=@dana"), shown, false},
		{"one owner more", p, duty("A=@lee", "B=@dana"), shown, false},
		{"another version", edited, duty("A=@lee"), shown, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			after, _, e, err := Activate(tt.p, s, tt.d, tt.stamp, maya, monday)
			if (err == nil) != tt.ok {
				t.Fatalf("got %v", err)
			}
			if err != nil && (after.Stage != Draft || len(e.Put)+len(e.Notices) != 0 || !strings.Contains(err.Error(), "nobody was told")) {
				t.Errorf("refused with %v and %+v", err, e)
			}
		})
	}
}

func TestLink(t *testing.T) {
	_, s := twoRoles()
	in := Channel{ID: "C1", Name: "one", BotIn: true}
	tests := []struct {
		name    string
		channel Channel
		holder  PlanID
		want    string // of the refusal
		changed bool
	}{
		{"a free channel", in, "", "", true},
		{"its own home", in, s.Plan, "", false},
		{"another's home", in, "it", "#one is already the home of IT Desk, so nothing was changed.", false},
		{"another's home without a name", Channel{ID: "C1", BotIn: true}, "it", "That channel is already the home of IT Desk", false},
		{"archived", Channel{ID: "C1", Name: "one", BotIn: true, Archived: true}, "", "#one is archived, so nothing was changed.", false},
		{"where the bot is not", Channel{ID: "C1", Name: "one"}, "", "I am not in that channel", false},
		{"not known", Channel{ID: "C1"}, "", "I am not in that channel", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			after, e, err := Link(s, tt.channel, tt.holder, "IT Desk")
			if changed := len(e.Put) == 1 && after.Home == "C1"; changed != tt.changed {
				t.Errorf("changed %v, want %v", changed, tt.changed)
			}
			checkProblem(t, err, tt.want)
			if err != nil && after.Home != s.Home {
				t.Errorf("refused, and the home is %s", after.Home)
			}
		})
	}
}

// checkProblem fails unless err is the Problem that says want and what to do
// next; "" means no error.
func checkProblem(t *testing.T, err error, want string) {
	t.Helper()
	var p *Problem
	switch {
	case want == "" && err != nil:
		t.Errorf("refused: %v", err)
	case want != "" && (!errors.As(err, &p) || !strings.Contains(p.Text, want) || p.Next == ""):
		t.Errorf("got %v, want %q", err, want)
	}
}

func TestConfirm(t *testing.T) {
	s := State{Plan: "hr", Confirmed: map[string]Confirmation{"a": {Hash: "1", By: "lee"}}}
	one := Confirmed{Path: "b", Hash: "2", Reading: "at least 85 %"}
	after, e := Confirm(s, []Confirmed{one, {Path: "a", Hash: "1"}}, maya, monday)
	if got := after.Confirmed["b"]; got.Hash != "2" || got.Value != "at least 85 %" || got.By != "maya" || !got.At.Equal(monday) {
		t.Errorf("kept as %+v", got)
	}
	if after.Confirmed["a"].By != "lee" || e.Log[0].Why != "b" {
		t.Errorf("one that was confirmed before is confirmed again: %+v", after.Confirmed)
	}
	if len(s.Confirmed) != 1 {
		t.Error("the state that was given is changed")
	}
	if _, e := Confirm(after, []Confirmed{one}, lee, monday); len(e.Put)+len(e.Log) != 0 {
		t.Errorf("a repeat has effects: %+v", e)
	}
	edited, e := Confirm(after, []Confirmed{{Path: "b", Hash: "3"}}, lee, monday)
	if edited.Confirmed["b"].By != "lee" || len(e.Put) != 1 {
		t.Errorf("an edited text is not confirmed anew: %+v", edited.Confirmed["b"])
	}
	if _, e := Confirm(s, nil, maya, monday); len(e.Put) != 0 {
		t.Error("nothing to confirm has effects")
	}
}

func TestSetOwner(t *testing.T) {
	person := func(id UserID, k PersonKind) Person { return Person{ID: id, Name: string(id), Account: k} }
	lee, dana := person("lee", Member), person("dana", Member)
	tests := []struct {
		name  string
		stage Stage
		old   []Place
		fill  Fill
		told  []UserID
		want  string // of the refusal
		same  bool   // nothing changes
	}{
		{"in a draft nobody hears", Draft, nil, Fill{Role: "A", To: []Place{"@lee"}, People: []Person{lee}}, nil, "", false},
		{"running, they hear", RollingOut, nil, Fill{Role: "A", To: []Place{"@lee", "@dana"}, People: []Person{lee, dana}}, []UserID{"lee", "dana"}, "", false},
		{"who had it hears nothing", RollingOut, []Place{"@lee"}, Fill{Role: "A", To: []Place{"@lee", "@dana"}, People: []Person{lee, dana}}, []UserID{"dana"}, "", false},
		{"who does it hears nothing", RollingOut, nil, Fill{Role: "A", To: []Place{"@maya"}, People: []Person{person("maya", Member)}}, nil, "", false},
		{"named twice is told once", RollingOut, nil, Fill{Role: "A", To: []Place{"@lee", "@lee"}, People: []Person{lee}}, []UserID{"lee"}, "", false},
		{"a channel", RollingOut, nil, Fill{Role: "A", To: []Place{"#C1"}, Channels: []Channel{{ID: "C1", Name: "one"}}}, nil, "", false},
		{"the same again", RollingOut, []Place{"@lee"}, Fill{Role: "a ", To: []Place{"@lee"}, People: []Person{lee}}, nil, "", true},
		{"nobody", Draft, nil, Fill{Role: "A"}, nil, "Nobody was named for A, so nothing was changed.", true},
		{"a guest", Draft, nil, Fill{Role: "A", To: []Place{"@gil"}, People: []Person{person("gil", Guest)}}, nil, "gil is a guest here", true},
		{"an outsider", Draft, nil, Fill{Role: "A", To: []Place{"@e"}, People: []Person{person("e", External)}}, nil, "e belongs to another workspace", true},
		{"a bot", Draft, nil, Fill{Role: "A", To: []Place{"@b"}, People: []Person{person("b", Bot)}}, nil, "b is a bot", true},
		{"who left", Draft, nil, Fill{Role: "A", To: []Place{"@d"}, People: []Person{person("d", Deactivated)}}, nil, "d is deactivated", true},
		{"not known", Draft, nil, Fill{Role: "A", To: []Place{"@u"}, People: []Person{person("u", Unknown)}}, nil, "u is not known to me", true},
		{"an archived channel", Draft, nil, Fill{Role: "A", To: []Place{"#C1"}, Channels: []Channel{{ID: "C1", Name: "one", Archived: true}}}, nil, "#one is archived, so A stays as it is.", true},
		{"a channel not seen", Draft, nil, Fill{Role: "A", To: []Place{"#C1"}, Channels: []Channel{{ID: "C1"}}}, nil, "I cannot see that channel", true},
		{"the plan owner is a person", Draft, nil, Fill{Role: "Plan owner", To: []Place{"#C1"}, Channels: []Channel{{ID: "C1", Name: "one"}}}, nil, "is one person", true},
		{"the lead is one", Draft, nil, Fill{Role: RoleRolloutLead, To: []Place{"@lee", "@dana"}, People: []Person{lee, dana}}, nil, "is one person", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, s := twoRoles()
			s.Stage = tt.stage
			e, err := SetOwner(p, s, Role{Plan: s.Plan, Name: "A", Fills: tt.old}, tt.fill, maya, monday)
			checkProblem(t, err, tt.want)
			if same := len(e.Put)+len(e.Log)+len(e.Notices) == 0; same != tt.same {
				t.Errorf("effects %+v", e)
			}
			var told []UserID
			for _, n := range e.Notices {
				told = append(told, n.To[0].To.User())
			}
			if !slices.Equal(told, tt.told) {
				t.Errorf("told %q, want %q", told, tt.told)
			}
		})
	}
}

// Plan owner and lead live in the plan's state; an acting owner who is named
// acts no longer.
func TestSetPlanOwnerAndLead(t *testing.T) {
	p, s := twoRoles()
	s.Acting = true
	set := func(role string, u UserID) State {
		t.Helper()
		e, err := SetOwner(p, s, Role{}, Fill{Role: role, To: []Place{DM(u)}, People: []Person{{ID: u, Account: Member}}}, maya, monday)
		if err != nil {
			t.Fatal(err)
		}
		if len(e.Put) == 0 {
			return s
		}
		return e.Put[0].(State)
	}
	if got := set(RolePlanOwner, "maya"); got.Acting || got.PlanOwner != "maya" {
		t.Errorf("the importer, named, is %+v", got)
	}
	if s = set("Plan Owner", "lee"); s.PlanOwner != "lee" || s.Acting {
		t.Errorf("another owner: %+v", s)
	}
	if s = set(RoleRolloutLead, "dana"); s.Lead != "dana" || s.PlanOwner != "lee" {
		t.Errorf("a lead: %+v", s)
	}
	for role, u := range map[string]UserID{RolePlanOwner: "lee", RoleRolloutLead: "dana"} {
		e, err := SetOwner(p, s, Role{}, Fill{Role: role, To: []Place{DM(u)}, People: []Person{{ID: u, Account: Member}}}, maya, monday)
		if err != nil || len(e.Put) != 0 {
			t.Errorf("the same %s again: %v, %+v", role, err, e)
		}
	}
}
