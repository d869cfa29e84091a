package rollout

import (
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

// understood is a cell that was read.
func understood[T any](text string, v T) Cell[T] {
	return Cell[T]{Text: text, Status: Understood, Value: v}
}

// nothing is a cell that the document leaves empty.
func nothing[T any]() Cell[T] { return Cell[T]{Status: Empty} }

func criteria(all ...Criterion) Cell[[]Criterion] {
	texts := make([]string, len(all))
	for i, c := range all {
		texts[i] = c.Text
	}
	return understood(strings.Join(texts, "; "), all)
}

func attested(text string) Criterion { return Criterion{Kind: Attested, Text: text} }

// figure is a number of a criterion.
func figure(s string) *decimal.Decimal {
	d := decimal.RequireFromString(s)
	return &d
}

// threeWaves is a plan whose first wave has a built-in and a written entry
// criterion and one for its exit, whose second cites the first, and whose third
// names nothing.
func threeWaves() (Plan, State) {
	p, s := supportPlan(behaviour("A", "B", "PT1H"))
	p.Enablement = Enablement{CommunicationOwner: roles("Communications"), TrainingOwner: Cell[[]string]{Status: Empty}}
	p.Excluded = nothing[[]string]()
	name := func(n string) Cell[string] { return understood(n, n) }
	p.Waves = []Wave{
		{ID: "W1", Name: name("1"), Users: name("Team of four"), Entry: criteria(attested("Guide published")), Exit: criteria(attested("Team agrees"))},
		{ID: "W2", Name: name("2"), Users: name("Service desk"), Entry: criteria(Criterion{Kind: ByWave, Text: "Wave 1 exit met", Wave: "1"}), Exit: criteria(attested("Desk agrees"))},
		{ID: "W3", Name: name("Everybody"), Entry: nothing[[]Criterion](), Exit: nothing[[]Criterion]()},
	}
	for i := range p.Waves {
		p.Waves[i].Date = nothing[DayRange]()
	}
	s.Activated = monday
	return p, s
}

// judged is how the criterion of a text stands.
func judged(t *testing.T, v GateVerdict, text string) Judged {
	t.Helper()
	for _, j := range v.Criteria {
		if j.Criterion.Text == text {
			return j
		}
	}
	t.Fatalf("no criterion %q in %+v", text, v.Criteria)
	return Judged{}
}

func TestVerdicts(t *testing.T) {
	today := DayOf(monday, time.UTC)
	tomorrow, yesterday := today.AddDays(1), today.AddDays(-1)
	two := func(sev1, sev2 int) map[Severity]int { return map[Severity]int{1: sev1, 2: sev2} }
	tests := []struct {
		name   string
		c      Criterion
		change func(p *Plan, s *State, f *GateFacts)
		want   Verdict
		why    Reason
	}{
		{"attested, nobody ticked", attested("x"), nil, NotMet, ReasonNotTicked},
		{"a metric", Criterion{Kind: ByMetric, Text: "x", Op: ">=", Number: figure("85"), Unit: "%"}, nil, Inconclusive, ReasonNoReading},
		{"a review", Criterion{Kind: ByReview, Text: "x"}, nil, Inconclusive, ReasonNoReview},
		{"a wave that is planned", Criterion{Kind: ByWave, Text: "x", Wave: "2"}, nil, NotMet, ReasonWave},
		{"a wave that is running", Criterion{Kind: ByWave, Text: "x", Wave: "2"}, func(_ *Plan, _ *State, f *GateFacts) {
			f.Runs = Waves{"W2": {Wave: "W2", State: WaveRunning}}
		}, NotMet, ReasonWave},
		{"a wave that is done", Criterion{Kind: ByWave, Text: "x", Wave: "2"}, func(_ *Plan, _ *State, f *GateFacts) {
			f.Runs = Waves{"W2": {Wave: "W2", State: WaveDone}}
		}, Met, ReasonWave},
		{"a wave that was cancelled", Criterion{Kind: ByWave, Text: "x", Wave: "2"}, func(_ *Plan, _ *State, f *GateFacts) {
			f.Runs = Waves{"W2": {Wave: "W2", State: WaveCancelled}}
		}, NotMet, ReasonWave},
		{"a wave in other words", Criterion{Kind: ByWave, Text: "x", Wave: "wave  everybody."}, func(_ *Plan, _ *State, f *GateFacts) {
			f.Runs = Waves{"W3": {Wave: "W3", State: WaveDone}}
		}, Met, ReasonWave},
		{"a wave that there is not", Criterion{Kind: ByWave, Text: "x", Wave: "7"}, nil, Inconclusive, ReasonNoWave},
		{"not before today", Criterion{Kind: ByDate, Text: "x", Op: ">=", Date: &today}, nil, Met, ReasonDate},
		{"not before tomorrow", Criterion{Kind: ByDate, Text: "x", Op: ">=", Date: &tomorrow}, nil, NotMet, ReasonDate},
		{"not before tomorrow, where it is tomorrow already", Criterion{Kind: ByDate, Text: "x", Op: ">=", Date: &tomorrow}, func(_ *Plan, s *State, _ *GateFacts) {
			s.Zone = "Pacific/Kiritimati" // 14 hours ahead
		}, Met, ReasonDate},
		{"by today", Criterion{Kind: ByDate, Text: "x", Op: "<=", Date: &today}, nil, Met, ReasonDate},
		{"by yesterday", Criterion{Kind: ByDate, Text: "x", Op: "<=", Date: &yesterday}, nil, NotMet, ReasonDate},
		{"a date without a day", Criterion{Kind: ByDate, Text: "x", Op: "<="}, nil, Inconclusive, ReasonNoNumber},
		{"no open sev1", Criterion{Kind: ByIncident, Text: "x", Op: "=", Number: figure("0"), Unit: "sev1", Scope: "open"}, func(_ *Plan, _ *State, f *GateFacts) {
			f.Live, f.Opened = two(0, 3), two(2, 2)
		}, Met, ReasonIncidents},
		{"one open sev1", Criterion{Kind: ByIncident, Text: "x", Op: "=", Number: figure("0"), Unit: "sev1", Scope: "open"}, func(_ *Plan, _ *State, f *GateFacts) {
			f.Live = two(1, 0)
		}, NotMet, ReasonIncidents},
		{"0 P1/P2, none opened", Criterion{Kind: ByIncident, Text: "x", Op: "=", Number: figure("0"), Unit: "sev1/sev2", Scope: "opened"}, func(_ *Plan, _ *State, f *GateFacts) {
			f.Live, f.Opened = two(0, 0), map[Severity]int{3: 4}
		}, Met, ReasonIncidents},
		{"0 P1/P2, one opened and resolved", Criterion{Kind: ByIncident, Text: "x", Op: "=", Number: figure("0"), Unit: "sev1/sev2", Scope: "opened"}, func(_ *Plan, _ *State, f *GateFacts) {
			f.Opened = two(0, 1)
		}, NotMet, ReasonIncidents},
		{"budget, below", Criterion{Kind: ByMetric, Text: "x", Op: "<", Number: figure("80"), Unit: "%", Budget: true}, func(p *Plan, _ *State, f *GateFacts) {
			p.Cost.Budget = understood("EUR 1500", Budget{Amount: *figure("1500"), Currency: "EUR", Per: "month"})
			f.Spent = SpendTotal{Period: MonthOf(DayOf(monday, time.UTC)), Sums: []Sum{{Quantity: Quantity{Amount: *figure("1199.99"), Currency: "EUR"}, Count: 2}}}
		}, Met, ReasonBudget},
		{"budget, reached", Criterion{Kind: ByMetric, Text: "x", Op: "<", Number: figure("80"), Unit: "%", Budget: true}, func(p *Plan, _ *State, f *GateFacts) {
			p.Cost.Budget = understood("EUR 1500", Budget{Amount: *figure("1500"), Currency: "EUR", Per: "month"})
			f.Spent = SpendTotal{Period: MonthOf(DayOf(monday, time.UTC)), Sums: []Sum{{Quantity: Quantity{Amount: *figure("1200"), Currency: "EUR"}, Count: 2}}}
		}, NotMet, ReasonBudget},
		{"budget, nothing on record", Criterion{Kind: ByMetric, Text: "x", Op: "<", Number: figure("80"), Unit: "%", Budget: true}, func(p *Plan, _ *State, f *GateFacts) {
			p.Cost.Budget = understood("EUR 1500", Budget{Amount: *figure("1500"), Currency: "EUR", Per: "month"})
			f.Spent = SpendTotal{Period: MonthOf(DayOf(monday, time.UTC))}
		}, Inconclusive, ReasonNoSpend},
		{"budget, none", Criterion{Kind: ByMetric, Text: "x", Op: "<", Number: figure("80"), Unit: "%", Budget: true}, func(p *Plan, _ *State, _ *GateFacts) {
			p.Cost.Budget = Cell[Budget]{}
		}, Inconclusive, ReasonNoBudget},
		{"no open ones of an area, others are open", Criterion{Kind: ByIncident, Text: "x", Op: "=", Number: figure("0"), Scope: "open", Area: Security}, func(_ *Plan, _ *State, f *GateFacts) {
			f.Live = map[Severity]int{3: 4}
		}, Met, ReasonIncidents},
		{"one open of an area", Criterion{Kind: ByIncident, Text: "x", Op: "=", Number: figure("0"), Scope: "open", Area: Security}, func(_ *Plan, _ *State, f *GateFacts) {
			f.Areas = map[AreaKind]IncidentCounts{Security: {Live: map[Severity]int{3: 1}}}
		}, NotMet, ReasonIncidents},
		{"at most two of any severity", Criterion{Kind: ByIncident, Text: "x", Op: "<=", Number: figure("2"), Scope: "opened"}, func(_ *Plan, _ *State, f *GateFacts) {
			f.Opened = map[Severity]int{1: 1, 4: 1}
		}, Met, ReasonIncidents},
		{"incidents without a number", Criterion{Kind: ByIncident, Text: "x", Op: "="}, nil, Inconclusive, ReasonNoNumber},
		{"an operator nobody knows", Criterion{Kind: ByIncident, Text: "x", Op: "!", Number: figure("0")}, nil, NotMet, ReasonIncidents},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, s := threeWaves()
			p.Waves[0].Exit = criteria(tt.c)
			f := GateFacts{}
			if tt.change != nil {
				tt.change(&p, &s, &f)
			}
			v := JudgeGate(p, s, p.Waves[0], ExitGate, f, monday)
			j := v.Criteria[0]
			if j.Verdict != tt.want || j.Reason != tt.why || v.Met() != (tt.want == Met) {
				t.Errorf("%s because %s, gate met %v", j.Verdict, j.Reason, v.Met())
			}
		})
	}
}

// A reading that nobody has confirmed lets nothing out, whatever it reads; a
// confirmation holds for exactly the text that was read.
func TestAssumedReadingsHoldAGate(t *testing.T) {
	p, s := threeWaves()
	w := &p.Waves[0]
	w.Exit.Status = Assumed
	f := GateFacts{Runs: Waves{"W1": {Wave: "W1", State: WaveRunning, Ticks: map[string]Said{}}}}
	mark := JudgeGate(p, s, *w, ExitGate, f, monday).Criteria[0].Mark()
	f.Runs["W1"].Ticks[mark] = Said{By: "dana"}
	check := func(what string, want Verdict, why Reason) {
		t.Helper()
		if j := JudgeGate(p, s, *w, ExitGate, f, monday).Criteria[0]; j.Verdict != want || j.Reason != why {
			t.Errorf("%s: %s because %s", what, j.Verdict, j.Reason)
		}
	}
	check("assumed and ticked", Inconclusive, ReasonUnconfirmed)
	s, _ = Confirm(s, []Confirmed{{Path: "waves[0].exit", Hash: hashText("Team agrees"), Reading: "x"}}, maya, monday)
	check("confirmed", Met, ReasonTicked)
	w.Exit.Text = "Team agrees."
	check("the text has changed", Inconclusive, ReasonUnconfirmed)
	w.Exit.Status = Unclear
	check("not understood", Inconclusive, ReasonUnclear)
	w.Exit.Text = "(TBD)"
	check("to be decided", NotMet, ReasonNoCriteria)
}

// Beside other criteria a placeholder holds the gate: nobody ticks it, as nobody
// says of it why there are none.
func TestAPlaceholderAmongCriteriaIsNotTicked(t *testing.T) {
	p, s := threeWaves()
	w := &p.Waves[0]
	w.Exit = understood("Team agrees; TBD", []Criterion{attested("Team agrees"), attested("TBD")})
	f := GateFacts{Runs: Waves{"W1": {Wave: "W1", State: WaveRunning, Started: monday}}}
	j := JudgeGate(p, s, *w, ExitGate, f, monday).Criteria[1]
	if j.Passes() || j.Reason != ReasonUnclear {
		t.Errorf("%s because %s", j.Verdict, j.Reason)
	}
	_, e, err := Tick(Desk{Plan: p, State: s, By: maya, Now: monday}, f.Runs["W1"], j.GateCriterion, "yes", entitled)
	mustSay(t, err, "was not understood")
	if len(e.Put) > 0 {
		t.Errorf("%+v", e)
	}
	if _, e, err := SayNoCriteria(Desk{Plan: p, State: s, By: maya, Now: monday}, *w, f.Runs["W1"], ExitGate, "why not"); err == nil {
		t.Errorf("it is said why there are none: %+v", e)
	}
}

// What counts from when a wave begins is not said before it has begun, and what
// was said before counts for nothing until it has passed.
func TestTimeInUseIsNotTickedBeforeTheWaveBegins(t *testing.T) {
	p, s := threeWaves()
	w := &p.Waves[0]
	use := attested("2 weeks of use")
	use.After = "P14D"
	w.Exit = understood("2 weeks of use", []Criterion{use})
	run := WaveRun{Wave: "W1", State: WavePlanned, Title: "wave 1"}
	c := JudgeGate(p, s, *w, ExitGate, GateFacts{Runs: Waves{"W1": run}}, monday).Criteria[0].GateCriterion
	_, e, err := Tick(Desk{Plan: p, State: s, By: maya, Now: monday}, run, c, "used", entitled)
	mustSay(t, err, "wave 1 has not begun")
	if len(e.Put) > 0 {
		t.Errorf("%+v", e)
	}
	run = WaveRun{Wave: "W1", State: WaveRunning, Started: monday, Ticks: map[string]Said{c.Mark(): {By: "maya", At: monday.Add(-time.Hour)}}}
	if j := JudgeGate(p, s, *w, ExitGate, GateFacts{Runs: Waves{"W1": run}}, monday.Add(time.Minute)).Criteria[0]; j.Passes() {
		t.Errorf("it is %s because %s", j.Verdict, j.Reason)
	}
}

func TestNoCriteria(t *testing.T) {
	for text, want := range map[string]bool{
		"None": true, "No criteria.": true, "none yet": true, "TBD; TBD": true, "n/a; None": true, "tbd!": true, "offen": true, "0": true, "TBD\nTBD": true,
		"": false, "TBD; no open sev1": false, "None of the pilots left": false, "TBD; to be agreed with legal": false,
	} {
		if got := NoCriteria(text); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}

// What says nothing but that it will be decided is no criterion; whatever says
// more than that is not passed over as if it were none.
func TestUndecided(t *testing.T) {
	for text, want := range map[string]bool{
		"TBD": true, "(tbd)": true, "*TBC*.": true, "n/a": true, "N/A": true, "to be decided": true, "???": true, "not yet defined": true,
		"": false, "TBD: security must sign": false, "[Security sign-off by the CISO]": false, "<85% accepted answers; no open sev1>": false, "as agreed": false,
		"open incidents: none": false,
	} {
		if got := Undecided(text); got != want || NoCriteria(text) != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}

// "TBD" is as good as nothing: somebody says why the gate has no criteria, and
// whoever looks sees what the document says instead.
func TestAGateThatIsToBeDecidedIsEmpty(t *testing.T) {
	p, s := threeWaves()
	p.Waves[0].Entry = Cell[[]Criterion]{Text: "TBD", Status: Unclear}
	w := p.Waves[0]
	f := GateFacts{Runs: Waves{}}
	judged := func() Judged {
		all := JudgeGate(p, s, p.Waves[0], EntryGate, f, monday).Criteria
		return all[len(all)-1]
	}
	if j := judged(); j.Passes() || j.Reason != ReasonNoCriteria || !strings.Contains(j.Criterion.Text, "only “TBD”") {
		t.Fatalf("%s because %s: %s", j.Verdict, j.Reason, j.Criterion.Text)
	}
	run, e, err := SayNoCriteria(Desk{Plan: p, State: s, By: maya, Now: monday}, w, f.Runs.Of(p, w), EntryGate, "four people of the team")
	if err != nil || len(e.Log) != 1 {
		t.Fatal(e.Log, err)
	}
	f.Runs[w.ID] = run
	if j := judged(); !j.Passes() || j.Reason != ReasonSaidWhy {
		t.Errorf("then it is %s because %s", j.Verdict, j.Reason)
	}
	for _, other := range []Cell[[]Criterion]{{Text: "to be agreed", Status: Unclear}, {Status: Empty}} {
		p.Waves[0].Entry = other
		if j := judged(); j.Passes() {
			t.Errorf("what was said of “TBD” lets %q pass", other.Text)
		}
		if _, e, err := SayNoCriteria(Desk{Plan: p, State: s, By: maya, Now: monday}, p.Waves[0], run, EntryGate, "still four people"); err != nil || len(e.Put) == 0 {
			t.Errorf("it cannot be said of %q: %v", other.Text, err)
		}
	}
	f.Runs[w.ID] = WaveRun{Wave: w.ID, State: WavePlanned, Empty: map[Gate]Said{EntryGate: {By: "maya", Text: "stored before what it is of was"}}}
	if j := judged(); !j.Passes() {
		t.Errorf("an empty gate is %s because %s", j.Verdict, j.Reason)
	}
}

func TestBuiltInCriteria(t *testing.T) {
	p, s := threeWaves()
	p.Enablement.TrainingOwner = Cell[[]string]{Text: "TBD", Status: Unclear}
	p.Excluded = understood("contractors", []string{"contractors"})
	var got []string
	for _, c := range p.GateCriteria(s, p.Waves[0]) {
		got = append(got, c.Key+" "+string(c.Gate)+" "+c.Criterion.Text+" "+strings.Join(c.Owners, ","))
	}
	same(t, "criteria", got, []string{
		"W1.1 entry Announced to the users of this wave Communications",
		"W1.2 entry Training given to the users of this wave ",
		"W1.3 entry Still excluded: contractors ",
		"W1.4 entry Guide published ",
		"W1.5 exit Team agrees ",
	})
	// An empty gate is a criterion of its own, which nothing but a reason meets.
	v := JudgeGate(p, s, p.Waves[2], ExitGate, GateFacts{}, monday)
	if len(v.Criteria) != 1 || v.Criteria[0].Reason != ReasonNoCriteria || v.Met() {
		t.Errorf("an empty gate: %+v", v)
	}
	if (GateVerdict{}).Met() {
		t.Error("a gate without any criterion passes")
	}
}

func TestOpenIncidentsHoldEveryGate(t *testing.T) {
	p, s := threeWaves()
	f := GateFacts{Runs: Waves{"W1": {Wave: "W1", State: WaveRunning}}}
	ticked(t, p, s, &f, "W1")
	private := Incident{ID: "INC-2", Sev: 1, State: IncidentOpen, Policy: Policy{Private: true}}
	tests := []struct {
		name string
		in   Incident
		want []HoldingIncident
	}{
		{"open sev1", Incident{ID: "INC-1", Sev: 1, State: IncidentOpen}, []HoldingIncident{{"INC-1", 1}}},
		{"acknowledged sev2", Incident{ID: "INC-1", Sev: 2, State: IncidentAcked}, []HoldingIncident{{"INC-1", 2}}},
		{"a private one is not named", private, []HoldingIncident{{}}},
		{"sev3", Incident{ID: "INC-1", Sev: 3, State: IncidentOpen}, nil},
		{"resolved", Incident{ID: "INC-1", Sev: 1, State: IncidentResolved}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f.Worst = []Incident{tt.in}
			v := JudgeGate(p, s, p.Waves[0], ExitGate, f, monday)
			if len(v.Incidents) != len(tt.want) || len(tt.want) > 0 && v.Incidents[0] != tt.want[0] {
				t.Errorf("held by %v", v.Incidents)
			}
			if v.Met() != (tt.want == nil) {
				t.Errorf("met %v", v.Met())
			}
		})
	}
}

// ticked ticks whatever a wave's gates let be ticked.
func ticked(t *testing.T, p Plan, s State, f *GateFacts, wave RowID) {
	t.Helper()
	w, ok := p.Wave(wave)
	if !ok {
		t.Fatalf("no %s", wave)
	}
	run := f.Runs.Of(p, w)
	for _, c := range p.GateCriteria(s, w) {
		if c.Attests() {
			run.Ticks = with(run.Ticks, c.Mark(), Said{By: "maya", At: monday})
		}
	}
	if f.Runs == nil {
		f.Runs = Waves{}
	}
	f.Runs[wave] = run
}

func TestSinceWhenIncidentsCount(t *testing.T) {
	p, s := threeWaves()
	began := monday.Add(48 * time.Hour)
	runs := Waves{"W1": {Wave: "W1", State: WaveRunning, Started: began}}
	for _, tt := range []struct {
		wave int
		gate Gate
		want time.Time
	}{{0, EntryGate, monday}, {0, ExitGate, began}, {1, EntryGate, began}, {2, EntryGate, began}, {1, ExitGate, time.Time{}}} {
		if got := GateSince(p, s, runs, p.Waves[tt.wave], tt.gate); !got.Equal(tt.want) {
			t.Errorf("%s of wave %d: since %v", tt.gate, tt.wave+1, got)
		}
	}
}

func TestWhoseRowACriterionCites(t *testing.T) {
	p, _ := threeWaves()
	p.Metrics = []Metric{
		{Metric: understood("Answers", ""), Owner: roles("Everybody")},
		{Metric: understood("Accepted answers", ""), Owner: roles("Quality Analyst")},
	}
	p.Reviews = []ReviewItem{{Item: understood("Access review", ""), Owner: roles("Security Lead")}}
	for _, tt := range []struct {
		c    Criterion
		want string
	}{
		{Criterion{Kind: ByMetric, Text: "85% accepted  Answers in the sample"}, "Quality Analyst"},
		{Criterion{Kind: ByMetric, Text: "no answerslike findings"}, ""},
		{Criterion{Kind: ByReview, Text: "access review accepted"}, "Security Lead"},
		{Criterion{Kind: Attested, Text: "Accepted answers shown"}, ""},
	} {
		if got := strings.Join(p.ownersCited(tt.c), ","); got != tt.want {
			t.Errorf("%q cites %q, want %q", tt.c.Text, got, tt.want)
		}
	}
}
