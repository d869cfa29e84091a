package view_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

// declaredVerbs are the verbs that the rules can write, read from their source:
// a verb that somebody adds is among them at once.
func declaredVerbs(t *testing.T) map[string]rollout.Verb {
	t.Helper()
	files, err := filepath.Glob("../rollout/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	verbs := map[string]rollout.Verb{}
	for _, name := range files {
		f, err := parser.ParseFile(gotoken.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if s, ok := n.(*ast.ValueSpec); ok && len(s.Values) == 1 {
				kind, _ := s.Type.(*ast.Ident)
				lit, isText := s.Values[0].(*ast.BasicLit)
				if kind != nil && kind.Name == "Verb" && isText {
					text, err := strconv.Unquote(lit.Value)
					if err != nil {
						t.Fatal(err)
					}
					verbs[s.Names[0].Name] = rollout.Verb(text)
				}
			}
			return true
		})
	}
	return verbs
}

// Nobody is shown the name of a verb: all that the rules can do has words.
func TestEveryVerbHasWords(t *testing.T) {
	verbs := declaredVerbs(t)
	if len(verbs) < 40 || verbs["VerbAck"] != rollout.VerbAck || verbs["VerbLive"] != rollout.VerbLive {
		t.Fatalf("the source has %d verbs: %v", len(verbs), verbs)
	}
	for name, verb := range verbs {
		// Also with nothing but its own name: old entries hold less than new ones.
		got := shownLog(entry(verb, "KEY-1", "", nil))
		if strings.Contains(got, string(verb)) || strings.Contains(got, strings.ReplaceAll(string(verb), ".", " ")) {
			t.Errorf("%s has no words in the log: %s", name, got)
		}
	}
}

// entry is one entry of an action, about a record as it was after.
func entry(verb rollout.Verb, subject, why string, rec any) view.LogEntry {
	e := view.LogEntry{Verb: verb, Subject: subject, Why: why, At: noon}
	if rec != nil {
		b, err := json.Marshal(rec)
		if err != nil {
			panic(err)
		}
		e.After = b
	}
	return e
}

// shownLog is the line of one action of maya's, without its time.
func shownLog(entries ...view.LogEntry) string {
	c := view.Log("x", []view.LogAction{{At: noon, Who: "maya", Entries: entries}}, "")
	_, line, _ := strings.Cut(c.Plain(), "UTC · ")
	return strings.TrimSpace(line)
}

func TestLogLines(t *testing.T) {
	in := rollout.Incident{ID: "INC-7", Sev: 2, Told: []rollout.Told{{Place: "@lee", At: noon.Add(-time.Hour)}, {Place: "@dana", At: noon}, {Place: "#ops", At: noon}}}
	nobody := in
	nobody.Told, nobody.Exhausted = nil, true
	pause := rollout.Pause{ID: "PAU-1", Steps: []rollout.PauseStep{{Text: "Switch it off"}, {Text: "Tell the desk"}}}
	spend := rollout.Spend{Num: 3, Quantity: rollout.Quantity{Amount: decimal.RequireFromString("40.5"), Currency: "USD"}, Line: "models", Note: "July bill"}
	review := rollout.Review{Plan: "hr", Row: "R1", Item: "Access review"}
	gone := review
	gone.Off = true
	done := rollout.ReviewOccurrence{Item: "Access review", Period: "2026-07", Outcome: rollout.Accepted, Moves: []rollout.Move{{To: rollout.Day{Year: 2026, Month: 8, Day: 7}}}}
	wave := rollout.WaveRun{Title: "wave 2"}
	ask := rollout.Approval{ID: "APR-1", For: rollout.ApproveWaiver, State: rollout.ApprovalOpen, Facts: map[string]string{rollout.FactKey: "W2.1", rollout.FactWave: "wave 2", rollout.FactCriterion: "Guide published", rollout.FactGate: "entry", rollout.FactVerdict: "not met"}}
	over := ask
	over.State, over.Answer = rollout.ApprovalSuperseded, rollout.WhyOver
	resume := rollout.Approval{ID: "APR-2", For: rollout.ApproveResume, State: rollout.ApprovalOpen, Facts: map[string]string{rollout.FactKey: "PAU-1"}}
	named := rollout.State{Confirmed: map[string]rollout.Confirmation{"waves[0].date": {Name: "date of Wave <1>"}}}
	scheduled := entry(rollout.VerbReviewPlan, "hr/R1", "monthly", review)
	for _, tt := range []struct {
		name    string
		entries []view.LogEntry
		want    string
	}{
		{"imported", []view.LogEntry{entry(rollout.VerbImport, "hr", "version 2, 9566d7", nil)}, "@maya imported the plan, version 2"},
		{"activated, with its reviews", []view.LogEntry{entry(rollout.VerbActivate, "hr", "", nil), scheduled, scheduled}, "@maya activated the plan; 2 reviews scheduled anew"},
		{"linked", []view.LogEntry{entry(rollout.VerbLink, "hr", "from ops", rollout.State{Home: "agent-hr"})}, "@maya made #agent-hr the plan's home"},
		{"unlinked", []view.LogEntry{entry(rollout.VerbLink, "hr", "from ops", rollout.State{})}, "@maya took the plan's home channel away"},
		{"confirmed", []view.LogEntry{entry(rollout.VerbConfirm, "hr", "waves[0].date, cost.budget", nil)}, "@maya confirmed 2 readings · date of wave row 1 and monthly budget"},
		{"confirmed many", []view.LogEntry{entry(rollout.VerbConfirm, "hr", "waves[0].date, metrics[1].threshold, cost.budget, waves[1].date, waves[1].exit", named)}, "@maya confirmed 5 readings · date of Wave <1>, threshold of metric 2, monthly budget and 2 more"},
		{"a role filled", []view.LogEntry{entry(rollout.VerbOwnerSet, "hr/data steward", "Data Steward", rollout.Role{Name: "Data Steward", Fills: []rollout.Place{"@lee", "#ops"}})}, "@maya filled Data Steward with @lee and #ops"},
		{"a role left", []view.LogEntry{entry(rollout.VerbOwnerSet, "hr/data steward", "Data Steward", rollout.Role{Name: "Data Steward"})}, "@maya left Data Steward with nobody"},
		{"a lead", []view.LogEntry{entry(rollout.VerbOwnerSet, "hr", rollout.RoleRolloutLead, rollout.State{PlanOwner: "maya", Lead: "lee"})}, "@maya made @lee rollout lead"},
		{"a plan owner", []view.LogEntry{entry(rollout.VerbOwnerSet, "hr", rollout.RolePlanOwner, rollout.State{PlanOwner: "dana", Lead: "lee"})}, "@maya made @dana plan owner"},
		{"several roles in one form", []view.LogEntry{
			entry(rollout.VerbOwnerSet, "hr/a", "A", rollout.Role{Name: "A", Fills: []rollout.Place{"@lee"}}), entry(rollout.VerbOwnerSet, "hr/b", "B", rollout.Role{Name: "B", Fills: []rollout.Place{"@lee"}}),
			entry(rollout.VerbOwnerSet, "hr/c", "C", rollout.Role{Name: "C"}),
		}, "@maya filled A with @lee and 2 more"},
		{"taken up again", []view.LogEntry{entry(rollout.VerbRetry, "hr", "2 tried again, 1 told another way", nil)}, "@maya took up again messages that had been given up · 2 tried again, 1 told another way"},
		{"held", []view.LogEntry{entry(rollout.VerbRolloutHold, "hr", "the connector", nil)}, "@maya held the rollout · the connector"},

		{"set up monthly, and one booked", []view.LogEntry{
			entry(rollout.VerbMonthly, "SPM-2", "USD 40.50 from 2026-07-14", rollout.Monthly{Num: 2, Quantity: spend.Quantity, First: rollout.Day{Year: 2026, Month: 7, Day: 14}, Line: "models"}),
			entry(rollout.VerbSpend, "SP-3", "", spend),
		}, "@maya set up SPM-2, $40.50 every month on the 14th for “models”"},
		{"ended monthly", []view.LogEntry{entry(rollout.VerbMonthlyEnd, "SPM-2", "it is over", nil)}, "@maya ended SPM-2 · it is over"},

		{"opened", []view.LogEntry{entry(rollout.VerbOpen, "INC-7", "it shows names", in)}, "@maya opened INC-7, sev2 · it shows names"},
		{"told", []view.LogEntry{entry(rollout.VerbStep, "INC-7", "", in)}, "@maya told @dana and #ops of INC-7"},
		{"told nobody", []view.LogEntry{entry(rollout.VerbStep, "INC-7", "", nobody)}, "@maya found nobody further to tell of INC-7"},

		{"a pause asked for", []view.LogEntry{entry(rollout.VerbPauseAsk, "PAU-1", "it leaks", pause)}, "@maya asked to pause the agent (PAU-1) · it leaks"},
		{"a step", []view.LogEntry{entry(rollout.VerbPauseStep, "PAU-1", "step 2", pause)}, "@maya confirmed step 2 of PAU-1 · Tell the desk"},
		{"a step that is not there", []view.LogEntry{entry(rollout.VerbPauseStep, "PAU-1", "step 9", pause)}, "@maya confirmed a step of PAU-1 · step 9"},
		{"a resumption asked for", []view.LogEntry{entry(rollout.VerbResumeAsk, "PAU-1", "mended", pause), entry(rollout.VerbAsk, "APR-2", "mended", resume)}, "@maya asked to resume the agent (PAU-1); APR-2 waits to be decided · mended"},
		{"and approved", []view.LogEntry{entry(rollout.VerbApprove, "APR-2", "", resume), entry(rollout.VerbResume, "PAU-1", "mended", pause)}, "@maya approved APR-2: resume the agent (PAU-1)"},

		{"spend", []view.LogEntry{entry(rollout.VerbSpend, "SP-3", "July bill", spend)}, "@maya booked $40.50 (SP-3) for “models” · July bill"},
		{"spend taken back", []view.LogEntry{entry(rollout.VerbUndo, "SP-3", "", spend)}, "@maya took back $40.50 (SP-3) for “models”"},
		{"spend reversed", []view.LogEntry{entry(rollout.VerbReverse, "SP-3", "booked twice", spend)}, "@maya reversed $40.50 (SP-3) for “models” · booked twice"},
		{"a feed", []view.LogEntry{entry(rollout.VerbSpendFeed, "hr/2026-07", "31 lines, SP-1 to SP-31, sha256 abc", nil)}, "@maya booked 31 lines, SP-1 to SP-31, of a feed for July 2026"},

		{"a review", []view.LogEntry{entry(rollout.VerbReviewDone, "hr/R1/2026-07", "all well", done)}, "@maya finished Access review of July 2026, accepted · all well"},
		{"three reviews in one form", []view.LogEntry{entry(rollout.VerbReviewDone, "", "a", done), entry(rollout.VerbReviewDone, "", "b", done), entry(rollout.VerbReviewDone, "", "c", done)}, "@maya finished Access review of July 2026, accepted and 2 more"},
		{"a review skipped", []view.LogEntry{entry(rollout.VerbReviewSkip, "", "holidays", done)}, "@maya skipped Access review of July 2026 · holidays"},
		{"a review corrected", []view.LogEntry{entry(rollout.VerbReviewCorrect, "", "the wrong row", done)}, "@maya corrected Access review of July 2026 to accepted · the wrong row"},
		{"a review put off", []view.LogEntry{entry(rollout.VerbReviewSnooze, "", "holidays", done)}, "@maya put off Access review of July 2026 to Fri 7 Aug · holidays"},
		{"a review scheduled", []view.LogEntry{scheduled}, "@maya scheduled Access review · monthly"},
		{"a review gone", []view.LogEntry{entry(rollout.VerbReviewPlan, "", "monthly", gone)}, "@maya ended the schedule of Access review"},

		{"a wave started", []view.LogEntry{entry(rollout.VerbWaveStart, "hr/W2", "W2.1 met", wave), entry(rollout.VerbSupersede, "APR-1", "over", over), scheduled}, "@maya started wave 2; 1 request is no longer asked; 1 review scheduled anew · W2.1 met"},
		{"the last wave completed", []view.LogEntry{entry(rollout.VerbWaveComplete, "hr/W2", "W2.1 met", wave), entry(rollout.VerbLive, "hr", "after wave 2", nil)}, "@maya completed wave 2; the plan is live · W2.1 met"},
		{"a wave moved", []view.LogEntry{entry(rollout.VerbImport, "hr", "version 2, 9566d7", nil), entry(rollout.VerbWaveMove, "hr", `wave 2 from "2027-02-01" to Mon 8 Feb 2027`, nil)}, `@maya moved wave 2 from "2027-02-01" to Mon 8 Feb 2027`},
		{"ticked", []view.LogEntry{entry(rollout.VerbTick, "hr/W2", "W2.1: Guide published", wave)}, "@maya ticked W2.1 of wave 2 · Guide published"},
		{"a waiver approved", []view.LogEntry{entry(rollout.VerbApprove, "APR-1", "", ask), entry(rollout.VerbWaive, "hr/W2", "W2.1 by APR-1: small sample", wave)}, "@maya approved APR-1: waive W2.1 of wave 2, “Guide published” (entry, not met)"},
		{"an approval that is moot", []view.LogEntry{entry(rollout.VerbSupersede, "APR-1", "over", over)}, "@maya took APR-1 away: waive W2.1 of wave 2, “Guide published” (entry, not met) · nothing is left to decide"},

		{"in private", []view.LogEntry{{Masked: true}}, "something in private"},
		{"partly in private", []view.LogEntry{{Masked: true}, entry(rollout.VerbAck, "INC-7", "", in)}, "@maya acknowledged INC-7"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := shownLog(tt.entries...); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// A service is nobody who can be mentioned.
func TestLogNamesAService(t *testing.T) {
	e := entry(rollout.VerbSpendFeed, "hr/2026-07", "2 lines, SP-1 to SP-2, sha256 abc", nil)
	got := view.Log("x", []view.LogAction{{At: noon, Who: "service:spend", Name: "spend feed", Entries: []view.LogEntry{e}}}, "").Plain()
	if want := "The spend feed booked 2 lines"; !strings.Contains(got, want) {
		t.Errorf("no %q in %s", want, got)
	}
}

func TestHostileTextInTheLog(t *testing.T) {
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			var actions []view.LogAction
			for _, verb := range declaredVerbs(t) {
				for _, rec := range []any{
					nil,
					rollout.Role{Name: text},
					rollout.Review{Item: text},
					rollout.ReviewOccurrence{Item: text, Period: text, Outcome: rollout.Outcome(text)},
					rollout.WaveRun{Title: text},
					rollout.Monthly{Num: 3, Line: text},
					rollout.Spend{Line: text},
					rollout.Approval{For: rollout.ApproveResume, Facts: map[string]string{rollout.FactAgent: text}},
				} {
					actions = append(actions, view.LogAction{At: noon, Who: "maya", Entries: []view.LogEntry{entry(verb, text, text, rec)}})
				}
			}
			for len(actions) > 0 {
				n := min(50, len(actions))
				c := view.Log(text, actions[:n], "in x log 10 from 7")
				for _, problem := range broken(c) {
					if !strings.HasPrefix(problem, "raises its voice") {
						t.Error(problem)
					}
				}
				checkCard(t, "log", c)
				actions = actions[n:]
			}
		})
	}
}

// The record goes on for as long as there is one, also where nothing of a plan
// stands in the stretch that was looked through.
func TestLogGoesOn(t *testing.T) {
	for n, want := range map[int]string{2: "[Show older]", 0: "[Show older]"} {
		if plain := view.Log("Policy Assistant", make([]view.LogAction, n), "in x log 2 from 9").Plain(); !strings.Contains(plain, want) {
			t.Errorf("%d entries end in:\n%s", n, plain)
		}
		if plain := view.Log("Policy Assistant", make([]view.LogAction, n), "").Plain(); strings.Contains(plain, want) {
			t.Errorf("the last %d entries end in:\n%s", n, plain)
		}
	}
}
