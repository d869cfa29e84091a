package rollout

import "testing"

func TestConfirm(t *testing.T) {
	s := State{Plan: "hr", Confirmed: map[string]Confirmation{"a": {Hash: "1", By: "lee"}}}
	one := Confirmed{Path: "b", Hash: "2", Reading: "at least 85 %"}
	after, e := Confirm(s, []Confirmed{one, {Path: "a", Hash: "1"}}, maya, monday)
	if got := after.Confirmed["b"]; got.Hash != "2" || got.Value != "at least 85 %" || got.By != "maya" || !got.At.Equal(monday) {
		t.Errorf("kept as %+v", got)
	}
	if after.Confirmed["a"].By != "lee" || e.Log[0].Why != "b" {
		t.Errorf("one that was confirmed before is confirmed again: %+v", after.Confirmed)
	}
	if len(s.Confirmed) != 1 {
		t.Error("the state that was given is changed")
	}
	if _, e := Confirm(after, []Confirmed{one}, lee, monday); len(e.Put)+len(e.Log) != 0 {
		t.Errorf("a repeat has effects: %+v", e)
	}
	edited, e := Confirm(after, []Confirmed{{Path: "b", Hash: "3"}}, lee, monday)
	if edited.Confirmed["b"].By != "lee" || len(e.Put) != 1 {
		t.Errorf("an edited text is not confirmed anew: %+v", edited.Confirmed["b"])
	}
	if _, e := Confirm(s, nil, maya, monday); len(e.Put) != 0 {
		t.Error("nothing to confirm has effects")
	}
}
