package view_test

import (
	"strings"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

// waved is a plan with two waves in which every place for words holds text, the
// verdict of each gate, and an approval that asks to waive a criterion.
type waved struct {
	data     view.WavesData
	held     *rollout.HeldGate
	asked    rollout.Approval
	notices  []rollout.Notice
	criteria []rollout.Judged
	digests  []rollout.Digest // a week before, on the day, late, and settled
}

func wavedWith(t *testing.T, text string) waved {
	t.Helper()
	p, s := policyAssistant()
	s.Agent = text
	p.Excluded = empty[[]string]()
	p.Enablement = rollout.Enablement{
		CommunicationOwner: cell(text, []string{text}), TrainingOwner: empty[[]string](),
		Materials: cell(text, text), Limitations: cell(text, text),
	}
	p.Metrics = []rollout.Metric{{ID: "M1", Metric: cell(text, text), Owner: cell(text, []string{"HR Operations Lead"})}}
	crit := func(kinds ...rollout.CriterionKind) rollout.Cell[[]rollout.Criterion] {
		var all []rollout.Criterion
		for _, k := range kinds {
			all = append(all, rollout.Criterion{Kind: k, Text: text, Wave: text})
		}
		return cell(text, all)
	}
	first := rollout.Day{Year: 2026, Month: 7, Day: 22}
	p.Waves = []rollout.Wave{
		{
			ID: "W1", Name: cell(text, text), Users: cell(text, text), Scope: cell(text, text), Date: cell(text, rollout.DayRange{From: first, To: first}),
			Entry: crit(rollout.Attested), Exit: crit(rollout.ByMetric, rollout.ByReview, rollout.ByWave, rollout.ByIncident, rollout.ByDate),
		},
		{ID: "W2", Name: cell("2", "2"), Users: empty[string](), Scope: empty[string](), Date: rollout.Cell[rollout.DayRange]{Text: text, Status: rollout.Unclear}, Entry: empty[[]rollout.Criterion](), Exit: empty[[]rollout.Criterion]()},
	}
	w := p.Waves[0]
	f := rollout.GateFacts{Runs: rollout.Waves{}}
	digests := wavesAsked(t, p, s)
	run := f.Runs.Of(p, w)
	_, _, err := rollout.StartWave(rollout.Desk{Plan: p, State: s, Duty: duty(), By: by("maya"), Now: noon}, w, f)
	held, ok := err.(*rollout.HeldGate)
	if !ok {
		t.Fatalf("the gate lets it pass: %v", err)
	}
	owner := rollout.Standing{Account: rollout.Member, Owner: true}
	for _, c := range p.GateCriteria(s, w) {
		if c.Attests() {
			if run, _, err = rollout.Tick(rollout.Desk{Plan: p, By: by("dana"), Now: noon}, run, c, text, owner); err != nil && text != "" {
				run, _, err = rollout.Tick(rollout.Desk{Plan: p, By: by("dana"), Now: noon}, run, c, "", owner)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	f.Runs["W1"] = run
	out := waved{held: held, digests: digests, data: view.WavesData{Plan: p.ID, Agent: text, Stage: s.Stage}}
	run, e, err := rollout.StartWave(rollout.Desk{Plan: p, State: s, Duty: duty(), By: by("maya"), Now: noon}, w, f)
	if err != nil {
		t.Fatal(err)
	}
	out.notices = append(out.notices, e.Notices...)
	f.Runs["W1"] = run
	settled := digests[1]
	for _, x := range rollout.Settlings(p, s, run) {
		for _, rec := range x.In([]rollout.Digest{settled}) {
			settled = rec.(rollout.Digest)
		}
	}
	out.digests = append(out.digests, settled)
	f.Worst = []rollout.Incident{{ID: "INC-7", Sev: 2, State: rollout.IncidentOpen}, {Sev: 1, State: rollout.IncidentOpen, Policy: rollout.Policy{Private: true}}}
	exit := rollout.JudgeGate(p, s, w, rollout.ExitGate, f, noon)
	entry := rollout.JudgeGate(p, s, p.Waves[1], rollout.EntryGate, f, noon)
	empties := rollout.JudgeGate(p, s, p.Waves[1], rollout.ExitGate, f, noon)
	out.criteria = exit.Criteria
	because := text
	if strings.TrimSpace(because) == "" {
		because = "a reason"
	}
	ask, err := rollout.AskWaiver(rollout.Desk{Plan: p, State: s}, run, exit.Criteria[0], because)
	if err != nil {
		t.Fatal(err)
	}
	out.asked, e, err = rollout.AskApproval(s, 3, by("lee"), ask, duty(), noon)
	if err != nil {
		t.Fatal(err)
	}
	out.notices = append(out.notices, e.Notices...)
	out.data.Waves = []view.WaveView{
		{Wave: w, Run: run, Call: "W1", Exit: &exit, Turn: true},
		{Wave: p.Waves[1], Run: f.Runs.Of(p, p.Waves[1]), Call: "2", Entry: &entry, Exit: &empties, Late: true},
	}
	gone, _, e, err := rollout.CancelWave(rollout.Desk{Plan: p, State: s, Duty: duty(), By: by("lee"), Now: noon}, w, because, f)
	if err != nil {
		t.Fatal(err)
	}
	out.notices = append(out.notices, e.Notices...)
	_, e, err = rollout.MoveWave(rollout.Desk{Plan: p, State: s, Duty: duty(), By: by("lee"), Now: noon}, w, f.Runs.Of(p, rollout.Wave{ID: "W8"}), w.Date.Value, text)
	if err != nil {
		t.Fatal(err)
	}
	out.notices = append(out.notices, e.Notices...)
	out.data.Gone = []rollout.WaveRun{gone}
	return out
}

// cards is everything that is shown of it.
func (w waved) cards(t *testing.T) []shown {
	t.Helper()
	var all []shown
	at := func(title string, c view.Card) { all = append(all, shown{title: title, card: c}) }
	form := func(title string, f view.Form) { all = append(all, shown{title: title, form: &f}) }
	at("waves", view.WaveList(w.data, noon))
	at("a gate that holds", view.HeldGate(w.held, noon))
	for _, v := range w.data.Waves {
		at("show "+string(v.Wave.ID), view.WaveShow(w.data, v, noon))
		at("check "+string(v.Wave.ID), view.WaveCheck(w.data, v, noon))
	}
	for _, n := range w.notices {
		var about rollout.Record
		if n.Kind == rollout.NoticeAsked {
			about = w.asked
		}
		c, err := view.Notice(n.Kind, n.Facts, about, noon)
		if err != nil {
			t.Fatal(err)
		}
		at("notice "+string(n.Kind), c)
	}
	run, gone := w.data.Waves[0].Run, w.data.Gone[0]
	a := rollout.WaveDid{
		Plan: w.data.Plan, Agent: w.data.Agent, Run: run, Call: "W1", Changed: true, Home: rollout.In("agent-hr"), Live: true,
		Text: w.data.Agent, File: w.data.Agent, Said: rollout.Said{By: "dana", At: noon, Text: w.data.Agent}, Gate: rollout.ExitGate, Holds: 2, At: noon, Turn: true, Told: true,
	}
	for _, changed := range []bool{true, false} {
		a.Changed = changed
		a.Criteria = []rollout.CriterionDid{
			{Key: "W1.2", Text: w.data.Agent, Said: a.Said, Changed: changed, For: []string{w.data.Agent}},
			{Key: "W1.3", Text: w.data.Agent, Said: a.Said, Changed: changed},
		}
		at("started", view.WaveStarted(a))
		at("ticked", view.WaveTicked(a))
		at("no criteria", view.WaveSaidWhy(a))
		at("moved", view.WaveMoved(a))
		a.Run = gone
		at("completed", view.WaveCompleted(a))
		at("cancelled", view.WaveCancelled(a))
		a.Run, a.Holds = run, 0
	}
	at("unticked", view.WaveUnticked(a))
	form("waive", view.WaiveForm(w.data.Plan, run.Title, w.criteria[0], noon))
	form("cancel", view.CancelForm(w.data.Plan, run.Title, "W2"))
	form("no criteria", view.NoCriteriaForm(w.data.Plan, run.Title, "W2", rollout.EntryGate))
	form("decline", view.DeclineForm(w.asked))
	at("asked", view.ApprovalAsked(w.asked))
	at("asked again", view.ApprovalReworded(w.asked, true))
	at("asked again for the same", view.ApprovalReworded(w.asked, false))
	at("one to decide", view.ApprovalsForYou([]rollout.Approval{w.asked}, nil, view.OfferApprove, ""))
	at("two to decline", view.ApprovalsForYou([]rollout.Approval{w.asked, w.asked}, nil, view.OfferDecline, w.data.Agent))
	at("words that may say no", view.ApprovalsForYou([]rollout.Approval{w.asked}, nil, view.OfferBoth, "not yet"))
	at("somebody else's to decide", view.NotYours(&rollout.NotYours{ID: w.asked.ID, Who: w.asked.Told}))
	at("one's own", view.NotYours(&rollout.NotYours{ID: w.asked.ID, Asker: true, Who: w.asked.Told}))
	held := *w.held
	held.Verdict.Criteria = []rollout.Judged{w.criteria[0]}
	held.Verdict.Criteria[0].Asked = &w.asked
	at("a gate of which a waiver is asked", view.HeldGate(&held, noon))
	for name, end := range map[string]func() (rollout.Approval, rollout.Effects){
		"approved": func() (rollout.Approval, rollout.Effects) { return w.decided(t, true) },
		"declined": func() (rollout.Approval, rollout.Effects) { return w.decided(t, false) },
		"expired":  func() (rollout.Approval, rollout.Effects) { return rollout.Expire(w.asked, w.asked.Expires) },
		"superseded": func() (rollout.Approval, rollout.Effects) {
			return rollout.Supersede(w.asked, rollout.WhyChanged, noon)
		},
	} {
		a, e := end()
		c := view.ApprovalCard(a, noon)
		for _, b := range c.Blocks {
			if _, ok := b.(view.Actions); ok {
				t.Errorf("%s, and its card has buttons", name)
			}
		}
		at("zz card of one "+name, c)
		at("zz answer to one "+name, view.ApprovalSettled(a, true, noon))
		at("zz answer to one "+name+" before", view.ApprovalSettled(a, false, noon))
		for _, n := range e.Notices {
			c, err := view.Notice(n.Kind, n.Facts, a, noon)
			if err != nil {
				t.Fatal(err)
			}
			at("zz notice of one "+name, c)
		}
	}
	first := w.data.Waves[0]
	place := view.WavePlace{WaveStanding: rollout.WaveStanding{Wave: first.Wave, Run: first.Run, Gate: *first.Next()}, Number: 1, Of: 2}
	at("status", view.Status(view.StatusData{State: rollout.State{Agent: w.data.Agent, Stage: rollout.RollingOut}, Wave: &place}, noon))
	at("status of all", view.StatusAll(view.StatusPage{Agents: []view.StatusData{{State: rollout.State{Agent: w.data.Agent, Stage: rollout.RollingOut}, Wave: &place}}, Total: 1}))
	late := rollout.WaveStanding{Wave: w.data.Waves[1].Wave, Run: w.data.Waves[1].Run, Gate: *w.data.Waves[1].Entry, Late: true}
	for i, title := range []string{"a week before", "on the day", "late", "settled"} {
		at("digest "+title, view.DigestCard(w.digests[i]))
	}
	at("home", homeOf(
		rollout.Waiting{Todo: rollout.TodoWave, Plan: w.data.Plan, Agent: w.data.Agent, Wave: &late},
		rollout.Waiting{Todo: rollout.TodoDecide, Approval: &w.asked},
		rollout.Waiting{Todo: rollout.TodoTick, Plan: w.data.Plan, Agent: w.data.Agent, Wave: &late, Tick: &w.criteria[0]},
	))
	return all
}

// wavesAsked are the digests of somebody who leads the rollout and announces the
// first wave as well: a week before it, on its day and when that has passed.
func wavesAsked(t *testing.T, p rollout.Plan, s rollout.State) (all []rollout.Digest) {
	t.Helper()
	d := duty()
	for _, role := range p.TickRoles() {
		d.Roles[rollout.RoleKey(role)] = []rollout.Place{rollout.DM("maya")}
	}
	for _, day := range []string{"2026-07-15", "2026-07-22", "2026-07-23"} {
		on, at := dayAt(day)
		a := rollout.Asked{User: "maya", From: on, To: on}
		items := append(rollout.WaveDigest(p, s, rollout.Waves{}, a), rollout.TickDigest(p, s, rollout.Waves{}, d, a)...)
		e := rollout.MakeDigest(rollout.Timer{Subject: "maya", Due: at}, a, "UTC", items, true, at)
		if len(items) < 2 {
			t.Fatalf("on %s this is asked: %+v", day, items)
		}
		all = append(all, e.Put[0].(rollout.Digest))
	}
	return all
}

func (w waved) decided(t *testing.T, yes bool) (rollout.Approval, rollout.Effects) {
	t.Helper()
	a, e, err := rollout.Decide(w.asked, yes, w.asked.Because, w.asked.Hash, by(w.asked.Told[0].User()), duty(), noon.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	return a, e
}

func TestWaves(t *testing.T) {
	all := wavedWith(t, "Accepted answers").cards(t)
	var fixed []shown
	for _, s := range all {
		if !strings.HasPrefix(s.title, "zz ") { // these come in no order
			fixed = append(fixed, s)
		}
	}
	golden(t, "waves", fixed...)
}

func TestHostileTextInWaves(t *testing.T) {
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			for _, s := range wavedWith(t, text).cards(t) {
				if s.form != nil {
					checkForm(t, s.title, *s.form)
					continue
				}
				for _, problem := range broken(s.card) {
					if !strings.HasPrefix(problem, "raises its voice") { // so do people
						t.Errorf("%s: %s", s.title, problem)
					}
				}
				checkCard(t, s.title, s.card)
			}
		})
	}
}

// Approving lets something out: every such button says what, and what that does,
// before it does it.
func TestApprovingAsksFirst(t *testing.T) {
	for kind := range rollout.ApprovalRules {
		a := rollout.Approval{ID: "APR-3", For: kind, Asker: "lee", State: rollout.ApprovalOpen}
		waiting := rollout.Waiting{Todo: rollout.TodoDecide, Approval: &a}
		for _, c := range []view.Card{
			view.ApprovalCard(a, noon), view.ApprovalsForYou([]rollout.Approval{a}, nil, view.OfferApprove, ""),
			view.Home(view.HomePage{Waits: []rollout.Waiting{waiting}, Total: 1}, noon),
		} {
			asked := 0
			for _, b := range c.Blocks {
				var all []view.Button
				switch b := b.(type) {
				case view.Actions:
					all = b.Buttons
				case view.Section:
					if b.Button != nil {
						all = []view.Button{*b.Button}
					}
				}
				for _, b := range all {
					if b.Line == "approve APR-3" && b.Confirm != nil && b.Confirm.Title == "Approve APR-3?" && !strings.HasSuffix(b.Confirm.Text, ". ") {
						asked++
					}
				}
			}
			if asked != 1 {
				t.Errorf("%s: %d of its buttons ask before they approve: %+v", kind, asked, c)
			}
		}
	}
}
