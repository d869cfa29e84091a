package view_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

// someFields are a few fields of each standing.
func someFields() []rollout.Field {
	return []rollout.Field{
		{Section: 1, Path: "agent", Line: 5, Text: "Policy Assistant", Status: rollout.Understood},
		{Section: 1, Path: "excluded", Line: 10, Status: rollout.Empty},
		{Section: 1, Path: "waves[0].date", Line: 15, Text: "05/08/2026", Status: rollout.Unclear, Why: "“05/08/2026” can be 5 August or 8 May 2026.", Fix: "Write 2026-08-05 or 2026-05-08."},
		{Section: 1, Row: "wave “R&D first”", Path: "waves[1].exit", Line: 16, Text: "85% accepted answers", Status: rollout.Assumed, Reading: "at least 85 %"},
		{Section: 3, Path: "metrics[0].metric", Line: 31, Text: "Task completion", Status: rollout.Understood},
		{Section: 3, Path: "metrics[0].threshold", Line: 31, Text: "85% accepted answers", Status: rollout.Assumed, Reading: "at least 85 %"},
		{Section: 3, Path: "metrics[0].owner", Line: 31, Text: "HR Quality Analyst", Status: rollout.Understood, Reading: "HR Quality Analyst"},
		{Section: 3, Path: "metrics[1].threshold", Line: 32, Text: "P95 under 8 s", Status: rollout.Understood, Reading: "P95 at most 8 s"},
		{
			Section: 3, Path: "metrics[2].threshold", Line: 33, Text: "< 3 min", Status: rollout.Assumed, Reading: "less than 3 min, lower is better",
			Why: "“< 3 min” asks for less, while “KPI improvement” speaks for more; it is read as written: less than 3 min, lower is better.", Fix: "Confirm it if that is meant, or write “less than 3 min, lower is better”.",
		},
		{Section: 4, Path: "support[2].sla", Line: 44, Text: "1 hour", Status: rollout.Understood, Reading: "answer within 1 h"},
		{Section: 5, Path: "cost.cadence", Line: 55, Text: "Monthly", Status: rollout.Understood, Reading: "every month"},
		{Section: 6, Path: "reviews[0].cadence", Line: 61, Text: "Monthly/quarterly", Status: rollout.Assumed, Reading: "every month", Confirmed: true},
		{Section: 7, Path: "pause.triggers", Line: 69, Text: "TBD", Status: rollout.Unclear},
		{
			Section: 7, Path: "pause.procedure", Line: 70, Text: "Lee switches it off; " + strings.Repeat("tell everybody, ", 20) + "; wait 30 days; delete", Status: rollout.Assumed, Reading: "4 items",
			Why: "Who does it is read from how the step is written: step 1 (Lee).", Fix: "Write who does it behind the step.",
			Items: []rollout.FieldItem{{Text: "Lee switches it off", Note: "Lee, stops the agent"}, {Text: strings.Repeat("tell everybody, ", 20) + "and more", Note: "plan owner, nobody is named"}, {Text: "wait 30 days"}, {Text: "delete", Note: "plan owner, nobody is named"}},
		},
	}
}

func draftState() (rollout.Plan, rollout.State) {
	p, s := policyAssistant()
	s.Stage, s.Home = rollout.Draft, ""
	p.Findings = []rollout.Finding{
		{Line: 15, Code: "date-ambiguous", Text: "05/08/2026 can be 5 August or 8 May.", Fix: "Write 2026-08-05 or 5 August 2026."},
		{Line: 0, Code: "broad-release", Text: "A broad release has four waves.", Fix: "Call it a phased rollout, or merge the waves."},
	}
	return p, s
}

func TestImported(t *testing.T) {
	p, s := draftState()
	questions := []view.Question{
		{Line: 15, About: "date of wave 1", Text: "“05/08/2026” can be 5 August or 8 May.", Fix: "Write 2026-08-05 or 5 August 2026."},
		{
			Line: 61, Text: "“Monthly/quarterly” is left as the template has it.",
			Answers: []view.Button{{Text: "All monthly", Line: "in policy-assistant plan set cadence monthly"}, {Text: "All quarterly", Line: "in policy-assistant plan set cadence quarterly"}},
		},
	}
	first := view.ImportAnswer{Plan: p, State: s, Fields: someFields(), Questions: questions, Roles: p.Roles(), Unfilled: p.Unfilled(duty())}
	dry := first
	dry.DryRun = true
	again := first
	again.Questions, again.Unfilled = nil, again.Unfilled[:1]
	again.State.Stage, again.State.Home = rollout.RollingOut, "agent-hr"
	again.Plan.Findings = nil
	again.Changes = []rollout.FieldChange{
		{Field: someFields()[7], Was: "P95 under 12 s"},
		{Field: someFields()[1], Was: "Contractors"},
	}
	same := again
	same.Same = true
	blank := view.ImportAnswer{Plan: rollout.Plan{ID: "agent", Version: 1}, State: rollout.State{Plan: "agent", Stage: rollout.Draft, PlanOwner: "maya", Acting: true, Zone: "UTC"}, Fields: []rollout.Field{{Section: 1, Path: "agent", Status: rollout.Empty}}}
	golden(
		t, "plan_import",
		shown{title: "first import, typed in direct messages", card: view.Imported(first)},
		shown{title: "a dry run", card: view.Imported(dry)},
		shown{title: "imported again while it runs", card: view.Imported(again)},
		shown{title: "the same bytes again", card: view.Imported(same)},
		shown{title: "the blank template", card: view.Imported(blank)},
		shown{title: "nothing came with it", card: view.ImportHelp(true)},
		shown{title: "nothing waits for a word", card: view.Confirmed("Policy Assistant", 0, 0, nil)},
		shown{title: "one reading confirmed", card: view.Confirmed("Policy Assistant", 1, 2, []rollout.Field{someFields()[5], someFields()[7]})},
		shown{title: "some confirmed, many left", card: view.Confirmed("Policy Assistant", 1, 20, someFields()[4:10])},
		shown{title: "all confirmed", card: view.Confirmed("Policy Assistant", 12, 0, nil)},
	)
}

func TestConfirmForm(t *testing.T) {
	f := view.ConfirmForm("policy-assistant", "Policy Assistant", someFields())
	var many []rollout.Field
	for i := range 52 {
		many = append(many, rollout.Field{Section: 3, Path: fmt.Sprintf("metrics[%d].threshold", i), Line: i, Text: "85%", Reading: "at least 85 %", Status: rollout.Assumed})
	}
	long := view.ConfirmForm("policy-assistant", "Policy Assistant", many)
	if plain := long.Plain(); !strings.Contains(plain, "40 of 52 shown") || len(long.Blocks) > 100 {
		t.Errorf("%d blocks, and the cut is not said", len(long.Blocks))
	}
	golden(t, "plan_confirm", shown{title: "one reading waits", form: &f})
}

func TestPlanShow(t *testing.T) {
	p, s := policyAssistant()
	var many []rollout.Field
	for i := range 134 {
		many = append(many, rollout.Field{Section: 3, Path: fmt.Sprintf("metrics[%d].source", i), Line: i, Text: "dashboard", Status: rollout.Understood})
	}
	if plain := view.PlanSection(p, s, 3, many).Plain(); !strings.Contains(plain, "60 of 134 fields shown") {
		t.Errorf("134 fields are cut without a word:\n%.300s", plain)
	}
	_, d := draftState()
	golden(
		t, "plan_show",
		shown{title: "overview", card: view.PlanOverview(p, s, someFields())},
		shown{title: "section 3", card: view.PlanSection(p, s, 3, someFields())},
		shown{title: "section 7, with its procedure whole", card: view.PlanSection(p, s, 7, someFields())},
		shown{title: "what is open", card: view.PlanUnclear(s, someFields())},
		shown{title: "nothing is open", card: view.PlanUnclear(s, someFields()[:2])},
		shown{title: "settings", card: view.PlanSettings(s)},
		shown{title: "settings of a draft without a home", card: view.PlanSettings(d)},
	)
}

// lateWaves are waves of a day in May, by their names.
func lateWaves(names ...string) (all []rollout.Wave) {
	day := rollout.Day{Year: 2026, Month: time.May, Day: 4}
	for _, name := range names {
		all = append(all, rollout.Wave{Name: cell(name, name), Date: cell("", rollout.DayRange{From: day, To: day})})
	}
	return all
}

func TestActivate(t *testing.T) {
	p, s := draftState()
	d := duty()
	running, done, effects, err := rollout.Activate(p, s, d, "", by("maya"), noon)
	if err != nil {
		t.Fatal(err)
	}
	nobody := rollout.Preview(p, rollout.Duty{PlanOwner: "maya"})
	running.Home = "agent-hr"
	all := []shown{
		{title: "preview", card: view.ActivatePreview(s, rollout.Preview(p, d), nil, "maya")},
		{title: "preview where a wave is late", card: view.ActivatePreview(s, rollout.Preview(p, d), lateWaves("1"), "maya")},
		{title: "preview where waves are late", card: view.ActivatePreview(s, rollout.Preview(p, d), lateWaves("1", "2", "Pilot", "Field", "Everybody"), "maya")},
		{title: "preview where one role is filled by nobody", card: view.ActivatePreview(s, rollout.Activation{Unfilled: []rollout.RoleUse{{Name: "Legal"}}}, nil, "maya")},
		{title: "preview where no role is filled", card: view.ActivatePreview(s, nobody, nil, "maya")},
		{title: "activated", card: view.Activated(running, done, true)},
		{title: "activated twice", card: view.Activated(running, done, false)},
		{title: "linked", card: view.Linked(running, true)},
	}
	l := &life{t: t, last: effects, now: noon}
	all = append(all, l.notices("sent")...)
	golden(t, "plan_activate", all...)
}

// A plan owner and a rollout lead hear what is theirs from now on, and who was it
// before hears who is.
func TestOffices(t *testing.T) {
	sent := func(title string, kind rollout.NoticeKind, offices string, to, by rollout.UserID) shown {
		card, err := view.Notice(kind, map[string]string{
			rollout.FactAgent: "Policy Assistant", rollout.FactIn: "policy-assistant", rollout.FactOffices: offices,
			rollout.FactTo: string(rollout.DM(to)), rollout.FactBy: string(by),
		}, nil, noon)
		if err != nil {
			t.Fatal(err)
		}
		return shown{title: title, card: card}
	}
	vacant, err := view.Notice(rollout.NoticeOfficeVacant, map[string]string{
		rollout.FactIn: "policy-assistant", rollout.FactOffices: "plan owner, rollout lead", rollout.FactTo: "@maya",
		rollout.FactAgents: "Policy Assistant\nDesk Helper", rollout.FactMore: "3",
	}, nil, noon)
	if err != nil {
		t.Fatal(err)
	}
	both, err := view.Notice(rollout.NoticeOffice, map[string]string{
		rollout.FactAgent: "Policy Assistant", rollout.FactIn: "policy-assistant", rollout.FactOffices: "rollout lead", rollout.FactTo: "@dana",
		rollout.FactBy: "maya", rollout.FactWhy: rollout.WhyActivated, "metric": "Answers accepted\nAnswer time", "budget": "monthly",
	}, nil, noon)
	if err != nil {
		t.Fatal(err)
	}
	golden(
		t, "offices",
		shown{title: "at activation, and owner of something", card: both},
		shown{title: "nobody is any more", card: vacant},
		sent("a plan owner", rollout.NoticeOffice, "plan owner, rollout lead", "dana", "maya"),
		sent("a rollout lead", rollout.NoticeOffice, "rollout lead", "dana", "maya"),
		sent("given to another", rollout.NoticeOfficeOver, "plan owner, rollout lead", "dana", "ada"),
		sent("taken over", rollout.NoticeOfficeOver, "plan owner", "ada", "ada"),
	)
}

func TestOwners(t *testing.T) {
	p, _ := policyAssistant()
	d := duty()
	var roles []view.RoleLine
	for _, use := range p.Roles() {
		roles = append(roles, view.RoleLine{Use: use, Fills: d.Places(use.Name)})
	}
	roles = append(roles, view.RoleLine{Use: rollout.RoleUse{Name: rollout.RolePlanOwner}, Fills: []rollout.Place{rollout.DM("maya")}, Note: "acting"})
	form := view.RolesForm(p.ID, "Policy Assistant", roles)
	lead := p.Roles()[2]
	golden(
		t, "owners",
		shown{title: "the roles of a plan", card: view.OwnerList(p.ID, "Policy Assistant", roles)},
		shown{title: "all filled", card: view.OwnerList(p.ID, "Policy Assistant", roles[:1])},
		shown{title: "the form", form: &form},
		shown{title: "a role is filled", card: view.OwnerSet("Policy Assistant", lead, []rollout.Place{rollout.DM("lee"), rollout.In("ops")}, true, true)},
		shown{title: "by the same again", card: view.OwnerSet("Policy Assistant", lead, []rollout.Place{rollout.DM("lee")}, false, false)},
		shown{title: "three by the form", card: view.OwnersSet("Policy Assistant", 3, true)},
	)
}

// Whoever owns the plan is not sent to themselves.
func TestWhatIsNotYours(t *testing.T) {
	for owner, want := range map[string]string{"maya": "Tell the plan owner, @maya.", "": "Fill the role with somebody else: `/rollout owner set`"} {
		facts := map[string]string{"agent": "Policy Assistant", "metric": "Accepted answers"}
		if owner != "" {
			facts["owner"] = owner
		}
		c, err := view.Notice(rollout.NoticeOwns, facts, nil, noon)
		if err != nil || !strings.Contains(c.Plain(), want) {
			t.Errorf("%v, %s", err, c.Plain())
		}
	}
}
