package rollout

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestAHoldStopsTheWavesUntilItEnds(t *testing.T) {
	p, s := threeWaves()
	f := GateFacts{}
	ticked(t, p, s, &f, "W1")
	held, e, err := HoldRollout(s, "security looks at it", lee, duty(), monday)
	if err != nil || held.Hold == nil || held.Hold.By != lee.User || !held.Hold.At.Equal(monday) || !held.WavesHeld() {
		t.Fatalf("%v, %+v", err, held.Hold)
	}
	if len(e.Put) != 1 || e.Log[0].Verb != VerbRolloutHold || e.Log[0].Why != "security looks at it" || strings.Join(kinds(e), " ") != string(NoticeHeld) {
		t.Errorf("%+v", e)
	}
	if n := e.Notices[0]; n.To[0].To != "#C-agent" || n.To[0].Routes[0] != DM(s.PlanOwner) || n.Facts[FactBecause] != "security looks at it" || n.Facts[FactBy] != string(lee.User) {
		t.Errorf("said %+v", n)
	}

	// No wave starts, and none is completed.
	var hold *OnHold
	if _, e, err = StartWave(Desk{Plan: p, State: held, Duty: duty(), By: maya, Now: monday}, p.Waves[0], f); !errors.As(err, &hold) || len(e.Put) > 0 || hold.Hold.Because != "security looks at it" {
		t.Errorf("a start while on hold: %v, %+v", err, e)
	}
	run, _, err := StartWave(Desk{Plan: p, State: s, Duty: duty(), By: maya, Now: monday}, p.Waves[0], f)
	if err != nil {
		t.Fatal(err)
	}
	f.Runs["W1"] = run
	hold = nil
	if _, _, e, err = CompleteWave(Desk{Plan: p, State: held, Duty: duty(), By: maya, Now: monday}, p.Waves[0], f); !errors.As(err, &hold) || len(e.Put) > 0 {
		t.Errorf("a completion while on hold: %v, %+v", err, e)
	}
	// What a gate lacks can still be seen to, and a wave taken out.
	if _, _, _, err = CancelWave(Desk{Plan: p, State: held, Duty: duty(), By: maya, Now: monday}, p.Waves[2], "nobody needs it", f); err != nil {
		t.Errorf("cancelled while on hold: %v", err)
	}

	// Said again it stays as it is, with the words of who was first.
	again, e, err := HoldRollout(held, "another reason", maya, duty(), monday.Add(time.Hour))
	if err != nil || len(e.Put)+len(e.Notices) > 0 || again.Hold.By != lee.User || again.Hold.Because != "security looks at it" {
		t.Errorf("held again: %v, %+v, %+v", err, again.Hold, e)
	}
	on, e := ResumeRollout(held, "", maya, duty(), monday.Add(time.Hour))
	if on.WavesHeld() || strings.Join(kinds(e), " ") != string(NoticeHoldOver) || e.Log[0].Verb != VerbRolloutResume || held.Hold == nil {
		t.Errorf("resumed: %+v, %+v", on, e)
	}
	if _, e = ResumeRollout(on, "", maya, duty(), monday.Add(time.Hour)); len(e.Put)+len(e.Notices) > 0 {
		t.Errorf("resumed again: %+v", e)
	}
	if _, _, _, err = CompleteWave(Desk{Plan: p, State: on, Duty: duty(), By: maya, Now: monday}, p.Waves[0], f); errors.As(err, &hold) {
		t.Errorf("still on hold: %v", err)
	}
}

func TestHoldRefusals(t *testing.T) {
	for _, tt := range []struct {
		name    string
		stage   Stage
		because string
		want    string // "": it is held
	}{
		{"without a reason", RollingOut, "", ""},
		{"a live plan", Live, "", ""},
		{"a draft", Draft, "", "The plan is a draft, so none of its waves goes forward anyway. Nothing was changed."},
		{"a retired plan", Retired, "", "The plan is retired, so none of its waves goes forward anyway. Nothing was changed."},
		{"a reason that is too long", RollingOut, strings.Repeat("long ", 700), "nothing was held"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, s := threeWaves()
			s.Stage = tt.stage
			after, e, err := HoldRollout(s, tt.because, maya, duty(), monday)
			if tt.want == "" {
				if err != nil || after.Hold == nil {
					t.Error(err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want %s", err, tt.want)
			}
			if len(e.Put) > 0 || after.Hold != nil {
				t.Errorf("refused, and yet %+v", e)
			}
		})
	}
}

// The end of a hold says when a pause still keeps the waves where they are.
func TestAHoldThatEndsWithinAPause(t *testing.T) {
	_, s := threeWaves()
	s, _, err := HoldRollout(s, "", maya, duty(), monday)
	if err != nil {
		t.Fatal(err)
	}
	s.Pause = &PauseMark{ID: "PAU-1", State: PausePaused, Off: true}
	s, e := ResumeRollout(s, "", maya, duty(), monday.Add(time.Hour))
	if !s.WavesHeld() || e.Notices[0].Facts[FactID] != "PAU-1" {
		t.Errorf("%+v", e.Notices)
	}
}

func TestDatesInTheDigestWhileOnHold(t *testing.T) {
	p, s := threeWaves()
	first := DayOf(monday, time.UTC)
	p.Waves[1].Date = understood("x", DayRange{From: first, To: first})
	s, _, err := HoldRollout(s, "security looks at it", lee, duty(), monday)
	if err != nil {
		t.Fatal(err)
	}
	for _, day := range []int{-7, -3, 0, 1} {
		on := first.AddDays(day)
		items := WaveDigest(p, s, Waves{}, Asked{User: "maya", From: on, To: on})
		if len(items) != 1 || items[0].Line != "" || items[0].Urgency != UrgentNever || items[0].Facts[FactBecause] != "security looks at it" || items[0].Facts[FactHeldAt] == "" {
			t.Errorf("day %d: %+v", day, items)
		}
	}
}
