package rollout

import "fmt"

// VerbHouse is a change of what the installation says about itself.
const VerbHouse Verb = "house.set"

// ByStart is the program's start, which reads the configuration.
const ByStart Via = "start"

// SettleHouse makes what the configuration says the installation's own record.
// Who may decide everything is in it, so a change is an entry in the record;
// saying the same again is nothing.
func SettleHouse(old, next House) Effects {
	next.Schema, next.Team = 1, old.Team
	if fmt.Sprint(old) == fmt.Sprint(next) {
		return Effects{}
	}
	return Effects{
		Put: []Record{next},
		Log: []Entry{{Verb: VerbHouse, Kind: next.Kind(), Subject: next.Key()}},
	}
}
