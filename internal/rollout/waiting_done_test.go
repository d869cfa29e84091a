package rollout

import (
	"slices"
	"strings"
	"testing"
)

// What waits on somebody is named by its number, its key or its name, and by
// nothing else.
func TestWhatWaitsIsNamed(t *testing.T) {
	review := Waiting{Todo: TodoReview, Review: &OwedReview{ReviewStanding: ReviewStanding{Review: Review{Row: "R3", Item: "Access review"}}}}
	step := Waiting{Todo: TodoPauseStep, Pause: &Pause{ID: "PAU-1"}, Step: 3}
	tick := Waiting{Todo: TodoTick, Tick: &Judged{GateCriterion: GateCriterion{Key: "W2.4"}}}
	mine := Waiting{Todo: TodoResolve, Incident: &Incident{ID: "INC-7"}}
	tests := []struct {
		words                     string
		review, step, tick, ofInc int
	}{
		{"3", 1, 1, 0, 0},
		{"3. done", 1, 1, 0, 0},
		{"r3 accepted", 1, 0, 0, 0},
		{"r33", 0, 0, 0, 0},
		{"access review accepted", 2, 0, 0, 0},
		{"access review: accepted", 2, 0, 0, 0},
		{"access reviewed", 0, 0, 0, 0},
		{"access", 0, 0, 0, 0},
		{"w2.4, evidence", 0, 0, 1, 0},
		{"w2.41", 0, 0, 0, 0},
		{"inc-7", 0, 0, 0, 1},
		{"7", 0, 0, 0, 0},
		{"", 0, 0, 0, 0},
	}
	for _, tt := range tests {
		words := strings.Fields(tt.words)
		got := []int{review.NamedBy(words), step.NamedBy(words), tick.NamedBy(words), mine.NamedBy(words)}
		if want := []int{tt.review, tt.step, tt.tick, tt.ofInc}; !slices.Equal(got, want) {
			t.Errorf("%q names review, step, tick, incident %v, want %v", tt.words, got, want)
		}
	}
	for _, todo := range []Todo{TodoDecide, TodoDecidePause, TodoAcknowledge, TodoWave, TodoHold, TodoPaused, TodoSetUp} {
		if (Waiting{Todo: todo}).TakesDone() {
			t.Errorf("“done” can mean to %s", todo)
		}
	}
}
