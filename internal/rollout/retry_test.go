package rollout

import (
	"fmt"
	"testing"
)

// Nobody is told twice of what was given up.
func TestGivenUpAskedForAgain(t *testing.T) {
	dana := DM("dana")
	tests := []struct {
		name string
		g    GivenUp
		want RetryFate
	}{
		{"a place refused it", GivenUp{To: dana}, RetryAgain},
		{"another place took it", GivenUp{To: dana, Told: true}, RetryTold},
		{"another place took it, which it never named", GivenUp{Told: true}, RetryTold},
		{"a newer edit of the card waits", GivenUp{To: dana, Newer: true}, RetryNewer},
		{"the role was filled by nobody", GivenUp{}, RetryNobody},
	}
	for _, tt := range tests {
		if got := tt.g.Retry(); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// The record of each plan has an entry, which counts and says nothing of what the
// messages are about.
func TestRetryOnRecord(t *testing.T) {
	e := RetryEffects([]Retried{{"tax", RetryTold}, {"hr", RetryAgain}, {"", RetryNobody}, {"hr", RetryTold}, {"hr", RetryAgain}})
	got := fmt.Sprint(e.Log)
	want := "[{delivery.retry    1 to nobody } {delivery.retry hr  hr 2 tried again, 1 told another way } {delivery.retry tax  tax 1 told another way }]"
	if got != want || len(e.Put)+len(e.Notices)+len(e.Arm) > 0 {
		t.Errorf("it is\n%s, want\n%s", got, want)
	}
	if none := RetryEffects(nil); len(none.Log) > 0 {
		t.Errorf("nothing taken up leaves %v", none.Log)
	}
}
