package rollout

import (
	"slices"
	"testing"
	"time"
)

// behaviour is a row of wall time, so that it pages at night as well.
func behaviour(owner, way, answer string) SupportRow {
	return SupportRow{Area: area("Agent behavior issue"), Owner: roles(owner), SLA: sla(answer, Wall), Path: path(way)}
}

// desk is a row of business time that waits for office hours.
func desk(owner, way, answer string) SupportRow {
	return SupportRow{Area: area("User support"), Owner: roles(owner), SLA: sla(answer, Business), Path: path(way)}
}

func TestEscalationToTheEndOfThePath(t *testing.T) {
	p, s := supportPlan(behaviour("A", "A → B → C", "PT1H"))
	w := open(t, p, s, priya, Report{}, duty("A=@lee", "B=@dana", "C=#C-ops"), monday)
	w.skip(3 * time.Hour)
	same(t, "heard", w.heard(), []string{
		"10:00:00 told @lee",
		"10:00:00 opened @priya",
		"10:30:00 remind @lee",
		"11:00:00 told @dana",
		"11:01:00 late @priya",
		"11:30:00 told #C-ops",
		"12:00:00 exhausted #C-fallback @maya",
		"12:00:00 no-answer @priya",
	})
	if !w.in.Exhausted || w.in.State != IncidentOpen || w.in.Step != 2 {
		t.Errorf("exhausted %v, %s, step %d; want an open incident at the end of its path", w.in.Exhausted, w.in.State, w.in.Step)
	}
	same(t, "the card stands", placeWords(w.in.Places), []string{"#C-agent", "#C-ops"})
	w.until(monday.Add(50 * time.Hour))
	same(t, "daily", w.heard(), []string{
		"Tue 12:00:00 exhausted #C-fallback @maya",
		"Wed 12:00:00 exhausted #C-fallback @maya",
	})
	w.ack(lee)
	w.skip(100 * time.Hour)
	same(t, "after the acknowledgement", w.heard(), []string{"Wed 12:00:00 answered @priya"})
}

func placeWords(ps []Place) (out []string) {
	for _, p := range ps {
		out = append(out, string(p))
	}
	return out
}

func TestTheThreadTellsTheStory(t *testing.T) {
	p, s := supportPlan(behaviour("A", "A → B → C", "PT1H"))
	w := open(t, p, s, priya, Report{}, duty("A=@lee", "C=@dana"), monday)
	w.skip(75 * time.Minute)
	w.ack(dana)
	w.release(dana)
	in, e, err := AddNote(w.in, lee, "checking the export", w.now)
	w.apply(in, e, err)
	w.resolve(lee, "index rebuilt")
	same(t, "lines", w.lines(), []string{
		"10:00:00 told A @lee",
		"10:30:00 reminded A @lee",
		"11:00:00 nobody B",
		"11:00:00 told C @dana",
		"11:15:00 acked",
		"11:15:00 released",
		"11:15:00 told A @lee",
		"11:15:00 note",
		"11:15:00 resolved",
	})
	if len(e.Put) != 2 || e.Put[1].(Note).Text != "checking the export" || e.Put[1].Key() != "INC-7/000001" {
		t.Errorf("the note was kept as %+v", e.Put)
	}
}

func TestAWeekendOfDowntime(t *testing.T) {
	t.Run("paging: the newest step once, the others marked, and the path goes on from there", func(t *testing.T) {
		p, s := supportPlan(behaviour("A", "B → C → D", "PT1H"))
		w := open(t, p, s, priya, Report{}, duty("A=@lee", "B=@dana", "C=@sam", "D=@ada"), monday)
		w.heard()
		w.down(monday.Add(105 * time.Minute)) // B was due at 60, C at 90, D is due at 120
		same(t, "heard", w.heard(), []string{"11:45:00 told @sam", "11:45:00 late @priya"})
		same(t, "trail", w.trail()[2:], []string{"Mon 11:45 skipped 0", "Mon 11:45 skipped 1 B", "Mon 11:45 told 2 C @sam", "Mon 11:45 said late 0"})
		w.skip(30 * time.Minute)
		same(t, "then", w.heard(), []string{"12:15:00 told @ada"})
	})
	t.Run("a whole weekend ends at the last step, not in silence", func(t *testing.T) {
		p, s := supportPlan(behaviour("A", "B → C", "PT1H"))
		friday := time.Date(2026, 7, 17, 16, 0, 0, 0, time.UTC)
		w := open(t, p, s, priya, Report{}, duty("A=@lee", "B=@dana", "C=@sam"), friday)
		w.heard()
		w.down(time.Date(2026, 7, 20, 9, 30, 0, 0, time.UTC))
		same(t, "heard", w.heard(), []string{"09:30:00 told @sam", "09:30:00 late @priya"})
		w.skip(time.Hour)
		same(t, "and half an hour on", w.heard(), []string{"10:00:00 exhausted #C-fallback @maya", "10:00:00 no-answer @priya"})
	})
	t.Run("held over the weekend, up again on Sunday: people hear at opening", func(t *testing.T) {
		p, s := supportPlan(desk("A", "B → C", "PT4H"))
		friday := time.Date(2026, 7, 17, 14, 0, 0, 0, time.UTC)
		w := open(t, p, s, priya, Report{}, duty("A=@lee", "B=@dana", "C=@sam"), friday) // B is due on Monday 10:00
		w.heard()
		w.down(time.Date(2026, 7, 19, 12, 0, 0, 0, time.UTC))
		same(t, "on Sunday", w.heard(), nil)
		w.until(time.Date(2026, 7, 20, 10, 0, 0, 0, time.UTC))
		same(t, "on Monday", w.heard(), []string{"10:00:00 told @dana"})
	})
	t.Run("a step missed on Friday is told on Monday morning", func(t *testing.T) {
		p, s := supportPlan(desk("A", "B → C", "PT2H"))
		friday := time.Date(2026, 7, 17, 14, 0, 0, 0, time.UTC)
		w := open(t, p, s, priya, Report{}, duty("A=@lee", "B=@dana", "C=@sam"), friday) // B at 16:00, C at 17:00
		w.heard()
		w.down(time.Date(2026, 7, 18, 12, 0, 0, 0, time.UTC))
		same(t, "on Saturday", w.heard(), nil)
		w.until(time.Date(2026, 7, 20, 9, 0, 0, 0, time.UTC))
		same(t, "on Monday", w.heard(), []string{"09:00:00 told @sam", "09:00:00 late @priya"})
	})
	t.Run("the daily one of an area that is closed waits for opening", func(t *testing.T) {
		p, s := supportPlan(desk("A", "B", "PT1H"))
		w := open(t, p, s, priya, Report{}, duty("A=@lee", "B=@dana"), monday)
		w.until(monday.Add(90 * time.Minute)) // exhausted at 11:30, due again on Tuesday at 11:30
		w.heard()
		w.down(monday.Add(36 * time.Hour))
		same(t, "on Tuesday night", w.heard(), nil)
		w.skip(12 * time.Hour)
		same(t, "on Wednesday", w.heard(), []string{"Wed 09:00:00 exhausted #C-fallback @maya"})
	})
	t.Run("the daily one comes once and counts from then", func(t *testing.T) {
		p, s := supportPlan(behaviour("A", "B", "PT1H"))
		w := open(t, p, s, priya, Report{}, duty("A=@lee", "B=@dana"), monday)
		w.skip(2 * time.Hour)
		w.heard()
		w.down(monday.Add(98 * time.Hour))
		same(t, "heard", w.heard(), []string{"Fri 12:00:00 exhausted #C-fallback @maya"})
		w.skip(23 * time.Hour)
		same(t, "within a day", w.heard(), nil)
	})
}

func TestLatenessIsSaid(t *testing.T) {
	p, s := supportPlan(behaviour("A", "B → C", "PT1H"))
	w := open(t, p, s, priya, Report{}, duty("A=@lee", "B=@dana", "C=@sam"), monday)
	w.said = nil
	w.down(monday.Add(75 * time.Minute))
	var told Notice
	for _, n := range w.said {
		if n.n.Kind == NoticeTold {
			told = n.n
		}
	}
	if told.Facts[FactLate] != "900" || told.To[0].To != "@dana" {
		t.Errorf("told %v with %v; want @dana, 900 s late", told.To, told.Facts)
	}
	last := w.in.Trail[len(w.in.Trail)-2] // behind it the reporter hears
	if last.What != DidTell || last.Args[FactLate] != "900" {
		t.Errorf("the trail ends with %+v; want the lateness in it", last)
	}
	if !w.in.NextAt.Equal(monday.Add(105 * time.Minute)) {
		t.Errorf("next step at %s; want half an hour after the one that was late", w.in.NextAt)
	}
}

func TestARestartBetweenAnyTwoStepsChangesNothing(t *testing.T) {
	p, s := supportPlan(behaviour("A", "B → C", "PT1H"))
	d := duty("A=@lee", "B=@dana", "C=@sam")
	w := open(t, p, s, priya, Report{}, d, monday)
	for range 5 {
		tm, _ := w.due()
		w.now = tm.Due
		before, kept := w.in, len(w.in.Trail)
		after, e := Wake(before, tm, d, w.now)
		again, e2 := Wake(before, tm, d, w.now) // the commit was lost, the timer fires again
		if after.Key() != again.Key() || len(e.Notices) != len(e2.Notices) || len(after.Trail) != len(again.Trail) {
			t.Fatalf("the same timer on the same record did two things: %v and %v", e, e2)
		}
		if len(before.Trail) != kept {
			t.Fatal("the rule wrote into the record it was given")
		}
		w.apply(after, e, nil)
		if in, e := Wake(w.in, tm, d, w.now); len(e.Put)+len(e.Notices)+len(e.Arm) > 0 || len(in.Trail) != len(w.in.Trail) {
			t.Fatalf("%s fired twice: %+v", tm.Key, e)
		}
	}
}

func TestATimerThatIsNotTheIncidentsOwnDoesNothing(t *testing.T) {
	p, s := supportPlan(behaviour("A", "B", "PT1H"))
	w := open(t, p, s, priya, Report{}, duty("A=@lee", "B=@dana"), monday)
	step := w.timers[TimerKey(TimerStep, "INC-7")]
	tests := []struct {
		name string
		tm   Timer
		now  time.Time
	}{
		{"of another generation", Timer{Kind: TimerStep, Subject: "INC-7", Gen: 2, Due: step.Due}, step.Due},
		{"of another incident", Timer{Kind: TimerStep, Subject: "INC-8", Gen: 1, Due: step.Due}, step.Due},
		{"older than the one armed", Timer{Kind: TimerStep, Subject: "INC-7", Gen: 1, Due: step.Due.Add(-time.Hour)}, step.Due},
		{"before it is due", step, step.Due.Add(-time.Second)},
		{"of a kind that is not armed", Timer{Kind: TimerDaily, Subject: "INC-7", Gen: 1, Due: step.Due}, step.Due},
		{"of a kind nobody knows", Timer{Kind: "wave.remind", Subject: "INC-7", Gen: 1, Due: step.Due}, step.Due},
		{"closing what is open", Timer{Kind: TimerClose, Subject: "INC-7", Gen: 1, Due: step.Due}, step.Due},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in, e := Wake(w.in, tt.tm, w.duty, tt.now)
			if len(e.Put)+len(e.Log)+len(e.Notices)+len(e.Arm)+len(e.Disarm) > 0 || in.Gen != w.in.Gen {
				t.Errorf("it did %+v", e)
			}
		})
	}
	w.ack(lee)
	if _, e := Wake(w.in, step, w.duty, step.Due); len(e.Put) > 0 {
		t.Errorf("a timer from before the acknowledgement did %+v", e)
	}
}

func TestNobodyInThePath(t *testing.T) {
	p, s := supportPlan(behaviour("A", "B → C", "PT1H"))
	t.Run("the owner's role is empty: the next at once", func(t *testing.T) {
		w := open(t, p, s, priya, Report{}, duty("B=@dana", "C=@sam"), monday)
		w.skip(2 * time.Hour)
		same(t, "heard", w.heard(), []string{
			"10:00:00 told @dana", "10:00:00 opened @priya", "10:30:00 told @sam", "11:00:00 exhausted #C-fallback @maya", "11:00:00 no-answer @priya",
		})
	})
	t.Run("the end of the path is empty: the round is over at once", func(t *testing.T) {
		w := open(t, p, s, priya, Report{}, duty("A=@lee"), monday)
		w.skip(2 * time.Hour)
		same(t, "heard", w.heard(), []string{
			"10:00:00 told @lee", "10:00:00 opened @priya", "10:30:00 remind @lee", "11:00:00 exhausted #C-fallback @maya", "11:00:00 no-answer @priya",
		})
	})
	t.Run("nobody at all: plan owner, fallback channel and administrators once, then daily", func(t *testing.T) {
		w := open(t, p, s, priya, Report{}, duty(), monday)
		w.until(monday.Add(49 * time.Hour))
		same(t, "heard", w.heard(), []string{
			"10:00:00 unreachable #C-fallback @maya @ada",
			"10:00:00 opened @priya",
			"11:01:00 late @priya",
			"Tue 10:00:00 unreachable #C-fallback @maya",
			"Wed 10:00:00 unreachable #C-fallback @maya",
		})
		w.duty = duty("B=@dana")
		w.skip(24 * time.Hour)
		same(t, "once a role is filled the path starts", w.heard(), []string{
			"Thu 10:00:00 told @dana", "Thu 10:30:00 exhausted #C-fallback @maya", "Thu 10:30:00 no-answer @priya",
		})
	})
	t.Run("not even a plan owner, a home or a fallback channel: the administrators", func(t *testing.T) {
		d := Duty{House: House{Admins: []UserID{"ada"}}}
		w := open(t, p, s, priya, Report{}, d, monday)
		same(t, "heard", w.heard(), []string{"10:00:00 unreachable @ada", "10:00:00 opened @priya"})
		if w.in.Home != "" || len(w.in.Places) != 0 {
			t.Errorf("the card stands at %q %v", w.in.Home, w.in.Places)
		}
	})
	t.Run("who is on duty is decided when a step fires", func(t *testing.T) {
		w := open(t, p, s, priya, Report{}, duty("A=@lee", "B=@dana"), monday)
		w.heard()
		w.duty = duty("A=@gus", "B=@erin")
		w.skip(time.Hour)
		same(t, "heard", w.heard(), []string{"10:30:00 told @gus", "11:00:00 told @erin"})
	})
}

func TestAStepThatReachesOnlyPeopleAlreadyToldRemindsThem(t *testing.T) {
	p, s := supportPlan(behaviour("A", "B → C+D → E", "PT1H"))
	w := open(t, p, s, priya, Report{}, duty("A=@lee", "B=@lee", "C=@lee,@dana", "D=@dana", "E=@dana"), monday)
	w.skip(3 * time.Hour)
	same(t, "heard", w.heard(), []string{
		"10:00:00 told @lee",
		"10:00:00 opened @priya",
		"10:30:00 remind @lee",
		"11:00:00 remind @lee",
		"11:01:00 late @priya",
		"11:30:00 told @dana",
		"11:30:00 remind @lee",
		"12:00:00 remind @dana",
		"12:30:00 exhausted #C-fallback @maya",
		"12:30:00 no-answer @priya",
	})
}

func TestRounds(t *testing.T) {
	p, s := supportPlan(SupportRow{Area: area("Security incident"), Owner: roles("A"), SLA: sla("PT15M", Wall), Path: path("B")})
	t.Run("security goes round until acknowledged, and says once that nobody answers", func(t *testing.T) {
		w := open(t, p, s, priya, Report{}, duty("A=@lee", "B=@dana"), monday)
		w.skip(50 * time.Minute)
		same(t, "heard", w.heard(), []string{
			"10:00:00 told @lee",
			"10:00:00 opened @priya",
			"10:07:30 remind @lee",
			"10:15:00 told @dana",
			"10:16:00 late @priya",
			"10:22:30 exhausted @maya",
			"10:22:30 exhausted #C-fallback",
			"10:22:30 told @lee",
			"10:22:30 no-answer @priya",
			"10:37:30 told @dana",
			"10:45:00 told @lee",
		})
		w.skip(2*time.Hour + 10*time.Minute) // 13:00, the ninth round
		w.heard()
		w.skip(4 * time.Hour)
		same(t, "once nine rounds went unanswered", w.heard(), []string{
			"13:15:00 told @dana", "14:15:00 told @lee", "14:30:00 told @dana", "15:30:00 told @lee", "15:45:00 told @dana",
			"16:45:00 told @lee", "17:00:00 told @dana",
		})
		w.skip(30 * 24 * time.Hour)
		if n := len(w.in.Trail); n > 20 {
			t.Errorf("after a month unanswered the trail has %d lines", n)
		}
		if n := len(w.in.Told); n != 2 {
			t.Errorf("told has %d entries, want one for each place and step", n)
		}
		if w.in.Round < 500 {
			t.Errorf("only %d rounds in a month", w.in.Round)
		}
		w.ack(lee)
		w.said = nil
		w.skip(24 * time.Hour)
		same(t, "after the acknowledgement", w.heard(), nil)
	})
	t.Run("three rounds, then exhausted", func(t *testing.T) {
		p, s := supportPlan(behaviour("A", "B", "PT1H"))
		pol := PolicyFor(p, s, "S1", 3)
		w := open(t, p, s, priya, Report{}, duty("A=@lee", "B=@dana"), monday)
		pol.Rounds = 3
		w.in.Policy = pol
		w.heard()
		w.skip(5 * time.Hour)
		same(t, "heard", w.heard(), []string{
			"10:30:00 remind @lee",
			"11:00:00 told @dana",
			"11:01:00 late @priya",
			"11:30:00 told @lee",
			"12:30:00 told @dana",
			"13:00:00 told @lee",
			"14:00:00 told @dana",
			"14:30:00 exhausted #C-fallback @maya",
			"14:30:00 no-answer @priya",
		})
	})
	t.Run("rounds are five minutes apart even when most of the path is empty", func(t *testing.T) {
		p, s := supportPlan(SupportRow{Area: area("Security"), Owner: roles("A"), SLA: sla("PT15M", Wall), Path: path("B (PT0M) → C (PT0M)")})
		w := open(t, p, s, priya, Report{}, duty("A=@lee"), monday)
		w.skip(12 * time.Minute)
		same(t, "heard", w.heard(), []string{
			"10:00:00 told @lee",
			"10:00:00 opened @priya",
			"10:05:00 exhausted @maya",
			"10:05:00 exhausted #C-fallback",
			"10:05:00 told @lee",
			"10:05:00 no-answer @priya",
			"10:10:00 told @lee",
		})
	})
	t.Run("no wait at all tells two steps at once", func(t *testing.T) {
		p, s := supportPlan(behaviour("A", "B → C (PT0M) → D", "PT1H"))
		w := open(t, p, s, priya, Report{}, duty("A=@lee", "B=@dana", "C=@sam", "D=@gus"), monday)
		w.skip(100 * time.Minute)
		same(t, "heard", w.heard(), []string{
			"10:00:00 told @lee",
			"10:00:00 opened @priya",
			"10:30:00 remind @lee",
			"11:00:00 told @dana",
			"11:00:00 told @sam",
			"11:01:00 late @priya",
			"11:30:00 told @gus",
		})
		if w.wakes != 4 {
			t.Errorf("woken %d times, want 4", w.wakes)
		}
	})
	t.Run("everybody leaves during the rounds: no spin", func(t *testing.T) {
		w := open(t, p, s, priya, Report{}, duty("A=@lee", "B=@dana"), monday)
		w.duty = duty()
		w.heard()
		w.until(monday.Add(25 * time.Hour))
		same(t, "heard", w.heard(), []string{
			"10:15:00 exhausted @maya",
			"10:15:00 exhausted #C-fallback",
			"10:15:00 unreachable @maya @ada",
			"10:15:00 unreachable #C-fallback",
			"10:15:00 no-answer @priya",
			"Tue 10:15:00 unreachable @maya",
			"Tue 10:15:00 unreachable #C-fallback",
		})
	})
}

func TestNights(t *testing.T) {
	night := time.Date(2026, 7, 21, 22, 0, 0, 0, time.UTC) // a Tuesday
	d := duty("A=@lee,#C-desk", "B=@dana")
	row := desk("A", "B", "PT4H")
	t.Run("hold: the card says when people are told", func(t *testing.T) {
		p, s := supportPlan(row)
		w := open(t, p, s, priya, Report{}, d, night)
		if !w.in.Held || !w.in.NextAt.Equal(time.Date(2026, 7, 22, 9, 0, 0, 0, time.UTC)) {
			t.Errorf("held %v until %s", w.in.Held, w.in.NextAt)
		}
		if got := w.said[len(w.said)-1].n.Facts[FactUntil]; got != "2026-07-22T09:00:00Z" {
			t.Errorf("the reporter hears people are told at %q", got)
		}
		w.skip(12 * time.Hour)
		same(t, "heard", w.heard(), []string{"Tue 22:00:00 opened @priya", "Wed 09:00:00 told @lee #C-desk"})
		if w.in.Held {
			t.Error("it is still held after it was told")
		}
	})
	t.Run("soft: the area's channel now, people at opening", func(t *testing.T) {
		p, s := supportPlan(row)
		w := open(t, p, s, priya, Report{Sev: 2}, d, night)
		w.skip(12 * time.Hour)
		same(t, "heard", w.heard(), []string{"Tue 22:00:00 told #C-desk", "Tue 22:00:00 opened @priya", "Wed 09:00:00 told @lee", "Wed 10:00:00 remind @lee #C-desk"})
	})
	t.Run("page: at once", func(t *testing.T) {
		p, s := supportPlan(row)
		w := open(t, p, s, priya, Report{Sev: 1}, d, night)
		w.skip(2 * time.Hour)
		same(t, "heard", w.heard(), []string{
			"Tue 22:00:00 told @lee #C-desk",
			"Tue 22:00:00 opened @priya",
			"Tue 22:30:00 remind @lee #C-desk",
			"Tue 23:00:00 told @dana",
			"Tue 23:30:00 exhausted #C-fallback @maya",
			"Tue 23:30:00 no-answer @priya",
		})
	})
	t.Run("acknowledged before opening: nobody is told", func(t *testing.T) {
		p, s := supportPlan(row)
		w := open(t, p, s, priya, Report{}, d, night)
		w.ack(lee)
		w.said = nil
		w.skip(24 * time.Hour)
		same(t, "heard", w.heard(), nil)
		if w.in.Held {
			t.Error("an acknowledged incident waits for nothing")
		}
	})
	t.Run("released at night: step 0 waits for opening again", func(t *testing.T) {
		p, s := supportPlan(row)
		w := open(t, p, s, priya, Report{}, d, monday)
		w.ack(lee)
		w.until(night)
		w.heard()
		w.release(lee)
		w.skip(12 * time.Hour)
		same(t, "heard", w.heard(), []string{"Tue 22:00:00 released @priya", "Wed 09:00:00 told @lee #C-desk"})
	})
	t.Run("an exhausted one is told again in open hours", func(t *testing.T) {
		p, s := supportPlan(row)
		friday := time.Date(2026, 7, 17, 9, 0, 0, 0, time.UTC)
		w := open(t, p, s, priya, Report{}, d, friday)
		w.until(friday.Add(7 * time.Hour))
		w.heard()
		w.until(friday.Add(96 * time.Hour))
		same(t, "heard", w.heard(), []string{"09:00:00 exhausted #C-fallback @maya", "Tue 09:00:00 exhausted #C-fallback @maya"})
	})
}

func TestARoundNeverWritesIntoTheOldRecord(t *testing.T) {
	p, s := supportPlan(SupportRow{Area: area("Security"), Owner: roles("A"), SLA: sla("PT15M", Wall), Path: path("B")})
	w := open(t, p, s, priya, Report{}, duty("A=@lee", "B=@dana"), monday)
	for range 40 {
		tm, _ := w.due()
		w.now = tm.Due
		before := w.in
		told, trail := slices.Clone(before.Told), slices.Clone(before.Trail)
		w.fire(tm)
		if !slices.Equal(told, before.Told) || len(trail) != len(before.Trail) {
			t.Fatal("the rule wrote into the record it was given")
		}
		for i := range trail {
			if trail[i].What != before.Trail[i].What || !trail[i].At.Equal(before.Trail[i].At) {
				t.Fatalf("line %d of the old trail became %v", i, before.Trail[i])
			}
		}
	}
}
