package rollout

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

// refused is the problem that an error is; it fails the test when it is none.
func refused(t *testing.T, err error) string {
	t.Helper()
	var p *Problem
	if !errors.As(err, &p) {
		t.Fatalf("not refused: %v", err)
	}
	if p.Next == "" {
		t.Errorf("%q does not say what to type next", p.Text)
	}
	return p.Error()
}

func mustSay(t *testing.T, err error, want string) {
	t.Helper()
	if got := refused(t, err); !strings.Contains(got, want) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestEveryApprovalHasARule(t *testing.T) {
	for kind := range declared(t, "ApprovalKind") {
		if _, ok := ApprovalRules[ApprovalKind(kind)]; !ok {
			t.Errorf("%s has no row in ApprovalRules", kind)
		}
	}
}

func waiverAsk() Ask {
	return Ask{For: ApproveWaiver, Subject: "W1/mark", Hash: "h1", Because: "the sample is small", Roles: []string{"Quality"}}
}

// asked is an approval that maya asked for and dana decides.
func asked(t *testing.T) (Approval, Duty) {
	t.Helper()
	_, s := threeWaves()
	d := duty("Quality=@dana")
	a, _, err := AskApproval(s, 3, maya, waiverAsk(), d, monday)
	if err != nil {
		t.Fatal(err)
	}
	return a, d
}

func TestAskTellsThoseWhoDecide(t *testing.T) {
	_, s := threeWaves()
	for _, tt := range []struct {
		name   string
		duty   Duty
		by     Actor
		change func(*Ask)
		told   string
	}{
		{"the cited row's owner", duty("Quality=@dana"), maya, nil, "@dana"},
		{"all who fill it, once", duty("Quality=@dana,@lee,@dana"), maya, nil, "@dana @lee"},
		{"never the asker", duty("Quality=@dana,@lee"), dana, nil, "@lee"},
		{"nobody fills it: the plan owner", duty(), lee, nil, "@maya"},
		{"only the asker fills it: the plan owner", duty("Quality=@lee"), lee, nil, "@maya"},
		{"a channel names nobody", duty("Quality=#C-ops"), lee, nil, "@maya"},
		{"no row is cited", duty(), lee, func(a *Ask) { a.Roles = nil }, "@maya"},
		{"administrators, where it says so", duty(), lee, func(a *Ask) { a.Admins = true }, "@ada"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ask := waiverAsk()
			if tt.change != nil {
				tt.change(&ask)
			}
			a, e, err := AskApproval(s, 3, tt.by, ask, tt.duty, monday)
			if err != nil {
				t.Fatal(err)
			}
			if len(e.Notices) != 1 || e.Notices[0].Kind != NoticeAsked {
				t.Fatalf("said %+v", e.Notices)
			}
			var to []Place
			for _, target := range e.Notices[0].To {
				to = append(to, target.To)
				if !slices.Equal(target.Routes, []Place{"#C-agent", "#C-fallback"}) {
					t.Errorf("routes %v", target.Routes)
				}
			}
			if words(to) != tt.told || words(a.Told) != tt.told {
				t.Errorf("told %s, the card says %s", words(to), words(a.Told))
			}
			if a.ID != "APR-3" || a.State != ApprovalOpen || len(e.Put) != 1 || len(e.Log) != 1 || len(e.Arm) != 1 || !e.Arm[0].Due.Equal(a.Expires) {
				t.Errorf("%+v arms %v", a, e.Arm)
			}
			if !slices.Equal(a.CardPlaces(), []Place{"#C-agent"}) {
				t.Errorf("its card stands in %v", a.CardPlaces())
			}
		})
	}
}

func TestAskRefusals(t *testing.T) {
	_, s := threeWaves()
	ask := waiverAsk()
	ask.Roles = nil
	_, e, err := AskApproval(s, 3, maya, ask, duty(), monday)
	mustSay(t, err, "Nobody is left to decide this but you who ask")
	if len(e.Put)+len(e.Notices) > 0 {
		t.Errorf("refused, and yet %+v", e)
	}
	ask.Because = " \n"
	_, _, err = AskApproval(s, 3, lee, ask, duty(), monday)
	mustSay(t, err, "nothing was asked for")
	ask.Because = strings.Repeat("x", 3001)
	_, _, err = AskApproval(s, 3, lee, ask, duty(), monday)
	mustSay(t, err, "3001 characters")
	var p *Problem
	if errors.As(err, &p); p.Field != "because" {
		t.Errorf("it belongs under the field %q", p.Field)
	}
	// Without a home the card stands with the plan owner, who is not told twice.
	d := duty()
	d.Home = ""
	a, e, err := AskApproval(s, 3, lee, waiverAsk(), d, monday)
	if err != nil || len(e.Notices) != 0 || !slices.Equal(a.CardPlaces(), []Place{"@maya"}) {
		t.Errorf("%v, said %v, card in %v", err, e.Notices, a.CardPlaces())
	}
}

func TestDecide(t *testing.T) {
	later := monday.Add(time.Hour)
	a, d := asked(t)
	for _, tt := range []struct {
		name   string
		yes    bool
		answer string
		state  ApprovalState
		verb   Verb
	}{
		{"yes", true, "", ApprovalApproved, VerbApprove},
		{"yes, with a word", true, "fine", ApprovalApproved, VerbApprove},
		{"no", false, "wait a week", ApprovalDeclined, VerbDecline},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, e, err := Decide(a, tt.yes, tt.answer, "h1", dana, d, later)
			if err != nil || got.State != tt.state || got.By != "dana" || !got.Decided.Equal(later) || got.Answer != tt.answer || got.Gen != a.Gen+1 {
				t.Fatalf("%v, %+v", err, got)
			}
			if len(e.Log) != 1 || e.Log[0].Verb != tt.verb || !slices.Equal(e.Disarm, []string{"approval.expire/APR-3"}) {
				t.Errorf("logs %+v, disarms %v", e.Log, e.Disarm)
			}
			if len(e.Notices) != 1 || e.Notices[0].To[0].To != "@maya" || e.Notices[0].Facts[FactState] != string(tt.state) {
				t.Errorf("said %+v", e.Notices)
			}
			if len(got.Index()) != 0 || len(a.Index()) != 2 {
				t.Errorf("found by %v, before by %v", got.Index(), a.Index())
			}
			// A second decision changes nothing, whoever makes it.
			again, e, err := Decide(got, !tt.yes, "no", "h1", dana, d, later)
			if err != nil || again.State != tt.state || len(e.Put) > 0 {
				t.Errorf("again: %v, %s, %+v", err, again.State, e)
			}
		})
	}
}

func TestDecideRefusals(t *testing.T) {
	a, d := asked(t)
	for _, tt := range []struct {
		name string
		yes  bool
		by   Actor
		duty Duty
		want string
	}{
		{"nobody is left", true, lee, duty(), "Nobody is left to decide APR-3 but who asked for it"},
		{"no without a reason", false, dana, d, "nothing was declined"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, e, err := Decide(a, tt.yes, "", "h1", tt.by, tt.duty, monday)
			mustSay(t, err, tt.want)
			if got.State != ApprovalOpen || len(e.Put) > 0 {
				t.Errorf("refused, and yet %s %+v", got.State, e)
			}
		})
	}
}

// Whoever may not decide hears the names of those who may.
func TestNotYoursToDecide(t *testing.T) {
	a, d := asked(t)
	for _, tt := range []struct {
		name  string
		yes   bool
		by    Actor
		duty  Duty
		asker bool
		who   string
		says  string
	}{
		{"the asker", true, maya, d, true, "@dana", "You asked for APR-3 yourself, and who asks never decides"},
		{"the asker, declining", false, maya, d, true, "@dana", "who asks never decides"},
		{"somebody else", true, lee, d, false, "@dana", "APR-3 is for somebody else to decide"},
		{"an owner who left the role", true, dana, duty("Quality=@lee,@sam"), false, "@lee @sam", "for somebody else"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, e, err := Decide(a, tt.yes, "", "h1", tt.by, tt.duty, monday)
			var no *NotYours
			if !errors.As(err, &no) || no.Asker != tt.asker || words(no.Who) != tt.who || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%v, %+v", err, no)
			}
			if got.State != ApprovalOpen || len(e.Put) > 0 {
				t.Errorf("refused, and yet %s %+v", got.State, e)
			}
		})
	}
}

// What is advised where nobody but the asker can decide works in the order in
// which it stands, and leaves the asker the right to ask.
func TestTheWayOutKeepsTheRightToAsk(t *testing.T) {
	p, s := threeWaves()
	by := maya
	by.Person.Name = "maya"
	ask := waiverAsk()
	_, _, err := AskApproval(s, 3, by, ask, duty(), monday)
	mustSay(t, err, "Name whoever answers for it, who then decides: `/rollout owner set Quality @name`. Or: Make somebody else the plan owner, who then decides: "+
		"first `/rollout owner set rollout lead @maya`, so that you go on leading the rollout, then `/rollout owner set plan owner @name`, and ask again. "+
		"An administrator can do both too.")
	for _, f := range []Fill{
		{Role: RoleRolloutLead, To: []Place{DM("maya")}, People: []Person{{ID: "maya", Account: Member}}},
		{Role: RolePlanOwner, To: []Place{DM("dana")}, People: []Person{{ID: "dana", Account: Member}}},
	} {
		if err := May(RightOwnerSet, Standing{Account: Member, PlanOwner: s.PlanOwner == "maya"}); err != nil {
			t.Fatalf("%s: %v", f.Role, err)
		}
		e, err := SetOwner(p, s, Role{}, f, by, monday)
		if err != nil || len(e.Put) != 1 {
			t.Fatalf("%s: %v, %+v", f.Role, err, e)
		}
		s = e.Put[0].(State)
	}
	if err := May(RightWave, Standing{Account: Member, PlanOwner: s.PlanOwner == "maya", Lead: s.RolloutLead() == "maya"}); err != nil {
		t.Errorf("the asker may ask no more: %v", err)
	}
	d := duty()
	d.PlanOwner = s.PlanOwner
	if a, _, err := AskApproval(s, 3, by, ask, d, monday); err != nil || words(a.Told) != "@dana" {
		t.Errorf("asked again: %v, told %v", err, a.Told)
	}
	// Who leads by name loses nothing, and a request that cites no row names no role.
	_, s = threeWaves()
	s.Lead, ask.Roles = "maya", nil
	_, _, err = AskApproval(s, 3, by, ask, duty(), monday)
	mustSay(t, err, "decides: `/rollout owner set plan owner @name`, and ask again")
	if strings.Contains(err.Error(), "Quality") {
		t.Errorf("it names a role that is not cited: %v", err)
	}
}

func TestReword(t *testing.T) {
	a, _ := asked(t)
	got, e, err := Reword(a, "the second sample is in", maya)
	if err != nil || got.Because != "the second sample is in" || len(e.Put) != 1 || e.Log[0].Verb != VerbReword || got.CardStanding() == a.CardStanding() {
		t.Errorf("%v, %+v, %+v", err, got, e)
	}
	if _, e, err := Reword(a, a.Because, maya); err != nil || len(e.Put) > 0 {
		t.Errorf("the same reason: %v, %+v", err, e)
	}
	_, _, err = Reword(a, "x", lee)
	mustSay(t, err, "APR-3 asks for this already, in somebody else's words. Nothing was changed.")
	_, _, err = Reword(a, " ", maya)
	mustSay(t, err, "nothing was changed")
	a.State = ApprovalDeclined
	_, _, err = Reword(a, "x", maya)
	mustSay(t, err, "Nothing was changed")
}

// What is approved is what was asked about: another reading of it is not.
func TestAChangedSubjectIsNotApproved(t *testing.T) {
	a, d := asked(t)
	for _, hash := range []string{"h2", ""} {
		got, e, err := Decide(a, true, "", hash, dana, d, monday)
		if err != nil || got.State != ApprovalSuperseded || got.By != "" || e.Log[0].Verb != VerbSupersede || len(e.Notices) != 1 {
			t.Errorf("%v, %+v, said %+v", err, got, e.Notices)
		}
	}
	got, e := Expire(a, a.Expires)
	if got.State != ApprovalExpired || e.Log[0].Verb != VerbExpire || len(e.Notices) != 1 {
		t.Errorf("%+v, said %+v", got, e.Notices)
	}
	if _, e = Expire(got, a.Expires); len(e.Put) > 0 {
		t.Errorf("expired twice: %+v", e)
	}
	if _, e = Supersede(got, WhyOver, monday); len(e.Put) > 0 {
		t.Errorf("superseded after it expired: %+v", e)
	}
}
