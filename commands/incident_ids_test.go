package commands_test

import "testing"

// A list of ids is acted on as one, what may be a list or a text is asked about,
// and what names no open incident is text.
func TestSeveralIncidents(t *testing.T) {
	tests := []struct{ line, want string }{
		{"ack 1 2", "INC-2 is yours"},
		{"ack 1,2", "INC-2 is yours"},
		{"ack #1 inc-2", "INC-2 is yours"},
		{"1 2 ack", "INC-2 is yours"},
		{"incident 1 and 2 ack", "INC-2 is yours"},
		{"ack 1 1", "INC-1 is yours"},
		{"ack 1 2 now", "[Incident ack INC-1 INC-2]"},
		{"ack 1 9", "There is no INC-9. Nothing was changed."},
		{"resolve 1 9 2 done", "There is no INC-9. Nothing was changed."},
		{"resolve 1 2", "INC-2 is resolved"},
		{"resolve 1, 2: done", "INC-2 is resolved"},
		{"resolve 1 2 3 done", "INC-3 is resolved"},
		{"resolve 1 2 done", "[INC-1 and INC-2: done] [INC-1: 2 done]"},
		{"resolve 1 inc-2 was the cause", "[INC-1 and INC-2: was the cause] [INC-1: inc-2 was the cause]"},
		{"resolve 1: 2 servers restarted", "INC-1 is resolved"},
		{"note 1 INC-2 is the same", "[INC-1 and INC-2: is the same] [INC-1: INC-2 is the same]"},
		{"note 1 500 people", "Note 1 is on INC-1: “500 people”"},
		{"incident 1 note 2 servers", "Note 1 is on INC-1: “2 servers”"},
		{"incident show 1 2", "[INC-1] [INC-2]"},
		{"incident show 1,2", "One incident is shown at a time. Which one?"},
		{"release 1 2", "Nobody has acknowledged INC-1"},
		{"ack 1-3", "“1-3” is a range of incidents, and ranges are not read; nothing was done.\nName each incident, `/rollout incident ack INC-1 INC-2`.\n  (Did you mean)\n[Incident ack INC-1 INC-2 INC-3]"},
		{"incident ack INC-2–INC-9", "[Incident ack INC-2 INC-3]"},
		{"ack 1 2..3", "[Incident ack INC-1 INC-2 INC-3]"},
		{"resolve 1-2 power is back", "[Incident resolve INC-1 INC-2: power is back]"},
		{"ack 7-9", "Name each incident, `/rollout incident ack INC-1 INC-2`."},
		{"ack 1-900", "Name each incident, `/rollout incident ack INC-1 INC-2`."},
		{"release 1-3", "Name each incident, `/rollout incident release INC-1 INC-2`."},
		{"note 1 2-3 people", "Note 1 is on INC-1: “2-3 people”"},
		{"ack 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21", "The line names 21 incidents; at most 20"},
	}
	base := newHouse(t).withPlan()
	for range 3 {
		base.want("priya", "report data is gone", "opened")
	}
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) { base.copied(t).want("lee", tt.line, tt.want) })
	}
}

// A range offers nothing that the asker may not see, and says nothing of it.
func TestARangeHidesPrivateIncidents(t *testing.T) {
	h := newHouse(t).withPlan()
	h.want("priya", "report it is slow", "INC-1 opened")
	h.want("priya", "incident open area=security it leaks", "INC-2 opened")
	h.want("priya", "report it is slow again", "INC-3 opened")
	h.want("noor", "ack 1-3", "[Incident ack INC-1 INC-3]")
}
