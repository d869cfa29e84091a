package rollout_test

import (
	"testing"

	"github.com/rolloutbot/rollout/internal/rollout"
)

func TestSettleHouse(t *testing.T) {
	first := rollout.House{Admins: []rollout.UserID{"U1"}, Fallback: "C1", Zone: "UTC"}
	e := rollout.SettleHouse(rollout.House{}, first)
	if len(e.Put) != 1 || len(e.Log) != 1 || e.Log[0].Verb != rollout.VerbHouse {
		t.Fatalf("the first start: %+v", e)
	}
	stored := e.Put[0].(rollout.House)
	if e := rollout.SettleHouse(stored, first); len(e.Put)+len(e.Log) > 0 {
		t.Errorf("the same again: %+v", e)
	}
	stored.Team = "T1"
	next := first
	next.Admins = []rollout.UserID{"U1", "U2"}
	e = rollout.SettleHouse(stored, next)
	if len(e.Put) != 1 || len(e.Log) != 1 || e.Put[0].(rollout.House).Team != "T1" {
		t.Errorf("another administrator: %+v", e)
	}
}
