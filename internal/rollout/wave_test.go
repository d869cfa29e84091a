package rollout

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

// kinds are the kinds of what is said.
func kinds(e Effects) (all []string) {
	for _, n := range e.Notices {
		all = append(all, string(n.Kind))
	}
	return all
}

// begun is the plan whose first wave runs since monday.
func begun(t *testing.T) (Plan, State, GateFacts) {
	t.Helper()
	p, s := threeWaves()
	f := GateFacts{}
	ticked(t, p, s, &f, "W1")
	run, _, err := StartWave(Desk{Plan: p, State: s, Duty: duty(), By: maya, Now: monday}, p.Waves[0], f)
	if err != nil {
		t.Fatal(err)
	}
	f.Runs["W1"] = run
	return p, s, f
}

func TestAWaveStartsThroughItsGate(t *testing.T) {
	p, s := threeWaves()
	p.Enablement.Materials = understood("Quick guide", "")
	p.Enablement.Limitations = understood("English only", "")
	p.Waves[0].Scope = understood("Leave policy", "")
	f := GateFacts{}
	_, e, err := StartWave(Desk{Plan: p, State: s, Duty: duty(), By: maya, Now: monday}, p.Waves[0], f)
	var held *HeldGate
	if !errors.As(err, &held) || len(held.Verdict.Holds()) != 2 || len(e.Put) > 0 {
		t.Fatalf("%v, %+v", err, e)
	}
	ticked(t, p, s, &f, "W1")
	f.Asked = []Approval{
		{ID: "APR-1", For: ApproveWaiver, Subject: "W1/entry/x", State: ApprovalOpen},
		{ID: "APR-2", For: ApproveWaiver, Subject: "W1/exit/y", State: ApprovalOpen},
		{ID: "APR-3", For: ApproveWaiver, Subject: "W11/entry/x", State: ApprovalOpen},
	}
	run, e, err := StartWave(Desk{Plan: p, State: s, Duty: duty(), By: maya, Now: monday}, p.Waves[0], f)
	if err != nil || run.State != WaveRunning || run.StartedBy != "maya" || !run.Started.Equal(monday) || len(run.Passed[EntryGate]) != 2 {
		t.Fatalf("%v, %+v", err, run)
	}
	if e.Log[0].Why != "W1.1 met; W1.2 met" {
		t.Errorf("the record says %q", e.Log[0].Why)
	}
	if a, ok := e.Put[1].(Approval); len(e.Put) != 2 || !ok || a.ID != "APR-1" || a.State != ApprovalSuperseded {
		t.Errorf("what was asked of the gate: %+v", e.Put[1:])
	}
	n := e.Notices[len(e.Notices)-1]
	if n.Kind != NoticeWaveStarted || n.To[0].To != "#C-agent" {
		t.Fatalf("said %+v", n)
	}
	for name, want := range map[string]string{
		FactUsers: "Team of four", FactScope: "Leave policy", FactMaterials: "Quick guide", FactLimitations: "English only", FactWave: "wave 1", FactBy: "maya",
	} {
		if n.Facts[name] != want {
			t.Errorf("the announcement's %s is %q", name, n.Facts[name])
		}
	}
	f.Runs["W1"] = run
	again, e, err := StartWave(Desk{Plan: p, State: s, Duty: duty(), By: lee, Now: monday.Add(time.Hour)}, p.Waves[0], f)
	if err != nil || len(e.Put) > 0 || again.StartedBy != "maya" {
		t.Errorf("started again: %v, %+v, %+v", err, again, e)
	}
}

func TestStartRefusals(t *testing.T) {
	for _, tt := range []struct {
		name   string
		wave   int
		change func(s *State, runs Waves)
		want   string
	}{
		{"a draft", 0, func(s *State, _ Waves) { s.Stage = Draft }, "The plan is a draft, so none of its waves goes forward yet. Nothing was changed. Look first with `/rollout plan activate`"},
		{"retired", 0, func(s *State, _ Waves) { s.Stage = Retired }, "The plan is retired"},
		{"paused", 0, func(s *State, _ Waves) { s.Pause = &PauseMark{ID: "PAU-1", State: PausePaused} }, "A pause of the agent is not over"},
		{"out of order", 1, nil, "Wave 1 comes first and has not begun, so wave 2 cannot start yet. Nothing was changed. Start it with `/rollout wave start 1`"},
		{"while another runs", 1, func(_ *State, runs Waves) { runs["W1"] = WaveRun{Wave: "W1", State: WaveRunning} }, "Wave 1 is running, so wave 2 cannot start yet"},
		{"while a later one runs", 0, func(_ *State, runs Waves) { runs["W2"] = WaveRun{Wave: "W2", State: WaveRunning} }, "Wave 2 is running, so wave 1 cannot start yet"},
		{"done", 0, func(_ *State, runs Waves) { runs["W1"] = WaveRun{Wave: "W1", State: WaveDone} }, "Wave 1 is done and stays so"},
		{"cancelled", 0, func(_ *State, runs Waves) { runs["W1"] = WaveRun{Wave: "W1", State: WaveCancelled} }, "Wave 1 is cancelled and stays so"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, s := threeWaves()
			runs := Waves{}
			if tt.change != nil {
				tt.change(&s, runs)
			}
			_, e, err := StartWave(Desk{Plan: p, State: s, Duty: duty(), By: maya, Now: monday}, p.Waves[tt.wave], GateFacts{Runs: runs})
			mustSay(t, err, tt.want)
			if len(e.Put) > 0 {
				t.Errorf("refused, and yet %+v", e)
			}
		})
	}
}

func TestTheLastWaveMakesThePlanLive(t *testing.T) {
	p, s, f := begun(t)
	d := duty()
	if _, _, _, err := CompleteWave(Desk{Plan: p, State: s, Duty: d, By: maya, Now: monday}, p.Waves[1], f); err == nil {
		t.Error("a wave that has not begun is complete")
	} else {
		mustSay(t, err, "Wave 2 has not begun, so it cannot be completed")
	}
	run, s, e, err := CompleteWave(Desk{Plan: p, State: s, Duty: d, By: maya, Now: monday.Add(time.Hour)}, p.Waves[0], f)
	if err != nil || run.State != WaveDone || s.Stage != RollingOut || !slices.Equal(kinds(e), []string{"wave.done"}) || e.Notices[0].Facts[FactNextRow] != "W2" {
		t.Fatalf("%v, %+v, %s, said %+v", err, run, s.Stage, e.Notices)
	}
	f.Runs["W1"] = run
	if again, _, e, err := CompleteWave(Desk{Plan: p, State: s, Duty: d, By: lee, Now: monday}, p.Waves[0], f); err != nil || len(e.Put) > 0 || again.EndedBy != "maya" {
		t.Errorf("completed again: %v, %+v", err, e)
	}
	for i, w := range p.Waves[1:] {
		run, after, e, err := CancelWave(Desk{Plan: p, State: s, Duty: d, By: maya, Now: monday.Add(2 * time.Hour)}, w, "not needed", f)
		if err != nil || run.State != WaveCancelled || run.Because != "not needed" {
			t.Fatalf("%v, %+v", err, run)
		}
		want := RollingOut
		if i == 1 {
			want = Live
		}
		if after.Stage != want || e.Notices[0].Facts[FactStage] != string(want) {
			t.Errorf("after %s the plan is %s, and the post says %s", w.ID, after.Stage, e.Notices[0].Facts[FactStage])
		}
		f.Runs[w.ID], s = run, after
	}
	if _, _, e, err := CancelWave(Desk{Plan: p, State: s, Duty: d, By: lee, Now: monday}, p.Waves[2], "again", f); err != nil || len(e.Put) > 0 {
		t.Errorf("cancelled again: %v, %+v", err, e)
	}
	_, _, _, err = CancelWave(Desk{Plan: p, State: s, Duty: d, By: maya, Now: monday}, p.Waves[0], "x", f)
	mustSay(t, err, "Wave 1 is done and stays so")
}

func TestARolloutWithNoWaveDoneIsNotLive(t *testing.T) {
	p, s := threeWaves()
	f := GateFacts{Runs: Waves{}}
	for _, w := range p.Waves {
		run, after, _, err := CancelWave(Desk{Plan: p, State: s, Duty: duty(), By: maya, Now: monday}, w, "stopped", f)
		if err != nil {
			t.Fatal(err)
		}
		f.Runs[w.ID], s = run, after
	}
	if s.Stage != RollingOut {
		t.Errorf("the plan is %s", s.Stage)
	}
	_, _, _, err := CancelWave(Desk{Plan: p, State: s, Duty: duty(), By: maya, Now: monday}, Wave{ID: "W9"}, "", GateFacts{})
	mustSay(t, err, "nothing was cancelled")
	s.Stage = Draft
	if _, _, e, err := CancelWave(Desk{Plan: p, State: s, Duty: duty(), By: maya, Now: monday}, p.Waves[0], "x", GateFacts{}); err != nil || len(e.Notices) > 0 {
		t.Errorf("a draft tells somebody: %v, %+v", err, e.Notices)
	}
}

// entitled is who may tick a criterion.
var entitled = Standing{Account: Member, Owner: true}

func TestTickAndUntick(t *testing.T) {
	p, s := threeWaves()
	w := p.Waves[0]
	c := p.GateCriteria(s, w)[1]
	run := Waves{}.Of(p, w)
	run, e, err := Tick(Desk{Plan: p, By: dana, Now: monday}, run, c, "page 4", entitled)
	if err != nil || len(e.Put) != 1 || run.Ticks[c.Mark()].Text != "page 4" {
		t.Fatalf("%v, %+v", err, run)
	}
	if again, e, err := Tick(Desk{Plan: p, By: lee, Now: monday}, run, c, "other", entitled); err != nil || len(e.Put) > 0 || again.Ticks[c.Mark()].By != "dana" {
		t.Errorf("ticked again: %v, %+v", err, e)
	}
	no := Standing{Account: Member}
	if _, e, err := Tick(Desk{Plan: p, By: priya, Now: monday}, Waves{}.Of(p, w), c, "", no); err == nil || len(e.Put) > 0 {
		t.Errorf("ticked without the right: %v, %+v", err, e)
	}
	for _, tt := range []struct {
		name    string
		by      Actor
		because string
		who     Standing
		after   time.Duration
		want    string // "": it is taken back
	}{
		{"its author at once", dana, "", no, 15 * time.Minute, ""},
		{"its author later", dana, "", entitled, 15*time.Minute + time.Second, "you ticked it more than 15 minutes ago"},
		{"its author later, with a reason", dana, "wrong page", entitled, time.Hour, ""},
		{"its author later, who may tick no more", dana, "wrong page", no, time.Hour, "may tick this criterion"},
		{"somebody else at once", maya, "", entitled, time.Minute, "it was ticked by somebody else"},
		{"somebody else, with a reason", maya, "wrong page", entitled, time.Minute, ""},
		{"somebody without the right", priya, "wrong page", no, time.Minute, "may tick this criterion"},
		{"a reason too long", maya, strings.Repeat("x", 3001), entitled, time.Minute, "3001 characters"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			after, e, err := Untick(Desk{Plan: p, By: tt.by, Now: monday.Add(tt.after)}, run, c, tt.because, tt.who)
			if tt.want != "" {
				if err == nil || !strings.Contains(err.Error(), tt.want) || len(e.Put) > 0 {
					t.Errorf("%v, %+v", err, e)
				}
				return
			}
			if err != nil || len(after.Ticks) != 0 || len(run.Ticks) != 1 {
				t.Errorf("%v, %v left, %v before", err, after.Ticks, run.Ticks)
			}
		})
	}
	_, _, err = Untick(Desk{Plan: p, By: dana, Now: monday}, Waves{}.Of(p, w), c, "x", entitled)
	mustSay(t, err, "W1.2 is not ticked")
}

// What is judged by something else, is settled, or stands for an empty gate
// takes no tick.
func TestTickRefusals(t *testing.T) {
	p, s, f := begun(t)
	date := DayOf(monday, time.UTC)
	for want, c := range map[string]GateCriterion{
		"reading of the metric, and this version records no readings yet": {Key: "W2.1", Gate: ExitGate, Criterion: Criterion{Kind: ByMetric}},
		"judges no gate by reviews yet":                                   {Key: "W2.1", Gate: ExitGate, Criterion: Criterion{Kind: ByReview}},
		"the incidents on record":                                         {Key: "W2.1", Gate: ExitGate, Criterion: Criterion{Kind: ByIncident}},
		"by where that wave stands":                                       {Key: "W2.1", Gate: ExitGate, Criterion: Criterion{Kind: ByWave}},
		"by the calendar":                                                 {Key: "W2.1", Gate: ExitGate, Criterion: Criterion{Kind: ByDate, Date: &date}},
		"was not understood":                                              {Key: "W2.1", Gate: ExitGate, Status: Unclear, Criterion: attested("x")},
		"stands for a gate without":                                       {Key: "W2.1", Gate: ExitGate, BuiltIn: Nothing, Criterion: attested("x")},
		"so its entry criteria are settl":                                 {Key: "W2.1", Gate: EntryGate, Criterion: attested("x")},
	} {
		_, e, err := Tick(Desk{Plan: p, By: maya, Now: monday}, f.Runs["W1"], c, "", entitled)
		mustSay(t, err, want)
		if len(e.Put) > 0 {
			t.Errorf("%s: %+v", want, e)
		}
	}
	done := f.Runs["W1"]
	done.State = WaveDone
	_, _, err := Tick(Desk{Plan: p, By: maya, Now: monday}, done, p.GateCriteria(s, p.Waves[0])[2], "", entitled)
	mustSay(t, err, "Wave 1 is done and stays so")
}

func TestAnEmptyGateNeedsAReason(t *testing.T) {
	p, s := threeWaves()
	p.Enablement = Enablement{CommunicationOwner: roles(), TrainingOwner: roles()}
	w := p.Waves[2]
	run := Waves{}.Of(p, w)
	_, _, err := SayNoCriteria(Desk{Plan: p, State: s, By: maya, Now: monday}, w, run, EntryGate, "")
	mustSay(t, err, "the gate stays shut")
	run, e, err := SayNoCriteria(Desk{Plan: p, State: s, By: maya, Now: monday}, w, run, EntryGate, "everybody has it")
	if err != nil || e.Log[0].Verb != VerbNoCriteria || !strings.Contains(e.Log[0].Why, "everybody has it") {
		t.Fatalf("%v, %+v", err, e.Log)
	}
	v := JudgeGate(p, s, w, EntryGate, GateFacts{Runs: Waves{"W3": run}}, monday)
	if !v.Met() || v.Criteria[0].Reason != ReasonSaidWhy {
		t.Errorf("%+v", v)
	}
	if _, e, err := SayNoCriteria(Desk{Plan: p, State: s, By: lee, Now: monday}, w, run, EntryGate, "again"); err != nil || len(e.Put) > 0 {
		t.Errorf("said again: %v, %+v", err, e)
	}
	// The document has criteria now: what was said for none counts no more.
	p.Waves[2].Entry = criteria(attested("Posters hung up"))
	v = JudgeGate(p, s, p.Waves[2], EntryGate, GateFacts{Runs: Waves{"W3": run}}, monday)
	if v.Met() {
		t.Error("a gate with criteria passes by what was said of an empty one")
	}
	_, _, err = SayNoCriteria(Desk{Plan: p, State: s, By: maya, Now: monday}, p.Waves[2], run, EntryGate, "x")
	mustSay(t, err, "The plan names entry criteria for wave Everybody")
}

func TestWaivers(t *testing.T) {
	p, s, f := begun(t)
	p.Waves[0].Exit = criteria(Criterion{Kind: ByMetric, Text: "85% accepted answers", Op: ">=", Number: figure("85"), Unit: "%"})
	w := p.Waves[0]
	j := judged(t, JudgeGate(p, s, w, ExitGate, f, monday), "85% accepted answers")
	ask, err := AskWaiver(Desk{Plan: p, State: s}, f.Runs["W1"], j, "small sample")
	if err != nil || ask.Hash != j.Hash() || ask.Subject != "W1/exit/"+j.Mark() || ask.Facts[FactVerdict] != "inconclusive" {
		t.Fatalf("%v, %+v", err, ask)
	}
	a := Approval{ID: "APR-1", For: ApproveWaiver, Subject: ask.Subject, Hash: ask.Hash, State: ApprovalOpen, Asker: "maya", Because: "small sample", By: "dana"}
	f.Asked = []Approval{{ID: "APR-9", For: ApproveWaiver, Subject: "W1/exit/other", State: ApprovalOpen}, a}
	if open := JudgeGate(p, s, w, ExitGate, f, monday).Criteria[0].Asked; open == nil || open.ID != "APR-1" {
		t.Errorf("it is asked for by %+v", open)
	}
	f.Asked = nil
	run, e := Waive(f.Runs["W1"], j.GateCriterion, a)
	f.Runs["W1"] = run
	v := JudgeGate(p, s, w, ExitGate, f, monday)
	if !v.Met() || v.Criteria[0].Verdict != Inconclusive || e.Log[0].Verb != VerbWaive {
		t.Errorf("waived: %+v", v)
	}
	_, err = AskWaiver(Desk{Plan: p, State: s}, run, v.Criteria[0], "x")
	mustSay(t, err, "is waived already by APR-1")
	if _, done, e, err := CompleteWave(Desk{Plan: p, State: s, Duty: duty(), By: maya, Now: monday}, w, f); err != nil || !strings.Contains(e.Log[0].Why, "waived by APR-1") || done.Stage != RollingOut {
		t.Errorf("%v, %+v", err, e.Log)
	}
	// Another text is another criterion: the waiver is not of it.
	p.Waves[0].Exit = criteria(Criterion{Kind: ByMetric, Text: "95% accepted answers", Op: ">=", Number: figure("95"), Unit: "%"})
	if v := JudgeGate(p, s, p.Waves[0], ExitGate, f, monday); v.Met() {
		t.Error("a waiver outlives the criterion")
	}
	met := judged(t, JudgeGate(p, s, p.Waves[0], EntryGate, f, monday), "Guide published")
	_, err = AskWaiver(Desk{Plan: p, State: s}, Waves{}.Of(p, w), met, "x")
	mustSay(t, err, "is met, so there is nothing to waive")
	_, err = AskWaiver(Desk{Plan: p, State: s}, f.Runs["W1"], met, "x")
	mustSay(t, err, "its entry criteria are settled")
	s.Stage = Draft
	_, err = AskWaiver(Desk{Plan: p, State: s}, f.Runs["W1"], j, "x")
	mustSay(t, err, "The plan is a draft")
}

// A document that reads a criterion otherwise supersedes what was asked of it;
// the same words with another reading do too.
func TestImportSupersedesWhatItChanges(t *testing.T) {
	p, s := threeWaves()
	c := p.GateCriteria(s, p.Waves[0])[1]
	a := Approval{ID: "APR-1", For: ApproveWaiver, Subject: WaiverOf("W1", c).String(), Hash: c.Hash(), State: ApprovalOpen}
	if e := ImportedWaves(p, s, []Approval{a}, monday); len(e.Put) > 0 {
		t.Errorf("nothing has changed, and yet %+v", e.Put)
	}
	read, moved, gone := p, p, p
	read.Waves = slices.Clone(p.Waves)
	read.Waves[0].Entry = criteria(Criterion{Kind: ByReview, Text: "Guide published"})
	moved.Waves = []Wave{p.Waves[1], p.Waves[0]}
	gone.Waves = p.Waves[1:]
	for what, tt := range map[string]struct {
		plan Plan
		over bool
	}{"read otherwise": {read, true}, "another order": {moved, false}, "gone": {gone, true}} {
		e := ImportedWaves(tt.plan, s, []Approval{a}, monday)
		if over := len(e.Put) == 1; over != tt.over {
			t.Errorf("%s: superseded %v", what, over)
		}
	}
}

func TestDatesInTheDigest(t *testing.T) {
	p, s := threeWaves()
	first := DayOf(monday, time.UTC)
	p.Waves[1].Date = understood("x", DayRange{From: first, To: first.AddDays(2)})
	for _, tt := range []struct {
		name     string
		user     UserID
		from, to int // days after the wave's first day
		change   func(s *State, runs Waves)
		want     string // days until then; "": it is not spoken of
		urgency  Urgency
	}{
		{"eight days before", "maya", -8, -8, nil, "", 0},
		{"a week before", "maya", -7, -7, nil, "7", UrgentSoon},
		{"a week before, told late", "maya", -8, -5, nil, "5", UrgentSoon},
		{"the Sunday before", "maya", -1, -1, nil, "", 0},
		{"the Friday before", "maya", -3, -3, nil, "3", UrgentSoon},
		{"on the day", "maya", 0, 0, nil, "0", UrgentToday},
		{"within its days", "maya", 1, 1, nil, "", 0},
		{"the day after", "maya", 3, 3, nil, "-1", UrgentLate},
		{"later", "maya", 4, 4, nil, "", 0},
		{"a week late", "maya", 10, 10, nil, "-8", UrgentLate},
		{"between two weeks", "maya", 11, 16, nil, "", 0},
		{"two weeks late", "maya", 17, 17, nil, "-15", UrgentLate},
		{"half a year late", "maya", 178, 178, nil, "-176", UrgentLate},
		{"half a year late, the day behind", "maya", 179, 179, nil, "", 0},
		{"months late, told late", "maya", 160, 175, nil, "-173", UrgentLate},
		{"not to anybody else", "dana", 0, 0, nil, "", 0},
		{"to the rollout lead", "dana", 0, 0, func(s *State, _ Waves) { s.Lead = "dana" }, "0", UrgentToday},
		{"to the plan owner, where somebody else leads", "maya", 0, 0, func(s *State, _ Waves) { s.Lead = "dana" }, "", 0},
		{"to that plan owner the day after", "maya", 3, 3, func(s *State, _ Waves) { s.Lead = "dana" }, "", 0},
		{"to that plan owner a week late", "maya", 10, 10, func(s *State, _ Waves) { s.Lead = "dana" }, "-8", UrgentLate},
		{"to that plan owner two weeks late", "maya", 17, 17, func(s *State, _ Waves) { s.Lead = "dana" }, "-15", UrgentLate},
		{"to that plan owner a week late, on hold", "maya", 10, 10, func(s *State, _ Waves) { s.Lead, s.Hold = "dana", &Hold{} }, "", 0},
		{"to nobody else a week late", "lee", 10, 10, func(s *State, _ Waves) { s.Lead = "dana" }, "", 0},
		{"not of a draft", "maya", 0, 0, func(s *State, _ Waves) { s.Stage = Draft }, "", 0},
		{"not while paused", "maya", 0, 0, func(s *State, _ Waves) { s.Pause = &PauseMark{State: PausePaused} }, "", 0},
		{"not once it runs", "maya", 0, 0, func(_ *State, runs Waves) { runs["W2"] = WaveRun{Wave: "W2", State: WaveRunning} }, "", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, runs := s, Waves{}
			if tt.change != nil {
				tt.change(&s, runs)
			}
			items := WaveDigest(p, s, runs, Asked{User: tt.user, From: first.AddDays(tt.from), To: first.AddDays(tt.to)})
			switch {
			case tt.want == "" && len(items) > 0:
				t.Errorf("%+v", items)
			case tt.want != "" && (len(items) != 1 || items[0].Facts[FactInDays] != tt.want || items[0].Urgency != tt.urgency):
				t.Errorf("%+v", items)
			}
		})
	}
}
