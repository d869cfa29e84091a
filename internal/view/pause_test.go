package view_test

import (
	"strings"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

// pausing is the life of one pause, and everything that people see of it.
type pausing struct {
	t   *testing.T
	p   rollout.Plan
	s   rollout.State
	d   rollout.Duty
	pa  rollout.Pause
	now time.Time
	all []shown
}

func (l *pausing) took(title string, pa rollout.Pause, e rollout.Effects, err error) {
	l.t.Helper()
	if err != nil {
		l.t.Fatal(title, err)
	}
	l.pa = pa
	l.all = append(l.all, shown{title: title + " · card", card: view.PauseCard(pa, l.now)})
	for _, n := range e.Notices {
		if n.Kind == rollout.NoticeAsked {
			continue
		}
		c, err := view.Notice(n.Kind, n.Facts, pa, l.now)
		if err != nil {
			l.t.Fatal(err)
		}
		to := ""
		for _, target := range n.To {
			to += " " + string(target.To)
		}
		l.all = append(l.all, shown{title: title + " · " + string(n.Kind) + " to" + to, card: c})
	}
}

func (l *pausing) desk(u rollout.UserID) rollout.Desk {
	return rollout.Desk{Plan: l.p, State: l.s, Duty: l.d, By: by(u), Now: l.now}
}

func (l *pausing) wake() {
	l.t.Helper()
	timer := l.pa.Timers()[0]
	l.now = timer.Due
	pa, e := rollout.WakePause(l.desk(""), l.pa, timer)
	l.took("nobody answers until "+l.now.Format("15:04"), pa, e, nil)
}

func (l *pausing) confirm(n int, u rollout.UserID) {
	l.t.Helper()
	pa, e, err := rollout.ConfirmStep(l.desk(u), l.pa, n)
	l.took("a step is confirmed", pa, e, err)
}

// pauseStory runs a pause from request to resumption, with text in every place
// that holds somebody's words.
func pauseStory(t *testing.T, text, said string) []shown {
	p, s := policyAssistant()
	p.Agent, s.Agent = cell(text, text), text
	p.Pause.Procedure = cell("as written", []rollout.PlanStep{
		{Text: text, Owner: "Data Lead"}, {Text: "Tell the desk", Owner: text + " role"}, {Text: "wait 30 days", Wait: "P30D"}, {Text: text},
	})
	l := &pausing{t: t, p: p, s: s, d: duty(), now: noon}
	pa, e, err := rollout.RequestPause(l.desk("priya"), rollout.Pause{}, 3, said)
	l.took("requested", pa, e, err)
	pa, e, err = rollout.RequestPause(l.desk("dana"), l.pa, 0, said+" again")
	l.took("asked by another", pa, e, err)
	l.all = append(l.all,
		shown{title: "answer", card: view.PauseAnswer(l.pa, rollout.VerbPauseAsk, true, true, "priya", l.now)},
		shown{title: "answer to a repeat", card: view.PauseAnswer(l.pa, rollout.VerbPauseAsk, false, false, "priya", l.now)},
	)
	for range 3 {
		l.wake()
	}
	declined, e, err := rollout.DeclinePause(l.desk("maya"), l.pa, said)
	l.took("declined", declined, e, err)
	l.pa = pa
	pa, e = rollout.ApprovePause(l.desk("maya"), l.pa, said+" indeed")
	l.took("approved", pa, e, nil)
	l.all = append(l.all, shown{title: "answer to who approved", card: view.PauseAnswer(pa, rollout.VerbPauseApprove, true, true, "maya", l.now)})
	l.wake()
	l.confirm(2, "maya")
	l.confirm(1, "lee")
	l.all = append(l.all, shown{title: "answer to who confirmed", card: view.PauseAnswer(l.pa, rollout.VerbPauseStep, true, false, "lee", l.now)})
	l.wake() // the wait
	pa, e, err = rollout.AskResume(l.desk("priya"), l.pa, 7, said)
	l.took("asked to resume", pa, e, err)
	l.all = append(l.all, shown{title: "answer to who asked to resume", card: view.PauseAnswer(pa, rollout.VerbResumeAsk, true, false, "priya", l.now)})
	pa, e = rollout.DeclineResume(l.desk("dana"), l.pa, said)
	l.took("not yet resumed", pa, e, nil)
	pa, e, err = rollout.AskResume(l.desk("priya"), l.pa, 8, said)
	l.took("asked again", pa, e, err)
	pa, e = rollout.Resume(l.desk("dana"), l.pa)
	l.took("resumed", pa, e, nil)
	l.all = append(l.all, shown{title: "all that happened", card: view.PauseShow(pa, l.now)})
	forms := []view.Form{view.PauseForm(p.ID, text), view.PauseDeclineForm(pa), view.ResumeForm(pa)}
	for i := range forms {
		l.all = append(l.all, shown{title: "form " + forms[i].Title, form: &forms[i]})
	}
	return append(l.all, shown{title: "pause or note", card: view.PauseOrNote("INC-7", "in policy-assistant pause request", said, "pause "+said)})
}

func TestPauseCards(t *testing.T) {
	golden(t, "pause", pauseStory(t, "Policy Assistant", "It leaks names of colleagues")...)
}

func TestHostileTextInEveryPauseCard(t *testing.T) {
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			said := text
			if strings.TrimSpace(said) == "" {
				said = "\u200b"
			}
			if len([]rune(said)) > 2900 {
				said = string([]rune(said)[:2900])
			}
			for _, s := range pauseStory(t, text, said) {
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
			p, s := policyAssistant()
			p.Pause.Triggers = cell("as written", []rollout.PlanStep{{Text: "any sev2 issue " + text}})
			l := openIn(t, p, s, duty(), rollout.Report{Text: said, Area: "S3", Sev: 2}, noon)
			checkCard(t, "an incident that may meet a trigger", l.card("x").card)
		})
	}
}

// Every happening of a pause has words, and no words are a bare name of ours.
func TestNothingOfAPauseIsWithoutWords(t *testing.T) {
	for _, what := range []rollout.What{
		rollout.DidPauseAsk, rollout.DidPauseAlso, rollout.DidPauseNow, rollout.DidPauseApprove, rollout.DidPauseDecline, rollout.DidPauseTell,
		rollout.DidPauseStall, rollout.DidPauseAgain, rollout.DidPauseStep, rollout.DidPauseHand, rollout.DidPauseHold, rollout.DidPauseHeld,
		rollout.DidPauseStop, rollout.DidResumeAsk, rollout.DidResumeDecline, rollout.DidResume,
	} {
		c, err := view.Notice(rollout.NoticePauseLine, map[string]string{rollout.FactWhat: string(what)}, nil, noon)
		if err != nil {
			t.Fatal(err)
		}
		if c.Plain() == string(what)+"\n" {
			t.Errorf("%q has no words", what)
		}
	}
}

// A request for a pause because of a private incident says nothing of it.
func TestPauseOfferOfAPrivateIncident(t *testing.T) {
	p, s := policyAssistant()
	p.Pause.Triggers = cell("as written", []rollout.PlanStep{{Text: "Any sev1 security incident"}})
	l := openIn(t, p, s, duty(), rollout.Report{Text: "tokens show", Area: "S4", Sev: 1}, noon)
	lines := buttonLines(l.card("x").card)
	if !strings.Contains(lines, "in policy-assistant pause request A private incident may meet the pause trigger “Any sev1 security incident”") {
		t.Errorf("no offer: %s", lines)
	}
	if request := lines[strings.Index(lines, "pause request"):]; strings.Contains(request, "tokens") || strings.Contains(request, "INC-") {
		t.Errorf("it says too much: %s", request)
	}
}

// Users reach the agent until every step that stops it is confirmed, so that all
// of them are named, not the first.
func TestStoppingNamesAllStepsThatStop(t *testing.T) {
	step := func(owner string, done bool) rollout.PauseStep {
		s := rollout.PauseStep{Text: "Switch a part off", Owner: owner, Stops: true}
		if done {
			s.By, s.At = "dana", noon
		}
		return s
	}
	for _, tt := range []struct {
		steps []rollout.PauseStep
		want  string
	}{
		{[]rollout.PauseStep{step("IT Ops", false)}, "until step 1 (IT Ops) is confirmed"},
		{[]rollout.PauseStep{step("IT Ops", false), step("Desk", true), step("", false)}, "until steps 1 (IT Ops) and 3 (plan owner) are confirmed"},
		{[]rollout.PauseStep{step("A", false), step("B", false), step("C", false), step("D", false), step("E", false)}, "until steps 1 (A), 2 (B), 3 (C) and 2 more are confirmed"},
	} {
		c := view.PauseCard(rollout.Pause{ID: "PAU-1", Agent: "Shelf Helper", State: rollout.PauseStopping, Steps: tt.steps}, noon)
		if !strings.Contains(c.Text, tt.want) {
			t.Errorf("%q, not %q", c.Text, tt.want)
		}
	}
}
