package rollout

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// pauseWorld is a plan and one pause of it, as a story goes.
type pauseWorld struct {
	t   *testing.T
	p   Plan
	s   State
	d   Duty
	pa  Pause
	now time.Time
	e   Effects
}

// Sunday night, 23:00 in Berlin.
var sundayNight = time.Date(2026, 7, 19, 21, 0, 0, 0, time.UTC)

func newPauseWorld(t *testing.T, steps ...PlanStep) *pauseWorld {
	understood := func(roles ...string) Cell[[]string] {
		return Cell[[]string]{Text: strings.Join(roles, ", "), Status: Understood, Value: roles}
	}
	p := Plan{
		ID: "helper", Version: 1,
		Support: []SupportRow{
			{ID: "S1", Area: Cell[string]{Text: "Security incident", Status: Understood}, Owner: understood("Security Lead"), Path: Cell[[]PathStep]{Status: Understood, Value: []PathStep{{Roles: []string{"CISO"}}}}},
			{ID: "S2", Area: Cell[string]{Text: "Agent behavior issue", Status: Understood}, Owner: understood("Quality Lead")},
		},
		Metrics: []Metric{{ID: "M1", Area: Cell[string]{Text: "Safety", Status: Understood}, Owner: understood("Risk Officer")}},
		Pause:   PausePlan{Procedure: Cell[[]PlanStep]{Status: Empty}},
	}
	if len(steps) > 0 {
		p.Pause.Procedure = Cell[[]PlanStep]{Status: Understood, Value: steps}
	}
	return &pauseWorld{
		t: t, p: p, now: sundayNight,
		s: State{Plan: "helper", Agent: "Helper", PlanOwner: "maya", Lead: "lena", Zone: "Europe/Berlin"},
		d: Duty{
			PlanOwner: "maya", Home: "C1",
			Roles: map[string][]Place{
				RoleKey(RolePlanOwner): {"@maya"}, RoleKey(RoleRolloutLead): {"@lena"}, RoleKey("Security Lead"): {"@dana"},
				RoleKey("CISO"): {"@sam"}, RoleKey("Quality Lead"): {"@quinn"}, RoleKey("Risk Officer"): {"@rita"},
				RoleKey("Platform"): {"@lee"},
			},
			Private: map[ChannelID]bool{},
			House:   House{Admins: []UserID{"ada"}, Fallback: "C9"},
		},
	}
}

func who(u UserID) Actor { return Actor{User: u, Via: ByCommand} }

// took keeps what a rule decided, as the store would.
func (w *pauseWorld) took(pa Pause, e Effects, err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	w.pa, w.e = pa, e
	for _, r := range e.Put {
		if s, ok := r.(State); ok {
			w.s = s
		}
	}
}

func (w *pauseWorld) desk(u UserID) Desk {
	return Desk{Plan: w.p, State: w.s, Duty: w.d, By: who(u), Now: w.now}
}

// later is the desk of a timer after a time.
func (w *pauseWorld) later(d time.Duration) Desk {
	k := w.desk("")
	k.Now = k.Now.Add(d)
	return k
}

func (w *pauseWorld) ask(u UserID) {
	w.t.Helper()
	pa, e, err := RequestPause(w.desk(u), Pause{}, 1, "it leaks names")
	w.took(pa, e, err)
}

// wake fires the timer of a kind at its time.
func (w *pauseWorld) wake(k TimerKind, late time.Duration) {
	w.t.Helper()
	for _, t := range w.pa.Timers() {
		if t.Kind == k {
			w.now = t.Due.Add(late)
			pa, e := WakePause(w.desk(""), w.pa, t)
			w.took(pa, e, nil)
			return
		}
	}
	w.t.Fatalf("no timer %s is armed", k)
}

func (w *pauseWorld) confirm(n int, u UserID) {
	w.t.Helper()
	pa, e, err := ConfirmStep(w.desk(u), w.pa, n)
	w.took(pa, e, err)
}

// told are the places that a kind of notice goes to.
func (w *pauseWorld) told(kind NoticeKind) string {
	var all []string
	for _, n := range w.e.Notices {
		for _, t := range n.To {
			if n.Kind == kind {
				all = append(all, string(t.To))
			}
		}
	}
	return strings.Join(all, " ")
}

func (w *pauseWorld) want(what, got, want string) {
	w.t.Helper()
	if got != want {
		w.t.Errorf("%s: %q, want %q", what, got, want)
	}
}

func (w *pauseWorld) next() string {
	if w.pa.NextAt.IsZero() {
		return "never"
	}
	return w.pa.NextAt.Sub(w.pa.Base).String()
}

func TestPauseThatNobodyAnswers(t *testing.T) {
	w := newPauseWorld(t)
	w.ask("priya")
	w.want("at once", w.told(NoticePauseAsked), "@maya @lena")
	w.want("the asker", w.told(NoticePauseAsker), "")
	w.want("next", w.next(), "15m0s")
	w.wake(TimerPauseTell, 0)
	w.want("15 min later", w.told(NoticePauseAsked), "@dana @sam")
	w.want("the asker", w.told(NoticePauseAsker), "@priya")
	w.want("next", w.next(), "30m0s")
	w.wake(TimerPauseTell, 0)
	w.want("15 min more", w.told(NoticePauseAsked), "@ada #C9")
	w.want("then", w.next(), "24h30m0s")
	for day := range 400 {
		trail := len(w.pa.Trail)
		w.wake(TimerPauseTell, 0)
		w.want("daily", w.told(NoticePauseAsked), "@maya @lena @dana @sam @ada #C9")
		if day > 0 && len(w.pa.Trail) != trail {
			t.Fatalf("day %d makes the record longer: %d lines", day, len(w.pa.Trail))
		}
	}
	if w.s.Pause == nil || w.s.Halted() {
		t.Error("a request that nobody decided halts the plan, or is forgotten")
	}
	if w.pa.Gen != 1 {
		t.Errorf("asking more people made what was asked before stale: generation %d", w.pa.Gen)
	}
}

// Somebody who asked too and is now asked to decide hears that, and not of
// themselves.
func TestWhoAskedTooIsAsked(t *testing.T) {
	w := newPauseWorld(t)
	w.ask("priya")
	pa, e, err := RequestPause(w.desk("dana"), w.pa, 2, "and payslips")
	w.took(pa, e, err)
	w.wake(TimerPauseTell, 0)
	w.want("15 min later", w.told(NoticePauseAsked), "@dana @sam")
	w.want("who asked", w.told(NoticePauseAsker), "@priya")
}

func TestPauseLadderWithGaps(t *testing.T) {
	tests := []struct {
		name   string
		change func(*pauseWorld)
		asked  string // at once
		next   string
	}{
		{"the asker is plan owner and lead", func(w *pauseWorld) {
			w.s.Lead = ""
			w.d.Roles[RoleKey(RoleRolloutLead)] = []Place{"@priya"}
			w.d.Roles[RoleKey(RolePlanOwner)] = []Place{"@priya"}
		}, "", "15m0s"},
		{"nobody owns the plan: security at once", func(w *pauseWorld) {
			w.d.PlanOwner, w.d.Roles[RoleKey(RolePlanOwner)], w.d.Roles[RoleKey(RoleRolloutLead)] = "", nil, nil
		}, "@dana @sam", "30m0s"},
		{"nobody at all but the house", func(w *pauseWorld) { w.d.PlanOwner, w.d.Roles = "", nil }, "@ada #C9", "24h0m0s"},
		{"the lead is the security lead", func(w *pauseWorld) { w.d.Roles[RoleKey("Security Lead")] = []Place{"@lena"} }, "@maya @lena", "15m0s"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newPauseWorld(t)
			tt.change(w)
			w.ask("priya")
			w.want("asked", w.told(NoticePauseAsked), tt.asked)
			w.want("next", w.next(), tt.next)
		})
	}
}

// The bot was down while rungs fell due: all who should have heard hear at once.
func TestPauseLadderAfterDowntime(t *testing.T) {
	w := newPauseWorld(t)
	w.ask("priya")
	w.wake(TimerPauseTell, 5*time.Hour)
	w.want("all at once", w.told(NoticePauseAsked), "@dana @sam @ada #C9")
	w.want("late", w.e.Notices[0].Facts[FactLate], "18000")
	w.want("again in a day", w.pa.NextAt.Sub(w.now).String(), "24h0m0s")
	old := w.pa.Timers()[0]
	old.Due = w.now.Add(-time.Hour)
	if pa, e := WakePause(w.desk(""), w.pa, old); len(e.Put) > 0 || pa.Rung != w.pa.Rung {
		t.Error("a timer that was armed for another time acts")
	}
	pa, e := ApprovePause(w.desk("maya"), w.pa, "")
	stale := w.pa.Timers()[0]
	w.took(pa, e, nil)
	if _, e := WakePause(w.later(48*time.Hour), w.pa, stale); len(e.Put) > 0 {
		t.Error("a timer of the generation before acts")
	}
}

func TestPauseSteps(t *testing.T) {
	step := func(text string) PlanStep { return PlanStep{Text: text} }
	wait := func(w string) PlanStep { return PlanStep{Text: "wait", Wait: w} }
	tests := []struct {
		name  string
		steps []PlanStep
		want  string // each step: S stops, w waits, - neither
	}{
		{"empty", nil, "S"},
		{"one", []PlanStep{step("off")}, "S"},
		{"all before the wait", []PlanStep{step("off"), step("tell"), wait("P30D"), step("delete")}, "SSw-"},
		{"a wait first", []PlanStep{wait("PT15M"), step("off"), wait("P1M"), step("delete")}, "wSw-"},
		{"only waits", []PlanStep{wait("P30D")}, "Sw"},
		{"a wait that is not understood is a step", []PlanStep{step("off"), {Text: "wait a while", Wait: "soon"}}, "SS"},
		{"the one that says so, not what is told behind it", []PlanStep{
			{Text: "Quality Lead decides (Claims Lead if not reachable within 30 min)", Owner: "Quality Lead"},
			{Text: "Platform Team switches the Teams app off for all", Owner: "Platform Team"},
			{Text: "Internal Comms posts in the depot channel and on the portal", Owner: "Internal Comms"},
			{Text: "Helpdesk hands out the old claims form", Owner: "Helpdesk"},
			{Text: "Claims Lead tells the depot managers", Owner: "Claims Lead"},
		}, "-S---"},
		{"all up to the last that says so", []PlanStep{step("Close the portal tile"), step("Take out the badge"), step("Tell the desks"), step("Disable the connector"), step("Collect the last 50 answers")}, "SS-S-"},
		{"what does not tell comes first", []PlanStep{step("Work through the runbook"), step("Disable the agent"), step("Tell the desk")}, "SS-"},
		{"only to weigh it", []PlanStep{step("Decide whether to switch it off"), step("Pull the lever"), step("Tell the desk")}, "SSS"},
		{"said behind a wait that nothing but words stand before", []PlanStep{step("Tell the users"), wait("PT1H"), step("Switch it off"), wait("P30D"), step("Delete")}, "-wSw-"},
		{"said behind a wait that something stands before", []PlanStep{step("Pull the lever"), wait("P30D"), step("Remove the app from Teams")}, "Sw-"},
		{"off before the wait, removed behind it", []PlanStep{step("Disable it"), step("Tell people"), wait("P30D"), step("Remove the app from Teams")}, "S-w-"},
		{"a wait of nothing understood", []PlanStep{step("off"), {Text: "wait", Wait: "P1W"}, step("x")}, "SSS"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			for _, s := range pauseSteps(newPauseWorld(t, tt.steps...).p) {
				switch {
				case s.Wait != "":
					got += "w"
				case s.Stops:
					got += "S"
				default:
					got += "-"
				}
			}
			if got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}

// What a step says of the agent, in the ways in which people order it.
func TestStopsByWords(t *testing.T) {
	for want, texts := range map[stepSays][]string{
		stopsAgent: {
			SwitchOff, "Disable", "switch it off", "Switch off", "Turn off the assistant", "turn the copilot off in Teams", "Deactivate the agent now",
			"Disable the agent in Teams", "Remove the app from Teams", "Take it down", "Take the agent offline", "Take the tile off the portal", "Unpublish it",
			"Unshare the app", "Block access", "Block all users", "Revoke access for all users", "Remove users from the access group", "Remove access", "Stop the agent",
			"Pause the bot", "Shut it down", "Shut down the agent", "Pull the plug", "Close the portal tile", "Hide the tile", "Set the feature flag to off",
			"Platform Team switches the Teams app off for all", "Platform Team must disable it", "the Platform Team turns it off", "Platform Team (Lee) disables it",
			"Disable Helper", "Suspend the Helper app", "Inform the desks and switch it off", "Tell the users, then disable the agent", "Immediately disable the agent",
			"Ask the vendor to disable the agent", "Withdraw the app", "Without delay, disable it", "Please switch the bot off (see the runbook)",
		},
		stopsNot: {
			"Decide whether to switch the agent off", "Decides if it is paused", "Tell the users that the agent is off", "Tell the desk how to switch it off", "Post in #help that it is disabled",
			"Inform the works council", "Call the vendor", "Keep the logs of the last 30 days", "Export the answers", "Check that nobody reaches it", "Hand out the old form", "Approve the pause",
			"Platform Team tells the desks", "Announce that we turn it off", "Open an incident",
		},
		stopsUnsaid: {
			"", "Platform Team", "Work through the runbook", "Pull the lever", "Agent switched off", "If spend is over budget, switch it off", "Disable it if it leaks", "Disable notifications",
			"Turn off the reminders of the agent", "Block the user who leaked it", "Block new users of the agent", "Remove customer data from the portal", "Take a screenshot of the app offline", "Stop the rollout", "Stop all waves",
			"Close the incident", "Remove the banner", "Do not disable the agent", "Never switch it off", "Decide whether to stop and switch it off", "After that the agent is off", "Disable Helper's alerts",
			"Disablement of the agent", "Stopping the agent", "Take the day off", "Lock the office", "On switch off day, log out",
		},
	} {
		for _, text := range texts {
			if got := stopsByWords(text, "Platform Team", "Helper"); got != want {
				t.Errorf("%q: %d, want %d", text, got, want)
			}
		}
	}
}

// "Disable, wait 30 days, delete": paused with the first step, done with the last.
func TestPauseWithAWait(t *testing.T) {
	w := newPauseWorld(t, PlanStep{Text: "Disable it", Owner: "Platform"}, PlanStep{Text: "Tell people"}, PlanStep{Text: "wait 30 days", Wait: "P30D"}, PlanStep{Text: "Delete", Owner: "Nobody's Role"})
	pa, e, err := PauseNow(w.desk("dana"), Pause{}, 1, "")
	w.took(pa, e, err)
	w.want("asked", w.told(NoticePauseStep), "@lee @maya")
	w.want("state", string(w.pa.State), "stopping")
	for _, n := range []int{3, 4, 0, 5, -1} {
		if _, e, err := ConfirmStep(w.desk("maya"), w.pa, n); err == nil || len(e.Put) > 0 {
			t.Errorf("step %d was confirmed", n)
		}
	}
	w.now = w.now.Add(10 * time.Minute)
	w.confirm(2, "maya")
	w.want("not before the last", string(w.pa.State), "stopping")
	w.now = w.now.Add(10 * time.Minute)
	w.confirm(1, "lee")
	w.want("state", string(w.pa.State), "paused")
	w.want("time to stop", w.pa.TimeToStop().String(), "20m0s")
	w.want("nobody is pressed any more", w.next(), "never")
	w.want("the wait ends", w.pa.WaitAt.Format(time.RFC3339), "2026-08-18T21:20:00Z")
	w.want("everybody hears", w.told(NoticePauseNews), "#C1")
	if !w.s.Halted() || !w.s.Pause.Off {
		t.Errorf("the plan's mark is %+v", w.s.Pause)
	}
	if _, e, err := ConfirmStep(w.desk("lee"), w.pa, 1); err != nil || len(e.Put) > 0 {
		t.Errorf("confirmed again: %v %v", e, err)
	}
	w.wake(TimerPauseWait, 0)
	w.want("nobody fills it, so the plan owner", w.told(NoticePauseStep), "@maya")
	w.want("state", string(w.pa.State), "paused")
	w.confirm(4, "maya")
	w.want("when it stopped", w.pa.TimeToStop().String(), "20m0s")
	if len(w.pa.Timers()) != 0 {
		t.Errorf("timers %v", w.pa.Timers())
	}
}

// A stop that nobody confirms goes up its own ladder.
func TestStopThatNobodyConfirms(t *testing.T) {
	w := newPauseWorld(t, PlanStep{Text: "Disable it", Owner: "Platform"})
	w.ask("priya")
	pa, e := ApprovePause(w.desk("maya"), w.pa, "")
	w.took(pa, e, nil)
	w.want("the step's owner", w.told(NoticePauseStep), "@lee")
	w.want("who asked", w.told(NoticePauseAsker), "@priya")
	w.wake(TimerPauseTell, 0)
	w.want("who may decide", w.told(NoticePauseStalled), "@maya @lena @dana @sam")
	w.wake(TimerPauseTell, 0)
	w.want("the house", w.told(NoticePauseStalled), "@ada #C9")
	w.wake(TimerPauseTell, 0)
	w.want("daily", w.told(NoticePauseStalled), "@lee @maya @lena @dana @sam @ada #C9")
	w.confirm(1, "lee")
	w.want("then no more", w.next(), "never")
}

func TestPauseTransitions(t *testing.T) {
	states := map[string]func(w *pauseWorld){
		"requested": func(w *pauseWorld) { w.ask("priya") },
		"declined": func(w *pauseWorld) {
			w.ask("priya")
			pa, e, err := DeclinePause(w.desk("maya"), w.pa, "a test")
			w.took(pa, e, err)
		},
		"stopping": func(w *pauseWorld) {
			pa, e, err := PauseNow(w.desk("dana"), Pause{}, 1, "it leaks")
			w.took(pa, e, err)
		},
	}
	states["paused"] = func(w *pauseWorld) { states["stopping"](w); w.confirm(1, "maya") }
	states["resume requested"] = func(w *pauseWorld) {
		states["paused"](w)
		pa, e, err := AskResume(w.desk("priya"), w.pa, 7, "mended")
		w.took(pa, e, err)
	}
	states["resumed"] = func(w *pauseWorld) {
		states["resume requested"](w)
		pa, e := Resume(w.desk("dana"), w.pa)
		w.took(pa, e, nil)
	}
	acts := []struct {
		name string
		do   func(w *pauseWorld) (Pause, Effects, error)
		to   map[string]string // by state: the next one, "!" a refusal; missing: nothing happens
	}{
		{"ask too", func(w *pauseWorld) (Pause, Effects, error) {
			return RequestPause(w.desk("quinn"), live(w.pa), 1, "me too")
		}, map[string]string{"requested": "requested", "stopping": "stopping", "paused": "paused", "resume requested": "resume requested", "declined": "requested", "resumed": "requested"}},
		{"pause now, with a word", func(w *pauseWorld) (Pause, Effects, error) {
			return PauseNow(w.desk("dana"), live(w.pa), 1, "at once")
		}, map[string]string{"requested": "stopping", "stopping": "stopping", "paused": "paused", "resume requested": "resume requested", "declined": "stopping", "resumed": "stopping"}},
		{"pause now, without a word", func(w *pauseWorld) (Pause, Effects, error) {
			return PauseNow(w.desk("dana"), live(w.pa), 1, "")
		}, map[string]string{"requested": "stopping", "declined": "stopping", "resumed": "stopping"}},
		{"approve", func(w *pauseWorld) (Pause, Effects, error) {
			pa, e := ApprovePause(w.desk("priya"), w.pa, "")
			return pa, e, nil
		}, map[string]string{"requested": "stopping"}},
		{"decline", func(w *pauseWorld) (Pause, Effects, error) {
			return DeclinePause(w.desk("maya"), w.pa, "no")
		}, map[string]string{"requested": "declined"}},
		{"confirm", func(w *pauseWorld) (Pause, Effects, error) {
			return ConfirmStep(w.desk("maya"), w.pa, 1)
		}, map[string]string{"requested": "!", "declined": "!", "stopping": "paused", "resumed": "!"}},
		{"ask to resume", func(w *pauseWorld) (Pause, Effects, error) {
			return AskResume(w.desk("priya"), w.pa, 8, "mended")
		}, map[string]string{"requested": "!", "declined": "!", "stopping": "resume requested", "paused": "resume requested", "resumed": "!"}},
		{"resume", func(w *pauseWorld) (Pause, Effects, error) {
			pa, e := Resume(w.desk("dana"), w.pa)
			return pa, e, nil
		}, map[string]string{"resume requested": "resumed"}},
		{"decline to resume", func(w *pauseWorld) (Pause, Effects, error) {
			pa, e := DeclineResume(w.desk("dana"), w.pa, "not yet")
			return pa, e, nil
		}, map[string]string{"resume requested": "paused"}},
	}
	for _, a := range acts {
		for state, reach := range states {
			t.Run(fmt.Sprintf("%s when %s", a.name, state), func(t *testing.T) {
				w := newPauseWorld(t)
				reach(w)
				before, open := w.pa.Gen, w.pa.Live()
				pa, e, err := a.do(w)
				var p *Problem
				switch want := a.to[state]; {
				case want == "!":
					if !errors.As(err, &p) || !strings.Contains(p.Text, "Nothing was changed.") || p.Next == "" || len(e.Put) > 0 {
						t.Errorf("refused with %v and %v", err, e.Put)
					}
				case want == "":
					if err != nil || len(e.Put)+len(e.Notices)+len(e.Log) > 0 || pa.State != PauseState(state) {
						t.Errorf("something happened: %v %v %s", err, e, pa.State)
					}
				case err != nil || string(pa.State) != want:
					t.Errorf("%s (%v), want %s", pa.State, err, want)
				default:
					w.took(pa, e, nil)
					if w.e.Log[0].Subject != "PAU-1" || open && want != state && pa.Gen == before {
						t.Errorf("log %v, generation %d after %d", w.e.Log, pa.Gen, before)
					}
					if live := w.s.Pause != nil; live != pa.Live() {
						t.Errorf("the plan's mark is %+v of a pause that is %s", w.s.Pause, pa.State)
					}
				}
			})
		}
	}
}

func TestWhoMayStopAndWhoLetsOut(t *testing.T) {
	w := newPauseWorld(t)
	w.d.Roles[RoleKey("Quality Lead")] = []Place{"#C5", "#C6"}
	w.d.Private["C5"] = true
	for _, tt := range []struct {
		v    Viewer
		want bool
	}{
		{Viewer{User: "dana"}, true},
		{Viewer{User: "sam"}, true},
		{Viewer{User: "rita"}, true},
		{Viewer{User: "lee"}, false},
		{Viewer{User: "priya"}, false},
		{Viewer{User: "priya", Channel: "C5"}, true},
		{Viewer{User: "priya", Channel: "C6"}, false}, // anybody can join it
		{Viewer{}, false},
	} {
		if got := MayStop(w.p, w.d, tt.v); got != tt.want {
			t.Errorf("%+v may stop: %v", tt.v, got)
		}
	}
	w = newPauseWorld(t)
	pa, e, err := PauseNow(w.desk("dana"), Pause{}, 1, "")
	w.took(pa, e, err)
	for _, tt := range []struct {
		asker UserID
		roles map[string][]Place
		to    string
	}{
		{"priya", nil, "@dana @rita"},
		{"dana", nil, "@rita"},
		{"priya", map[string][]Place{"Security Lead": nil, "Risk Officer": {"#C5"}}, "@maya"},
		{"priya", map[string][]Place{"Security Lead": nil, "Risk Officer": nil, "approver": {"@appa"}}, "@appa"},
		{"maya", map[string][]Place{"Security Lead": nil, "Risk Officer": {"@maya"}, "approver": nil}, ""},
	} {
		for role, places := range tt.roles {
			w.d.Roles[RoleKey(role)] = places
		}
		w.e = Effects{}
		_, e, err := AskResume(w.desk(tt.asker), w.pa, 1, "mended")
		w.e = e
		w.want("asked by "+string(tt.asker), w.told(NoticeAsked), tt.to)
		if (err != nil) != (tt.to == "") || err != nil && !strings.Contains(err.Error(), "Nobody is left to decide") {
			t.Errorf("asked by %s: %v", tt.asker, err)
		}
	}
}

// live is a pause as a command finds it: none when it is over.
func live(pa Pause) Pause {
	if !pa.Live() {
		return Pause{}
	}
	return pa
}

// TestPauseLosesNoWord: whatever somebody says who wants the agent stopped stands
// on the pause, in its thread and in the audit record, in whatever state it is.
func TestPauseLosesNoWord(t *testing.T) {
	says := []struct {
		name string
		say  func(k Desk, pa Pause) (Pause, Effects, error)
		verb map[PauseState]Verb
	}{
		{"pause request", func(k Desk, pa Pause) (Pause, Effects, error) { return RequestPause(k, pa, 0, "and salaries") }, nil},
		{"pause now", func(k Desk, pa Pause) (Pause, Effects, error) { return PauseNow(k, pa, 0, "and salaries") }, map[PauseState]Verb{PauseRequested: VerbPauseApprove}},
	}
	for _, s := range says {
		w := newPauseWorld(t)
		w.ask("priya")
		check := func() {
			t.Helper()
			state, verb := w.pa.State, VerbPauseAsk
			if v, ok := s.verb[state]; ok {
				verb = v
			}
			pa, e, err := s.say(w.desk("dana"), w.pa)
			if err != nil {
				t.Fatalf("%s when %s: %v", s.name, state, err)
			}
			if !pa.saidBy("dana", "and salaries") {
				t.Errorf("%s when %s: the pause holds %+v", s.name, state, pa)
			}
			if len(e.Log) != 1 || e.Log[0].Verb != verb || e.Log[0].Why != "and salaries" {
				t.Errorf("%s when %s: the audit entry is %+v", s.name, state, e.Log)
			}
			if !slices.ContainsFunc(e.Notices, func(n Notice) bool { return n.Kind == NoticePauseLine && n.Facts[FactNote] == "and salaries" }) {
				t.Errorf("%s when %s: nothing of it stands in the thread", s.name, state)
			}
			if _, e, err := s.say(w.desk("dana"), pa); len(e.Put) > 0 || err != nil {
				t.Errorf("%s when %s, said twice: %v, %d records", s.name, state, err, len(e.Put))
			}
		}
		check()
		pa, e := ApprovePause(w.desk("maya"), w.pa, "")
		w.took(pa, e, nil)
		check()
		w.confirm(1, "maya")
		check()
		pa, e, err := AskResume(w.desk("priya"), w.pa, 7, "mended")
		w.took(pa, e, err)
		check()
	}
}

func TestPauseTexts(t *testing.T) {
	w := newPauseWorld(t)
	for _, text := range []string{"", " \n", strings.Repeat("x", 3001)} {
		if _, e, err := RequestPause(w.desk("priya"), Pause{}, 1, text); err == nil || len(e.Put) > 0 {
			t.Errorf("%.10q was taken", text)
		}
	}
	w.ask("priya")
	for i := range maxAsks {
		pa, e, err := RequestPause(w.desk(UserID(fmt.Sprint("u", i))), w.pa, 0, "me too")
		w.took(pa, e, err)
	}
	if _, e, err := RequestPause(w.desk("last"), w.pa, 0, "me too"); err == nil || len(e.Put) > 0 {
		t.Error("the record grows without end")
	}
	if _, e, err := DeclinePause(w.desk("maya"), w.pa, ""); err == nil || len(e.Put) > 0 {
		t.Error("declined without a word")
	}
}
