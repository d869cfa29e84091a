package rollout

import (
	"strings"
	"time"
)

// VerbConfirm is confirmed readings in the audit record.
const VerbConfirm Verb = "plan.confirm"

// Confirmed is one assumed reading that a person says is right.
type Confirmed struct {
	Path    string
	Hash    string // of the text that was read
	Reading string
	Name    string // of the field, as people are shown it
}

// Confirm records a person's word for readings. It holds for exactly the text
// that was read: an edit asks again. Readings confirmed before stay as they are.
func Confirm(s State, readings []Confirmed, by Actor, now time.Time) (State, Effects) {
	confirmed := map[string]Confirmation{}
	for path, c := range s.Confirmed {
		confirmed[path] = c
	}
	var paths []string
	for _, r := range readings {
		if confirmed[r.Path].Hash == r.Hash {
			continue
		}
		confirmed[r.Path] = Confirmation{Hash: r.Hash, Value: r.Reading, Name: r.Name, By: by.User, At: now}
		paths = append(paths, r.Path)
	}
	if len(paths) == 0 {
		return s, Effects{}
	}
	s.Confirmed = confirmed
	return s, Effects{
		Put: []Record{s},
		Log: []Entry{{Verb: VerbConfirm, Plan: s.Plan, Kind: s.Kind(), Subject: s.Key(), Why: strings.Join(paths, ", ")}},
	}
}
