package rollout

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// The whole table: for every right and account, without and with an office.
// "y" may, "." may not, anybody else may with one of these offices: o plan owner,
// l rollout lead, w the thing's owner, a administrator.
func TestAuthority(t *testing.T) {
	accounts := []PersonKind{Member, Guest, External, Bot, Deactivated, Unknown}
	table := map[Right]string{
		//                member guest external bot deactivated unknown
		RightHelp:        "y y y y y y",
		RightRead:        "y y y y . y",
		RightStatus:      "y . . . . y",
		RightReadPrivate: "y y . . . y",
		RightReport:      "y y y y y y",
		RightPlanRead:    "y . . . . .",
		RightImport:      "y . . . . .",
		RightReimport:    "oa . . . . .",
		RightActivate:    "oa . . . . .",
		RightLink:        "oa . . . . .",
		RightOwnerSet:    "oa . . . . .",
		RightConfirm:     "oa . . . . .",
		RightAck:         "y . . . . y",
		RightRelease:     "y . . . . y",
		RightNote:        "y . . . . y",
		RightResolve:     "y . . . . .",
		RightWave:        "lo . . . . .",
		RightHold:        "loa . . . . loa",
		RightHoldOver:    "loa . . . . .",
		RightTick:        "low . . . . .",
		RightSpend:       "lowa . . . . .",
		RightUndo:        "w . . . . .",
		RightReview:      "ow . . . . .",
		RightDecide:      "y . . . . .",
		RightPauseAsk:    "y . . . . y",
		RightPause:       "loaw . . . . loaw",
		RightPauseNo:     "loaw . . . . .",
		RightPauseStep:   "loaw . . . . loaw",
		RightResumeAsk:   "y . . . . .",
		RightRetry:       "a . . . . .",
	}
	aboutOne := []Right{RightReadPrivate, RightAck, RightRelease, RightNote, RightResolve}
	for r := range grants {
		if table[r] == "" {
			t.Errorf("the right to %s is not in the table", r)
		}
	}
	for r, row := range table {
		cells := strings.Fields(row)
		for i, account := range accounts {
			for office := range 16 {
				who := Standing{Account: account, PlanOwner: office&1 > 0, Lead: office&2 > 0, Admin: office&4 > 0, Owner: office&8 > 0}
				has := func(letter string, office bool) bool { return office && strings.Contains(cells[i], letter) }
				want := cells[i] == "y" || has("o", who.PlanOwner) || has("l", who.Lead) || has("a", who.Admin) || has("w", who.Owner)
				checkMay(t, r, who, want)
				who.Hidden = true
				checkMay(t, r, who, want && !slices.Contains(aboutOne, r))
			}
		}
	}
	for r := range grants { // a service only reports facts, whoever it might be
		all := Standing{Account: Service, PlanOwner: true, Lead: true, Admin: true, Owner: true}
		checkMay(t, r, all, r == RightSpend)
		checkMay(t, r, Standing{Account: Service}, r == RightSpend)
	}
	checkMay(t, "launch the agent", Standing{Account: Member, PlanOwner: true, Admin: true}, false)
	checkMay(t, RightRead, Standing{Account: "robot"}, false)
}

func checkMay(t *testing.T, r Right, who Standing, want bool) {
	t.Helper()
	err := May(r, who)
	if (err == nil) != want {
		t.Errorf("%+v may %s: %v, want %v", who, r, err == nil, want)
	}
	var problem *Problem
	if err != nil && (!errors.As(err, &problem) || problem.Kind != Refused || !strings.HasSuffix(problem.Text, "Nothing was changed.") || problem.Next == "") {
		t.Errorf("the refusal of %s is %#v", r, err)
	}
}

// A refusal names those who hold the offices that would do, three at most; an
// account that could not do it under any office is told nobody's name.
func TestRefusalsNameWhoHoldsTheOffice(t *testing.T) {
	held := Holders{Lead: "lee", PlanOwner: "maya", Owners: []UserID{"sam", "maya"}, Admins: []UserID{"ada", "abe", "al", "ann"}}
	for _, tt := range []struct {
		right Right
		who   Standing
		want  string
	}{
		{RightActivate, Standing{Account: Member, Holders: held}, "maya: plan owner"},
		{RightWave, Standing{Account: Member, Holders: held}, "maya: plan owner, lee: rollout lead"},
		{RightSpend, Standing{Account: Member, Holders: held}, "sam: budget owner, maya: budget owner and plan owner, lee: rollout lead"},
		{RightReview, Standing{Account: Member, Holders: held}, "sam: review's owner, maya: review's owner and plan owner"},
		{RightUndo, Standing{Account: Member, Holders: Holders{Owners: []UserID{"sam"}}}, "sam: author"},
		{RightWave, Standing{Account: Member, Holders: Holders{Lead: "maya", PlanOwner: "maya"}}, "maya: plan owner and rollout lead"},
		{RightActivate, Standing{Account: Member, Holders: Holders{Admins: held.Admins}}, "ada: administrator, abe: administrator, al: administrator"},
		{RightActivate, Standing{Account: Member}, ""},
		{RightActivate, Standing{Account: Guest, Holders: held}, ""},
		{RightActivate, Standing{Account: Unknown, Holders: held}, ""},
		{RightReadPrivate, Standing{Account: Member, Hidden: true, Holders: held}, "maya: plan owner"},
	} {
		var p *Problem
		if err := May(tt.right, tt.who); !errors.As(err, &p) {
			t.Fatalf("%s: %v", tt.right, err)
		}
		var got []string
		for _, h := range p.Ask {
			got = append(got, string(h.Who)+": "+strings.Join(h.As, " and "))
		}
		if s := strings.Join(got, ", "); s != tt.want {
			t.Errorf("%s names %q, want %q", tt.right, s, tt.want)
		}
	}
}

func TestRefusalsSayWhoMay(t *testing.T) {
	tests := []struct {
		right Right
		who   Standing
		want  string
	}{
		{RightImport, Standing{Account: Guest}, "Only full members of this workspace may import a plan, and you are a guest here. Nothing was changed. Ask one of them; to report a problem, type `/rollout report` and what is wrong."},
		{RightAck, Standing{Account: External}, "Only full members of this workspace may acknowledge an incident, and your account belongs to another workspace. Nothing was changed."},
		{RightActivate, Standing{Account: Member, Lead: true}, "Only the plan owner and administrators may activate the plan. Nothing was changed. Ask one of them."},
		{RightWave, Standing{Account: Member, Admin: true}, "Only the rollout lead and the plan owner may start, complete, move or cancel a wave, or ask to waive a criterion. Nothing was changed. Ask one of them."},
		{RightHold, Standing{Account: Member, Owner: true}, "Only the rollout lead, the plan owner and administrators may hold the rollout. Nothing was changed. Ask one of them."},
		{RightRetry, Standing{Account: Member, PlanOwner: true}, "Only administrators may take up messages again that were given up. Nothing was changed. Ask one of them."},
		{RightHoldOver, Standing{Account: Unknown, Lead: true}, "Only the rollout lead, the plan owner and administrators may end the hold of a rollout, and your account could not be looked up just now. Nothing was changed. Try again in a minute."},
		{RightTick, Standing{Account: Member, Admin: true}, "Only the rollout lead, the plan owner and the criterion's owner may tick this criterion. Nothing was changed."},
		{RightActivate, Standing{Account: Guest, PlanOwner: true}, "Only the plan owner and administrators may activate the plan, and you are a guest here."},
		{RightResolve, Standing{}, "Only full members of this workspace may resolve an incident, and your account could not be looked up just now. Nothing was changed. Try again in a minute."},
		{RightReadPrivate, Standing{Account: Member, Hidden: true}, "This is a private incident: only its reporter, the people told of it"},
		{RightReadPrivate, Standing{Account: External}, "Only people of this workspace may see a private incident, and your account belongs to another workspace."},
		{RightRead, Standing{Account: Deactivated}, "Only people whose accounts are active may read this, and this account is deactivated."},
		{RightStatus, Standing{Account: Guest}, "Only full members of this workspace may see how agents stand, and you are a guest here. Nothing was changed. Ask one of them; to report a problem, type `/rollout report` and what is wrong."},
		{RightPlanRead, Standing{Account: External}, "Only full members of this workspace may read the plan, and your account belongs to another workspace."},
		{RightNote, Standing{Account: Bot}, "Only full members of this workspace may add a note to an incident, and this is a bot's account."},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%s as %q", tt.right, tt.who.Account), func(t *testing.T) {
			if got := fmt.Sprint(May(tt.right, tt.who)); !strings.HasPrefix(got, tt.want) {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}
