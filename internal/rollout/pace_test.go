package rollout

import (
	"slices"
	"testing"
	"time"
)

// minutes to two places, cut.
func minutes(ds ...time.Duration) (out []float64) {
	for _, d := range ds {
		out = append(out, float64(d.Milliseconds()/600)/100)
	}
	return out
}

func TestStepsAreTimedAsTheFormulaSays(t *testing.T) {
	tests := []struct {
		name   string
		sev    Severity
		answer string
		path   string
		remind float64 // minutes after opening; 0: none
		steps  []float64
	}{
		{"an hour at sev3", 3, "PT1H", "B → C", 30, []float64{60, 90, 120}},
		{"an hour at sev4 is no slower", 4, "PT1H", "B → C", 30, []float64{60, 90, 120}},
		{"an hour at sev2", 2, "PT1H", "B → C", 15, []float64{30, 45, 60}},
		{"an hour at sev1", 1, "PT1H", "B → C", 7.5, []float64{15, 22.5, 30}},
		{"the owner first in the path is step 0", 3, "PT1H", "A → B → C", 30, []float64{60, 90, 120}},
		{"a quarter of an hour at sev1 never goes below five minutes", 1, "PT15M", "B → C", 0, []float64{5, 10, 15}},
		{"ten minutes can still be halved", 3, "PT10M", "B → C", 5, []float64{10, 15, 20}},
		{"no time at all", 3, "PT0M", "B → C", 0, []float64{5, 10, 15}},
		{"only the owner: the round ends when the answer is due", 3, "PT1H", "A", 30, []float64{60}},
		{"a written wait stands, and the end of the round is the policy's own", 3, "PT1H", "B (PT30M) → C", 15, []float64{30, 60, 90}},
		{"a written wait is not scaled", 1, "PT1H", "B (PT30M) → C", 15, []float64{30, 37.5, 45}},
		{"a written wait in the middle", 3, "PT1H", "B → C (PT2H)", 30, []float64{60, 180, 210}},
		{"a written wait may be short", 3, "PT1H", "B → C (PT2M)", 30, []float64{60, 62, 92}},
		{"odd seconds are cut", 1, "PT61M", "B → C", 7.61, []float64{15.25, 22.86, 30.48}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, s := supportPlan(behaviour("A", tt.path, tt.answer))
			pol := PolicyFor(p, s, "S1", tt.sev)
			var got []time.Duration
			var sum time.Duration
			for _, d := range pol.Delays(monday) {
				sum += d
				got = append(got, sum)
			}
			if !slices.Equal(minutes(got...), tt.steps) {
				t.Errorf("steps after %v min, want %v", minutes(got...), tt.steps)
			}
			remind, ok := pol.Reminder(monday)
			if ok != (tt.remind > 0) || ok && minutes(remind)[0] != tt.remind {
				t.Errorf("reminder after %v (%v), want %v min", remind, ok, tt.remind)
			}
		})
	}
}

// What happens, with clock times, to an incident nobody answers; Berlin.
func TestStepsAndAnswersOnTheClock(t *testing.T) {
	berlin := must(LoadZone("Europe/Berlin"))
	at := func(s string) time.Time { return must(time.ParseInLocation("2006-01-02 15:04", s, berlin)) }
	best := Cell[SLA]{Text: "Best effort", Status: Understood}
	tests := []struct {
		name   string
		area   string
		sla    Cell[SLA]
		path   string
		sev    Severity
		opened string
		want   []string
	}{
		{
			"four business hours over night", "User support", sla("PT4H", Business), "B", 3, "2026-07-20 15:00",
			[]string{"Mon 15:00 told A", "Mon 17:00 reminded A", "Tue 11:00 answer due", "Tue 11:00 told B", "Tue 13:00 exhausted"},
		},
		{
			"opened on Saturday, held to Monday", "User support", sla("PT4H", Business), "B", 3, "2026-07-18 12:00",
			[]string{"Sat 12:00 held", "Mon 09:00 told A", "Mon 11:00 reminded A", "Mon 13:00 answer due", "Mon 13:00 told B", "Mon 15:00 exhausted"},
		},
		{
			"same business day counts what is left of it", "User support", sla(EndOfBusinessDay, ""), "B", 3, "2026-07-20 11:00",
			[]string{"Mon 11:00 told A", "Mon 14:00 reminded A", "Mon 17:00 answer due", "Mon 17:00 told B", "Tue 12:00 exhausted"},
		},
		{
			"an answer by the end of a day is never hurried", "User support", sla(EndOfBusinessDay, ""), "B", 2, "2026-07-20 11:00",
			[]string{"Mon 11:00 told A", "Mon 14:00 reminded A", "Mon 17:00 answer due", "Mon 17:00 told B", "Tue 12:00 exhausted"},
		},
		{
			"nor at sev1, which goes on through the night", "User support", sla(EndOfBusinessDay, ""), "B", 1, "2026-07-20 11:00",
			[]string{"Mon 11:00 told A", "Mon 14:00 reminded A", "Mon 17:00 answer due", "Mon 17:00 told B", "Mon 20:00 exhausted"},
		},
		{
			"same business day on a Sunday is the end of Monday", "User support", sla(EndOfBusinessDay, ""), "B", 3, "2026-07-19 11:00",
			[]string{"Sun 11:00 held", "Mon 09:00 told A", "Mon 13:00 reminded A", "Mon 17:00 answer due", "Mon 17:00 told B", "Tue 13:00 exhausted"},
		},
		{
			"next business day", "Legal", sla(EndOfNextBusinessDay, ""), "B", 3, "2026-07-17 13:00",
			[]string{"Fri 13:00 told A", "Mon 11:00 reminded A", "Mon 17:00 answer due", "Mon 17:00 told B", "Tue 15:00 exhausted"},
		},
		{
			"a minute before closing time", "User support", sla(EndOfBusinessDay, ""), "B", 3, "2026-07-20 16:59",
			[]string{"Mon 16:59 told A", "Mon 17:00 answer due", "Tue 09:04 told B", "Tue 09:09 exhausted"},
		},
		{
			"sev1 pages at night, the answer stays in the plan's words", "User support", sla("PT4H", Business), "B", 1, "2026-07-18 12:00",
			[]string{"Sat 12:00 told A", "Sat 12:30 reminded A", "Sat 13:00 told B", "Sat 13:30 exhausted", "Mon 13:00 answer due"},
		},
		{
			"best effort: each step once, no clock and no reminder", "Agent behaviour", best, "B", 3, "2026-07-20 10:00",
			[]string{"Mon 10:00 told A", "Mon 11:00 told B", "Mon 11:30 exhausted"},
		},
		{
			"best effort in security goes round once", "Security incident", best, "B", 3, "2026-07-20 10:00",
			[]string{"Mon 10:00 told A", "Mon 10:15 told B", "Mon 10:22 exhausted"},
		},
		{
			"a written day is a business day where hours count", "User support", sla("PT4H", Business), "B (P1D)", 3, "2026-07-20 15:00",
			[]string{"Mon 15:00 told A", "Tue 11:00 answer due", "Tue 11:00 reminded A", "Tue 15:00 told B", "Tue 17:00 exhausted"},
		},
		{
			"a wait until the end of the day", "User support", sla("PT4H", Business), "B (" + EndOfBusinessDay + ")", 3, "2026-07-20 15:00",
			[]string{"Mon 15:00 told A", "Mon 16:00 reminded A", "Mon 17:00 told B", "Tue 11:00 answer due", "Tue 11:00 exhausted"},
		},
		{
			"the night the clocks go forward", "Data issue", sla("PT2H", Wall), "B", 3, "2026-03-29 01:30",
			[]string{"Sun 01:30 told A", "Sun 03:30 reminded A", "Sun 04:30 answer due", "Sun 04:30 told B", "Sun 05:30 exhausted"},
		},
		{
			"the night the clocks go back", "Data issue", sla("PT2H", Wall), "B", 3, "2026-10-25 01:30",
			[]string{"Sun 01:30 told A", "Sun 02:30 reminded A", "Sun 02:30 answer due", "Sun 02:30 told B", "Sun 03:30 exhausted"},
		},
		{
			"soft over the weekend of the clock change", "Data issue", sla("PT1H", Business), "B", 3, "2026-03-28 12:00",
			[]string{"Sat 12:00 held", "Mon 09:00 told A", "Mon 09:30 reminded A", "Mon 10:00 answer due", "Mon 10:00 told B", "Mon 10:30 exhausted"},
		},
		{
			"a sev4 of security is soft, in its open hours", "Security incident", sla("PT15M", Wall), "B", 4, "2026-07-18 12:00",
			[]string{"Sat 12:00 held", "Sat 12:15 answer due", "Mon 09:00 told A", "Mon 09:07 reminded A", "Mon 09:15 told B", "Mon 09:22 exhausted"},
		},
		{
			"nobody fills the owner's role: the next at once", "Data issue", sla("PT1H", Wall), "Nobody → B", 3, "2026-07-20 10:00",
			[]string{"Mon 10:00 told A", "Mon 10:30 reminded A", "Mon 11:00 answer due", "Mon 11:00 nobody Nobody", "Mon 11:00 told B", "Mon 11:30 exhausted"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, s := supportPlan(SupportRow{Area: area(tt.area), Owner: roles("A"), SLA: tt.sla, Path: path(tt.path)})
			s.Zone = "Europe/Berlin"
			var got []string
			for _, f := range Foresee(PolicyFor(p, s, "S1", tt.sev), duty("A=@lee", "B=@dana"), at(tt.opened)) {
				line := f.At.In(berlin).Format("Mon 15:04 ") + string(f.What)
				if f.Role != "" {
					line += " " + f.Role
				}
				got = append(got, line)
			}
			same(t, "foreseen", got, tt.want)
		})
	}
}

func TestAnswerByIsThePlansWordWhateverTheSeverity(t *testing.T) {
	for _, answer := range []Cell[SLA]{sla("PT1H", Wall), sla("PT4H", Business), sla(EndOfBusinessDay, ""), sla(EndOfNextBusinessDay, ""), sla("P2D", Business)} {
		for _, opened := range []time.Time{monday, monday.Add(-40 * time.Hour), monday.Add(12 * time.Hour)} {
			p, s := supportPlan(SupportRow{Area: area("User support"), Owner: roles("A"), SLA: answer, Path: path("B")})
			want := must(answer.Value.Answer.Deadline(opened, BusinessHours("UTC")))
			for sev := Severity(1); sev <= 4; sev++ {
				if got := PolicyFor(p, s, "S1", sev).AnswerBy(opened); !got.Equal(want) {
					t.Errorf("%s at sev%d opened %s: answer by %s, want %s", answer.Text, sev, opened, got, want)
				}
			}
		}
	}
}

func TestNoPolicyReachesBeyondTheCalendar(t *testing.T) {
	for _, amount := range []string{"P90000D", "PT2000000H", "P12000W"} {
		for _, c := range []Counting{Wall, Business} {
			p, s := supportPlan(SupportRow{Area: area("User support"), Owner: roles("A"), SLA: sla(amount, c), Path: path("B → C → D → E → F → G → H → I")})
			all := []string{"A", "B", "C", "D", "E", "F", "G", "H", "I"}
			var fill []string
			for _, r := range all {
				fill = append(fill, r+"=@"+r)
			}
			for _, f := range Foresee(PolicyFor(p, s, "S1", 3), duty(fill...), monday) {
				if f.At.Year() > 9999 || f.At.Before(monday) {
					t.Errorf("%s %s: %s at %s", amount, c, f.What, f.At)
				}
			}
		}
	}
}

func TestACalendarThatNeverOpensSilencesNobody(t *testing.T) {
	for name, c := range map[string]Calendar{"no hours": {Zone: "UTC"}, "a zone nobody knows": BusinessHours("Mars/Olympus")} {
		t.Run(name, func(t *testing.T) {
			p, s := supportPlan(desk("A", "B", "PT1H"))
			pol := PolicyFor(p, s, "S1", 3)
			pol.Calendar = c
			var got []string
			for _, f := range Foresee(pol, duty("A=@lee", "B=@dana"), monday) {
				got = append(got, f.At.Format("15:04 ")+string(f.What))
			}
			same(t, "foreseen", got, []string{"10:00 told", "10:30 reminded", "11:00 told", "11:30 exhausted", "00:00 answer due"})
			if by := pol.AnswerBy(monday); !by.Equal(endOfTime) {
				t.Errorf("answer by %s; an answer nobody can be late with is due at the end of time", by)
			}
			pol.Pace = Span{Amount: EndOfBusinessDay}
			if got := minutes(pol.Delays(monday)...); got[0] != 5 || got[1] != 5 {
				t.Errorf("delays of a day that never ends: %v min, want the shortest", got)
			}
		})
	}
}
