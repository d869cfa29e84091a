package rollout

import (
	"testing"
	"time"
)

func TestMoveWave(t *testing.T) {
	p, s, f := begun(t)
	days := func(n int) DayRange {
		d := DayOf(monday, time.UTC).AddDays(n)
		return DayRange{From: d, To: d}
	}
	w := p.Waves[1]
	w.Date.Text = "2026-09-01"
	run, e, err := MoveWave(Desk{Plan: p, State: s, By: lee, Now: monday}, w, f.Runs.Of(p, w), days(0), "2026-07-20")
	if err != nil || *run.Moved != (Moved{"2026-09-01", "2026-07-20", "lee", monday}) || len(e.Put) != 1 {
		t.Errorf("today: %v, %+v", err, run.Moved)
	}
	if want := `wave 2 from "2026-09-01" to Mon 20 Jul 2026`; e.Log[0].Why != want || e.Log[0].Verb != VerbWaveMove {
		t.Errorf("the record says %+v", e.Log)
	}
	for _, tt := range []struct {
		name string
		wave int
		to   DayRange
		want string
	}{
		{"a day that has passed", 1, days(-1), "Sun 19 Jul 2026 has passed"},
		{"a wave that has begun", 0, days(3), "Wave 1 has begun, so its date is no longer planned"},
	} {
		_, e, err := MoveWave(Desk{Plan: p, State: s, By: lee, Now: monday}, p.Waves[tt.wave], f.Runs.Of(p, p.Waves[tt.wave]), tt.to, "x")
		mustSay(t, err, tt.want)
		if len(e.Put) > 0 {
			t.Errorf("%s: %+v", tt.name, e.Put)
		}
	}
}

// The plan's home hears of a wave's new days, in one line; of a draft's nobody.
func TestAMoveIsTold(t *testing.T) {
	p, s, f := begun(t)
	to := DayOf(monday, time.UTC).AddDays(9)
	for _, tt := range []struct {
		name  string
		stage Stage
		date  Cell[DayRange]
		was   string
		told  bool
	}{
		{"from a day", RollingOut, understood("20 July 2026", DayRange{From: DayOf(monday, time.UTC)}), "Mon 20 Jul 2026", true},
		{"from words", RollingOut, Cell[DayRange]{Text: "after summer", Status: Unclear}, "after summer", true},
		{"from nothing", RollingOut, nothing[DayRange](), "", true},
		{"in a draft", Draft, nothing[DayRange](), "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, w := s, p.Waves[1]
			s.Stage, w.Date = tt.stage, tt.date
			_, e, err := MoveWave(Desk{Plan: p, State: s, Duty: duty(), By: lee, Now: monday}, w, f.Runs.Of(p, w), DayRange{From: to, To: to}, to.String())
			if err != nil || (len(e.Notices) == 1) != tt.told {
				t.Fatalf("%v, %+v", err, e.Notices)
			}
			if !tt.told {
				return
			}
			n := e.Notices[0]
			if n.Kind != NoticeWaveMoved || n.To[0].To != duty().HomePlace() || n.Facts[FactWas] != tt.was || n.Facts[FactMovedTo] != "Wed 29 Jul 2026" || n.Facts[FactBy] != "lee" {
				t.Errorf("%+v", n)
			}
		})
	}
}

func TestMovesUndone(t *testing.T) {
	p, _ := threeWaves()
	dated := func(text string) Plan {
		q := p
		q.Waves = append([]Wave{{ID: "W9"}}, p.Waves...)
		q.Waves[2].Date.Text = text
		return q
	}
	moved := Waves{"W2": {Wave: "W2", Moved: &Moved{Was: "1 Sep", To: "2026-08-05", By: "lee"}}}
	for _, tt := range []struct {
		name          string
		before, after string
		runs          Waves
		want          int
	}{
		{"changed back", "2026-08-05", "1 Sep", moved, 1},
		{"changed to a third day", "2026-08-05", "2 Sep", moved, 0},
		{"as it was moved", "2026-08-05", "2026-08-05", moved, 0},
		{"the document had another day since", "3 Sep", "1 Sep", moved, 0},
		{"never moved", "2026-08-05", "1 Sep", Waves{}, 0},
	} {
		got := MovesUndone(dated(tt.before), dated(tt.after), tt.runs)
		if _, ok := got["waves[2].date"]; len(got) != tt.want || ok != (tt.want == 1) {
			t.Errorf("%s: %+v", tt.name, got)
		}
	}
}
