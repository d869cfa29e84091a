package rollout

import (
	"strings"
	"testing"
	"time"
)

// stopping is a pause that was approved and whose only step nobody has
// confirmed.
func stopping(t *testing.T) *pauseWorld {
	w := newPauseWorld(t)
	w.ask("priya")
	pa, e := ApprovePause(w.desk("maya"), w.pa, "")
	w.took(pa, e, nil)
	return w
}

func (w *pauseWorld) askResume(u UserID) Approval {
	w.t.Helper()
	pa, e, err := AskResume(w.desk(u), w.pa, 7, "mended")
	w.took(pa, e, err)
	for _, rec := range e.Put {
		if a, ok := rec.(Approval); ok {
			return a
		}
	}
	w.t.Fatal("no approval was asked for")
	return Approval{}
}

// TestAskingToResumeSilencesNobody: until the agent is confirmed to be off the
// ladder climbs on, from where it stood, whatever is asked meanwhile.
func TestAskingToResumeSilencesNobody(t *testing.T) {
	w := stopping(t)
	next, rung := w.pa.NextAt, w.pa.Rung
	w.now = w.now.Add(14 * time.Minute)
	w.askResume("priya")
	if w.pa.State != PauseResumeAsked || !w.pa.NextAt.Equal(next) || w.pa.Rung != rung {
		t.Fatalf("%s, the next are told at %v of rung %d; before %v of rung %d", w.pa.State, w.pa.NextAt, w.pa.Rung, next, rung)
	}
	w.wake(TimerPauseTell, 0)
	w.want("told that the stop is not confirmed", w.told(NoticePauseStalled), "@maya @lena @dana @sam")
	pa, e := DeclineResume(w.desk("dana"), w.pa, "not yet")
	w.took(pa, e, nil)
	w.wake(TimerPauseTell, 0)
	w.want("the last of the ladder, after the decline", w.told(NoticePauseStalled), "@ada #C9")
	w.confirm(1, "maya")
	if len(w.pa.Timers()) > 0 {
		t.Errorf("paused, and still %v", w.pa.Timers())
	}
}

// TestWaitsStandStillWhileResumeIsAsked: nobody is told to delete the data of an
// agent that may be used again tomorrow.
func TestWaitsStandStillWhileResumeIsAsked(t *testing.T) {
	w := newPauseWorld(t, PlanStep{Text: "switch off", Owner: "Platform"}, PlanStep{Text: "wait 2 days", Wait: "P2D"}, PlanStep{Text: "delete the data", Owner: "Platform"})
	pa, e, err := PauseNow(w.desk("dana"), Pause{}, 1, "it leaks")
	w.took(pa, e, err)
	w.confirm(1, "lee")
	over := w.pa.WaitAt
	w.askResume("priya")
	if len(w.pa.Timers()) > 0 || !w.pa.WaitAt.Equal(over) {
		t.Fatalf("while it is asked: timers %v, the wait until %v", w.pa.Timers(), w.pa.WaitAt)
	}
	w.now = over.Add(24 * time.Hour)
	pa, e = DeclineResume(w.desk("dana"), w.pa, "not yet")
	w.took(pa, e, nil)
	w.wake(TimerPauseWait, 24*time.Hour)
	w.want("told to go on once it is declined", w.told(NoticePauseStep), "@lee")
}

// TestOthersDecideAfterAnEdit: what was asked of those who decided before is
// over, and can be asked again.
func TestOthersDecideAfterAnEdit(t *testing.T) {
	w := stopping(t)
	w.confirm(1, "maya")
	a := w.askResume("priya")
	w.want("asked at first", w.told(NoticeAsked), "@dana @rita")
	if e := ImportedPause(w.desk(""), w.pa, a); len(e.Put) > 0 {
		t.Errorf("an edit of something else: %v", e.Put)
	}
	w.p.Metrics[0].Owner = Cell[[]string]{Text: "CISO", Status: Understood, Value: []string{"CISO"}}
	w.e = ImportedPause(w.desk(""), w.pa, a)
	w.want("told that it is over", w.told(NoticeDecided), "@priya")
	for _, rec := range w.e.Put {
		switch rec := rec.(type) {
		case Approval:
			a = rec
		case Pause:
			w.pa = rec
		case State:
			w.s = rec
		}
	}
	if a.State != ApprovalSuperseded || w.pa.State != PausePaused || w.pa.Resume != "" {
		t.Fatalf("the request is %s, the agent %s, waiting for %q", a.State, w.pa.State, w.pa.Resume)
	}
	w.askResume("priya")
	w.want("asked again", w.told(NoticeAsked), "@dana @sam")
}

// Who took the agent from its users is asked to give it back, also when they
// asked for that themselves.
func TestWhoSwitchedItOffHearsThatItMayBeSwitchedOn(t *testing.T) {
	w := newPauseWorld(t, PlanStep{Text: "Switch it off", Owner: "Platform"})
	pa, e, err := PauseNow(w.desk("dana"), Pause{}, 1, "it leaks names")
	w.took(pa, e, err)
	w.confirm(1, "lee")
	pa, e, err = AskResume(w.desk("lee"), w.pa, 7, "the index is clean")
	w.took(pa, e, err)
	pa, e = Resume(w.desk("dana"), w.pa)
	w.took(pa, e, nil)
	if told := w.told(NoticePauseAsker); !strings.Contains(told, "@lee") {
		t.Errorf("told %q", told)
	}
}
