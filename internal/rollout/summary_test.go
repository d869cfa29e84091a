package rollout

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

// since and monday9 are two Mondays, 09:00 in Berlin, a week apart.
var (
	since   = time.Date(2026, 9, 7, 7, 0, 0, 0, time.UTC)
	monday9 = since.AddDate(0, 0, 7)
)

func summaryPlan() (Plan, State, Summary) {
	p := Plan{ID: "till-helper"}
	p.Cost.Budget = understood("$2,000", Budget{Amount: decimal.NewFromInt(2000), Currency: "USD"})
	s := State{Plan: p.ID, Agent: "Till Helper", Stage: RollingOut, PlanOwner: "maya", Zone: "Europe/Berlin", Home: "agent-it"}
	return p, s, Summary{Schema: 1, Plan: p.ID, At: since}
}

func weekOf(t *testing.T, e Effects) (Week, bool) {
	t.Helper()
	if len(e.Notices) == 0 {
		return Week{}, false
	}
	w, ok := ReadWeek(e.Notices[0].Facts[FactWeek])
	if !ok || len(e.Notices) != 1 {
		t.Fatalf("%+v", e.Notices)
	}
	return w, true
}

func TestSummariesBeginWithThePlan(t *testing.T) {
	_, s, _ := summaryPlan()
	for _, tt := range []struct {
		name  string
		stage Stage
		now   string
		due   string // "": there are none
	}{
		{"on a Friday", RollingOut, "2026-09-04T10:00:00Z", "2026-09-07T07:00:00Z"},
		{"early on a Monday", RollingOut, "2026-09-07T06:59:59Z", "2026-09-07T07:00:00Z"},
		{"on a Monday at nine", RollingOut, "2026-09-07T07:00:00Z", "2026-09-14T07:00:00Z"},
		{"on a Sunday, over the end of summer time", Live, "2026-10-25T12:00:00Z", "2026-10-26T08:00:00Z"},
		{"a draft", Draft, "2026-09-04T10:00:00Z", ""},
		{"retired", Retired, "2026-09-04T10:00:00Z", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			now, _ := time.Parse(time.RFC3339, tt.now)
			s := s
			s.Stage = tt.stage
			e := StartSummaries(s, Books{}, now)
			got := ""
			if len(e.Arm) == 1 {
				got = e.Arm[0].Due.Format(time.RFC3339)
			}
			if got != tt.due || (tt.due == "") != (len(e.Put) == 0) || len(e.Notices) > 0 {
				t.Errorf("%s, %+v", got, e)
			}
		})
	}
}

// The summary comes when people work: at once on a working day, else at the next
// opening, and then once for all that time.
func TestWhenASummaryComes(t *testing.T) {
	p, s, last := summaryPlan()
	f := WeekFacts{Live: 1}
	for _, tt := range []struct {
		name  string
		stage Stage
		now   string
		late  time.Duration
		again string // when the timer fires next; "": never
		says  bool
	}{
		{"on time", RollingOut, "2026-09-14T07:00:00Z", 0, "2026-09-21T07:00:00Z", true},
		{"a second late is on time", RollingOut, "2026-09-14T07:00:01Z", 0, "2026-09-21T07:00:00Z", true},
		{"down until noon", RollingOut, "2026-09-14T10:00:00Z", 3 * time.Hour, "2026-09-21T07:00:00Z", true},
		{"down until the evening", RollingOut, "2026-09-14T20:00:00Z", 0, "2026-09-15T07:00:00Z", false},
		{"down until Thursday", Live, "2026-09-17T08:00:00Z", 73 * time.Hour, "2026-09-21T07:00:00Z", true},
		{"down until Saturday", Live, "2026-09-19T08:00:00Z", 0, "2026-09-21T07:00:00Z", false},
		{"down for a month", Live, "2026-10-12T07:00:00Z", 0, "2026-10-19T07:00:00Z", true},
		{"while it retires", Retiring, "2026-09-14T07:00:00Z", 0, "2026-09-21T07:00:00Z", true},
		{"a draft", Draft, "2026-09-14T07:00:00Z", 0, "", false},
		{"retired", Retired, "2026-09-14T07:00:00Z", 0, "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			now, _ := time.Parse(time.RFC3339, tt.now)
			s := s
			s.Stage = tt.stage
			e := WakeSummary(p, s, last, f, Duty{Home: s.Home, PlanOwner: "maya"}, now)
			again := ""
			if len(e.Arm) == 1 {
				again = e.Arm[0].Due.Format(time.RFC3339)
			}
			w, says := weekOf(t, e)
			if again != tt.again || says != tt.says || w.Late != tt.late || says != (len(e.Put) == 1) {
				t.Errorf("again %s, says %t, %v late; %+v", again, says, w.Late, e)
			}
			if says && (w.Since != Day{2026, time.September, 7} || e.Notices[0].To[0].To != In("agent-it")) {
				t.Errorf("since %s, to %+v", w.Since, e.Notices[0].To)
			}
		})
	}
}

func TestSummaryOfWhatStandsStill(t *testing.T) {
	p, s, last := summaryPlan()
	s.Hold = &Hold{At: since}
	if w := makeWeek(p, s, last, WeekFacts{}, monday9); w.Held != (Day{2026, time.September, 7}) {
		t.Errorf("%+v", w)
	}
	s.Pause = &PauseMark{State: PauseRequested, Since: since}
	if w := makeWeek(p, s, last, WeekFacts{}, monday9); w.Halted != (Day{}) {
		t.Error("a request that nobody decided halts nothing")
	}
	s.Pause = &PauseMark{State: PausePaused, Since: since, Off: true}
	if w := makeWeek(p, s, last, WeekFacts{}, monday9); w.Halted != (Day{2026, time.September, 7}) || !w.Off {
		t.Errorf("%+v", w)
	}
}

// A plan without a home says it to its owner alone.
func TestSummaryWithoutAHome(t *testing.T) {
	p, s, last := summaryPlan()
	e := WakeSummary(p, s, last, WeekFacts{Live: 1}, Duty{PlanOwner: "maya"}, monday9)
	if to := e.Notices[0].To; len(to) != 1 || to[0].To != DM("maya") || len(to[0].Routes) != 0 {
		t.Errorf("%+v", to)
	}
}

func TestIncidentsOfAWeek(t *testing.T) {
	p, s, last := summaryPlan()
	at := func(hours int) time.Time {
		if hours == 0 {
			return time.Time{}
		}
		return since.Add(time.Duration(hours) * time.Hour)
	}
	for _, tt := range []struct {
		name                  string
		opened, due, answered int // hours after the last summary; 0: never
		open, owed, intime    int
	}{
		{"answered in time", 10, 11, 11, 1, 1, 1},
		{"answered late", 10, 11, 12, 1, 1, 0},
		{"never answered", 10, 11, 0, 1, 1, 0},
		{"due after the week", 160, 170, 0, 1, 0, 0},
		{"answered before it was due next week", 160, 170, 161, 1, 1, 1},
		{"no time is promised", 10, 0, 0, 1, 0, 0},
		{"opened before, due in the week, in time", -60, 5, 4, 0, 1, 1},
		{"opened before, due in the week, late", -60, 5, 9, 0, 1, 0},
		{"answered and due before", -60, -50, -55, 0, 0, 0},
		{"due before, answered in the week", -60, -50, 3, 0, 0, 0},
		{"answered before, due in the week", -60, 5, -50, 0, 0, 0},
		{"opened in the minute of the next summary", 168, 170, 0, 0, 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := Incident{Opened: at(tt.opened), AnswerBy: at(tt.due), FirstAt: at(tt.answered)}
			w := makeWeek(p, s, last, WeekFacts{Recent: []Incident{in}}, monday9)
			if w.Halted != (Day{}) || w.Off {
				t.Error("it is not paused")
			}
			if got := [3]int{w.Opened, w.Owed, w.InTime}; got != [3]int{tt.open, tt.owed, tt.intime} {
				t.Errorf("%v", got)
			}
		})
	}
}

func dollars(n int64) Quantity { return Quantity{Amount: decimal.NewFromInt(n), Currency: "USD"} }

func total(p Period, all ...Quantity) SpendTotal {
	t := SpendTotal{Period: p}
	for _, q := range all {
		t.Sums = append(t.Sums, Sum{Quantity: q, Count: 1})
	}
	return t
}

func TestSpendOfAWeek(t *testing.T) {
	credits := Quantity{Amount: decimal.NewFromInt(50), Unit: "credits"}
	for _, tt := range []struct {
		name   string
		budget bool
		last   Summary
		now    time.Time
		books  Books
		booked []string
		months []string // and what was spent in each
	}{
		{
			"the week's bookings", true,
			Summary{At: since, Booked: map[Period][]Sum{"2026": {{Quantity: dollars(430)}}}},
			monday9,
			Books{"2026": total("2026", dollars(660)), "2026-09": total("2026-09", dollars(660))},
			[]string{"$230"},
			[]string{"2026-09 $660"},
		},
		{
			"nothing booked", true, Summary{At: since}, monday9, Books{}, nil, []string{"2026-09 $0"},
		},
		{
			"more taken back than booked", true,
			Summary{At: since, Booked: map[Period][]Sum{"2026": {{Quantity: dollars(430)}}}},
			monday9,
			Books{"2026": total("2026", dollars(400)), "2026-09": total("2026-09", dollars(400))},
			[]string{"-$30"},
			[]string{"2026-09 $400"},
		},
		{
			"a month has ended", true,
			Summary{At: since, Booked: map[Period][]Sum{"2026": {{Quantity: dollars(430)}}}},
			since.AddDate(0, 0, 28),
			Books{"2026": total("2026", dollars(530)), "2026-09": total("2026-09", dollars(500)), "2026-10": total("2026-10", dollars(30))},
			[]string{"$100"},
			[]string{"2026-09 $500", "2026-10 $30"},
		},
		{
			"a month has ended in which nothing was spent", true, Summary{At: since}, since.AddDate(0, 0, 28), Books{}, nil, []string{"2026-10 $0"},
		},
		{
			"over the turn of the year", true,
			Summary{At: time.Date(2026, 12, 28, 8, 0, 0, 0, time.UTC), Booked: map[Period][]Sum{"2026": {{Quantity: dollars(900)}}, "2025": {{Quantity: dollars(70)}}}},
			time.Date(2027, 1, 4, 8, 0, 0, 0, time.UTC),
			Books{"2025": total("2025", dollars(70)), "2026": total("2026", dollars(950)), "2027": total("2027", dollars(8)), "2026-12": total("2026-12", dollars(80)), "2027-01": total("2027-01", dollars(8))},
			[]string{"$58"},
			[]string{"2026-12 $80", "2027-01 $8"},
		},
		{
			"no budget, two kinds", false,
			Summary{At: since},
			monday9,
			Books{"2026": total("2026", dollars(5), credits), "2026-09": total("2026-09", dollars(5), credits)},
			[]string{"$5", "50 credits"},
			[]string{"2026-09 $5, 50 credits"},
		},
		{"no budget, nothing spent", false, Summary{At: since}, monday9, Books{}, nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, s, _ := summaryPlan()
			if !tt.budget {
				p.Cost.Budget = nothing[Budget]()
			}
			w := makeWeek(p, s, tt.last, WeekFacts{Books: tt.books}, tt.now)
			var booked, months []string
			for _, q := range w.Booked {
				booked = append(booked, q.String())
			}
			for _, m := range w.Months {
				text := string(m.Allowance.Period)
				for i, q := range m.Spent {
					if i > 0 {
						text += ","
					}
					text += " " + q.String()
				}
				months = append(months, text)
			}
			if !reflect.DeepEqual(booked, tt.booked) || !reflect.DeepEqual(months, tt.months) {
				t.Errorf("booked %q, months %q", booked, months)
			}
		})
	}
}

func TestReviewsOfAWeek(t *testing.T) {
	p, s, _ := summaryPlan()
	s.Activated = time.Date(2026, 7, 14, 8, 0, 0, 0, time.UTC)
	for i, item := range []string{"Access review", "Prompt review"} {
		p.Reviews = append(p.Reviews, ReviewItem{
			ID: RowID([]string{"R1", "R2"}[i]), Item: understood(item, item), Owner: roles("Lead"),
			Cadence: understood("Monthly", []Cadence{{Every: 1, Unit: EveryMonth}}),
		})
	}
	var all []Review // both are due on Monday 7 September and Wednesday 7 October
	for _, rec := range ScheduleReviews(p, s, "", nil, s.Activated).Put {
		all = append(all, rec.(Review))
	}
	type list []WeekReview
	due := Day{2026, time.September, 7}
	october := Day{2026, time.October, 7}
	for _, tt := range []struct {
		name               string
		monday             string
		change             func(all []ReviewPast, s *State)
		overdue, due, done list
	}{
		{"nothing is near", "2026-08-31", nil, nil, nil, nil},
		{"due today", "2026-09-07", nil, nil, list{{Item: "Access review", Owners: "Lead", Due: due}, {Item: "Prompt review", Owners: "Lead", Due: due}}, nil},
		{"late", "2026-09-14", nil, list{{Item: "Access review", Owners: "Lead", Due: due, Late: 7}, {Item: "Prompt review", Owners: "Lead", Due: due, Late: 7}}, nil, nil},
		{"one stands still while paused", "2026-09-14", func(_ []ReviewPast, s *State) { s.Pause = &PauseMark{State: PausePaused} }, list{{Item: "Access review", Owners: "Lead", Due: due, Late: 7}}, nil, nil},
		{"one is done", "2026-09-14", func(all []ReviewPast, _ *State) {
			did, _, err := DoReview(all[0].Review, "", Reviewed{Outcome: Accepted}, nil, nil, Actor{User: "lee"}, time.Date(2026, 9, 9, 9, 0, 0, 0, time.UTC))
			if err != nil {
				t.Fatal(err)
			}
			all[0] = ReviewPast{did.Review, []ReviewOccurrence{did.Occurrence}}
		}, list{{Item: "Prompt review", Owners: "Lead", Due: due, Late: 7}}, nil, list{{Item: "Access review", Owners: "Lead", Late: 2, Outcome: Accepted}}},
		{"what was done before is not said again", "2026-09-21", func(all []ReviewPast, _ *State) {
			for i := range all {
				did, _, err := DoReview(all[i].Review, "", Reviewed{Outcome: Accepted}, nil, nil, Actor{User: "lee"}, time.Date(2026, 9, 9, 9, 0, 0, 0, time.UTC))
				if err != nil {
					t.Fatal(err)
				}
				all[i] = ReviewPast{did.Review, []ReviewOccurrence{did.Occurrence}}
			}
		}, nil, nil, nil},
		{"missed", "2026-10-12", nil, list{{Item: "Access review", Owners: "Lead", Due: october, Late: 5}, {Item: "Prompt review", Owners: "Lead", Due: october, Late: 5}}, nil, list{{Item: "Access review", Owners: "Lead", Due: due, Outcome: Missed}, {Item: "Prompt review", Owners: "Lead", Due: due, Outcome: Missed}}},
		{"missed, a week later", "2026-10-19", nil, list{{Item: "Access review", Owners: "Lead", Due: october, Late: 12}, {Item: "Prompt review", Owners: "Lead", Due: october, Late: 12}}, nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			day, err := ParseDay(tt.monday)
			if err != nil {
				t.Fatal(err)
			}
			now := day.At(dueMinute, s.zone())
			s, past := s, []ReviewPast{{Review: all[0]}, {Review: all[1]}}
			if tt.change != nil {
				tt.change(past, &s)
			}
			w := makeWeek(p, s, Summary{At: now.AddDate(0, 0, -7)}, WeekFacts{Reviews: past}, now)
			for _, l := range []struct {
				what      string
				got, want list
			}{{"late", w.Overdue, tt.overdue}, {"due", w.Due, tt.due}, {"over", w.Done, tt.done}} {
				if !reflect.DeepEqual(l.got, l.want) {
					t.Errorf("%s: %+v, not %+v", l.what, l.got, l.want)
				}
			}
		})
	}
}

// A week in which nothing happened is not spoken of, and the next one begins
// where it ended.
func TestNothingToSay(t *testing.T) {
	p, s, last := summaryPlan()
	last.Booked = map[Period][]Sum{"2026": {{Quantity: dollars(430)}}}
	books := Books{"2026": total("2026", dollars(430)), "2026-09": total("2026-09", dollars(430))}
	e := WakeSummary(p, s, last, WeekFacts{Books: books}, Duty{Home: s.Home, PlanOwner: "maya"}, monday9)
	if len(e.Notices) != 0 || len(e.Put) != 1 || len(e.Arm) != 1 {
		t.Fatalf("%+v", e)
	}
	next := e.Put[0].(Summary)
	if !next.At.Equal(monday9) || len(next.Booked["2026"]) != 1 {
		t.Errorf("%+v", next)
	}
}

// The wave is said in every summary, and is a reason for one only when it does not
// stand as it stood a week ago.
func TestWavesOfAWeek(t *testing.T) {
	at := func(days int) time.Time { return monday9.AddDate(0, 0, days) }
	on := func(days int) Cell[DayRange] {
		d := DayOf(at(days), time.UTC)
		return understood(d.String(), DayRange{From: d, To: d})
	}
	for _, tt := range []struct {
		name string
		wave Wave
		run  WaveRun
		hold bool
		news bool
		late int
	}{
		{name: "planned for the next month", wave: Wave{Date: on(30)}},
		{name: "planned for Sunday", wave: Wave{Date: on(6)}, news: true},
		{name: "planned for Monday in a week", wave: Wave{Date: on(7)}},
		{name: "planned for today", wave: Wave{Date: on(0)}, news: true},
		{name: "its day was yesterday", wave: Wave{Date: on(-1)}, news: true, late: 1},
		{name: "its day was last Monday", wave: Wave{Date: on(-7)}, news: true, late: 7},
		{name: "its day was before the last summary", wave: Wave{Date: on(-8)}, late: 8},
		{name: "its day was yesterday, on hold", wave: Wave{Date: on(-1)}, hold: true},
		{name: "without a date", wave: Wave{}},
		{name: "moved since", wave: Wave{Date: on(30)}, run: WaveRun{State: WavePlanned, Moved: &Moved{At: at(-2)}}, news: true},
		{name: "moved before", wave: Wave{Date: on(30)}, run: WaveRun{State: WavePlanned, Moved: &Moved{At: at(-9)}}},
		{name: "began since", wave: Wave{Date: on(-3)}, run: WaveRun{State: WaveRunning, Started: at(-2)}, news: true},
		{name: "began before", wave: Wave{Date: on(-30)}, run: WaveRun{State: WaveRunning, Started: at(-9)}},
		{name: "done since", wave: Wave{Date: on(-30)}, run: WaveRun{State: WaveDone, Started: at(-30), Ended: at(-2)}, news: true},
		{name: "done before", wave: Wave{Date: on(-30)}, run: WaveRun{State: WaveDone, Started: at(-30), Ended: at(-9)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, s, last := summaryPlan()
			tt.wave.ID = "W1"
			p.Waves = []Wave{tt.wave}
			if tt.hold {
				s.Hold = &Hold{At: at(-20)}
			}
			f := WeekFacts{Gate: GateFacts{Runs: Waves{}}}
			if tt.run.State != "" {
				tt.run.Wave = "W1"
				f.Gate.Runs["W1"] = tt.run
			}
			w := makeWeek(p, s, last, f, monday9)
			if w.News != tt.news || w.empty() == tt.news {
				t.Errorf("news %v, empty %v; want news %v", w.News, w.empty(), tt.news)
			}
			over := tt.run.State == WaveDone && !tt.news
			if (w.Wave == nil) != over || !over && w.Wave.Late != tt.late {
				t.Errorf("%+v", w.Wave)
			}
		})
	}
}

// A wave is late whatever else runs, and its day that passed since the last
// summary is news.
func TestWavesLateBehindTheOneThatRuns(t *testing.T) {
	on := func(days int) Cell[DayRange] {
		d := DayOf(monday9.AddDate(0, 0, days), time.UTC)
		return understood(d.String(), DayRange{From: d, To: d})
	}
	for _, tt := range []struct {
		name   string
		second int // when the second wave is planned, in days from today
		hold   bool
		news   bool
		behind []string
	}{
		{"its day has not come", 4, false, false, []string{"wave 3"}},
		{"its day passed since", -3, false, true, []string{"wave 2", "wave 3"}},
		{"its day had passed before", -9, false, false, []string{"wave 2", "wave 3"}},
		{"its day passed on hold", -3, true, false, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, s, last := summaryPlan()
			p.Waves = wavesNamed("1", "2", "3").Waves
			p.Waves[0].Date, p.Waves[1].Date, p.Waves[2].Date = on(-30), on(tt.second), on(-20)
			if tt.hold {
				s.Hold = &Hold{At: monday9.AddDate(0, 0, -20)}
			}
			running := WaveRun{Wave: "W1", State: WaveRunning, Started: monday9.AddDate(0, 0, -25)}
			w := makeWeek(p, s, last, WeekFacts{Gate: GateFacts{Runs: Waves{"W1": running}}}, monday9)
			var behind []string
			for _, b := range w.Wave.Behind {
				behind = append(behind, b.Title)
			}
			if w.News != tt.news || !slices.Equal(behind, tt.behind) || w.Wave.Since.IsZero() {
				t.Errorf("news %v, %+v", w.News, w.Wave)
			}
		})
	}
}
