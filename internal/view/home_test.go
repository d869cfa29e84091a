package view_test

import (
	"slices"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

// everyWait is one thing of each sort that waits on somebody, with text wherever
// words of people stand.
func everyWait(t *testing.T, text string) []rollout.Waiting {
	t.Helper()
	pause := rollout.Pause{
		ID: "PAU-1", Plan: "policy-assistant", Agent: text, State: rollout.PauseRequested, Asker: "priya", Asked: noon.Add(-10 * time.Minute), Text: text,
		Steps: []rollout.PauseStep{{Text: text, Owner: text, Stops: true}},
	}
	in := rollout.Incident{
		ID: "INC-7", Plan: "policy-assistant", Agent: text, Sev: 1, Text: text, State: rollout.IncidentOpen, Opened: noon, AnswerBy: noon.Add(time.Hour),
		Policy: rollout.Policy{Area: text},
	}
	mine := in
	mine.State, mine.AckBy, mine.AckAt = rollout.IncidentAcked, "lee", noon
	ask := rollout.Approval{
		ID: "APR-1", Plan: "policy-assistant", Agent: text, For: rollout.ApproveResume, Asker: "priya", Because: text,
		Facts: map[string]string{rollout.FactKey: "PAU-1", rollout.FactAgent: text}, State: rollout.ApprovalOpen,
	}
	criterion := rollout.Judged{
		GateCriterion: rollout.GateCriterion{Key: "W1.1", Gate: rollout.EntryGate, Status: rollout.Understood, Criterion: rollout.Criterion{Kind: rollout.Attested, Text: text}},
		Verdict:       rollout.NotMet, Reason: rollout.ReasonNotTicked,
	}
	first := rollout.Day{Year: 2026, Month: 7, Day: 20}
	late := rollout.WaveStanding{
		Wave: rollout.Wave{ID: "W1", Name: cell(text, text), Date: cell(text, rollout.DayRange{From: first, To: first})},
		Run:  rollout.WaveRun{Plan: "policy-assistant", Wave: "W1", Title: "wave " + text, State: rollout.WavePlanned},
		Gate: rollout.GateVerdict{Wave: "W1", Title: "wave " + text, Gate: rollout.EntryGate, Criteria: []rollout.Judged{criterion}}, Late: true,
	}
	criterion.Verdict = rollout.Met
	ready := late
	ready.Run.State, ready.Late, ready.Turn = rollout.WaveRunning, false, true
	ready.Gate = rollout.GateVerdict{Wave: "W1", Gate: rollout.ExitGate, Criteria: []rollout.Judged{criterion}}
	near := late
	near.Late = false
	stopping, off := pause, pause
	stopping.State, stopping.DecidedBy, stopping.DecidedAt = rollout.PauseStopping, "dana", noon
	off.State, off.DecidedBy, off.DecidedAt, off.PausedAt = rollout.PausePaused, "dana", noon.AddDate(0, 0, -40), noon.AddDate(0, 0, -40)
	resuming := off
	resuming.State, resuming.ResumeAsker = rollout.PauseResumeAsked, "priya"
	all, _ := reviews(text)
	owed := rollout.OwedReview{
		ReviewStanding: rollout.ReviewStanding{Review: all[0], Open: rollout.Occurrence{Period: "2026-08"}, Due: first, State: rollout.ReviewOverdue, Late: 2},
		Whose:          []rollout.UserID{"lee"},
	}
	return []rollout.Waiting{
		{Todo: rollout.TodoDecidePause, Pause: &pause},
		{Todo: rollout.TodoPauseStep, Pause: &pause, Step: 1},
		{Todo: rollout.TodoStop, Pause: &stopping, Step: 1},
		{Todo: rollout.TodoAcknowledge, Incident: &in},
		{Todo: rollout.TodoResolve, Incident: &mine},
		{Todo: rollout.TodoDecide, Approval: &ask},
		{Todo: rollout.TodoPaused, Pause: &off, Asks: true},
		{Todo: rollout.TodoPaused, Pause: &off},
		{Todo: rollout.TodoPaused, Pause: &resuming},
		{Todo: rollout.TodoHold, Plan: "policy-assistant", Agent: text, Hold: &rollout.Hold{By: "maya", At: noon, Because: text}},
		{Todo: rollout.TodoWave, Plan: "policy-assistant", Agent: text, Wave: &late},
		{Todo: rollout.TodoWave, Plan: "policy-assistant", Agent: text, Wave: &near},
		{Todo: rollout.TodoWave, Plan: "policy-assistant", Agent: text, Wave: &ready},
		{Todo: rollout.TodoTick, Plan: "policy-assistant", Agent: text, Wave: &late, Tick: &late.Gate.Criteria[0]},
		{Todo: rollout.TodoReview, Review: &owed},
		{Todo: rollout.TodoSetUp, Plan: "policy-assistant", Agent: text, SetUp: &rollout.SetUp{Draft: true, Unclear: 3, Assumed: 15, Unfilled: 9}},
		{Todo: rollout.TodoSetUp, Plan: "policy-assistant", Agent: text, SetUp: &rollout.SetUp{Draft: true}},
		{Todo: rollout.TodoSetUp, Plan: "policy-assistant", Agent: text, SetUp: &rollout.SetUp{Unfilled: 1}},
	}
}

// homeOf is the bare command's answer when all of these wait.
func homeOf(waits ...rollout.Waiting) view.Card {
	return view.Home(view.HomePage{Waits: waits, Total: len(waits), Examples: []string{"status", "help"}}, noon)
}

func TestHome(t *testing.T) {
	waits := everyWait(t, "Policy Assistant")
	all := []shown{
		{title: "nothing waits", card: homeOf()},
		{title: "one thing waits", card: homeOf(waits[0])},
		{title: "one of each waits", card: homeOf(waits...)},
		{title: "a page of many", card: view.Home(view.HomePage{Waits: waits, Skipped: 10, Total: 34, More: "todo from 19", Examples: []string{"status"}}, noon)},
	}
	for _, w := range waits {
		all = append(all, shown{title: "in status: " + string(w.Todo), card: view.Status(view.StatusData{State: rollout.State{Agent: "Policy Assistant"}, Waits: []rollout.Waiting{w}}, noon)})
	}
	golden(t, "home", all...)
}

// A bare "done" shows what it could mean, with the buttons that the list has.
func TestDoneWhich(t *testing.T) {
	var done []rollout.Waiting
	for _, w := range everyWait(t, "Policy Assistant") {
		if w.TakesDone() {
			done = append(done, w)
		}
	}
	many := slices.Concat(done, done, done)
	golden(t, "done",
		shown{title: "nothing", card: view.DoneWhich(nil, "", noon)},
		shown{title: "nothing is called so", card: view.DoneWhich(nil, "the <!here> guide", noon)},
		shown{title: "one", card: view.DoneWhich(done[:1], "", noon)},
		shown{title: "one of each", card: view.DoneWhich(done, "", noon)},
		shown{title: "none of these", card: view.DoneWhich(done[:1], "it", noon)},
		shown{title: "many", card: view.DoneWhich(many, "", noon)},
	)
}

// Whatever rollout says waits on somebody has words and a button.
func TestEveryTodoHasWords(t *testing.T) {
	waits := everyWait(t, "x")
	for _, todo := range rollout.Todos {
		found := false
		for _, w := range waits {
			if found = found || w.Todo == todo; w.Todo == todo {
				blocks := homeOf(w).Blocks
				got := blocks[1].(view.Section)
				row, several := blocks[2].(view.Actions) // all of its buttons stand together
				if got.Text == "" || several == (got.Button != nil) || several && len(row.Buttons) < 2 {
					t.Errorf("%q shows %+v, then %+v", todo, got, row)
				}
			}
		}
		if !found {
			t.Errorf("no card of these tests shows %q", todo)
		}
	}
}

func TestHostileTextInWhatWaits(t *testing.T) {
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			for _, w := range everyWait(t, text) {
				for title, c := range map[string]view.Card{
					"home": homeOf(w), "status": view.Status(view.StatusData{State: rollout.State{Agent: text}, Waits: []rollout.Waiting{w, w, w, w}}, noon),
				} {
					checkCard(t, title+" "+string(w.Todo), c)
				}
			}
		})
	}
}
