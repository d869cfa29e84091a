package rollout

import (
	"slices"
	"strings"
	"testing"
)

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
	lead := s
	lead.Lead = "dana"
	_, _, e, err = Activate(p, lead, d, "", maya, monday)
	told = nil
	for _, n := range e.Notices {
		told = append(told, string(n.Kind)+" "+string(n.To[0].To))
	}
	if want := []string{"plan.owns @lee", "plan.office @dana", "plan.activated #C-agent"}; err != nil || !slices.Equal(told, want) || e.Notices[1].Facts["escalation step"] == "" {
		t.Errorf("with a lead who owns something: told %q, want %q, one message for both: %v", told, want, e.Notices)
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
