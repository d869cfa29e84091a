package rollout

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// The table of defaults of the escalation page, as people read it.
func TestDefaultsOfEveryArea(t *testing.T) {
	want := []string{
		"user support: 4 business hours, plan owner, hold, rounds 1",
		"agent behaviour issue: 1 business hour, plan owner, soft, rounds 1",
		"data issue: 1 business hour, plan owner, soft, rounds 1",
		"connector/action issue: 1 business hour, plan owner, soft, rounds 1",
		"security incident: 15 min, plan owner, page, rounds 0, private",
		"legal, compliance or policy request: 1 business day, plan owner, hold, rounds 1, private",
	}
	empty, s := supportPlan()
	var got []string
	for _, a := range Areas(empty) {
		p := PolicyFor(empty, s, a.Row, 3)
		line := fmt.Sprintf("%s: %s, %s, %s, rounds %d", p.Area, p.Answer, strings.Join(p.Roles(), " → "), p.Outside, p.Rounds)
		if p.Private {
			line += ", private"
		}
		got = append(got, line)
		if !p.IsDefault("owner") || !p.IsDefault("sla") || !p.IsDefault("path") || p.SLAText != p.Answer.String() {
			t.Errorf("%s does not say that it is a default: %q, %q", p.Area, p.Default, p.SLAText)
		}
	}
	same(t, "defaults", got, want)

	p, s := supportPlan(SupportRow{Area: area("Facilities"), Owner: roles("A"), SLA: Cell[SLA]{Status: Empty}, Path: path("")})
	other := PolicyFor(p, s, "S1", 3)
	if other.Answer.String() != "4 business hours" || other.Outside != HoldOutside || other.Rounds != 1 || other.Private {
		t.Errorf("another area runs as %+v; want user support's defaults", other)
	}
	same(t, "its steps", other.Roles(), []string{"A", "plan owner"})
}

func TestOutsideHours(t *testing.T) {
	areas := []string{"User support", "Agent behavior issue", "Data issue", "Connector/action issue", "Security incident", "Legal", "Facilities"}
	tests := []struct {
		name string
		sla  Cell[SLA]
		want [4]string // by severity, in the order of areas
	}{
		{"business time follows the table", sla("PT4H", Business), [4]string{
			"page page page page page page page",
			"soft page page page page soft soft",
			"hold soft soft soft page hold hold",
			"hold soft soft soft soft hold hold",
		}},
		{"so does best effort", Cell[SLA]{Text: "best effort", Status: Understood}, [4]string{
			"page page page page page page page",
			"soft page page page page soft soft",
			"hold soft soft soft page hold hold",
			"hold soft soft soft soft hold hold",
		}},
		{"so do the ends of day", sla(EndOfBusinessDay, ""), [4]string{
			"page page page page page page page",
			"soft page page page page soft soft",
			"hold soft soft soft page hold hold",
			"hold soft soft soft soft hold hold",
		}},
		{"wall time pages, but a sev4 of security wakes nobody", sla("PT4H", Wall), [4]string{
			"page page page page page page page",
			"page page page page page page page",
			"page page page page page page page",
			"page page page page soft page page",
		}},
		{"the defaults", Cell[SLA]{Status: Empty}, [4]string{
			"page page page page page page page",
			"soft page page page page soft soft",
			"hold soft soft soft page hold hold",
			"hold soft soft soft soft hold hold",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for i, want := range tt.want {
				var got []string
				for _, name := range areas {
					p, s := supportPlan(SupportRow{Area: area(name), Owner: roles("A"), SLA: tt.sla, Path: path("B")})
					got = append(got, string(PolicyFor(p, s, "S1", Severity(i+1)).Outside))
				}
				if g := strings.Join(got, " "); g != want {
					t.Errorf("sev%d: got  %s\nwant %s", i+1, g, want)
				}
			}
		})
	}
}

func TestPathBecomesSteps(t *testing.T) {
	tests := []struct {
		name, owner, path string
		want              string
		defaults          string
	}{
		{"plain", "A", "B → C", "A → B → C", ""},
		{"the owner in front merges, however it is written", "HR Operations Lead", "the hr-operations lead → CISO", "HR Operations Lead → CISO", ""},
		{"two owners, each in front", "A,B", "A → B → C", "A+B → C", ""},
		{"two owners, together in front", "A,B", "B+A → C", "A+B → C", ""},
		{"an entry that is more than the owner stays", "A", "A+B → C", "A → A+B → C", ""},
		{"the owner again later stays", "A", "B → A", "A → B → A", ""},
		{"a path of only the owner", "A", "A → A", "A", ""},
		{"no path", "A", "", "A → plan owner", "path"},
		{"no owner", "", "A → B", "plan owner → A → B", "owner"},
		{"no owner, and the plan owner in front", "", "Plan owner → B", "plan owner → B", "owner"},
		{"neither", "", "", "plan owner", "owner path"},
		{"the plan owner is the owner, without a path", "Plan Owner", "", "Plan Owner", "path"},
		{"blanks and repeats", "A, ,A", " + → B", "A → B", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			row := SupportRow{Area: area("User support"), Owner: roles(), SLA: sla("PT1H", Wall), Path: path(tt.path)}
			if tt.owner != "" {
				row.Owner = roles(strings.Split(tt.owner, ",")...)
			}
			p, s := supportPlan(row)
			pol := PolicyFor(p, s, "S1", 3)
			var got []string
			for _, step := range pol.Steps {
				got = append(got, strings.Join(step.Roles, "+"))
			}
			if g := strings.Join(got, " → "); g != tt.want {
				t.Errorf("steps %s, want %s", g, tt.want)
			}
			if g := strings.Join(pol.Default, " "); g != tt.defaults {
				t.Errorf("defaults %q, want %q", g, tt.defaults)
			}
		})
	}
}

func TestUnclearCellsDoNotAct(t *testing.T) {
	bad := &Span{Amount: "soon", Calendar: Wall}
	tests := []struct {
		name string
		row  SupportRow
		want string // the defaults it falls back to
	}{
		{"unclear", SupportRow{
			Owner: Cell[[]string]{Text: "TBD", Status: Unclear},
			SLA:   Cell[SLA]{Text: "asap", Status: Unclear},
			Path:  Cell[[]PathStep]{Text: "per security process", Status: Unclear},
		}, "owner sla path"},
		{"unclear, though a value is there", SupportRow{
			Owner: Cell[[]string]{Text: "A?", Status: Unclear, Value: []string{"A"}},
			SLA:   Cell[SLA]{Text: "1 h?", Status: Unclear, Value: SLA{Answer: &Span{"PT1H", Wall}}},
			Path:  Cell[[]PathStep]{Text: "B?", Status: Unclear, Value: []PathStep{{Roles: []string{"B"}}}},
		}, "owner sla path"},
		{"assumed acts, for this is where it warns", SupportRow{
			Owner: Cell[[]string]{Text: "A", Status: Assumed, Value: []string{"A"}},
			SLA:   Cell[SLA]{Text: "Immediate", Status: Assumed, Value: SLA{Answer: &Span{"PT15M", Wall}}},
			Path:  Cell[[]PathStep]{Text: "B", Status: Assumed, Value: []PathStep{{Roles: []string{"B"}}}},
		}, ""},
		{"a span that cannot be read", SupportRow{
			Owner: roles("A"), SLA: Cell[SLA]{Text: "soon", Status: Understood, Value: SLA{Answer: bad}}, Path: path("B"),
		}, "sla"},
		{"only a time to resolve", SupportRow{
			Owner: roles("A"), SLA: Cell[SLA]{Text: "mitigate in 60 min", Status: Understood, Value: SLA{Resolve: &Span{"PT1H", Wall}}}, Path: path("B"),
		}, "sla"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.row.Area = area("Data issue")
			p, s := supportPlan(tt.row)
			pol := PolicyFor(p, s, "S1", 3)
			if got := strings.Join(pol.Default, " "); got != tt.want {
				t.Errorf("defaults %q, want %q", got, tt.want)
			}
			if pol.Answer == nil || pol.Answer.Check() != nil {
				t.Errorf("the answer time is %v", pol.Answer)
			}
		})
	}
	t.Run("a wait that cannot be read is the policy's own", func(t *testing.T) {
		p, s := supportPlan(SupportRow{Area: area("Data issue"), Owner: roles("A"), SLA: sla("PT1H", Wall), Path: Cell[[]PathStep]{
			Status: Understood, Value: []PathStep{{Roles: []string{"B"}, Wait: bad}},
		}})
		if pol := PolicyFor(p, s, "S1", 3); pol.Steps[1].Wait != nil {
			t.Errorf("the wait is %v", pol.Steps[1].Wait)
		}
	})
	t.Run("a zone nobody knows is UTC", func(t *testing.T) {
		p, s := supportPlan(desk("A", "B", "PT1H"))
		s.Zone = "Mars/Olympus"
		if z := PolicyFor(p, s, "S1", 3).Calendar.Zone; z != "UTC" {
			t.Errorf("the zone is %q", z)
		}
	})
}

func TestASnapshotDoesNotChangeWithThePlan(t *testing.T) {
	p, s := supportPlan(behaviour("A", "B", "PT1H"))
	w := open(t, p, s, priya, Report{}, duty("A=@lee", "B=@dana"), monday)
	p.Support[0].Path.Value[0].Roles = []string{"Z"}
	p.Support[0].Owner.Value[0] = "Z"
	p.Support[0].SLA.Value.Answer.Amount = "PT9H"
	if w.in.Policy.Version != 7 || !slices.Equal(w.in.Policy.Roles(), []string{"A", "B"}) || w.in.Policy.Answer.Amount != "PT1H" {
		t.Errorf("the running policy became %+v", w.in.Policy)
	}
}
