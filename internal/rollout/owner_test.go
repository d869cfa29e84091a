package rollout

import (
	"slices"
	"testing"
)

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

// Who becomes plan owner or rollout lead of a running plan hears it once, and who
// was it before; never who did it themselves. Of a draft only its importer hears.
func TestWhoHearsOfAnOffice(t *testing.T) {
	const got, over = "plan.office", "plan.office-over"
	tests := []struct {
		name   string
		change func(*State)
		by     UserID
		role   string
		to     UserID
		want   []string
	}{
		{"given away", nil, "maya", RolePlanOwner, "dana", []string{got + " @dana plan owner, rollout lead"}},
		{"given away, another leads", func(s *State) { s.Lead = "lee" }, "maya", RolePlanOwner, "dana", []string{got + " @dana plan owner"}},
		{"taken over", nil, "ada", RolePlanOwner, "ada", []string{over + " @maya plan owner, rollout lead"}},
		{"moved by another", nil, "ada", RolePlanOwner, "dana", []string{got + " @dana plan owner, rollout lead", over + " @maya plan owner, rollout lead"}},
		{"a lead beside the owner", nil, "maya", RoleRolloutLead, "dana", []string{got + " @dana rollout lead"}},
		{"a lead, by an administrator", nil, "ada", RoleRolloutLead, "dana", []string{got + " @dana rollout lead", over + " @maya rollout lead"}},
		{"another lead", func(s *State) { s.Lead = "lee" }, "maya", RoleRolloutLead, "dana", []string{got + " @dana rollout lead", over + " @lee rollout lead"}},
		{"the lead owns the plan too", func(s *State) { s.Lead = "lee" }, "ada", RolePlanOwner, "lee", []string{got + " @lee plan owner", over + " @maya plan owner"}},
		{"acting no longer", func(s *State) { s.Acting = true }, "ada", RolePlanOwner, "maya", nil},
		{"of a draft", func(s *State) { s.Stage = Draft }, "ada", RolePlanOwner, "dana", nil},
		{"of a draft, from its importer", func(s *State) { s.Stage, s.Acting = Draft, true }, "ada", RolePlanOwner, "dana", []string{over + " @maya plan owner, rollout lead"}},
		{"of a draft, by its importer", func(s *State) { s.Stage, s.Acting = Draft, true }, "maya", RolePlanOwner, "dana", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, s := twoRoles()
			s.Stage, s.PlanOwner = RollingOut, "maya"
			if tt.change != nil {
				tt.change(&s)
			}
			fill := Fill{Role: tt.role, To: []Place{DM(tt.to)}, People: []Person{{ID: tt.to, Account: Member}}}
			e, err := SetOwner(p, s, Role{}, fill, Actor{User: tt.by}, monday)
			if err != nil {
				t.Fatal(err)
			}
			var told []string
			for _, n := range e.Notices {
				told = append(told, string(n.Kind)+" "+string(n.To[0].To)+" "+n.Facts[FactOffices])
			}
			slices.Sort(told) // who becomes it first
			if !slices.Equal(told, tt.want) {
				t.Errorf("told %q, want %q", told, tt.want)
			}
		})
	}
}
