package rollout

import (
	"slices"
	"testing"
)

func TestAreasAreRecognisedInAnyWording(t *testing.T) {
	tests := map[AreaKind][]string{
		UserSupport: {"User support", "USER SUPPORT", "Help desk", "End-user support", "Employee questions", "Service desk"},
		Behaviour:   {"Agent behavior issue", "agent behaviour issue", "Behaviour", "Wrong answers", "Hallucinations", "Agent breaks policy", "Safety"},
		DataIssue:   {"Data issue", "data quality", "Knowledge base", "User data questions", "Content"},
		Connector:   {"Connector/action issue", "Connectors", "Actions", "Integration failures", "API outage", "Tool issues"},
		Security:    {"Security incident", "SECURITY", "Data security incident", "Cyber incident", "Breach"},
		Legal:       {"Legal, compliance, or policy request", "legal", "Compliance", "Policy request", "Regulatory", "Privacy question"},
		OtherArea:   {"Other", "", "Facilities", "→", "Billing"},
	}
	for want, names := range tests {
		for _, name := range names {
			if got := AreaKindOf(name); got != want {
				t.Errorf("%q is %q, want %q", name, got, want)
			}
		}
	}
}

func TestAreasOfAPlan(t *testing.T) {
	names := func(p Plan) (out []string) {
		for _, a := range Areas(p) {
			out = append(out, string(a.Row)+" "+a.Name)
		}
		return out
	}
	empty, s := supportPlan()
	if got := names(empty); len(got) != 6 || got[4] != "security incident security incident" {
		t.Errorf("a plan without rows has the areas %q; want the template's six", got)
	}
	if got := DefaultArea(empty); got != RowID(Behaviour) {
		t.Errorf("its default area is %q", got)
	}
	pol := PolicyFor(empty, s, RowID(Security), 3)
	if pol.Row != "" || pol.Kind != Security || !pol.Private || !slices.Equal(pol.Default, []string{"owner", "sla", "path"}) {
		t.Errorf("its security policy is %+v; want all defaults and no row", pol)
	}

	p, _ := supportPlan(SupportRow{Area: area("Facilities")}, SupportRow{Area: Cell[string]{Status: Empty}}, SupportRow{Area: area("Wrong answers")})
	if got, want := names(p), []string{"S1 Facilities", "S2 area S2", "S3 Wrong answers"}; !slices.Equal(got, want) {
		t.Errorf("areas %q, want %q", got, want)
	}
	if got := DefaultArea(p); got != "S3" {
		t.Errorf("the default area is %s, want the one of agent behaviour", got)
	}
	p.Support = p.Support[:2]
	if got := DefaultArea(p); got != "S1" {
		t.Errorf("without one of agent behaviour the default is %s, want the first row", got)
	}
	if got := PolicyFor(p, s, "S99", 3); got.Row != "S1" {
		t.Errorf("a row that is gone gives the policy of %q, want the default area's", got.Row)
	}
}
