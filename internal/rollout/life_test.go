package rollout

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestOpeningIsRefused(t *testing.T) {
	p, s := supportPlan(behaviour("A", "B", "PT1H"))
	tests := []struct {
		name   string
		report Report
		kind   Kind
		says   string
	}{
		{"no text", Report{Text: ""}, Invalid, "The text is empty, so nothing was opened."},
		{"only blanks", Report{Text: " \n\t "}, Invalid, "The text is empty"},
		{"too long", Report{Text: strings.Repeat("ä", 3001)}, Invalid, "The text has 3001 characters; at most 3,000 are kept, so nothing was opened."},
		{"an area the plan has not", Report{Text: "x", Area: "S9"}, Missing, `The plan has no support area “S9”, so nothing was opened.`},
		{"a severity that is none", Report{Text: "x", Sev: 5}, Invalid, "There is no severity 5, so nothing was opened."},
		{"a severity below none", Report{Text: "x", Sev: -1}, Invalid, "There is no severity -1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in, e, err := OpenIncident(p, s, 7, priya, tt.report, duty("A=@lee"), monday)
			var problem *Problem
			if !errors.As(err, &problem) || problem.Kind != tt.kind || !strings.HasPrefix(problem.Text, tt.says) || problem.Next == "" || problem.Field == "" {
				t.Errorf("got %#v", err)
			}
			if in.ID != "" || len(e.Put)+len(e.Notices)+len(e.Arm) > 0 {
				t.Errorf("something was opened: %+v", e)
			}
		})
	}
	t.Run("3,000 characters are kept as they are", func(t *testing.T) {
		text := strings.Repeat("ä", 2999) + "<"
		in, _, err := OpenIncident(p, s, 7, priya, Report{Text: text}, duty("A=@lee"), monday)
		if err != nil || in.Text != text {
			t.Errorf("kept %d bytes, %v", len(in.Text), err)
		}
	})
}

func TestWhatAnOpenedIncidentIs(t *testing.T) {
	p, s := supportPlan(SupportRow{Area: area("Data issue"), Owner: roles("A"), SLA: sla("PT1H", Wall), Path: path("B")}, behaviour("A", "B", "PT2H"))
	now := monday.Add(987654321 * time.Nanosecond)
	in, e, err := OpenIncident(p, s, 12, priya, Report{Text: " shows salary data "}, duty("A=@lee", "B=@dana"), now)
	if err != nil {
		t.Fatal(err)
	}
	if in.ID != "INC-12" || in.Num != 12 || in.Sev != 3 || in.AreaBy != "default" || in.Policy.Row != "S2" || in.Gen != 1 ||
		in.State != IncidentOpen || in.Agent != "Policy Assistant" || in.Text != " shows salary data " || in.Reporter != "priya" {
		t.Errorf("opened %+v", in)
	}
	if !in.AnswerBy.Equal(monday.Add(2*time.Hour)) || in.Home != "#C-agent" || !in.Opened.Equal(monday) {
		t.Errorf("opened %s, answer by %s, at home in %s", in.Opened, in.AnswerBy, in.Home)
	}
	if len(e.Log) != 1 || e.Log[0].Verb != "incident.open" || e.Log[0].Subject != "INC-12" || e.Log[0].Why != in.Text || e.Log[0].Audience != Everyone {
		t.Errorf("audit %+v", e.Log)
	}
	keys := []string{}
	for _, tm := range e.Arm {
		keys = append(keys, tm.Key)
		if tm.Plan != p.ID || tm.Subject != "INC-12" || tm.Gen != 1 {
			t.Errorf("armed %+v", tm)
		}
	}
	same(t, "armed", keys, []string{"incident.step/INC-12", "incident.remind/INC-12", "incident.late/INC-12"})
	named, _, _ := OpenIncident(p, s, 13, priya, Report{Text: "x", Area: "S1", Sev: 1}, duty("A=@lee"), now)
	if named.AreaBy != "" || named.Policy.Area != "Data issue" || named.Sev != 1 || named.Policy.Sev != 1 {
		t.Errorf("opened %+v; want the area and severity that were named", named)
	}
}

// Every transition from every state.
func TestTransitions(t *testing.T) {
	p, s := supportPlan(behaviour("A", "B", "PT1H"))
	d := duty("A=@lee", "B=@dana")
	in := map[string]func(w *world){
		"open":     func(*world) {},
		"held":     func(*world) {},
		"acked":    func(w *world) { w.ack(lee) },
		"resolved": func(w *world) { w.ack(lee); w.resolve(lee, "rebuilt") },
		"closed":   func(w *world) { w.ack(lee); w.resolve(lee, "rebuilt"); w.skip(8 * 24 * time.Hour) },
	}
	do := map[string]func(w *world) (Incident, Effects, error){
		"ack":     func(w *world) (Incident, Effects, error) { return Ack(w.in, dana, w.now) },
		"release": func(w *world) (Incident, Effects, error) { return Release(w.in, dana, w.duty, w.now) },
		"note":    func(w *world) (Incident, Effects, error) { return AddNote(w.in, dana, "seen", w.now) },
		"resolve": func(w *world) (Incident, Effects, error) { return Resolve(w.in, dana, "done", w.duty, w.now) },
	}
	tests := []struct {
		from, do string
		to       IncidentState // "": refused
		nothing  bool          // already so: no effects and no error
		says     string
	}{
		{from: "open", do: "ack", to: IncidentAcked},
		{from: "open", do: "release", says: "Nobody has acknowledged INC-7, so there is nothing to release. Nothing was changed."},
		{from: "open", do: "note", to: IncidentOpen},
		{from: "open", do: "resolve", to: IncidentResolved},
		{from: "held", do: "ack", to: IncidentAcked},
		{from: "held", do: "release", says: "Nobody has acknowledged INC-7"},
		{from: "held", do: "note", to: IncidentOpen},
		{from: "held", do: "resolve", to: IncidentResolved},
		{from: "acked", do: "ack", to: IncidentAcked, nothing: true},
		{from: "acked", do: "release", to: IncidentOpen},
		{from: "acked", do: "note", to: IncidentAcked},
		{from: "acked", do: "resolve", to: IncidentResolved},
		{from: "resolved", do: "ack", to: IncidentResolved, nothing: true},
		{from: "resolved", do: "release", says: "INC-7 is resolved and stays so. Nothing was changed."},
		{from: "resolved", do: "note", to: IncidentResolved},
		{from: "resolved", do: "resolve", to: IncidentResolved, nothing: true},
		{from: "closed", do: "ack", to: IncidentClosed, nothing: true},
		{from: "closed", do: "release", says: "INC-7 is closed and stays so. Nothing was changed."},
		{from: "closed", do: "note", to: IncidentClosed},
		{from: "closed", do: "resolve", to: IncidentClosed, nothing: true},
	}
	if len(tests) != len(in)*len(do) {
		t.Fatalf("%d of %d transitions are in the table", len(tests), len(in)*len(do))
	}
	for _, tt := range tests {
		t.Run(tt.do+" one that is "+tt.from, func(t *testing.T) {
			w := open(t, p, s, priya, Report{}, d, monday)
			if tt.from == "held" {
				held, s := supportPlan(desk("A", "B", "PT1H"))
				w = open(t, held, s, priya, Report{}, d, monday.Add(12*time.Hour))
			}
			in[tt.from](w)
			before := w.in
			after, e, err := do[tt.do](w)
			nothing := len(e.Put)+len(e.Log)+len(e.Arm)+len(e.Disarm)+len(e.Notices) == 0
			if tt.to == "" {
				var problem *Problem
				if !errors.As(err, &problem) || problem.Kind != Conflict || !strings.HasPrefix(problem.Text, tt.says) || problem.Next == "" || !nothing {
					t.Fatalf("got %v and %+v, want %q", err, e, tt.says)
				}
				return
			}
			if err != nil || after.State != tt.to || nothing != tt.nothing {
				t.Fatalf("it is %s with %+v and %v; want %s, nothing %v", after.State, e, err, tt.to, tt.nothing)
			}
			if tt.nothing && (after.Gen != before.Gen || after.AckBy != before.AckBy || after.ResolvedBy != before.ResolvedBy) {
				t.Errorf("it became %+v", after)
			}
			if moves := tt.do != "note" && !tt.nothing; moves != (after.Gen == before.Gen+1) {
				t.Errorf("the generation went from %d to %d", before.Gen, after.Gen)
			}
			if !nothing {
				if len(e.Log) != 1 || e.Log[0].Verb != Verb("incident."+tt.do) || e.Log[0].Subject != "INC-7" {
					t.Errorf("audit %+v", e.Log)
				}
				w.apply(after, e, nil)
			}
		})
	}
	t.Run("an empty note", func(t *testing.T) {
		w := open(t, p, s, priya, Report{}, d, monday)
		if in, e, err := AddNote(w.in, lee, " ", w.now); err == nil || in.Notes != 0 || len(e.Put) > 0 {
			t.Errorf("noted %+v, %v", e, err)
		}
	})
	t.Run("a text for one that was resolved without any is a note", func(t *testing.T) {
		w := open(t, p, s, priya, Report{}, d, monday)
		w.resolve(lee, "")
		after, e, err := Resolve(w.in, dana, "rebuilt", d, w.now)
		if err != nil || after.Notes != 1 || after.Resolution != "" || after.ResolvedBy != "lee" || after.Gen != w.in.Gen || e.Log[0].Verb != VerbNote {
			t.Errorf("it became %+v with %+v, %v", after, e, err)
		}
		if same, e, err := Resolve(w.in, dana, "", d, w.now); err != nil || same.Notes != 0 || len(e.Put) > 0 {
			t.Errorf("without a text it became %+v with %+v, %v", same, e, err)
		}
	})
	t.Run("a resolution that is too long", func(t *testing.T) {
		w := open(t, p, s, priya, Report{}, d, monday)
		if in, e, err := Resolve(w.in, lee, strings.Repeat("x", 3001), d, w.now); err == nil || in.State != IncidentOpen || len(e.Put) > 0 {
			t.Errorf("resolved %+v, %v", e, err)
		}
	})
}

func TestTheFirstAcknowledgementWins(t *testing.T) {
	p, s := supportPlan(behaviour("A", "B", "PT1H"))
	w := open(t, p, s, priya, Report{}, duty("A=@lee", "B=@dana"), monday)
	w.skip(10 * time.Minute)
	w.ack(lee)
	w.skip(time.Minute)
	w.ack(dana)
	if w.in.AckBy != "lee" || !w.in.AckAt.Equal(monday.Add(10*time.Minute)) || w.in.FirstAck != "lee" {
		t.Errorf("taken by %s at %s", w.in.AckBy, w.in.AckAt)
	}
	if len(w.timers) != 0 {
		t.Errorf("still armed: %v", w.timers)
	}
	w.heard()
	w.skip(10 * time.Minute)
	w.release(lee)
	same(t, "the release tells step 0 again", w.heard(), []string{"10:21:00 told @lee", "10:21:00 released @priya"})
	if w.in.State != IncidentOpen || w.in.AckBy != "" || w.in.FirstAck != "lee" || !w.in.FirstAt.Equal(monday.Add(10*time.Minute)) {
		t.Errorf("after the release %+v; want it open, the answer clock stopped at the first acknowledgement", w.in)
	}
	w.skip(time.Hour)
	same(t, "and the delays begin again", w.heard(), []string{"10:51:00 remind @lee", "11:21:00 told @dana"})
	w.ack(dana)
	if w.in.AckBy != "dana" || w.in.FirstAck != "lee" {
		t.Errorf("taken by %s, first by %s", w.in.AckBy, w.in.FirstAck)
	}
	same(t, "the reporter hears who has it now", w.heard(), []string{"11:21:00 answered @priya"})
	w.release(dana)
	w.resolve(maya, "fixed")
	if w.in.State != IncidentResolved || len(w.timers) != 1 || !w.in.Timers()[0].Due.Equal(w.now.Add(7*24*time.Hour)) {
		t.Errorf("%s with %v armed; want it closed in seven days", w.in.State, w.timers)
	}
	w.skip(8 * 24 * time.Hour)
	if w.in.State != IncidentClosed || len(w.timers) != 0 {
		t.Errorf("%s with %v armed", w.in.State, w.timers)
	}
}

func TestAReleaseInTheSameSecondTellsAgain(t *testing.T) {
	p, s := supportPlan(behaviour("A", "B", "PT1H"))
	w := open(t, p, s, priya, Report{}, duty("A=@lee", "B=@dana"), monday)
	w.heard()
	w.ack(lee)
	w.release(lee)
	w.ack(lee)
	w.release(lee)
	same(t, "heard", w.heard(), []string{
		"10:00:00 answered @priya", "10:00:00 told @lee", "10:00:00 released @priya",
		"10:00:00 answered @priya", "10:00:00 told @lee", "10:00:00 released @priya",
	})
	for _, tm := range w.timers {
		if tm.Gen != w.in.Gen || w.in.Gen != 5 {
			t.Errorf("%s has generation %d of %d", tm.Key, tm.Gen, w.in.Gen)
		}
	}
}

func TestTheReporterIsNotLeftAlone(t *testing.T) {
	p, s := supportPlan(behaviour("A", "B", "PT1H"))
	tests := []struct {
		name     string
		reporter Actor
		story    func(w *world)
		want     []string
	}{
		{"answered and resolved by others", priya, func(w *world) { w.ack(lee); w.resolve(dana, "ok") }, []string{"opened", "answered", "resolved"}},
		{"resolved without an acknowledgement", priya, func(w *world) { w.resolve(dana, "") }, []string{"opened", "resolved"}},
		{"they take it themselves", priya, func(w *world) { w.ack(priya); w.resolve(dana, "") }, []string{"opened", "resolved"}},
		{"they resolve it themselves", priya, func(w *world) { w.ack(lee); w.resolve(priya, "") }, []string{"opened", "answered"}},
		{"they are the one who is told", lee, func(w *world) { w.ack(dana); w.resolve(dana, "") }, nil},
		{"they are told later", dana, func(w *world) { w.skip(61 * time.Minute); w.ack(lee) }, []string{"opened", "answered"}},
		{"answered in the last minute", priya, func(w *world) { w.skip(60 * time.Minute); w.ack(lee); w.skip(3 * time.Hour) }, []string{"opened", "answered"}},
		{"late, then answered", priya, func(w *world) { w.skip(61 * time.Minute); w.ack(lee) }, []string{"opened", "late", "answered"}},
		{"nobody answers for days", priya, func(w *world) { w.skip(100 * time.Hour) }, []string{"opened", "late", "no-answer"}},
		{"nobody answers, released, and nobody again", priya, func(w *world) { w.skip(100 * time.Hour); w.ack(lee); w.release(lee); w.skip(100 * time.Hour) }, []string{"opened", "late", "no-answer", "answered", "released"}},
		{"released in time, and never taken again", priya, func(w *world) { w.ack(lee); w.release(lee); w.skip(100 * time.Hour) }, []string{"opened", "answered", "released", "no-answer"}},
		{"the bot was down for a day", priya, func(w *world) { w.down(monday.Add(24 * time.Hour)) }, []string{"opened", "late"}},
		{"released and taken again", priya, func(w *world) { w.ack(lee); w.release(lee); w.ack(dana) }, []string{"opened", "answered", "released", "answered"}},
		{"they release it themselves", priya, func(w *world) { w.ack(lee); w.release(priya); w.ack(dana) }, []string{"opened", "answered", "answered"}},
		{"they took it, and others release and take it", priya, func(w *world) { w.ack(priya); w.release(lee); w.ack(dana) }, []string{"opened", "released", "answered"}},
		{"a bot reports", Actor{User: "robo", Person: Person{Account: Bot}}, func(w *world) { w.skip(100 * time.Hour); w.ack(lee); w.resolve(lee, "") }, nil},
		{"nobody in particular reports", Actor{Via: ByCLI}, func(w *world) { w.ack(lee); w.resolve(lee, "") }, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := open(t, p, s, tt.reporter, Report{}, duty("A=@lee", "B=@dana"), monday)
			tt.story(w)
			var got []string
			for _, s := range w.said {
				switch s.n.Kind {
				case NoticeOpened, NoticeAnswered, NoticeReleased, NoticeResolved, NoticeLate, NoticeNoAnswer:
					got = append(got, strings.TrimPrefix(string(s.n.Kind), "incident."))
					if to := s.n.To; len(to) != 1 || to[0].To != DM(tt.reporter.User) {
						t.Errorf("%s goes to %v", s.n.Kind, to)
					}
				}
			}
			same(t, "messages", got, tt.want)
		})
	}
	t.Run("who was told when the answer is late, and who is next", func(t *testing.T) {
		w := open(t, p, s, priya, Report{}, duty("A=@lee", "B=@dana"), monday)
		w.skip(61 * time.Minute)
		late := w.said[len(w.said)-1].n
		if late.Kind != NoticeLate || late.Facts[FactTold] != "@lee @dana" || late.Facts[FactNextAt] != "2026-07-20T11:30:00Z" {
			t.Errorf("%s says %v", late.Kind, late.Facts)
		}
		w.skip(time.Hour)
		end := w.said[len(w.said)-1].n
		if end.Kind != NoticeNoAnswer || end.Facts[FactAgain] != "2026-07-21T11:30:00Z" {
			t.Errorf("%s says %v", end.Kind, end.Facts)
		}
	})
	t.Run("a step that is due goes first", func(t *testing.T) {
		w := open(t, p, s, priya, Report{}, duty("A=@lee", "B=@dana"), monday)
		w.now = monday.Add(61 * time.Minute)
		w.fire(w.timers["incident.late/INC-7"])
		w.skip(2 * time.Minute)
		same(t, "heard", w.heard(), []string{"10:00:00 told @lee", "10:00:00 opened @priya", "11:01:00 told @dana", "11:02:00 late @priya"})
	})
	t.Run("who answers by when, and who answered", func(t *testing.T) {
		w := open(t, p, s, priya, Report{}, duty("A=@lee,@gus", "B=@dana"), monday)
		opened := w.said[len(w.said)-1].n.Facts
		if opened[FactTo] != "@lee @gus" || opened[FactAnswerBy] != "2026-07-20T11:00:00Z" || opened[FactText] != w.in.Text {
			t.Errorf("opened says %v", opened)
		}
		w.ack(lee)
		if f := w.said[len(w.said)-1].n.Facts; f[FactBy] != "lee" || f[FactTo] != "" {
			t.Errorf("answered says %v", f)
		}
		w.resolve(dana, "rebuilt the index")
		if f := w.said[len(w.said)-1].n.Facts; f[FactBy] != "dana" || f[FactResolution] != "rebuilt the index" {
			t.Errorf("resolved says %v", f)
		}
	})
}

func TestWhereTheCardStands(t *testing.T) {
	p, s := supportPlan(behaviour("A", "B", "PT1H"))
	tests := []struct {
		name   string
		duty   func() Duty
		places []string
		thread string // targets of step 0 that are told in the thread of a card posted by the same move
	}{
		{"at home, and in the owner's channel", func() Duty { return duty("A=#C-desk,@lee", "B=@dana") }, []string{"#C-agent", "#C-desk"}, "#C-desk"},
		{"home is the owner's channel", func() Duty { return duty("A=#C-agent", "B=@dana") }, []string{"#C-agent"}, "#C-agent"},
		{"without a home, in the plan owner's messages", func() Duty {
			d := duty("A=@maya", "B=@dana")
			d.Home = ""
			return d
		}, []string{"@maya"}, "@maya"},
		{"without either, in the fallback channel", func() Duty {
			d := duty("A=@lee", "B=@dana")
			d.Home, d.PlanOwner = "", ""
			return d
		}, []string{"#C-fallback"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := open(t, p, s, priya, Report{}, tt.duty(), monday)
			same(t, "places", placeWords(w.in.CardPlaces()), tt.places)
			var thread []string
			for _, target := range w.said[0].n.To {
				if target.Thread {
					thread = append(thread, string(target.To))
				}
			}
			if got := strings.Join(thread, " "); got != tt.thread {
				t.Errorf("told in the thread of %q, want %q", got, tt.thread)
			}
		})
	}
	t.Run("a later message to a place that has the card stands by itself", func(t *testing.T) {
		w := open(t, p, s, priya, Report{}, duty("A=@lee", "B=#C-agent"), monday)
		w.said = nil
		w.skip(time.Hour)
		i := slices.IndexFunc(w.said, func(s said) bool { return s.n.Kind == NoticeTold })
		if target := w.said[i].n.To[0]; target.To != "#C-agent" || target.Thread {
			t.Errorf("told %+v", target)
		}
	})
}

func TestRoutesOfAPublicMessage(t *testing.T) {
	p, s := supportPlan(behaviour("A", "B", "PT1H"))
	w := open(t, p, s, priya, Report{}, duty("A=@lee,#C-desk", "B=@dana"), monday)
	routes := map[Place]string{}
	for _, target := range w.said[0].n.To {
		routes[target.To] = strings.Join(placeWords(target.Routes), " ")
	}
	if routes["@lee"] != "#C-desk #C-agent #C-fallback" || routes["#C-desk"] != "#C-agent #C-fallback" {
		t.Errorf("routes %v", routes)
	}
}

func TestHowIncidentsAreFound(t *testing.T) {
	p, s := supportPlan(behaviour("A", "B", "PT1H"))
	w := open(t, p, s, priya, Report{Sev: 2}, duty("A=@lee", "B=@dana"), monday)
	same(t, "open", w.in.Index(), []string{
		"plan/policy-assistant/000000000007", "opened/policy-assistant/2/001784541600/000000000007", "live/policy-assistant/2/000000000007", "waits/lee/policy-assistant/2/000000000007", "owed/policy-assistant/001784545200/000000000007",
	})
	w.ack(lee)
	same(t, "acknowledged", w.in.Index(), []string{"plan/policy-assistant/000000000007", "opened/policy-assistant/2/001784541600/000000000007", "live/policy-assistant/2/000000000007", "waits/lee/policy-assistant/2/000000000007"})
	w.release(lee)
	same(t, "released: the answer is owed no more", w.in.Index(), []string{"plan/policy-assistant/000000000007", "opened/policy-assistant/2/001784541600/000000000007", "live/policy-assistant/2/000000000007", "waits/lee/policy-assistant/2/000000000007"})
	w.resolve(lee, "")
	same(t, "resolved", w.in.Index(), []string{"plan/policy-assistant/000000000007", "opened/policy-assistant/2/001784541600/000000000007"})
	if w.in.Kind() != "incident" || w.in.Key() != "INC-7" || (Note{Incident: "INC-7", Num: 3}).Key() != "INC-7/000003" {
		t.Errorf("kept as %s %s", w.in.Kind(), w.in.Key())
	}
}
